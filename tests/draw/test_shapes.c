// Cells, bars, headings, legends and icons: everything stays in its place, and digits fit.
#include "support/check.h"
#include "support/fixed_metrics.h"
#include "support/own_arena.h"

#include "draw/shapes.h"

static List begin_list(void) { return list_begin(arena, fixed_metrics()); }

static int count_kind(const List *list, CmdKind kind) {
    int count = 0;
    for (int i = 0; i < list->count; i++) count += list->cmd[i].kind == kind;
    return count;
}

static void assert_within(const List *list, Box at) {
    for (int i = 0; i < list->count; i++) {
        Box b = list->cmd[i].box;
        if (b.x < at.x - 1e-9 || b.y < at.y - 1e-9 || b.x + b.w > at.x + at.w + 1e-9 || b.y + b.h > at.y + at.h + 1e-9)
            fail_msg("command %d: %.2f,%.2f %.2fx%.2f leaves %.0f,%.0f %.0fx%.0f", i, b.x, b.y, b.w, b.h, at.x, at.y, at.w, at.h);
    }
}

static void digits_fit_their_cell(void **state) {
    (void)state;
    static const char *const text[] = { "0",           "0.54", "\u22121.414", "4.5\u00B710\u207B\u2077", "123\u2009456\u2009789",
                                        "\u2212\u221E" };
    for (unsigned i = 0; i < sizeof text / sizeof *text; i++)
        for (double side = 20; side <= 80; side += 12) {
            List list = begin_list();
            list_show(&list, ident_value(1, 5));
            Box at = box(10, 20, side, side);
            draw_cell(&list, at, text[i], (CellStyle){ .role = ROLE_A, .share = 0.5 });
            assert_within(&list, at);
            assert_true(count_kind(&list, CMD_TEXT) >= 1);
            for (int k = 0; k < list.count; k++) assert_int_equal(list.cmd[k].ident.element, 5);
        }
}

static void cells_have_states(void **state) {
    (void)state;
    Box at = box(0, 0, 52, 52);
    List list = begin_list();
    draw_cell(&list, at, "7", (CellStyle){ .role = ROLE_Q, .state = CELL_TO_COME });
    assert_int_equal(count_kind(&list, CMD_TEXT), 0);
    assert_true(list.cmd[0].rect.dash > 0 && list.cmd[0].rect.fill.alpha == 0);
    list = begin_list();
    draw_cell(&list, at, "\u2212\u221E", (CellStyle){ .role = ROLE_S, .state = CELL_MASKED });
    assert_int_equal(count_kind(&list, CMD_HATCH), 1);
    assert_int_equal(count_kind(&list, CMD_TEXT), 1);
    list = begin_list();
    draw_cell(&list, at, NULL, (CellStyle){ .role = ROLE_S, .share = 1 });
    assert_int_equal(list.count, 1);
    assert_true(list.cmd[0].rect.fill.amount > 0.8f); // without digits the tint may be strong
    list = begin_list();
    draw_cell(&list, at, "7", (CellStyle){ .role = ROLE_S, .share = 1, .ring = true });
    assert_int_equal(list.cmd[list.count - 1].rect.stroke.role, ROLE_INK);
    assert_close(list.cmd[list.count - 1].rect.width, 2, 0);
}

static void cells_are_revealed(void **state) {
    (void)state;
    List list = begin_list();
    list.alpha = 0.8f;
    draw_cell(&list, box(0, 0, 50, 50), "7", (CellStyle){ .role = ROLE_Q, .reveal = 0.5 });
    assert_close((double)list.cmd[0].rect.fill.alpha, 0.4, 1e-6);
    assert_true(list.cmd[0].box.w < 50);
    assert_close((double)list.alpha, 0.8, 1e-6); // put back
}

