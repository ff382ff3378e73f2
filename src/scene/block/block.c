// A block of the Transformer as one token goes through it: columns of its numbers from left to right, above each the part that
// made it, and the two arcs on which the token itself goes round attention and feed-forward to the plus.
//
// What the eye meets first: the column in focus on its pale field, with the name of its part. Second: where it comes from, the
// arrow from its left and, for a sum, the arc. Third: the card below, where that part is written out number by number.
#include "scene/block/block.h"

#include <math.h>
#include <string.h>

#include "kit/grid.h"
#include "scene/scenes.h"

// --- the three ways a block is built

static const BlockSpot post_norm[] = {
    { "x", "x", PART_TOKEN, -1, "Token", "x" },
    { "o", "attention", PART_ATTENTION, -1, "Attention", "o" },
    { "sum1", "sum1", PART_ADD, 0, "Add", "x + o" },
    { "ln1", "ln1", PART_NORM, -1, "Norm", "\\text{LN}" },
    { "ff2", "ff", PART_FEED, -1, "Feed-forward", "\\text{FFN}" },
    { "sum2", "sum2", PART_ADD, 3, "Add", "+" },
    { "y", "ln2", PART_NORM, -1, "Norm", "y" },
};
static const BlockSpot pre_norm[] = {
    { "x", "x", PART_TOKEN, -1, "Token", "x" },
    { "ln1", "ln1", PART_NORM, -1, "Norm", "\\text{LN}" },
    { "o", "attention", PART_ATTENTION, -1, "Attention", "o" },
    { "sum1", "sum1", PART_ADD, 0, "Add", "x + o" },
    { "ln2", "ln2", PART_NORM, -1, "Norm", "\\text{LN}" },
    { "ff2", "ff", PART_FEED, -1, "Feed-forward", "\\text{FFN}" },
    { "y", "sum2", PART_ADD, 3, "Add", "y" },
};
static const BlockSpot decoder[] = {
    { "x", "x", PART_TOKEN, -1, "Token", "x" },
    { "self.o", "attention", PART_ATTENTION, -1, "Masked", "o" },
    { "sum1", "sum1", PART_ADD, 0, "Add", "+" },
    { "ln1", "ln1", PART_NORM, -1, "Norm", "\\text{LN}" },
    { "cross.o", "cross", PART_CROSS, -1, "Across", "o" },
    { "sum2", "sum2", PART_ADD, 3, "Add", "+" },
    { "ln2", "ln2", PART_NORM, -1, "Norm", "\\text{LN}" },
    { "ff2", "ff", PART_FEED, -1, "Feed-forward", "\\text{FFN}" },
    { "sum3", "sum3", PART_ADD, 6, "Add", "+" },
    { "y", "ln3", PART_NORM, -1, "Norm", "y" },
};

// Where a part is taught.
static Ident part_link(BlockPart part) {
    switch (part) {
    case PART_TOKEN: break;
    case PART_ATTENTION: return ident_link("multi-head:join", "attention with two heads: click to open its lesson");
    case PART_CROSS:
        return ident_link("retrieval:similarity", "attention across to the encoder: click to open the lesson on queries and keys");
    case PART_ADD: return ident_link("gradient-flow:depth", "the plus that the gradient runs through: click to open its lesson");
    case PART_NORM: return ident_link("layer-norm:normalise", "layer norm: click to open its lesson");
    case PART_FEED:
        return ident_link("comparison:left-out", "the feed-forward layer: click to open the lesson that counts its work");
    }
    return (Ident){ 0 };
}

// --- reading the tape

Matrix block_node(const BlockPage *p, const char *prefix, const char *name) {
    return matrix_find(p->tape, arena_print(p->out->arena, "%s%s", prefix, name), -1);
}

