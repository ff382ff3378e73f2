// Building a list and asking it: offsets, fades, identities, text pieces, boxes, picking, where an element is.
#include "draw/shapes.h"
#include "support/check.h"
#include "support/fixed_metrics.h"
#include "support/own_arena.h"

#include "base/math.h"
#include "base/random.h"
#include "draw/grow.h"
#include "draw/list.h"
#include "draw/part.h"

static List begin_list(void) { return list_begin(arena, fixed_metrics()); }
static const Cmd *last(const List *list) { return &list->cmd[list->count - 1]; }

static void assert_box(Box got, double x, double y, double w, double h) {
    assert_close(got.x, x, 1e-9);
    assert_close(got.y, y, 1e-9);
    assert_close(got.w, w, 1e-9);
    assert_close(got.h, h, 1e-9);
}

static void boxes(void **state) {
    (void)state;
    assert_box(box_union(box(0, 0, 2, 2), box(5, 1, 1, 4)), 0, 0, 6, 5);
    assert_box(box_union(box(9, 9, 0, 5), box(5, 1, 1, 4)), 5, 1, 1, 4);
    assert_box(box_meet(box(0, 0, 4, 4), box(2, 1, 9, 9)), 2, 1, 2, 3);
    assert_true(box_meet(box(0, 0, 4, 4), box(8, 1, 9, 9)).w == 0);
    assert_true(box_holds(box(0, 0, 4, 4), 0, 3.9));
    assert_false(box_holds(box(0, 0, 4, 4), 4, 0)); // neighbours never both hold a point
    assert_true(box_meets(box(0, 0, 4, 4), box(3, 3, 4, 4)));
    assert_false(box_meets(box(0, 0, 4, 4), box(4, 0, 4, 4)));
    assert_box(box_grow(box(1, 1, 2, 2), 1), 0, 0, 4, 4);
}

static void commands_take_offset_fade_and_identity(void **state) {
    (void)state;
    List list = begin_list();
    list.dx = 10, list.dy = 20;
    float whole = list_fade(&list, 0.5f);
    assert_close((double)whole, 1, 0);
    Ident former = list_show(&list, ident_value(3, 7));
    assert_int_equal(former.kind, IDENT_NONE);
    list_rect(&list, box(1, 2, 30, 10), (RectStyle){ .radius = 99, .fill = paint_faded(ROLE_Q, 0.5f) });
    assert_box(last(&list)->box, 11, 22, 30, 10);
    assert_close(last(&list)->rect.radius, 5, 0); // never more than half the side
    assert_close((double)last(&list)->rect.fill.alpha, 0.25, 0);
    assert_int_equal(last(&list)->ident.element, 7);
    list_fade(&list, 0);
    int before = list.count;
    list_rect(&list, box(0, 0, 1, 1), (RectStyle){ .fill = paint(ROLE_Q) });
    list_text(&list, 0, 0, TEXT("unseen"), (TextStyle){ 0 });
    assert_int_equal(list.count, before);
    for (int i = 0; i < 1000; i++) {
        list_fade(&list, 1);
        list_circle(&list, i, 0, 2, (RectStyle){ .fill = paint(ROLE_K) });
    }
    assert_int_equal(list.count, before + 1000);
    assert_box(list.cmd[0].box, 11, 22, 30, 10);
}

static void paths_have_boxes(void **state) {
    (void)state;
    List list = begin_list();
    list.dx = 100;
    list_line(&list, 5, 40, 1, 2, (StrokeStyle){ .paint = paint(ROLE_Q), .width = 2 });
    assert_box(last(&list)->box, 101, 2, 4, 38);
    list_curve(&list, 0, 0, 10, -5, 20, 30, 8, 8, (StrokeStyle){ .paint = paint(ROLE_Q) });
    assert_box(last(&list)->box, 100, -5, 20, 35);
    list_polyline(&list, (double[]){ 0, 0, 4, 0, 4, 4 }, 3, true, (StrokeStyle){ .fill = paint(ROLE_Q) });
    assert_int_equal(last(&list)->path.parts, 4);
    list_ellipse(&list, 0, 0, 10, 5, 90, (RectStyle){ .stroke = paint(ROLE_Q) });
    assert_box(last(&list)->box, 95, -10, 10, 20);
    int before = list.count;
    list_line(&list, 0, 0, 50, 0, (StrokeStyle){ .paint = paint(ROLE_Q), .width = 2, .arrow = 10 });
    assert_int_equal(list.count, before + 2);
    assert_box(list.cmd[before].box, 100, 0, 41.5, 0); // the shaft ends within the head
    assert_box(last(&list)->box, 140, -4.2, 10, 8.4);
    list_line(&list, 7, 7, 7, 7, (StrokeStyle){ .paint = paint(ROLE_Q), .arrow = 10 }); // no direction, no head
    list_polyline(&list, NULL, 0, true, (StrokeStyle){ .paint = paint(ROLE_Q) });
}

