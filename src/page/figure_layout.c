// Where a figure has little room, layouts are tried and judged: as the scene would by itself, higher, or a part of a larger one.
#include "page/figure_layout.h"

#include <stdlib.h>

#include "base/math.h"
#include "draw/part.h"
#include "page/figure_cut.h"
#include "page/figure_faults.h"
#include "page/figure_search.h"
#include "page/figure_stage.h"
#include "page/figure_strip.h"

enum { HEIGHTS = 8, FEW = 12, WASTE = 12, ASKED = 8, WHITE = 12, MANY_MARKS = 8 };
static const double WHITE_LEAST = 48;   // units: a band of white that is no wider is a gap
static const double UNREADABLE = 50;    // of all that counts against a figure
static const double UNNAMED = 0.5;      // for each array of a whole picture without its name
static const double ELIDED = 2;         // for each heading or line of arithmetic without its end
static const double SHORTENED = 0.1;    // for each number with fewer digits than there are
static const double WORDLESS = 4;       // rows of one's own without the words that they have
static const double ALONE = 100;        // numbers or words without the cells that they belong to
static const double CUT = 8;            // an array is left out at some moment, because it stands in the way of the edge
static const double SPILLED = 20;       // for each mark that reaches into the legend
static const double STAGE_LEAST = 0.6;  // of a figure's height: where its picture has less, the footer gives way
static const double EMPTY_MOMENT = 5;   // for each moment at which there is nothing on a part
static const double ASKED_LARGE = 8;    // all of it drawn smaller, where its type was asked to be large
static const double SHARE_LEAST = 0.15; // of a picture: less says nothing
static const double LINES_LEAST = 48;   // units: a line of arithmetic alone says nothing either

enum { DRAWN_MOST = 32, PARTS_MOST = 128 };

typedef struct Drawn { // a picture that a part is looked for in
    double width, height;
    List list;
} Drawn;

typedef struct Part { // that was tried
    double width, height;
    Box at;
    double price;
} Part;

typedef struct Search {
    Session *session;
    const Metrics *metrics;
    FigureSpec spec, best;
    double worst;          // of the best found
    bool bare;             // that has colours alone, where there are digits in ample room
    bool well;             // nothing is wrong with that
    Arena *arena;          // of `whole`
    Arena *tried, *parted; // of the figure, until the next one, and of `drawn`
    Drawn drawn[DRAWN_MOST];
    Part part[PARTS_MOST];
    int drawns, parts;
    List whole; // the picture in ample room
    int marks;  // of it
    bool grows; // there is room below
    FigureWanted wanted;
} Search;

// Has it hardly a mark of the picture's, so that axes or names are left alone? The chips of its legend are none.
static bool is_emptied(const Search *q, const FigureSpec *one, const List *list) {
    int marks = figure_count_marks(list), whole = q->marks;
    if (!(one->without & FIGURE_LEGEND))
        for (unsigned chips = figure_legend(list, q->session) | one->legend; chips; chips &= chips - 1) marks--;
    return one->layout.width > 0 ? marks < 2 && whole >= 2 : marks <= 0 && whole > MANY_MARKS;
}

typedef struct Judged {
    double bad;
    bool well;  // nothing is wrong with it
    bool named; // and all of it has its name and its digits
    bool bare;  // it is colours alone
} Judged;

static Judged judge_now(Search *q, const FigureSpec *one, double price) {
    FigureSpec tried = *one;
    tried.layout.tried = true;
    arena_reset(q->tried);
    Box room;
    List list = figure_list_in(q->session, &tried, q->metrics, q->tried, &room);
    FigureFaults faults = figure_faults(&list, one->width, one->height, &q->whole, &q->wanted);
    int elided = figure_count_elided(&list), shortened = figure_count_shortened(&list, &q->whole);
    bool named = !faults.nameless && !elided && !shortened;
    price += ELIDED * elided + SHORTENED * shortened;
    if (session_own_data(q->session)) price += WORDLESS * figure_lost_words(q->session, &q->whole, &list);
    if (one->layout.width <= 0) // it names itself as it likes, and best by name
        price += UNNAMED * faults.nameless + SPILLED * figure_count_spilled(&list, room), faults.orphans = faults.nameless = 0;
    if (one->layout.width > 0 && figure_is_alone(&list, &q->whole)) price += ALONE;
    if (is_emptied(q, one, &list)) price += ALONE;
    double bad = figure_badness(&faults) + price + ASKED * figure_lacks_asked(&list, &q->whole, &q->wanted);
    bool well = figure_is_faultless(&faults);
    return (Judged){ well ? bad : bad + FIGURE_FAULTY, well && !faults.colored, named, figure_is_bare(&faults) };
}

