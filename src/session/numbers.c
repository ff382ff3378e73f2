// What is on the tape and in the parameters, as the text and the controls of a lesson ask for it.
#include "core/explain.h"
#include "session/session_parts.h"

// Leading axes of length 1 may be left out; where one's own vectors have more queries, the picked one is meant.
static int live_element(const Session *s, const Node *node, const LiveRef *ref) {
    int missing = node->shape.rank - ref->indices, element = 0;
    if (missing < 0) return -1;
    for (int axis = 0; axis < node->shape.rank; axis++) {
        int size = node->shape.size[axis], index = 0;
        if (axis >= missing)
            index = ref->index[axis - missing];
        else if (size > 1 && axis == 0 && ref->indices > 0)
            index = now(s)->step.query;
        else if (size > 1)
            return -1;
        if (index >= size) return -1;
        element = element * size + index;
    }
    return element;
}

// The length of `count` gradients of a node, from `first` on.
static double session_length(const Session *s, int node, int first, int count) {
    Arena *scratch = arena_begin();
    double length = expr_value(now(s)->tape, explain_length(scratch, node, first, count), 0);
    arena_end(scratch);
    return length;
}

// Of a whole row: the last axis has no index. Without any index: of the whole node.
static bool live_length(const Session *s, NodeId id, const LiveRef *ref, double *value, Ident *ident) {
    const Node *node = tape_node(now(s)->tape, id);
    if (node->constant || node->shape.rank < 1) return false;
    int columns = ref->indices ? node->shape.size[node->shape.rank - 1] : node->count;
    Node rows = { .shape = node->shape };
    rows.shape.rank--;
    int row = ref->indices ? live_element(s, &rows, ref) : 0;
    if (row < 0) return false;
    *value = session_length(s, id, row * columns, columns);
    if (ident) *ident = ident_length(id, row * columns, columns);
    return true;
}

bool session_prove(Session *s, Ident ident, Proof *out) {
    const Computed *c = now(s);
    bool length = ident.kind == IDENT_LENGTH;
    int count = length ? ident.count : 1;
    if (!ident_is_number(ident) || c->tape->from == NODE_NONE || ident.node < 0 || ident.node >= c->tape->count) return false;
    const Node *node = tape_node(c->tape, ident.node);
    if (node->constant || !c->tape->reached[ident.node] || ident.element < 0 || ident.element + count > node->count) return false;
    if (ident.node == c->tape->from) return false; // the objective itself
    ProofKept *kept = s->proof;
    if (kept->tape != c->tape || kept->version != s->version || kept->node != ident.node || kept->element != ident.element ||
        kept->count != count) {
        Arena *scratch = arena_begin();
        kept->proof = probe_gradient(scratch, c->tape, ident.node, ident.element, count);
        arena_end(scratch);
        kept->tape = c->tape, kept->version = s->version;
        kept->node = ident.node, kept->element = ident.element, kept->count = count;
    }
    *out = kept->proof;
    return true;
}

bool session_live(const Session *s, const LiveRef *ref, double *value, Ident *ident) {
    const Tape *tape = now(s)->tape;
    NodeId id = tape_find(tape, ref->node);
    if (id == NODE_NONE) return false;
    const Node *node = tape_node(tape, id);
    if (ref->length) return live_length(s, id, ref, value, ident);
    int element = live_element(s, node, ref);
    if (element < 0) return false;
    *value = ref->grad ? node->grad[element] : node->value[element];
    if (ident) *ident = ref->grad ? ident_grad(id, element) : ident_value(id, element);
    return true;
}

const ParamInfo *session_param(const Session *s, const char *name) {
    if (is_picture(name)) return &picture_param;
    for (int i = 0; i < now(s)->infos; i++)
        if (!strcmp(now(s)->info[i].name, name)) return &now(s)->info[i];
    return NULL;
}
double session_param_number(const Session *s, const char *name) {
    return params_number(&now(s)->params, now(s)->info, now(s)->infos, name);
}
// How far a race is trained is what its picture shows, however far the lesson says.
double session_shown_number(const Session *s, const char *name) {
    int trained = !strcmp(name, "train") ? session_race_shown(s) : -1;
    return trained >= 0 ? trained : session_param_number(s, name);
}
const char *session_param_choice(const Session *s, const char *name) {
    if (is_picture(name)) return now(s)->scene->name;
    return params_choice(&now(s)->params, now(s)->info, now(s)->infos, name);
}

// --- words about the state

const char *session_vectors(const Session *s) { return now(s)->data; }
const ChangeLog *session_log(const Session *s) { return &s->log; }
const char *session_data_name(const Session *s) { return s->data_room; }

Dataset session_dataset(const Session *s, Arena *arena) { return inputs_dataset(arena, &now(s)->inputs); }

const char *session_params_text(const Session *s, Arena *arena) {
    const Computed *c = now(s);
    Builder b = { .arena = arena };
    for (int i = 0; i < c->infos; i++) {
        const ParamInfo *info = &c->info[i];
        if (!strcmp(info->name, "query") || info->of_window) continue;
        if (info->kind == PARAM_CHOICE) {
            const char *choice = params_choice(&c->params, c->info, c->infos, info->name);
            if (strcmp(choice, info->initial)) builder_print(&b, "%s%s = %s", b.size ? ", " : "", info->name, choice);
            continue;
        }
        double value = session_shown_number(s, info->name), initial = 0;
        bool on_off = info->kind == PARAM_SWITCH;
        if (on_off) initial = !strcmp(info->initial, "on");
        text_number(text_of(info->initial), &initial);
        const char *text = on_off ? value != 0 ? "on" : "off" : number_text(arena, value, 4);
        if (value != initial) builder_print(&b, "%s%s = %s", b.size ? ", " : "", info->name, text);
    }
    return builder_text(&b);
}

// --- colour bars

static const char *last_part(const char *name) {
    const char *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

// Of "h[0]", a step of "h", the name of the whole.
static const char *name_of_whole(const Tape *tape, const char *name) {
    size_t length = strcspn(name, "[");
    for (NodeId id = 0; id < tape->count && name[length]; id++) {
        const char *other = tape_node(tape, id)->name;
        if (strlen(other) == length && !strncmp(name, other, length)) return other;
    }
    return name;
}

void session_name_scales(const Session *s, LegendItem *scale, int scales) {
    for (int i = 0; i < scales; i++)
        if (scale[i].node >= 0 && scale[i].node < now(s)->tape->count)
            scale[i].name = last_part(name_of_whole(now(s)->tape, tape_node(now(s)->tape, scale[i].node)->name));
}
