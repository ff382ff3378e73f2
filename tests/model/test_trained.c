// Trained models from files of every layout: all nodes against plain loops over the model that the file was made of; tokens; and
// what is wrong with a file.
#include "model/trained.h"

#include "base/math.h"
#include "support/plain_language.h"
#include "trained_files.h"

static const LanguageSizes gpt2 = { .words = 300, .context = 24, .width = 24, .hidden = 96, .layers = 3, .heads = 3, AS_GPT2 };
static const LanguageSizes llama = {
    .words = 300, .context = 30, .width = 24, .hidden = 40, .layers = 3, .heads = 6, .key_heads = 2, AS_LLAMA
};

// The opened file's every node, from its mapped weights, is what plain loops make of the model it was written from.
static void check_file(const char *path, const Language *made_of, TrainedKind kind) {
    enum { N = 11 };
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Trained *t = trained_open(arena, path, &problems);
    if (!t) fail_msg("%s", problems.item[0].message);
    assert_int_equal(t->kind, kind);
    Tape *tape = tape_begin(arena);
    LanguageLeaves leaves = language_leaves(tape, t->model, LEAVES_CONSTANT);
    LanguageNodes nodes = language_nodes(tape, &leaves, (LanguageRun){ .length = N });
    int token[N];
    for (int i = 0; i < N; i++) tape_node(tape, nodes.tokens)->value[i] = token[i] = (i * 37 + 5) % t->model->sizes.words;
    tape_forward(tape);
    plain_language_check(made_of, token, N, tape, 1e-11);
    trained_close(t);
    arena_end(arena);
}

static void our_own_models_come_back(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static const LanguageTask task[] = { LANGUAGE_GRAMMAR, LANGUAGE_GRAMMAR, LANGUAGE_GRAMMAR, LANGUAGE_INDUCTION };
    static const LanguageLearner learner[] = { LEARNER_WHOLE, LEARNER_HEADS, LEARNER_CELL, LEARNER_HEADS };
    for (int i = 0; i < 4; i++) {
        LanguageOptions o = language_defaults(task[i], learner[i]);
        LanguageSizes sizes = language_training_sizes(&o);
        const Language *m = random_model(arena, &sizes, 5);
        Builder out = { arena };
        trained_save(m, task[i], NULL, "a test", &out);
        check_file(write_bytes("own.safetensors", out.at, out.size), m, TRAINED_OWN);
    }
    arena_end(arena);
}

static void words_of_ones_own_come_back(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    static const char *const word[] = { "a", "\n", "\\", "ü", " ", "b" };
    LanguageSizes sizes = { .words = 6, .context = 8, .width = 4, .layers = 1, .heads = 2 };
    Builder out = { arena };
    trained_save(random_model(arena, &sizes, 1), LANGUAGE_TEXT, &(TrainedWords){ 6, word, true }, "a test", &out);
    Trained *t = trained_open(arena, write_bytes("own.safetensors", out.at, out.size), &problems);
    assert_non_null(t);
    int *token, count;
    assert_true(trained_encode(t, arena, text_of("a\n\\ü b"), &token, &count, &problems));
    assert_int_equal(count, 6);
    for (int i = 0; i < 6; i++) assert_int_equal(token[i], i);
    assert_string_equal(trained_word(t, arena, 1), "⟨0A⟩");
    assert_false(trained_encode(t, arena, text_of("abc"), &token, &count, &problems));
    assert_non_null(strstr(problems.item[0].message, "letter 3,"));
    assert_int_equal(t->numbers, language_numbers(&sizes));
    trained_close(t);
    arena_end(arena);
}

static void gpt2_is_opened_with_and_without_its_prefix(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    const Language *m = random_model(arena, &gpt2, 7);
    Gpt2File plain = gpt2_tensors(arena, m, ""), prefixed = gpt2_tensors(arena, m, "transformer.");
    write_text("config.json", "{\"n_head\": 3, \"layer_norm_epsilon\": 1e-5, \"activation_function\": \"gelu_new\"}");
    check_file(gpt2_write(&plain, "gpt2.safetensors"), m, TRAINED_GPT2);
    check_file(gpt2_write(&prefixed, "gpt2.safetensors"), m, TRAINED_GPT2);
    arena_end(arena);
}

