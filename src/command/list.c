// `attend list …`: what there is.
#include <stdio.h>
#include <string.h>

#include "command/commands.h"
#include "command/manual.h"
#include "data/data.h"
#include "model/model.h"
#include "render/export.h"
#include "scene/scenes.h"
#include "session/library.h"

// --- list

// One that cannot be read is a line too, with its id for a title; what is wrong with it is a complaint.
static int list_lessons(const Library *library) {
    int code = 0;
    for (int i = 0; i < library->count; i++) {
        const LibraryEntry *entry = &library->entry[i];
        printf("%s\t%s\t%d\n", entry->id, entry->lesson.title, entry->lesson.steps);
        if (!entry->broken) continue;
        fputs("attend: ", stderr);
        print_plain(stderr, entry->problem);
        fputc('\n', stderr);
        code = 1;
    }
    return code;
}

static void print_names(const char *const *name, int names) {
    for (int i = 0; i < names; i++) printf("%s%s", i ? " " : "", name[i]);
}

static void print_params(const ParamInfo *info, int infos, bool more) {
    for (int i = 0; i < infos; i++) {
        printf("%s%s=%s", i || more ? "; " : "", info[i].name, info[i].initial);
        if (info[i].kind == PARAM_CHOICE)
            printf(" (%s)", info[i].choices);
        else if (info[i].kind != PARAM_SWITCH)
            printf(" (%g to %g)", info[i].low, info[i].high);
    }
}

// id, summary, model, parameters, nodes, reveal names
static void list_scenes(const Library *library) {
    for (int i = 0; i < scene_count; i++) {
        const VocabularyScene *v = &library->vocabulary.scene[i];
        const Model *model = model_find(v->model);
        printf("%s\t%s\tmodel %s\tparameters ", v->name, scene_table[i]->summary, v->model);
        print_params(scene_table[i]->param, scene_table[i]->params, false);
        print_params(model->param, model->params, scene_table[i]->params > 0);
        printf("\tnodes ");
        print_names(v->node, v->nodes);
        printf("\treveal ");
        print_names(v->reveal, v->reveals);
        putchar('\n');
    }
}

static void list_models(void) {
    for (int i = 0; i < model_count; i++) {
        const Model *model = model_table[i];
        printf("%s\t%s\tinputs ", model->name, model->summary);
        for (int k = 0; k < model->inputs; k++)
            printf("%s%s (%s)", k ? " " : "", model->input[k].name, *model->input[k].shape ? model->input[k].shape : "1");
        printf("\tparameters ");
        print_params(model->param, model->params, false);
        printf("\tnodes ");
        for (int k = 0; model->node[k]; k++) printf("%s%s", k ? " " : "", model->node[k]);
        putchar('\n');
    }
}

static void list_formats(void) {
    for (int i = 0; i < data_format_count; i++) printf("%s\tdata\t%s\n", data_formats[i]->id, data_formats[i]->summary);
    for (int i = 0; i < exporter_count; i++) printf("%s\tfigure\t%s\n", exporter_table[i]->id, exporter_table[i]->summary);
}

int command_list(int argc, char **argv) {
    if (manual_asked(argc, argv)) return 0;
    if (argc != 2) return usage_error("list takes one of lessons, scenes, models, formats");
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Library library = { 0 };
    int code = 0;
    if (!strcmp(argv[1], "models"))
        list_models();
    else if (!strcmp(argv[1], "formats"))
        list_formats();
    else if (strcmp(argv[1], "lessons") && strcmp(argv[1], "scenes"))
        code = usage_error("there is no list of '%s'; there are lessons, scenes, models, formats", argv[1]);
    else if (!library_open(&library, &problems))
        code = 1;
    else if (!strcmp(argv[1], "lessons"))
        code = list_lessons(&library);
    else
        list_scenes(&library);
    problems_print(stderr, &problems);
    library_close(&library);
    arena_end(arena);
    return code;
}
