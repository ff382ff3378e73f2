// zlib without its header, and base64url.
#include "data/packed.h"

#include <string.h>
#include <zlib.h>

enum { RAW = -15, MEMORY = 9 }; // zlib's way to say "no header", and its largest table

static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static Text deflated(Arena *arena, Text bytes) {
    z_stream z = { 0 };
    memory_needed(deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, RAW, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK ? &z : NULL);
    size_t room = deflateBound(&z, (uLong)bytes.size);
    char *out = arena_alloc(arena, room + 1);
    z.next_in = (Bytef *)(size_t)bytes.at;
    z.avail_in = (uInt)bytes.size;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    Text all = { out, z.total_out };
    deflateEnd(&z);
    return all;
}

const char *packed_text(Arena *arena, Text bytes) {
    Text small = deflated(arena, bytes);
    char *out = arena_alloc(arena, small.size * 4 / 3 + 4), *to = out;
    for (size_t i = 0; i < small.size; i += 3) {
        size_t left = small.size - i;
        const unsigned char *b = (const unsigned char *)small.at + i;
        unsigned three = b[0] << 16u | (left > 1 ? b[1] << 8u : 0) | (left > 2 ? b[2] : 0u);
        for (size_t k = 0; k < 4 && k <= left; k++) *to++ = digit[three >> (18 - 6 * k) & 63];
    }
    *to = 0;
    return out;
}

static bool unwritten(Arena *arena, Text packed, Text *out) {
    unsigned char *bytes = arena_alloc(arena, packed.size * 3 / 4 + 1), *to = bytes;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < packed.size; i++) {
        const char *at = packed.at[i] ? strchr(digit, packed.at[i]) : NULL;
        if (!at) return false;
        held = held << 6 | (unsigned)(at - digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        *to++ = (unsigned char)(held >> bits);
    }
    *out = (Text){ (char *)bytes, (size_t)(to - bytes) };
    return packed.size % 4 != 1;
}

// Twice as much room as long as it does not suffice: what is unpacked may be a thousand times as large.
static bool inflated(Arena *arena, Text small, size_t most, Text *out) {
    for (size_t room = 4096;; room *= 2) {
        if (room > most) room = most;
        z_stream z = { 0 };
        memory_needed(inflateInit2(&z, RAW) == Z_OK ? &z : NULL);
        char *bytes = arena_alloc(arena, room + 1);
        z.next_in = (Bytef *)(size_t)small.at;
        z.avail_in = (uInt)small.size;
        z.next_out = (Bytef *)bytes;
        z.avail_out = (uInt)room;
        int state = inflate(&z, Z_FINISH);
        *out = (Text){ bytes, z.total_out };
        bool all = z.avail_in == 0, full = z.avail_out == 0;
        inflateEnd(&z);
        if (state == Z_STREAM_END) return all;
        if (!full || room == most) return false;
    }
}

bool packed_bytes(Arena *arena, Text packed, size_t most, Text *out) {
    Text small;
    return unwritten(arena, packed, &small) && inflated(arena, small, most, out);
}
