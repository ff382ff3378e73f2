// A list of what is wrong with an input. It counts every problem but keeps the first few: nobody reads the hundredth.
#include "base/error.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

enum { PROBLEM_BYTES = 2000 };

// Ends a message that did not fit in an ellipsis, at a whole character.
static void cut_short(char message[PROBLEM_BYTES]) {
    int end = PROBLEM_BYTES - 4;
    while (end > 0 && ((unsigned char)message[end] & 0xC0) == 0x80) end--;
    memcpy(message + end, "\xE2\x80\xA6", 4);
}

bool problems_add(Problems *problems, Place place, const char *format, ...) {
    problems->total++;
    if (problems->count == PROBLEMS_SHOWN) return false;
    va_list args;
    va_start(args, format);
    char message[PROBLEM_BYTES]; // what it quotes from a file may be as long as the file
    int size = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (size >= (int)sizeof message) cut_short(message);
    for (char *at = message; *at; at++) // a problem is one line, whatever it names
        if (*at == '\n' || *at == '\r') *at = ' ';
    if (place.file) place.file = arena_print(problems->arena, "%s", place.file); // the list may outlive the file's arena
    problems->item[problems->count++] = (Problem){ place, arena_print(problems->arena, "%s", message) };
    return false;
}

void problems_note(Problems *problems, Place place, const char *format, ...) {
    if (problems->notes == NOTES_SHOWN) return;
    va_list args;
    va_start(args, format);
    const char *message = arena_vprint(problems->arena, format, args);
    va_end(args);
    for (int i = 0; i < problems->notes; i++)
        if (!strcmp(problems->note[i].message, message) && problems->note[i].place.line == place.line) return;
    if (place.file) place.file = arena_print(problems->arena, "%s", place.file);
    problems->note[problems->notes++] = (Problem){ place, message };
}

// Without an allocation: there may be none left to be had.
bool problems_out_of_memory(Problems *problems, const char *file) {
    problems->total++;
    if (problems->count < PROBLEMS_SHOWN)
        problems->item[problems->count++] =
            (Problem){ { file, 0, 0 }, file ? "out of memory: the file is too large for this machine" : "out of memory" };
    return false;
}

bool problems_guard(Arena *arena, const char *file, Problems *problems, bool (*body)(void *context), void *context) {
    jmp_buf point;
    bool two = problems->arena != arena;
    jmp_buf *former = arena_recover(arena, &point), *former_problems = two ? arena_recover(problems->arena, &point) : NULL;
    bool whole = setjmp(point) == 0, well = whole && body(context);
    arena_recover(arena, former);
    if (two) arena_recover(problems->arena, former_problems);
    if (!whole) problems_out_of_memory(problems, file);
    return well;
}

const char *problem_text(Arena *arena, const Problem *problem) {
    const char *file = problem->place.file, *message = problem->message;
    int line = problem->place.line, column = problem->place.column;
    const char *head = file ? file : "", *colon = file ? ":" : "";
    if (line > 0 && column > 0) return arena_print(arena, "%s%s%d:%d: %s", head, colon, line, column, message);
    if (line > 0) return arena_print(arena, "%s%s%d: %s", head, colon, line, message);
    return arena_print(arena, "%s%s%s", head, file ? ": " : "", message);
}

void print_plain(FILE *out, const char *text) {
    for (Text rest = text_of(text); rest.size;) {
        char bytes[4];
        uint32_t code = utf8_next(&rest);
        fwrite(bytes, 1, (size_t)utf8_put(utf8_is_hidden(code) ? 0xFFFD : code, bytes), out);
    }
}

static void print_problem(FILE *out, Arena *arena, const Problem *problem) {
    fputs("attend: ", out);
    print_plain(out, problem_text(arena, problem));
    fputc('\n', out);
}

void problems_print(FILE *out, const Problems *problems) {
    for (int i = 0; i < problems->notes; i++) {
        Problem note = problems->note[i];
        note.message = arena_print(problems->arena, "note: %s", note.message);
        print_problem(out, problems->arena, &note);
    }
    for (int i = 0; i < problems->count; i++) print_problem(out, problems->arena, &problems->item[i]);
    int more = problems->total - problems->count;
    if (more > 0) fprintf(out, "attend: and %d more %s\n", more, more == 1 ? "problem" : "problems");
}
