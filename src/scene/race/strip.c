// The strip: one string of the step, a field a token, and under it what each model does with it: of models that attend the
// weights; as soon as one is recurrent, of both the gradient that reaches each token, on one axis. At the right, what they say.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "kit/head_marks.h"
#include "scene/race/race.h"

typedef struct Strip {
    const RacePicture *p;
    const RaceLane *source; // whose string it is: the lane that is further, the strings are the same
    Box at;                 // of the tokens and rows, without the answers
    double answers;         // width of their column
    double pitch, cell;
    double name; // height of the line over the bars that names them, with the space that parts it from what is above
    int length;
    double low, high; // powers of ten: the axis of all gradients
} Strip;

const char *race_letter(const RacePicture *p, int symbol) {
    return symbol < 0    ? "?"
           : symbol < 26 ? arena_print(p->out->arena, "%c", 'A' + symbol)
                         : arena_print(p->out->arena, "%d", symbol + 1);
}

Role race_symbol_role(int symbol) { return (Role)(ROLE_HEAD1 + (symbol < 0 ? 0 : symbol % 8)); }

// --- tokens

static const short *token_of(const RaceLane *lane, int t) {
    const Record *r = &lane->record;
    return r->token + ((size_t)lane->at * (size_t)r->options.length + (size_t)t) * (size_t)r->fields;
}

static const char *token_note(const RacePicture *p, const RaceLane *lane, int t) {
    static const char *const fields[][3] = { { "symbol" }, { "key", "value" }, { "colour", "shape", "answer" } };
    const short *token = token_of(lane, t);
    int count = lane->record.fields;
    Builder b = { .arena = p->out->arena };
    builder_print(&b, "token %d of the first string of step %d:", t + 1, lane->at);
    for (int f = 0; f < count && f < 3; f++)
        if (token[f] >= 0)
            builder_print(&b, "%s %s %s", f ? "," : "", fields[count > 3 ? 2 : count - 1][f],
                          f == count - 1 ? race_letter(p, token[f]) : arena_print(p->out->arena, "%d", token[f] + 1));
    return builder_text(&b);
}

// A shape for each of eight: a circle, and stars and polygons of three to six corners.
static void draw_shape(List *out, double x, double y, double r, int shape, Paint p) {
    static const struct {
        int corners;
        double inner, turn; // inner: of a star
    } look[] = { { 0, 1, 0 }, { 3, 1, 0 }, { 4, 1, 0.125 }, { 5, 1, 0 }, { 4, 1, 0 }, { 6, 1, 0 }, { 5, 0.45, 0 }, { 4, 0.4, 0 } };
    int corners = look[shape % 8].corners;
    if (!corners) {
        list_circle(out, x, y, r, (RectStyle){ .fill = p });
        return;
    }
    double xy[24];
    bool star = look[shape % 8].inner < 1;
    int points = star ? 2 * corners : corners;
    for (int i = 0; i < points; i++) {
        double angle = 2 * MATH_PI * ((double)i / points + look[shape % 8].turn),
               size = star && i % 2 ? r * look[shape % 8].inner : r;
        xy[2 * i] = x + size * math_sin(angle);
        xy[2 * i + 1] = y - size * math_cos(angle);
    }
    list_polyline(out, xy, points, true, (StrokeStyle){ .fill = p });
}

static bool has_letter(Box field) { return field.w >= 13 && field.h >= 13; }

static void draw_letter(const RacePicture *p, Box field, const char *text) {
    if (!has_letter(field)) return;
    double side = field.w < field.h ? field.w : field.h, size = field.w < 15   ? 11
                                                                : field.w < 18 ? 12
                                                                               : math_clamp(side * 0.45, 13, 20);
    list_text_fit(p->out, box_middle_x(field), box_middle_y(field) + 0.35 * size, field.w - 1, text_of(text),
                  (TextStyle){ .face = FACE_BOLD, .size = size, .align = ALIGN_CENTER });
}