static void bars_show_their_share(void **state) {
    (void)state;
    List list = begin_list();
    draw_bar(&list, box(10, 10, 30, 100), 0.25, (BarStyle){ .role = ROLE_A });
    assert_close(list.cmd[1].box.y, 85, 1e-9);
    assert_close(list.cmd[1].box.h, 25, 1e-9);
    draw_bar_sideways(&list, box(0, 0, 200, 10), 0.5, (BarStyle){ .role = ROLE_A });
    assert_close(list.cmd[3].box.w, 100, 1e-9);
    int before = list.count;
    draw_bar(&list, box(0, 0, 30, 100), 0, (BarStyle){ .role = ROLE_A }); // nothing but the track
    draw_bar(&list, box(0, 0, 30, 100), __builtin_nan(""), (BarStyle){ .role = ROLE_A });
    assert_int_equal(list.count, before + 2);
    draw_bar(&list, box(0, 0, 30, 100), 7, (BarStyle){ .role = ROLE_A });
    assert_close(list.cmd[list.count - 1].box.h, 100, 1e-9);
}

static void headings_are_centred(void **state) {
    (void)state;
    List list = begin_list();
    draw_heading(&list, 200, 50, "Weights", "a_i", (HeadingStyle){ .role = ROLE_A, .strong = true, .fade = 1 - 0.5f });
    assert_int_equal(list.cmd[0].text.face, FACE_BOLD);
    assert_close(list.cmd[0].text.x + list.cmd[0].text.width / 2, 200, 1e-9);
    assert_int_equal(list.cmd[1].text.paint.role, ROLE_A);
    assert_close((double)list.cmd[1].text.paint.alpha, 0.5, 1e-6);
    assert_true(list.cmd[1].text.x < 200 && list.cmd[2].text.x + list.cmd[2].text.width > 200);
    list = begin_list();
    draw_heading(&list, 200, 50, "Weights", NULL, (HeadingStyle){ .role = ROLE_A });
    draw_heading(&list, 200, 50, NULL, "\\broken{", (HeadingStyle){ .role = ROLE_A }); // nothing, and no crash
    assert_int_equal(list.count, 1);
}

static void legends_flow(void **state) {
    (void)state;
    static const LegendItem item[] = {
        { ROLE_Q, "q", "query" }, { ROLE_K, "k_i", "keys" }, { ROLE_A, "a_i", "weights" }, { ROLE_GRAD, NULL, "gradient" }
    };
    List wide = begin_list(), narrow = begin_list(), none = begin_list();
    double one = draw_legend(&wide, 10, 20, 1000, item, 4), several = draw_legend(&narrow, 10, 20, 120, item, 4);
    assert_true(several > one && one > 0);
    assert_within(&wide, box(10, 20, 1000, one));
    assert_within(&narrow, box(10, 20, 120, several));
    assert_close(draw_legend(&none, 0, 0, 100, item, 0), 0, 0);
}

static void links_join_their_ends(void **state) {
    (void)state;
    List list = begin_list();
    draw_link(&list, 10, 20, 110, 220, ROLE_Q, 2, 0.5f);
    const PathPart *part = list.cmd[0].path.part;
    assert_int_equal(list.cmd[0].path.parts, 2);
    assert_close(part[0].x, 10, 0);
    assert_close(part[1].y, 220, 0);
    assert_close(part[1].y1, 20, 0); // leaves and arrives level
    assert_close(part[1].y2, 220, 0);
}

static void dot_mark(List *list, Box at, Role role) {
    list_circle(list, at.x + 5, at.y + 5, 3, (RectStyle){ .fill = paint(role) });
}

static void legends_have_the_marks_of_the_picture(void **state) {
    (void)state;
    List list = begin_list();
    const LegendItem item[] = { { ROLE_HEAD2, NULL, "head 2", .mark = dot_mark }, { ROLE_Q, "q", "query" } };
    double width = legend_width(&list, item, 2);
    draw_legend(&list, 10, 20, width + 0.5, item, 2);
    assert_within(&list, box(10, 20, width + 1, 24)); // so wide, and in one line
    assert_int_equal(list.cmd[0].rect.fill.role, ROLE_HEAD2);
    assert_close(list.cmd[0].box.w, 6, 1e-12); // the mark, not a chip
}

