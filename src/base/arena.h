// An arena hands out memory that is freed all at once. Three lifetimes, three arenas: the app, the open lesson, the frame.
// Running out of memory jumps to the recovery point of the arena where a loader has set one, and ends the program with a
// plain message otherwise, so nobody else has to check.
#ifndef ATTEND_BASE_ARENA_H
#define ATTEND_BASE_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Arena Arena;

// A new, empty arena. Ends the program when there is no memory for even that.
Arena *arena_begin(void);
// Frees the arena and all that it handed out. NULL is allowed.
void arena_end(Arena *arena);
// Forgets all that was handed out but keeps the memory for the next round (a frame).
void arena_reset(Arena *arena);

// Zeroed memory, aligned to 64 bytes for large requests and to 16 otherwise. Never returns NULL.
void *arena_alloc(Arena *arena, size_t size);
// Zeroed room for `count` things of a type.
#define arena_new(arena, type, count) ((type *)arena_alloc_array((arena), sizeof(type), (size_t)(count)))
void *arena_alloc_array(Arena *arena, size_t size, size_t count);
// printf into the arena; the result ends in a zero byte.
char *arena_print(Arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprint(Arena *arena, const char *format, va_list args);
// A copy of the first `size` bytes with a zero byte after it.
char *arena_copy(Arena *arena, const char *bytes, size_t size);
// Bytes handed out since the begin or the last reset.
size_t arena_used(const Arena *arena);

// For memory outside of arenas: the pointer, or the end of the program with the same plain message.
void *memory_needed(void *memory);
_Noreturn void memory_is_out(void);
// Some libraries pass over a request that failed and go on with less: a letter is missing, or another. The C library notes it. From
// memory_watch on, in this thread: did a request fail? What was made meanwhile is then not to be used.
void memory_watch(void);
bool memory_was_short(void);

// From here on a failed request longjmps to `point` with 1. Returns the former point, to be put back. NULL: end the program.
jmp_buf *arena_recover(Arena *arena, jmp_buf *point);
// For tests: let the n-th request from now (1 = the next) of any arena fail, once. 0 switches it off.
void arena_fail_at(long n);
// For tests: true when the failure asked for with arena_fail_at has happened.
bool arena_has_failed(void);

#endif
