// A figure is read away from the program: its title says what it shows, the legend what the colours mean, and the footer how
// to make it again. The eye meets the picture first, then the title, then the legend; the footer is there when asked.
#include "page/figure.h"

#include <stdio.h>
#include <string.h>

#include "base/math.h"
#include "base/platform.h"
#include "base/version.h"
#include "draw/formula.h"
#include "page/flow.h"
#include "session/asked.h"
#include "session/describe.h"

enum { MARGIN = 32, TITLE_HEIGHT = 72, FOOTER_HEIGHT = 40, LEGEND_LINE = 24 };

static const char *footer_text(const Session *s, Arena *arena) {
    const Lesson *lesson = session_lesson(s);
    Builder b = { .arena = arena };
    if (lesson->number) builder_print(&b, "Lesson %d, ", lesson->number);
    builder_print(&b, "%s, step %d of %d", lesson->id, session_step(s) + 1, lesson->steps);
    const char *data = session_data_name(s), *params = session_params_text(s, arena);
    if (*data) builder_print(&b, "  ·  %s", data);
    if (*params) builder_print(&b, "  ·  %s", params);
    return builder_text(&b);
}

// Legend items of the scene whose reveal is on the picture all stand; a scene lists only what it draws.
static double legend_height(const Session *s, double width, const Metrics *metrics, Arena *arena) {
    List probe = list_begin(arena, metrics);
    const Scene *scene = session_scene(s);
    return draw_legend(&probe, 0, 0, width, scene->legend, scene->legends);
}

static bool is_marked(Paint p, Role role) { return p.role == role && p.alpha > 0.6f; }

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
            is_marked(c->text.paint, role) && c->text.paint.amount > 0)
            return true;
    }
    return false;
}

static void draw_used_legend(List *list, const Scene *scene, double y, double width) {
    LegendItem *used = arena_new(list->arena, LegendItem, scene->legends);
    int count = 0;
    for (int i = 0; i < scene->legends; i++)
        if (uses_role(list, scene->legend[i].role)) used[count++] = scene->legend[i];
    draw_legend(list, MARGIN, y, width, used, count);
}

static void draw_frame(List *list, const Session *s, double width, double height) {
    const LessonStep *step = session_lesson_step(s);
    double room = width - 2 * MARGIN;
    list_text_fit(list, MARGIN, 40, room, text_of(step->title), (TextStyle){ FACE_BOLD, 22, paint(ROLE_INK), ALIGN_LEFT });
    const char *lesson = session_lesson(s)->title;
    list_text_fit(list, MARGIN, 62, room, text_of(lesson), (TextStyle){ FACE_TEXT, 14, paint(ROLE_MUTED), ALIGN_LEFT });
    double y = height - 16;
    TextStyle small = { FACE_TEXT, 12, paint(ROLE_MUTED), ALIGN_LEFT };
    const char *made = "Attend " ATTEND_VERSION;
    double made_width = metrics_width(list->metrics, FACE_TEXT, 12, text_of(made));
    list_text_fit(list, MARGIN, y, room - made_width - 24, text_of(footer_text(s, list->arena)), small);
    small.align = ALIGN_RIGHT;
    list_text(list, width - MARGIN, y, text_of(made), small);
    list_line(list, MARGIN, height - FOOTER_HEIGHT + 4, width - MARGIN, height - FOOTER_HEIGHT + 4,
              (StrokeStyle){ .paint = paint(ROLE_LINE) });
}

List figure_list(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    double width = spec->width > 0 ? spec->width : 1280, height = spec->height > 0 ? spec->height : 720;
    List list = list_begin(arena, metrics);
    double legend = legend_height(s, width - 2 * MARGIN, metrics, arena);
    double stage_height = height - TITLE_HEIGHT - FOOTER_HEIGHT - legend - 8;
    View view = { .width = width, .height = stage_height, .metrics = metrics, .arena = arena };
    double t = spec->t;
    if (spec->before) {
        view.hiddens = asked_hidden(s, arena, &view.hidden);
        t = math_min(t, asked_opens(session_lesson_step(s)));
    }
    list.dy = TITLE_HEIGHT;
    session_draw(s, &view, t, &list);
    list.dy = 0;
    draw_used_legend(&list, session_scene(s), height - FOOTER_HEIGHT - legend, width - 2 * MARGIN);
    draw_frame(&list, s, width, height);
    return list;
}

// The step in words, and where it is from.
static const char *description(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    Described d = describe_step(s, &(DescribeSpec){ .metrics = metrics, .t = spec->t, .before = spec->before }, arena);
    return arena_print(arena, "%s. %s", footer_text(s, arena), describe_text(&d, arena));
}

bool figure_write(Session *s, const FigureSpec *spec, Fonts *fonts, const char *ending, Arena *arena, Text *out,
                  Problems *problems) {
    const Exporter *exporter = exporter_find(ending);
    if (!exporter) {
        Builder known = { .arena = arena };
        for (int i = 0; i < exporter_count; i++) builder_print(&known, "%s.%s", i ? ", " : "", exporter_table[i]->id);
        return problems_add(problems, (Place){ 0 }, "a figure is saved as %s, not as '.%s'", builder_text(&known), ending);
    }
    List list = figure_list(s, spec, fonts_metrics(fonts), arena);
    FigureFile file = {
        .width = spec->width > 0 ? spec->width : 1280,
        .height = spec->height > 0 ? spec->height : 720,
        .scale = spec->scale > 0 ? spec->scale : 1,
        .theme = spec->theme,
        .background = ROLE_STAGE,
        .title = arena_print(arena, "%s: %s", session_lesson(s)->title, session_lesson_step(s)->title),
        .description = description(s, spec, fonts_metrics(fonts), arena),
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
