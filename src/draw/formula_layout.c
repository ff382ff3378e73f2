// Setting a formula: one recursive walk that measures, and draws when it has a list, so that both always agree. Rules and
// distances follow Knuth, "The TeXbook", appendix G, with the measures of STIX.
#include <string.h>

#include "base/math.h"
#include "draw/formula_tree.h"

// In em of the size at hand.
static const double axis_height = 0.25, rule_width = 0.048, italic_lean = 0.1;

typedef enum Level { LEVEL_DISPLAY, LEVEL_TEXT, LEVEL_SCRIPT, LEVEL_SMALLEST } Level;
static const double level_size[] = { 1, 1, 0.7, 0.52 };

typedef struct Setter {
    const Metrics *metrics;
    List *list; // NULL: measure only
    FormulaStyle style;
    double size;
} Setter;

// How a part is drawn: a subscript takes the colour and identity of its base, and names no node of its own.
typedef struct FormulaInk {
    Paint paint;
    bool named;  // letters may name nodes
    Ident ident; // of the node that it names; else that of the list
} FormulaInk;

typedef struct FormulaExtent {
    double width, ascent, descent;
    double lean; // how far the top right corner stands out: italics
} FormulaExtent;

static FormulaExtent set_row(const Setter *s, const Atom *row, double x, double y, Level level, FormulaInk ink);
static FormulaExtent set_atom(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk ink);

static double em(const Setter *s, Level level) { return s->size * level_size[level]; }

static FormulaExtent measure(const Setter *s, const Atom *row, Level level, FormulaInk ink) {
    Setter quiet = *s;
    quiet.list = NULL;
    return set_row(&quiet, row, 0, 0, level, ink);
}

static Level script_of(Level level) { return level <= LEVEL_TEXT ? LEVEL_SCRIPT : LEVEL_SMALLEST; }

// --- which node a symbol names

static int find_node(const Setter *s, const Atom *atom) {
    if (!s->style.node || !atom->name) return -1;
    int node = atom->full ? s->style.node(s->style.context, atom->full) : -1;
    if (node < 0) node = s->style.node(s->style.context, atom->name);
    if (node < 0 && atom->name[0] >= 'A' && atom->name[0] <= 'Z' && !atom->name[1]) {
        char small[2] = { (char)(atom->name[0] - 'A' + 'a'), 0 }; // the matrix Q is the node q
        node = s->style.node(s->style.context, small);
    }
    return node;
}

static Role role_of(const Atom *atom) {
    if (atom->grad) return ROLE_GRAD_TEXT;
    Role role = atom->full ? role_of_node(atom->full) : ROLE_INK;
    if (role == ROLE_INK) role = role_of_node(atom->name);
    if (role != ROLE_INK || atom->kind != ATOM_ACCENT) return role;
    const Atom *under = atom->body->kind == ATOM_ROW ? atom->body->body : atom->body;
    return under ? role_of_node(under->name) : ROLE_INK;
}

static FormulaInk ink_of(const Setter *s, const Atom *atom, FormulaInk ink) {
    if (!ink.named || !atom->name) return ink;
    Role role = role_of(atom);
    if (role != ROLE_INK && !s->style.plain) ink.paint = paint(role);
    if (s->list) {
        int node = find_node(s, atom);
        ink.ident = node >= 0 ? ident_symbol(node, 0, atom->grad) : (Ident){ 0 };
    }
    return ink;
}

// --- strokes of our own

static void fill_path(const Setter *s, PathPart *part, int parts, FormulaInk ink) {
    list_path(s->list, part, parts, (StrokeStyle){ .fill = ink.paint, .ident = ink.ident });
}

// A level or upright rule, as a stroke: renderers keep strokes on the pixels without changing their width.
static void draw_rule(const Setter *s, double x, double y, double w, double h, FormulaInk ink) {
    bool level = w >= h;
    StrokeStyle style = { .paint = ink.paint, .width = level ? h : w, .ident = ink.ident };
    if (level)
        list_line(s->list, x, y + h / 2, x + w, y + h / 2, style);
    else
        list_line(s->list, x + w / 2, y, x + w / 2, y + h, style);
}

static PathPart move(double x, double y) { return (PathPart){ .op = PATH_MOVE, .x = x, .y = y }; }
static PathPart line(double x, double y) { return (PathPart){ .op = PATH_LINE, .x = x, .y = y }; }
static PathPart curve(double x1, double y1, double x2, double y2, double x, double y) {
    return (PathPart){ .op = PATH_CURVE, .x1 = x1, .y1 = y1, .x2 = x2, .y2 = y2, .x = x, .y = y };
}