// An item: its shape on its colour, or its key, and below it the letter it stands for.
static void draw_item(const RacePicture *p, const short *token, int fields, Box at) {
    Box top = box(at.x, at.y, at.w, at.h * 0.54), below = box(at.x, top.y + top.h + 1, at.w, at.h - top.h - 1);
    Role role = fields == 3 ? race_symbol_role(token[0]) : ROLE_MUTED;
    list_rect(p->out, top, (RectStyle){ .radius = 5, .fill = paint_tint(role, ROLE_PANEL, fields == 3 ? 0.5f : 0.16f) });
    list_rect(p->out, below, (RectStyle){ .radius = 5, .fill = paint(ROLE_STAGE) });
    if (fields == 3)
        draw_shape(p->out, box_middle_x(top), box_middle_y(top), math_clamp((top.w < top.h ? top.w : top.h) * 0.34, 2, 14),
                   token[1], paint(ROLE_INK));
    else
        draw_letter(p, top, arena_print(p->out->arena, "%d", token[0] + 1));
    draw_letter(p, below, race_letter(p, token[fields - 1]));
}

// One token as a coloured field with its letter, where there is room for one, else with a hatch of its own.
static void race_draw_token(const RacePicture *p, const RaceLane *lane, int t, Box at) {
    const short *token = token_of(lane, t);
    Ident before = list_show(p->out, ident_note(token_note(p, lane, t)));
    if (lane->record.fields > 1) {
        draw_item(p, token, lane->record.fields, at);
    } else {
        list_rect(p->out, at,
                  (RectStyle){ .radius = at.w > 12 ? 5 : 2, .fill = paint_tint(race_symbol_role(*token), ROLE_PANEL, 0.42f) });
        draw_letter(p, at, race_letter(p, *token));
        if (!has_letter(at) && at.w >= 5) draw_head_hatch(p->out, at, *token, paint_faded(ROLE_INK, 0.4f));
    }
    list_show(p->out, before);
}

static Box token_box(const Strip *s, int t, double y, double h) { return box(s->at.x + t * s->pitch, y, s->cell, h); }

static void draw_tokens(const Strip *s, double y, double h) {
    List *out = s->p->out;
    bool guessing = step_reveals(s->p->step, "guess");
    for (int t = 0; t < s->length; t++) {
        float former = list_fade(out, out->alpha * (guessing ? (float)race_turn(s->p, t, s->length, 0.03, 0.45) : 1));
        race_draw_token(s->p, s->source, t, token_box(s, t, y, h));
        list_fade(out, former);
    }
    if (s->source->record.options.task != TASK_RECALL) return;
    list_rect(s->p->out, box_grow(token_box(s, 0, y, h), 3), // the one that is asked for
              (RectStyle){ .radius = 7, .stroke = paint(ROLE_INK), .width = 2 });
}

// --- answers

static const char *answers_text(const RacePicture *p, const RaceLane *lane, const short *answer) {
    Builder b = { .arena = p->out->arena };
    for (int i = 0; i < lane->record.answers; i++) builder_print(&b, "%s%s", i ? " " : "", race_letter(p, answer[i]));
    return builder_text(&b);
}

// Every position answers where the next token is asked: then a share says more than one string's letters.
static bool says_letters(const RaceLane *lane) { return lane->record.answers <= 2; }

static bool all_right(const RaceLane *lane, const short *answered, const short *right) {
    return !memcmp(answered, right, sizeof *right * (size_t)lane->record.answers);
}

static void draw_answer(const Strip *s, const RaceLane *lane, Box at) {
    const RacePicture *p = s->p;
    if (!s->answers || lane->at < 0 || !says_letters(lane)) return;
    const Record *r = &lane->record;
    const short *answered = r->answered + (size_t)lane->at * (size_t)r->answers,
                *right = r->right + (size_t)lane->at * (size_t)r->answers;
    bool well = all_right(lane, answered, right);
    double y = box_middle_y(at), x = at.x + 8;
    Ident before = list_show(
        p->out, ident_note(race_note(p, lane, "what it answers to this string; right is %s", answers_text(p, lane, right))));
    TextStyle small = { .size = 13, .paint = paint(ROLE_MUTED) };
    x += list_text(p->out, x, y + 5, TEXT("says"), small) + 6;
    x += list_text(p->out, x, y + 5, text_of(answers_text(p, lane, answered)),
                   (TextStyle){ .face = FACE_BOLD, .size = p->sizes->heading, .paint = paint(well ? ROLE_RIGHT : ROLE_WRONG) });
    draw_icon(p->out, well ? ICON_CHECK : ICON_CROSS, x + 12, y, 13, paint(well ? ROLE_RIGHT : ROLE_WRONG));
    list_show(p->out, before);
}