static void an_unembedding_of_its_own_is_used(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    LanguageSizes sizes = gpt2;
    sizes.tied = false;
    Language *m = random_model(arena, &sizes, 8);
    memset((float *)(size_t)m->bU, 0, sizeof(float) * 300); // GPT-2 has no bias there
    Gpt2File f = gpt2_tensors(arena, m, "transformer.");
    float *turned = arena_new(arena, float, 300 * 24);
    for (int i = 0; i < 24; i++)
        for (int w = 0; w < 300; w++) turned[w * 24 + i] = m->U[i * 300 + w];
    f.prefix = "";
    gpt2_add(&f, "lm_head.weight", 2, 300, 24, turned);
    check_file(gpt2_write(&f, "gpt2.safetensors"), m, TRAINED_GPT2);
    arena_end(arena);
}

static void llama_is_opened_in_both_versions(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    LanguageSizes own = llama;
    own.tied = false;
    const Language *tied = random_model(arena, &llama, 9), *untied = random_model(arena, &own, 10);
    for (int version = 0; version < 2; version++) {
        check_file(llama_write(arena, tied, version, "llama.bin"), tied, TRAINED_LLAMA);
        check_file(llama_write(arena, untied, version, "llama.bin"), untied, TRAINED_LLAMA);
    }
    own = llama, own.key_heads = 0;
    const Language *all_heads = random_model(arena, &own, 11);
    check_file(llama_write(arena, all_heads, 0, "llama.bin"), all_heads, TRAINED_LLAMA);
    arena_end(arena);
}

static void numbers_are_those_that_are_published(void **state) {
    (void)state;
    LanguageSizes stories = {
        .words = 512, .context = 512, .width = 64, .hidden = 172, .layers = 5, .heads = 8, .key_heads = 4, AS_LLAMA
    };
    LanguageSizes small = {
        .words = 50257, .context = 1024, .width = 768, .hidden = 3072, .layers = 12, .heads = 12, .tied = true
    };
    assert_int_equal(language_numbers(&stories), 260032);
    assert_int_equal(language_numbers(&small), 124439808);
}

// --- tokens

// vocab.json with a token for every byte, some merges, and an end; as GPT-2 writes them.
static void write_gpt2_tokens(void) {
    static const char *const merge[] = { "h e", "l l", "he ll", "hell o", "Ġ t", "Ġt he", "Ġ hello", "1 2", "' ll" };
    FILE *vocab = fopen(file_path("vocab.json"), "wb"), *merges = fopen(file_path("merges.txt"), "wb");
    fputc('{', vocab);
    for (int b = 0, next = 256; b < 256; b++) {
        bool itself = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
        char text[5] = "";
        text[utf8_put((uint32_t)(itself ? b : next++), text)] = 0;
        fprintf(vocab, "%s\"%s%s\": %d", b ? ", " : "", b == '"' || b == '\\' ? "\\" : "", text, b);
    }
    fputs("#version: 0.2\n", merges);
    for (int i = 0; i < 9; i++) {
        char left[20], right[20];
        sscanf(merge[i], "%19s %19s", left, right);
        fprintf(vocab, ", \"%s%s\": %d", left, right, 256 + i);
        fprintf(merges, "%s\n", merge[i]);
    }
    fputs(", \"<|endoftext|>\": 265}", vocab);
    fclose(vocab), fclose(merges);
}

static void check_tokens(const Trained *t, const char *text, const char *want) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    int *token, count;
    char got[300] = "";
    if (!trained_encode(t, arena, text_of(text), &token, &count, &problems)) fail_msg("%s: %s", text, problems.item[0].message);
    Builder back = { arena };
    for (int i = 0; i < count; i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%d", i ? " " : "", token[i]);
        if (token[i] != t->begin) builder_add(&back, tokens_said(t->tokens, arena, i ? token[i - 1] : -1, token[i]));
    }
    assert_string_equal(got, want);
    assert_string_equal(builder_text(&back), text);
    arena_end(arena);
}

