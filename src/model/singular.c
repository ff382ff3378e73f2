// Two by two matrices: their singular values and their spectral radius, in closed form, as operations on the tape.
//     p = √((a + d)² + (b − c)²), q = √((a − d)² + (b + c)²);  σ₁ = (p + q)/2, σ₂ = |p − q|/2
//     λ = m ± √(m² − det), m = (a + d)/2
#include "model/parts.h"

static NodeId cell(Tape *tape, NodeId m, int row, int column) {
    NodeId line = tape_slice(tape, tape_slice(tape, m, 0, row, 1), 1, column, 1);
    return tape_reshape(tape, line, SHAPE0());
}

static NodeId hypotenuse(Tape *tape, NodeId x, NodeId y) {
    NodeId x2 = tape_square(tape, x), y2 = tape_square(tape, y);
    return tape_sqrt(tape, tape_add(tape, x2, y2));
}

NodeId singular_values(Tape *tape, NodeId matrix) {
    NodeId a = cell(tape, matrix, 0, 0), b = cell(tape, matrix, 0, 1), c = cell(tape, matrix, 1, 0), d = cell(tape, matrix, 1, 1);
    NodeId sum = tape_add(tape, a, d), turn = tape_subtract(tape, b, c), difference = tape_subtract(tape, a, d),
           shear = tape_add(tape, b, c);
    NodeId p = hypotenuse(tape, sum, turn), q = hypotenuse(tape, difference, shear);
    NodeId gap = tape_subtract(tape, p, q), part[2];
    part[0] = tape_reshape(tape, tape_scale(tape, tape_add(tape, p, q), 0.5), SHAPE1(1));
    part[1] = tape_reshape(tape, tape_scale(tape, tape_sqrt(tape, tape_square(tape, gap)), 0.5), SHAPE1(1));
    return tape_concat(tape, 2, part, 0);
}

// |λ|² is (|m| + √max(D, 0))² + max(−D, 0), with D = m² − det.
NodeId spectral_radius(Tape *tape, NodeId matrix) {
    NodeId a = cell(tape, matrix, 0, 0), b = cell(tape, matrix, 0, 1), c = cell(tape, matrix, 1, 0), d = cell(tape, matrix, 1, 1);
    NodeId m = tape_scale(tape, tape_add(tape, a, d), 0.5), m2 = tape_square(tape, m);
    NodeId ad = tape_multiply(tape, a, d), bc = tape_multiply(tape, b, c);
    NodeId D = tape_subtract(tape, m2, tape_subtract(tape, ad, bc));
    NodeId real = tape_add(tape, tape_sqrt(tape, m2), tape_sqrt(tape, tape_relu(tape, D)));
    NodeId turning = tape_relu(tape, tape_scale(tape, D, -1));
    return tape_sqrt(tape, tape_add(tape, tape_square(tape, real), turning));
}
