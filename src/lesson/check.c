// Names against the vocabulary. When nothing is near enough to suggest, a short list of what there is helps as well.
#include <string.h>

#include "lesson/parse.h"

enum { NAMES_SHOWN = 12 };

static const char *joined(Arena *arena, Names names) {
    Builder list = { .arena = arena };
    for (int i = 0; i < names.count; i++) builder_print(&list, "%s%s", i ? ", " : "", names.at[i]);
    return builder_text(&list);
}

// " (did you mean 'x'?)", or what there is.
const char *check_hint(const Parser *p, Text word, Names known) {
    const char *near = text_nearest(word, known.at, known.count);
    if (near) return arena_print(p->arena, " (did you mean '%s'?)", near);
    if (known.count == 0) return " (there are none)";
    if (known.count <= NAMES_SHOWN) return arena_print(p->arena, " (there are: %s)", joined(p->arena, known));
    return " ('attend list scenes' names them)";
}

bool check_unknown(const Parser *p, const char *at, const char *what, Text word, Names known) {
    return parser_problem(p, at, "unknown %s '%.*s'%s", what, text_shown(word), word.at, check_hint(p, word, known));
}

const VocabularyScene *check_scene(const Parser *p, Text name) {
    const Vocabulary *v = p->vocabulary;
    const char **known = arena_new(p->arena, const char *, v->scenes);
    for (int i = 0; i < v->scenes; i++) {
        if (text_is(name, v->scene[i].name)) return &v->scene[i];
        known[i] = v->scene[i].name;
    }
    check_unknown(p, name.at, "scene", name, (Names){ known, v->scenes });
    return NULL;
}

const char *check_model(const Parser *p, Text name) {
    Names known = { p->vocabulary->model, p->vocabulary->models };
    for (int i = 0; i < known.count; i++)
        if (text_is(name, known.at[i])) return known.at[i];
    check_unknown(p, name.at, "model", name, known);
    return NULL;
}

// The scene in force counts, and where the lesson gives it another model, so do the scenes made for that model.
static bool is_in_force(const Parser *p, const VocabularyScene *scene) {
    const char *own = p->now.scene->model, *other = p->now.model;
    if (scene == p->now.scene || !other || (own && strcmp(own, other) == 0)) return scene == p->now.scene;
    return scene->model && strcmp(scene->model, other) == 0;
}

bool check_node(const Parser *p, Text name) {
    if (!p->now.scene) return false;
    const Vocabulary *v = p->vocabulary;
    Pile known = PILE(p->arena, const char *);
    for (int i = 0; i < v->scenes; i++)
        for (int j = 0; is_in_force(p, &v->scene[i]) && j < v->scene[i].nodes; j++)
            if (text_is(name, v->scene[i].node[j])) return true;
    for (int i = 0; i < v->scenes; i++)
        for (int j = 0; is_in_force(p, &v->scene[i]) && j < v->scene[i].nodes; j++)
            *(const char **)pile_push(&known) = v->scene[i].node[j];
    return check_unknown(p, name.at, "node", name, (Names){ known.at, known.count });
}

const VocabularyParam *check_find_param(const Parser *p, Text name) {
    const Vocabulary *v = p->vocabulary;
    for (int i = 0; i < v->scenes; i++)
        for (int j = 0; is_in_force(p, &v->scene[i]) && j < v->scene[i].params; j++)
            if (text_is(name, v->scene[i].param[j].name)) return &v->scene[i].param[j];
    return NULL;
}

Names check_params(const Parser *p) {
    const Vocabulary *v = p->vocabulary;
    Pile known = PILE(p->arena, const char *);
    for (int i = 0; i < v->scenes; i++)
        for (int j = 0; is_in_force(p, &v->scene[i]) && j < v->scene[i].params; j++)
            *(const char **)pile_push(&known) = v->scene[i].param[j].name;
    return (Names){ known.at, known.count };
}

static bool check_number(const Parser *p, const VocabularyParam *param, Text value) {
    double number;
    if (!text_number(value, &number) || number != number)
        return parser_problem(p, value.at, "'%s' is a number; this is '%.*s'", param->name, text_shown(value), value.at);
    if (param->whole && number != (double)(long)number)
        return parser_problem(p, value.at, "'%s' is a whole number; this is %g", param->name, number);
    bool limited = param->low < param->high;
    if (limited && !(number >= param->low && number <= param->high))
        return parser_problem(p, value.at, "'%s' goes from %g to %g; this is %g", param->name, param->low, param->high, number);
    return true;
}

bool check_value(const Parser *p, const VocabularyParam *param, Text value) {
    static const char *const switches[] = { "on", "off" };
    if (!param->choices && !param->on_off) return check_number(p, param, value);
    Names known = param->on_off ? (Names){ switches, 2 } : names_split(p->arena, text_of(param->choices));
    if (names_have(known, value)) return true;
    return parser_problem(p, value.at, "'%s' cannot be '%.*s'%s", param->name, text_shown(value), value.at,
                          check_hint(p, value, known));
}