static Trained *open_file(Arena *arena, const char *path) {
    Problems problems = { arena };
    Trained *t = trained_open(arena, path, &problems);
    if (!t) fail_msg("%s", problems.item[0].message);
    return t;
}

static void gpt2_cuts_texts_as_it_was_trained(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Gpt2File f = gpt2_tensors(arena, random_model(arena, &gpt2, 7), "");
    write_text("config.json", "{\"n_head\": 3}");
    write_gpt2_tokens();
    Trained *t = open_file(arena, gpt2_write(&f, "gpt2.safetensors"));
    assert_int_equal(t->end, 265);
    assert_string_equal(trained_word(t, arena, 266), "⟨#266⟩"); // the file gives it no text
    assert_string_equal(trained_word(t, arena, 262), " hello");
    check_tokens(t, "hello", "259");
    check_tokens(t, " hello", "262"); // the blank belongs to the word
    check_tokens(t, "hello hello", "259 262");
    check_tokens(t, "  hello", "32 262"); // all blanks but the last
    check_tokens(t, "he\nhe", "256 10 256");
    check_tokens(t, "he \n he", "256 32 10 32 256"); // " \n" is a piece, " he" another
    check_tokens(t, "he'll", "256 264");             // a short form
    check_tokens(t, "HE'LL", "72 69 39 76 76");      // in small letters alone
    check_tokens(t, "hell12", "258 263");            // letters and digits are two pieces
    check_tokens(t, " the12", "261 263");
    check_tokens(t, "é", "195 169");
    check_tokens(t, "the  ", "116 256 32 32");
    check_tokens(t, "he\xc2\xa0he", "256 194 160 256"); // a blank that does not break is a piece of its own
    trained_close(t);
    arena_end(arena);
}

static void write_llama_tokens(void) {
    FILE *out = fopen(file_path("tokenizer.bin"), "wb");
    static const char *const piece[] = { " ", "h", "e", "l", "o", "he", "ll", "hell", "hello", " hello", "é" };
    int32_t most = 10;
    fwrite(&most, 4, 1, out);
    for (int i = 0; i < 300; i++) {
        char text[20];
        float score = -1000;
        snprintf(text, sizeof text, "%s", i == 0 ? "<unk>" : i == 1 ? "\n<s>\n" : i == 2 ? "\n</s>\n" : "");
        if (i >= 3 && i < 259) snprintf(text, sizeof text, "<0x%02X>", i - 3);
        if (i >= 259 && i < 270) snprintf(text, sizeof text, "%s", piece[i - 259]), score = (float)(i - 259);
        if (i >= 270) snprintf(text, sizeof text, "none%d", i);
        int32_t size = (int32_t)strlen(text);
        fwrite(&score, 4, 1, out), fwrite(&size, 4, 1, out), fwrite(text, 1, (size_t)size, out);
    }
    fclose(out);
}

static void llama_cuts_texts_as_it_was_trained(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    write_llama_tokens();
    Trained *t = open_file(arena, llama_write(arena, random_model(arena, &llama, 9), 0, "llama.bin"));
    check_tokens(t, "hello", "1 268");       // begin, then " hello"
    check_tokens(t, "heo", "1 259 264 263"); // begin, the blank, "he", "o"
    check_tokens(t, "é", "1 259 269");
    check_tokens(t, "hü", "1 259 260 198 191"); // no piece: its bytes, each three further
    check_tokens(t, "", "1");
    assert_string_equal(trained_word(t, arena, 1), "<s>"); // "\n<s>\n" in the file
    assert_string_equal(trained_word(t, arena, 259), "␣");
    assert_string_equal(trained_word(t, arena, 3 + 10), "⟨0A⟩");
    trained_close(t);
    arena_end(arena);
}

