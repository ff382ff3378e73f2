// `attend export`: the picture of one step, or of every step, without a window.
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "command/commands.h"
#include "command/export_handout.h"
#include "command/manual.h"
#include "command/opened.h"
#include "layers/own_text.h"
#include "page/figure.h"
#include "render/system_fonts.h"
#include "session/library.h"
#include "session/session.h"

enum { SETS_MOST = 32 };

typedef struct ExportOptions {
    const char *lesson, *out, *data;
    DataOptions reading;
    const char *set[SETS_MOST]; // NAME=VALUE
    int sets;
    OpenedAsk opened; // of a trained model
    long step;        // from 1; 0: all
    FigureSpec spec;
    bool handout, papered; // papered: --paper is given
    const char *figures;   // the first option given that only a figure has; NULL: none
    HandoutSpec paper;
} ExportOptions;

static bool parse_theme(const char *text, Theme *theme) {
    for (int i = 0; i < THEME_COUNT; i++)
        if (!strcmp(text, theme_name((Theme)i))) {
            *theme = (Theme)i;
            return true;
        }
    return false;
}

static bool parse_without(const char *text, unsigned *without) {
    static const char *const part[] = { "title", "legend", "footer" };
    for (Text rest = text_of(text); rest.size;) {
        const char *comma = memchr(rest.at, ',', rest.size);
        Text word = { rest.at, comma ? (size_t)(comma - rest.at) : rest.size };
        int found = -1;
        for (int i = 0; i < 3; i++)
            if (text_equal(word, text_of(part[i]))) found = i;
        if (found < 0) return false;
        *without |= 1u << found;
        rest = comma ? text_of(comma + 1) : (Text){ 0 };
    }
    return *text;
}

// What is on the figure, and what it looks like. −1: no option of these; else 0, or the exit code of a usage mistake.
static int parse_look(const char *option, const char *value, ExportOptions *o) {
    if (!strcmp(option, "--theme")) {
        if (!parse_theme(value, &o->spec.theme)) return usage_error("--theme takes light, dark, print or grey, not '%s'", value);
    } else if (!strcmp(option, "--for")) {
        if (!(o->spec.place = figure_place(value)))
            return usage_error("--for takes slide, page, column or square, not '%s'", value);
    } else if (!strcmp(option, "--text-size")) {
        if (!text_number(text_of(value), &o->spec.text_size) || !(o->spec.text_size >= 50 && o->spec.text_size <= 300))
            return usage_error("--text-size takes a percentage from 50 to 300, not '%s'", value);
    } else if (!strcmp(option, "--without")) {
        if (!parse_without(value, &o->spec.without))
            return usage_error("--without takes title, legend and footer with commas between them, not '%s'", value);
    } else if (!strcmp(option, "--title"))
        o->spec.title = value;
    else if (!strcmp(option, "--part"))
        o->spec.part = value;
    else if (!strcmp(option, "--caption"))
        o->spec.caption = value;
    else if (!strcmp(option, "--background")) {
        if (strcmp(value, "none")) return usage_error("--background takes none, not '%s'", value);
        o->spec.clear = true;
    } else if (!strcmp(option, "--decimal")) {
        o->spec.comma = !strcmp(value, "comma");
        if (!o->spec.comma && strcmp(value, "point") != 0) return usage_error("--decimal takes point or comma, not '%s'", value);
    } else if (!strcmp(option, "--paper")) {
        o->papered = true;
        o->paper.letter = !strcmp(value, "letter");
        if (!o->paper.letter && strcmp(value, "a4") != 0) return usage_error("--paper takes a4 or letter, not '%s'", value);
    } else if (!strcmp(option, "--strip")) {
        long moments;
        if (!text_integer(text_of(value), &moments) || moments < 2 || moments > 12)
            return usage_error("--strip takes a number of moments from 2 to 12, not '%s'", value);
        o->spec.strip = (int)moments;
    } else if (!strcmp(option, "--fps")) {
        if (!text_number(text_of(value), &o->spec.fps) || !(o->spec.fps >= 1 && o->spec.fps <= 50))
            return usage_error("--fps takes a number from 1 to 50, not '%s'", value);
    } else if (!strcmp(option, "--seconds")) {
        if (!text_number(text_of(value), &o->spec.seconds) || !(o->spec.seconds >= 0.2 && o->spec.seconds <= 300))
            return usage_error("--seconds takes a number from 0.2 to 300, not '%s'", value);
    } else if (!strcmp(option, "--set")) {
        if (!strchr(value, '=')) return usage_error("--set takes NAME=VALUE, not '%s'", value);
        if (o->sets == SETS_MOST) return usage_error("--set is given more than %d times", SETS_MOST);
        o->set[o->sets++] = value;
    } else
        return -1;
    return 0;
}

