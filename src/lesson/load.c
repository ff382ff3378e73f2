// A lesson from a file, and whether the data files that it names are there.
#include "base/file.h"
#include "data/data.h"
#include "lesson/lesson.h"

// Each file is reported once, where it is named.
static bool check_data(const Lesson *lesson, Problems *problems) {
    bool well = true;
    const char *former = NULL;
    for (int i = 0; i < lesson->steps; i++) {
        const LessonStep *step = &lesson->step[i];
        if (!step->data || step->data == former) continue;
        former = step->data;
        if (!file_is_inside(step->data, lesson->file))
            well = problems_add(problems, step->data_place, "the data file '%s' is a link that leads out of the lesson's folder",
                                step->data);
        else if (!file_can_read(step->data))
            well = problems_add(problems, step->data_place,
                                file_is_absent(step->data) ? "there is no data file '%s'" : "the data file '%s' cannot be read",
                                step->data);
    }
    return well;
}

bool lesson_load(Arena *arena, const char *path, const Vocabulary *vocabulary, Lesson *out, Problems *problems) {
    Text bytes;
    *out = (Lesson){ 0 };
    if (!file_read(arena, path, LESSON_BYTES, &bytes, problems)) return false;
    bool parsed = lesson_parse(arena, bytes, path, vocabulary, out, problems);
    return check_data(out, problems) && parsed; // both report
}
