// A list of what is wrong with an input. It counts every problem but keeps the first few: nobody reads the hundredth.
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

bool problems_add(Problems *problems, Place place, const char *format, ...) {
    problems->total++;
    if (problems->count == PROBLEMS_SHOWN) return false;
    va_list args;
    va_start(args, format);
    const char *message = arena_vprint(problems->arena, format, args);
    va_end(args);
    if (place.file) place.file = arena_print(problems->arena, "%s", place.file); // the list may outlive the file's arena
    problems->item[problems->count++] = (Problem){ place, message };
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

const char *problem_text(Arena *arena, const Problem *problem) {
    const char *file = problem->place.file, *message = problem->message;
    int line = problem->place.line, column = problem->place.column;
    const char *head = file ? file : "", *colon = file ? ":" : "";
    if (line > 0 && column > 0) return arena_print(arena, "%s%s%d:%d: %s", head, colon, line, column, message);
    if (line > 0) return arena_print(arena, "%s%s%d: %s", head, colon, line, message);
    return arena_print(arena, "%s%s%s", head, file ? ": " : "", message);
}

void problems_print(FILE *out, const Problems *problems) {
    for (int i = 0; i < problems->notes; i++) {
        Problem note = problems->note[i];
        note.message = arena_print(problems->arena, "note: %s", note.message);
        fprintf(out, "attend: %s\n", problem_text(problems->arena, &note));
    }
    for (int i = 0; i < problems->count; i++) fprintf(out, "attend: %s\n", problem_text(problems->arena, &problems->item[i]));
    int more = problems->total - problems->count;
    if (more > 0) fprintf(out, "attend: and %d more %s\n", more, more == 1 ? "problem" : "problems");
}
