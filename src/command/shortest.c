// Numbers of float training in as few digits as bring the same bits back.
#include <stdio.h>
#include <stdlib.h>

#include "command/commands.h"

const char *shortest_text(float value, char out[32]) {
    for (int digits = 1; digits <= 9; digits++) {
        snprintf(out, 32, "%.*g", digits, (double)value);
        if (strtof(out, NULL) == value) break;
    }
    return out;
}
