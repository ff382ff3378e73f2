// The formats, from the list.
#include "data/source.h"

const DataFormat *const data_formats[] = {
#define FORMAT(name) &name##_format,
#include "data/formats.def"
#undef FORMAT
};
const int data_format_count = sizeof data_formats / sizeof data_formats[0];
