// The table itself. Options of trainings and settings stand in the tables that read them, and are taken from there.
#include <string.h>

#include "command/manual.h"
#include "layers/language_training.h"
#include "layers/training.h"
#include "session/settings.h"

// --- rows from other tables

#define SPEED                                                                                                                      \
    { "--threads N, --lanes 4|8|16", "how fast, what the machine has unless said; the numbers do not depend on it" }

// "--mask none|causal", "--length N".
static const char *param_name(Arena *arena, const ParamInfo *info) {
    const char *values = info->kind == PARAM_CHOICE ? info->choices : info->kind == PARAM_SWITCH ? "on off" : "N";
    char *name = arena_print(arena, "--%s %s", info->name, values);
    for (char *at = strchr(name, ' ') + 1; *at; at++)
        if (*at == ' ') *at = '|';
    return name;
}

static int training_rows(Arena *arena, ManualOption *option) {
    int count = 0;
    for (int i = 0; i < training_params; i++) {
        const ParamInfo *info = &training_param[i];
        if (!strcmp(info->name, "task")) continue;
        const char *says = arena_print(arena, "%s (%s unless said)", info->summary, info->initial);
        option[count++] = (ManualOption){ param_name(arena, info), says };
    }
    option[count++] = (ManualOption)SPEED;
    return count;
}

static int language_rows(Arena *arena, ManualOption *option) {
    for (int i = 0; i < language_params; i++)
        option[i] = (ManualOption){ param_name(arena, &language_param[i]), language_param[i].summary };
    option[language_params] = (ManualOption)SPEED;
    return language_params + 1;
}

static int setting_rows(Arena *arena, ManualOption *option) {
    for (int i = 0; i < SETTING_COUNT; i++) {
        const SettingRow *row = &setting_table[i];
        const char *value = row->kind == SETTING_IS_NUMBER ? "N" : row->kind == SETTING_IS_STEPS ? "2-5" : "TEXT";
        char *name = arena_print(arena, "--%s %s", row->name, row->kind == SETTING_IS_CHOICE ? row->choices : value);
        for (char *at = strchr(name, ' ') + 1; *at; at++)
            if (*at == ' ') *at = '|';
        option[i] = (ManualOption){ name, row->says };
    }
    return SETTING_COUNT;
}

// --- options that several commands share

#define READING                                                                                                                    \
    { "--header yes|no, --index-column yes|no", "how a table is read where it could be read in two ways" }, {                      \
        "--sheet NAME", "which sheet of a workbook"                                                                                \
    }
#define ONE_STEP                                                                                                                   \
    { "--step N", "which step, from 1" }
#define END                                                                                                                        \
    { NULL, NULL }

static const ManualOption window_options[] = { { "--data FILE", "step through vectors of your own" },
                                               { "--text FILE", "train a language model on a text of your own" },
                                               READING,
                                               { "--step N", "begin at this step of the lesson, by its number or its name" },
                                               { "--size WxH", "the window's size in pixels" },
                                               { "--presenter", "with the presenter's window" },
                                               { "--with NAME=VALUE",
                                                 "a setting for this run; each is also an option of its own, below" },
                                               { "--reduced-motion, --large-type", "the same as --motion off and --type large" },
                                               { "--version", "which version this is, and of which sources it was built" },
                                               END };
static const ManualOption no_options[] = { END };
static const ManualOption compute_options[] = {
    { "--data FILE", "named vectors: CSV (q,1,1 / k1,1,1 / k2,1,0 …), JSON, .npz, .xlsx, a printed array …" },
    { "--q FILE, --k FILE, --v FILE", "one input from a file of its own, which needs no labels; so for every input of the model" },
    READING,
    { "--set NAME=VALUE", "a parameter: --set similarity=dot --set temperature=2 --set mask=causal" },
    { "--only NODE", "one node: o, a …, or a gradient: grad.q" },
    { "--format FORMAT", "json (usual), csv, table, or another of `attend list formats`; one array alone, as .npy, with --only" },
    { "-o FILE", "write there instead of to the screen" },
    SPEED,
    END
};
static const ManualOption weights_options[] = { { "--weights FILE", "the model" },
                                                { "--text TEXT", "the text; without it and --tokens, what begins every text" },
                                                { "--tokens 5,1,9", "the same as numbers of tokens" },
                                                { "--set layer=L", "the nodes of that layer alone, in double, counted from 1" },
                                                { "--only NODE", "one node: l3.a, logits, p …" },
                                                { "--next N", "continue the text by N tokens instead" },
                                                { "--temperature T",
                                                  "below 1 sharper, above 1 flatter; 0 takes the likeliest (1 unless said)" },
                                                { "--top-k K", "draw from the K likeliest alone; 0: from all (0 unless said)" },
                                                { "--seed S", "of the draws (1 unless said)" },
                                                { "--format FORMAT", "as in `attend compute --help`" },
                                                { "-o FILE", "write there instead of to the screen" },
                                                SPEED,
                                                END };
