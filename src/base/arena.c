// A chain of blocks, filled one after the other. A reset goes back to the first block and keeps them all, so that a frame
// which asks for the same things as the last one calls malloc no more. Memory is zeroed when it is handed out, not before.
// Under the address sanitizer everything that is not handed out is poisoned, so an overrun is caught here as after malloc.
#include "base/arena.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS
#endif
#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 16 }; // stays poisoned behind every request
#else
enum { RED_ZONE = 0 };
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

enum { ALIGN_SMALL = 16, ALIGN_LARGE = 64, LARGE = 4096 };
enum { BLOCK_FIRST = 16 << 10, BLOCK_MOST = 1 << 20 }; // blocks double from one to the other, unless a request is larger

typedef struct ArenaBlock {
    struct ArenaBlock *next;
    size_t size, used; // of the bytes after this header
} ArenaBlock;

enum { HEADER = (sizeof(ArenaBlock) + ALIGN_SMALL - 1) / ALIGN_SMALL * ALIGN_SMALL };

struct Arena {
    ArenaBlock *first, *current;
    size_t used;
    jmp_buf *point;
};

// Counts requests down to the one that shall fail; 0 when switched off. Atomic because a race records on its own thread.
static atomic_long fail_countdown;
static atomic_bool fail_happened;

void arena_fail_at(long n) {
    atomic_store(&fail_happened, false);
    atomic_store(&fail_countdown, n);
}

bool arena_has_failed(void) { return atomic_load(&fail_happened); }

static bool fail_is_due(void) {
    if (atomic_load_explicit(&fail_countdown, memory_order_relaxed) == 0) return false;
    if (atomic_fetch_sub(&fail_countdown, 1) != 1) return false;
    atomic_store(&fail_happened, true);
    return true;
}

void memory_is_out(void) {
    fputs("attend: out of memory\n", stderr);
    exit(1);
}

void memory_watch(void) { errno = 0; }
bool memory_was_short(void) { return errno == ENOMEM; }

void *memory_needed(void *memory) {
    if (!memory) memory_is_out();
    return memory;
}

static _Noreturn void out_of_memory(const Arena *arena) {
    if (arena && arena->point) longjmp(*arena->point, 1);
    memory_is_out();
}

Arena *arena_begin(void) {
    Arena *arena = calloc(1, sizeof *arena);
    if (!arena) out_of_memory(NULL);
    return arena;
}

static char *block_bytes(ArenaBlock *block) { return (char *)block + HEADER; }

void arena_end(Arena *arena) {
    if (!arena) return;
    for (ArenaBlock *block = arena->first, *next; block; block = next) {
        next = block->next;
        ASAN_UNPOISON_MEMORY_REGION(block_bytes(block), block->size);
        free(block);
    }
    free(arena);
}

void arena_reset(Arena *arena) {
    for (ArenaBlock *block = arena->first; block; block = block->next) {
        block->used = 0;
        ASAN_POISON_MEMORY_REGION(block_bytes(block), block->size);
    }
    arena->current = arena->first;
    arena->used = 0;
}

// Cuts `size` aligned bytes off the block, or returns NULL when they do not fit.
static void *block_cut(ArenaBlock *block, size_t size, size_t align) {
    if (size > SIZE_MAX / 2) return NULL;
    uintptr_t free_at = (uintptr_t)block_bytes(block) + block->used;
    size_t gap = (size_t)(-free_at & (align - 1)), room = block->size - block->used;
    if (gap > room || size + RED_ZONE > room - gap) return NULL;
    char *at = block_bytes(block) + block->used + gap;
    block->used += gap + size + RED_ZONE;
    ASAN_UNPOISON_MEMORY_REGION(at, size);
    return at;
}

// A new block after the current one; its room holds the request however the block happens to be aligned.
static ArenaBlock *block_add(Arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) return NULL; // so that the sums below cannot overflow
    size_t room = arena->current ? arena->current->size * 2 : BLOCK_FIRST;
    if (room > BLOCK_MOST) room = BLOCK_MOST;
    if (room < size + ALIGN_LARGE + RED_ZONE) room = size + ALIGN_LARGE + RED_ZONE;
    ArenaBlock *block = malloc(HEADER + room);
    if (!block) return NULL;
    ArenaBlock **link = arena->current ? &arena->current->next : &arena->first;
    *block = (ArenaBlock){ .next = *link, .size = room };
    *link = block;
    ASAN_POISON_MEMORY_REGION(block_bytes(block), room);
    return block;
}

void *arena_alloc(Arena *arena, size_t size) {
    if (fail_is_due()) out_of_memory(arena);
    size_t align = size >= LARGE ? ALIGN_LARGE : ALIGN_SMALL;
    void *at = NULL;
    while (arena->current && !(at = block_cut(arena->current, size, align)) && arena->current->next)
        arena->current = arena->current->next;
    if (!at) {
        ArenaBlock *block = block_add(arena, size);
        if (!block) out_of_memory(arena);
        arena->current = block;
        at = block_cut(block, size, align);
    }
    arena->used += size;
    return memset(at, 0, size);
}

void *arena_alloc_array(Arena *arena, size_t size, size_t count) {
    if (size && count > SIZE_MAX / size) out_of_memory(arena);
    return arena_alloc(arena, size * count);
}

char *arena_vprint(Arena *arena, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    char *text = arena_alloc(arena, size < 0 ? 1 : (size_t)size + 1);
    if (size > 0) vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}

char *arena_print(Arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = arena_vprint(arena, format, args);
    va_end(args);
    return text;
}

char *arena_copy(Arena *arena, const char *bytes, size_t size) {
    if (size == SIZE_MAX) out_of_memory(arena);
    char *copy = arena_alloc(arena, size + 1);
    if (size) memcpy(copy, bytes, size);
    return copy;
}

size_t arena_used(const Arena *arena) { return arena->used; }

jmp_buf *arena_recover(Arena *arena, jmp_buf *point) {
    jmp_buf *former = arena->point;
    arena->point = point;
    return former;
}
