// What stands before a race: the loss of a guesser, and the signal that each model gets at each token, on one log axis.
#include <math.h>

#include "base/math.h"
#include "scene/race/race.h"

// --- the guesser

// Each symbol with its probability, and the loss that follows from one of them.
void race_draw_guess(const RacePicture *p, Box card) {
    Box in = race_card(p, card, "A guesser gives every symbol the same chance");
    Matrix chance = matrix_find(p->tape, "p", 4), loss = matrix_find(p->tape, "loss", 4);
    if (!matrix_exists(&chance) || !matrix_exists(&loss)) return;
    bool under = in.w < 400; // the loss has no room beside them
    double right = under ? 0 : math_clamp(in.w * 0.22, 150, 300), gap = under ? 3 : 6,
           pitch = math_clamp((in.w - right - (under ? 0 : 16)) / chance.columns, 20, 180), share = under ? 0.28 : 0.36,
           top = math_clamp(in.h * share, 20, 96), h = under ? top : math_clamp(in.h - top - 6, 22, 88);
    double y = under ? in.y : in.y + (in.h - top - 6 - h) / 2;
    for (int i = 0; i < chance.columns; i++) {
        Box field = box(in.x + i * pitch, y, pitch - gap, top);
        const double come = race_turn(p, i, chance.columns, 0.55, 0.82);
        if (come <= 0) {
            draw_cell(p->out, field, "", (CellStyle){ .state = CELL_TO_COME });
            draw_awaited(p->out, box(field.x, y + top + 6, field.w, h), matrix_ident(&chance, 0, i),
                         (CellStyle){ .role = ROLE_MUTED });
            continue;
        }
        float former = list_fade(p->out, p->out->alpha * (float)come);
        list_rect(p->out, field, (RectStyle){ .radius = 6, .fill = paint_tint(race_symbol_role(i), ROLE_PANEL, 0.42f) });
        list_text(p->out, box_middle_x(field), box_middle_y(field) + 5, text_of(race_letter(p, i)),
                  (TextStyle){ .face = FACE_BOLD, .size = p->sizes->answer, .align = ALIGN_CENTER });
        matrix_cell(p->out, box(field.x, y + top + 6, field.w, h), &chance, 0, i,
                    (CellStyle){ .role = ROLE_MUTED, .share = 0.3, .size = p->sizes->answer });
        list_fade(p->out, former);
    }
    double come = come_or_asked(p->out, matrix_ident(&loss, 0, 0), race_turn(p, 0, 1, 0.85, 0.98));
    float former = list_fade(p->out, p->out->alpha * (float)come);
    double x = under ? in.x : in.x + pitch * chance.columns + p->sizes->rest, row = y + top + 6;
    TextStyle style = { .size = p->sizes->digits, .paint = paint(ROLE_MUTED) };
    double wide = list_text(p->out, x, under ? row + 1.5 * h + 11 : y + top / 2 + 5, TEXT("loss = −ln p"), style);
    if (under) x += wide + 12, row += h + 6;
    matrix_cell(p->out, box(x, row, math_clamp(in.x + in.w - x, 60, 160), h), &loss, 0, 0,
                (CellStyle){ .role = ROLE_MUTED, .share = 0.3, .ring = true, .size = p->small ? 15 : 22 });
    list_fade(p->out, former);
}

// --- the signal

static void signal_range(const RacePicture *p, double *low, double *high) {
    *low = 1e-3, *high = 1;
    for (int i = 0; i < RACE_LANES; i++)
        for (int t = 0; t < p->lane[i].record.options.length; t++) {
            double signal = race_signal(&p->lane[i], t);
            if (!(signal > 0) || !math_finite(signal)) continue;
            if (signal < *low) *low = signal;
            if (signal > *high) *high = signal;
        }
    double end = floor(math_log10(*low)) - 1;
    *low = math_pow(10, end < -20 ? -20 : end);
    *high = math_pow(10, ceil(math_log10(*high) - 1e-9));
}

static const char *signal_text(const RacePicture *p, const RaceLane *lane) {
    double signal = race_signal(lane, 0);
    return signal > 1e-20 ? number_text(p->out->arena, signal, 3)
                          : arena_print(p->out->arena, "below %s", number_ten_to(p->out->arena, -20));
}