static const ManualOption grade_options[] = { { "--data FILE", "the inputs, as for compute" },
                                              { "--model MODEL", "attention, or what the data fit, unless said" },
                                              { "--set NAME=VALUE", "a parameter of the model" },
                                              { "--q FILE, --k FILE, --v FILE",
                                                "one input from a file of its own; so for every input of the model" },
                                              READING,
                                              SPEED,
                                              END };
static const ManualOption language_options[] = { { "--text FILE", "learn a text of one's own" },
                                                 { "--by words|letters", "how a text of one's own is cut (words unless said)" },
                                                 { "-o FILE", "keep the weights, as safetensors" },
                                                 END };
#define OF_A_MODEL                                                                                                                 \
    { "--text TEXT, --tokens 5,1,9", "what a trained model reads" }, {                                                             \
        "--set layer=L, head=H, ask=WORD, instead=mean", "of a trained model: the head looked at, from 1; the next token asked "   \
                                                         "for, a word or #17; what stands for a head left out"                     \
    }
static const ManualOption export_options[] = {
#define EXPORT(name) #name ", "
    { "-o OUT", "the file: "
#include "render/exports.def"
                "as its ending says. Without --step it must hold %d" },
#undef EXPORT
    ONE_STEP,
    { "--at 0..1", "the moment of its animation; the end unless said" },
    { "--before", "as it is before the question is answered" },
    { "--for slide|page|column|square", "the size of where it goes; labels stay large enough" },
    { "--size WxH", "in units of the layout, 1280x720 unless said; 16x9cm in print" },
    { "--scale S", "multiplies pixels" },
    { "--text-size PERCENT", "larger or smaller type, 50 to 300" },
    { "--theme light|dark|print|grey", "colours" },
    { "--part NODE", "the part of the picture with the numbers of this node" },
    { "--strip N", "N moments of its playing side by side" },
    { "--crop", "no white around the picture" },
    { "--without title,legend,footer", "leaves these out" },
    { "--title TEXT, --caption TEXT", "a title of your own; a sentence under the picture" },
    { "--background none", "nothing behind the drawing" },
    { "--outlines", "SVG: text as paths" },
    { "--decimal point|comma", "how numbers are written" },
    { "--fps N, --seconds S", "pictures a second of a film, and its length" },
    { "--set NAME=VALUE", "a parameter, as in compute" },
    { "--data FILE", "your own vectors instead of the lesson's" },
    READING,
    OF_A_MODEL,
    { "--handout", "a PDF of the whole lesson on paper; LESSON may be course" },
    { "--answers", "a handout with the answers, reasons and notes" },
    { "--sheet", "a handout of one page with every step" },
    { "--paper a4|letter", "of a handout" },
    END
};
static const ManualOption describe_options[] = { { "--step N", "a step, by its number from 1 or its id; without it every step" },
                                                 { "--at 0..1", "at this moment of its animation; its end unless said" },
                                                 { "--before", "as it stands until its question is answered" },
                                                 { "--data FILE", "with vectors of your own" },
                                                 READING,
                                                 OF_A_MODEL,
                                                 { "--format text|json", "text unless said" },
                                                 { "--decimal point|comma", "how numbers are written, in text" },
                                                 END };
static const ManualOption check_options[] = { READING, END };

// --- the commands

