// The file as clean text: whatever editor wrote it, the parser sees UTF-8 whose lines end in LF, and whatever is wrong with it
// has a place.
#include <string.h>

#include "lesson/parse.h"

static bool refuse(Problems *problems, const char *file, int line, int column, const char *message) {
    return problems_add(problems, (Place){ file, line, column }, "%s", message);
}

// Without the byte order mark, CR LF and lone CR as LF.
static Text with_line_feeds(Arena *arena, Text bytes) {
    if (text_starts(bytes, "\xEF\xBB\xBF")) bytes = text_between(bytes.at + 3, text_end(bytes));
    char *clean = arena_alloc(arena, bytes.size + 1);
    size_t size = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        bool pair = bytes.at[i] == '\r' && i + 1 < bytes.size && bytes.at[i + 1] == '\n';
        if (!pair) clean[size++] = bytes.at[i] == '\r' ? '\n' : bytes.at[i];
    }
    return (Text){ clean, size };
}

static void find_lines(Arena *arena, Source *source) {
    int lines = 1;
    for (size_t i = 0; i + 1 < source->text.size; i++) lines += source->text.at[i] == '\n';
    source->line = arena_new(arena, const char *, lines + 1);
    source->lines = lines;
    source->line[lines] = text_end(source->text);
    source->line[0] = source->text.at;
    for (int n = 1, i = 0; n < lines; i++)
        if (source->text.at[i] == '\n') source->line[n++] = source->text.at + i + 1;
}

static bool check_bytes(const Source *source, Problems *problems) {
    size_t bad;
    if (!utf8_valid(source->text, &bad)) {
        Place place = source_place(source, source->text.at + bad);
        return problems_add(problems, place, "this is not UTF-8 text (byte 0x%02X): save the lesson as UTF-8",
                            (unsigned)(unsigned char)source->text.at[bad]);
    }
    for (size_t i = 0; i < source->text.size; i++) {
        unsigned char c = (unsigned char)source->text.at[i];
        if (c >= ' ' || c == '\n' || c == '\t') continue;
        return problems_add(problems, source_place(source, source->text.at + i), "this is not a text file (byte 0x%02X)",
                            (unsigned)c);
    }
    return true;
}

// cmark 0.30 takes time with the square of a paragraph's length for some texts (100 000 times "![["): ten seconds for
// 256 KiB, but 40 ms for 16. So nothing longer than that reaches it in one piece.
static bool check_runs(const Source *source, Problems *problems) {
    const char *start = source->text.at;
    for (int n = 1; n <= source->lines; n++) {
        Text line = source_lines(source, n, n);
        if (text_trim(line).size == 0) start = source->line[n];
        if (text_end(line) - start <= SOURCE_RUN_BYTES) continue;
        return problems_add(problems, source_place(source, start), "%d KiB of text without an empty line: break it into paragraphs",
                            SOURCE_RUN_BYTES >> 10);
    }
    return true;
}

bool source_open(Arena *arena, Text bytes, const char *file, Source *out, Problems *problems) {
    *out = (Source){ .file = file };
    if (bytes.size > LESSON_BYTES) return refuse(problems, file, 0, 0, "a lesson has at most 256 KiB");
    out->text = with_line_feeds(arena, bytes);
    find_lines(arena, out);
    if (!check_bytes(out, problems)) return false;
    if (text_trim(out->text).size == 0) return refuse(problems, file, 1, 1, "the file is empty");
    return check_runs(out, problems);
}

Place source_place(const Source *source, const char *at) {
    int low = 0, high = source->lines - 1; // the last line that begins at or before `at`
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (source->line[middle] <= at)
            low = middle;
        else
            high = middle - 1;
    }
    int column = 1;
    for (const char *c = source->line[low]; c < at; c++) column += (*c & 0xC0) != 0x80; // a character's first byte
    return (Place){ source->file, low + 1, column };
}

Text source_lines(const Source *source, int first, int last) {
    if (last > source->lines) last = source->lines;
    if (first > last) return (Text){ source->line[first > source->lines ? source->lines : first - 1], 0 };
    Text slice = text_between(source->line[first - 1], source->line[last]);
    if (slice.size && slice.at[slice.size - 1] == '\n') slice.size--;
    return slice;
}

int text_shown(Text a) {
    enum { MOST = 40 };
    if (a.size <= MOST) return (int)a.size;
    int size = MOST;
    while (size && (a.at[size] & 0xC0) == 0x80) size--; // not in the middle of a character
    return size;
}

void *pile_push(Pile *pile) {
    if (pile->count == pile->room) {
        pile->room = pile->room ? 2 * pile->room : 8;
        void *at = arena_alloc_array(pile->arena, pile->size, (size_t)pile->room);
        if (pile->count) memcpy(at, pile->at, pile->size * (size_t)pile->count);
        pile->at = at;
    }
    return (char *)pile->at + pile->size * (size_t)pile->count++;
}
