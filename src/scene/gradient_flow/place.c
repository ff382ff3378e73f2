// Where the lanes and the plot of the gradient-flow scene stand. Bars and fan grow with the room; where there is little, first the
// bars go, and under a plot the lanes.
#include <math.h>

#include "scene/gradient_flow/gradient_flow.h"

enum { WORDS_MOST = 16 };

static const double margin = FLOW_MARGIN, axis_w = 48, loss_room = 104, pitch_most = 168, bars_least = 26, plot_least = 84;

double flow_x(const FlowPicture *p, int token) { return p->left + p->pitch * (token + 0.5); }

// The net of the recurrent lane is one row of cells, that of attention a fan and its output.
static double place_lane(FlowPicture *p, FlowLane *lane, double y, double fan, double bars) {
    lane->y = lane->head = y;
    y += (p->flat || p->under ? 28 : p->strip ? 46 : 52) + (p->strip && fan <= 0 ? 16 : 0);
    lane->arcs = lane->cells = y;
    y += fan > 0 ? fan : p->cell_h + (p->strip ? 4 : p->flat ? 8 : 14);
    lane->chips = y;
    y += p->chip_h + (bars > 0 ? 8 : 0);
    lane->bars = y;
    lane->bars_h = bars;
    return y + (bars > 0 ? bars + (p->strip ? 40 : 22) : 0);
}

// A lane that is alone gets all the room; where none is revealed, both are outlined.
static double place_both(FlowPicture *p, double top, double gap, double fan, double bars) {
    bool rnn = step_reveals(p->step, "rnn"), att = step_reveals(p->step, "attention");
    double y = rnn || !att ? place_lane(p, &p->rnn, top, 0, bars) + gap : top;
    return att || !rnn ? place_lane(p, &p->att, y, fan, bars) : y - gap;
}

static int lanes_drawn(const FlowPicture *p) { return step_reveals(p->step, "rnn") == step_reveals(p->step, "attention") ? 2 : 1; }

// Few tokens stand in the middle.
static void place_columns(FlowPicture *p, double width) {
    double axis = p->with_bars || p->under ? axis_w : 0, room = width - 2 * margin - axis - loss_room;
    p->loss_w = 76;
    p->pitch = room / p->tokens;
    p->strip = p->tokens > WORDS_MOST || p->pitch < 40;
    if (!p->strip && p->pitch > pitch_most) p->pitch = pitch_most;
    p->left = margin + axis + floor((room - p->pitch * p->tokens) / 2);
    p->cell_w = p->strip ? p->pitch * 0.86 : math_clamp(p->pitch * 0.56, 24, 60);
    p->loss_x = p->left + p->pitch * p->tokens + loss_room - p->loss_w;
}

static void place_lanes(FlowPicture *p, double width) {
    double height = p->view->height, gap = p->flat ? 8 : 20, top = p->flat ? 10 : margin;
    double fan = p->under || p->flat ? (p->flat ? 36 : 44) : p->strip ? 48 : 64;
    place_columns(p, width);
    p->cell_h = p->strip ? (p->flat ? 14 : 18) : p->flat || p->under ? 32 : 40;
    p->chip_h = p->strip ? (p->flat ? 16 : 24) : p->flat || p->under ? 28 : p->given ? 46 : 34;
    if (p->with_bars && place_both(p, top, gap, fan, bars_least) > height - 4) {
        p->with_bars = false;
        place_columns(p, width);
    }
    double used = place_both(p, top, gap, fan, p->with_bars ? 1 : 0), spare = height - top - used;
    if (p->with_bars) { // bars and fan share what is left
        int lanes = lanes_drawn(p);
        double bars = math_clamp(spare * (lanes == 1 ? 0.9 : 0.42), bars_least, lanes == 1 ? 420 : 190);
        fan += math_clamp(spare - lanes * bars, 0, 90);
        place_both(p, p->flat ? 8 : top, gap, fan, bars);
    } else if (!p->under) {
        double more = math_clamp(spare * 0.4, 0, 110), rest = math_clamp((spare - more) * 0.3, 0, 60);
        place_both(p, top + rest, gap + rest, fan + more, 0);
    }
    p->bottom = used;
}

void flow_place(void *picture) {
    FlowPicture *p = picture;
    const View *v = p->view;
    if (p->shallow) p->flat = true; // two lanes, one over the other
    p->with_plot = step_reveals(p->step, "plot") || step_reveals(p->step, "family");
    p->beside = p->with_plot && v->width >= 1180 && !p->shallow && p->tokens <= WORDS_MOST && !step_reveals(p->step, "family");
    p->under = p->with_plot && !p->beside;
    p->with_bars = step_reveals(p->step, "bars") && !p->under;
    double plot_w = p->beside ? floor(v->width * 0.34) : 0;
    place_lanes(p, v->width - plot_w);
    if (p->beside) p->plot = box(v->width - plot_w + 40, margin + 44, plot_w - 40 - 96, v->height - 2 * margin - 44 - 46);
    if (!p->under) return;
    double head = p->flat ? 30 : 48, foot = p->flat ? 48 : 62;
    p->plot = box(margin + 48, p->bottom + head, v->width - 2 * margin - 48 - 92, v->height - p->bottom - head - foot);
    p->alone = p->plot.h < plot_least;
    if (p->alone) p->plot.y = 34, p->plot.h = v->height - 34 - foot;
}
