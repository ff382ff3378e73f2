// Every step's picture as people see it: text stands out from what is under it, and no two marks of a picture are told apart by
// their hue alone. What a protanope and a deuteranope see is computed with the matrices of Machado, Oliveira and Fernandes,
// "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1; the third is a copy in grey.
#include "support/check.h"
#include "support/fixed_metrics.h"

#include "base/math.h"
#include "draw/grey.h"
#include "render/look.h"
#include "session/session.h"

typedef enum Sight { SIGHT_USUAL, SIGHT_PROTAN, SIGHT_DEUTAN, SIGHT_GREY, SIGHTS } Sight;

static const char *const sight_name[SIGHTS] = { "usual", "protanopia", "deuteranopia", "grey" };

static double linear(double c) { return c <= 0.04045 ? c / 12.92 : math_pow((c + 0.055) / 1.055, 2.4); }

static double within(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

typedef struct Lab {
    double l, a, b;
} Lab;

static double cube_root(double t) { return t > 0.008856 ? math_pow(t, 1.0 / 3) : 7.787 * t + 16.0 / 116; }

// CIE Lab, D65, of a colour as it is seen.
static Lab seen(Color c, Sight sight) {
    static const double matrix[SIGHTS][9] = {
        { 1, 0, 0, 0, 1, 0, 0, 0, 1 },
        { 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 },
        { 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 },
        { 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722 },
    };
    const double *m = matrix[sight], r = linear((double)c.r), g = linear((double)c.g), b = linear((double)c.b);
    double x[3];
    for (int i = 0; i < 3; i++) x[i] = within(m[3 * i] * r + m[3 * i + 1] * g + m[3 * i + 2] * b);
    double fx = cube_root((0.4124 * x[0] + 0.3576 * x[1] + 0.1805 * x[2]) / 0.95047),
           fy = cube_root(0.2126 * x[0] + 0.7152 * x[1] + 0.0722 * x[2]),
           fz = cube_root((0.0193 * x[0] + 0.1192 * x[1] + 0.9505 * x[2]) / 1.08883);
    return (Lab){ 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz) };
}

static double distance(Color a, Color b, Sight sight) {
    Lab p = seen(a, sight), q = seen(b, sight);
    return math_length((double[]){ p.l - q.l, p.a - q.a, p.b - q.b }, 3);
}

static void the_simulation_is_right(void **state) {
    (void)state;
    Color white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 1 }, red = { 1, 0, 0, 1 }, green = { 0, 0.5f, 0, 1 };
    for (int s = 0; s < SIGHTS; s++) assert_close(distance(white, black, (Sight)s), 100, 0.02); // and white stays white
    assert_true(distance(red, green, SIGHT_USUAL) > 100);
    assert_true(distance(red, green, SIGHT_DEUTAN) < 60);
    Lab usual = seen(red, SIGHT_USUAL); // 53.24, 80.09, 67.20, a value that every table has
    assert_close(usual.l, 53.24, 2e-3);
    assert_close(usual.a, 80.09, 2e-3);
}

// --- a picture

typedef enum MarkKind { MARK_FIELD, MARK_DISC, MARK_LINE, MARK_KINDS } MarkKind;

// How a role is used in a picture.
typedef struct Use {
    int marks, told; // told: with words in it or beside it, or hatched
    bool worded;     // some words of the picture are in its colour: its letter, its name
    double dash, width;
} Use;

static bool is_surface(Role role) {
    return role == ROLE_STAGE || role == ROLE_PANEL || role == ROLE_LINE || role == ROLE_CURRENT || role == ROLE_CURRENT_FRAME ||
           role == ROLE_FAINT || role == ROLE_MUTED || role == ROLE_INK || role == ROLE_WHITE || role == ROLE_BLACK;
}

// Words in it, close by, or at the ends of its line.
static bool has_words_near(const List *list, Box at) {
    Box near = box_grow(at, 14), line = box(at.x - 48, at.y + at.h / 2 - 1, at.w + 96, 2);
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && list->cmd[i].text.paint.alpha > 0.5f &&
            (box_meets(near, list->cmd[i].box) || box_meets(line, list->cmd[i].box)))
            return true;
    return false;
}