static bool read_stream(BlockPage *p, const char *prefix, const char *title, const BlockSpot *spot, int columns) {
    BlockStream *s = &p->stream[p->streams];
    *s = (BlockStream){ .prefix = prefix, .title = title, .columns = columns, .now = -1 };
    for (int i = 0; i < columns; i++) {
        BlockColumn *c = &s->column[i];
        *c = (BlockColumn){ .spot = &spot[i] };
        c->whole = block_node(p, i ? prefix : "", spot[i].node);
        if (!matrix_exists(&c->whole) || c->whole.rows < 1) return false;
        p->tokens = c->whole.rows;
        c->m = matrix_rows(&c->whole, step_query(p->step, c->whole.rows), 1, 4);
        c->now = step_focuses(p->step, spot[i].reveal);
        c->shown = step_reveals(p->step, spot[i].reveal) || c->now;
        if (prefix[0] == 'p' && prefix[1] == 'o') c->now = false; // of two streams the second is looked at
        if (c->now) s->now = i;
    }
    p->streams++;
    p->row = step_query(p->step, p->tokens);
    p->d = s->column[0].m.columns;
    return true;
}

#define SPOTS(list) list, (int)(sizeof list / sizeof *list)

typedef struct Way {
    const BlockSpot *spot;
    int columns;
} Way;

// The way of the stream that is looked at: of two the second.
static Way way_of(const Step *step, const Tape *tape) {
    if (tape_find(tape, "post.y") != NODE_NONE) return (Way){ SPOTS(pre_norm) };
    if (tape_find(tape, "cross.o") != NODE_NONE) return (Way){ SPOTS(decoder) };
    return !strcmp(step_choice_or(step, "norm", "pre"), "post") ? (Way){ SPOTS(post_norm) } : (Way){ SPOTS(pre_norm) };
}

static bool read(void *picture) {
    BlockPage *p = picture;
    if (p->view->thumbnail) return true; // of no token in particular
    Way way = way_of(p->step, p->tape);
    p->attention = "";
    if (tape_find(p->tape, "post.y") != NODE_NONE)
        return read_stream(p, "post.", "Post-norm, as in the paper", SPOTS(post_norm)) &&
               read_stream(p, "pre.", "Pre-norm, the same tokens and weights", way.spot, way.columns);
    if (tape_find(p->tape, "cross.o") != NODE_NONE) {
        p->attention = "self.";
        p->cross = "cross.";
    }
    return read_stream(p, "", NULL, way.spot, way.columns);
}

// --- when

static double seconds_of(BlockPart part, int d) {
    switch (part) {
    case PART_TOKEN: return acts_length(d, 0.5, 0.25);
    case PART_ATTENTION:
    case PART_CROSS: return 4.2;
    case PART_ADD: return 3;
    case PART_NORM: return 3.4;
    case PART_FEED: return 4;
    }
    return 3;
}

static void plan(void *picture) {
    BlockPage *p = picture;
    Way way = way_of(p->step, p->tape);
    bool after = false; // what follows from the part in focus comes after it
    for (int i = 0; i < way.columns; i++) {
        const char *name = way.spot[i].reveal;
        bool now = step_focuses(p->step, name);
        if (now) acts_add_focus(&p->acts, name, seconds_of(way.spot[i].part, p->d));
        if (!now && after) acts_add_after(&p->acts, name, 1);
        after |= now;
    }
}

static void place_in_time(BlockPage *p) {
    for (int k = 0; k < p->streams; k++)
        for (int i = 0; i < p->stream[k].columns; i++) {
            BlockColumn *c = &p->stream[k].column[i];
            c->come = c->shown ? acts_come(&p->acts, c->spot->reveal) : 0;
            if (c->shown && p->streams > 1 && k == 0) c->come = 1; // of two streams the first stands
            c->rise = c->come;
        }
}

// What is written out first takes this part of the time.
static const double written = 0.7;

static void wait_for_the_card(BlockPage *p) {
    for (int i = 0; i < p->stream[0].columns && p->detail.h > 0; i++) {
        BlockColumn *c = &p->stream[0].column[i];
        if (!c->now) continue;
        c->rise = math_clamp((c->come - written) / (1 - written), 0, 1);
        c->come = math_clamp(c->come / written, 0, 1);
    }
}

// --- where

