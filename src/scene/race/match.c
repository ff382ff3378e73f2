// Which key asks for which: E W_Q W_K^T E^T of the first keys, noise at first, a diagonal when equal keys find each other.
#include <math.h>

#include "base/math.h"
#include "scene/race/race.h"

enum { SIDE = TRAINING_MATCHES, LEAST = 3 /* units: a cell over a line of words */ };

// The keys whose largest score is the one for themselves.
static int equal_found(const float *match) {
    int found = 0;
    for (int a = 0; a < SIDE; a++) {
        int best = 0;
        for (int b = 1; b < SIDE; b++)
            if (match[a * SIDE + b] > match[a * SIDE + best]) best = b;
        found += best == a;
    }
    return found;
}

static void draw_scores(const RacePicture *p, const RaceLane *lane, const float *match, Box at) {
    float share[SIDE * SIDE], most = 0;
    for (int i = 0; i < SIDE * SIDE; i++) most = fabsf(match[i]) > most ? fabsf(match[i]) : most;
    for (int i = 0; i < SIDE * SIDE; i++) share[i] = most > 0 ? match[i] / most : 0;
    const char *note = race_note(p, lane, "how much each of %d keys (rows) asks for each (columns), at most %s in size", SIDE,
                                 number_text(p->out->arena, (double)most, 4));
    list_heat(p->out, at, SIDE, SIDE, share,
              (HeatStyle){ .positive = ROLE_S, .negative = ROLE_K, .most = (double)most, .ident = ident_note(note) });
    list_rect(p->out, at, (RectStyle){ .stroke = paint(ROLE_LINE), .width = 1 });
}

void race_draw_match(const RacePicture *p, Box card) {
    Box in = race_card(p, card, "Which key asks for which");
    const RaceLane *lane = &p->lane[0];
    if (lane->at < 0 || !lane->record.match) return;
    const float *match = lane->record.match + (size_t)lane->at * SIDE * SIDE;
    double foot = p->small ? 20 : 24, head = p->sizes->base, side = floor(math_min(in.w - 24, in.h - foot - head));
    bool counted = side >= LEAST * SIDE; // or the square alone, as large as it may be
    if (!counted) side = floor(math_min(in.w - 24, in.h - head));
    if (side < SIDE) return;
    Box at = box(in.x + (in.w - side) / 2, in.y + head, side, side);
    TextStyle words = { .size = p->sizes->note, .paint = paint(ROLE_MUTED), .align = ALIGN_CENTER };
    list_text_fit(p->out, box_middle_x(at), at.y - 6, in.w, TEXT("asking ↓   asked for →"), words);
    draw_scores(p, lane, match, at);
    if (!counted) return;
    words.ident = ident_note(race_note(p, lane, "keys whose largest score is the one for themselves"));
    words.size = p->sizes->label, words.face = FACE_BOLD, words.paint = paint(ROLE_INK);
    list_text_fit(p->out, box_middle_x(at), at.y + side + foot - 6, in.w,
                  text_of(arena_print(p->out->arena, "%d of %d keys ask most for themselves", equal_found(match), SIDE)), words);
}