// What is asked for: the letter that both should say.
static void draw_asked(const Strip *s, double y, double h) {
    const RacePicture *p = s->p;
    const RaceLane *lane = s->source;
    if (!s->answers || !says_letters(lane)) return;
    const Record *r = &lane->record;
    bool guessing = step_reveals(p->step, "guess");
    const char *text = guessing ? "?" : answers_text(p, lane, r->right + (size_t)lane->at * (size_t)r->answers);
    Ident before = list_show(p->out, ident_note(guessing ? "what is asked for: the first token again"
                                                         : race_note(p, lane, "the right answer to this string")));
    float former = list_fade(p->out, p->out->alpha * (guessing ? (float)race_turn(p, 0, 1, 0.45, 0.52) : 1));
    Box at = box(s->at.x + s->at.w + 8, y, guessing ? 40 : s->answers - 12, h);
    if (guessing) list_rect(p->out, at, (RectStyle){ .radius = 6, .stroke = paint(ROLE_INK), .width = 1.5, .dash = 4 });
    double x = at.x;
    if (!guessing)
        x += list_text(p->out, x, box_middle_y(at) + 5, TEXT("right"), (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED) }) + 6;
    list_text(p->out, guessing ? box_middle_x(at) : x, box_middle_y(at) + 6, text_of(text),
              (TextStyle){ .face = FACE_BOLD, .size = p->sizes->heading, .align = guessing ? ALIGN_CENTER : ALIGN_LEFT });
    list_fade(p->out, former);
    list_show(p->out, before);
}

// --- rows

static void draw_row_name(const Strip *s, const RaceLane *lane, double y, const char *text, const char *note) {
    list_text_fit(s->p->out, s->at.x, y + s->name - 7, s->at.w, text_of(text),
                  (TextStyle){ .size = 13, .paint = paint(lane->role), .ident = ident_note(note) });
}

// Which bar is which head's: its colour and its number, at the end of the line.
static void draw_heads(const Strip *s, const RaceLane *lane, double y, int heads) {
    const RacePicture *p = s->p;
    double x = s->at.x + s->at.w, name = 60;
    if (s->at.w < 320 + heads * name) return;
    Ident before = list_show(p->out, ident_note(race_note(p, lane, "its heads stand side by side over each token")));
    for (int k = heads; k-- > 0;) {
        Role role = (Role)(ROLE_HEAD1 + k % 8);
        const char *text = arena_print(p->out->arena, "head %d", k + 1);
        TextStyle style = { .face = FACE_BOLD, .size = 13, .paint = paint(role), .align = ALIGN_RIGHT };
        list_text(p->out, x, y + s->name - 7, text_of(text), style);
        x -= metrics_width(p->out->metrics, style.face, style.size, text_of(text)) + 14;
        list_rect(p->out, box(x, y + s->name - 16.5, 10, 10), (RectStyle){ .radius = 2, .fill = paint(role) });
        x -= 14;
    }
    list_show(p->out, before);
}

// One bar a token; of several heads side by side.
static void draw_weights(const Strip *s, const RaceLane *lane, double y, double h) {
    const RacePicture *p = s->p;
    const Record *r = &lane->record;
    int heads = r->options.heads;
    const float *of = r->weight + (size_t)lane->at * (size_t)heads * (size_t)s->length;
    double most = 0;
    for (int i = 0; i < heads * s->length; i++) most = math_max(most, of[i]);
    const char *name = arena_print(p->out->arena, "%s: weight of the last token on each, at most %s", lane->label,
                                   number_text(p->out->arena, most, 2));
    draw_row_name(s, lane, y, name, "full height is a weight of 1");
    if (heads > 1) draw_heads(s, lane, y, heads);
    for (int t = 0; t < s->length; t++) {
        Box track = token_box(s, t, y + s->name, h - s->name);
        double w = track.w / heads;
        for (int k = 0; k < heads; k++) {
            double weight = r->weight[((size_t)lane->at * (size_t)heads + (size_t)k) * (size_t)s->length + (size_t)t];
            Role role = heads > 1 ? (Role)(ROLE_HEAD1 + k % 8) : lane->role;
            draw_bar(p->out, box(track.x + k * w, track.y, w - (k < heads - 1 ? 1 : 0), track.h), math_clamp(weight, 0, 1),
                     (BarStyle){ .role = role,
                                 .ident = ident_note(race_note(p, lane, "weight on token %d%s is %s", t + 1,
                                                               heads > 1 ? arena_print(p->out->arena, ", head %d,", k + 1) : "",
                                                               number_text(p->out->arena, weight, 4))) });
        }
    }
}