static void text_is_measured_and_aligned(void **state) {
    (void)state;
    List list = begin_list();
    double width = list_text(&list, 100, 50, TEXT("12345"), (TextStyle){ .size = 10 });
    assert_close(width, 29, 1e-9);
    assert_close(metrics_width(list.metrics, FACE_TEXT, 10, TEXT("12345")), 29, 1e-9);
    assert_close(last(&list)->text.x, 100, 1e-9);
    assert_int_equal(last(&list)->text.paint.role, ROLE_INK);
    list_text(&list, 100, 50, TEXT("12345"), (TextStyle){ .size = 10, .align = ALIGN_CENTER });
    assert_close(last(&list)->text.x, 85.5, 1e-9);
    list_text(&list, 100, 50, TEXT("12345"), (TextStyle){ .size = 10, .align = ALIGN_RIGHT });
    assert_close(last(&list)->text.x, 71, 1e-9);
    assert_true(last(&list)->box.y < 43 && last(&list)->box.y + last(&list)->box.h >= 50);
    list_print(&list, 0, 0, (TextStyle){ 0 }, "%d of %d", 3, 4);
    assert_string_equal(last(&list)->text.text, "3 of 4");
    assert_close(last(&list)->text.size, 14, 0);
    int before = list.count;
    assert_close(list_text(&list, 0, 0, TEXT(""), (TextStyle){ 0 }), 0, 0);
    assert_int_equal(list.count, before);
}

static void lacking_glyphs_come_from_the_fallback(void **state) {
    (void)state;
    List list = begin_list();
    double width = list_text(&list, 0, 0, TEXT("g \u2299 h"), (TextStyle){ .size = 10 });
    assert_int_equal(list.count, 3);
    assert_string_equal(list.cmd[1].text.text, "\u2299");
    assert_int_equal(list.cmd[1].text.face, FACE_FALLBACK);
    assert_int_equal(list.cmd[2].text.face, FACE_TEXT);
    assert_close(list.cmd[1].text.x, list.cmd[0].text.x + list.cmd[0].text.width, 1e-9);
    assert_close(width, list.cmd[2].text.x + list.cmd[2].text.width, 1e-9);
    assert_close(width, metrics_width(list.metrics, FACE_TEXT, 10, TEXT("g \u2299 h")), 1e-9);
    // Math italic first asks its upright sister.
    list_text(&list, 0, 0, TEXT("\u22A4"), (TextStyle){ .face = FACE_MATH_ITALIC });
    assert_int_equal(last(&list)->text.face, FACE_MATH);
    // A space that the face lacks is only a distance.
    int before = list.count;
    width = list_text(&list, 0, 0, TEXT("12\u2009345"), (TextStyle){ .face = FACE_MATH, .size = 12 });
    assert_int_equal(list.count, before + 2);
    assert_close(width, 12 * (5 * 0.5 + 1.0 / 6), 1e-9);
}

static void superscript_characters_are_set(void **state) {
    (void)state;
    List list = begin_list();
    double width = list_text(&list, 0, 100, TEXT("4.5\u00B710\u207B\u2077!"), (TextStyle){ .size = 20 });
    assert_int_equal(list.count, 3);
    assert_string_equal(list.cmd[1].text.text, "\u22127");
    assert_close(list.cmd[1].text.size, 20 * METRICS_RAISED_SIZE, 1e-9);
    assert_close(list.cmd[1].text.y, 100 - 20 * METRICS_RAISED_BY, 1e-9);
    assert_close(list.cmd[1].text.width, 2 * 0.58 * 20 * METRICS_RAISED_SIZE, 1e-9);
    assert_close(list.cmd[2].text.y, 100, 1e-9);
    assert_close(width, metrics_width(list.metrics, FACE_TEXT, 20, TEXT("4.5\u00B710\u207B\u2077!")), 1e-9);
}

