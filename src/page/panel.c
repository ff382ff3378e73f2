// The text flows from block to block. Controls stand still at the foot where there is room for them.
#include "page/panel.h"

#include <math.h>
#include <string.h>

#include "draw/formula.h"
#include "page/app.h"
#include "page/flow.h"
#include "page/own_model.h"
#include "page/panel_parts.h"
#include "page/predict.h"

// --- blocks of text

static FlowStyle prose(const PanelPen *pen) {
    const Ui *ui = &pen->app->ui;
    return (FlowStyle){ .size = ui_size(ui, pen_gap(pen, 16, 15, 15)),
                        .leading = ui_size(ui, pen_gap(pen, 26, 22, 20)),
                        .paint = paint(ROLE_INK) };
}

static double draw_list(PanelPen *pen, const Block *block) {
    Ui *ui = &pen->app->ui;
    FlowStyle style = prose(pen);
    double indent = ui_size(ui, block->ordered ? 26 : 20), y = pen->y;
    for (int i = 0; i < block->lines; i++) {
        const char *mark = block->ordered ? arena_print(ui->arena, "%d.", i + 1) : "•";
        double baseline = y + (style.leading + ui->metrics->face[FACE_TEXT].cap_height * style.size) / 2;
        list_text(&ui->list, pen->x, baseline, text_of(mark), (TextStyle){ .size = style.size, .paint = paint(ROLE_MUTED) });
        y += flow_draw(&ui->list, pen->app->session, &block->line[i], pen->x + indent, y, pen->width - indent, style);
    }
    return y - pen->y;
}

static double draw_code(PanelPen *pen, const char *source) {
    Ui *ui = &pen->app->ui;
    double size = ui_size(ui, 13), leading = ui_size(ui, 20), y = pen->y + 12;
    Text rest = text_of(source), copy = rest;
    int lines = 0;
    while (copy.size) text_line(&copy), lines++;
    list_rect(&ui->list, box(pen->x, pen->y, pen->width, lines * leading + 24),
              (RectStyle){ .radius = 12, .fill = paint(ROLE_STAGE) });
    while (rest.size) {
        Text line = text_line(&rest);
        if (line.size)
            list_text_fit(&ui->list, pen->x + 14, y + leading * 0.7, pen->width - 28, line,
                          (TextStyle){ .face = FACE_MONO, .size = size });
        y += leading;
    }
    return y + 12 - pen->y;
}

typedef struct MathLine {
    const Formula *formula;
    FormulaSize size;
    double type;
} MathLine;

static MathLine math_line(PanelPen *pen, Text tex, FormulaStyle *style) {
    const char *error;
    int column;
    MathLine line = { .formula = formula_parse(pen->app->ui.arena, tex, &error, &column), .type = style->size };
    double room = pen->width - 48;
    if (!line.formula) return line;
    line.size = formula_measure(pen->app->metrics, line.formula, *style);
    if (line.size.width <= room) return line;
    line.type = style->size *= room / line.size.width;
    line.size = formula_measure(pen->app->metrics, line.formula, *style);
    return line;
}

// Each line of the block is a formula of its own, on one tinted card.
static double draw_math(PanelPen *pen, const char *tex) {
    enum { MOST = 12 };
    Ui *ui = &pen->app->ui;
    MathLine line[MOST];
    int lines = 0;
    double gap = ui_size(ui, pen_gap(pen, 14, 14, 8)), inset = ui_size(ui, pen_gap(pen, 20, 10, 6)), height = 2 * inset, y;
    Text rest = text_of(tex);
    while (rest.size && lines < MOST) {
        Text one = text_trim(text_line(&rest));
        FormulaStyle style = { .size = ui_size(ui, pen_gap(pen, 23, 21, 19)),
                               .display = true,
                               .node = flow_node,
                               .context = session_tape(pen->app->session) };
        if (!one.size) continue;
        line[lines] = math_line(pen, one, &style);
        height += line[lines].size.ascent + line[lines].size.descent + (lines ? gap : 0);
        lines++;
    }
    list_rect(&ui->list, box(pen->x, pen->y, pen->width, height), (RectStyle){ .radius = 12, .fill = paint(ROLE_STAGE) });
    y = pen->y + inset;
    for (int i = 0; i < lines; i++) {
        FormulaStyle style = {
            .size = line[i].type, .display = true, .node = flow_node, .context = session_tape(pen->app->session)
        };
        double middle = pen->x + (pen->width - line[i].size.width) / 2, left = pen->x + ui_size(ui, 32);
        if (line[i].formula)
            formula_draw(&ui->list, middle < left ? middle : left, y + line[i].size.ascent, line[i].formula, style);
        y += line[i].size.ascent + line[i].size.descent + gap;
    }
    return height;
}

