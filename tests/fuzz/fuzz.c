// One program for libFuzzer; the name it is started by says what it feeds: build/fuzz/run/csv, …/json, …/lesson (`make fuzz`).
#include <stdint.h>
#include <string.h>

#include "support/feed.h"

static Feed feed;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    const char *slash = strrchr((*argv)[0], '/');
    feed = feed_find(slash ? slash + 1 : (*argv)[0]);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Arena *arena = arena_begin();
    feed.take(arena, (Text){ arena_copy(arena, (const char *)bytes, size), size });
    arena_end(arena);
    return 0;
}