static void the_little_language_begins_with_its_mark(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    LanguageOptions o = language_defaults(LANGUAGE_GRAMMAR, LEARNER_HEADS);
    LanguageSizes sizes = language_training_sizes(&o);
    Builder out = { arena };
    trained_save(random_model(arena, &sizes, 5), LANGUAGE_GRAMMAR, NULL, "a test", &out);
    Trained *t = open_file(arena, write_bytes("own.safetensors", out.at, out.size));
    int *token, count;
    assert_true(trained_encode(t, arena, text_of("the dogs"), &token, &count, &problems));
    assert_true(count == 3 && token[0] == 0 && token[1] == 1 && token[2] == 3);
    assert_false(trained_encode(t, arena, text_of("the dgos sleep"), &token, &count, &problems));
    assert_string_equal(problems.item[0].message,
                        "word 2, 'dgos', is not among the 59 that the model knows (did you mean 'dogs'?)");
    assert_false(trained_encode(t, arena, text_of("the the the the the the the the the the the the"), &token, &count, &problems));
    assert_string_equal(problems.item[1].message, "13 tokens, but the model sees at most 12: leave some words away");
    assert_false(trained_encode(t, arena, text_of("der Hund"), &token, &count, &problems));
    assert_string_equal(problems.item[problems.count - 1].message,
                        "word 1, 'der', is not among the 59 that the model knows: write some of the, behind, small, Tom, helped …");
    assert_true(trained_tokens(t, arena, text_of("0, 1,58"), &token, &count, &problems) && count == 3 && token[2] == 58);
    assert_false(trained_tokens(t, arena, text_of("5,59"), &token, &count, &problems));
    assert_string_equal(problems.item[problems.count - 1].message, "token 2 is '59', but the model's tokens are 0 to 58");
    trained_close(t);
    arena_end(arena);
}

// Whatever allocation fails while a model and its tokens are read, it is said, and nothing is leaked.
static void check_short_memory(const char *path) {
    for (long n = 1;; n += 1 + n / 40) {
        Arena *arena = arena_begin(), *other = arena_begin();
        Problems problems = { other };
        arena_fail_at(n);
        Trained *t = trained_open(arena, path, &problems);
        bool failed = arena_has_failed();
        arena_fail_at(0);
        if (failed) {
            assert_null(t);
            assert_non_null(strstr(problems.item[problems.count - 1].message, "out of memory"));
        }
        trained_close(t);
        arena_end(arena);
        arena_end(other);
        if (!failed) break;
        assert_true(n < 1000000);
    }
}

static void short_memory_is_said(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Gpt2File f = gpt2_tensors(arena, random_model(arena, &gpt2, 7), "");
    write_text("config.json", "{\"n_head\": 3}");
    write_gpt2_tokens();
    check_short_memory(gpt2_write(&f, "gpt2.safetensors"));
    write_llama_tokens();
    check_short_memory(llama_write(arena, random_model(arena, &llama, 9), 0, "llama.bin"));
    check_short_memory("lessons/data/language.safetensors");
    arena_end(arena);
}

// --- what is wrong

static void check_wrong(const char *path, const char *want) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    if (trained_open(arena, path, &problems)) fail_msg("opened: %s", want);
    assert_true(problems.total >= 1);
    if (!strstr(problems.item[0].message, want)) fail_msg("'%s' does not say '%s'", problems.item[0].message, want);
    assert_true(arena_used(arena) < 1 << 20); // nothing large was asked for
    arena_end(arena);
}

static void a_cut_file_is_refused_wherever_it_is_cut(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Gpt2File f = gpt2_tensors(arena, random_model(arena, &gpt2, 7), "");
    write_text("config.json", "{\"n_head\": 3}");
    unlink(file_path("vocab.json"));
    for (int kind = 0; kind < 2; kind++) {
        const char *whole = kind ? llama_write(arena, random_model(arena, &llama, 9), 1, "whole") : gpt2_write(&f, "whole");
        size_t size;
        char *bytes = check_read(whole, &size);
        for (size_t cut = 1; cut < size; cut += cut < 400 ? 7 : size / 23) check_wrong(write_bytes("cut", bytes, cut), "");
        free(bytes);
    }
    check_wrong(write_bytes("cut", "", 0), "it is empty");
    arena_end(arena);
}