// --- the whole

// The width at which a title breaks into as many lines as it must, all about alike.
static double balanced(Ui *ui, Text title, TextStyle style, double leading, double width) {
    double height = ui_paragraph(ui, 0, 0, width, title, style, leading, false), low = width * 0.4, high = width;
    for (int i = 0; i < 10; i++) {
        double middle = (low + high) / 2;
        if (ui_paragraph(ui, 0, 0, middle, title, style, leading, false) > height)
            low = middle;
        else
            high = middle;
    }
    return high + 1 < width ? high + 1 : width;
}

static double draw_head(PanelPen *pen) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    double y = pen->y, small = ui_size(ui, 12), size = ui_size(ui, pen_gap(pen, 25, 25, 22)),
           leading = ui_size(ui, pen_gap(pen, 32, 30, 26)), below = ui_size(ui, pen_gap(pen, 8, 8, 5));
    const char *count = arena_print(ui->arena, "STEP %d OF %d", app->player.step + 1, session_lesson(app->session)->steps);
    list_text(&ui->list, pen->x, y + small, text_of(count),
              (TextStyle){ .face = FACE_BOLD, .size = small, .paint = paint(ROLE_MUTED) });
    y += small + below;
    Text title = text_of(session_lesson_step(app->session)->title);
    TextStyle style = { .face = FACE_BOLD, .size = size };
    y += ui_paragraph(ui, pen->x, y, balanced(ui, title, style, leading, pen->width), title, style, leading, true) + below;
    return y - pen->y;
}

static double rule(PanelPen *pen) {
    list_rect(&pen->app->ui.list, box(pen->x, pen->y, pen->width, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    return 1;
}

static bool is_work(BlockKind kind) { return kind == BLOCK_ASK || kind == BLOCK_ANSWER || kind == BLOCK_TRY; }

static double block_gap(const PanelPen *pen, BlockKind before, BlockKind kind) {
    double gap = is_work(kind) ? 24 : kind == BLOCK_MATH || kind == BLOCK_CODE || before == BLOCK_MATH ? 18 : 12;
    return ui_size(&pen->app->ui, pen_gap(pen, gap, gap * 0.6, gap * 0.4));
}

// Beside one's own data a text says whose its numbers are.
static double draw_paragraph(PanelPen *pen, const Block *block) {
    App *app = pen->app;
    Ui *ui = &app->ui;
    double height = flow_draw(&ui->list, app->session, block->line, pen->x, pen->y, pen->width, prose(pen));
    if (!session_own_data(app->session) || own_model_shown(app)) return height;
    double line = ui_size(ui, 18);
    list_text_fit(&ui->list, pen->x, pen->y + height + line - 3, pen->width,
                  TEXT("written for the lesson’s own numbers; the marked ones are yours"),
                  (TextStyle){ .face = FACE_ITALIC, .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED) });
    return height + line;
}

static double draw_block(PanelPen *pen, const Block *block, int number) {
    switch (block->kind) {
    case BLOCK_PARAGRAPH: return draw_paragraph(pen, block);
    case BLOCK_LIST: return draw_list(pen, block);
    case BLOCK_CODE: return draw_code(pen, block->text);
    case BLOCK_MATH: return draw_math(pen, block->text);
    case BLOCK_ASK: return panel_ask(pen, block, number);
    case BLOCK_ANSWER: return panel_answer(pen, block, number);
    case BLOCK_TRY: return panel_try(pen, block);
    }
    return 0;
}

static double notes_text(PanelPen *pen, double x, double y, double width, const char *notes, bool draw) {
    Ui *ui = &pen->app->ui;
    double top = y;
    Text rest = text_of(notes);
    for (const char *part; *(part = flow_paragraph(ui->arena, &rest));) {
        if (y > top) y += ui_size(ui, 7);
        y += ui_paragraph(ui, x, y, width, text_of(part), (TextStyle){ .face = FACE_ITALIC, .size = ui_size(ui, 14) },
                          ui_size(ui, 21), draw);
    }
    return y - top;
}

void panel_reveal(PanelPen *pen, double y) {
    Ui *ui = &pen->app->ui;
    if (!ui->clips) return;
    Box view = ui->clip[ui->clips - 1];
    double hidden = y + 16 - (view.y + view.h);
    if (hidden > 0) ui_scroll_by(ui, ui_id(ui, "panel scroll"), hidden);
}

static double view_height(const PanelPen *pen) {
    const Ui *ui = &pen->app->ui;
    return ui->clips ? ui->clip[ui->clips - 1].h - 32 : 0;
}

static double draw_notes(PanelPen *pen, const char *notes) {
    Ui *ui = &pen->app->ui;
    double inner = pen->width - 32, top = pen->y, height = notes_text(pen, 0, 0, inner, notes, false) + ui_size(ui, 26) + 28;
    list_rect(&ui->list, box(pen->x, top, pen->width, height), (RectStyle){ .radius = 12, .fill = paint(ROLE_CURRENT) });
    list_text(&ui->list, pen->x + 16, top + 14 + ui_size(ui, 12), TEXT("Notes for the presenter (N)"),
              (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED) });
    notes_text(pen, pen->x + 16, top + 14 + ui_size(ui, 22), inner, notes, true);
    return height;
}

