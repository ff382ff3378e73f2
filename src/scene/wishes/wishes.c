// One query with two wishes. Heads answer each wish for itself; one head for both multiplies them, and cannot tell any more
// which wish a token fulfilled: exchange two payloads of the same weight, and its answer stays.
#include "scene/wishes/wishes.h"

#include "scene/scenes.h"

static void thumbnail(void *picture) {
    Wishes *p = picture;
    double w = p->view->width, h = p->view->height, pitch = h / (p->n + 1.0), bar = w * 0.18;
    Matrix a = matrix_find(p->tape, "a", 4), one = matrix_find(p->tape, "one.a", 4);
    for (int row = 0; row < p->n; row++) {
        double y = pitch * (row + 1), thick = pitch * 0.4;
        draw_token(p->out, row_word(p->step, "x", row), w * 0.1, y, math_clamp(pitch * 0.6, 3, 16));
        for (int head = 0; head < p->heads && head < 2; head++)
            draw_bar_sideways(p->out, box(w * (0.2 + 0.23 * head), y - thick / 2, bar, thick),
                              share_of(matrix_at(&a, head * p->n + p->query, row), 1), (BarStyle){ .role = head_role(head) });
        draw_bar_sideways(p->out, box(w * 0.72, y - thick / 2, bar, thick), share_of(matrix_at(&one, p->query, row), 1),
                          (BarStyle){ .role = ROLE_A });
    }
}

// Behind the columns that the step is about, with all that share their heading.
static void highlight(const Wishes *p) {
    double left = 0, right = 0;
    for (int i = 0; i < p->columns; i++)
        for (int k = 0; k < p->columns; k++) {
            const WishColumn *c = &p->column[i], *now = &p->column[k];
            if (!step_focuses(p->step, now->act) || wish_group(c->kind) != wish_group(now->kind)) continue;
            if (right <= left) left = c->x;
            right = c->x + c->w + c->bar > right ? c->x + c->w + c->bar : right;
        }
    if (right <= left) return;
    double pad = wish_pad(p), bottom = p->top + p->pitch * p->n + (p->before_y > 0 || !p->digits ? 4 : p->small ? 2 : 28);
    double top = p->top - (p->small ? 56 : 90);
    if (bottom > p->view->height - 1) bottom = p->view->height - 1;
    draw_highlight(p->out, box(left - pad, top < 1 ? 1 : top, right - left + 2 * pad, bottom - (top < 1 ? 1 : top)));
}

// What the eye meets first: the token that asks, and the rows that agree with it in colour or in shape. Second: the columns,
// one a head, and what becomes of them when one head must serve both. Third: the answers, equal or not.
static void draw(void *picture) {
    Wishes *p = picture;
    highlight(p);
    wishes_draw_headings(p);
    wishes_draw_rows(p);
    wishes_draw_answers(p);
}

static const char *const reveal[] = { "x", "match", "dot", "exp", "product", "payload", "swap", "a", "one", "o", NULL };
static const ParamInfo param[] = {
    { .name = "asks",
      .label = "Who asks",
      .kind = PARAM_WHOLE,
      .initial = "1",
      .low = 1,
      .high = 1000,
      .summary = "which token asks, counted from 1" },
};
static const LegendItem legend[] = {
    { ROLE_Q, NULL, "who asks" }, { ROLE_HEAD1, NULL, "head 1", head_mark }, { ROLE_HEAD2, NULL, "head 2", head_mark },
    { ROLE_A, NULL, "one head" }, { ROLE_V, NULL, "payloads and answers" },
};

const Scene scene_wishes = {
    .name = "wishes",
    .summary = "one query with several wishes: a head for each, or one head for all",
    .model = "wishes",
    WITH_PARAMS(param),
    .reveal = reveal,
    .bytes = sizeof(Wishes),
    WITH_PARTS(wishes_read, wishes_plan, wishes_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