// clang-format off
const Manual manual_table[] = {
    { .name = "", .usage = "attend [LESSON] [options]\nattend MODEL\nattend --data FILE\nattend --text FILE\nattend COMMAND …",
      .word = "LESSON",
      .summary = "see attention happen, number by number", .option = window_options, .more = setting_rows,
      .says = "Attend lets you see attention happen, number by number. Without a command it opens its window: the course map, or a "
              "LESSON (an id, a number, a file, or a link like '#masking.cache'), or a trained MODEL (a .safetensors of ours, "
              "GPT-2, "
              "llama2.c), or vectors of your own.",
      .after = "Exit code: 0 success, 1 bad input, 2 bad usage; 3 from grade when something is wrong." },
    { .name = "compute", .usage = "attend compute MODEL [options]", .word = "MODEL", .option = compute_options,
      .summary = "run a model without a window and print every node",
      .says = "Runs a model on named vectors and prints its numbers. `attend list models` names the models.",
      .after = "A trained language model is `attend compute language --weights FILE …` (`attend compute language --help`).\n"
               "With an input g, shaped like the model's output, the gradient of sum(g * output) for every input is printed too." },
    { .name = "compute language", .usage = "attend compute language --weights FILE [options]", .option = weights_options,
      .summary = "run a trained language model, or let it continue a text",
      .says = "Runs a trained language model on a text and prints its numbers, or continues the text. FILE: what `attend train "
              "language -o` kept; GPT-2 in safetensors, with config.json, vocab.json and merges.txt beside it; llama2.c's "
              "version 0 "
              "or 1, with tokenizer.bin beside it.",
      .after = "Nodes: tokens, embed, l1.ln1, l1.q, l1.k, l1.v, l1.s, l1.masked, l1.a, l1.heads, l1.o, l1.sum1, l1.ln2, l1.ff1, "
               "l1.act, l1.ff2, l1.sum2, l2.ln1 … lnf, logits, p. A gated layer has gate too; q and k are turned already where "
               "places turn them." },
    { .name = "grade", .usage = "attend grade WORK --data FILE [options]", .word = "FILE", .option = grade_options,
      .summary = "check numbers that somebody computed, and name the mistake",
      .says = "Holds numbers that somebody computed against a run of the same inputs, and names the mistake where there is a known "
              "one. WORK holds any nodes of the model in any data format: s, a, o …, grad.q for a gradient; of a folder it "
              "prints one "
              "line a file.",
      .after = "Prints TSV: node, verdict, row, column (from 0), expected, found, habit. Verdicts: right; rounded, right in the "
               "digits written; follows, right for the numbers before it in the work; wrong. Exit code: 0 nothing is wrong, 3 "
               "something is, 1 bad input." },
    { .name = "train", .usage = "attend train TASK --model MODEL [options]", .word = "recall|lookup|pair|next|language|induction",
      .summary = "train a small model and print every step", .option = no_options, .more = training_rows,
      .says = "Trains a small model on random strings and prints a line a step, separated by tabs: the step and the columns of the "
              "task. Tasks and their columns:\n"
#define TASK(number, name, summary, columns) "  " name ": " summary " (" columns ")\n"
#include "layers/tasks.def"
#undef TASK
              "  language, induction: language models; see `attend train language --help`",
      .after = "grad_first is how much of the gradient at the answer reaches the first token." },
    { .name = "train language", .also = "train induction", .word = "FILE",
      .usage = "attend train language --model transformer|attention|lstm [options]\n"
               "attend train language --text FILE [--by words|letters] [options]\nattend train induction [options]",
      .summary = "train a small language model", .option = language_options, .more = language_rows,
      .says = "Trains a small language model and prints a line every few steps, separated by tabs.\n"
              "  language   sentences of a language of 59 words: step, loss (of the batch, nats a word), and the share of right\n"
              "             answers in the hard cases of agree, inner, outer, pair, pron, other, name\n"
              "    --text   a text of one's own: step, loss, held (on the last tenth, which is kept back), and what guessers lose\n"
              "             there who know one word (bigram) or two (trigram)\n"
              "  induction  blocks of symbols, over and over: step, loss, accuracy (where the next symbol is known), and the\n"
              "             scores of the best heads: previous (in the first layer), prefix (in the last)",
      .after = "Unless said, what suits the task and the model is taken: transformer 4000 steps, rate 0.003 falling; "
      "attention 3000 "
               "steps, rate 0.005; lstm 4000 steps, rate 0.01 falling; induction 1000 steps, rate 0.005, one head, rope." },
    { .name = "export", .word = "LESSON", .option = export_options,
      .usage = "attend export LESSON -o OUT [options]\nattend export MODEL [--text TEXT] -o OUT [options]\n"
               "attend export LESSON --handout [--answers] -o OUT.pdf",
      .summary = "save the picture of a step, of all steps, or a handout",
      .says = "Saves the picture of a step of a lesson, or of what a trained MODEL (its file) shows; the ending of OUT says as "
              "what (`attend list formats`). Without --step every step is saved, and OUT must hold %d." },
    { .name = "describe", .word = "LESSON", .option = describe_options,
      .usage = "attend describe LESSON [options]\nattend describe MODEL [--text TEXT] [options]",
      .summary = "a step, or all of them, in words",
      .says = "Says in words what a step shows, with its numbers, for whoever does not see the picture." },
    { .name = "check", .usage = "attend check FILE… [options]", .word = "FILE", .option = check_options,
      .summary = "report every problem of lessons and data files",
      .says = "Reports every problem of lessons, data files and trained models, with its place and how to mend it; up to 20 in one "
              "run." },
    { .name = "list", .usage = "attend list lessons|scenes|models|formats", .word = "lessons|scenes|models|formats",
      .summary = "what there is", .option = no_options, .says = "One a line, the id first, separated by tabs." },
};
// clang-format on
const int manual_count = sizeof manual_table / sizeof manual_table[0];
