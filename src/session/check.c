// A lesson computed step by step, apart from any window: every live number is looked up, every choice is tried.
#include "session/session_parts.h"

static void check_live(const Session *s, const LiveRef *ref, Problems *problems) {
    double value;
    if (session_live(s, ref, &value, NULL)) return;
    NodeId id = tape_find(now(s)->tape, ref->node);
    if (id == NODE_NONE)
        problems_add(problems, ref->place, "the tape of this step has no '%s'", ref->node);
    else
        problems_add(problems, ref->place, "these indices do not fit '%s', which is %s", ref->node,
                     shape_text(problems->arena, tape_node(now(s)->tape, id)->shape));
}

// Every word that a choice offers must be possible with the step's data, and the one in force must be among them.
static void check_choices(Session *s, const Control *control, Problems *problems) {
    const char *in_force = arena_print(problems->arena, "%s", session_param_choice(s, control->param));
    bool offered = false;
    for (int i = 0; i < control->choices; i++) {
        offered |= !strcmp(control->choice[i], in_force);
        Arena *scratch = arena_begin();
        Problems why = { .arena = scratch };
        Change change = { .kind = CHANGE_PARAM, .step = s->step, .name = control->param, .text = control->choice[i] };
        LogMark mark = log_add(&s->log, change);
        if (!session_refresh(s, false, &why))
            problems_add(problems, control->place, "%s = %s cannot be chosen here: %s", control->param, control->choice[i],
                         why.count ? why.item[0].message : "it cannot be computed");
        log_restore(&s->log, mark);
        arena_end(scratch);
    }
    if (!offered)
        problems_add(problems, control->place, "%s is %s in this step, which this choice does not offer", control->param, in_force);
    Problems ignored = { .arena = problems->arena };
    session_refresh(s, false, &ignored);
}

static void check_block(Session *s, const Block *block, Problems *problems) {
    for (int i = 0; i < block->lines; i++)
        for (int k = 0; k < block->line[i].runs; k++)
            if (block->line[i].run[k].kind == RUN_LIVE) check_live(s, &block->line[i].run[k].live, problems);
    for (int i = 0; i < block->options; i++)
        for (int k = 0; k < block->option[i].label.runs; k++)
            if (block->option[i].label.run[k].kind == RUN_LIVE) check_live(s, &block->option[i].label.run[k].live, problems);
    if (block->kind == BLOCK_ANSWER) check_live(s, &block->answer, problems);
    for (int i = 0; i < block->hides; i++)
        if (block->hide[i].indices || block->hide[i].length || tape_find(now(s)->tape, block->hide[i].node) == NODE_NONE)
            check_live(s, &block->hide[i], problems);
    for (int i = 0; i < block->controls; i++)
        if (block->control[i].kind == CONTROL_WORDS) {
            if (!inputs_find(&now(s)->inputs, block->control[i].param))
                problems_add(problems, block->control[i].place, "this step's data have no '%s'", block->control[i].param);
        } else if (!session_param(s, block->control[i].param))
            problems_add(problems, block->control[i].place, "this step's scene and model have no parameter '%s'",
                         block->control[i].param);
        else if (block->control[i].kind == CONTROL_CHOICE && !now(s)->scene->race) // what trains may hang on other choices
            check_choices(s, &block->control[i], problems);
}

bool session_check(const Library *library, const char *path, Problems *problems) {
    Session *s = session_begin(library);
    int before = problems->total;
    if (session_open(s, path, problems)) {
        for (int i = 0; i < s->lesson.steps; i++) {
            s->step = i;
            if (!session_refresh(s, false, problems)) continue;
            for (int k = 0; k < s->lesson.step[i].blocks; k++) check_block(s, &s->lesson.step[i].block[k], problems);
        }
    }
    session_end(s);
    return problems->total == before;
}