// `work`: 0 the text, 1 what is to be done, 2 both in order. `tries`: with the controls.
static double draw_column(PanelPen *pen, int work, bool tries) {
    App *app = pen->app;
    const LessonStep *step = session_lesson_step(app->session);
    double top = pen->y;
    BlockKind before = BLOCK_PARAGRAPH;
    bool first = true; // nothing is above it
    if (work != 1) pen->y += draw_head(pen), first = step->blocks == 0 || !is_work(step->block[0].kind);
    for (int i = 0; i < step->blocks; i++) {
        const Block *block = &step->block[i];
        if ((work != 2 && is_work(block->kind) != (work == 1)) || (block->kind == BLOCK_TRY && !tries)) continue;
        if (!first) pen->y += block_gap(pen, before, block->kind);
        if (is_work(block->kind) && !first && !is_work(before)) pen->y += rule(pen) + ui_size(&app->ui, pen_gap(pen, 20, 12, 8));
        pen->y += draw_block(pen, block, i);
        before = block->kind;
        first = false;
    }
    if (app->notes && step->notes && work != 1) {
        pen->y += ui_size(&app->ui, 20);
        double height = draw_notes(pen, step->notes), most = view_height(pen);
        int *fresh = &app->notes_fresh; // passes ago: 1 just asked for, 2 they are on the page
        if (*fresh == 2) panel_reveal(pen, pen->y + (height < most ? height : most));
        *fresh = *fresh == 1 ? 2 : 0;
        if (*fresh) app->ui.animating = true;
        pen->y += height;
    }
    return pen->y - top;
}

static bool has_work(const LessonStep *step) {
    for (int i = 0; i < step->blocks; i++)
        if (is_work(step->block[i].kind)) return true;
    return false;
}

