// cmark with our arena for its memory. So a tree needs no freeing on any path, and running out of memory inside cmark takes
// the same way as everywhere else.
#include <string.h>

#include "lesson/parse.h"

// cmark's allocator has no context to pass, so the arena stands here, one a thread.
static _Thread_local Arena *memory;

// realloc needs the old size, so it stands in front of every block.
enum { HEADER = 16 };

static void *arena_calloc(size_t count, size_t size) {
    size_t bytes = size && count > (SIZE_MAX - HEADER) / size ? SIZE_MAX - HEADER : count * size;
    char *block = arena_alloc(memory, HEADER + bytes);
    memcpy(block, &bytes, sizeof bytes);
    return block + HEADER;
}

static void *arena_realloc(void *old, size_t bytes) {
    char *block = arena_calloc(1, bytes);
    if (!old) return block;
    size_t before;
    memcpy(&before, (char *)old - HEADER, sizeof before);
    return memcpy(block, old, before < bytes ? before : bytes);
}

static void arena_free(void *block) { (void)block; }

void markdown_begin(Arena *arena) { memory = arena; }

cmark_node *markdown_parse(Text text) {
    static cmark_mem in_arena = { arena_calloc, arena_realloc, arena_free };
    cmark_parser *parser = cmark_parser_new_with_mem(CMARK_OPT_DEFAULT, &in_arena);
    cmark_parser_feed(parser, text.at, text.size);
    cmark_node *root = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    cmark_consolidate_text_nodes(root);
    return root;
}
