// What was typed is judged by its own digits: so many of them must be right, and the last may be off by what rounding on the way
// does to it.
#include "page/mine.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "page/flow.h"
#include "session/asked.h"
#include "ui/widgets.h"

// --- judging

// Of what was typed, from the first digit that is not 0.
static int significant_digits(const char *typed) {
    int count = 0;
    for (; *typed && *typed != 'e' && *typed != 'E'; typed++)
        if (*typed >= '0' && *typed <= '9' && (*typed != '0' || count)) count++;
    return count;
}

// Of a whole number: 3 of 5 018 000, which may be rounded to thousands.
static int zeros_at_end(const char *typed) {
    int zeros = 0;
    for (; *typed; typed++) zeros = *typed == '0' ? zeros + 1 : *typed >= '1' && *typed <= '9' ? 0 : zeros;
    return zeros;
}

static double power_of_ten(int n) {
    double p = 1;
    for (; n > 0; n--) p *= 10;
    for (; n < 0; n++) p /= 10;
    return p;
}

// With three digits the last one may be off by one, with more by two: who works with rounded numbers arrives there. Whole numbers
// that are counted to the last one have no rounding.
Judgement answer_judge(const char *typed, double wanted) {
    double value;
    int last, significant = significant_digits(typed);
    if (!text_trim(text_of(typed)).size) return ANSWER_NONE;
    if (!text_number_typed(text_of(typed), &value, &last)) return ANSWER_NO_NUMBER;
    bool counted = last == 0 && fabs(wanted - floor(wanted + 0.5)) < 1e-9;
    int zeros = counted ? zeros_at_end(typed) : 0;
    if (zeros && significant - zeros >= 3) last = zeros, significant -= zeros, counted = false;
    double half = 0.5 * power_of_ten(last < NUMBER_LAST_MOST ? last : 0), gap = fabs(value - wanted), size = fabs(wanted);
    if (value == wanted || gap <= 1e-9 * (size > 1 ? size : 1)) return ANSWER_RIGHT; // infinities equal themselves
    if (counted) return ANSWER_WRONG;
    if (!(gap <= (significant < 3 ? 1 : significant == 3 ? 2 : 4) * half * 1.0000001)) return ANSWER_WRONG;
    return significant >= 2 ? ANSWER_RIGHT : ANSWER_COARSE;
}

void mine_judge(Mine *mine, const Session *session, Ident of, double wanted) {
    GradeCause cause[GRADE_CAUSES];
    mine->judged = answer_judge(mine->typed, wanted);
    mine->said[0] = 0;
    if (mine->judged != ANSWER_WRONG) return;
    Arena *scratch = arena_begin();
    int causes = asked_mistakes(session, scratch, of, text_of(mine->typed), cause);
    snprintf(mine->said, sizeof mine->said, "%s", asked_mistakes_text(scratch, cause, causes));
    arena_end(scratch);
}

const char *mine_verdict(const Mine *mine, double wanted, Arena *arena, Role *role) {
    *role = ROLE_WRONG;
    switch (mine->judged) {
    case ANSWER_NONE: return NULL;
    case ANSWER_RIGHT: *role = ROLE_RIGHT; return arena_print(arena, "Right: it is %s.", number_text(arena, wanted, TEXT_DIGITS));
    case ANSWER_WRONG: return mine->said;
    case ANSWER_COARSE: *role = ROLE_MUTED; return "Near. Give two digits at least.";
    case ANSWER_NO_NUMBER: return "Write it as a decimal number.";
    }
    return NULL;
}

// --- in a card

bool mine_takes(const Session *session, Ident of) {
    if (of.kind == IDENT_GRAD) return true;
    if (of.kind != IDENT_VALUE || ident_mask(of) >= 0) return false;
    return tape_node(session_tape(session), of.node)->inputs > 0;
}

static const UiButton check = { .label = "Check" };
static double label_width(const Ui *ui) { return ui_size(ui, 60); }
double mine_width(const Ui *ui) { return label_width(ui) + 150 + 10 + ui_button_width(ui, &check); }

static double verdict_height(const Mine *mine, Ui *ui, double wanted, Box at, bool draw) {
    Role role;
    const char *said = mine_verdict(mine, wanted, ui->arena, &role);
    if (!said) return 0;
    TextStyle style = { .size = ui_size(ui, 14), .paint = paint(ROLE_PANEL) };
    return 6 + ui_paragraph(ui, at.x, at.y + UI_TARGET + 6, at.w, text_of(said), style, ui_size(ui, 20), draw);
}

double mine_draw(Mine *mine, Ui *ui, const Session *session, Ident of, double wanted, Box at, bool draw) {
    if (!draw) return UI_TARGET + verdict_height(mine, ui, wanted, at, false);
    UiId id = ui_id(ui, "mine");
    double label = label_width(ui), w = ui_button_width(ui, &check), field = fmin(at.w - label - w - 10, 150);
    list_text(&ui->list, at.x, ui_baseline(ui, box(at.x, at.y, 0, UI_TARGET), FACE_TEXT, ui_size(ui, 15)), TEXT("Mine is"),
              (TextStyle){ .size = ui_size(ui, 15), .paint = paint(ROLE_PANEL) });
    if (mine->begins) ui_field_focus(ui, id, mine->typed, false);
    mine->begins = false;
    UiField did = ui_field(ui, id, box(at.x + label, at.y, field, UI_TARGET), mine->typed, sizeof mine->typed,
                           (UiFieldStyle){ .hint = "your number", .wrong = mine->judged == ANSWER_WRONG });
    bool pressed = ui_button(ui, ui_id(ui, "check mine"), box(at.x + label + field + 10, at.y, w, UI_TARGET), check);
    if (did & UI_CHANGED) mine->judged = ANSWER_NONE;
    if ((did & UI_ENTERED) || pressed) mine_judge(mine, session, of, wanted), ui->animating = true;
    if (did & UI_ESCAPED) ui_field_leave(ui, id);
    return UI_TARGET + verdict_height(mine, ui, wanted, at, true);
}