// Whole powers of ten around all that both lanes have recorded, so that a film does not breathe; three at least, at most 20.
static void find_decades(Strip *s) {
    enum { POINTS_MOST = 64 };
    double low = 1, high = 1e-20;
    for (int i = 0; i < RACE_LANES; i++) {
        RaceLane lane = s->p->lane[i];
        int last = lane.last, every = last / POINTS_MOST + 1;
        for (lane.at = 0; lane.at <= last && lane.record.grad_x; lane.at += every)
            for (int t = 0; t < s->length; t++) {
                double signal = race_signal(&lane, t);
                if (!(signal > 0) || !math_finite(signal)) continue;
                low = math_min(low, signal), high = math_max(high, signal);
            }
    }
    s->high = math_clamp(ceil(math_log10(high) - 1e-9), 0, 20);
    s->low = math_clamp(floor(math_log10(low)), s->high - 20, s->high - 3);
}

static const char *signal_note(const RacePicture *p, const RaceLane *lane, int t) {
    double signal = race_signal(lane, t);
    if (signal < 1.2e-38) return race_note(p, lane, "the gradient at token %d underflows: it is below what a float holds", t + 1);
    return race_note(p, lane, "|∂L/∂x| at token %d is %s of that at the output", t + 1, number_text(p->out->arena, signal, 4));
}