static void place_stream(BlockPage *p, BlockStream *s, Box region) {
    double chip_h = p->small ? 24 : 40, arc = p->small ? 18 : 42, symbol = p->small || s->title ? 0 : 30,
           title = s->title ? (p->small ? 20 : 30) : 0;
    if (!p->small && region.h - title - arc - chip_h - symbol - 8 < 31.0 * p->d) // numbers first, then what stands over them
        chip_h = 26, arc = 20, symbol = 0, title = s->title ? 22 : 0;
    if (p->small && s->title && region.h - title - arc - chip_h - 8 < 31.0 * p->d) chip_h = 20, arc = 12, title = 16;
    double gap = math_clamp(region.w * 0.36 / (s->columns - 1), 10, 90),
           w = floor((region.w - gap * (s->columns - 1)) / s->columns);
    bool tight = w < 34; // numbers first, then the white between them
    if (tight) gap = 5, w = floor((region.w - gap * (s->columns - 1)) / s->columns);
    if (w > 150) w = 150, gap = (region.w - w * s->columns) / (s->columns - 1);
    s->arc = arc;
    double top = region.y + title + arc, cells = top + chip_h + symbol + 8, room = region.y + region.h - cells;
    double h = math_clamp(room, 20, p->d <= BLOCK_DIGITS ? 72.0 * p->d : 320);
    for (int i = 0; i < s->columns; i++) {
        BlockColumn *c = &s->column[i];
        double x = region.x + i * (w + gap), wide = w + (gap < 52 ? gap : 52) - (tight ? 2 : 8);
        c->at = box(x, cells, w, h);
        c->chip = box(x + w / 2 - wide / 2, top, wide, chip_h);
    }
}

// A card with a row for every token takes what the stream above does not need for its digits.
static double lower_wanted(const BlockPage *p, double whole) {
    const BlockStream *s = &p->stream[0];
    BlockPart part = s->column[s->now].spot->part;
    if (part != PART_ATTENTION && part != PART_CROSS) return 0;
    return math_min(136 + 31.0 * p->tokens, whole - (p->small ? 66 : 136) - 31.0 * p->d);
}

static void place(void *picture) {
    BlockPage *p = picture;
    place_in_time(p);
    if (p->view->height < 520) picture_make_small(&p->picture); // the stream, and under it what its part does
    const View *v = p->view;
    p->margin = p->sizes->wide;
    double top = p->sizes->close, whole = v->height - top - p->sizes->apart, w = v->width - 2 * p->margin;
    bool detail = p->streams == 1 && p->stream[0].now >= 0 && v->height >= 400;
    double lower = detail ? math_clamp(math_max(whole * 0.46, lower_wanted(p, whole)), 170, 460) : 0,
           upper = (whole - lower) / p->streams - (detail ? 16 : 0);
    for (int k = 0; k < p->streams; k++)
        place_stream(p, &p->stream[k], box(p->margin, top + k * upper, w, upper - (p->streams > 1 ? 8 : 0)));
    p->detail = box(p->margin - 8, v->height - lower - (p->small ? 6 : 20), w + 16, lower);
    wait_for_the_card(p);
}

// --- the stream

static Box cell_of(const BlockPage *p, const BlockColumn *c, int j) {
    double pitch = (c->at.h + 3) / p->d;
    return box(c->at.x, c->at.y + j * pitch, c->at.w, pitch - 3);
}

static Role role_of(BlockPart part) { return part == PART_ATTENTION || part == PART_CROSS ? ROLE_V : ROLE_INK; }

bool block_is_given(const BlockPage *p, const Matrix *m) {
    return m->node != NODE_NONE && tape_node(p->tape, m->node)->inputs == 0;
}

Role block_role(Role role, double value) { return role == ROLE_INK && value < 0 ? ROLE_K : role; }

void block_cell(List *out, Box at, const Matrix *m, int row, int column, CellStyle style, bool digits) {
    if (digits) {
        matrix_cell(out, at, m, row, column, style);
        return;
    }
    style.share = 0.5 * matrix_share(m, row, column) + 1e-6; // as pale as its neighbours with digits
    matrix_tile(out, at, m, row, column, style);
}

