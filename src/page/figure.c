// A figure is read away from the program: its title says what it shows, the legend what the colours mean, and the footer how
// to make it again. The eye meets the picture first, then the title, then the legend; the footer is there when asked.
#include "page/figure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/math.h"
#include "base/platform.h"
#include "base/version.h"
#include "draw/decimal.h"
#include "draw/formula.h"
#include "draw/grey.h"
#include "page/flow.h"
#include "session/asked.h"
#include "session/describe.h"

enum { LEGEND_LINE = 24, FOOTER_LINE = 16, CAPTION_LINE = 20, LINES_MOST = 12 };

// Where the parts stand: heights in units, 0 for what is left out.
typedef struct Frame {
    double width, height, margin;
    double title, caption, legend, footer;
    bool narrow; // a column of print: words go on in the next line instead of getting smaller
} Frame;

static bool has_part(const FigureSpec *spec, FigurePart part) { return !(spec->without & (unsigned)part); }

static const char *footer_text(const Session *s, const FigureSpec *spec, Arena *arena) {
    const Lesson *lesson = session_lesson(s);
    Builder b = { .arena = arena };
    if (lesson->number) builder_print(&b, "Lesson %d, ", lesson->number);
    builder_print(&b, "%s, step %d of %d", lesson->id, session_step(s) + 1, lesson->steps);
    if (spec->before)
        builder_print(&b, ", before the answer");
    else if (spec->t < 1 && session_seconds(s) > 0)
        builder_print(&b, ", moment %s", number_text(arena, spec->t, 3));
    const char *data = session_data_name(s), *params = session_params_text(s, arena);
    if (*data) builder_print(&b, "  ·  %s", data);
    if (*params) builder_print(&b, "  ·  %s", params);
    return builder_text(&b);
}

// Cuts a text at its blanks into lines of at most this width; returns their number.
static int wrap(const Metrics *metrics, Face face, double size, double width, Text text, Text line[LINES_MOST]) {
    int lines = 0;
    while (text.size && lines < LINES_MOST) {
        size_t end = text.size;
        if (lines + 1 < LINES_MOST && metrics_width(metrics, face, size, text) > width) {
            for (size_t i = 1, fits = 0; i < text.size; i++) {
                if (text.at[i] != ' ') continue;
                if (fits && metrics_width(metrics, face, size, (Text){ text.at, i }) > width) break;
                end = fits = i;
            }
        }
        line[lines++] = (Text){ text.at, end };
        while (end < text.size && text.at[end] == ' ') end++;
        text = (Text){ text.at + end, text.size - end };
    }
    return lines;
}

static void draw_lines(List *list, const Text *line, int lines, double x, double y, double width, double height, TextStyle style) {
    for (int i = 0; i < lines; i++) list_text_fit(list, x, y + i * height, width, line[i], style);
}

// --- the legend: only what is on the picture

static bool is_marked(Paint p, Role role) { return p.role == role && p.alpha > 0.6f; }

// Words name themselves; numbers and signs need somebody who does.
static bool is_words(const char *text) {
    int letters = 0;
    for (; *text; text++) letters += (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z');
    return letters > 1;
}

// Is the role really on the picture? What is still to come is only hinted at, and needs no legend.
// Ink writes everything and rings what is looked at, so only a surface of ink is a colour; a letter in a formula is its own name.
static bool uses_role(const List *list, Role role) {
    bool ink = role == ROLE_INK;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_RECT && (is_marked(c->rect.fill, role) || (!ink && is_marked(c->rect.stroke, role)))) return true;
        if (c->kind == CMD_PATH && !ink && (is_marked(c->path.fill, role) || is_marked(c->path.stroke, role))) return true;
        if (c->kind == CMD_HEAT && (c->heat.positive == role || c->heat.negative == role)) return true;
        if (c->kind == CMD_TEXT && !ink && c->text.face != FACE_MATH && c->text.face != FACE_MATH_ITALIC &&
            is_marked(c->text.paint, role) && c->text.paint.amount > 0 && !is_words(c->text.text))
            return true;
    }
    return false;
}

// The scene's legend without what is not on the list.
static int used_legend(const List *list, const Scene *scene, LegendItem *used) {
    int count = 0;
    for (int i = 0; i < scene->legends; i++)
        if (uses_role(list, scene->legend[i].role)) used[count++] = scene->legend[i];
    return count;
}

// --- what stands around the stage

static const char *title_of(const Session *s, const FigureSpec *spec) {
    return spec->title ? spec->title : session_lesson_step(s)->title;
}

static TextStyle title_style(const Frame *f) { return (TextStyle){ FACE_BOLD, f->narrow ? 16 : 22, paint(ROLE_INK), ALIGN_LEFT }; }