// Every so many powers of ten a line under the bars, with its number before them.
static void draw_decades(const Strip *s, Box bars) {
    List *out = s->p->out;
    enum { APART = 17 }; // units between two numbers
    int decades = (int)(s->high - s->low), lines = bars.h < 64 ? (int)(bars.h / APART) : 3;
    if (bars.h < 20) return;
    Ident before = list_show(out, ident_note("a place on the axis of both models: gradient over that at the output"));
    for (int line = 0; line <= math_max_int(lines, 1); line++) {
        int i = decades * line / math_max_int(lines, 1); // the ends, and whole powers between them
        double y = bars.y + bars.h * (1 - (double)i / decades);
        list_line(out, bars.x, y, bars.x + bars.w, y, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        list_text(out, bars.x - 6, y + 4.5, text_of(number_ten_to(out->arena, (int)s->low + i)),
                  (TextStyle){ .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    }
    list_show(out, before);
}

static void draw_signals(const Strip *s, const RaceLane *lane, double y, double h) {
    const RacePicture *p = s->p;
    draw_row_name(s, lane, y, arena_print(p->out->arena, "%s: gradient at each token ÷ at the output", lane->label),
                  "a mean over the batch, on an axis of powers of ten that both models share");
    draw_decades(s, box(s->at.x, y + s->name, s->at.w, h - s->name));
    for (int t = 0; t < s->length; t++) {
        double signal = race_signal(lane, t), share = signal > 0 ? (math_log10(signal) - s->low) / (s->high - s->low) : 0;
        Box at = token_box(s, t, y + s->name, h - s->name);
        share = math_isnan(share) ? 0 : math_clamp(share, 0, 1);
        at.y += at.h * (1 - share), at.h *= share;
        list_rect(p->out, at,
                  (RectStyle){ .radius = at.w > 6 && at.h > 6 ? 2 : 0,
                               .fill = paint(lane->role),
                               .ident = ident_note(signal_note(p, lane, t)) });
    }
}

static bool has_row(const RacePicture *p, const RaceLane *lane) {
    const char *name = lane->attention ? "attention" : "recurrent";
    return lane->at >= 0 && (lane->attention ? lane->record.weight != NULL : lane->record.grad_x != NULL) &&
           (step_reveals(p->step, name) || step_focuses(p->step, name));
}

// Both by the same quantity: weights cannot be held against gradients.
static bool by_gradient(const RacePicture *p) {
    bool recurrent = false, known = true;
    for (int i = 0; i < RACE_LANES; i++) {
        recurrent = recurrent || (has_row(p, &p->lane[i]) && !p->lane[i].attention);
        known = known && p->lane[i].record.grad_x;
    }
    return recurrent && known;
}

// --- the card

static const RaceLane *further(const RacePicture *p) { return &p->lane[p->lane[1].at > p->lane[0].at]; }

static void draw_empty(const RacePicture *p, Box in) {
    list_rect(p->out, box(in.x, in.y, in.w, math_clamp(in.h, 8, 36)),
              (RectStyle){ .radius = 6, .stroke = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
}

static void draw_length(const RacePicture *p, Box card, int length) {
    double pad = p->sizes->pad;
    list_text(
        p->out, card.x + card.w - pad, card.y + pad + 11, text_of(arena_print(p->out->arena, "length %d", length)),
        (TextStyle){
            .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT, .ident = ident_note("how many tokens each string has") });
}

void race_draw_strip(const RacePicture *p, Box card) {
    const char *question = race_question(p->step);
    bool wide = card.w >= 760, gradient = by_gradient(p);
    const char *title = wide && gradient ? arena_print(p->out->arena, "What reaches each token from the answer to “%s”", question)
                        : wide && has_row(p, &p->lane[0]) && has_row(p, &p->lane[1])
                            ? arena_print(p->out->arena, "What each model looks at to answer “%s”", question)
                        : wide && (has_row(p, &p->lane[0]) || has_row(p, &p->lane[1]))
                            ? arena_print(p->out->arena, "What attention looks at to answer “%s”", question)
                            : arena_print(p->out->arena, "To answer “%s”", question);
    if (step_reveals(p->step, "guess")) title = arena_print(p->out->arena, "The task: “%s”", question);
    Box in = race_card(p, card, title);
    Strip s = { .p = p, .source = further(p) };
    if (s.source->at < 0 || !s.source->record.token) {
        draw_empty(p, in);
        return;
    }
    s.length = s.source->record.options.length;
    draw_length(p, card, s.length);
    s.answers = says_letters(s.source) ? (p->small ? 92 : 104) : 0;
    double gutter = gradient ? 44 : 0; // for the numbers of the axis
    s.at = box(in.x + gutter, in.y, in.w - s.answers - gutter, in.h);
    if (gradient) find_decades(&s);
    s.pitch = s.at.w / s.length;
    if (s.pitch > 220) s.pitch = 220;
    s.cell = s.pitch > 10 ? s.pitch - 3 : s.pitch > 4 ? s.pitch - 1.5 : s.pitch * 0.8;
    s.at.w = s.pitch * s.length;
    int rows = has_row(p, &p->lane[0]) + has_row(p, &p->lane[1]);
    double head = math_clamp(in.h * (rows ? 0.22 : 0.5), 16, s.source->record.fields * (rows ? 44 : 64));
    if (s.source->record.fields > 1) head = math_clamp(in.h * 0.3, 32, 72);
    if (head > in.h) head = in.h;
    double ring = rows && p->small ? 5 : 0; // of the first token, over the name of the row below
    double y = in.y + (rows ? 2 : (in.h - head) / 2), each = rows ? math_clamp((in.h - head - 2 - ring) / rows, 0, 220) : 0;
    draw_tokens(&s, y, head);
    draw_asked(&s, y, head);
    y += head + ring;
    s.name = math_clamp(0.4 * each, 20, 27);
    for (int i = 0; i < RACE_LANES && each >= 32; i++) {
        const RaceLane *lane = &p->lane[i];
        if (!has_row(p, lane)) continue;
        if (gradient)
            draw_signals(&s, lane, y, each - 6);
        else
            draw_weights(&s, lane, y, each);
        draw_answer(&s, lane, box(s.at.x + s.at.w, y + s.name, s.answers, each - s.name));
        y += each;
    }
}
