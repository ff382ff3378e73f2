// `attend grade WORK --data FILE [--model M] [--set NAME=VALUE]…`: one line a node of the work, with a verdict and the mistake;
// of a folder one line a file, and how often each mistake was made.
#include <stdio.h>
#include <string.h>

#include "base/platform.h"
#include "command/commands.h"
#include "command/manual.h"
#include "command/model_run.h"
#include "core/engine.h"
#include "model/grade.h"

enum { WRONG = 3, FILES_MOST = 4096 };

typedef struct Grading {
    ModelRun run;
    const char *work;
    int made[HABIT_COUNT], unknown; // by how many of a class
} Grading;

// --- options

static int take_option(void *context, const char *name, const char *value) {
    Grading *c = context;
    if (strcmp(name, "model") != 0) return model_run_option(&c->run, name, value);
    c->run.model_name = value;
    return 0;
}

static int take_word(void *context, const char *word) {
    Grading *c = context;
    if (c->work) return usage_error("one file or folder of work at a time: found '%s' after '%s'", word, c->work);
    c->work = word;
    return 0;
}

// --- which model

static bool takes(Grading *c, const Model *model) {
    Problems quiet = { c->run.arena };
    Inputs inputs = { .arena = c->run.arena };
    Params params = { 0 };
    for (int i = 0; i < c->run.sets; i++) {
        const char *text = c->run.set[i].value, *equals = strchr(text, '=');
        if (!equals) return false;
        const char *name = arena_copy(c->run.arena, text, (size_t)(equals - text));
        if (!params_set(&params, model->param, model->params, name, equals + 1, (Place){ 0 }, &quiet)) return false;
    }
    return model->inputs > 0 && model_resolve(model, &params, &c->run.data, &inputs, &quiet);
}

static bool knows_mistakes(const Model *model) {
    for (int i = 0; i < model->params; i++)
        if (!strcmp(model->param[i].name, "habit")) return true;
    return false;
}

// The model that the data fit: attention first, then those that have known mistakes.
static int guess_model(Grading *c) {
    c->run.model = model_find("attention");
    int code = model_run_load(&c->run);
    if (code || takes(c, c->run.model)) return code;
    for (int i = 0; i < model_count; i++) {
        if (!knows_mistakes(model_table[i]) || !takes(c, model_table[i])) continue;
        c->run.model = model_table[i];
        fprintf(stderr, "attend: graded as %s; --model says otherwise\n", c->run.model->name);
        return 0;
    }
    return 0; // attention says what it needs
}

// --- one file

static bool grade_file(Grading *c, Arena *arena, const char *path, Grade *grade, Problems *problems) {
    Inputs inputs = { .arena = arena };
    Dataset work;
    return model_resolve(c->run.model, &c->run.params, &c->run.data, &inputs, problems) &&
           data_load_file_as(arena, path, &c->run.reading, &work, problems) &&
           grade_work(arena, c->run.model, &c->run.params, &inputs, &work, grade, problems);
}

// What a mistake in one number was, for people.
static void print_details(const Grade *grade) {
    for (int p = 0; p < grade->parts; p++)
        for (int i = 0; i < grade->part[p].causes; i++) {
            const GradeCause *cause = &grade->part[p].cause[i];
            if (cause->detail) fprintf(stderr, "attend: %s: %s\n", grade->part[p].name, cause->detail);
        }
}

static int grade_one(Grading *c) {
    Grade grade;
    if (!grade_file(c, c->run.arena, c->work, &grade, &c->run.problems)) return 1;
    Builder out = { c->run.arena };
    grade_report(&grade, &out);
    fputs(builder_text(&out), stdout);
    print_details(&grade);
    return grade.count[VERDICT_WRONG] ? WRONG : 0;
}

// --- a class

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void count_causes(Grading *c, const GradePart *part) {
    for (int i = 0; i < part->causes; i++) c->made[part->cause[i].habit]++;
    if (!part->causes) c->unknown++;
}

// Returns 0, WRONG, or 1 when the file cannot be graded, which is a line like any other.
static int grade_student(Grading *c, const char *path) {
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Grade grade;
    bool well = grade_file(c, arena, path, &grade, &problems);
    for (const char *at = last_part(path); *at; at++) putchar((unsigned char)*at < ' ' ? ' ' : *at); // a tab is another column
    putchar('\t');
    if (!well) {
        printf("unreadable\t\t\t\t\t\t%s\n", problems.count ? problem_text(arena, &problems.item[0]) : "");
    } else {
        const GradePart *part = grade_first_wrong(&grade);
        printf("%s\t%d\t%d\t%d\t%d\t", part ? "wrong" : "right", grade.count[VERDICT_RIGHT], grade.count[VERDICT_ROUNDED],
               grade.count[VERDICT_FOLLOWS], grade.count[VERDICT_WRONG]);
        printf("%s\t", part ? part->name : "");
        if (part) fputs(grade_causes_text(arena, part), stdout);
        if (part) count_causes(c, part);
        printf("\n");
    }
    int code = !well ? 1 : grade.count[VERDICT_WRONG] ? WRONG : 0;
    arena_end(arena);
    return code;
}

static void print_summary(const Grading *c) {
    printf("\nhabit\tstudents\n");
    for (int most = FILES_MOST; most > 0; most--) { // the commonest first
        for (int h = 1; h < HABIT_COUNT; h++)
            if (c->made[h] == most) printf("%s\t%d\n", habit_info((Habit)h)->name, most);
        if (c->unknown == most) printf("unknown\t%d\n", most);
    }
}

static int grade_class(Grading *c) {
    int files, code = 0;
    const char **file = folder_files(c->run.arena, c->work, "", &files);
    if (!files) {
        problems_add(&c->run.problems, (Place){ c->work, 0, 0 }, "the folder holds no files");
        return 1;
    }
    printf("student\tverdict\tright\trounded\tfollows\twrong\tfirst\thabit\n");
    for (int i = 0; i < files && i < FILES_MOST; i++) {
        int one = grade_student(c, file[i]);
        if (one > code) code = one; // something wrong says more than a file that cannot be read
    }
    print_summary(c);
    return code;
}

// --- the command

static int grade(Grading *c, int argc, char **argv) {
    ModelRun *r = &c->run;
    int code = model_run_arguments(r, argc, argv, take_option, take_word, c);
    if (code) return code;
    if (!c->work) return usage_error("grade needs the work, as in: attend grade work.csv --data inputs.csv");
    if (r->model_name)
        code = model_run_find(r, "") ? 2 : model_run_load(r);
    else
        code = guess_model(c);
    if (code || (code = model_run_params(r))) return code;
    engine_set(r->threads, r->lanes);
    return folder_exists(c->work) ? grade_class(c) : grade_one(c);
}

int command_grade(int argc, char **argv) {
    if (manual_asked(argc, argv)) return 0;
    Grading c = { .run = { .arena = arena_begin() } };
    c.run.problems.arena = c.run.arena;
    int code = grade(&c, argc, argv);
    problems_print(stderr, &c.run.problems);
    arena_end(c.run.arena);
    return code;
}