// --- text

static double lean_of(const Atom *atom) {
    if (atom->face != FACE_MATH_ITALIC || atom->text[1]) return 0;
    if (strchr("VWTYFKHNUXfP", atom->text[0])) return italic_lean;
    return strchr("dlkbhJMICE", atom->text[0]) ? italic_lean / 2 : 0;
}

static FormulaExtent set_text(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk ink) {
    double size = em(s, level), up = 0, above, below;
    if (atom->large) { // centred on the axis
        double factor = level == LEVEL_DISPLAY ? 1.4 : 1;
        up = (axis_height - 0.252 * factor) * size;
        size *= factor;
    }
    Text text = text_of(atom->text);
    metrics_reach(s->metrics, atom->face, text, &above, &below);
    FormulaExtent e = { .ascent = above * size + up, .descent = below * size - up, .lean = lean_of(atom) * size };
    if (!s->list) {
        e.width = metrics_width(s->metrics, atom->face, size, text);
        return e;
    }
    e.width = list_text(s->list, x, y - up, text,
                        (TextStyle){ .face = atom->face, .size = size, .paint = ink.paint, .ident = ink.ident });
    return e;
}

// --- fractions

static Level fraction_inner(const Atom *atom, Level level) {
    if (atom->style == FRACTION_LARGE || (atom->style == FRACTION_AUTO && level == LEVEL_DISPLAY)) return LEVEL_TEXT;
    return level == LEVEL_DISPLAY ? LEVEL_SCRIPT : script_of(level);
}

static FormulaExtent set_fraction(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk ink) {
    Level inner = fraction_inner(atom, level);
    double unit = em(s, level), rule = math_max(rule_width * unit, s->size * 0.035);
    FormulaExtent top = measure(s, atom->body, inner, ink), bottom = measure(s, atom->second, inner, ink);
    bool large = inner == LEVEL_TEXT;
    double gap = (large ? 0.16 : 0.1) * unit, axis = axis_height * unit, pad = 0.1 * unit, edge = 0.06 * unit;
    double up = math_max(axis + rule / 2 + gap + top.descent, (large ? 0.6 : 0.4) * unit);
    double down = math_max(rule / 2 + gap + bottom.ascent - axis, (large ? 0.62 : 0.36) * unit);
    double inside = math_max(top.width, bottom.width), width = inside + 2 * (pad + edge);
    if (s->list) {
        set_row(s, atom->body, x + (width - top.width) / 2, y - up, inner, ink);
        set_row(s, atom->second, x + (width - bottom.width) / 2, y + down, inner, ink);
        draw_rule(s, x + edge, y - axis - rule / 2, width - 2 * edge, rule, ink);
    }
    return (FormulaExtent){ .width = width, .ascent = up + top.ascent, .descent = down + bottom.descent };
}

// --- roots

static void draw_root(const Setter *s, double x, double top, double bottom, double right, double u, FormulaInk ink) {
    double rule = rule_width * u, w = 0.58 * u;
    PathPart sign[] = {
        move(x + 0.03 * u, bottom - 0.38 * u),
        line(x + 0.16 * u, bottom - 0.48 * u),
        line(x + 0.315 * u, bottom - 0.12 * u),
        line(x + w - 0.035 * u, top),
        line(right, top),
        line(right, top + rule),
        line(x + w, top + rule),
        line(x + 0.325 * u, bottom),
        line(x + 0.285 * u, bottom),
        line(x + 0.115 * u, bottom - 0.405 * u),
        line(x + 0.05 * u, bottom - 0.355 * u),
        { .op = PATH_CLOSE },
    };
    fill_path(s, sign, sizeof sign / sizeof *sign, ink);
}