static bool is_hatched(const List *list, int mark) {
    for (int i = mark + 1; i < list->count && i < mark + 4; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_RECT && c->box.w <= 4 && c->box.h <= 4 && box_holds(list->cmd[mark].box, c->box.x, c->box.y))
            return true;
        if ((c->kind == CMD_HATCH || (c->kind == CMD_PATH && c->path.parts >= 4)) && box_meets(list->cmd[mark].box, c->box))
            return true;
    }
    return false;
}

static void use_mark(Use use[MARK_KINDS][ROLE_COUNT], const List *list, int i, MarkKind kind, Paint p, double width, double dash) {
    if (p.alpha < 0.5f || p.amount < 0.35f || is_surface((Role)p.role)) return;
    Use *u = &use[kind][p.role];
    u->told += has_words_near(list, list->cmd[i].box) || is_hatched(list, i);
    if (u->marks++ == 0) u->width = width, u->dash = dash;
}

static void use_of(const List *list, Use use[MARK_KINDS][ROLE_COUNT]) {
    memset(use, 0, sizeof(Use) * MARK_KINDS * ROLE_COUNT);
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        bool disc = c->kind == CMD_RECT && c->rect.radius >= 0.49f * (float)c->box.w && c->box.w == c->box.h;
        if (c->kind == CMD_RECT && c->box.w >= 5 && c->box.h >= 5)
            use_mark(use, list, i, disc ? MARK_DISC : MARK_FIELD, c->rect.fill, 0, 0);
        if (c->kind == CMD_PATH) use_mark(use, list, i, MARK_LINE, c->path.stroke, c->path.width, c->path.dash);
        if (c->kind == CMD_TEXT && c->text.paint.alpha > 0.5f)
            for (int kind = 0; kind < MARK_KINDS; kind++) use[kind][c->text.paint.role].worded = true;
    }
}

static bool is_told(const Use *u) { return u->worded || u->told == u->marks; }

// Far apart as usual, and close together in another's eyes. A copy in grey has a theme of its own, with hatches.
static bool is_by_hue(Theme theme, Role a, Role b, Sight *sight) {
    Color one = theme_role(theme, a), other = theme_role(theme, b);
    if (distance(theme_role(THEME_LIGHT, a), theme_role(THEME_LIGHT, b), SIGHT_USUAL) < 15) return false;
    if (theme == THEME_GREY && theme_hatch(theme, a) != theme_hatch(theme, b)) return false;
    for (int s = theme == THEME_GREY ? SIGHT_GREY : SIGHT_PROTAN; s < (theme == THEME_GREY ? SIGHTS : SIGHT_GREY); s++)
        if (distance(one, other, (Sight)s) < 10) {
            *sight = (Sight)s;
            return true;
        }
    return false;
}

static int check_hues(const List *list, const char *where) {
    static Use use[MARK_KINDS][ROLE_COUNT];
    int faults = 0;
    use_of(list, use);
    static const Theme themes[] = { THEME_LIGHT, THEME_DARK, THEME_GREY };
    for (int t = 0; t < 3; t++)
        for (int kind = 0; kind < MARK_KINDS; kind++)
            for (int a = 0; a < ROLE_COUNT; a++)
                for (int b = a + 1; b < ROLE_COUNT; b++) {
                    const Use *one = &use[kind][a], *other = &use[kind][b];
                    Sight sight = SIGHT_USUAL;
                    if (!one->marks || !other->marks || (is_told(one) && is_told(other))) continue;
                    if (kind == MARK_LINE && (one->dash != other->dash || one->width != other->width)) continue;
                    if (!is_by_hue(themes[t], (Role)a, (Role)b, &sight)) continue;
                    fprintf(stderr, "%s, %s: %s %s and %s differ by hue alone (%s)\n", where, theme_name(themes[t]),
                            kind == MARK_LINE   ? "lines"
                            : kind == MARK_DISC ? "discs"
                                                : "fields",
                            role_name((Role)a), role_name((Role)b), sight_name[sight]);
                    faults++;
                }
    return faults;
}