// A shaper of two letters that no face has: they become one glyph, 1.5 wide.
static const Shaped *shape_two(const void *context, Text text) {
    (void)context;
    static const Glyph glyph = { 77, 0.25, 0, 6, 1 };
    static const Shaped pair = { .glyph = &glyph, .glyphs = 1, .width = 1.5, .ascent = 0.9, .descent = 0.3, .bytes = 6 };
    return text_starts(text, "漢字") ? &pair : NULL;
}

static void a_shaper_sets_what_no_face_has(void **state) {
    (void)state;
    Metrics with = *fixed_metrics();
    Text text = TEXT("ab 漢字 c");
    double before = metrics_width(&with, FACE_TEXT, 10, TEXT("ab ")), after = metrics_width(&with, FACE_TEXT, 10, TEXT(" c"));
    with.face[FACE_FALLBACK].advance = with.face[FACE_TEXT].advance; // which lacks them too
    with.shape = shape_two;
    assert_close(metrics_width(&with, FACE_TEXT, 10, text), before + 15 + after, 1e-9);
    List list = list_begin(arena, &with);
    assert_close(list_text(&list, 0, 50, text, (TextStyle){ .size = 10 }), before + 15 + after, 1e-9);
    const Cmd *shaped = NULL;
    for (int i = 0; i < list.count; i++)
        if (list.cmd[i].text.shaped) shaped = &list.cmd[i];
    assert_non_null(shaped);
    assert_string_equal(shaped->text.text, "漢字");
    assert_close(shaped->text.x, before, 1e-9);
    assert_close(shaped->box.h, 12, 1e-9);
    Glyph glyph[8];
    assert_int_equal(metrics_glyphs(&with, FACE_TEXT, shaped->text.shaped, text_of(shaped->text.text), glyph), 1);
    assert_int_equal(glyph[0].code, 77);
    assert_int_equal(metrics_glyphs(&with, FACE_TEXT, NULL, TEXT("aé"), glyph), 2);
    assert_close(glyph[1].x, metrics_width(&with, FACE_TEXT, 1, TEXT("a")), 0.2);
    assert_int_equal(glyph[1].bytes, 2);
}

// Zero in a style is the list's own; what a style says holds for its one command.
static void styles_carry_identity_and_fade(void **state) {
    (void)state;
    List list = begin_list();
    list_show(&list, ident_value(1, 2));
    list_fade(&list, 0.5f);
    list_rect(&list, box(0, 0, 10, 10), (RectStyle){ .fill = paint(ROLE_Q) });
    list_rect(&list, box(0, 0, 10, 10), (RectStyle){ .fill = paint(ROLE_Q), .ident = ident_note("n"), .fade = 0.5 });
    list_rect(&list, box(0, 0, 10, 10), (RectStyle){ .fill = paint(ROLE_Q), .fade = 1 });
    list_text(&list, 0, 0, TEXT("x"), (TextStyle){ .ident = ident_grad(3, 4), .fade = 0.25 });
    assert_int_equal(list.count, 3);
    assert_true(ident_same(list.cmd[0].ident, ident_value(1, 2)));
    assert_close(list.cmd[0].rect.fill.alpha, 0.5, 1e-6);
    assert_true(ident_same(list.cmd[1].ident, ident_note("n")));
    assert_close(list.cmd[1].rect.fill.alpha, 0.25, 1e-6);
    assert_true(ident_same(list.cmd[2].ident, ident_grad(3, 4)));
    assert_close(list.cmd[2].text.paint.alpha, 0.375, 1e-6);
    assert_true(ident_same(list.ident, ident_value(1, 2)));
    assert_close(list.alpha, 0.5, 0);
}