static FormulaExtent set_root(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk ink) {
    double u = em(s, level), rule = rule_width * u, gap = 0.1 * u;
    FormulaExtent body = measure(s, atom->body, level, ink), index = { 0 };
    if (atom->second) index = measure(s, atom->second, LEVEL_SMALLEST, ink);
    double ascent = math_max(body.ascent, 0.5 * u) + gap + rule, descent = math_max(body.descent, 0.02 * u) + 0.05 * u;
    double before = math_max(0, index.width - 0.2 * u), sign = 0.6 * u, width = before + sign + body.width + 0.06 * u;
    if (s->list) {
        draw_root(s, x + before, y - ascent, y + descent, x + width, u, ink);
        set_row(s, atom->body, x + before + sign, y, level, ink);
        if (atom->second) set_row(s, atom->second, x + before + 0.2 * u - index.width, y + descent - 0.55 * u, LEVEL_SMALLEST, ink);
    }
    double index_top = atom->second ? 0.55 * u - descent + index.ascent : 0;
    return (FormulaExtent){ .width = width, .ascent = math_max(ascent, index_top), .descent = descent };
}

// --- fences

// The bow of a parenthesis whose ends are at (x, top) and (x, bottom) and whose middle is `w` to the side.
static void draw_bow(const Setter *s, double x, double top, double bottom, double w, double u, FormulaInk ink) {
    double h = bottom - top, side = w > 0 ? 1 : -1, thick = 0.085 * u * side, thin = 0.03 * u * side;
    double middle = (top + bottom) / 2, out = x - w, k = 0.3 * h;
    PathPart bow[] = {
        move(x, top),
        curve(x - w * 0.72, top + k * 0.55, out, middle - k * 0.75, out, middle),
        curve(out, middle + k * 0.75, x - w * 0.72, bottom - k * 0.55, x, bottom),
        line(x + thin, bottom - 0.015 * u),
        curve(x - w * 0.72 + thick, bottom - k * 0.62, out + thick, middle + k * 0.75, out + thick, middle),
        curve(out + thick, middle - k * 0.75, x - w * 0.72 + thick, top + k * 0.62, x + thin, top + 0.015 * u),
        { .op = PATH_CLOSE },
    };
    fill_path(s, bow, sizeof bow / sizeof *bow, ink);
}

static void draw_bracket(const Setter *s, double x, double top, double bottom, double w, double u, FormulaInk ink) {
    double t = 0.06 * u, foot = 0.045 * u, left = w > 0 ? x : x - t;
    draw_rule(s, left, top, t, bottom - top, ink);
    draw_rule(s, w > 0 ? x : x + w, top, w > 0 ? w : -w, foot, ink);
    draw_rule(s, w > 0 ? x : x + w, bottom - foot, w > 0 ? w : -w, foot, ink);
}

// Points to the left for w > 0: the tip at x − w, the ends at x.
static void draw_brace(const Setter *s, double x, double top, double bottom, double w, double u, FormulaInk ink) {
    double m = (top + bottom) / 2, stem = x - w / 2, r = (bottom - top) * 0.12, t = 0.06 * u;
    PathPart brace[] = {
        move(x, top),
        curve(stem, top, stem, top + r, stem, top + 2 * r),
        line(stem, m - 2 * r),
        curve(stem, m - r * 0.8, x - w * 0.8, m, x - w, m),
        curve(x - w * 0.8, m, stem, m + r * 0.8, stem, m + 2 * r),
        line(stem, bottom - 2 * r),
        curve(stem, bottom - r, stem, bottom, x, bottom),
    };
    list_path(s->list, brace, sizeof brace / sizeof *brace,
              (StrokeStyle){ .paint = ink.paint, .width = t, .round = true, .ident = ink.ident });
}

typedef struct Fence {
    double top, bottom; // relative to the baseline, positive downwards
    double u;
    bool glyph; // small enough for the font's own
} Fence;

static FormulaExtent set_glyph(const Setter *s, uint32_t code, double x, double y, Level level, FormulaInk ink) {
    char text[5] = { 0 };
    utf8_put(code, text);
    return set_text(s, &(Atom){ .kind = ATOM_TEXT, .face = FACE_MATH, .text = text }, x, y, level, ink);
}