static void draw_title(List *list, const Session *s, const FigureSpec *spec, const Frame *f) {
    double room = f->width - 2 * f->margin;
    Text title = text_of(title_of(s, spec));
    if (f->narrow) {
        Text line[LINES_MOST];
        draw_lines(list, line, wrap(list->metrics, FACE_BOLD, 16, room, title, line), f->margin, 22, room, 20, title_style(f));
        return;
    }
    list_text_fit(list, f->margin, 40, room, title, title_style(f));
    if (!spec->title)
        list_text_fit(list, f->margin, 62, room, text_of(session_lesson(s)->title),
                      (TextStyle){ FACE_TEXT, 14, paint(ROLE_MUTED), ALIGN_LEFT });
}

// How wide the left side of the footer may be, beside the version.
static double footer_room(const Frame *f, const Metrics *metrics) {
    return f->width - 2 * f->margin - metrics_width(metrics, FACE_TEXT, 12, TEXT("Attend " ATTEND_VERSION)) - 24;
}

static void draw_footer(List *list, const Session *s, const FigureSpec *spec, const Frame *f) {
    double rule = f->height - f->footer + 4, y = rule + 20, room = footer_room(f, list->metrics);
    TextStyle small = { FACE_TEXT, 12, paint(ROLE_MUTED), ALIGN_LEFT };
    Text text = text_of(footer_text(s, spec, list->arena)), line[LINES_MOST] = { text };
    int lines = f->narrow ? wrap(list->metrics, FACE_TEXT, 12, room, text, line) : 1;
    draw_lines(list, line, lines, f->margin, y, room, FOOTER_LINE, small);
    small.align = ALIGN_RIGHT;
    list_text(list, f->width - f->margin, y, TEXT("Attend " ATTEND_VERSION), small);
    list_line(list, f->margin, rule, f->width - f->margin, rule, (StrokeStyle){ .paint = paint(ROLE_LINE) });
}

static void draw_caption(List *list, const FigureSpec *spec, const Frame *f, double y) {
    Text line[LINES_MOST];
    double room = f->width - 2 * f->margin;
    int lines = wrap(list->metrics, FACE_ITALIC, 14, room, text_of(spec->caption), line);
    draw_lines(list, line, lines, f->margin, y + 15, room, CAPTION_LINE,
               (TextStyle){ FACE_ITALIC, 14, paint(ROLE_INK), ALIGN_LEFT });
}

static Frame frame_of(const Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    Frame f = { .width = spec->width > 0 ? spec->width : 1280, .height = spec->height > 0 ? spec->height : 720 };
    Text line[LINES_MOST];
    f.narrow = size_class(f.width, f.height) == SIZE_NARROW;
    f.margin = f.narrow ? 8 : 32;
    double room = f.width - 2 * f.margin;
    if (has_part(spec, FIGURE_TITLE))
        f.title =
            !f.narrow ? (spec->title ? 56 : 72) : 12 + 20 * wrap(metrics, FACE_BOLD, 16, room, text_of(title_of(s, spec)), line);
    if (spec->caption && *spec->caption)
        f.caption = 8 + CAPTION_LINE * wrap(metrics, FACE_ITALIC, 14, room, text_of(spec->caption), line);
    if (has_part(spec, FIGURE_LEGEND)) {
        List probe = list_begin(arena, metrics);
        f.legend = draw_legend(&probe, 0, 0, room, session_scene(s)->legend, session_scene(s)->legends);
    }
    if (has_part(spec, FIGURE_FOOTER)) {
        Text text = text_of(footer_text(s, spec, arena));
        f.footer = 40 + (f.narrow ? FOOTER_LINE * (wrap(metrics, FACE_TEXT, 12, footer_room(&f, metrics), text, line) - 1) : 0);
    }
    return f;
}

List figure_list(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    Frame f = frame_of(s, spec, metrics, arena);
    List list = list_begin(arena, metrics);
    double below = f.caption + f.legend + f.footer;
    View view = { .width = f.width, .height = f.height - f.title - below - 8, .metrics = metrics, .arena = arena };
    double t = spec->t;
    if (spec->before) {
        view.hiddens = asked_hidden(s, arena, &view.hidden);
        t = math_min(t, asked_opens(session_lesson_step(s)));
    }
    list.dy = f.title;
    session_draw(s, &view, t, &list);
    list.dy = 0;
    const Scene *scene = session_scene(s);
    LegendItem *used = arena_new(arena, LegendItem, scene->legends);
    int items = used_legend(&list, scene, used);
    if (f.caption > 0) draw_caption(&list, spec, &f, f.height - below);
    if (f.legend > 0) draw_legend(&list, f.margin, f.height - f.footer - f.legend, f.width - 2 * f.margin, used, items);
    if (f.title > 0) draw_title(&list, s, spec, &f);
    if (spec->comma) list_decimal_comma(&list, 0); // not in the footer: it says the program's version, and a command
    if (f.footer > 0) draw_footer(&list, s, spec, &f);
    return list_hatched(&list, spec->theme);
}