// What is asked for is a "?", whatever draws it.
static void what_is_hidden_is_not_drawn(void **state) {
    (void)state;
    List list = begin_list();
    const Hidden hidden[] = { { .node = 3, .first = 2, .count = 2 }, { .node = 3, .grad = true } };
    list.hidden = hidden, list.hiddens = 2;
    assert_true(list_hides(&list, ident_value(3, 3)) && list_hides(&list, ident_grad(3, 0)) &&
                list_hides(&list, ident_length(3, 0, 9)));
    assert_false(list_hides(&list, ident_value(3, 1)) || list_hides(&list, ident_value(4, 2)) ||
                 list_hides(&list, ident_note("3")));
    list_text(&list, 0, 0, TEXT("0.25"), (TextStyle){ .ident = ident_value(3, 2) });
    assert_string_equal(last(&list)->text.text, "?");
    list_text(&list, 0, 0, TEXT("0.25"), (TextStyle){ .ident = ident_value(3, 1) });
    assert_string_equal(last(&list)->text.text, "0.25");
    list_text(&list, 0, 0, TEXT("a"), (TextStyle){ .face = FACE_MATH_ITALIC, .ident = ident_value(3, 2) }); // its name
    assert_string_equal(last(&list)->text.text, "a");
    list_text_fit(&list, 0, 0, 9, TEXT("−∞"), (TextStyle){ .ident = ident_grad(3, 7) });
    assert_string_equal(last(&list)->text.text, "?");
    list_show(&list, ident_value(3, 2));
    int before = list.count;
    list_rect(&list, box(0, 0, 10, 10), (RectStyle){ .fill = paint(ROLE_Q) }); // its height might tell it
    list_line(&list, 0, 0, 9, 9, (StrokeStyle){ .paint = paint(ROLE_Q) });
    list_circle(&list, 0, 0, 9, (RectStyle){ .fill = paint(ROLE_Q) });
    assert_int_equal(list.count, before);
    draw_cell(&list, box(0, 0, 60, 40), "0.25", (CellStyle){ .role = ROLE_A, .share = 0.9 });
    assert_int_equal(list.count, before + 2);
    assert_true(list.cmd[before].rect.dash > 0 && list.cmd[before].rect.fill.amount < 0.1f);
    assert_string_equal(last(&list)->text.text, "?");
    assert_true(ident_same(last(&list)->ident, ident_value(3, 2)));
    before = list.count;
    draw_bar(&list, box(0, 0, 10, 40), 0.75, (BarStyle){ .role = ROLE_A });
    assert_int_equal(list.count, before + 1); // the track
    list_show(&list, ident_heat(3, 0, 2, 1, false));
    list_heat(&list, box(0, 0, 40, 40), 2, 2, (float[]){ 0.1f, 0.2f, 0.3f, 0.4f }, (HeatStyle){ .positive = ROLE_A });
    assert_close(list.cmd[list.count - 2].heat.share[1], 0.2, 1e-6);
    assert_close(list.cmd[list.count - 2].heat.share[2], 0, 0);
    assert_string_equal(last(&list)->text.text, "?");
}

static void text_fits(void **state) {
    (void)state;
    Random random = random_seed(11);
    for (int run = 0; run < 2000; run++) {
        List list = begin_list();
        char text[41];
        int size = 1 + (int)random_below(&random, 40);
        for (int i = 0; i < size; i++) text[i] = (char)(' ' + 1 + random_below(&random, 94));
        text[size] = 0;
        double room = 20 + random_uniform(&random) * 200, asked = 8 + random_uniform(&random) * 20;
        double width = list_text_fit(&list, 0, 0, room, text_of(text), (TextStyle){ .size = asked });
        assert_true(width <= room + 1e-9);
        assert_true(last(&list)->text.size >= 0.6 * asked - 1e-9 && last(&list)->text.size <= asked + 1e-9);
        bool cut = strstr(last(&list)->text.text, "\u2026") != NULL;
        assert_true(cut || strcmp(last(&list)->text.text, text) == 0);
    }
    List list = begin_list();
    list_text_fit(&list, 0, 0, 1e6, TEXT("short"), (TextStyle){ .size = 12 });
    assert_close(last(&list)->text.size, 12, 0);
}

