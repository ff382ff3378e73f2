// The table of colours, and which role a name has. Nothing else in the program knows a colour.
#include "draw/theme.h"

#include <string.h>

#include "base/math.h"

// One line a role: its name in dumps and legends, and its colour in the light, dark, print and grey theme;
// in grey, marks of like lightness differ by a hatch.
static const struct {
    const char *name;
    uint32_t rgb[THEME_COUNT];
    double hatch; // units between its lines in grey; 0: none
} role_table[ROLE_COUNT] = {
    [ROLE_STAGE] = { "stage", { 0xF7F5F0, 0x12151C, 0xFFFFFF, 0xFFFFFF } },
    [ROLE_PANEL] = { "panel", { 0xFFFFFF, 0x1A1F29, 0xFFFFFF, 0xFFFFFF } },
    [ROLE_LINE] = { "line", { 0xE3DFD6, 0x2C3340, 0xBBBBBB, 0xBBBBBB } },
    [ROLE_INK] = { "ink", { 0x1D2433, 0xE9E6E0, 0x000000, 0x000000 } },
    [ROLE_MUTED] = { "muted", { 0x5F6777, 0x9AA3B2, 0x555555, 0x555555 } },
    [ROLE_FAINT] = { "faint", { 0xA9AFBB, 0x6B7484, 0x999999, 0x999999 } },
    [ROLE_CURRENT] = { "current", { 0xFFF4CC, 0x2E2A17, 0xEEEEEE, 0xEEEEEE } },
    [ROLE_CURRENT_FRAME] = { "current-frame", { 0xFFF4CC, 0x2E2A17, 0x999999, 0x999999 } },
    [ROLE_WRONG] = { "wrong", { 0xB3261E, 0xFF8A80, 0xB3261E, 0x000000 } },
    [ROLE_Q] = { "query", { 0x0072B2, 0x56B4E9, 0x0072B2, 0x141414 } },
    [ROLE_K] = { "key", { 0xB84A09, 0xF0864A, 0xB84A09, 0x505050 }, 7 },
    [ROLE_V] = { "value", { 0x007A58, 0x2FC79B, 0x007A58, 0x606060 } },
    [ROLE_S] = { "score", { 0x6B4FA0, 0xA98BE8, 0x6B4FA0, 0x757575 }, 4 },
    [ROLE_A] = { "weight", { 0xB5407F, 0xE57FBE, 0xB5407F, 0x3A3A3A } },
    [ROLE_GRAD_TEXT] = { "gradient", { 0x7C5C00, 0xF2C14E, 0x7C5C00, 0x666666 } },
    [ROLE_GRAD] = { "gradient-mark", { 0xB08512, 0xF2C14E, 0xB08512, 0x808080 }, 10 },
    [ROLE_WHITE] = { "white", { 0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF } },
    [ROLE_BLACK] = { "black", { 0x000000, 0x000000, 0x000000, 0x000000 } },
    [ROLE_HEAD1] = { "head1", { 0x0E7490, 0x2BA9C4, 0x0E7490, 0x141414 } },
    [ROLE_HEAD2] = { "head2", { 0x8A6D00, 0xB8962E, 0x8A6D00, 0x757575 }, 4 },
    [ROLE_HEAD3] = { "head3", { 0x86198F, 0xD470DE, 0x86198F, 0x3A3A3A } },
    [ROLE_HEAD4] = { "head4", { 0x4D7C0F, 0x84B93A, 0x4D7C0F, 0x606060 }, 7 },
    [ROLE_HEAD5] = { "head5", { 0xA91616, 0xF17272, 0xA91616, 0x4D4D4D }, 8 },
    [ROLE_HEAD6] = { "head6", { 0x3730A3, 0x8484F8, 0x3730A3, 0x202020 }, 10 },
    [ROLE_HEAD7] = { "head7", { 0x7C4A21, 0xBE8A5C, 0x7C4A21, 0x686868 } },
    [ROLE_HEAD8] = { "head8", { 0x475569, 0x8595AD, 0x475569, 0x505050 }, 5 },
    [ROLE_PEN] = { "pen", { 0x00798A, 0x3FE0D0, 0x00798A, 0x202020 } },
};

Color theme_role(Theme theme, Role role) {
    uint32_t rgb = role_table[role].rgb[theme];
    return (Color){ (float)(rgb >> 16 & 255) / 255, (float)(rgb >> 8 & 255) / 255, (float)(rgb & 255) / 255, 1 };
}

double theme_hatch(Theme theme, Role role) { return theme == THEME_GREY ? role_table[role].hatch : 0; }

static float mix(float over, float role, float amount) { return over + (role - over) * amount; }

Color theme_color(Theme theme, Paint p) {
    if (p.theme) theme = (Theme)(p.theme - 1);
    Color role = theme_role(theme, (Role)p.role);
    role.a = p.alpha;
    if (p.amount >= 1) return role;
    Color over = theme_role(theme, (Role)p.over);
    return (Color){ mix(over.r, role.r, p.amount), mix(over.g, role.g, p.amount), mix(over.b, role.b, p.amount), p.alpha };
}

// WCAG 2.1, "relative luminance".
static double luminance(Color c) {
    double channel[3] = { c.r, c.g, c.b };
    for (int i = 0; i < 3; i++)
        channel[i] = channel[i] <= 0.04045 ? channel[i] / 12.92 : math_pow((channel[i] + 0.055) / 1.055, 2.4);
    return 0.2126 * channel[0] + 0.7152 * channel[1] + 0.0722 * channel[2];
}

double theme_contrast(Color a, Color b) {
    double la = luminance(a), lb = luminance(b);
    return la > lb ? (la + 0.05) / (lb + 0.05) : (lb + 0.05) / (la + 0.05);
}

const char *theme_name(Theme theme) {
    static const char *const name[THEME_COUNT] = { "light", "dark", "print", "grey" };
    return name[theme];
}

const char *role_name(Role role) { return role_table[role].name; }

// Names as tapes and formulas write them; the Greek ones as formulas spell them.
static const struct {
    Role role;
    const char *names; // each between blanks
} named_roles[] = {
    { ROLE_Q, " q Q Wq wq hq Hq qW bq query queries " },
    { ROLE_K, " k K Wk wk hk Hk bk key keys " },
    { ROLE_V, " v V Wv wv hv Hv bv value values " },
    { ROLE_S, " s S raw masked sq score scores va " },
    { ROLE_A, " a A alpha weight weights " },
    { ROLE_GRAD_TEXT, " g G grad gradient L partial " },
    { ROLE_RECURRENT, " h H " },
};

Role role_of_node(const char *name) {
    if (!name) return ROLE_INK;
    if (strncmp(name, "grad.", 5) == 0) return ROLE_GRAD_TEXT;
    const char *dot = strrchr(name, '.');
    if (dot) name = dot + 1;
    size_t size = strcspn(name, "[");
    while (size > 1 && name[size - 1] >= '0' && name[size - 1] <= '9') size--; // k1 is a key
    char word[16];
    if (size == 0 || size + 3 > sizeof word || memchr(name, ' ', size)) return ROLE_INK;
    word[0] = ' ';
    memcpy(word + 1, name, size);
    memcpy(word + 1 + size, " ", 2);
    for (unsigned i = 0; i < sizeof named_roles / sizeof *named_roles; i++)
        if (strstr(named_roles[i].names, word)) return named_roles[i].role;
    return ROLE_INK;
}
