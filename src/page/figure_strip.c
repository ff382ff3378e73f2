// Rows and columns are tried until all moments have room in what the place gives; the layout of one moment is that of all.
#include "page/figure_strip.h"

#include <math.h>

#include "base/math.h"
#include "draw/decimal.h"
#include "draw/grow.h"
#include "page/figure_faults.h"
#include "page/figure_layout.h"
#include "page/figure_search.h"
#include "page/figure_stage.h"

enum { STARTS = 10, NEARLY = 10 }; // moments a strip may begin at; of what the last one shows so little is nothing
static const double LEAST = 380, NARROW = 260, NARROWEST = 150; // units: a moment's width, as it should be, may be, must be
static const double LOWEST = 150;                               // units: a moment's height, where the strip can be higher for it
static const double FLAT = 0.7, TALLEST = 1.3;                  // heights to widths: a moment's to begin with; the strip's at most
static const double GAP = 4, LINE = 30, INSET = 16;             // units: between; a time; from the side, where there is room
static const double TOO_HIGH = 1;                               // how bad it is for each unit that a strip is too high
static const double WELL = 4;  // what is no worse shows all of the step, some numbers with fewer digits
static const double OTHER = 3; // other columns than would be usual must be so much better

// As few rows as there may be, and all of them as long: four moments of which three fit are two and two.
static int even_columns(int columns, int moments) {
    int rows = (moments + columns - 1) / columns;
    return (moments + rows - 1) / rows;
}

static int rows_of(const FigureSpec *spec, int columns) { return (spec->strip + columns - 1) / columns; }
static double inset_of(double width) { return width < 600 ? 0 : INSET; } // a time stands under the title's first letter

// Its labels keep to its own room when they grow.
static void draw_moment(Session *s, const FigureSpec *spec, List *out) {
    double width = spec->layout.panel_width, height = spec->layout.panel_height;
    List list = list_begin(out->arena, out->metrics);
    figure_stage_still(s, spec, width, height, &list);
    list_grow_labels(&list, FIGURE_LABEL, box(2, 0, width - 4, height));
    list_add_all(out, &list);
}

void strip_draw(Session *s, const FigureSpec *spec, double width, double height, List *list) {
    int columns = spec->layout.panel_columns;
    double inset = inset_of(width), wide = (width - 2 * inset) / columns, high = height / rows_of(spec, columns);
    double dx = list->dx, dy = list->dy;
    for (int i = 0; i < spec->strip; i++) {
        FigureSpec one = *spec;
        one.t = figure_moment_at(s, spec, i);
        list->dx = dx + inset + i % columns * wide, list->dy = dy + i / columns * high;
        list_print(list, inset > 0 ? inset : 8, 20, (TextStyle){ .face = FACE_BOLD, .size = 13, .paint = paint(ROLE_MUTED) },
                   "moment %s", number_text(list->arena, one.t, 2));
        list->dy += LINE;
        draw_moment(s, &one, list);
    }
    list->dx = dx, list->dy = dy;
}

typedef struct Strip {
    FigureSpec spec;
    double bad;
} Strip;

typedef struct PanelRoom {
    double width, height; // of one moment
    double tallest;
} PanelRoom;

// A place or a size in centimetres is kept to; pixels may become more.
static bool is_held(const FigureSpec *spec) { return spec->place || spec->cm_width > 0; }

static double tallest_of(const FigureSpec *spec) {
    return is_held(spec) ? figure_tallest(spec) : math_max(figure_tallest(spec), TALLEST * spec->width);
}

static PanelRoom room_of(const FigureSpec *spec, Box room, int columns) {
    int rows = rows_of(spec, columns);
    double around = spec->height - room.h, tallest = (tallest_of(spec) - around) / rows - LINE;
    bool grows = tallest_of(spec) > spec->height;
    PanelRoom one = { .width = (room.w - 2 * inset_of(room.w)) / columns - GAP };
    one.tallest = math_max(tallest, grows ? LOWEST : 1);
    one.height = grows ? math_min(one.width * FLAT, one.tallest) : one.tallest;
    return one;
}

