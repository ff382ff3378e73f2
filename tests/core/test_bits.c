// The same bits everywhere: one expected number, on every processor, with every compiler, under every sanitizer.
#include "bits.h"

static void doubles_have_the_expected_bits(void **state) {
    (void)state;
    assert_int_equal(hash_of_bits(), 0x0af25a56dc154363);
}

// A product's element is the same chain of multiply-adds, whichever way the operands are stored and however it is blocked.
static void all_paths_of_a_product_give_the_same_bits(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const int sizes[][3] = { { 1, 1, 1 }, { 1, 4, 2 }, { 3, 5, 7 }, { 4, 8, 16 }, { 9, 130, 300 }, { 5, 260, 33 } };
    for (size_t c = 0; c < sizeof sizes / sizeof sizes[0]; c++) {
        int n = sizes[c][0], m = sizes[c][1], k = sizes[c][2];
        Random r = random_seed(c);
        Tape *tape = tape_begin(arena);
        NodeId a = random_leaf(tape, &r, "a", SHAPE2(n, k)), b = random_leaf(tape, &r, "b", SHAPE2(k, m));
        NodeId at = tape_transpose(tape, a), bt = tape_transpose(tape, b);
        NodeId all[] = { tape_matmul(tape, a, b, (MatmulArgs){ 0 }), tape_matmul(tape, at, b, (MatmulArgs){ .transpose_a = true }),
                         tape_matmul(tape, a, bt, (MatmulArgs){ .transpose_b = true }),
                         tape_matmul(tape, at, bt, (MatmulArgs){ .transpose_a = true, .transpose_b = true }) };
        tape_forward(tape);
        for (int i = 0; i < n * m; i++) {
            double want = 0;
            for (int p = 0; p < k; p++)
                want = fma(tape_node(tape, a)->value[i / m * k + p], tape_node(tape, b)->value[p * m + i % m], want);
            for (int path = 0; path < 4; path++) assert_memory_equal(&tape_node(tape, all[path])->value[i], &want, sizeof want);
        }
    }
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubles_have_the_expected_bits),
        cmocka_unit_test(all_paths_of_a_product_give_the_same_bits),
    };
    return cmocka_run_group_tests_name("core/bits", tests, NULL, NULL);
}