// --- how high it is where there is room below

static bool is_raised(const List *list, int i) {
    if (!i || list->cmd[i - 1].kind != CMD_TEXT) return false;
    double full = list->cmd[i - 1].text.size * METRICS_RAISED_SIZE;
    return fabs(list->cmd[i].text.size - full) < 1e-6;
}

double figure_smallest_label(const List *list) {
    double smallest = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind != CMD_TEXT || c->text.face == FACE_MATH || c->text.face == FACE_MATH_ITALIC || c->text.paint.alpha < 0.3f ||
            is_raised(list, i))
            continue;
        if (!smallest || c->text.size < smallest) smallest = c->text.size;
    }
    return smallest;
}

FigureSpec figure_settled(Session *session, const FigureSpec *spec, const Metrics *metrics) {
    enum { TRIES = 8 };
    FigureSpec best = *spec;
    double largest = -1;
    if (!spec->place || spec->place->tallest <= 0 || spec->cm_width > 0) return best;
    double growth = (spec->place->tallest / spec->place->height - 1) / (TRIES - 1);
    for (int i = 0; i < TRIES && largest < FIGURE_LABEL - 0.01; i++) {
        Arena *arena = arena_begin();
        FigureSpec one = *spec;
        one.height = spec->height * (1 + growth * i);
        List list = figure_list(session, &one, metrics, arena);
        double smallest = figure_smallest_label(&list);
        if (smallest > largest + 0.01) best = one, largest = smallest;
        arena_end(arena);
    }
    return best;
}

// --- what the file says of itself

// A word of a command line as a shell reads it.
static void put_word(Builder *b, const char *word) {
    bool plain = *word;
    for (const char *c = word; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || strchr("._-/:=,+%", *c)))
            plain = false;
    if (plain) {
        builder_print(b, " %s", word);
        return;
    }
    builder_print(b, " '");
    for (; *word; word++) builder_print(b, *word == '\'' ? "'\\''" : "%c", *word);
    builder_print(b, "'");
}

static void put_option(Builder *b, const char *option, const char *value) {
    builder_print(b, " %s", option);
    put_word(b, value);
}

// With as many digits as it takes to read the same number again.
static const char *exact(Arena *arena, double value) {
    const char *text = "";
    double again;
    for (int digits = 6; digits <= 17; digits++) {
        text = arena_print(arena, "%.*g", digits, value);
        if (text_number(text_of(text), &again) && again == value) break;
    }
    return text;
}

static void put_params(Builder *b, const Session *s, Arena *arena) {
    const Step *step = session_scene_step(s);
    if (!session_changed(s)) return;
    for (int i = 0; i < step->infos; i++) {
        const ParamInfo *info = &step->info[i];
        bool choice = info->kind == PARAM_CHOICE;
        double value = choice ? 0 : step_number(step, info->name), initial = 0;
        if (info->kind == PARAM_SWITCH) {
            if ((value != 0) != !strcmp(info->initial, "on"))
                put_option(b, "--set", arena_print(arena, "%s=%s", info->name, value != 0 ? "on" : "off"));
            continue;
        }
        if (!choice) text_number(text_of(info->initial), &initial);
        if (choice ? !strcmp(step_choice(step, info->name), info->initial) : value == initial) continue;
        put_option(b, "--set",
                   choice ? arena_print(arena, "%s=%s", info->name, step_choice(step, info->name))
                          : arena_print(arena, "%s=%s", info->name, exact(arena, value)));
    }
}

static void put_parts_left_out(Builder *b, const FigureSpec *spec) {
    static const char *const part[] = { "title", "legend", "footer" };
    const char *before = " --without ";
    for (int i = 0; i < 3; i++) {
        if (!(spec->without & 1u << i)) continue;
        builder_print(b, "%s%s", before, part[i]);
        before = ",";
    }
}

