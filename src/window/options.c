// Options with values stand in two lists: those of the window, and the table of settings.
#include "window/options.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/usage.h"
#include "page/figure.h"
#include "session/settings.h"

static bool number(const char *text, double low, double high, double *out) {
    return text_number(text_of(text), out) && *out >= low && *out <= high;
}

// A setting of the table, whichever way it was said.
static int with(Options *o, const char *assignment) {
    Arena *scratch = arena_begin();
    Problems problems = { .arena = scratch };
    Settings *tried = settings_begin();
    int code = 0;
    if (!settings_say_one(tried, assignment, &problems))
        code = usage_error("%s", problems.item[0].message);
    else if (o->withs == OPTIONS_WITH)
        code = usage_error("at most %d settings at a time", OPTIONS_WITH);
    else
        o->with[o->withs++] = assignment;
    settings_close(tried);
    arena_end(scratch);
    return code;
}

// Every setting is a flag too: --theme dark.
static bool is_setting(const char *flag) {
    SettingId setting;
    return !strncmp(flag, "--", 2) && setting_find(text_of(flag + 2), &setting);
}

// How to read the data: --header yes.
static bool is_reading(const char *flag) { return !strncmp(flag, "--", 2) && data_is_reading_option(flag + 2); }

// A file that is no lesson: what the desktop starts the program with when somebody opens a table or an array.
static bool is_data(const char *word) {
    const char *ending = path_ending(word);
    return *ending && strcmp(ending, "md") != 0 && file_can_read(word);
}

// An option that takes a value.
static int valued(const char *name, const char *value, Options *o) {
    double x = 0;
    char end;
    if (!strcmp(name, "--data"))
        o->data = value;
    else if (!strcmp(name, "--text"))
        o->text = value;
    else if (is_reading(name))
        return data_reading_option(name + 2, value, &o->reading);
    else if (!strcmp(name, "--screenshot")) {
        const Exporter *exporter = exporter_find(path_ending(value));
        if (!exporter || exporter_moves(exporter))
            return usage_error("--screenshot takes a file that ends in .png, not '%s'", value);
        o->screenshot = value;
    } else if (!strcmp(name, "--do"))
        o->script = value;
    else if (!strcmp(name, "--with"))
        return with(o, value);
    else if (is_setting(name))
        return with(o, arena_print(o->arena, "%s=%s", name + 2, value));
    else if (!strcmp(name, "--step")) {
        o->step = value;
    } else if (!strcmp(name, "--at")) {
        if (!number(value, 0, 1, &o->at)) return usage_error("--at takes a number from 0 to 1, not '%s'", value);
    } else if (!strcmp(name, "--frames")) {
        if (!number(value, 1, 1e9, &x) || x != (int)x) return usage_error("--frames takes a number from 1, not '%s'", value);
        o->frames = (int)x;
    } else if (!strcmp(name, "--size")) {
        if (sscanf(value, "%dx%d%c", &o->width, &o->height, &end) != 2 || o->width < 100 || o->height < 100 || o->width > 16384 ||
            o->height > 16384)
            return usage_error("--size takes WIDTHxHEIGHT in pixels, not '%s'", value);
    } else {
        return -1;
    }
    return 0;
}

static bool takes_value(const char *name) {
    static const char *const names[] = { "--data", "--text",   "--screenshot", "--do",  "--step",
                                         "--at",   "--frames", "--size",       "--with" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i])) return true;
    return is_setting(name) || is_reading(name);
}

int window_options(Arena *arena, int argc, char **argv, Options *o) {
    *o = (Options){ .arena = arena, .at = -1 };
    for (int i = 0; i < argc; i++) {
        const char *arg = argv[i];
        if (!strcmp(arg, "--reduced-motion"))
            with(o, "motion=off");
        else if (!strcmp(arg, "--large-type"))
            with(o, "type=large");
        else if (!strcmp(arg, "--presenter"))
            o->presenter = true;
        else if (!strcmp(arg, "--bench-start"))
            o->bench_start = true;
        else if (takes_value(arg)) {
            if (i + 1 == argc) return usage_error("%s needs a value after it", arg);
            int code = valued(arg, argv[++i], o);
            if (code) return code;
        } else if (arg[0] == '-' && arg[1]) {
            return usage_error("unknown option '%s'", arg);
        } else if (!o->data && is_data(arg)) {
            o->data = arg;
        } else if (o->lesson) {
            return usage_error("one lesson at a time: '%s' and '%s'", o->lesson, arg);
        } else {
            o->lesson = arg;
        }
    }
    if (o->step && !o->lesson) return usage_error("--step needs a lesson, as in: attend 5 --step %s", o->step);
    return 0;
}