// "at the first token: attention 0.016, RNN 1.3·10⁻⁷", and how many times.
static void draw_first(const RacePicture *p, Box in) {
    const RaceLane *a = &p->lane[0], *b = &p->lane[1];
    if (p->come < 0.9) return; // not before the gradient has come so far
    double x = in.x, y = in.y + 14, ratio = race_signal(a, 0) / race_signal(b, 0);
    TextStyle style = { .size = p->sizes->label, .paint = paint(ROLE_MUTED) };
    x += list_text(p->out, x, y, TEXT("At the first token:"), style) + 10;
    for (int i = 0; i < RACE_LANES; i++) {
        const RaceLane *lane = &p->lane[i];
        Ident before = list_show(p->out, ident_note(race_note(p, lane, "|∂L/∂x₁| over |∂L/∂logits|, each its mean over %d strings",
                                                              lane->record.options.batch)));
        list_circle(p->out, x + 5, y - 4.5, 5, (RectStyle){ .fill = paint(lane->role) });
        const char *text = arena_print(p->out->arena, "%s %s", lane->label, signal_text(p, lane));
        x += 15 +
             list_text(p->out, x + 15, y, text_of(text),
                       (TextStyle){ .face = FACE_BOLD, .size = style.size, .paint = paint(lane->role) }) +
             16;
        list_show(p->out, before);
    }
    if (!math_finite(ratio) || !(ratio > 0)) return;
    if (ratio < 1) ratio = 1 / ratio;
    const char *text =
        ratio >= 1e4
            ? arena_print(p->out->arena, "about %s times apart", number_ten_to(p->out->arena, (int)floor(math_log10(ratio) + 0.5)))
            : arena_print(p->out->arena, "%s times apart", number_text(p->out->arena, ratio >= 10 ? floor(ratio + 0.5) : ratio, 3));
    if (x + metrics_width(p->out->metrics, FACE_TEXT, style.size, text_of(text)) > in.x + in.w) return;
    style.ident = ident_note(arena_print(p->out->arena, "the one number over the other, of %s and %s", a->label, b->label));
    list_text(p->out, x, y, text_of(text), style);
}

// Without a film the gradient comes back from the last token to the first.
static void draw_bars(const RacePicture *p, Box at, const Axis *y, double pitch) {
    double gap = pitch > 12 ? 3 : pitch > 6 ? 1.5 : 0.5, w = (pitch - gap) / RACE_LANES, end = at.y + at.h;
    int length = p->lane[0].record.options.length;
    for (int t = 0; t < length; t++)
        for (int i = 0; i < RACE_LANES; i++) {
            double come = race_turn(p, length - 1 - t, length, 0.02, 0.88);
            const RaceLane *lane = &p->lane[i];
            double signal = race_signal(lane, t), top = signal > 0 ? axis_at(y, math_clamp(signal, y->low, y->high)) : end;
            if (math_isnan(signal) || !(come > 0)) continue;
            top = between(end, top, come);
            Ident before = list_show(p->out, ident_note(race_note(p, lane, "|∂L/∂x| at token %d is %s of that at the output", t + 1,
                                                                  number_text(p->out->arena, signal, 4))));
            Box bar = box(at.x + t * pitch + gap / 2 + i * w, top, w, end - top);
            list_rect(p->out, bar, (RectStyle){ .radius = w > 6 ? 2 : 0, .fill = paint(lane->role) });
            list_show(p->out, before);
        }
}

void race_draw_signal(const RacePicture *p, Box card) {
    bool start = p->at == 0;
    Box in = race_card(p, card,
                       start ? "Before training: the gradient at every token ÷ at the output"
                             : "The gradient at every token ÷ at the output");
    if (p->lane[0].at < 0 || p->lane[1].at < 0 || !p->lane[0].record.grad_x) return;
    draw_first(p, in);
    int length = p->lane[0].record.options.length;
    double top = in.y + (p->small ? 26 : 36);
    Box at = box(in.x + 46, top, in.w - 46, in.y + in.h - 24 - top);
    if (at.h < 20) return;
    Axis x = { .low = 0.5, .high = length + 0.5, .whole = true, .label = "token" }, y = { .log = true };
    signal_range(p, &y.low, &y.high);
    race_draw_axes(p, at, &x, &y);
    draw_bars(p, at, &y, at.w / length);
}