// 0, or the exit code of the usage mistake it printed.
static int parse_option(const char *option, const char *value, ExportOptions *o) {
    double number;
    if (!strcmp(option, "-o"))
        o->out = value;
    else if (!strcmp(option, "--data"))
        o->data = o->spec.data = value;
    else if (!strcmp(option, "--text"))
        o->opened.text = value;
    else if (!strcmp(option, "--tokens"))
        o->opened.tokens = value;
    else if (data_is_reading_option(option + 2))
        return data_reading_option(option + 2, value, &o->reading);
    else if (!strcmp(option, "--step")) {
        if (!text_integer(text_of(value), &o->step) || o->step < 1)
            return usage_error("--step takes a number from 1, not '%s'", value);
    } else if (!strcmp(option, "--at")) {
        if (!text_number(text_of(value), &number) || !(number >= 0 && number <= 1))
            return usage_error("--at takes a number from 0 to 1, not '%s'", value);
        o->spec.t = number;
    } else if (!strcmp(option, "--scale")) {
        if (!text_number(text_of(value), &number) || !(number >= 0.25 && number <= 8))
            return usage_error("--scale takes a number from 0.25 to 8, not '%s'", value);
        o->spec.scale = number;
    } else if (!strcmp(option, "--size")) {
        if (!figure_parse_size(value, &o->spec))
            return usage_error("--size takes WIDTHxHEIGHT, from 320x240 to 8192x8192, 16x9cm, or a width alone, 12cm, not '%s'",
                               value);
    } else {
        int code = parse_look(option, value, o);
        return code < 0 ? usage_error("export has no option '%s'", option) : code;
    }
    return 0;
}

// A handout has these as they are on paper.
static void note_figures(const char *option, ExportOptions *o) {
    static const char *const own[] = { "--step",      "--at",      "--before",   "--for",        "--size",    "--scale",
                                       "--text-size", "--without", "--title",    "--part",       "--caption", "--strip",
                                       "--fps",       "--seconds", "--outlines", "--background", "--crop",    "--set" };
    for (size_t i = 0; i < sizeof own / sizeof *own && !o->figures; i++)
        if (!strcmp(option, own[i])) o->figures = own[i];
}

// An option without a value.
static bool parse_switch(const char *option, ExportOptions *o) {
    bool *const on[] = { &o->spec.before, &o->spec.outlines, &o->spec.crop, &o->handout, &o->paper.answers, &o->paper.sheet };
    static const char *const name[] = { "--before", "--outlines", "--crop", "--handout", "--answers", "--sheet" };
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        if (!strcmp(option, name[i])) return *on[i] = true;
    return false;
}

// Whether the name says what is written, and the options are of that; 0, or the exit code of the usage mistake it printed.
static int fits_out(const ExportOptions *o) {
    size_t size = strlen(o->out);
    if (size && o->out[size - 1] == '/')
        return usage_error("'%s' is a folder: add a name, as in %sfigure.%s", o->out, o->out, o->handout ? "pdf" : "png");
    if (!o->handout && o->paper.answers) return usage_error("--answers belongs to --handout");
    if (!o->handout && o->papered) return usage_error("--paper belongs to --handout; a figure's size is --size or --for");
    const char *ending = path_ending(o->out);
    if (o->handout && strcasecmp(ending, "pdf") != 0) return usage_error("a handout is a .pdf, not '%s'", o->out);
    if (o->handout && o->figures) return usage_error("%s belongs to a figure; a handout has every step of its lesson", o->figures);
    const Exporter *exporter = exporter_find(ending);
    if (exporter && !exporter_moves(exporter) && (o->spec.fps > 0 || o->spec.seconds > 0))
        return usage_error("--fps and --seconds belong to a moving picture; a .%s stands still", ending);
    if (exporter && exporter_moves(exporter) && (o->spec.strip || o->spec.t < 1))
        return usage_error("%s belongs to a still picture; a .%s shows all of the playing", o->spec.strip ? "--strip" : "--at",
                           ending);
    if (*ending && o->spec.outlines && strcasecmp(ending, "svg") != 0)
        return usage_error("--outlines belongs to .svg; a .%s needs no fonts of ours where it is opened", ending);
    return 0;
}