static double set_delimiter(const Setter *s, uint32_t code, const Fence *f, double x, double y, Level level, FormulaInk ink) {
    if (!code || code == '.') return code ? 0.1 * f->u : 0;
    if (f->glyph) return set_glyph(s, code, x, y, level, ink).width;
    double u = f->u, h = f->bottom - f->top, w = (0.24 + 0.045 * h / u) * u, space = 0.06 * u, top = y + f->top,
           bottom = y + f->bottom;
    if (code == '|' || code == 0x2016) w = code == '|' ? 0.06 * u : 0.2 * u;
    if (code == '[' || code == ']') w = 0.2 * u;
    double width = w + 2 * space, left = x + space, right = left + w;
    if (!s->list) return width;
    switch (code) {
    case '(': draw_bow(s, right, top, bottom, w, u, ink); break;
    case ')': draw_bow(s, left, top, bottom, -w, u, ink); break;
    case '[': draw_bracket(s, left, top, bottom, w, u, ink); break;
    case ']': draw_bracket(s, right, top, bottom, -w, u, ink); break;
    case '{': draw_brace(s, right, top, bottom, w, u, ink); break;
    case '}': draw_brace(s, left, top, bottom, -w, u, ink); break;
    case 0x2016: draw_rule(s, right - 0.055 * u, top, 0.055 * u, h, ink); // fall through
    default: draw_rule(s, left, top, 0.055 * u, h, ink); break;
    }
    return width;
}

static FormulaExtent set_fence(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk ink) {
    double u = em(s, level), axis = axis_height * u;
    FormulaExtent body = measure(s, atom->body, level, ink);
    double half = math_max(body.ascent - axis, body.descent + axis);
    Fence fence = { .u = u, .glyph = half <= 0.56 * u };
    if (!fence.glyph) half += 0.06 * u;
    fence.top = -axis - half;
    fence.bottom = -axis + half;
    double left = set_delimiter(s, atom->left, &fence, x, y, level, ink);
    if (s->list) set_row(s, atom->body, x + left, y, level, ink);
    double right = set_delimiter(s, atom->right, &fence, x + left + body.width, y, level, ink);
    FormulaExtent e = { .width = left + body.width + right, .ascent = body.ascent, .descent = body.descent };
    double above, below;
    metrics_reach(s->metrics, FACE_MATH, TEXT("("), &above, &below);
    e.ascent = math_max(e.ascent, fence.glyph ? above * u : -fence.top);
    e.descent = math_max(e.descent, fence.glyph ? below * u : fence.bottom);
    return e;
}

// --- accents

static void draw_accent(const Setter *s, uint32_t mark, double x, double width, double y, double u, FormulaInk ink) {
    double middle = x + width / 2, t = 0.045 * u, half = math_max(width / 2 - 0.03 * u, 0.16 * u);
    StrokeStyle style = { .paint = ink.paint, .width = t, .round = true };
    if (mark == '-') draw_rule(s, middle - half, y - t, 2 * half, t, ink);
    if (mark == '^') {
        double w = half < 0.22 * u ? half : 0.22 * u;
        list_polyline(s->list, (double[]){ middle - w, y, middle, y - 0.14 * u, middle + w, y }, 3, false, style);
    }
    if (mark == '~')
        list_curve(s->list, middle - half, y, middle - half / 3, y - 0.18 * u, middle + half / 3, y + 0.1 * u, middle + half,
                   y - 0.08 * u, style);
    if (mark == '.') list_circle(s->list, middle, y - 0.06 * u, 0.055 * u, (RectStyle){ .fill = ink.paint });
    if (mark == '>') {
        style.arrow = 0.16 * u;
        list_line(s->list, middle - half, y - 0.06 * u, middle + half, y - 0.06 * u, style);
    }
}

static FormulaExtent set_accent(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk ink) {
    double u = em(s, level);
    FormulaInk inner = ink;
    if (ink.ident.kind != IDENT_NONE) inner.named = false; // x̂ is the node, not the x under it
    FormulaExtent body = set_row(s, atom->body, x, y, level, inner);
    double lean = 0.04 * u;
    if (s->list) draw_accent(s, atom->left, x + lean, body.width, y - body.ascent - 0.06 * u, u, ink);
    body.ascent += 0.24 * u;
    return body;
}

// --- scripts

static FormulaExtent set_nucleus(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk ink) {
    switch (atom->kind) {
    case ATOM_ROW: return set_row(s, atom, x, y, level, ink);
    case ATOM_TEXT: return set_text(s, atom, x, y, level, ink);
    case ATOM_FRACTION: return set_fraction(s, atom, x, y, level, ink);
    case ATOM_ROOT: return set_root(s, atom, x, y, level, ink);
    case ATOM_FENCE: return set_fence(s, atom, x, y, level, ink);
    case ATOM_ACCENT: return set_accent(s, atom, x, y, level, ink);
    case ATOM_SPACE: return (FormulaExtent){ .width = atom->width * em(s, level) };
    }
    return (FormulaExtent){ 0 };
}

