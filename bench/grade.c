// Checking somebody's work: a file of the seed's size with every known mistake tried, one that fits and one that none fits.
#include <stdio.h>

#include "bench.h"
#include "data/data.h"
#include "model/grade.h"

static const char seed[] = "q,1,1\nk1,1,1\nk2,1,0\nk3,1,-1\nk4,-1,0\nv1,4,0\nv2,0,4\nv3,-4,0\nv4,0,-4\ng,1,2\n";

static void grade_once(void *context) {
    const char *text = *(const char **)context;
    Arena *arena = arena_begin();
    Problems problems = { arena };
    Params params = { 0 };
    Inputs inputs = { .arena = arena };
    Dataset data, work;
    Grade grade;
    const Model *model = model_find("attention");
    if (!data_load_text(arena, text_of(seed), "seed", &data, &problems) ||
        !data_load_text(arena, text_of(text), "work", &work, &problems) ||
        !model_resolve(model, &params, &data, &inputs, &problems) ||
        !grade_work(arena, model, &params, &inputs, &work, &grade, &problems))
        problems_print(stderr, &problems);
    arena_end(arena);
}

void bench_grade(void) {
    static const struct {
        const char *name, *work;
    } rows[] = {
        { "grade_seed", "s,1,0.5,0,-0.5\na,0.4551,0.2760,0.1674,0.1015\no,1.151,0.698\ngrad.q,0.9,0.1\n" },
        { "grade_unknown", "s,1.41,0.71,0.00,-0.71\na,0.4000,0.3000,0.2000,0.1000\no,1.151,0.714\ngrad.q,1.2345,6.7891\n" },
    };
    for (int i = 0; i < 2; i++) {
        const char *work = rows[i].work;
        if (bench_wanted(rows[i].name)) bench_row(rows[i].name, bench_median(grade_once, &work, 0.5), 1);
    }
}
