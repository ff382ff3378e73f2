// A figure is read away from the program: its title says what it shows, the legend what the colours mean, and the footer how
// to make it again. The eye meets the picture first, then the title, then the legend; the footer is there when asked.
#include "page/figure.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "base/version.h"
#include "draw/decimal.h"
#include "draw/formula.h"
#include "draw/grey.h"
#include "draw/grow.h"
#include "draw/part.h"
#include "model/habit.h"
#include "page/figure_faults.h"
#include "page/figure_stage.h"
#include "page/figure_strip.h"

enum { LEGEND_LINE = 24, FOOTER_LINE = 16, CAPTION_LINE = 20, PART_LINE = 20, LINES_MOST = 12 };

// Where the parts stand: heights in units, 0 for what is left out.
typedef struct Frame {
    double width, height, margin;
    double title, caption, legend, footer;
    bool narrow; // a column of print: words go on in the next line instead of getting smaller
} Frame;

static bool has_part(const FigureSpec *spec, FigurePart part) { return !(spec->without & (unsigned)part); }
static bool has_legend(const FigureSpec *spec) { return has_part(spec, FIGURE_LEGEND) && !spec->brief; } // of colours

const char *figure_footer(const Session *s, const FigureSpec *spec, Arena *arena) {
    const Lesson *lesson = session_lesson(s);
    Builder b = { .arena = arena };
    if (lesson->number) builder_print(&b, "Lesson %d, ", lesson->number);
    builder_print(&b, "%s, step %d of %d", lesson->id, session_step(s) + 1, lesson->steps);
    if (spec->before)
        builder_print(&b, ", before the answer");
    else if (spec->strip > 1)
        builder_print(&b, ", %d moments", spec->strip);
    else if (spec->t < 1 && !spec->moving && session_seconds(s) > 0)
        builder_print(&b, ", moment %s", number_text(arena, spec->t, 3));
    const char *data = session_data_name(s), *params = session_params_text(s, arena);
    if (*data) builder_print(&b, "  ·  %s", data);
    if (*params) builder_print(&b, "  ·  %s", params);
    return builder_text(&b);
}

// A point between two things has none to divide at the end of a line.
static Text without_dots(Text line) {
    const Text dot = TEXT("·");
    line = text_trim(line);
    if (line.size > dot.size && !memcmp(line.at, dot.at, dot.size)) line.at += dot.size, line.size -= dot.size;
    if (line.size > dot.size && !memcmp(line.at + line.size - dot.size, dot.at, dot.size)) line.size -= dot.size;
    return text_trim(line);
}

// A name, its sign and its value stay together.
static bool is_gap(Text text, size_t i) { return text.at[i] == ' ' && text.at[i - 1] != '=' && text.at[i + 1] != '='; }

// Cuts a text at its blanks into lines of at most this width; returns their number.
static int wrap(const Metrics *metrics, Face face, double size, double width, Text text, Text line[LINES_MOST]) {
    int lines = 0;
    while (text.size && lines < LINES_MOST) {
        size_t end = text.size;
        if (lines + 1 < LINES_MOST && metrics_width(metrics, face, size, text) > width) {
            for (size_t i = 1, fits = 0; i + 1 < text.size; i++) {
                if (!is_gap(text, i)) continue;
                if (fits && metrics_width(metrics, face, size, (Text){ text.at, i }) > width) break;
                end = fits = i;
            }
        }
        line[lines++] = without_dots((Text){ text.at, end });
        while (end < text.size && text.at[end] == ' ') end++;
        text = (Text){ text.at + end, text.size - end };
    }
    return lines;
}

static void draw_lines(List *list, const Text *line, int lines, double x, double y, double width, double height, TextStyle style) {
    for (int i = 0; i < lines; i++) list_text_fit(list, x, y + i * height, width, line[i], style);
}

// --- the legend: only what is on the picture

static bool is_marked(Paint p, Role role) { return p.role == role && p.alpha > 0.6f && p.amount != OWN_TINT; }

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

// Is one of these names, between blanks, revealed?
static bool reveals_one(const Step *step, const char *names) {
    char name[32];
    for (int size; *names; names += size) {
        names += strspn(names, " ");
        size = (int)strcspn(names, " ");
        snprintf(name, sizeof name, "%.*s", size, names);
        if (size && step_reveals(step, name)) return true;
    }
    return false;
}

unsigned figure_legend(const List *list, const Session *s) {
    const Scene *scene = session_scene(s);
    const Step *step = session_scene_step(s);
    unsigned items = 0;
    for (int i = 0; i < scene->legends; i++) {
        const LegendItem *item = &scene->legend[i];
        if ((!item->of || reveals_one(step, item->of)) && uses_role(list, item->role)) items |= 1u << i;
    }
    return items;
}

