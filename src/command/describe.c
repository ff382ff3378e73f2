// `attend describe`: a step, or every step, in words.
#include <stdio.h>
#include <string.h>

#include "command/commands.h"
#include "command/manual.h"
#include "command/opened.h"
#include "draw/decimal.h"
#include "render/fonts.h"
#include "render/system_fonts.h"
#include "session/describe.h"

typedef struct DescribeOptions {
    const char *lesson, *step, *data;
    double t;
    bool before, json, comma;
    DataOptions reading;
    OpenedAsk opened; // of a trained model
} DescribeOptions;

static int parse_option(const char *name, const char *value, DescribeOptions *o) {
    if (!strcmp(name, "--step"))
        o->step = value;
    else if (!strcmp(name, "--data"))
        o->data = value;
    else if (!strcmp(name, "--text"))
        o->opened.text = value;
    else if (!strcmp(name, "--tokens"))
        o->opened.tokens = value;
    else if (!strcmp(name, "--set")) {
        if (!opened_set(&o->opened, value))
            return usage_error("--set takes layer, head, ask or instead of a trained model, not '%s'", value);
    } else if (!strcmp(name, "--at")) {
        if (!text_number(text_of(value), &o->t) || !(o->t >= 0 && o->t <= 1))
            return usage_error("--at takes a number from 0 to 1, not '%s'", value);
    } else if (!strcmp(name, "--decimal")) {
        o->comma = !strcmp(value, "comma");
        if (!o->comma && strcmp(value, "point") != 0) return usage_error("--decimal takes point or comma, not '%s'", value);
    } else if (!strcmp(name, "--format")) {
        o->json = !strcmp(value, "json");
        if (!o->json && strcmp(value, "text") != 0) return usage_error("--format takes text or json, not '%s'", value);
    } else if (!strncmp(name, "--", 2) && data_is_reading_option(name + 2))
        return data_reading_option(name + 2, value, &o->reading);
    else
        return usage_error("describe has no option '%s'", name);
    return 0;
}

static int parse(int argc, char **argv, DescribeOptions *o) {
    *o = (DescribeOptions){ .t = 1 };
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-') {
            if (o->lesson) return usage_error("describe takes one lesson, not '%s' and '%s'", o->lesson, argv[i]);
            o->lesson = argv[i];
        } else if (!strcmp(argv[i], "--before"))
            o->before = true;
        else {
            if (i + 1 == argc) return usage_error("%s needs a value after it", argv[i]);
            int code = parse_option(argv[i], argv[i + 1], o);
            if (code) return code;
            i++;
        }
    }
    return o->lesson ? opened_asked(&o->opened, o->lesson, o->data) : usage_error("describe needs a lesson");
}

static void print_steps(Session *session, const DescribeOptions *o, int only, const Metrics *metrics) {
    DescribeSpec spec = { .metrics = metrics, .t = o->t, .before = o->before, .since = true };
    if (o->before) session_set_race(session, RACE_AT_START);
    int steps = session_lesson(session)->steps, first = only < 0 ? 0 : only, last = only < 0 ? steps - 1 : only;
    bool list = o->json && only < 0;
    if (list) printf("[");
    for (int i = first; i <= last; i++) {
        Arena *arena = arena_begin();
        session_go(session, i);
        if (session_notice(session)) fprintf(stderr, "attend: step %d: %s\n", i + 1, session_notice(session));
        Described d = describe_step(session, &spec, arena);
        const char *text = o->json ? describe_json(&d, arena) : describe_text(&d, arena);
        printf("%s%s", i > first ? list ? "," : "\n" : "", o->comma && !o->json ? decimal_comma(arena, text) : text);
        arena_end(arena);
    }
    if (list) printf("]\n");
}

static bool open_lesson(Session *session, const DescribeOptions *o, Library *library, Arena *arena, Problems *problems) {
    const char *path = library_find(library, o->lesson, problems);
    Dataset own;
    if (o->opened.text) return problems_add(problems, (Place){ 0 }, "a text of one's own can be exported, not described");
    if (!path || !session_open(session, path, problems)) return false;
    return !o->data || (data_load_file_as(arena, o->data, &o->reading, &own, problems) && session_load(session, &own, problems));
}

static bool open_step(Session *session, const DescribeOptions *o, Library *library, Arena *arena, int *only, Problems *problems) {
    if (!(o->opened.is ? opened_open(session, library, o->lesson, &o->opened, problems)
                       : open_lesson(session, o, library, arena, problems)))
        return false;
    const Lesson *lesson = session_lesson(session);
    *only = o->step ? lesson_step_of(lesson, text_of(o->step)) : -1;
    if (o->step && *only < 0)
        return problems_add(problems, (Place){ lesson->file, 0, 0 }, "there is no step %s; the lesson has %d", o->step,
                            lesson->steps);
    return true;
}

int command_describe(int argc, char **argv) {
    DescribeOptions options;
    if (manual_asked(argc, argv)) return 0;
    int code = parse(argc, argv, &options), only = -1;
    if (code) return code;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Library library = { 0 };
    Fonts *fonts = NULL;
    bool well = library_open(&library, &problems) && (fonts = fonts_open(arena, &problems)) != NULL;
    if (well) {
        Session *session = session_begin(&library);
        well = open_step(session, &options, &library, arena, &only, &problems);
        if (well) print_steps(session, &options, only, fonts_metrics(fonts));
        session_end(session);
    }
    problems_print(stderr, &problems);
    if (fonts) fonts_close(fonts);
    library_close(&library);
    arena_end(arena);
    render_shutdown();
    return well ? 0 : 1;
}