static void picking(void **state) {
    (void)state;
    List list = begin_list();
    Ident ident;
    list_rect(&list, box(0, 0, 400, 400), (RectStyle){ .fill = paint(ROLE_PANEL) }); // furniture
    list_show(&list, ident_value(1, 4));
    list_rect(&list, box(10, 10, 50, 50), (RectStyle){ .fill = paint(ROLE_Q) });
    list_show(&list, ident_grad(2, 5));
    list_rect(&list, box(40, 10, 50, 50), (RectStyle){ .fill = paint(ROLE_Q) });
    assert_null(list_pick(&list, 5, 5, &ident));
    assert_ptr_equal(list_pick(&list, 20, 20, &ident), &list.cmd[1]);
    assert_int_equal(ident.element, 4);
    list_pick(&list, 45, 20, &ident); // the topmost one
    assert_int_equal(ident.kind, IDENT_GRAD);
    assert_non_null(list_pick(&list, 45, 20, NULL));

    list_clip(&list, box(100, 0, 50, 400));
    list_clip(&list, box(100, 0, 50, 50));
    list_rect(&list, box(60, 0, 200, 200), (RectStyle){ .fill = paint(ROLE_Q) });
    list_unclip(&list);
    list_unclip(&list);
    assert_null(list_pick(&list, 200, 20, &ident));
    assert_null(list_pick(&list, 120, 80, &ident));
    assert_non_null(list_pick(&list, 120, 20, &ident));
    list_rect(&list, box(300, 300, 10, 10), (RectStyle){ .fill = paint(ROLE_Q) });
    assert_non_null(list_pick(&list, 305, 305, &ident)); // clips are closed again
}

static void picking_paths(void **state) {
    (void)state;
    List list = begin_list();
    list_show(&list, ident_value(1, 0));
    list_line(&list, 0, 0, 100, 100, (StrokeStyle){ .paint = paint(ROLE_Q), .width = 1 });
    assert_non_null(list_pick(&list, 50, 52, NULL));
    assert_null(list_pick(&list, 20, 80, NULL)); // in its box, but far from the line
    assert_non_null(list_pick(&list, -2, 0, NULL));
    list_polyline(&list, (double[]){ 200, 0, 300, 0, 300, 100 }, 3, true, (StrokeStyle){ .fill = paint(ROLE_Q) });
    assert_non_null(list_pick(&list, 280, 20, NULL));
    assert_null(list_pick(&list, 220, 80, NULL));
    list_curve(&list, 0, 200, 50, 200, 50, 300, 100, 300, (StrokeStyle){ .paint = paint(ROLE_Q), .width = 10 });
    assert_non_null(list_pick(&list, 50, 250, NULL));
    assert_null(list_pick(&list, 20, 280, NULL));
    list_ellipse(&list, 400, 400, 40, 20, 30, (RectStyle){ .fill = paint(ROLE_Q) });
    assert_non_null(list_pick(&list, 400, 400, NULL));
    assert_null(list_pick(&list, 370, 420, NULL));
}

