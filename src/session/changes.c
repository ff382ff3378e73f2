// What a person changes is an entry in the log, and can be taken back.
#include "base/math.h"
#include "model/parts.h"
#include "session/session_parts.h"

static const Input *leaf_input(const Session *s, int node) {
    if (node < 0 || node >= now(s)->tape->count) return NULL;
    const char *name = tape_node(now(s)->tape, node)->name;
    const Inputs *inputs = &now(s)->inputs;
    for (int i = 0; i < inputs->count; i++)
        if (!strcmp(inputs->input[i].name, name) && tape_node(now(s)->tape, node)->inputs == 0) return &inputs->input[i];
    return NULL;
}

bool session_editable(const Session *s, int node, int element) {
    const Input *input = leaf_input(s, node);
    return input && element >= 0 && element < shape_count(input->shape);
}

bool session_try(Session *s, Change change, Problems *problems) {
    LogMark mark = log_add(&s->log, change);
    if (session_refresh(s, false, problems)) return true;
    log_restore(&s->log, mark);
    return false;
}

bool session_edit(Session *s, int node, int element, double value, Problems *problems) {
    if (!session_editable(s, node, element))
        return problems_add(problems, (Place){ 0 }, "this number is computed; change one of those it comes from");
    if (!math_finite(value)) return problems_add(problems, (Place){ 0 }, "a number must be finite");
    const char *name = tape_node(now(s)->tape, node)->name;
    const char *data = arena_print(s->log.arena, "%s", now(s)->data);
    name = arena_print(s->log.arena, "%s", name);
    return session_try(s, (Change){ .kind = CHANGE_ELEMENT, .data = data, .name = name, .element = element, .value = value },
                       problems);
}

bool session_set_param(Session *s, const char *name, const char *text, Problems *problems) {
    const ParamInfo *info = session_param(s, name);
    if (!info) return problems_add(problems, (Place){ 0 }, "this picture has no parameter '%s'", name);
    name = arena_print(s->log.arena, "%s", name);
    text = arena_print(s->log.arena, "%s", text);
    return session_try(s, (Change){ .kind = CHANGE_PARAM, .step = s->step, .name = name, .text = text }, problems);
}

// --- painting a mask

static bool stays_seen(const Node *mask, int element) {
    int keys = mask->shape.size[mask->shape.rank - 1], row = element - element % keys;
    for (int j = row; j < row + keys; j++)
        if (j != element && mask->value[j] != 0) return true;
    return false;
}

static void log_paint(Session *s, const Node *mask, const Input *input, int element, bool seen) {
    const char *data = arena_print(s->log.arena, "%s", now(s)->data), *name = arena_print(s->log.arena, "%s", mask->name);
    for (int i = 0; i < mask->count; i++) {
        double value = i == element ? seen : (double)mask->value[i];
        if (value != input->value[i])
            log_add(&s->log, (Change){ .kind = CHANGE_ELEMENT, .data = data, .name = name, .element = i, .value = value });
    }
    if (session_param(s, "mask") && strcmp(session_param_choice(s, "mask"), "own") != 0)
        log_add(&s->log, (Change){ .kind = CHANGE_PARAM, .step = s->step, .name = "mask", .text = "own" });
}

bool session_paint(Session *s, int node, int element, bool seen, Problems *problems) {
    const Input *input = leaf_input(s, node);
    const Node *mask = input ? tape_node(now(s)->tape, node) : NULL;
    if (!mask || element < 0 || element >= mask->count || mask->count != shape_count(input->shape))
        return problems_add(problems, (Place){ 0 }, "this mask follows from the picture and cannot be painted");
    if ((mask->value[element] != 0) == seen) return true;
    if (!seen && !stays_seen(mask, element)) return mask_blind(problems, (Place){ 0 }, element / mask->shape.size[1]);
    bool dragging = s->log.dragging;
    if (!dragging) session_drag_begin(s);
    log_paint(s, mask, input, element, seen);
    bool well = session_refresh(s, false, problems);
    if (!dragging) session_drag_end(s);
    return well;
}

void session_pick_query(Session *s, int query) {
    Problems ignored = { .arena = s->log.arena };
    if (query < 0 || query == now(s)->step.query) return;
    session_try(s, (Change){ .kind = CHANGE_QUERY, .element = query }, &ignored);
}

void session_drag_begin(Session *s) {
    s->log.dragging = true;
    s->log.group++;
}
void session_drag_on(Session *s) { s->log.dragging = true; }
void session_drag_end(Session *s) { s->log.dragging = false; }

bool session_can_undo(const Session *s) { return s->log.cursor > 0; }
bool session_can_redo(const Session *s) { return s->log.cursor < s->log.changes; }

// A state of the past was computed once, so it can be again; a fall-back covers vectors that another step cannot take.
static bool show_again(Session *s, const Change *change) {
    if (!change) return false;
    Problems ignored = { .arena = s->log.arena };
    session_drag_end(s);
    if (change->kind == CHANGE_PARAM && change->step < s->lesson.steps) s->step = change->step; // show what is undone
    session_refresh(s, true, &ignored);
    return true;
}

bool session_undo(Session *s) { return show_again(s, log_back(&s->log)); }
bool session_redo(Session *s) { return show_again(s, log_forward(&s->log)); }

void session_reset(Session *s) {
    Problems ignored = { .arena = s->log.arena };
    if (!session_changed(s)) return;
    session_try(s, (Change){ .kind = CHANGE_RESET }, &ignored);
}

bool session_changed(const Session *s) { return log_start(&s->log) < s->log.cursor; }

// Following another query changes no number, nor does what was set in another step.
bool session_altered(const Session *s) {
    for (int i = log_start(&s->log); i < s->log.cursor; i++) {
        const Change *change = &s->log.entry[i];
        if (change->kind == CHANGE_ELEMENT && !strcmp(change->data, now(s)->data)) return true;
        if (change->kind == CHANGE_PARAM && change->step == s->step) return true;
    }
    return session_own_data(s);
}

bool session_own_data(const Session *s) { return now(s)->own; }
