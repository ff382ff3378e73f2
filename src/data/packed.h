// Bytes as text that may stand in an address: deflated (RFC 1951, without a header) and written in base64url without padding
// (RFC 4648, section 5).
#ifndef ATTEND_DATA_PACKED_H
#define ATTEND_DATA_PACKED_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

// The same bytes give the same text.
const char *packed_text(Arena *arena, Text bytes);
// False when it is damaged, or unpacks to more than `most` bytes. What comes out is followed by a zero byte.
bool packed_bytes(Arena *arena, Text packed, size_t most, Text *out);

#endif