// Whether all that was given goes together; 0, or the exit code of the usage mistake it printed.
static int parsed(ExportOptions *o) {
    if (!o->lesson) return usage_error("export needs a lesson");
    int code = opened_asked(&o->opened, o->lesson, o->data);
    if (code) return code;
    if (o->opened.is && o->handout) return usage_error("a handout is of a lesson, not of a trained model");
    for (int i = 0, sets = o->sets; i < sets; i++) { // of a model some say which of its heads is looked at
        if (!i) o->sets = 0;
        if (!o->opened.is || !opened_set(&o->opened, o->set[i])) o->set[o->sets++] = o->set[i];
    }
    if (!o->out) return usage_error("export needs -o OUT");
    if (o->paper.sheet) o->handout = true;
    code = fits_out(o);
    if (code || o->handout) return code;
    if (!o->step && !strstr(o->out, "%d"))
        return usage_error("without --step every step is written, so OUT must hold %%d: figure-%%d.png");
    const char *ending = path_ending(o->out);
    if (!*ending) return usage_error("the ending of OUT says what it is: '%s' needs one, as in %s.png", o->out, o->out);
    bool is_picture = !strcasecmp(ending, "png");
    double pixels = o->spec.width * o->spec.scale * o->spec.height * o->spec.scale;
    if (is_picture && pixels > 128e6)
        return usage_error("a picture of %.0f million pixels is too large; the most is 128 million", pixels / 1e6);
    return 0;
}

static int parse(int argc, char **argv, ExportOptions *o) {
    *o = (ExportOptions){ .spec = { .width = 1280, .height = 720, .scale = 1, .t = 1 } };
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] != '-' || !argv[i][1]) {
            if (o->lesson) return usage_error("export takes one lesson, not '%s' and '%s'", o->lesson, argv[i]);
            o->lesson = argv[i];
            continue;
        }
        note_figures(argv[i], o);
        if (parse_switch(argv[i], o)) continue;
        char name[32] = "";
        const char *equals = argv[i][1] == '-' ? strchr(argv[i], '=') : NULL; // --step=4 is --step 4
        if (!equals && i + 1 == argc) return usage_error("%s needs a value after it", argv[i]);
        size_t size = equals ? (size_t)(equals - argv[i]) : strlen(argv[i]);
        if (size >= sizeof name) return usage_error("export has no option '%s'", argv[i]);
        memcpy(name, argv[i], size);
        note_figures(name, o);
        int code = parse_option(name, equals ? equals + 1 : argv[++i], o);
        if (code) return code;
    }
    figure_fit(&o->spec);
    return parsed(o);
}

static const char *with_step(Arena *arena, const char *out, int step) {
    const char *mark = strstr(out, "%d");
    return mark ? arena_print(arena, "%.*s%d%s", (int)(mark - out), out, step, mark + 2) : out;
}

static bool set_params(Session *session, const ExportOptions *o, Arena *arena, Problems *problems) {
    for (int i = 0; i < o->sets; i++) {
        const char *equals = strchr(o->set[i], '=');
        const char *name = arena_print(arena, "%.*s", (int)(equals - o->set[i]), o->set[i]);
        if (!session_set_param(session, name, equals + 1, problems)) return false;
    }
    return true;
}

// Before its answer a live step stands at its start; one that was saved from a window says how far it had been trained.
static bool says_how_far(const ExportOptions *o) {
    for (int i = 0; i < o->sets; i++)
        if (!strncmp(o->set[i], "train=", 6)) return true;
    return false;
}

