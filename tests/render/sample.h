// What this room's tests share: the fonts, one list that holds every kind of command, and lists made at random.
#ifndef ATTEND_TESTS_RENDER_SAMPLE_H
#define ATTEND_TESTS_RENDER_SAMPLE_H

#include "base/platform.h"
#include "base/random.h"
#include "draw/list.h"
#include "render/export.h"
#include "render/fonts.h"
#include "render/system_fonts.h"
#include "support/check.h"

typedef struct Sample {
    Arena *arena;
    Fonts *fonts;
    Problems problems;
} Sample;

static inline int sample_open(void **state) {
    Sample *s = calloc(1, sizeof *s);
    s->arena = arena_begin();
    s->problems.arena = s->arena;
    s->fonts = fonts_open(s->arena, &s->problems);
    problems_print(stderr, &s->problems);
    *state = s;
    return s->fonts ? 0 : -1;
}

static inline int sample_close(void **state) {
    Sample *s = *state;
    fonts_close(s->fonts);
    arena_end(s->arena);
    free(s);
    render_shutdown();
    return 0;
}

// Every kind of command with every kind of style, within 320 × 240 units.
static inline List sample_list(Sample *s) {
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_rect(&list, box(8, 8, 100, 60), (RectStyle){ .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE) });
    list_rect(&list, box(16, 16, 40, 40),
              (RectStyle){ .radius = 8, .fill = paint_tint(ROLE_Q, ROLE_PANEL, 0.3f), .stroke = paint(ROLE_Q), .width = 2 });
    list_rect(&list, box(60, 16, 40, 40), (RectStyle){ .radius = 8, .stroke = paint(ROLE_FAINT), .width = 1, .dash = 4 });
    list_circle(&list, 130, 30, 12, (RectStyle){ .fill = paint_faded(ROLE_V, 0.5f), .stroke = paint(ROLE_V), .width = 1.5 });
    list_ellipse(&list, 170, 30, 20, 10, 30, (RectStyle){ .fill = paint(ROLE_HEAD3) });
    list_line(&list, 8, 80, 150, 80, (StrokeStyle){ .paint = paint(ROLE_LINE) });
    list_line(&list, 8, 90, 150, 90, (StrokeStyle){ .paint = paint(ROLE_A), .width = 4, .round = true });
    list_line(&list, 8, 100, 150, 130, (StrokeStyle){ .paint = paint(ROLE_K), .width = 1.5, .arrow = 10 });
    list_curve(&list, 160, 80, 200, 80, 200, 140, 240, 140,
               (StrokeStyle){ .paint = paint_faded(ROLE_S, 0.6f), .width = 3, .dash = 5 });
    const double zigzag[] = { 160, 100, 180, 120, 200, 100, 220, 120, 240, 100 };
    list_polyline(&list, zigzag, 5, false, (StrokeStyle){ .paint = paint(ROLE_GRAD), .width = 2 });
    list_text(&list, 8, 150, TEXT("Softmax & <weights>: AVATAR"), (TextStyle){ .size = 16 });
    list_text(&list, 160, 170, TEXT("bold \"quoted\""), (TextStyle){ .face = FACE_BOLD, .size = 20, .align = ALIGN_CENTER });
    list_text(&list, 312, 190, TEXT("4.5·10⁻⁷ ∇ −0.71"),
              (TextStyle){ .face = FACE_ITALIC, .size = 13, .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    list_text(&list, 8, 200, TEXT("q"), (TextStyle){ .face = FACE_MATH_ITALIC, .size = 22, .paint = paint(ROLE_Q) });
    list_text(&list, 30, 200, TEXT("exp √∑"), (TextStyle){ .face = FACE_MATH, .size = 22 });
    list_text(&list, 8, 225, TEXT("d_model = 512"), (TextStyle){ .face = FACE_MONO, .size = 12 });
    list_clip(&list, box(200, 10, 110, 70));
    float share[400];
    for (int i = 0; i < 400; i++) share[i] = (float)(i - 200) / 200;
    list_heat(&list, box(210, 16, 60, 60), 20, 20, share, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
    list_heat(&list, box(280, 16, 60, 60), 3, 4, share, (HeatStyle){ .positive = ROLE_A, .negative = ROLE_A });
    list_unclip(&list);
    list_hatch(&list, box(260, 100, 40, 40), 8, paint(ROLE_FAINT));
    float former = list_fade(&list, 0.4f);
    list_rect(&list, box(120, 205, 60, 24), (RectStyle){ .radius = 12, .fill = paint(ROLE_INK) });
    list_fade(&list, former);
    for (int i = 0; i < 3; i++) list.cmd[i].step_back = 0.5f;
    return list;
}

// A command of any kind somewhere in 640 × 400 units.
static inline void sample_add_random(List *list, Random *random) {
    static const char *const word[] = { "0.54", "−1", "softmax", "Weights", "fjord, quickly", "∑ aᵢ" };
    double x = 600 * random_uniform(random) - 20, y = 380 * random_uniform(random), w = 4 + 90 * random_uniform(random),
           h = 4 + 60 * random_uniform(random);
    Role role = (Role)random_below(random, ROLE_COUNT);
    Paint p = random_below(random, 2) ? paint(role) : paint_faded(role, 0.5f);
    double width = random_below(random, 3) * 1.7, dash = random_below(random, 4) ? 0 : 4;
    StrokeStyle stroke = { .paint = p, .width = width, .dash = dash, .round = random_below(random, 2) };
    switch (random_below(random, 8)) {
    case 0:
        list_rect(list, box(x, y, w, h),
                  (RectStyle){
                      .radius = random_below(random, 2) * 8, .fill = p, .stroke = paint(ROLE_INK), .width = width, .dash = dash });
        break;
    case 1: list_line(list, x, y, x + w, y, stroke); break;
    case 2: list_line(list, x, y, x + w, y + h, stroke); break;
    case 3: list_curve(list, x, y, x + w, y, x, y + h, x + w, y + h, stroke); break;
    case 4: list_ellipse(list, x, y, w / 2, h / 2, 40, (RectStyle){ .fill = p, .stroke = paint(role), .width = width }); break;
    case 5: list_hatch(list, box(x, y, w, h), 6, p); break;
    case 6: {
        float share[30];
        for (int i = 0; i < 30; i++) share[i] = (float)(2 * random_uniform(random) - 1);
        list_heat(list, box(x, y, w, h), 5, 6, share, (HeatStyle){ .positive = ROLE_Q, .negative = ROLE_K });
        break;
    }
    default:
        list_text(list, x, y, text_of(word[random_below(random, 6)]),
                  (TextStyle){ .face = (Face)random_below(random, FACE_FALLBACK), .size = 10 + h / 4, .paint = p });
    }
}

#endif
