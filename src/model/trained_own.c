// Our own trained models: safetensors whose tensors have the names of the tape's leaves, and facts that tell the rest.
#include <stdio.h>
#include <string.h>

#include "model/copying.h"
#include "model/trained_parts.h"

static const char format_name[] = "attend-language-1";
static const char *const place_names[] = { "learned", "rope", "none" };

bool tensors_are_own(const Tensors *tensors) {
    const char *format = tensors_fact(tensors, "format");
    return format && !strncmp(format, format_name, sizeof format_name - 3);
}

// --- words, a line each: "\n" for a line's end, "\\" for a backslash

static const char *words_text(Arena *arena, int count, const char *const *word) {
    Builder all = { arena };
    for (int i = 0; i < count; i++) {
        for (const char *at = word[i]; *at; at++) {
            if (*at == '\n' || *at == '\\') builder_add(&all, TEXT("\\"));
            builder_add_bytes(&all, *at == '\n' ? "n" : at, 1);
        }
        builder_add(&all, TEXT("\n"));
    }
    return builder_text(&all);
}

static const char **words_of_text(Arena *arena, Text text, int *count) {
    int lines = 0;
    for (size_t i = 0; i < text.size; i++) lines += text.at[i] == '\n';
    const char **word = arena_new(arena, const char *, lines + 1);
    for (*count = 0; text.size; ++*count) {
        Text line = text_line(&text);
        Builder one = { arena };
        for (size_t i = 0; i < line.size; i++) {
            bool escaped = line.at[i] == '\\' && i + 1 < line.size;
            i += escaped;
            builder_add_bytes(&one, escaped && line.at[i] == 'n' ? "\n" : &line.at[i], 1);
        }
        word[*count] = builder_text(&one);
    }
    return word;
}

static const Tokens *symbols(Arena *arena) {
    const char *word[INDUCTION_SYMBOLS];
    for (int i = 0; i < INDUCTION_SYMBOLS; i++) word[i] = copying_symbol(i);
    return tokens_of_list(arena, INDUCTION_SYMBOLS, word, false);
}

static const Tokens *little_language(Arena *arena) {
    const char *word[GRAMMAR_WORDS];
    for (int i = 0; i < GRAMMAR_WORDS; i++) word[i] = grammar_word(i);
    return tokens_of_list(arena, GRAMMAR_WORDS, word, false);
}

// --- reading

static int find_name(const char *const *list, int count, const char *name) {
    for (int i = 0; i < count; i++)
        if (name && !strcmp(list[i], name)) return i;
    return -1;
}

static bool whole_fact(const Tensors *tensors, const char *name, int *out, Problems *problems) {
    const char *text = tensors_fact(tensors, name);
    long value = 0;
    if (text && text_integer(text_of(text), &value) && value > 0 && value < 1 << 20) {
        *out = (int)value;
        return true;
    }
    return problems_add(problems, (Place){ .file = tensors->file }, "the fact \"%s\" should be a whole number above 0, found %.40s",
                        name, text ? text : "nothing");
}

static int size_of(const Tensors *tensors, const char *name, int axis) {
    const Tensor *t = tensors_find(tensors, name);
    return t && axis < t->rank && t->size[axis] < 1 << 20 ? (int)t->size[axis] : 0;
}

static bool read_sizes(const Tensors *tensors, LanguageSizes *s, LanguageTask *task, Problems *problems) {
    int places = find_name(place_names, 3, tensors_fact(tensors, "positions"));
    int which = find_name(language_task_names, LANGUAGE_TASKS, tensors_fact(tensors, "task"));
    bool cell = tensors_find(tensors, "Wh") != NULL;
    if (places < 0 || which < 0)
        return problems_add(
            problems, (Place){ .file = tensors->file },
            "the facts \"positions\" (learned, rope, none) and \"task\" (language, induction, text) tell how the model "
            "is built, and one of them is missing or different");
    *task = (LanguageTask)which;
    *s = (LanguageSizes){ .kind = cell ? LANGUAGE_LSTM : LANGUAGE_ATTENTION, .places = (LanguagePlaces)places, .layers = cell };
    s->words = size_of(tensors, "E", 0);
    s->width = size_of(tensors, "E", 1);
    s->hidden = cell ? size_of(tensors, "Wh", 0) : size_of(tensors, "l1.W1", 1);
    if (!cell) s->layers = trained_layers(tensors, "l", 1);
    return whole_fact(tensors, "context", &s->context, problems) && whole_fact(tensors, "heads", &s->heads, problems) &&
           trained_sizes_fit(s, tensors->file, problems);
}