static void draw_cells(const BlockPage *p, const BlockColumn *c) {
    CellState state = c->now ? CELL_NOW : CELL_DONE;
    double pitch = (c->at.h + 3) / p->d;
    bool digits = pitch >= (block_is_given(p, &c->whole) ? 31 : 17);
    if (p->d > BLOCK_DIGITS || pitch < 10) {
        if (c->rise <= 0)
            draw_cell(p->out, c->at, "", (CellStyle){ .state = CELL_TO_COME });
        else
            matrix_heat_down(p->out, c->at, &c->m, 0, p->d, role_of(c->spot->part));
        return;
    }
    for (int j = 0; j < p->d; j++) {
        double u = math_clamp(c->rise * p->d - j, 0, 1);
        Ident ident = matrix_ident(&c->m, 0, j);
        Role role = role_of(c->spot->part);
        if (!list_hides(p->out, ident)) role = block_role(role, matrix_at(&c->m, 0, j)); // a "?" does not tell the sign
        CellStyle style = { .role = role, .state = u > 0 ? state : CELL_TO_COME, .reveal = u > 0 ? 0.02 + 0.98 * u : 1 };
        style.size = math_clamp(c->at.h / p->d * 0.42, 11, 20);
        if (u > 0)
            block_cell(p->out, cell_of(p, c, j), &c->m, 0, j, style, digits);
        else
            draw_awaited(p->out, cell_of(p, c, j), ident, style);
    }
}

static double chip_room(const BlockColumn *c) { return c->chip.w - (c->chip.w < 44 ? 4 : 8); }

// Its name, or, where that is too wide for the chip, what papers call it.
static const char *chip_name(const BlockPage *p, const BlockColumn *c, Face face) {
    const char *name = c->spot->name;
    if (metrics_width(p->out->metrics, face, p->sizes->caption, text_of(name)) <= chip_room(c)) return name;
    if (c->spot->part == PART_FEED) return "FFN";
    if (c->spot->part == PART_CROSS) return "Cross";
    return c->spot->part == PART_ATTENTION ? "Attn" : name;
}

static void draw_chip(const BlockPage *p, const BlockColumn *c) {
    Ident link = part_link(c->spot->part), before = list_show(p->out, link);
    bool strong = c->now;
    float former = list_fade(p->out, p->out->alpha * (c->shown ? 1 : 0.55f));
    if (ident_leads_to(link))
        list_rect(
            p->out, c->chip,
            (RectStyle){ .radius = 8, .fill = paint(ROLE_PANEL), .stroke = paint(strong ? ROLE_INK : ROLE_LINE), .width = 1 });
    double size = p->sizes->caption;
    Face face = strong ? FACE_BOLD : FACE_TEXT;
    list_text_fit(p->out, box_middle_x(c->chip), box_middle_y(c->chip) + size * 0.36, chip_room(c), text_of(chip_name(p, c, face)),
                  (TextStyle){ .face = face, .size = size, .paint = paint(strong ? ROLE_INK : ROLE_MUTED), .align = ALIGN_CENTER });
    list_show(p->out, before);
    if (c->at.y - c->chip.y - c->chip.h > 20)
        draw_tex(p->out, box_middle_x(c->at), c->at.y - 14, c->spot->tex,
                 (FormulaStyle){ .size = 17, .paint = paint(role_of(c->spot->part)) }, ALIGN_CENTER);
    list_fade(p->out, former);
}

// From one column to the next, at the middle of the cells.
static void draw_flow(const BlockPage *p, const BlockColumn *a, const BlockColumn *b) {
    double y = a->at.y + a->at.h / 2, x1 = a->at.x + a->at.w + 5, x2 = b->at.x - 5, u = b->shown ? part(b->come, 0, 0.15) : 1;
    if (x2 - x1 < 4) return;
    Paint line = b->shown ? paint(b->now ? ROLE_INK : ROLE_FAINT) : paint_faded(ROLE_FAINT, 0.4f);
    list_line(p->out, x1, y, between(x1, x2, u), y,
              (StrokeStyle){ .paint = line, .width = b->now ? 2 : 1.4, .arrow = u >= 1 && x2 - x1 > 9 ? 6 : 0 });
}

// The token itself on its way round a part to the plus; as it goes, a mark runs along.
static void draw_arc(const BlockPage *p, const BlockStream *s, const BlockColumn *sum) {
    const BlockColumn *from = &s->column[sum->spot->from];
    double x1 = box_middle_x(from->at), x2 = box_middle_x(sum->at), y = sum->chip.y - 2,
           top = y - s->arc * 0.9 + (p->small ? 5 : 0);
    double u = sum->shown ? part(sum->come, 0, 0.3) : 0;
    Paint line = sum->shown ? paint(sum->now ? ROLE_INK : ROLE_FAINT) : paint_faded(ROLE_FAINT, 0.4f);
    Ident before = list_show(p->out, ident_note("the token goes round this part and is added again: the residual stream"));
    list_curve(p->out, x1, y, x1, top, x2, top, x2, y, (StrokeStyle){ .paint = line, .width = sum->now ? 2.4 : 1.6, .arrow = 7 });
    if (sum->now && u > 0 && u < 1) {
        double v = 1 - u, x = x1 * (v * v * v + 3 * v * v * u) + x2 * (3 * v * u * u + u * u * u),
               at = y * (v * v * v + u * u * u) + top * (3 * v * v * u + 3 * v * u * u);
        list_circle(p->out, x, at, 6, (RectStyle){ .fill = paint(ROLE_INK) });
    }
    list_show(p->out, before);
}