// Lays the figure out; `price`: what its layout costs besides.
static Judged judge(Search *q, const FigureSpec *one, double price) {
    FigureFound found;
    if (!figure_known(q->spec.search, &found)) {
        Judged judged = judge_now(q, one, price);
        found.value = judged.bad, found.well = judged.well, found.named = judged.named, found.bare = judged.bare;
        figure_note(q->spec.search, found);
    } else if (figure_search_is_over(q->spec.search)) {
        found.value = q->worst; // not better than what there is
    }
    return (Judged){ found.value, found.well, found.named, found.bare };
}

// What is wrong at one moment, as figure_badness counts it; `count`: a part has nothing on it yet.
static FigureFound bad_at(Search *q, const FigureSpec *one, int moment) {
    FigureFound found;
    if (figure_known(q->spec.search, &found)) return found;
    FigureSpec tried = *one;
    tried.t = figure_moment_at(q->session, &q->spec, moment), tried.layout.tried = true;
    arena_reset(q->tried);
    List list = figure_list(q->session, &tried, q->metrics, q->tried);
    FigureFaults f = figure_faults_of_moment(&list, one->width, one->height);
    found.value = figure_badness(&f);
    found.count = one->layout.width > 0 && !figure_count_marks(&list);
    figure_note(q->spec.search, found);
    return found;
}

// Keeps it when it is the best until now.
static Judged keep(Search *q, const FigureSpec *one, Judged judged) {
    double before = 0, empty = 0;
    for (int i = 0; i < figure_moments(&q->spec) - 1 && judged.bad < q->worst; i++) {
        FigureFound found = bad_at(q, one, i);
        before += found.value, empty += found.count;
    }
    judged.bad += EMPTY_MOMENT * empty;
    if (before > 0) judged.bad += before + FIGURE_FAULTY, judged.well = false;
    if (judged.bad < q->worst) q->best = *one, q->worst = judged.bad, q->bare = judged.bare, q->well = judged.well;
    return judged;
}

// As the scene lays it out by itself, higher and higher.
static bool try_heights(Search *q) {
    double high = figure_tallest(&q->spec);
    bool well = false, named = false;
    for (int i = 0; i < (q->grows ? HEIGHTS : 1) && !(well && named); i++) {
        FigureSpec one = q->spec;
        one.height += (high - one.height) * i / (HEIGHTS - 1);
        Judged judged = keep(q, &one, judge(q, &one, 0));
        well |= judged.well, named = judged.named;
    }
    return well;
}

// The spec with the stage's room for this part of the layout.
static FigureSpec with_part(Search *q, double width, double height, Box part, Box room) {
    FigureSpec one = q->spec;
    one.layout = (FigureLayout){ width, height, part };
    double around = one.height - room.h;
    if (q->grows) one.height = around + part.h + 8;
    return one;
}

typedef struct Reach { // of a command
    double top, bottom;
} Reach;

static int lowest_first(const void *a, const void *b) {
    double x = ((const Reach *)a)->bottom, y = ((const Reach *)b)->bottom;
    return (x < y) - (x > y);
}

// The highest band of white that runs across a part: from the bottom of a command to the highest of those that reach lower.
static double white_band(const List *list, Box part) {
    Arena *arena = arena_begin();
    Reach *reach = arena_new(arena, Reach, list->count + 1);
    double band = 0, end = part.y + part.h, highest = end;
    int count = 0;
    for (int i = 0; i < list->count; i++) {
        Box at = list->cmd[i].box;
        if (cmd_is_seen(&list->cmd[i]) && box_meets(at, part)) reach[count++] = (Reach){ at.y, at.y + at.h };
    }
    qsort(reach, (size_t)count, sizeof *reach, lowest_first);
    for (int i = 0, lower = 0; i < count; i++) {
        double bottom = reach[i].bottom;
        for (; reach[lower].bottom > bottom + 0.5; lower++) highest = math_min(highest, reach[lower].top);
        if (bottom < end) band = math_max(band, math_max(highest, bottom) - bottom);
    }
    arena_end(arena);
    return band;
}

