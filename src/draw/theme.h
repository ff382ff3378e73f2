// One role, one colour, everywhere. A Paint names roles; a renderer resolves it from the theme at the last moment.
#ifndef ATTEND_DRAW_THEME_H
#define ATTEND_DRAW_THEME_H

#include <stdint.h>

typedef enum Role {
    ROLE_STAGE,
    ROLE_PANEL,
    ROLE_LINE,
    ROLE_INK,
    ROLE_MUTED,
    ROLE_FAINT,
    ROLE_CURRENT,
    ROLE_CURRENT_FRAME, // around the current layer: unseen on a screen, a grey frame in print
    ROLE_WRONG,
    ROLE_Q,
    ROLE_K,
    ROLE_V,
    ROLE_S,
    ROLE_A,
    ROLE_GRAD_TEXT,
    ROLE_GRAD,
    ROLE_WHITE, // white in every theme: digits on a dark tint
    ROLE_BLACK,
    ROLE_HEAD1,
    ROLE_HEAD2,
    ROLE_HEAD3,
    ROLE_HEAD4,
    ROLE_HEAD5,
    ROLE_HEAD6,
    ROLE_HEAD7,
    ROLE_HEAD8,
    ROLE_PEN, // what somebody draws over the picture by hand
    ROLE_COUNT
} Role;
#define ROLE_RECURRENT ROLE_K
#define ROLE_ATTENTION ROLE_Q
#define ROLE_RIGHT ROLE_V

typedef enum Theme { THEME_LIGHT, THEME_DARK, THEME_PRINT, THEME_GREY, THEME_COUNT } Theme;

typedef struct Color { // straight alpha, sRGB, 0 … 1
    float r, g, b, a;
} Color;

// `role` mixed over `over`: amount 1 is the pure role colour, 0 pure `over`. alpha 0 draws nothing.
typedef struct Paint {
    uint8_t role, over;
    uint8_t theme; // 0: that of whoever draws it; else the theme + 1, of a picture within a picture
    float amount, alpha;
} Paint;

static inline Paint paint(Role role) { return (Paint){ (uint8_t)role, (uint8_t)role, 0, 1, 1 }; }
static inline Paint paint_tint(Role role, Role over, float amount) { return (Paint){ (uint8_t)role, (uint8_t)over, 0, amount, 1 }; }
static inline Paint paint_faded(Role role, float alpha) { return (Paint){ (uint8_t)role, (uint8_t)role, 0, 1, alpha }; }
#define PAINT_NONE ((Paint){ 0 })
#define OWN_TINT 0.85f // of the colour that a thing of the data has itself, as a red square does: it means no role

Color theme_role(Theme theme, Role role);
Color theme_color(Theme theme, Paint paint);
double theme_hatch(Theme theme, Role role); // units between the lines that tell its marks apart without colour; 0: none
double theme_contrast(Color a, Color b);    // WCAG 2.1 contrast ratio of two opaque colours, 1 … 21
const char *theme_name(Theme theme);        // "light"
const char *role_name(Role role);           // for dumps and legends: "query"
// The role that the symbol or tape node of this name has: "q" -> ROLE_Q, "sweep.a" -> ROLE_A; ROLE_INK when it has none.
Role role_of_node(const char *name);

#endif
