// The gradient on its way back, through a recurrent net and through attention, on the same tokens with the same loss.
//
// What the eye meets first: the gold gradient leaving the loss, in the upper lane thinner at every state, in the lower one as
// thick at the first token as at the last but one. Second: the tokens coloured by what reached them, and their bars on one log
// axis. Third: the plot over the distance, where the one falls and the other is flat.
#include <math.h>

#include "base/math.h"
#include "scene/gradient_flow/gradient_flow.h"
#include "scene/scenes.h"

static void plan(void *picture) {
    FlowPicture *p = picture;
    acts_add_focus(&p->acts, "rnn", p->tokens > 16 ? 5 : acts_length(p->tokens, 0.9, 0.42));
    acts_add_focus(&p->acts, "attention", 1.8);
    acts_add_focus(&p->acts, "plot", 2.4);
    acts_add_focus(&p->acts, "family", 5 * 0.9);
    acts_add_focus(&p->acts, "paths", 7);
}

static void thumbnail(void *picture) {
    FlowPicture *p = picture;
    double w = p->view->width, h = p->view->height;
    int tokens = p->tokens < 14 ? p->tokens : 14;
    p->pitch = (w - 32) / tokens;
    p->left = 16;
    for (int i = 0; i < tokens; i++) {
        int t = p->tokens - tokens + i;
        double x = flow_x(p, i), cell = math_clamp(p->pitch * 0.6, 4, 14);
        double up = flow_share(p, p->rnn.at_token[t]), down = flow_share(p, p->att.at_token[t]);
        if (i)
            list_line(p->out, x - cell / 2 - 1, h * 0.24, flow_x(p, i - 1) + cell / 2 + 1, h * 0.24,
                      (StrokeStyle){ .paint = paint_tint(ROLE_GRAD, ROLE_PANEL, (float)(0.25 + 0.75 * up)), .width = 1 + 5 * up });
        if (i < tokens - 1) {
            double last = flow_x(p, tokens - 1), xy[8] = { last, h * 0.54, last, h * 0.44, x, h * 0.44, x, h * 0.72 };
            flow_curve(
                p->out, xy, 1,
                (StrokeStyle){ .paint = paint_tint(ROLE_GRAD, ROLE_PANEL, (float)(0.25 + 0.75 * down)), .width = 1 + 2 * down });
        }
        list_rect(p->out, box(x - cell / 2, h * 0.24 - cell / 2, cell, cell),
                  (RectStyle){ .radius = 3, .fill = paint_tint(ROLE_RECURRENT, ROLE_PANEL, (float)(0.15 + 0.7 * up)) });
        list_rect(p->out, box(x - cell / 2, h * 0.8 - cell / 2, cell, cell),
                  (RectStyle){ .radius = 3, .fill = paint_tint(ROLE_ATTENTION, ROLE_PANEL, (float)(0.15 + 0.7 * down)) });
    }
}

static void draw(void *picture) {
    FlowPicture *p = picture;
    bool rnn = step_reveals(p->step, "rnn"), attention = step_reveals(p->step, "attention");
    if (step_reveals(p->step, "paths")) {
        flow_draw_paths(p);
        return;
    }
    if ((rnn || !attention) && !p->alone) flow_draw_lane(p, &p->rnn);
    if ((attention || !rnn) && !p->alone) flow_draw_lane(p, &p->att);
    if (p->with_plot) flow_draw_plot(p);
}

static const char *const reveal[] = { "rnn", "attention", "bars", "plot", "family", "paths", NULL };
static const LegendItem legend[] = {
    { ROLE_RECURRENT, NULL, "recurrent net" },
    { ROLE_ATTENTION, NULL, "attention" },
    { ROLE_GRAD, NULL, "gradient, on a log scale" },
};

const Scene scene_gradient_flow = {
    .name = "gradient-flow",
    .summary = "the gradient of one loss on its way back through a recurrent net and through attention",
    .model = "flow",
    .reveal = reveal,
    .bytes = sizeof(FlowPicture),
    WITH_PARTS(flow_read, plan, flow_place, draw, thumbnail),
    WITH_LEGEND(legend),
};