// --- what stands around the stage

const char *figure_title(const Session *s, const FigureSpec *spec) {
    return spec->title ? spec->title : session_lesson_step(s)->title;
}

static TextStyle title_style(const Frame *f) { return (TextStyle){ FACE_BOLD, f->narrow ? 16 : 22, paint(ROLE_INK), ALIGN_LEFT }; }

static void draw_title(List *list, const Session *s, const FigureSpec *spec, const Frame *f) {
    double room = f->width - 2 * f->margin;
    Text title = text_of(figure_title(s, spec));
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
    Text text = text_of(figure_footer(s, spec, list->arena)), line[LINES_MOST];
    draw_lines(list, line, wrap(list->metrics, FACE_TEXT, 12, room, text, line), f->margin, y, room, FOOTER_LINE, small);
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

// Is it less than the whole picture? Then the legend says which part.
static bool is_part(const FigureSpec *spec) { return spec->layout.less || (spec->layout.width > 0 && !spec->layout.white); }

// What stands in the legend: the scene's roles, and a colour bar for each scale of its heat maps.
typedef struct FigureLegend {
    const LegendItem *item;
    int items;
} FigureLegend;

static FigureLegend whole_legend(const Session *s, Arena *arena, const LegendItem *scale, int scales, unsigned used) {
    const Scene *scene = session_scene(s);
    LegendItem *item = arena_new(arena, LegendItem, scene->legends + scales + 1);
    int items = 0;
    for (int i = 0; i < scene->legends; i++) {
        if (!(used & 1u << i)) continue;
        item[items] = scene->legend[i];
        if (scene->legend_name) item[items].name = scene->legend_name(session_scene_step(s), item[items].role, arena);
        items++;
    }
    for (int i = 0; i < scales; i++) item[items++] = scale[i];
    return (FigureLegend){ item, items };
}

static Frame frame_of(const Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena, const LegendItem *scale,
                      int scales) {
    Frame f = { .width = spec->width > 0 ? spec->width : 1280, .height = spec->height > 0 ? spec->height : 720 };
    Text line[LINES_MOST];
    f.narrow = size_class(f.width, f.height) == SIZE_NARROW;
    f.margin = f.narrow ? 8 : 32;
    double room = f.width - 2 * f.margin;
    if (has_part(spec, FIGURE_TITLE))
        f.title = !f.narrow ? (spec->title ? 56 : 72)
                            : 12 + 20 * wrap(metrics, FACE_BOLD, 16, room, text_of(figure_title(s, spec)), line);
    if (spec->caption && *spec->caption)
        f.caption = 8 + CAPTION_LINE * wrap(metrics, FACE_ITALIC, 14, room, text_of(spec->caption), line);
    if (has_legend(spec)) {
        List probe = list_begin(arena, metrics);
        FigureLegend legend = whole_legend(s, arena, scale, scales, spec->layout.named ? spec->layout.legend : ~0u);
        f.legend = draw_legend(&probe, 0, 0, room, legend.item, legend.items);
    }
    if (has_part(spec, FIGURE_LEGEND) && is_part(spec)) f.legend += PART_LINE;
    if (has_part(spec, FIGURE_FOOTER)) {
        Text text = text_of(figure_footer(s, spec, arena));
        f.footer = 40 + FOOTER_LINE * (wrap(metrics, FACE_TEXT, 12, footer_room(&f, metrics), text, line) - 1);
    }
    return f;
}

enum { NAMED = 8, JOIN = 8 }; // names; units: a comma and a blank

static bool is_beside(const Session *s, int node) {
    return !strncmp(tape_node(session_tape(s), node)->name, HABIT_BESIDE, strlen(HABIT_BESIDE));
}

// Adds the names of nodes and gradients, as many as have room in a line; of two runs the right one's name stands for both.
static void name_nodes(const Session *s, Builder *line, const Hidden *node, int count, const Metrics *metrics, double width) {
    bool both = false;
    for (int i = 0; i < count; i++) both |= !is_beside(s, node[i].node);
    for (int i = 0, named = 0; i < count; i++) {
        const char *name = tape_node(session_tape(s), node[i].node)->name;
        if (both && is_beside(s, node[i].node)) continue;
        const char *more = arena_print(line->arena, "%s%s%s", named++ ? ", " : "", node[i].grad ? "gradient of " : "", name);
        const char *whole = arena_print(line->arena, "%s%s, …", builder_text(line), more);
        if (named > 1 && metrics_width(metrics, FACE_TEXT, 12, text_of(whole)) > width) {
            builder_print(line, ", …");
            return;
        }
        builder_print(line, "%s", more);
    }
}

// What the step speaks of, or ample room has, and is not on the figure.
typedef struct LeftOut {
    Hidden node[FIGURE_WANTED_MOST];
    const char *card[FIGURE_WANTED_MOST]; // their titles
    int nodes, cards;
    bool words;              // of the rows
    int cut, rows, rows_all; // the matrix that has lost rows, and how many of how many are left; NODE_NONE: none has
} LeftOut;

// It is said of the figure that was found, and of a part that was asked for only that it has lost rows.
static LeftOut left_out(Session *s, const FigureSpec *spec, const List *list, Arena *arena) {
    LeftOut out = { .cut = NODE_NONE };
    if (spec->layout.tried) return out;
    List whole = figure_ample(s, spec, list->metrics, arena);
    out.cut = figure_lost_rows(s, &whole, list, &out.rows, &out.rows_all);
    if (spec->part) return out;
    out.nodes = figure_missing(s, &whole, list, out.node);
    out.words = figure_lacks_words(s, &whole, list);
    if (spec->layout.width <= 0) out.cards = figure_lost_cards(&whole, list, out.card);
    return out;
}

// Adds as many of the words as have room in the line; false: not all have.
static bool add_words(Builder *line, const char *before, const char *words, const Metrics *metrics, double width) {
    for (bool first = true; *words; first = false) {
        int size = (int)strcspn(words, " ");
        const char *more = arena_print(line->arena, "%s%.*s", first ? before : " ", size, words);
        const char *end = words[size] ? "…" : "";
        const char *whole = arena_print(line->arena, "%s%s%s", builder_text(line), more, end);
        if (metrics_width(metrics, FACE_TEXT, 12, text_of(whole)) > width) {
            if (!first) builder_print(line, "…");
            return false;
        }
        builder_print(line, "%s", more);
        words += size + (words[size] == ' ');
    }
    return true;
}

static void name_left_out(const Session *s, Builder *line, const LeftOut *out, const Metrics *metrics, double width) {
    const char *join = "; without ", *cards = ""; // not all of their words may have room
    if (out->cards) cards = arena_print(line->arena, "%d card%s", out->cards, out->cards > 1 ? "s" : "");
    double room = width - (out->cards ? metrics_width(metrics, FACE_TEXT, 12, text_of(cards)) + JOIN : 0);
    if (out->nodes) builder_print(line, "%s", join), name_nodes(s, line, out->node, out->nodes, metrics, room), join = ", ";
    if (out->words) builder_print(line, "%sthe words of the rows", join), join = ", ";
    if (out->cards) builder_print(line, "%s%s", join, cards);
    for (int i = 0; i < out->cards; i++)
        if (!add_words(line, i ? ", " : ": ", out->card[i], metrics, width)) return;
}

// What is on it, by the names of the nodes, then what is not; without these names where the line is too long.
static const char *part_line(const Session *s, const Hidden *shown, int count, const LeftOut *out, const Metrics *metrics,
                             double width, Arena *arena) {
    Builder b = { .arena = arena };
    const char *some = "";
    if (out->cut != NODE_NONE)
        some = arena_print(arena, "; %d of %d rows of %s", out->rows, out->rows_all, tape_node(session_tape(s), out->cut)->name);
    double room = width - metrics_width(metrics, FACE_TEXT, 12, text_of(some));
    bool lacks = out->nodes || out->words || out->cards;
    builder_print(&b, count ? "Part of the picture: " : "Part of the picture");
    name_nodes(s, &b, shown, count, metrics, lacks ? math_min(room, width * 0.5) : room);
    builder_print(&b, "%s", some);
    name_left_out(s, &b, out, metrics, width);
    const char *line = builder_text(&b);
    bool fits = !count || metrics_width(metrics, FACE_TEXT, 12, text_of(line)) <= width;
    return fits ? line : part_line(s, NULL, 0, out, metrics, width, arena);
}

// Of a picture of which only a part is shown.
static const char *part_shown(Session *s, const FigureSpec *spec, const List *list, double width, Arena *arena) {
    Hidden shown[NAMED];
    int count = 0;
    for (int i = 0; i < list->count && count < NAMED; i++) {
        const Cmd *c = &list->cmd[i];
        bool new = c->kind == CMD_TEXT &&ident_is_number(c->ident);
        for (int k = 0; k < count; k++) new = new && !hidden_holds(&shown[k], c);
        if (new) shown[count++] = (Hidden){ .node = c->ident.node, .grad = c->ident.grad };
    }
    LeftOut out = left_out(s, spec, list, arena);
    return part_line(s, shown, count, &out, list->metrics, width, arena);
}

static void draw_stage(Session *s, const FigureSpec *spec, double width, double height, List *list) {
    if (spec->strip > 1 && spec->layout.panel_height > 0)
        strip_draw(s, spec, width, height, list);
    else
        figure_stage_still(s, spec, width, height, list);
}

enum { SCALES = 3 };

static Box stage_of(const Frame *f) {
    return box(0, f->title, f->width, f->height - f->title - f->caption - f->legend - f->footer - 8);
}

static List stage_list(Session *s, const FigureSpec *spec, const Metrics *metrics, Box room, Arena *arena) {
    List list = list_begin(arena, metrics);
    list.dy = room.y;
    draw_stage(s, spec, room.w, room.h, &list);
    list.dy = 0;
    return list;
}

// What is drawn for a figure: its stage, and the scales of its heat maps, named by what they show.
typedef struct Staged {
    List list;
    Box room; // for the stage, which `list` was drawn for
    LegendItem scale[SCALES];
    int scales;
    Frame frame;
} Staged;

// The scales are found on a picture without them. It stands where their legend needs no more height.
static Staged staged(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    Staged staged = { .scales = 0 };
    if (has_legend(spec)) {
        FigureSpec last = *spec;
        if (spec->moving) last.t = 1; // a film's pictures have one legend, and nothing jumps
        Frame f = frame_of(s, &last, metrics, arena, NULL, 0);
        staged.room = stage_of(&f);
        staged.list = stage_list(s, &last, metrics, staged.room, arena);
        staged.scales = heat_scales(&staged.list, 0, staged.list.count, staged.scale, SCALES);
        session_name_scales(s, staged.scale, staged.scales);
    }
    staged.frame = frame_of(s, spec, metrics, arena, staged.scale, staged.scales);
    return staged;
}

// Those of them that are on the picture as it is: less height than it was looked for in may leave a heat map out.
static int scales_drawn(const List *list, LegendItem *scale, int scales) {
    LegendItem drawn[SCALES];
    int count = 0, there = heat_scales(list, 0, list->count, drawn, SCALES);
    for (int i = 0; i < scales; i++)
        for (int k = 0; k < there; k++)
            if (drawn[k].role == scale[i].role && drawn[k].negative == scale[i].negative && drawn[k].most == scale[i].most) {
                scale[count++] = scale[i];
                break;
            }
    return count;
}

Box figure_room(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    Arena *arena = arena_begin();
    Staged drawn = staged(s, spec, metrics, arena);
    arena_end(arena);
    return stage_of(&drawn.frame);
}

List figure_list_in(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena, Box *room) {
    Staged drawn = staged(s, spec, metrics, arena);
    const Frame f = drawn.frame;
    *room = stage_of(&f);
    double below = f.caption + f.legend + f.footer;
    bool again = !has_legend(spec) || room->h != drawn.room.h || room->y != drawn.room.y || (spec->moving && spec->t != 1);
    List list = again ? stage_list(s, spec, metrics, *room, arena) : drawn.list;
    LegendItem *scale = drawn.scale;
    int scales = drawn.scales;
    unsigned used = figure_legend(&list, s) | spec->legend;
    if (!spec->moving) scales = scales_drawn(&list, scale, scales);
    const char *part = is_part(spec) ? part_shown(s, spec, &list, f.width - 2 * f.margin, arena) : NULL;
    FigureLegend legend = whole_legend(s, arena, scale, scales, used);
    if (f.caption > 0) draw_caption(&list, spec, &f, f.height - below);
    if (has_legend(spec))
        draw_legend(&list, f.margin, f.height - f.footer - f.legend, f.width - 2 * f.margin, legend.item, legend.items);
    if (f.legend > 0 && part)
        list_text_fit(&list, f.margin, f.height - f.footer - 8, f.width - 2 * f.margin, text_of(part),
                      (TextStyle){ FACE_TEXT, 12, paint(ROLE_MUTED), ALIGN_LEFT });
    if (f.title > 0) draw_title(&list, s, spec, &f);
    if (spec->comma) list_decimal_comma(&list, 0); // not in the footer: it says the program's version, and a command
    if (f.footer > 0) draw_footer(&list, s, spec, &f);
    bool grows = spec->strip < 2 && (f.width < FIGURE_AMPLE || spec->place);             // those of a strip have
    double label = FIGURE_LABEL * (spec->layout.reduced > 0 ? spec->layout.reduced : 1); // they stay in proportion
    if (grows) list_grow_labels(&list, label, box(2, 0, f.width - 4, f.height));
    return list_hatched(&list, spec->theme);
}

List figure_list(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    Box room;
    return figure_list_in(s, spec, metrics, arena, &room);
}