static void heat_maps_get_a_colour_bar(void **state) {
    (void)state;
    List list = begin_list();
    const float share[] = { 1, -0.5f };
    HeatStyle signed_style = { .positive = ROLE_Q, .negative = ROLE_K, .most = 2.5, .ident = ident_heat(7, 0, 2, 1, false) };
    list_heat(&list, box(0, 0, 10, 10), 1, 2, share, signed_style);
    list_heat(&list, box(20, 0, 10, 10), 1, 2, share, signed_style); // the same scale again
    list_heat(&list, box(40, 0, 10, 10), 1, 2, share, (HeatStyle){ .positive = ROLE_A, .negative = ROLE_A, .most = 1 });
    list_heat(&list, box(60, 0, 10, 10), 1, 2, share, (HeatStyle){ .positive = ROLE_A, .negative = ROLE_A }); // no numbers
    LegendItem scale[4];
    assert_int_equal(heat_scales(&list, 0, list.count, scale, 4), 2);
    assert_int_equal(heat_scales(&list, 0, list.count, scale, 1), 1);
    assert_int_equal(heat_scales(&list, 2, list.count, scale, 4), 1);
    assert_int_equal(heat_scales(&list, 0, list.count, scale, 4), 2);
    assert_int_equal(scale[0].node, 7);
    for (int head = 0; head < 3; head++) { // heads differ in their colour alone
        Role role = (Role)(ROLE_HEAD1 + head);
        list_heat(&list, box(80, 0, 10, 10), 1, 2, share, (HeatStyle){ .positive = role, .negative = role, .most = 1 });
    }
    assert_int_equal(heat_scales(&list, 0, list.count, scale, 4), 3);
    assert_int_equal(scale[2].role, ROLE_MUTED);
    List legend = begin_list();
    draw_legend(&legend, 0, 0, 1000, scale, 2);
    const Cmd *least = NULL, *most = NULL, *bar = NULL;
    for (int i = 0; i < legend.count; i++) {
        const Cmd *c = &legend.cmd[i];
        if (c->kind == CMD_TEXT && !strcmp(c->text.text, "−2.5")) least = c;
        if (c->kind == CMD_TEXT && !strcmp(c->text.text, "2.5")) most = c;
        if (c->kind == CMD_HEAT && !bar) bar = c;
    }
    assert_true(least && most && bar);
    assert_true(least->box.x < bar->box.x && bar->box.x < most->box.x);
    assert_close((double)bar->heat.share[0], -1, 1e-6);
    assert_close((double)bar->heat.share[bar->heat.columns - 1], 1, 1e-6);
    assert_true(legend.cmd[legend.count - 1].box.x + legend.cmd[legend.count - 1].box.w <= legend_width(&legend, scale, 2) + 1);
}

static void icons_stay_on_their_field(void **state) {
    (void)state;
    for (int icon = ICON_PLAY; icon <= ICON_SWAP; icon++)
        for (double size = 12; size <= 48; size *= 2) {
            List list = begin_list();
            draw_icon(&list, (Icon)icon, 100, 200, size, paint(ROLE_INK));
            assert_true(list.count > 0);
            assert_within(&list, box(100 - size / 2, 200 - size / 2, size, size));
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digits_fit_their_cell),
        cmocka_unit_test(cells_have_states),
        cmocka_unit_test(cells_are_revealed),
        cmocka_unit_test(bars_show_their_share),
        cmocka_unit_test(headings_are_centred),
        cmocka_unit_test(legends_flow),
        cmocka_unit_test(links_join_their_ends),
        cmocka_unit_test(icons_stay_on_their_field),
        cmocka_unit_test(legends_have_the_marks_of_the_picture),
        cmocka_unit_test(heat_maps_get_a_colour_bar),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