static FormulaInk ink_of_subscript(FormulaInk base, FormulaInk outer, bool symbol) {
    FormulaInk ink = symbol ? base : outer;
    ink.named = false;
    return ink;
}

static FormulaExtent set_limits(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk ink) {
    Setter quiet = *s;
    quiet.list = NULL;
    double u = em(s, level), gap = 0.12 * u;
    FormulaInk under = ink_of_subscript(ink, ink, false);
    FormulaExtent base = set_nucleus(&quiet, atom, 0, 0, level, ink), above = { 0 }, below = { 0 };
    if (atom->sup) above = measure(s, atom->sup, LEVEL_SCRIPT, ink);
    if (atom->sub) below = measure(s, atom->sub, LEVEL_SCRIPT, under);
    double width = math_max(base.width, math_max(above.width, below.width));
    double up = base.ascent + gap + above.descent, down = base.descent + gap + below.ascent;
    if (s->list) {
        set_nucleus(s, atom, x + (width - base.width) / 2, y, level, ink);
        if (atom->sup) set_row(s, atom->sup, x + (width - above.width) / 2, y - up, LEVEL_SCRIPT, ink);
        if (atom->sub) set_row(s, atom->sub, x + (width - below.width) / 2, y + down, LEVEL_SCRIPT, under);
    }
    FormulaExtent e = { .width = width, .ascent = base.ascent, .descent = base.descent };
    if (atom->sup) e.ascent = up + above.ascent;
    if (atom->sub) e.descent = down + below.descent;
    return e;
}

// The font's prime is small and high already.
static bool is_prime(const Atom *sup) { return sup && sup->kind == ATOM_TEXT && strncmp(sup->text, "\u2032", 3) == 0; }

// Where scripts stand, from the baseline, positive away from it. TeXbook, appendix G, rule 18.
static void script_shifts(const Atom *atom, bool prime, double u, FormulaExtent base, FormulaExtent sup, FormulaExtent sub,
                          double *up, double *down) {
    bool letter = atom->kind == ATOM_TEXT && !atom->large;
    *up = letter ? 0 : base.ascent - 0.27 * u;
    *down = letter ? 0 : base.descent + 0.04 * u;
    *up = prime ? 0 : math_max(math_max(*up, 0.37 * u), sup.descent + 0.11 * u);
    *down = math_max(*down, atom->sup ? 0.22 * u : math_max(0.17 * u, sub.ascent - 0.36 * u));
    if (!atom->sub || !atom->sup) return;
    double lack = 0.13 * u - ((*up - sup.descent) - (sub.ascent - *down));
    if (lack <= 0) return;
    *down += prime ? lack : lack * 0.6;
    *up += prime ? 0 : lack * 0.4;
}

static FormulaExtent set_scripts(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk outer,
                                 FormulaInk ink) {
    bool prime = is_prime(atom->sup);
    Level small = script_of(level), high = prime ? level : small;
    double u = em(s, level), up, down, gap = 0.03 * u;
    FormulaInk under = ink_of_subscript(ink, outer, atom->name != NULL);
    FormulaExtent base = set_nucleus(s, atom, x, y, level, ink), sup = { 0 }, sub = { 0 };
    if (atom->sup) sup = measure(s, atom->sup, high, outer);
    if (atom->sub) sub = measure(s, atom->sub, small, under);
    script_shifts(atom, prime, u, base, sup, sub, &up, &down);
    if (s->list && atom->sup) set_row(s, atom->sup, x + base.width + base.lean + gap, y - up, high, outer);
    if (s->list && atom->sub) set_row(s, atom->sub, x + base.width + gap, y + down, small, under);
    FormulaExtent e = base;
    e.lean = 0;
    e.width += math_max(atom->sup ? sup.width + base.lean : 0, sub.width) + 2 * gap;
    if (atom->sup) e.ascent = math_max(e.ascent, up + sup.ascent), e.descent = math_max(e.descent, sup.descent - up);
    if (atom->sub) e.descent = math_max(e.descent, down + sub.descent), e.ascent = math_max(e.ascent, sub.ascent - down);
    return e;
}

static FormulaExtent set_atom(const Setter *s, const Atom *atom, double x, double y, Level level, FormulaInk outer) {
    FormulaInk ink = ink_of(s, atom, outer);
    if (!atom->sub && !atom->sup) return set_nucleus(s, atom, x, y, level, ink);
    if (atom->limits && level == LEVEL_DISPLAY) return set_limits(s, atom, x, y, level, ink);
    return set_scripts(s, atom, x, y, level, outer, ink);
}