// --- text on what is under it

static Color over(Color under, Color c) {
    return (Color){ under.r + (c.r - under.r) * c.a, under.g + (c.g - under.g) * c.a, under.b + (c.b - under.b) * c.a, 1 };
}

// Of the cell of a heat map at a point.
static Color color_of_cell(const Cmd *c, double x, double y, Theme theme) {
    static Color table[2 * LOOK_LEVELS + 1];
    int column = (int)((x - c->box.x) / c->box.w * c->heat.columns), row = (int)((y - c->box.y) / c->box.h * c->heat.rows);
    column = column >= c->heat.columns ? c->heat.columns - 1 : column, row = row >= c->heat.rows ? c->heat.rows - 1 : row;
    look_heat_table(c, theme, table);
    Color color = table[look_heat_index(c->heat.share[row * c->heat.columns + column])];
    color.a = look_heat_alpha(c);
    return color;
}

static Color color_under(const List *list, int text, Theme theme, double x) {
    double y = list->cmd[text].text.y - list->cmd[text].text.size * 0.3;
    Color under = theme_role(theme, ROLE_STAGE);
    for (int i = 0; i < text; i++) {
        const Cmd *c = &list->cmd[i];
        if (!box_holds(c->box, x, y)) continue;
        if (c->kind == CMD_HEAT) under = over(under, color_of_cell(c, x, y, theme));
        if (c->kind == CMD_RECT && c->rect.fill.alpha > 0) under = over(under, theme_color(theme, c->rect.fill));
    }
    return under;
}

// At the text's beginning, middle and end: it may lie across cells of a heat map.
static double least_contrast(const List *list, int text, Theme theme) {
    const Cmd *c = &list->cmd[text];
    double least = 21;
    for (int i = 0; i < 3; i++) {
        Color under = color_under(list, text, theme, c->text.x + c->text.width * (0.15 + 0.35 * i));
        double contrast = theme_contrast(over(under, theme_color(theme, c->text.paint)), under);
        if (contrast < least) least = contrast;
    }
    return least;
}

static int check_contrast(const List *list, const char *where) {
    int faults = 0;
    for (int theme = THEME_LIGHT; theme <= THEME_DARK; theme++)
        for (int i = 0; i < list->count; i++) {
            const Cmd *c = &list->cmd[i];
            if (c->kind != CMD_TEXT || c->text.paint.alpha < 0.95f) continue; // what is to come, or on its way, is pale
            if (c->text.paint.role == ROLE_FAINT) continue;
            bool large = c->text.size >= 24 || (c->text.face == FACE_BOLD && c->text.size >= 18.66); // WCAG 2.1, 1.4.3
            double contrast = least_contrast(list, i, (Theme)theme), least = large ? 3 : 4.5;
            if (contrast >= least - 0.05) continue;
            fprintf(stderr, "%s, %s: '%s' in %s has %.2f:1\n", where, theme_name((Theme)theme), c->text.text,
                    role_name((Role)c->text.paint.role), contrast);
            faults++;
        }
    return faults;
}

// At every size class, at the end and on the way.
static int check_moment(Session *session, int (*check)(const List *list, const char *where), int size, int when) {
    static const double sizes[][2] = { { 950, 578 }, { 640, 900 }, { 640, 380 } }, times[] = { 1, 0, 0.35, 0.7 };
    Arena *frame = arena_begin();
    View view = { .width = sizes[size][0], .height = sizes[size][1], .metrics = fixed_metrics(), .arena = frame };
    List list = list_begin(frame, view.metrics);
    session_draw(session, &view, times[when], &list);
    char where[120];
    snprintf(where, sizeof where, "%s %d, %g × %g at %g", session_lesson(session)->id, session_step(session) + 1, view.width,
             view.height, times[when]);
    int faults = check(&list, where);
    arena_end(frame);
    return faults;
}

