// From a file or a text to its arrays: which format it is, and every way in which it can be read.
#include <string.h>

#include "base/file.h"
#include "data/source.h"

// Names and words are shown beside numbers, and every frame measures them.
static bool words_fit(const Dataset *data, Problems *problems) {
    for (int i = 0; i < data->count; i++) {
        const DataEntry *e = &data->entry[i];
        if (strlen(e->name) > DATA_LABEL || (e->word && strlen(e->word) > DATA_LABEL))
            return problems_add(problems, e->place, "a label may have at most %d bytes", DATA_LABEL);
        for (int row = 0; e->words && row < data_rows(e); row++)
            if (e->words[row] && strlen(e->words[row]) > DATA_LABEL)
                return problems_add(problems, e->place, "the word of row %d of %s has more than %d bytes: shorten it", row + 1,
                                    e->name[0] ? e->name : "the matrix", DATA_LABEL);
    }
    return true;
}

static bool load_body(void *context) {
    const DataLoad *l = context;
    const DataSource *source = l->source;
    const char *foreign = data_foreign(source->file, source->bytes);
    if (foreign) return problems_add(l->problems, (Place){ source->file, 0, 0 }, "%s", foreign);
    return data_format_for(source->file, source->bytes)->load(source, l->out, l->problems) && words_fit(l->out, l->problems);
}

bool data_load(const DataSource *source, Dataset *out, Problems *problems) {
    return data_load_guarded(source, out, problems, load_body);
}

// "book.xlsx#Sheet2": the sheet behind the last # of a path that ends in .xlsx before it; NULL when there is none.
static const char *sheet_of(const char *path) {
    const char *hash = strrchr(path, '#');
    static const char ending[] = ".xlsx";
    size_t size = sizeof ending - 1;
    if (!hash || !hash[1] || (size_t)(hash - path) <= size) return NULL;
    return text_distance((Text){ hash - size, size }, TEXT(".xlsx")) == 0 ? hash + 1 : NULL;
}

bool data_open(Arena *arena, const char *path, const DataOptions *options, DataSource *out, Problems *problems) {
    *out = (DataSource){ arena, { 0 }, path, options ? *options : (DataOptions){ 0 } };
    const char *sheet = sheet_of(path);
    if (sheet) {
        out->options.sheet = sheet;
        out->file = arena_copy(arena, path, (size_t)(sheet - path) - 1);
    }
    return file_read(arena, out->file, DATA_FILE_BYTES, &out->bytes, problems);
}

bool data_load_file_as(Arena *arena, const char *path, const DataOptions *options, Dataset *out, Problems *problems) {
    DataSource source;
    return data_open(arena, path, options, &source, problems) && data_load(&source, out, problems);
}

bool data_load_file(Arena *arena, const char *path, Dataset *out, Problems *problems) {
    return data_load_file_as(arena, path, NULL, out, problems);
}

// The answers of a data set's questions, with the one at `other` turned round.
static DataOptions answer(DataOptions options, const Dataset *data, int other) {
    for (int i = 0; i < data->questions; i++) {
        DataAnswer say = data->question[i].taken == (i != other) ? DATA_YES : DATA_NO;
        *(data->question[i].ask == DATA_ASK_HEADER ? &options.header : &options.index_column) = say;
    }
    return options;
}

static const char *reading_words(const Dataset *data, const DataOptions *options) {
    bool header = data->question[0].ask == DATA_ASK_HEADER;
    if (!data->questions) return "as it stands";
    if (header) return options->header == DATA_YES ? "the first row holds names" : "the first row holds numbers";
    return options->index_column == DATA_YES ? "the first column is an index" : "the first column holds numbers";
}

int data_readings(const DataSource *source, DataReading out[1 + DATA_QUESTIONS], Problems *problems) {
    if (!data_load(source, &out[0].data, problems)) return 0;
    const Dataset *data = &out[0].data;
    int count = 1;
    out[0].options = answer(source->options, data, -1);
    out[0].what = reading_words(data, &out[0].options);
    for (int i = 0; i < data->questions; i++) {
        Problems others = { .arena = problems->arena };
        DataSource again = *source;
        again.options = answer(source->options, data, i);
        if (!data_load(&again, &out[count].data, &others)) continue; // it can only be read in one way after all
        const DataQuestion *q = &data->question[i];
        bool header = q->ask == DATA_ASK_HEADER;
        out[count].options = again.options;
        out[count++].what = q->taken ? (header ? "the first row holds numbers" : "the first column holds numbers")
                                     : (header ? "the first row holds names" : "the first column is an index");
    }
    return count;
}

bool data_load_text(Arena *arena, Text bytes, const char *name, Dataset *out, Problems *problems) {
    if (bytes.size > DATA_FILE_BYTES)
        return problems_add(problems, (Place){ name, 0, 0 }, "the text is larger than %d MiB, which is the most that is read",
                            DATA_FILE_BYTES >> 20);
    DataSource source = { arena, bytes, name, { 0 } };
    return data_format_for(NULL, bytes)->load(&source, out, problems) && words_fit(out, problems);
}