static void wrong_tensors_are_named(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Gpt2File good = gpt2_tensors(arena, random_model(arena, &gpt2, 7), ""), f = good;
    write_text("config.json", "{\"n_head\": 3}");
    for (int i = 0; i < f.count; i++)
        if (!strcmp(f.tensor[i].name, "h.1.attn.c_attn.weight")) f.tensor[i].size[0] = 72, f.tensor[i].size[1] = 24;
    check_wrong(gpt2_write(&f, "wrong"),
                "the tensor h.1.attn.c_attn.weight is 72 × 24, but its place needs 24 × 72: take all tensors from one model");
    f = good;
    for (int i = 0; i < f.count; i++)
        if (!strcmp(f.tensor[i].name, "h.2.ln_2.bias")) f.tensor[i].name = "h.2.ln_2.bais";
    check_wrong(gpt2_write(&f, "wrong"), "the tensor h.2.ln_2.bias is missing: save the whole model");
    f = good;
    for (int i = 0; i < f.count; i++) // the first of the last layer: it is not taken for a model of fewer layers
        if (!strcmp(f.tensor[i].name, "h.2.ln_1.weight")) f.tensor[i].name = "h.2.ln_1.wieght";
    check_wrong(gpt2_write(&f, "wrong"), "the tensor h.2.ln_1.weight is missing: save the whole model");
    f = good;
    for (int i = 0; i < f.count; i++)
        if (!strcmp(f.tensor[i].name, "ln_f.bias")) f.tensor[i].dtype = "I32";
    check_wrong(gpt2_write(&f, "wrong"), "the tensor ln_f.bias holds I32, but weights are F32, F16, BF16 or F64: store it as F32");
    f = good, f.count = 1, f.tensor[0].name = "model.layers.0.self_attn.q_proj.weight";
    check_wrong(gpt2_write(&f, "wrong"), "Llama or a relative, in Hugging Face's layout");
    f.tensor[0].name = "bert.embeddings.weight";
    check_wrong(gpt2_write(&f, "wrong"), "those of BERT");
    f.tensor[0].name = "conv1.weight";
    check_wrong(gpt2_write(&f, "wrong"), "another architecture");
    write_text("config.json", "{\"n_head\": 5}");
    check_wrong(gpt2_write(&good, "wrong"), "the heads do not divide the width");
    write_text("config.json", "{\"n_head\": 3, \"activation_function\": \"relu\"}");
    check_wrong(gpt2_write(&good, "wrong"), "the activation 'relu'");
    write_text("config.json", "{");
    check_wrong(gpt2_write(&good, "wrong"), "is not JSON");
    unlink(file_path("config.json"));
    check_wrong(gpt2_write(&good, "wrong"), "how many heads share the 24 columns stands in config.json");
    arena_end(arena);
}

// Of our own kind: a layer that lacks a matrix, and weights that are no numbers, as a training that burst leaves them.
static void broken_weights_of_our_own(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    LanguageOptions o = language_defaults(LANGUAGE_GRAMMAR, LEARNER_HEADS);
    LanguageSizes sizes = language_training_sizes(&o);
    Random random = random_seed(3);
    Language *m = language_new(arena, &sizes, &random);
    for (int kind = 0; kind < 2; kind++) {
        if (kind) language_block(m)[5] = (float)MATH_NAN;
        Builder out = { arena };
        trained_save(m, LANGUAGE_GRAMMAR, NULL, "a test", &out);
        char *last = NULL;
        for (size_t i = 0; !kind && i + 5 < out.size; i++)
            if (!memcmp(out.at + i, "l2.Wq", 5)) last = out.at + i;
        if (last) last[4] = 'x';
        const char *path = write_bytes("wrong", out.at, out.size);
        check_wrong(path, kind ? "the tensor E holds NaN in row 1, column 6: train the model again, or take another copy"
                               : "the tensor l2.Wq is missing: save the whole model");
    }
    arena_end(arena);
}