typedef struct CutSource { // what a part is cut from
    double width, height;
    Box room, low; // for it where the figure is as high as it may be, and as it is
} CutSource;

// A picture of many small things wastes the room, and one that is drawn out to fill a height is no better.
static double price_of(const List *list, const CutSource *from, Box part, double share) {
    double fills = math_max(part.w / from->room.w, math_min(part.h / from->low.h, 1));
    double white = math_max(white_band(list, part) - WHITE_LEAST, 0) / part.h;
    return 1 + FEW * (1 - share) + WASTE * (1 - fills) + WHITE * white;
}

// A part that is the best until now as the last moment shows it holds what it shows at the others too, where there is room.
static void keep_part(Search *q, const CutSource *from, Box part, double price) {
    FigureSpec one = with_part(q, from->width, from->height, part, from->low);
    Judged judged = judge(q, &one, price);
    if (figure_moments(&q->spec) > 1 && judged.bad < q->worst) {
        Box held = part, most = box(0, 0, from->room.w - 8, from->room.h);
        bool well = figure_hold_arrays(q->session, &q->spec, q->metrics, from->width, from->height, most, &held);
        one = with_part(q, from->width, from->height, held, from->low);
        if (held.w > part.w || held.h > part.h) judged = judge(q, &one, price);
        if (!well) judged.bad += CUT;
    }
    keep(q, &one, judged);
}

// The picture of this size, which is drawn once.
static const List *drawn_as(Search *q, double width, double height) {
    int i = 0;
    while (i < q->drawns && (q->drawn[i].width != width || q->drawn[i].height != height)) i++;
    Drawn *drawn = &q->drawn[i];
    if (i < q->drawns) return &drawn->list;
    if (i == DRAWN_MOST) arena_reset(q->parted), q->drawns = 0, drawn = q->drawn;
    *drawn = (Drawn){ width, height, list_begin(q->parted, q->metrics) };
    figure_draw_scene(q->session, &q->spec, width, height, NULL, &drawn->list);
    q->drawns++;
    return &drawn->list;
}

// The best part of one layout, and what it costs.
static FigureFound part_of(Search *q, const CutSource *from, int loose, double label) {
    FigureFound found;
    if (figure_known(q->spec.search, &found)) return found;
    const List *list = drawn_as(q, from->width, from->height);
    PartAsk ask = { from->room.w - 8, from->room.h, q->wanted.number, q->wanted.numbers, .label = label - 0.01 };
    ask.unlinked = loose > 0, ask.unlined = loose > 1, ask.nameless = loose > 2;
    double share;
    found.well = list_find_part(list, &ask, &found.box, &share) && share >= SHARE_LEAST && found.box.h > LINES_LEAST;
    if (found.well) found.value = price_of(list, from, found.box, share);
    figure_note(q->spec.search, found);
    return found;
}

// What was tried already, of the same picture and at no higher price, is no better now.
static bool was_tried(Search *q, const CutSource *from, Box part, double price) {
    for (int i = 0; i < q->parts; i++) {
        const Part *p = &q->part[i];
        bool same = p->width == from->width && p->height == from->height && p->at.x == part.x && p->at.y == part.y &&
                    p->at.w == part.w && p->at.h == part.h;
        if (same && p->price <= price) return true;
    }
    if (q->parts < PARTS_MOST) q->part[q->parts++] = (Part){ from->width, from->height, part, price };
    return false;
}

static void try_part(Search *q, const CutSource *from, int loose, double label) {
    FigureFound found = part_of(q, from, loose, label);
    if (found.well && !was_tried(q, from, found.box, found.value)) keep_part(q, from, found.box, found.value);
}

