// The text form of a list, exactly: goldens of every lesson rest on it.
#include "support/check.h"
#include "support/fixed_metrics.h"

#include "draw/list.h"

static const char *name_of(const void *context, int node) {
    (void)context;
    return node == 3 ? "s" : NULL;
}

static void every_kind(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    List list = list_begin(arena, fixed_metrics());
    list_show(&list, ident_value(3, 7));
    list_rect(
        &list, box(-0.04, 20.25, 52, 52),
        (RectStyle){ .radius = 8, .fill = paint_tint(ROLE_S, ROLE_PANEL, 0.5f), .stroke = paint(ROLE_S), .width = 1.5, .dash = 4 });
    list_show(&list, ident_grad(9, 1));
    list_text(&list, 10, 100, TEXT("\u22120.71"), (TextStyle){ .size = 17, .paint = paint_faded(ROLE_INK, 0.42f) });
    list_show(&list, ident_note("the norm of h"));
    list_line(&list, 0, 0, -10.06, 5, (StrokeStyle){ .paint = paint(ROLE_K), .width = 2 });
    list_show(&list, ident_symbol(3, 0, true));
    list_path(&list, (PathPart[]){ { .op = PATH_MOVE, .x = 1, .y = 1 }, { PATH_CURVE, 1, 2, 3, 4, 5, 6 }, { .op = PATH_CLOSE } }, 3,
              (StrokeStyle){ .fill = paint(ROLE_Q), .dash = 3 });
    list_show(&list, ident_heat(3, 0, 2, 1, false));
    list_heat(&list, box(0, 0, 20, 20), 2, 2, (float[]){ 0, 0.5f, -1, 0.124f },
              (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
    list_show(&list, (Ident){ .kind = IDENT_VALUE, .node = 3, .drag = 60 });
    list.may_overlap = true;
    list_hatch(&list, box(0, 0, 8, 8), 2, paint(ROLE_LINE));
    list.cmd[list.count - 1].step_back = 0.75f;
    list_clip(&list, box(0, 0, 9, 9));
    list.may_overlap = false;
    list_unclip(&list);

    Builder out = { .arena = arena };
    list_dump(&list, &out, name_of, NULL);
    static const char *const want[] = {
        "rect 0,20.3 52x52 r=8 fill=score*0.50/panel stroke=score width=1.5 dash=4 [value s 7]",
        "text 10,87.3 43.7x13.1 \"\u22120.71\" text 17 paint=ink@0.42 [grad #9 1]",
        "path -10.1,0 10.1x5 M0,0 L-10.1,5 stroke=key width=2 [note the norm of h]",
        "path 1,1 4x5 M1,1 C1,2 3,4 5,6 Z fill=query dash=3 [symbol s grad]",
        "heat 0,0 20x20 2x2 +query -key: 0 50|-100 12 [heat s 0+2r+1c]",
        "hatch 0,0 8x8 r=2 paint=line [value s 0 handle] back=0.75 over",
        "clip 0,0 9x9 over",
        "unclip",
    };
    Text rest = { out.at, out.size };
    for (unsigned i = 0; i < sizeof want / sizeof *want; i++) assert_string_equal(text_copy(arena, text_line(&rest)), want[i]);
    assert_int_equal(rest.size, 0);
    arena_end(arena);
}

static const char *heat_text(Arena *arena, const float *share) {
    List list = list_begin(arena, fixed_metrics());
    list_heat(&list, box(0, 0, 100, 100), 100, 100, share, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
    Builder out = { .arena = arena };
    list_dump(&list, &out, name_of, NULL);
    return builder_text(&out);
}

// A large heat map is one short line, and still every cell of it counts.
static void a_large_heat_map(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    float *share = arena_new(arena, float, 10000);
    for (int i = 0; i < 10000; i++) share[i] = (float)(i % 7) / 7;
    const char *first = heat_text(arena, share);
    assert_true(strlen(first) < 400);
    assert_string_equal(first, heat_text(arena, share));
    share[9999] += 0.02f;
    assert_string_not_equal(first, heat_text(arena, share));
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_kind), cmocka_unit_test(a_large_heat_map) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
