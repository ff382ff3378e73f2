// JSON text as jansson reads it, except that it says when it was memory that failed and not the text.
#ifndef ATTEND_DATA_JSON_TEXT_H
#define ATTEND_DATA_JSON_TEXT_H

#include <jansson.h>

#include "base/text.h"

// json_loadb() with its flags. NULL with *memory_is_short: it could be right, but there was no memory to read it.
json_t *json_text_read(Text json, size_t flags, json_error_t *error, bool *memory_is_short);

#endif