static void try_parts_with(Search *q, double label) {
    static const double size[][2] = { { 640, 480 },  { 680, 440 },  { 720, 420 },  { 826, 520 },  { 826, 700 },
                                      { 1000, 560 }, { 1280, 600 }, { 1280, 820 }, { 1600, 820 }, { 1600, 900 } };
    static const double wide[] = { 720, 826, 1000, 1280 }; // as high as the room: nothing under the names is cut
    FigureSpec high = q->spec;
    high.height = figure_tallest(&q->spec);
    high.layout.width = 1; // a part: its legend names it
    Box room = figure_room_known(q->session, &high, q->metrics);
    high.height = q->spec.height;
    Box low = figure_room_known(q->session, &high, q->metrics);
    for (int loose = 0; loose < 2 || (loose < 3 && q->worst > FEW / 2) || (loose < 4 && q->worst >= FIGURE_FAULTY); loose++) {
        for (size_t i = 0; i < sizeof size / sizeof *size; i++)
            try_part(q, &(CutSource){ size[i][0], size[i][1], room, low }, loose, label);
        for (size_t i = 0; !q->grows && i < sizeof wide / sizeof *wide; i++)
            try_part(q, &(CutSource){ wide[i], low.h, room, low }, loose, label);
        for (int i = 0; i < HEIGHTS; i++)
            try_part(q, &(CutSource){ q->spec.width, low.h + (room.h - low.h) * i / (HEIGHTS - 1), room, low }, loose, label);
    }
}

// Where nothing else is well: labels that are a little small may grow, as those of all figures do.
static void try_parts(Search *q) {
    try_parts_with(q, FIGURE_LABEL);
    if (q->worst >= FIGURE_FAULTY) try_parts_with(q, FIGURE_LABEL - 1);
}

// Where even that is faulty: all of it smaller, with small labels, rather than numbers over each other or a picture that is cut.
// Where it goes somewhere its labels keep the least size there: type that was asked to be larger gives that up alone.
static void try_reduced(Search *q) {
    static const double times[] = { 0.85, 0.7, 0.6, 0.5 };
    double least = figure_least_times(&q->spec);
    if (least > 0 && q->well) return;
    for (size_t i = 0; i < sizeof times / sizeof *times && times[i] >= least; i++) {
        FigureSpec one = q->spec;
        one.layout.reduced = times[i];
        keep(q, &one, judge(q, &one, 1 + (least > 0 ? ASKED_LARGE : 0)));
    }
}

static Search begin(Session *session, const FigureSpec *spec, const Metrics *metrics) {
    Search q = { .session = session, .metrics = metrics, .spec = *spec, .best = *spec, .worst = 1e9 };
    FigureFound found;
    q.arena = spec->search ? figure_search_arena(spec->search) : arena_begin();
    q.tried = arena_begin(), q.parted = arena_begin();
    q.spec.layout = (FigureLayout){ 0 };
    q.grows = figure_tallest(spec) > spec->height;
    if (!figure_known(spec->search, &found)) {
        List *whole = arena_new(q.arena, List, 1);
        FigureWanted *wanted = arena_new(q.arena, FigureWanted, 1);
        *whole = figure_ample(session, &q.spec, metrics, q.arena);
        *wanted = figure_wanted(session);
        found.whole = whole, found.wanted = wanted;
        figure_note(spec->search, found);
    }
    if (found.whole) q.whole = *found.whole, q.wanted = *found.wanted;
    q.marks = figure_count_marks(&q.whole);
    return q;
}

static void end(Search *q) {
    if (!q->spec.search) arena_end(q->arena);
    arena_end(q->tried);
    arena_end(q->parted);
}