static void other_files_are_refused_with_what_they_are(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    int32_t sizes[] = { 64, 172, 5, 8, 4, 512, 512 }, old[] = { 0x616b3432, 2, 64, 172, 5, 8, 4, 512, 512 };
    static char header[300];
    check_wrong(write_text("no", "q,1,1\nk1,1,1\nk2,0,1\nv1,4,0\n"), "is not a trained model");
    check_wrong(write_bytes("no", sizes, sizeof sizes), "fewer than its sizes say (width 64, 5 layers, 8 heads, 512 words)");
    memcpy(header, old, sizeof old);
    check_wrong(write_bytes("no", header, sizeof header), "is version 2 of llama2.c's format");
    check_wrong(write_bytes("no", "\0\0\0\x40\0\0\0\0{}", 10),
                "its header would be 1073741824 bytes long, and 100000000 are allowed: copy");
    check_wrong(write_bytes("no", "\x40\0\0\0\0\0\0\0{\"a\":", 13),
                "its header is 64 bytes long, but only 5 follow: copy it again");
    check_wrong(files_folder(), "it is a folder");
    check_wrong(file_path("none"), "No such file");
    arena_end(arena);
}

static void without_a_tokenizer_numbers_still_work(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    unlink(file_path("tokenizer.bin"));
    Trained *t = open_file(arena, llama_write(arena, random_model(arena, &llama, 9), 1, "llama.bin"));
    int *token, count;
    assert_null(t->tokens);
    assert_false(trained_encode(t, arena, text_of("hello"), &token, &count, &problems));
    assert_non_null(strstr(problems.item[0].message, "tokenizer.bin is not beside the file; numbers can be given instead"));
    assert_true(trained_tokens(t, arena, text_of("1,17"), &token, &count, &problems));
    trained_close(t);
    write_bytes("tokenizer.bin", "\1\0\0\0\0\0\0\0\xff\xff\xff\x7f", 12);
    check_wrong(file_path("llama.bin"), "ends or breaks at token 0 of the 300 that the model has");
    arena_end(arena);
}

static int clean_up(void **state) {
    (void)state;
    static const char *const name[] = { "own.safetensors",
                                        "gpt2.safetensors",
                                        "llama.bin",
                                        "config.json",
                                        "vocab.json",
                                        "merges.txt",
                                        "tokenizer.bin",
                                        "whole",
                                        "cut",
                                        "wrong",
                                        "no" };
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) unlink(file_path(name[i]));
    rmdir(files_folder());
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_models_come_back),
        cmocka_unit_test(words_of_ones_own_come_back),
        cmocka_unit_test(gpt2_is_opened_with_and_without_its_prefix),
        cmocka_unit_test(an_unembedding_of_its_own_is_used),
        cmocka_unit_test(llama_is_opened_in_both_versions),
        cmocka_unit_test(numbers_are_those_that_are_published),
        cmocka_unit_test(gpt2_cuts_texts_as_it_was_trained),
        cmocka_unit_test(llama_cuts_texts_as_it_was_trained),
        cmocka_unit_test(the_little_language_begins_with_its_mark),
        cmocka_unit_test(short_memory_is_said),
        cmocka_unit_test(a_cut_file_is_refused_wherever_it_is_cut),
        cmocka_unit_test(wrong_tensors_are_named),
        cmocka_unit_test(broken_weights_of_our_own),
        cmocka_unit_test(other_files_are_refused_with_what_they_are),
        cmocka_unit_test(without_a_tokenizer_numbers_still_work),
    };
    return cmocka_run_group_tests_name("model/trained", tests, NULL, clean_up);
}
