// Every known mistake, and every variant of a model, gives the numbers that a script of its own found for it, has exact gradients,
// and explains itself.
#include <math.h>

#include "model/grade_cases.h"
#include "model/whole.h"

// "s[1]" stands behind "s[0]"; rows of one name follow each other.
static bool has_the_numbers(const Run *r, const Dataset *work) {
    const char *before = "";
    int at = 0;
    for (int i = 0; i < work->count; i++) {
        const DataEntry *entry = &work->entry[i];
        char name[64];
        bool grad = !strncmp(entry->name, "grad.", 5);
        snprintf(name, sizeof name, "%s", entry->name + (grad ? 5 : 0));
        char *bracket = strchr(name, '[');
        if (bracket) *bracket = 0;
        bool same = !strncmp(before, entry->name, bracket ? (size_t)(bracket - name) : strlen(entry->name) + 1);
        at = same ? at : 0;
        before = entry->name;
        const Node *node = node_of(r, name);
        for (int j = 0; j < entry->count; j++, at++) {
            double got = (double)(grad ? node->grad[at] : node->value[at]), want = entry->value[j];
            if (got != want && !(fabs(got - want) <= 0.5e-4 + 1e-6)) return false;
        }
    }
    return true;
}

// The parameters of the case with its mistake, several where there is more than one way to make it.
static int runs_of(Arena *arena, const GradeCase *c, const char **set) {
    enum { MOST = 8 };
    Habit habit = habit_find(c->habit);
    const Model *model = model_find(c->model);
    Run plain = run_good(c->model, c->set, grade_data(arena, c));
    Params variant[MOST];
    set[0] = c->set;
    int count = habit == HABIT_NONE ? 0 : habit_variants(arena, model, &plain.params, habit, variant, MOST);
    for (int i = 0; i < count; i++) {
        Builder text = { arena };
        for (int p = 0; p < variant[i].count; p++)
            builder_print(&text, "%s%s=%s", p ? " " : "", variant[i].value[p].name, variant[i].value[p].text);
        set[i] = builder_text(&text);
    }
    arena_end(plain.arena);
    return habit == HABIT_NONE ? 1 : count;
}

static void every_mistake_gives_its_numbers(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    int count;
    const GradeCase *all = grade_cases(arena, &count);
    assert_true(count > 400);
    for (int i = 0; i < count; i++) {
        if (all[i].digits != 4 || all[i].slip) continue;
        const char *set[8], *text = grade_data(arena, &all[i]);
        Problems problems = { arena };
        Dataset work;
        if (!data_load_text(arena, text_of(grade_text(arena, all[i].work)), "work", &work, &problems)) fail();
        bool found = false;
        int runs = runs_of(arena, &all[i], set);
        for (int k = 0; k < runs && !found; k++) {
            Run r = run_good(all[i].model, set[k], text);
            found = has_the_numbers(&r, &work);
            arena_end(r.arena);
        }
        if (!found) fail_msg("%s does not have the numbers of %s", all[i].model, all[i].work);
    }
    arena_end(arena);
}

static void every_mistake_is_a_whole_run(void **state) {
    (void)state;
    Arena *arena = arena_begin();
    int count;
    const GradeCase *all = grade_cases(arena, &count);
    for (int i = 0; i < count; i++) {
        const char *set[8], *text = grade_data(arena, &all[i]);
        if (all[i].digits != 4 || all[i].slip || !text || !strstr(text, "\ng,")) continue;
        if (!runs_of(arena, &all[i], set)) continue;
        Run r = run_good(all[i].model, set[0], text);
        check_gradients(&r, 2e-6); // scores that are multiplied by √d are steep
        check_explanations(&r, 1e-10);
        check_replay(&r);
        arena_end(r.arena);
    }
    arena_end(arena);
}

// Every mistake that a model lists can be recorded, and is not what is right.
static void every_model_knows_its_mistakes(void **state) {
    (void)state;
    bool known[HABIT_COUNT] = { true };
    for (int i = 0; i < model_count; i++)
        for (int p = 0; p < model_table[i]->params; p++) {
            const ParamInfo *info = &model_table[i]->param[p];
            if (strcmp(info->name, "habit") != 0) continue;
            Text rest = text_of(info->choices);
            for (Text word = text_word(&rest); word.size; word = text_word(&rest)) {
                char name[64];
                snprintf(name, sizeof name, "%.*s", (int)word.size, word.at);
                Habit habit = habit_find(name);
                if (strcmp(habit_info(habit)->name, name) != 0) fail_msg("%s: no mistake '%s'", model_table[i]->name, name);
                known[habit] = true;
            }
        }
    known[HABIT_COPIED] = known[HABIT_SWAPPED] = true; // one number, of any model
    for (int h = 0; h < HABIT_COUNT; h++)
        if (!known[h]) fail_msg("no model knows %s", habit_info((Habit)h)->name);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_gives_its_numbers),
        cmocka_unit_test(every_mistake_is_a_whole_run),
        cmocka_unit_test(every_model_knows_its_mistakes),
    };
    return cmocka_run_group_tests_name("model/habits", tests, NULL, NULL);
}