// The legend of the best one is as high as what is really on it, and names what the step speaks of that is not.
static FigureSpec finish(Search *q) {
    Arena *arena = arena_begin();
    FigureSpec one = q->best;
    List list = figure_list(q->session, &one, q->metrics, arena);
    double before = figure_room(q->session, &one, q->metrics).h;
    one.layout.less = one.layout.width <= 0 && figure_lacks_some(q->session, &q->whole, &list);
    one.layout.legend = figure_legend(&list, q->session) | one.legend;
    one.layout.named = !one.moving;
    double more = figure_room(q->session, &one, q->metrics).h - before;
    if (q->grows) one.height -= more;
    if (!q->grows && one.layout.width <= 0 && more != 0) { // the stage has another height: it may be worse
        List again = figure_list(q->session, &one, q->metrics, arena);
        FigureFaults faults = figure_faults(&again, one.width, one.height, &q->whole, &q->wanted);
        if (figure_badness(&faults) > q->worst + 1) one = q->best;
    }
    arena_end(arena);
    return one;
}

static FigureSpec finished(Search *q) {
    FigureSpec one = q->best;
    if (!figure_known_spec(q->spec.search, &one)) {
        one = finish(q);
        figure_note_spec(q->spec.search, &one);
    }
    return one;
}

// Where nothing can be read beside them, the footer gives way, then the legend but for the line that names a part, then the title
// and at last that line; the footer also where it squeezes the picture.
static double search(Session *session, const FigureSpec *spec, const Metrics *metrics, FigureSpec *out) {
    static const struct {
        unsigned without;
        bool brief;
    } less[] = { { 0, false },
                 { FIGURE_FOOTER, false },
                 { FIGURE_FOOTER, true },
                 { FIGURE_FOOTER | FIGURE_TITLE, true },
                 { FIGURE_FOOTER | FIGURE_TITLE | FIGURE_LEGEND, false } };
    double worst = 1e9;
    size_t first = figure_tallest(spec) <= spec->height && figure_room(session, spec, metrics).h < STAGE_LEAST * spec->height;
    for (size_t i = first; i < sizeof less / sizeof *less && worst >= UNREADABLE; i++) {
        FigureSpec one = *spec;
        one.without |= less[i].without, one.brief = less[i].brief && !(spec->without & FIGURE_LEGEND);
        bool same = i > first && one.without == (spec->without | less[i - 1].without) && one.brief == less[i - 1].brief;
        if (same) continue;
        Search q = begin(session, &one, metrics);
        if (!try_heights(&q)) try_parts(&q);
        if (q.worst >= FIGURE_FAULTY) try_reduced(&q);
        if (q.bare) q.worst += UNREADABLE;
        if (q.worst < worst) *out = finished(&q), worst = q.worst;
        end(&q);
    }
    return worst;
}

static double settle(Session *session, const FigureSpec *spec, const Metrics *metrics, FigureSpec *out) {
    bool small = spec->place || spec->cm_width > 0 || spec->tallest > 0 ||
                 (spec->width > 0 && (spec->width < FIGURE_AMPLE || spec->height < FIGURE_SHALLOW));
    FigureSpec one = *spec;
    *out = *spec;
    if (spec->strip > 1) {
        *out = strip_settled(session, spec, metrics);
        return 0;
    }
    if ((spec->part || spec->crop) && !(one.width > 0)) one.width = 1280, one.height = 720;
    if (spec->part) {
        *out = figure_cropped(session, &one, metrics);
        return math_max(0, out->layout.part.w - out->width);
    }
    double bad = small ? search(session, spec, metrics, out) : 0;
    if (!(out->width > 0)) out->width = one.width, out->height = one.height;
    if (spec->crop) *out = figure_trimmed(session, out, metrics);
    return bad;
}

FigureSpec figure_judged(Session *session, const FigureSpec *spec, const Metrics *metrics, double *bad) {
    FigureSpec one = *spec;
    *bad = spec->settled ? 0 : settle(session, spec, metrics, &one);
    one.settled = true;
    return one;
}

FigureSpec figure_settled(Session *session, const FigureSpec *spec, const Metrics *metrics) {
    double bad;
    return figure_judged(session, spec, metrics, &bad);
}

bool figure_search(FigureSearch *search, Session *session, const FigureSpec *spec, const Metrics *metrics, const Turn *turn,
                   FigureSpec *out) {
    FigureSpec one = *spec;
    one.search = search;
    figure_search_turn(search, turn);
    one = figure_settled(session, &one, metrics);
    one.search = NULL;
    if (figure_search_is_over(search)) return false;
    *out = one;
    return true;
}
