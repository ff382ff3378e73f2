// A sentence stands in one line of its own, so that no label of a table is ever taken for a word.
#include "data/words.h"

#include <string.h>

#include "data/source.h"

static bool is_remark(Text line) { return !line.size || line.at[0] == '#'; }

static Text first_line(Text *text) {
    Text line;
    do line = text_trim(text_line(text));
    while (text->size && is_remark(line));
    return line;
}

bool words_begin(Text text) {
    static const char *const names[] = { "words", "sentence" };
    while (text_starts(text, "\xEF\xBB\xBF")) text = (Text){ text.at + 3, text.size - 3 };
    Text line = first_line(&text);
    const char *colon = line.size ? memchr(line.at, ':', line.size) : NULL;
    if (!colon) return false;
    Text name = text_trim((Text){ line.at, (size_t)(colon - line.at) });
    Text rest = text_trim((Text){ colon + 1, line.size - (size_t)(colon + 1 - line.at) });
    if (!rest.size || strchr("[{(\"", rest.at[0])) return false; // a list that a program printed
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (name.size == strlen(names[i]) && text_distance(name, text_of(names[i])) == 0) return true;
    return false;
}

// Are these the same but for capitals?
static bool words_same(const char *a, const char *b) {
    for (; *a && *b; a++, b++) {
        char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + 32) : *a, y = *b >= 'A' && *b <= 'Z' ? (char)(*b + 32) : *b;
        if (x != y) return false;
    }
    return *a == *b;
}

Dataset words_dataset(Arena *arena, const char *name, Text sentence, int most) {
    Dataset data = { .file = "own words", .format = "csv", .entry = arena_new(arena, DataEntry, most) };
    int different = 0;
    for (Text word = text_word(&sentence); word.size && data.count < most; word = text_word(&sentence)) {
        DataEntry *entry = &data.entry[data.count];
        *entry = (DataEntry){ .name = arena_print(arena, "%s%d", name, data.count + 1),
                              .word = text_copy(arena, word),
                              .rank = 1,
                              .size = { 1 },
                              .count = 1,
                              .value = arena_new(arena, double, 1) };
        entry->place.file = data.file;
        int known = 0;
        while (known < data.count && !words_same(data.entry[known].word, entry->word)) known++;
        entry->value[0] = known < data.count ? data.entry[known].value[0] : different++;
        data.count++;
    }
    return data;
}

static int count_words(Text sentence) {
    int count = 0;
    while (text_word(&sentence).size) count++;
    return count;
}

static bool words_load(const DataSource *source, Dataset *out, Problems *problems) {
    Text rest = source->bytes;
    if (!data_is_text(source, &rest, problems)) return false;
    Text all = rest, line = first_line(&rest);
    const char *colon = line.size ? memchr(line.at, ':', line.size) : NULL;
    if (!colon)
        return problems_add(problems, (Place){ .file = source->file }, "found no sentence: one is written words: the cat sat");
    Text sentence = { colon + 1, line.size - (size_t)(colon + 1 - line.at) };
    Place place = data_place(source->file, all, (size_t)(line.at - all.at));
    int count = count_words(sentence);
    if (count > WORDS_MOST)
        return problems_add(problems, place, "found a sentence of %d words: at most %d can be taken, so make it shorter", count,
                            WORDS_MOST);
    while (rest.size) {
        Text more = text_trim(text_line(&rest));
        if (!is_remark(more))
            return problems_add(problems, data_place(source->file, all, (size_t)(more.at - all.at)),
                                "found %s below a sentence, which stands alone in its file: words of rows are written x1:the,0.5,1",
                                data_quote(problems->arena, more));
    }
    *out = words_dataset(source->arena, "words", sentence, WORDS_MOST);
    out->file = source->file, out->format = "words";
    for (int i = 0; i < out->count; i++) out->entry[i].place = place;
    return true;
}

const DataFormat words_format = {
    .id = "words",
    .endings = "",
    .summary = "a sentence, words: the cat sat; lessons make vectors of it",
    .words = true,
    .load = words_load,
};
