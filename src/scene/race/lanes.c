// The contests: which two trainings are compared. Everything that a contest is not about is the same in both lanes, the seed
// and so the strings as well.
#include <string.h>

#include "scene/race/race.h"

typedef enum Contest {
    CONTEST_MODEL,
    CONTEST_HEADS,
    CONTEST_MASK,
    CONTEST_POSITIONS,
    CONTEST_CLIP,
    CONTEST_FORGET,
    CONTEST_LOOKUP
} Contest;

static const struct {
    const char *name, *task;
    bool attention[RACE_LANES];
    const char *label[RACE_LANES]; // NULL: made of the parameters
    const char *question;
} contests[] = {
    [CONTEST_MODEL] = { "model", "recall", { true, false }, { "attention", NULL }, "which symbol came first?" },
    [CONTEST_HEADS] = { "heads",
                        "pair",
                        { true, true },
                        { "two heads", "one head" },
                        "which two letters belong to this colour and this shape?" },
    [CONTEST_MASK] = { "mask", "next", { true, true }, { "causal mask", "no mask" }, "which symbol comes next?" },
    [CONTEST_POSITIONS] = { "positions", "recall", { true, true }, { "with positions", "without" }, "which symbol came first?" },
    [CONTEST_CLIP] = { "clip", "recall", { false, false }, { NULL, "no limit" }, "which symbol came first?" },
    [CONTEST_FORGET] = { "forget", "recall", { false, false }, { NULL, "bias 1" }, "which symbol came first?" },
    [CONTEST_LOOKUP] = { "lookup", "lookup", { true, false }, { "attention", NULL }, "which letter belongs to this key?" },
};

static Contest contest_of(const Step *step) {
    const char *name = step_choice(step, "contest");
    for (size_t i = 0; i < sizeof contests / sizeof *contests; i++)
        if (!strcmp(contests[i].name, name)) return (Contest)i;
    return CONTEST_MODEL;
}

const char *race_question(const Step *step) { return contests[contest_of(step)].question; }

// --- options

typedef struct Setter {
    TrainingOptions *lane;
    Problems *problems;
    bool good;
} Setter;

static void put(Setter *s, const char *name, const char *value) {
    s->good = s->good && training_set(s->lane, name, value, (Place){ 0 }, s->problems);
}

static void put_number(Setter *s, const char *name, double value) { put(s, name, arena_print(s->problems->arena, "%.15g", value)); }

static void put_colon(Setter *s, const char *start, double value) {
    put(s, "init", arena_print(s->problems->arena, "%s:%.15g", start, value));
}

static const char *cell_of(const Step *step) { return step_choice(step, "cell"); }

static void set_recurrent(Setter *s, const Step *step, Contest contest, int lane) {
    if (contest == CONTEST_CLIP) { // plain descent: Adam divides by the gradient's size and would hide what happens
        put(s, "model", "rnn");
        put_colon(s, "gauss", step_number(step, "rho"));
        put(s, "optimizer", "sgd");
        put(s, "width", "64");
        put(s, "input-scale", "0.3");
        if (lane == 1) put(s, "clip", "0");
    } else if (contest == CONTEST_FORGET) {
        put(s, "model", "lstm");
        put_colon(s, "forget", lane == 0 ? step_number(step, "forget") : 1);
    } else {
        put(s, "model", cell_of(step));
        put(s, "init", step_choice(step, "init"));
    }
}

static void set_attention(Setter *s, Contest contest, int lane) {
    put(s, "model", "attention");
    if (contest == CONTEST_HEADS && lane == 0) put(s, "heads", "2");
    if (contest == CONTEST_MASK && lane == 0) put(s, "mask", "causal");
    if (contest == CONTEST_POSITIONS && lane == 1) put(s, "positions", "off");
}

bool race_lanes(const Step *step, RaceAsk *out, Problems *problems) {
    static const char *const numbers[] = { "length", "seed", "steps", "symbols", "lr", "clip" };
    Contest contest = contest_of(step);
    *out = (RaceAsk){ .train = (int)step_number(step, "train"), .trained = !strcmp(step_choice(step, "opens"), "trained") };
    for (int i = 0; i < RACE_LANES; i++) {
        out->lane[i] = training_defaults();
        Setter s = { &out->lane[i], problems, true };
        put(&s, "task", contests[contest].task);
        for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) put_number(&s, numbers[n], step_number(step, numbers[n]));
        if (contests[contest].attention[i])
            set_attention(&s, contest, i);
        else
            set_recurrent(&s, step, contest, i);
        if (!s.good || !training_check(&out->lane[i], problems)) return false;
    }
    if (out->train > out->lane[0].steps) out->train = out->lane[0].steps;
    return true;
}

// --- names

static const char *lane_label(const RacePicture *p, Contest contest, int lane) {
    if (contests[contest].label[lane]) return contests[contest].label[lane];
    if (contest == CONTEST_CLIP)
        return arena_print(p->out->arena, "limit %s", number_text(p->out->arena, step_number(p->step, "clip"), 4));
    if (contest == CONTEST_FORGET)
        return arena_print(p->out->arena, "bias %s", number_text(p->out->arena, step_number(p->step, "forget"), 4));
    const char *cell = cell_of(p->step);
    return !strcmp(cell, "rnn") ? "RNN" : !strcmp(cell, "lstm") ? "LSTM" : "GRU";
}

// Attention against a recurrent net: each in its own colour. Two of a kind: the second is dashed and in ink.
void race_name_lanes(RacePicture *p) {
    Contest contest = contest_of(p->step);
    for (int i = 0; i < RACE_LANES; i++) {
        RaceLane *lane = &p->lane[i];
        lane->attention = contests[contest].attention[i];
        lane->label = lane_label(p, contest, i);
        lane->role = lane->attention ? ROLE_ATTENTION : ROLE_RECURRENT;
        if (i == 0 || contest == CONTEST_MODEL || contest == CONTEST_LOOKUP) continue;
        lane->role = ROLE_INK;
        lane->dash = 6;
    }
}

double race_signal(const RaceLane *lane, int t) {
    const Record *r = &lane->record;
    if (lane->at < 0 || !r->grad_x) return MATH_NAN;
    double output = race_point(lane)->grad_logits;
    return output > 0 ? (double)r->grad_x[(size_t)lane->at * (size_t)r->options.length + (size_t)t] / output : MATH_NAN;
}