static void walk(int (*check)(const List *list, const char *where)) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Library library = { 0 };
    int faults = 0, steps = 0;
    assert_true(library_open(&library, &problems));
    Session *session = session_begin(&library);
    session_set_race(session, RACE_BESIDE); // as it is before it trains
    for (int entry = 0; entry < library.count; entry++) {
        assert_true(session_open(session, library.entry[entry].path, &problems));
        for (int i = 0; i < session_lesson(session)->steps; i++, steps++) {
            session_go(session, i);
            for (int when = 0; when < 12; when++) faults += check_moment(session, check, when / 4, when % 4);
        }
    }
    session_end(session);
    library_close(&library);
    arena_end(arena);
    assert_true(steps > 80);
    assert_int_equal(faults, 0);
}

static void no_two_marks_differ_by_hue_alone(void **state) {
    (void)state;
    walk(check_hues);
}

static void text_stands_out(void **state) {
    (void)state;
    walk(check_contrast);
}

// --- the signs of heat maps in grey

static bool is_negative(const Cmd *c, int i) { return c->heat.share[i] <= -0.1f; }

static bool has_hatch_at(const List *list, Box cell) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_HATCH && box_holds(list->cmd[i].box, cell.x + cell.w / 2, cell.y + cell.h / 2)) return true;
    return false;
}

static Color color_of_share(const Cmd *c, float share) {
    static Color table[2 * LOOK_LEVELS + 1];
    look_heat_table(c, THEME_GREY, table);
    return table[look_heat_index(share)];
}

// Each signed map tells its negative cells from positive ones of the same size, by its lightness or by a hatch.
static int check_signs(const List *list, const char *where) {
    List hatched = list_hatched(list, THEME_GREY);
    int faults = 0;
    for (int i = 0; i < hatched.count; i++) {
        const Cmd *c = &hatched.cmd[i];
        if (c->kind != CMD_HEAT || c->heat.positive == c->heat.negative || c->heat.alpha < 0.5f) continue;
        double w = c->box.w / c->heat.columns, h = c->box.h / c->heat.rows;
        int unseen = 0;
        for (int k = 0; k < c->heat.rows * c->heat.columns && !unseen; k++) {
            if (!is_negative(c, k)) continue;
            Color cell = color_of_share(c, c->heat.share[k]), other = color_of_share(c, -c->heat.share[k]);
            Box at = box(c->box.x + k % c->heat.columns * w, c->box.y + k / c->heat.columns * h, w, h);
            unseen += distance(cell, other, SIGHT_GREY) < 4 && !has_hatch_at(&hatched, at);
        }
        if (unseen) fprintf(stderr, "%s: a heat map of %d × %d hides its signs in grey\n", where, c->heat.rows, c->heat.columns);
        faults += unseen;
    }
    return faults;
}

static void heat_maps_show_their_signs_in_grey(void **state) {
    (void)state;
    walk(check_signs);
}