static void heat_maps_know_their_cells(void **state) {
    (void)state;
    List list = begin_list();
    float share[6] = { 0 };
    list_show(&list, ident_heat(9, 100, 10, 2, false));
    list_heat(&list, box(0, 0, 30, 20), 2, 3, share, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
    Ident ident;
    list_pick(&list, 25, 15, &ident);
    assert_int_equal(ident.kind, IDENT_VALUE);
    assert_int_equal(ident.element, 100 + 10 + 4);
    Box where;
    assert_true(list_where(&list, ident_value(9, 112), &where));
    assert_box(where, 10, 10, 10, 10);
    assert_false(list_where(&list, ident_value(9, 113), &where));
    assert_false(list_where(&list, ident_value(9, 106), &where));
    assert_false(list_where(&list, ident_grad(9, 112), &where));
}

static void where_things_are(void **state) {
    (void)state;
    List list = begin_list();
    Box where;
    list_show(&list, ident_value(1, 2));
    list_rect(&list, box(1, 2, 3, 4), (RectStyle){ .fill = paint(ROLE_Q) });
    list_text(&list, 1, 5, TEXT("7"), (TextStyle){ 0 });
    list_show(&list, ident_symbol(1, 0, false));
    list_rect(&list, box(9, 9, 9, 9), (RectStyle){ 0 });
    list_show(&list, ident_note("a norm"));
    list_rect(&list, box(8, 8, 8, 8), (RectStyle){ 0 });
    assert_true(list_where(&list, ident_value(1, 2), &where));
    assert_box(where, 1, 2, 3, 4); // the first, its cell
    assert_true(list_where(&list, ident_symbol(1, 0, false), &where));
    assert_box(where, 9, 9, 9, 9);
    char note[] = "a norm";
    assert_true(list_where(&list, ident_note(note), &where));
    assert_false(list_where(&list, ident_symbol(1, 0, true), &where));
    assert_false(list_where(&list, (Ident){ 0 }, &where));
    assert_true(list_where(&list, ident_value(1, 2), NULL));
}

static void copies_are_whole_and_moved(void **state) {
    (void)state;
    Arena *other = arena_begin();
    List from = list_begin(other, fixed_metrics()), to = begin_list();
    from.ident = ident_note("note");
    list_rect(&from, box(0, 0, 10, 10), (RectStyle){ .fill = paint(ROLE_Q) });
    list_line(&from, 0, 0, 5, 5, (StrokeStyle){ .paint = paint(ROLE_Q) });
    list_text(&from, 1, 2, TEXT("text"), (TextStyle){ 0 });
    list_heat(&from, box(0, 0, 1, 1), 1, 2, (float[]){ 0.25f, -1 }, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
    list_clip(&from, box(0, 0, 5, 5));
    list_hatch(&from, box(0, 0, 5, 5), 2, paint(ROLE_K));
    list_unclip(&from);
    to.dx = 100;
    to.alpha = 0.5f;
    list_add_all(&to, &from);
    arena_end(other);
    assert_int_equal(to.count, 7);
    assert_box(to.cmd[0].box, 100, 0, 10, 10);
    assert_string_equal(to.cmd[0].ident.note.text, "note");
    assert_close((double)to.cmd[0].rect.fill.alpha, 0.5, 0);
    assert_close(to.cmd[1].path.part[1].x, 105, 0);
    assert_close(to.cmd[2].text.x, 101, 0);
    assert_string_equal(to.cmd[2].text.text, "text");
    assert_close((double)to.cmd[3].heat.share[1], -1, 0);
    assert_close((double)to.cmd[3].heat.alpha, 0.5, 0);
    assert_box(to.cmd[4].box, 100, 0, 5, 5);
    assert_close((double)to.cmd[5].hatch.paint.alpha, 0.5, 0);
}

static void a_small_picture_has_its_own_theme(void **state) {
    (void)state;
    List from = begin_list(), to = begin_list();
    from.ident = ident_value(3, 1);
    list_rect(&from, box(10, 20, 40, 20), (RectStyle){ .radius = 8, .fill = paint(ROLE_INK), .stroke = paint(ROLE_Q), .width = 2 });
    list_text(&from, 10, 20, TEXT("0.54"), (TextStyle){ .size = 16 });
    list_heat(&from, box(0, 0, 8, 8), 1, 1, (float[]){ 1 }, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
    to.dx = 100;
    list_add_small(&to, &from, 0.5, THEME_DARK);
    assert_int_equal(to.count, from.count);
    assert_box(to.cmd[0].box, 105, 10, 20, 10);
    assert_close(to.cmd[0].rect.radius, 4, 0);
    assert_close(to.cmd[1].text.size, 8, 0);
    assert_close(to.cmd[1].text.width, from.cmd[1].text.width / 2, 1e-12);
    assert_int_equal(to.cmd[0].ident.kind, IDENT_NONE);
    assert_close(to.dx, 100, 0);
    Color dark = theme_role(THEME_DARK, ROLE_INK), shown = theme_color(THEME_LIGHT, to.cmd[0].rect.fill);
    assert_true(dark.r == shown.r && dark.g == shown.g && dark.b == shown.b);
    assert_int_equal(to.cmd[2].heat.theme, THEME_DARK + 1);
    Box changed[4];
    List other = begin_list();
    other.dx = 100;
    list_add_small(&other, &from, 0.5, THEME_LIGHT);
    assert_true(list_changes(&to, &other, changed, 4) != 0); // another theme is another picture
}

static void reach_holds_what_is_painted(void **state) {
    (void)state;
    List list = begin_list();
    list_line(&list, 0, 0, 10, 0, (StrokeStyle){ .paint = paint(ROLE_Q), .width = 8 });
    Box reach = list_reach(last(&list));
    assert_true(reach.y <= -4 && reach.y + reach.h >= 4 && reach.x < 0);
    list_rect(&list, box(0, 0, 10, 10), (RectStyle){ .stroke = paint(ROLE_Q), .width = 2 });
    assert_true(list_reach(last(&list)).x <= -1);
}

// Labels that grow beside each other keep a gap.
static void grown_labels_keep_apart(void **state) {
    (void)state;
    List list = begin_list();
    double room = metrics_width(list.metrics, FACE_TEXT, 12, TEXT("first")) + 1;
    list_text(&list, 10, 20, TEXT("first"), (TextStyle){ .size = 8, .paint = paint(ROLE_INK) });
    list_text(&list, 10 + room, 20, TEXT("second"), (TextStyle){ .size = 12, .paint = paint(ROLE_INK) });
    list_grow_labels(&list, 12, box(10, 8, 200, 20));
    assert_true(list.cmd[1].box.x - list.cmd[0].box.x - list.cmd[0].box.w >= 3);
}

// A label that grows goes on in a second line where there is room for it, and no rule is crossed for that.
static void a_grown_label_crosses_no_rule(void **state) {
    (void)state;
    for (int ruled = 0; ruled < 2; ruled++) {
        List list = begin_list();
        TextStyle small = { .size = 9, .paint = paint(ROLE_INK) };
        list_text(&list, 10, 20, TEXT("scores and mix"), small);
        list_text(&list, 74, 20, TEXT("n"), (TextStyle){ .size = 12, .paint = paint(ROLE_INK) }); // no room in one line
        if (ruled) list_line(&list, 0, 28.5, 200, 28.5, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        list_grow_labels(&list, 12, box(0, 8, 200, 60));
        double lowest = 0;
        for (int i = 0; i < list.count; i++)
            if (list.cmd[i].kind == CMD_TEXT) lowest = math_max(lowest, list.cmd[i].box.y + list.cmd[i].box.h);
        if (ruled)
            assert_true(lowest < 28);
        else
            assert_true(lowest > 32);
    }
}

// Of an arrow that crosses the edge of a part neither the head is left alone nor the shaft; one within it stays whole.
static void a_part_has_whole_arrows(void **state) {
    (void)state;
    static const struct {
        double from, to; // the part ends at 50
        int commands;
    } made[] = { { 10, 40, 2 }, { 90, 40, 0 }, { 10, 60, 0 } };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        List list = begin_list(), part = begin_list();
        list_line(&list, 20, made[i].from, 20, made[i].to, (StrokeStyle){ .paint = paint(ROLE_INK), .width = 2, .arrow = 8 });
        list_add_part(&part, &list, box(0, 0, 50, 50), 0, 0);
        assert_int_equal(part.count, made[i].commands);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_has_whole_arrows),
        cmocka_unit_test(a_grown_label_crosses_no_rule),
        cmocka_unit_test(grown_labels_keep_apart),
        cmocka_unit_test(boxes),
        cmocka_unit_test(commands_take_offset_fade_and_identity),
        cmocka_unit_test(paths_have_boxes),
        cmocka_unit_test(text_is_measured_and_aligned),
        cmocka_unit_test(lacking_glyphs_come_from_the_fallback),
        cmocka_unit_test(superscript_characters_are_set),
        cmocka_unit_test(a_shaper_sets_what_no_face_has),
        cmocka_unit_test(styles_carry_identity_and_fade),
        cmocka_unit_test(what_is_hidden_is_not_drawn),
        cmocka_unit_test(text_fits),
        cmocka_unit_test(picking),
        cmocka_unit_test(picking_paths),
        cmocka_unit_test(heat_maps_know_their_cells),
        cmocka_unit_test(where_things_are),
        cmocka_unit_test(copies_are_whole_and_moved),
        cmocka_unit_test(a_small_picture_has_its_own_theme),
        cmocka_unit_test(reach_holds_what_is_painted),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