static void draw_stream(const BlockPage *p, const BlockStream *s) {
    if (s->now >= 0) {
        const BlockColumn *c = &s->column[s->now];
        double side = p->small ? 3 : 8;
        Box high = box_union(c->chip, c->at);
        high.x = c->at.x < c->chip.x ? c->at.x : c->chip.x;
        draw_highlight(p->out, box_grow(high, side));
    }
    for (int i = 0; i < s->columns; i++)
        if (s->column[i].spot->from >= 0) draw_arc(p, s, &s->column[i]);
    for (int i = 0; i < s->columns; i++) {
        draw_chip(p, &s->column[i]);
        draw_cells(p, &s->column[i]);
        if (i) draw_flow(p, &s->column[i - 1], &s->column[i]);
    }
    if (s->title)
        list_text_fit(p->out, p->margin, s->column[0].chip.y - s->arc - 8, p->view->width - 2 * p->margin, text_of(s->title),
                      (TextStyle){ .face = FACE_BOLD, .size = p->sizes->word });
}

// --- on the home page: attention, norm, feed-forward, norm on a line, and the two arcs

static void thumbnail(void *picture) {
    BlockPage *p = picture;
    const View *view = p->view;
    List *out = p->out;
    static const struct {
        double w;
        Role role;
    } box_of[] = { { 50, ROLE_A }, { 24, ROLE_FAINT }, { 50, ROLE_V }, { 24, ROLE_FAINT } };
    double gap = 14, all = 148 + 3 * gap, x = (view->width - all) / 2, y = view->height / 2 - 13, at[5];
    for (int i = 0; i < 4; i++) {
        at[i] = x;
        list_rect(
            out, box(x, y, box_of[i].w, 30),
            (RectStyle){
                .radius = 6, .fill = paint_tint(box_of[i].role, ROLE_PANEL, 0.4f), .stroke = paint(box_of[i].role), .width = 1 });
        x += box_of[i].w + gap;
    }
    StrokeStyle arc = { .paint = paint(ROLE_FAINT), .width = 1.6 };
    list_curve(out, at[0] - 8, y + 15, at[0] - 8, y - 28, at[1] + 12, y - 28, at[1] + 12, y, arc);
    list_curve(out, at[1] + 32, y + 15, at[1] + 32, y + 56, at[3] + 12, y + 56, at[3] + 12, y + 30, arc);
}

// --- all of it

static void draw(void *picture) {
    BlockPage *p = picture;
    for (int k = 0; k < p->streams; k++) draw_stream(p, &p->stream[k]);
    if (p->detail.h > 0) block_detail(p);
}

static const char *const reveals[] = { "x", "attention", "sum1", "ln1", "ff", "sum2", "ln2", "cross", "sum3", "ln3", NULL };
static const char *const nodes[] = {
    "post.sum1", "post.ln1", "post.sum2", "post.y", "pre.ln1", "pre.o",   "pre.sum1", "pre.ln2",
    "pre.ff2",   "pre.y",    "self.a",    "self.o", "cross.a", "cross.o", "sum3",     NULL,
};
static const ParamInfo params[] = { QUERY_PARAM };
static const LegendItem legend[] = {
    { ROLE_INK, NULL, "the token" },
    { ROLE_V, NULL, "what attention brings" },
    { ROLE_K, NULL, "below 0" },
};

const Scene scene_block = {
    .name = "block",
    .summary = "one token through attention, add, norm, feed-forward, add, norm, with every number",
    .model = "block",
    WITH_PARAMS(params),
    .reveal = reveals,
    .node = nodes,
    .bytes = sizeof(BlockPage),
    WITH_PARTS(read, plan, place, draw, thumbnail),
    WITH_LEGEND(legend),
};