static int marks_at(Session *s, const FigureSpec *spec, double t, const Metrics *metrics) {
    Arena *arena = arena_begin();
    List list = list_begin(arena, metrics);
    FigureSpec one = *spec;
    one.t = t * figure_moment_at(s, spec, spec->strip - 1);
    figure_stage_still(s, &one, spec->layout.panel_width, spec->layout.panel_height, &list);
    int marks = figure_count_marks(&list);
    arena_end(arena);
    return marks;
}

// When a part that shows what comes late has begun to show something; earlier moments of it would be empty.
static double first_shown(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    if (spec->layout.width <= 0 || spec->part) return 0;
    int all = marks_at(s, spec, 1, metrics);
    for (int i = 0; i < STARTS; i++)
        if (marks_at(s, spec, i / (double)STARTS, metrics) > all / NEARLY) return i / (double)STARTS;
    return 0; // nothing at all, or at the end alone
}

// Its legend is that of all moments, and names what of the step is on none.
static void name_all(Session *s, FigureSpec *one, const Metrics *metrics, double width) {
    if (figure_known_spec(one->search, one)) return;
    Arena *arena = arena_begin();
    List list = list_begin(arena, metrics), whole = figure_ample(s, one, metrics, arena);
    one->layout.from = first_shown(s, one, metrics);
    strip_draw(s, one, width, one->height, &list);
    one->layout.legend = figure_legend(&list, s) | one->legend, one->layout.named = true;
    one->layout.less = one->layout.width <= 0 && figure_lacks_some(s, &whole, &list);
    arena_end(arena);
    figure_note_spec(one->search, one);
}

// One layout for all moments, found for the last; the figure is as high as the rows of them.
static Strip strip_of(Session *s, const FigureSpec *spec, const Metrics *metrics, Box room, int columns) {
    PanelRoom each = room_of(spec, room, columns);
    Strip strip = { .spec = *spec };
    FigureSpec *one = &strip.spec, panel = *spec;
    panel.strip = 0, panel.moments = spec->strip;
    panel.without = FIGURE_TITLE | FIGURE_LEGEND | FIGURE_FOOTER;
    panel.caption = NULL, panel.place = NULL, panel.cm_width = 0;
    panel.width = each.width, panel.height = each.height, panel.tallest = each.tallest;
    panel = figure_judged(s, &panel, metrics, &strip.bad);
    one->layout = panel.layout;
    one->layout.panel_width = each.width, one->layout.panel_height = panel.height, one->layout.panel_columns = columns;
    name_all(s, one, metrics, room.w);
    Box left = figure_room(s, one, metrics); // a part has a line more in its legend
    double needed = rows_of(spec, columns) * (panel.height + LINE);
    if (tallest_of(spec) > spec->height || needed > left.h || spec->part || spec->crop) one->height += needed - left.h;
    strip.bad += TOO_HIGH * math_max(0, one->height - tallest_of(spec) - 0.5);
    return strip;
}

// As many beside each other as have room; where they lose something then, or are higher than there is room for, more or fewer.
FigureSpec strip_settled(Session *s, const FigureSpec *spec, const Metrics *metrics) {
    FigureSpec wide = *spec;
    if (!(wide.width > 0)) wide.width = 1280, wide.height = 720;
    FigureSpec part = wide;
    part.layout.width = 1; // its legend may have a line more for that
    Box room = figure_room(s, &part, metrics);
    int first = even_columns((int)math_clamp(room.w / LEAST, 1, spec->strip), spec->strip);
    Strip best = strip_of(s, &wide, metrics, room, first);
    bool tight = spec->part || room_of(&wide, room, first).tallest < LOWEST;
    double narrow = tight ? NARROWEST : NARROW;
    for (int c = 1; c <= spec->strip && best.bad >= WELL; c++) {
        if (even_columns(c, spec->strip) != c || c == first || (c > first && room.w / c < narrow)) continue;
        Strip other = strip_of(s, &wide, metrics, room, c);
        other.bad += OTHER;
        if (other.bad < best.bad) best = other;
    }
    return best.spec;
}