// Larger type than there is room for is not as large as it was asked for, and that is said.
static void say_type_size(Session *session, const FigureSpec *spec, Fonts *fonts, int step) {
    if (!(spec->text_size > 100)) return;
    FigureSpec settled = figure_settled(session, spec, fonts_metrics(fonts));
    double is = figure_type_size(&settled);
    if (is < spec->text_size - 0.5)
        fprintf(stderr, "attend: step %d: its type is %.0f %% of the usual, not %g: there is no room for more\n", step, is,
                spec->text_size);
}

static bool write_steps(Session *session, const ExportOptions *o, Fonts *fonts, Arena *arena, Problems *problems) {
    int steps = session_lesson(session)->steps;
    if (o->step > steps)
        return problems_add(problems, (Place){ session_lesson(session)->file, 0, 0 }, "there is no step %ld; the lesson has %d",
                            o->step, steps);
    if (o->spec.before && !says_how_far(o)) session_set_race(session, RACE_AT_START);
    for (int i = o->step ? (int)o->step : 1; i <= (o->step ? (int)o->step : steps); i++) {
        session_go(session, i - 1);
        if (!set_params(session, o, arena, problems)) return false;
        if (session_notice(session)) fprintf(stderr, "attend: step %d: %s\n", i, session_notice(session));
        say_type_size(session, &o->spec, fonts, i);
        if (!figure_save(session, &o->spec, fonts, with_step(arena, o->out, i), problems)) return false;
    }
    return true;
}

static bool export_paper(const ExportOptions *o, const Library *library, Arena *arena, Problems *problems) {
    HandoutAsk ask = { o->lesson, o->out, o->data, &o->reading, o->paper };
    ask.spec.theme = o->spec.theme ? o->spec.theme : THEME_PRINT;
    ask.spec.comma = o->spec.comma;
    Fonts *fonts = fonts_open(arena, problems);
    bool well = fonts && export_handout(library, &ask, fonts, arena, problems);
    fonts_close(fonts);
    return well;
}

// A text of one's own, for the lesson that learns it.
static bool take_text(Session *session, const char *file, Arena *arena, Problems *problems) {
    OwnTexts *texts = arena_new(arena, OwnTexts, 1);
    const char *slash = strrchr(file, '/');
    Text bytes;
    if (!file_read(arena, file, OWN_BYTES, &bytes, problems)) return false;
    if (!own_texts(arena, bytes, slash ? slash + 1 : file, texts, problems)) return false;
    session_set_text(session, texts);
    return true;
}

static bool open_lesson(Session *session, const Library *library, const ExportOptions *o, Arena *arena, Problems *problems) {
    const char *path = library_find(library, o->lesson, problems);
    Dataset own;
    if (!path || (o->opened.text && !take_text(session, o->opened.text, arena, problems))) return false;
    if (!session_open(session, path, problems)) return false;
    return !o->data || (data_load_file_as(arena, o->data, &o->reading, &own, problems) && session_load(session, &own, problems));
}

static bool export_all(const ExportOptions *o, Library *library, Arena *arena, Problems *problems) {
    bool course = o->handout && !strcmp(o->lesson, "course");
    if (!(course ? library_open(library, problems) : library_list(library, problems))) return false;
    if (o->handout) return export_paper(o, library, arena, problems);
    Fonts *fonts = fonts_open(arena, problems);
    if (!fonts) return false;
    Session *session = session_begin(library);
    bool well = o->opened.is ? opened_open(session, library, o->lesson, &o->opened, problems)
                             : open_lesson(session, library, o, arena, problems);
    if (well) well = write_steps(session, o, fonts, arena, problems);
    for (const char *lacks; (lacks = fonts_complaint(fonts, arena));) fprintf(stderr, "note: %s\n", lacks);
    session_end(session);
    fonts_close(fonts);
    return well;
}

int command_export(int argc, char **argv) {
    if (manual_asked(argc, argv)) return 0;
    ExportOptions options;
    int code = parse(argc, argv, &options);
    if (code) return code;
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Library library = { 0 };
    bool well = export_all(&options, &library, arena, &problems);
    problems_print(stderr, &problems);
    library_close(&library);
    arena_end(arena);
    render_shutdown();
    return well ? 0 : 1;
}