// The command that makes the figure again, the same bytes but for this line of a figure that a window saved.
static const char *command_of(const Session *s, const FigureSpec *spec, const char *ending, Arena *arena) {
    Builder b = { .arena = arena };
    const char *lesson = session_lesson(s)->id;
    builder_print(&b, "attend export %s --step %d", lesson, session_step(s) + 1);
    if (spec->t < 1) builder_print(&b, " --at %s", exact(arena, spec->t));
    if (spec->before) builder_print(&b, " --before");
    // A spec that nobody has fitted says what it is itself.
    double width = spec->asked_width > 0 ? spec->asked_width : spec->width;
    double height = spec->asked_height > 0 ? spec->asked_height : spec->height;
    double scale = spec->asked_scale > 0 ? spec->asked_scale : spec->scale;
    if (spec->place) builder_print(&b, " --for %s", spec->place->id);
    if (spec->cm_width > 0)
        builder_print(&b, " --size %sx%scm", exact(arena, spec->cm_width), exact(arena, spec->cm_height));
    else if (!spec->place && width > 0 && height > 0 && (width != 1280 || height != 720))
        builder_print(&b, " --size %sx%s", exact(arena, width), exact(arena, height));
    if (spec->text_size > 0) builder_print(&b, " --text-size %s", exact(arena, spec->text_size));
    if (scale > 0 && scale != 1) builder_print(&b, " --scale %s", exact(arena, scale));
    if (spec->theme) builder_print(&b, " --theme %s", theme_name(spec->theme));
    put_parts_left_out(&b, spec);
    if (spec->title) put_option(&b, "--title", spec->title);
    if (spec->caption) put_option(&b, "--caption", spec->caption);
    if (spec->clear) builder_print(&b, " --background none");
    if (spec->outlines) builder_print(&b, " --outlines");
    if (spec->comma) builder_print(&b, " --decimal comma");
    if (spec->data || session_own_data(s)) put_option(&b, "--data", spec->data ? spec->data : session_data_name(s));
    put_params(&b, s, arena);
    put_option(&b, "-o", arena_print(arena, "%s-step-%d.%s", lesson, session_step(s) + 1, ending));
    return builder_text(&b);
}

// The step in words, and where it is from.
static const char *description(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    Described d = describe_step(s, &(DescribeSpec){ .metrics = metrics, .t = spec->t, .before = spec->before }, arena);
    const char *words = describe_text(&d, arena);
    return arena_print(arena, "%s. %s", footer_text(s, spec, arena), spec->comma ? decimal_comma(arena, words) : words);
}

bool figure_write(Session *s, const FigureSpec *spec, Fonts *fonts, const char *ending, Arena *arena, Text *out,
                  Problems *problems) {
    const Exporter *exporter = exporter_find(ending);
    if (!exporter) {
        Builder known = { .arena = arena };
        for (int i = 0; i < exporter_count; i++) builder_print(&known, "%s.%s", i ? ", " : "", exporter_table[i]->id);
        return problems_add(problems, (Place){ 0 }, "a figure is saved as %s, not as '.%s'", builder_text(&known), ending);
    }
    FigureSpec settled = figure_settled(s, spec, fonts_metrics(fonts));
    spec = &settled;
    List list = figure_list(s, spec, fonts_metrics(fonts), arena);
    FigureFile file = {
        .width = spec->width > 0 ? spec->width : 1280,
        .height = spec->height > 0 ? spec->height : 720,
        .scale = spec->scale > 0 ? spec->scale : 1,
        .theme = spec->theme,
        .background = ROLE_STAGE,
        .title = arena_print(arena, "%s: %s", session_lesson(s)->title, title_of(s, spec)),
        .description = description(s, spec, fonts_metrics(fonts), arena),
        .command = command_of(s, spec, exporter->id, arena),
        .points = spec->points,
        .clear = spec->clear,
        .outlines = spec->outlines,
    };
    return exporter->write(arena, fonts, &list, &file, out, problems);
}

const char *path_ending(const char *path) {
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    return dot && (!slash || dot > slash) ? dot + 1 : "";
}

bool figure_save(Session *s, const FigureSpec *spec, Fonts *fonts, const char *path, Problems *problems) {
    Arena *arena = arena_begin();
    Text bytes;
    bool well = figure_write(s, spec, fonts, path_ending(path), arena, &bytes, problems) && file_write(path, bytes, problems);
    arena_end(arena);
    return well;
}

const char *figure_path(const Session *s, const char *folder, const char *ending, Arena *arena) {
    folder = *folder ? path_expand(arena, folder) : platform_pictures_folder(arena);
    if (!folder) folder = ".";
    const char *stem = arena_print(arena, "%s/%s-step-%d", folder, session_lesson(s)->id, session_step(s) + 1);
    const char *path = arena_print(arena, "%s.%s", stem, ending);
    for (int i = 2; file_exists(path) && i < 10000; i++) path = arena_print(arena, "%s-%d.%s", stem, i, ending);
    return path;
}
