// What every command says of itself. One table, from which --help, the man pages and what a shell completes are made.
#ifndef ATTEND_COMMAND_MANUAL_H
#define ATTEND_COMMAND_MANUAL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"

enum { MANUAL_OPTIONS = 48 };

// An option as it is written, with what may stand after it: "--data FILE", "--format text|json", "--before". Several that say the
// same stand in one row with commas between them: "--threads N, --lanes 4|8|16".
typedef struct ManualOption {
    const char *name, *says;
} ManualOption;

typedef struct Manual {
    const char *name;           // "train language"; "": the program itself, which is its window
    const char *also;           // another name for it, or NULL
    const char *usage;          // "attend compute MODEL [options]"; a line a way to say it
    const char *summary;        // half a sentence for lists
    const char *says;           // sentences
    const char *word;           // what its words are: "MODEL", "LESSON", "FILE", "lessons|scenes|models|formats"; NULL: none
    const ManualOption *option; // up to one without a name
    int (*more)(Arena *, ManualOption *option); // writes those that stand in another table; their number. NULL: none
    const char *after;                          // what is to be said below them, or NULL
} Manual;
extern const Manual manual_table[]; // the program first
extern const int manual_count;

// The command's own; words[0] is its name. That of the program where there is none.
const Manual *manual_find(int words, char *const *word);
// All its options. Returns the number.
int manual_options(const Manual *manual, Arena *arena, ManualOption option[MANUAL_OPTIONS]);
// Cuts the next option off a row: its name and what may stand after it, "" where nothing may. False at the end of the row.
bool manual_option_cut(Text *row, Text *name, Text *value);
void manual_print(const Manual *manual, FILE *out); // as --help shows it
// Is one of the arguments --help or -h? Then the manual of argv[0] is printed.
bool manual_asked(int argc, char *const *argv);

#endif
