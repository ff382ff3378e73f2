// QR codes: what a reader needs stands where the standard puts it, and the text comes back out of the squares.
#include "support/check.h"

#include <string.h>

#include "data/qr.h"

static bool dark(const Qr *qr, int row, int column) { return qr->dark[row * qr->side + column]; }

// The three corners that a camera looks for: rings of 7, 5 and 3 squares.
static void corners_are_where_a_camera_looks(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Qr qr;
    assert_true(qr_of(arena, "https://example.org/attend/#masking.cache", &qr));
    const int corner[3][2] = { { 0, 0 }, { 0, qr.side - 7 }, { qr.side - 7, 0 } };
    for (int i = 0; i < 3; i++)
        for (int r = 0; r < 7; r++)
            for (int c = 0; c < 7; c++) {
                int from_middle = abs(r - 3) > abs(c - 3) ? abs(r - 3) : abs(c - 3);
                assert_int_equal(dark(&qr, corner[i][0] + r, corner[i][1] + c), from_middle != 2);
            }
    for (int i = 8; i < qr.side - 8; i++) assert_int_equal(dark(&qr, 6, i), i % 2 == 0); // the timing line
    arena_end(arena);
}

// Reads a code of version 1 (one block): undoes the mask that its format says, walks the columns in pairs from the right, and
// takes the bytes (ISO/IEC 18004, 7.7).
static bool is_function(int side, int r, int c) {
    return (r < 9 && (c < 9 || c >= side - 8)) || (r >= side - 8 && c < 9) || r == 6 || c == 6;
}

static bool masked(int mask, int r, int c) {
    switch (mask) {
    case 0: return (r + c) % 2 == 0;
    case 1: return r % 2 == 0;
    case 2: return c % 3 == 0;
    case 3: return (r + c) % 3 == 0;
    case 4: return (r / 2 + c / 3) % 2 == 0;
    case 5: return r * c % 2 + r * c % 3 == 0;
    case 6: return (r * c % 2 + r * c % 3) % 2 == 0;
    default: return ((r + c) % 2 + r * c % 3) % 2 == 0;
    }
}

static void the_text_comes_back(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Qr qr;
    const char *text = "attend #9.4";
    assert_true(qr_of(arena, text, &qr));
    assert_int_equal(qr.side, 21);
    int mask = (dark(&qr, 8, 2) << 2 | dark(&qr, 8, 3) << 1 | dark(&qr, 8, 4)) ^ 5; // bits 12 to 10 of the format
    unsigned char byte[26] = { 0 };
    int bits = 0;
    for (int right = qr.side - 1, up = 1; right > 0; right -= 2, up = !up) {
        if (right == 6) right = 5; // the timing column
        for (int i = 0; i < qr.side; i++)
            for (int k = 0; k < 2; k++) {
                int r = up ? qr.side - 1 - i : i, c = right - k;
                if (is_function(qr.side, r, c) || bits == 26 * 8) continue;
                byte[bits / 8] = (unsigned char)(byte[bits / 8] | (dark(&qr, r, c) ^ masked(mask, r, c)) << (7 - bits % 8));
                bits++;
            }
    }
    assert_int_equal(byte[0] >> 4, 4); // bytes
    int count = (byte[0] & 15) << 4 | byte[1] >> 4;
    assert_int_equal(count, (int)strlen(text));
    for (int i = 0; i < count; i++) assert_int_equal((byte[1 + i] & 15) << 4 | byte[2 + i] >> 4, text[i]);
    arena_end(arena);
}

static void lengths_at_the_edge(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Qr qr;
    char *text = arena_alloc(arena, 2955);
    assert_false(qr_of(arena, "", &qr));
    memset(text, 'a', 2953);
    assert_true(qr_of(arena, text, &qr));
    assert_int_equal(qr.side, 177);
    text[2953] = 'a';
    assert_false(qr_of(arena, text, &qr));
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(corners_are_where_a_camera_looks), cmocka_unit_test(the_text_comes_back),
                                        cmocka_unit_test(lengths_at_the_edge) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