// --- rows

// Space between two classes in eighteenths of an em; TeXbook, chapter 18. Fences cling to functions: exp(…).
static double space_between(AtomClass left, AtomClass right, bool fence, Level level) {
    static const char *const table[8] = {
        // ORD OP BIN REL OPEN CLOSE PUNCT INNER
        "03450003", // ORD
        "33050003", // OP
        "44004004", // BIN
        "55005005", // REL
        "00000000", // OPEN
        "03450003", // CLOSE
        "33033333", // PUNCT
        "33453033", // INNER
    };
    if (left == CLASS_NONE || right == CLASS_NONE) return 0;
    if (left == CLASS_OP && right == CLASS_INNER && fence) return 0;
    double space = table[left][right] - '0';
    bool always = left == CLASS_OP || right == CLASS_OP;
    return level >= LEVEL_SCRIPT && !always ? 0 : space / 18;
}

// A binary operator without a left or right side is a sign: −1, 2 · −3.
static AtomClass class_in_row(const Atom *atom, AtomClass before) {
    if (atom->class != CLASS_BIN) return atom->class;
    if (before == CLASS_NONE || before == CLASS_BIN || before == CLASS_OP || before == CLASS_REL || before == CLASS_OPEN ||
        before == CLASS_PUNCT)
        return CLASS_ORD;
    const Atom *after = atom->next;
    while (after && after->class == CLASS_NONE) after = after->next;
    if (!after || after->class == CLASS_REL || after->class == CLASS_CLOSE || after->class == CLASS_PUNCT) return CLASS_ORD;
    return CLASS_BIN;
}

// A row, or a single atom where a command took one.
static FormulaExtent set_row(const Setter *s, const Atom *row, double x, double y, Level level, FormulaInk ink) {
    if (row->kind != ATOM_ROW) return set_atom(s, row, x, y, level, ink);
    FormulaExtent all = { 0 };
    AtomClass before = CLASS_NONE;
    for (const Atom *atom = row->body; atom; atom = atom->next) {
        AtomClass class = class_in_row(atom, before);
        all.width += space_between(before, class, atom->kind == ATOM_FENCE, level) * em(s, level);
        FormulaExtent e = set_atom(s, atom, x + all.width, y, level, ink);
        all.width += e.width;
        all.lean = e.lean;
        all.ascent = math_max(all.ascent, e.ascent);
        all.descent = math_max(all.descent, e.descent);
        if (class != CLASS_NONE) before = class;
    }
    return all;
}

// --- the whole

static FormulaExtent set_formula(const Metrics *metrics, List *list, double x, double y, const Formula *formula,
                                 FormulaStyle style) {
    Setter s = { .metrics = metrics, .list = list, .style = style, .size = style.size > 0 ? style.size : 20 };
    FormulaInk ink = { .paint = style.paint.alpha > 0 ? style.paint : paint(ROLE_INK), .named = true };
    return set_row(&s, formula->row, x, y, style.display ? LEVEL_DISPLAY : LEVEL_TEXT, ink);
}

FormulaSize formula_measure(const Metrics *metrics, const Formula *formula, FormulaStyle style) {
    FormulaExtent e = set_formula(metrics, NULL, 0, 0, formula, style);
    return (FormulaSize){ e.width + e.lean, e.ascent, e.descent };
}

void formula_draw(List *list, double x, double y, const Formula *formula, FormulaStyle style) {
    Former former = list_with(list, style.ident, style.fade);
    set_formula(list->metrics, list, x, y, formula, style);
    list_restore(list, former);
}

static Formula *parse(Arena *arena, const char *tex) {
    const char *error;
    int column;
    return formula_parse(arena, text_of(tex), &error, &column);
}

double draw_tex(List *list, double x, double y, const char *tex, FormulaStyle style, Align align) {
    Formula *formula = parse(list->arena, tex);
    if (!formula) return 0;
    double width = formula_measure(list->metrics, formula, style).width;
    x -= align == ALIGN_CENTER ? width / 2 : align == ALIGN_RIGHT ? width : 0;
    formula_draw(list, x, y, formula, style);
    return width;
}

double tex_width(Arena *arena, const Metrics *metrics, const char *tex, double size) {
    Formula *formula = parse(arena, tex);
    return formula ? formula_measure(metrics, formula, (FormulaStyle){ .size = size }).width : 0;
}