// The colour bar is as the map is: hatched with a sparse one, and one way, from pale to dark, with a dense one.
static void a_colour_bar_is_as_its_map(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    static float share[32 * 32];
    for (int i = 0; i < 32 * 32; i++) share[i] = i % 2 ? 0.8f : -0.8f;
    for (int dense = 0; dense < 2; dense++) {
        List list = list_begin(arena, fixed_metrics());
        int side = dense ? 32 : 4;
        HeatStyle style = { .positive = ROLE_Q, .negative = ROLE_K, .most = 2, .ident = ident_heat(1, 0, side, 1, false) };
        list_heat(&list, box(0, 0, 320, 320), side, side, share, style);
        int bar = list.count;
        LegendItem item[] = { { .role = ROLE_Q, .name = "", .most = 2, .negative = ROLE_K },
                              { ROLE_K, NULL, "below 0", .sign = -1 } };
        draw_legend(&list, 0, 330, 300, item, 2);
        assert_ptr_equal(list_hatched(&list, THEME_PRINT).cmd, list.cmd);
        List grey = list_hatched(&list, THEME_GREY);
        int hatches = 0, ways = 0, heats = 0;
        for (int i = 0; i < grey.count; i++) {
            const Cmd *c = &grey.cmd[i];
            hatches += c->kind == CMD_HATCH && c->box.y > 320;
            if (c->kind == CMD_HEAT) heats++, ways += c->heat.one_way;
        }
        assert_int_equal(heats, 3); // the map, its bar and a chip
        assert_int_equal(ways, dense ? 3 : 0);
        assert_int_equal(hatches, dense ? 0 : 2);
        Cmd map = list.cmd[0];
        assert_true(bar > 0 && !map.heat.one_way);
        map.heat.one_way = dense;
        for (int level = -9; dense && level < 10; level++) { // every step down is a paler one
            Color a = color_of_share(&map, (float)level / 10), b = color_of_share(&map, (float)(level + 1) / 10);
            assert_true(distance(a, (Color){ 0, 0, 0, 1 }, SIGHT_GREY) > distance(b, (Color){ 0, 0, 0, 1 }, SIGHT_GREY) + 2);
        }
    }
    arena_end(arena);
}

// The checks themselves find what they are for.
static void what_is_wrong_is_found(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    List list = list_begin(arena, fixed_metrics());
    list_rect(&list, box(10, 10, 40, 40), (RectStyle){ .fill = paint(ROLE_HEAD1) });
    list_rect(&list, box(210, 10, 40, 40), (RectStyle){ .fill = paint(ROLE_HEAD3) });
    bool any = check_hues(&list, "(on purpose)") > 0;
    Role a = ROLE_HEAD1, b = ROLE_HEAD3;
    Sight sight;
    for (int i = ROLE_HEAD1; i <= ROLE_HEAD8 && !any; i++) // whichever two they are
        for (int k = i + 1; k <= ROLE_HEAD8; k++)
            if (is_by_hue(THEME_LIGHT, (Role)i, (Role)k, &sight)) a = (Role)i, b = (Role)k, any = true;
    assert_true(any);
    list = list_begin(arena, fixed_metrics());
    list_rect(&list, box(10, 10, 40, 40), (RectStyle){ .fill = paint(a) });
    list_rect(&list, box(210, 10, 40, 40), (RectStyle){ .fill = paint(b) });
    assert_true(check_hues(&list, "(on purpose)") > 0);
    list_text(&list, 20, 30, TEXT("1"), (TextStyle){ .size = 14 });
    list_text(&list, 220, 30, TEXT("2"), (TextStyle){ .size = 14 });
    assert_int_equal(check_hues(&list, "told"), 0);
    list = list_begin(arena, fixed_metrics());
    list_rect(&list, box(10, 10, 90, 40), (RectStyle){ .fill = paint(ROLE_Q) });
    list_text(&list, 20, 30, TEXT("on blue"), (TextStyle){ .size = 14, .paint = paint(ROLE_MUTED) });
    assert_true(check_contrast(&list, "(on purpose)") > 0);
    list = list_begin(arena, fixed_metrics());
    list_heat(&list, box(10, 10, 90, 40), 1, 2, (const float[]){ 0, 1 }, (HeatStyle){ .positive = ROLE_A, .negative = ROLE_A });
    list_text(&list, 15, 32, TEXT("pale"), (TextStyle){ .size = 14 });
    assert_int_equal(check_contrast(&list, "on the pale cell"), 0);
    list_text(&list, 65, 32, TEXT("dark"), (TextStyle){ .size = 14, .paint = paint(ROLE_A) });
    assert_true(check_contrast(&list, "(on purpose)") > 0);
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_simulation_is_right),
        cmocka_unit_test(what_is_wrong_is_found),
        cmocka_unit_test(no_two_marks_differ_by_hue_alone),
        cmocka_unit_test(text_stands_out),
        cmocka_unit_test(heat_maps_show_their_signs_in_grey),
        cmocka_unit_test(a_colour_bar_is_as_its_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