static bool read_tokens(Arena *arena, const Tensors *tensors, Trained *out, Problems *problems) {
    const char *text = tensors_fact(tensors, "words"), *by = tensors_fact(tensors, "by");
    int count;
    switch (out->task) {
    case LANGUAGE_GRAMMAR:
        out->tokens = little_language(arena);
        out->begin = out->end = GRAMMAR_STOP;
        break;
    case LANGUAGE_INDUCTION: out->tokens = symbols(arena); break;
    case LANGUAGE_TEXT:
        if (!text)
            return problems_add(problems, (Place){ .file = tensors->file }, "the fact \"words\" with the model's words is missing");
        const char **word = words_of_text(arena, text_of(text), &count);
        out->tokens = tokens_of_list(arena, count, word, by && !strcmp(by, "letters"));
        break;
    case LANGUAGE_TASKS: break;
    }
    if (tokens_count(out->tokens) == out->model->sizes.words) return true;
    return problems_add(problems, (Place){ .file = tensors->file }, "the table E has %d rows, but there are %d words",
                        out->model->sizes.words, tokens_count(out->tokens));
}

bool trained_own(Arena *arena, const Tensors *tensors, Trained *out, Problems *problems) {
    LanguageSizes sizes;
    if (!read_sizes(tensors, &sizes, &out->task, problems)) return false;
    Language *m = arena_new(arena, Language, 1);
    *m = (Language){ .sizes = sizes, .layer = sizes.kind == LANGUAGE_LSTM ? NULL : arena_new(arena, LanguageLayer, sizes.layers) };
    int count = language_tensors(m, NULL);
    LanguageTensor *t = arena_new(arena, LanguageTensor, count);
    language_tensors(m, t);
    for (int i = 0; i < count; i++)
        if (!(*t[i].at = trained_floats(arena, tensors, t[i].name, t[i].shape, problems)) ||
            !trained_finite(&t[i], tensors->file, problems))
            return false;
    out->kind = TRAINED_OWN;
    out->model = m;
    out->numbers = language_numbers(&sizes);
    return read_tokens(arena, tensors, out, problems);
}

// --- writing

void trained_save(const Language *model, LanguageTask task, const TrainedWords *words, const char *made_by, Builder *out) {
    Arena *arena = out->arena;
    Language copy = *model;
    if (model->layer) copy.layer = arena_new(arena, LanguageLayer, model->sizes.layers);
    if (model->layer) memcpy(copy.layer, model->layer, (size_t)model->sizes.layers * sizeof *copy.layer);
    int count = language_tensors(&copy, NULL);
    LanguageTensor *t = arena_new(arena, LanguageTensor, count);
    Tensor *tensor = arena_new(arena, Tensor, count);
    language_tensors(&copy, t);
    for (int i = 0; i < count; i++) {
        int64_t size[TAPE_AXES];
        for (int axis = 0; axis < t[i].shape.rank; axis++) size[axis] = t[i].shape.size[axis];
        tensor[i] = tensor_of_floats(t[i].name, t[i].shape.rank, size, *t[i].at);
    }
    TensorsFact fact[8] = {
        { "format", format_name },
        { "task", language_task_names[task] },
        { "positions", place_names[model->sizes.places] },
        { "heads", arena_print(arena, "%d", model->sizes.heads) },
        { "context", arena_print(arena, "%d", model->sizes.context) },
        { "made by", made_by },
    };
    int facts = 6;
    if (words) fact[facts++] = (TensorsFact){ "by", words->letters ? "letters" : "words" };
    if (words) fact[facts++] = (TensorsFact){ "words", words_text(arena, words->count, words->word) };
    tensors_write(&(Tensors){ .tensor = tensor, .count = count, .fact = fact, .facts = facts }, out);
}
