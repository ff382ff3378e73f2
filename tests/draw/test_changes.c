// Dirty boxes: whatever is edited, a point outside of them is painted by the same commands in the same order as before.
#include "support/check.h"
#include "support/fixed_metrics.h"

#include "base/random.h"
#include "draw/list.h"

enum { WIDE = 400, POINTS = 40, MOST = 8 };

static void add_random(List *list, Random *r, int depth) {
    double x = random_uniform(r) * WIDE, y = random_uniform(r) * WIDE, w = random_uniform(r) * 60, h = random_uniform(r) * 60;
    Role role = (Role)random_below(r, ROLE_COUNT);
    switch (random_below(r, 7)) {
    case 0:
    case 1:
        list_rect(list, box(x, y, w, h),
                  (RectStyle){ .radius = 4, .fill = paint(role), .stroke = paint(ROLE_INK), .width = w / 20 });
        break;
    case 2:
        list_text(list, x, y, random_below(r, 2) ? TEXT("0.54") : TEXT("1\u00B710\u207B\u2077"), (TextStyle){ .size = 17 });
        break;
    case 3: list_line(list, x, y, x + w, y + h, (StrokeStyle){ .paint = paint(role), .width = h / 10, .arrow = 6 }); break;
    case 4: list_hatch(list, box(x, y, w, h), 3, paint(role)); break;
    case 5:
        list_heat(list, box(x, y, w, h), 1, 2, (float[]){ (float)random_uniform(r), 0 },
                  (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
        break;
    default:
        if (depth > 2) break;
        list_clip(list, box(x, y, 2 * w, 2 * h));
        for (int i = 0; i < 3; i++) add_random(list, r, depth + 1);
        list_unclip(list);
    }
}

// What is painted at a point, as a hash of the commands that reach it, in order.
static uint64_t painted(Arena *arena, const List *list, double x, double y) {
    uint64_t hash = 14695981039346656037u;
    Box clip[16];
    int depth = 0;
    for (int i = 0; i < list->count; i++) {
        const Cmd *cmd = &list->cmd[i];
        if (cmd->kind == CMD_CLIP)
            clip[depth] = depth ? box_meet(clip[depth - 1], cmd->box) : cmd->box, depth++;
        else if (cmd->kind == CMD_UNCLIP)
            depth--;
        else if (box_holds(list_reach(cmd), x, y) && (!depth || box_holds(clip[depth - 1], x, y))) {
            List one = *list;
            Cmd bare = *cmd;
            bare.ident = (Ident){ 0 };
            one.cmd = &bare;
            one.count = 1;
            Builder b = { .arena = arena };
            list_dump(&one, &b, NULL, NULL);
            for (size_t k = 0; k < b.size; k++) hash = (hash ^ (unsigned char)b.at[k]) * 1099511628211u;
        }
    }
    return hash;
}

// A copy of `from` with up to `edits` random edits; whole clip groups are left alone.
static List edited(Arena *arena, const List *from, Random *r, int edits) {
    List to = list_begin(arena, from->metrics);
    list_add_all(&to, from);
    for (int e = 0; e < edits && to.count; e++) {
        int at = (int)random_below(r, (uint32_t)to.count);
        Cmd *cmd = &to.cmd[at];
        if (cmd->kind == CMD_CLIP || cmd->kind == CMD_UNCLIP) {
            if (cmd->kind == CMD_CLIP) cmd->box.w += 7;
            continue;
        }
        switch (random_below(r, 5)) {
        case 0: cmd->box.x += 3; break;
        case 1: cmd->step_back = 0.5f; break;
        case 2:
            memmove(cmd, cmd + 1, sizeof(Cmd) * (size_t)(to.count - at - 1));
            to.count--;
            break;
        case 3:
            if (at + 1 < to.count && cmd[1].kind != CMD_CLIP && cmd[1].kind != CMD_UNCLIP) {
                Cmd swap = cmd[0];
                cmd[0] = cmd[1];
                cmd[1] = swap;
            }
            break;
        default: add_random(&to, r, 0);
        }
    }
    return to;
}

static bool in_boxes(const Box *dirty, int count, double x, double y) {
    for (int i = 0; i < count; i++)
        if (box_holds(dirty[i], x, y)) return true;
    return false;
}

static void clean_points_are_the_same(void **state) {
    (void)state;
    Random random = random_seed(3);
    int clean = 0;
    for (int run = 0; run < 400; run++) {
        Arena *arena = arena_begin();
        List before = list_begin(arena, fixed_metrics());
        int size = (int)random_below(&random, 60);
        for (int i = 0; i < size; i++) add_random(&before, &random, 0);
        List after = edited(arena, &before, &random, (int)random_below(&random, 6));
        Box dirty[MOST];
        int most = 1 + (int)random_below(&random, MOST), count = list_changes(&before, &after, dirty, most);
        assert_true(count >= 0 && count <= most);
        for (int i = 0; i < POINTS; i++) {
            double x = random_uniform(&random) * WIDE, y = random_uniform(&random) * WIDE;
            if (in_boxes(dirty, count, x, y)) continue;
            clean++;
            assert_true(painted(arena, &before, x, y) == painted(arena, &after, x, y));
        }
        arena_end(arena);
    }
    assert_true(clean > 400 * POINTS / 4); // and the boxes are not simply everything
}

static List grid(Arena *arena, int count) {
    List list = list_begin(arena, fixed_metrics());
    for (int i = 0; i < count; i++) {
        list_show(&list, ident_value(1, i));
        list_rect(&list, box(i % 20 * 50, i / 20 * 50, 40, 40), (RectStyle){ .fill = paint(ROLE_Q) });
    }
    return list;
}

static void few_changes_give_small_boxes(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Box dirty[MOST];
    List a = grid(arena, 400), b = grid(arena, 400);
    assert_int_equal(list_changes(&a, &b, dirty, MOST), 0);
    list_show(&b, ident_note("identity alone paints nothing"));
    b.cmd[7].ident = (Ident){ 0 };
    assert_int_equal(list_changes(&a, &b, dirty, MOST), 0);

    list_rect(&b, box(500, 500, 30, 30), (RectStyle){ .fill = paint(ROLE_INK) }); // an overlay at the end
    assert_int_equal(list_changes(&a, &b, dirty, MOST), 1);
    assert_true(dirty[0].x >= 498 && dirty[0].w <= 34);

    List c = grid(arena, 400); // one removed in the middle
    memmove(&c.cmd[200], &c.cmd[201], sizeof(Cmd) * 199);
    c.count--;
    assert_int_equal(list_changes(&a, &c, dirty, MOST), 1);
    assert_true(dirty[0].w <= 44 && dirty[0].h <= 44);
    assert_int_equal(list_changes(&c, &a, dirty, MOST), 1); // and put in again

    List d = grid(arena, 400); // two far apart
    d.cmd[0].rect.fill = paint(ROLE_K);
    d.cmd[399].rect.fill = paint(ROLE_K);
    assert_int_equal(list_changes(&a, &d, dirty, MOST), 2);
    assert_int_equal(list_changes(&a, &d, dirty, 1), 1);
    assert_int_equal(list_changes(NULL, &d, dirty, MOST), -1);
    arena_end(arena);
}

static void a_clip_that_moves_is_dirty(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Box dirty[MOST];
    List a = list_begin(arena, fixed_metrics()), b = list_begin(arena, fixed_metrics());
    for (int i = 0; i < 2; i++) {
        List *list = i ? &b : &a;
        list_clip(list, box(100, 100, i ? 60 : 50, 50));
        list_rect(list, box(0, 0, 400, 400), (RectStyle){ .fill = paint(ROLE_Q) });
        list_unclip(list);
        list_rect(list, box(300, 300, 10, 10), (RectStyle){ .fill = paint(ROLE_Q) });
    }
    assert_int_equal(list_changes(&a, &b, dirty, MOST), 1);
    assert_true(dirty[0].x <= 100 && dirty[0].x + dirty[0].w >= 160 && dirty[0].w < 64); // within the clip
    arena_end(arena);
}

static void long_insertions_are_survived(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    Box dirty[MOST];
    List a = grid(arena, 300), b = list_begin(arena, fixed_metrics());
    for (int i = 0; i < 900; i++) list_rect(&b, box(0, 2000, 5, 5), (RectStyle){ .radius = i / 500.0, .fill = paint(ROLE_K) });
    list_add_all(&b, &a);
    int count = list_changes(&a, &b, dirty, MOST);
    assert_true(count >= 1 && count <= MOST);
    assert_true(in_boxes(dirty, count, 2, 2002));
    arena_end(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_points_are_the_same),
        cmocka_unit_test(few_changes_give_small_boxes),
        cmocka_unit_test(a_clip_that_moves_is_dirty),
        cmocka_unit_test(long_insertions_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