// What was changed, at the panel's foot, and how to take it back.
static void draw_changes(App *app, Box at, double margin) {
    Ui *ui = &app->ui;
    Session *s = app->session;
    list_rect(&ui->list, box(at.x, at.y, at.w, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    double x = at.x + margin - 8, y = at.y + (at.h - 36) / 2;
    if (ui_button(
            ui, ui_id(ui, "undo"), box(x, y, 36, 36),
            (UiButton){ .has_icon = true, .icon = ICON_UNDO, .bare = true, .off = !session_can_undo(s), .tip = "Undo (Ctrl Z)" }))
        app_ask(app, ACTION_UNDO, 0);
    if (ui_button(
            ui, ui_id(ui, "redo"), box(x + 40, y, 36, 36),
            (UiButton){
                .has_icon = true, .icon = ICON_REDO, .bare = true, .off = !session_can_redo(s), .tip = "Redo (Ctrl Shift Z)" }))
        app_ask(app, ACTION_REDO, 0);
    UiButton reset = { .label = "Reset", .off = !session_changed(s), .tip = "Back to the lesson’s numbers (Ctrl R)", .size = 13 };
    UiButton save = { .label = "Save vectors…",
                      .off = session_scene_step(s)->inputs->count == 0,
                      .tip = "As CSV or JSON (Ctrl Shift S)",
                      .size = 13 };
    double right = at.x + at.w - margin, w = ui_button_width(ui, &save);
    if (ui_button(ui, ui_id(ui, "save vectors"), box(right - w, y, w, 36), save)) app_ask(app, ACTION_SAVE_VECTORS, 0);
    right -= w + 8;
    w = ui_button_width(ui, &reset);
    if (ui_button(ui, ui_id(ui, "reset"), box(right - w, y, w, 36), reset)) app_ask(app, ACTION_RESET, 0);
}

// The controls stand still at the panel's foot, so that they are at hand however long the text is.
static double controls_height(PanelPen *pen) {
    const LessonStep *step = session_lesson_step(pen->app->session);
    double height = 0;
    for (int i = 0; i < step->blocks; i++)
        if (step->block[i].kind == BLOCK_TRY) height += panel_try_height(pen, &step->block[i]) + (height > 0 ? 10 : 0);
    return height > 0 ? height + 30 : 0;
}

static void draw_controls(PanelPen *pen, Box at) {
    const LessonStep *step = session_lesson_step(pen->app->session);
    list_rect(&pen->app->ui.list, box(at.x, at.y, at.w, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    pen->y = at.y + 14;
    for (int i = 0; i < step->blocks; i++)
        if (step->block[i].kind == BLOCK_TRY) pen->y += panel_try(pen, &step->block[i]) + 10;
}

// In a low panel they would cut off the question that the class is to think about. Then they scroll with the text; and where that
// is not enough, lines are set closer. Both as long as the step is open, so that nothing moves when it is answered.
static void keep_question(App *app, Box at, double top, double view_h, double controls) {
    double needs = app->ask_end - top;
    bool dense = app->asks_dense && app->asks_in.w == at.w && app->asks_in.h == at.h;
    if (!(app->ask_end > 0) || needs <= view_h || (dense && !(controls > 0))) return;
    app->asks_dense = !(controls > 0);
    app->asks_first = true, app->asks_in = at;
    app->ui.animating = true;
}

static bool question_first(const App *app, Box at) { return app->asks_first && app->asks_in.w == at.w && app->asks_in.h == at.h; }

// So do the buttons of a race.
static void draw_race(const PanelPen *pen, Box at, double width) {
    PanelPen foot = { pen->app, pen->x, at.y + pen_gap(pen, 14, 14, 8), width, pen->tight, pen->dense };
    list_rect(&pen->app->ui.list, box(at.x, at.y, at.w, 1), (RectStyle){ .fill = paint(ROLE_LINE) });
    panel_race(&foot);
}

// One column, or two: text and formulas left, what is to be done right. Returns the height.
static double draw_columns(PanelPen pen, bool wide, bool tries) {
    if (!wide) return draw_column(&pen, 2, tries);
    PanelPen right = { pen.app, pen.x + pen.width + 48, pen.y, pen.width, pen.tight, pen.dense };
    double text = draw_column(&pen, 0, true), work = draw_column(&right, 1, true);
    return text > work ? text : work;
}

void panel_draw(App *app, Box at) {
    Ui *ui = &app->ui;
    UiId scroll = ui_id(ui, "panel scroll");
    ui_hit(ui, ui_id(ui, "panel"), at);
    list_rect(&ui->list, at, (RectStyle){ .fill = paint(ROLE_PANEL) });
    bool changes = session_can_undo(app->session) || session_can_redo(app->session),
         wide = at.w >= 860 && has_work(session_lesson_step(app->session));
    double foot = changes ? 56 : 0, margin = at.w >= 400 ? 32 : 24, most = ui_size(ui, 760),
           width = wide ? (at.w - 2 * margin - 48) / 2 : at.w - 2 * margin;
    if (!wide && width > most) width = most;
    PanelPen pen = { app, at.x + margin, 0, width, .tight = at.h < 680, .dense = question_first(app, at) && app->asks_dense };
    double controls = wide || question_first(app, at) ? 0 : controls_height(&pen);
    double race = panel_race_height(&pen, at.w);
    if (race > 0) race += pen_gap(&pen, 28, 28, 16);
    // Too much of the panel: they scroll with the text. In a low one, and beside a race, sooner: the question is not cut.
    if (controls + race > at.h * (race > 0 || pen.tight ? 0.35 : 0.42)) controls = 0;
    Box view = box(at.x, at.y, at.w, at.h - foot - controls - race);
    double above = ui_size(ui, pen_gap(&pen, wide ? 20 : 32, 20, 12));
    pen.y = view.y + above - ui_scroll_begin(ui, scroll, view);
    app->ask_end = 0;
    double height = draw_columns(pen, wide, controls <= 0);
    ui_scroll_end(ui, scroll, view, height + above + 20);
    keep_question(app, at, pen.y - above, view.h, controls);
    app->panel_wants = height + above + 20 + at.h - view.h;
    if (race > 0) draw_race(&pen, box(at.x, view.y + view.h, at.w, race), at.w - 2 * margin);
    if (controls > 0) draw_controls(&pen, box(at.x, view.y + view.h + race, at.w, controls));
    if (changes) draw_changes(app, box(at.x, at.y + at.h - foot, at.w, foot), margin);
}

// --- folded

void panel_notes(App *app) {
    app->notes = !app->notes;
    app->notes_fresh = app->notes;
    if (!app->notes) return;
    app->in_words.on = false;
    if (app->fit.place == PANEL_FOLDED) panel_toggle(app);
    if (!session_lesson_step(app->session)->notes) toast_say(app, "This step has no notes.", NULL);
}

void panel_toggle(App *app) {
    const Ui *ui = &app->ui;
    bool beside = !app->large && ui->width >= 960 && ui->width >= ui->height;
    app->panel = app->fit.place != PANEL_FOLDED ? PANEL_FOLDED : beside ? PANEL_BESIDE : PANEL_UNDER;
}

// In one line, or in two smaller ones; false when it is longer.
static bool draw_folded_question(App *app, Box at) {
    Ui *ui = &app->ui;
    const Line *question = step_question(session_lesson_step(app->session))->line;
    for (int lines = 1; lines <= 2; lines++) {
        double size = ui_size(ui, lines == 1 ? 15 : 13), leading = lines == 1 ? size * 1.5 : floor(at.h * 0.42);
        FlowStyle style = { .size = size, .leading = leading, .paint = paint(ROLE_INK) };
        double height = flow_measure(&ui->list, app->session, question, at.w, style);
        if (height > leading * (lines + 0.3)) continue;
        flow_draw(&ui->list, app->session, question, at.x, at.y + (at.h - height) / 2, at.w, style);
        return true;
    }
    return false;
}

void panel_folded_draw(App *app, Box at) {
    Ui *ui = &app->ui;
    const LessonStep *step = session_lesson_step(app->session);
    bool asks = predict_waits(app);
    double size = ui_size(ui, 15), x = at.x + 28, right = at.x + at.w - 28, y = at.y + (at.h - ui_size(ui, 32)) / 2;
    ui_hit(ui, ui_id(ui, "panel"), at);
    list_rect(&ui->list, at, (RectStyle){ .fill = paint(ROLE_PANEL) });
    UiButton open = { .label = "Text", .tip = "The step’s text (T)" }, show = { .label = "Show", .tip = "The answer (A)" };
    double w = ui_button_width(ui, &open);
    if (ui_button(ui, ui_id(ui, "open panel"), box(right - w, y, w, ui_size(ui, 32)), open)) app_ask(app, ACTION_PANEL, 0);
    right -= w + 12;
    w = asks ? ui_button_width(ui, &show) : 0;
    if (asks && ui_button(ui, ui_id(ui, "show folded"), box(right - w, y, w, ui_size(ui, 32)), show)) app_ask(app, ACTION_SHOW, 0);
    right -= w + 12;
    w = stage_zoom_buttons(app, right, y, ui_size(ui, 32));
    right -= w > 0 ? w + 12 : 0;
    const char *head = arena_print(ui->arena, "%d", app->player.step + 1);
    double baseline = ui_baseline(ui, at, FACE_BOLD, size);
    x += list_text(&ui->list, x, baseline, text_of(head), (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) }) + 10;
    if (asks && draw_folded_question(app, box(x, at.y, right - x, at.h))) return;
    list_text_fit(&ui->list, x, baseline, right - x, text_of(step->title), (TextStyle){ .face = FACE_BOLD, .size = size });
}
