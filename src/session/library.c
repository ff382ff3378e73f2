// Looks for the lessons beside the program, reads them all, and builds the vocabulary they are checked against from the
// scene and model tables, so that a lesson can name exactly what the program has.
#include "session/library.h"

#include <stdlib.h>
#include <string.h>

#include "base/platform.h"
#include "scene/scenes.h"
#include "session/place.h"

// --- the vocabulary

static VocabularyParam vocabulary_param(const ParamInfo *info) {
    return (VocabularyParam){
        .name = info->name,
        .choices = info->kind == PARAM_CHOICE ? info->choices : NULL,
        .low = info->low,
        .high = info->high,
        .whole = info->kind == PARAM_WHOLE,
        .on_off = info->kind == PARAM_SWITCH,
    };
}

static int count_names(const char *const *names) {
    int n = 0;
    while (names && names[n]) n++;
    return n;
}

static VocabularyScene vocabulary_scene(Arena *arena, const Scene *scene, const char *scenes) {
    const Model *model = model_find(scene->model);
    int reveals = count_names(scene->reveal), extra = count_names(scene->node);
    int computed = count_names(model->node), also = count_names(model->also);
    VocabularyParam *param = arena_new(arena, VocabularyParam, 1 + scene->params + model->params);
    int params = 0;
    param[params++] = (VocabularyParam){ .name = "scene", .choices = scenes }; // a `try` may offer other pictures of the step
    for (int i = 0; i < scene->params; i++) param[params++] = vocabulary_param(&scene->param[i]);
    for (int i = 0; i < model->params; i++) param[params++] = vocabulary_param(&model->param[i]);
    const char **node = arena_new(arena, const char *, model->inputs + computed + also + extra);
    int nodes = 0;
    for (int i = 0; i < model->inputs; i++) node[nodes++] = model->input[i].name;
    for (int i = 0; i < computed; i++) node[nodes++] = model->node[i];
    for (int i = 0; i < also; i++) node[nodes++] = model->also[i];
    for (int i = 0; i < extra; i++) node[nodes++] = scene->node[i];
    return (VocabularyScene){ scene->name, scene->model, param, params, node, nodes, scene->reveal, reveals };
}

static Vocabulary vocabulary_make(Arena *arena) {
    VocabularyScene *scene = arena_new(arena, VocabularyScene, scene_count);
    Builder scenes = { .arena = arena };
    for (int i = 0; i < scene_count; i++) builder_print(&scenes, "%s%s", i ? " " : "", scene_table[i]->name);
    for (int i = 0; i < scene_count; i++) scene[i] = vocabulary_scene(arena, scene_table[i], builder_text(&scenes));
    const char **model = arena_new(arena, const char *, model_count);
    for (int i = 0; i < model_count; i++) model[i] = model_table[i]->name;
    return (Vocabulary){ scene, scene_count, model, model_count };
}

// --- the folders

static bool try_share(Library *library, const char *share) {
    const char *lessons = arena_print(library->arena, "%s/lessons", share);
    const char *assets = arena_print(library->arena, "%s/assets", share);
    if (!folder_exists(lessons) || !folder_exists(assets)) return false;
    library->lessons = lessons;
    library->assets = assets;
    return true;
}

// The checkout is some levels above build/attend; an installed program has ../share/attend.
static bool find_folders(Library *library) {
    const char *said = getenv("ATTEND_SHARE");
    if (said && *said) return try_share(library, said);
    const char *program = platform_program(library->arena);
    char *self = program ? arena_print(library->arena, "%s", program) : NULL;
    for (int level = 0; self && level < 5; level++) {
        char *slash = strrchr(self, '/');
        if (!slash || slash == self) break;
        *slash = 0;
        if (try_share(library, self) || try_share(library, arena_print(library->arena, "%s/share/attend", self))) return true;
    }
    // Where nobody says which file runs (no /proc).
    return try_share(library, ".") || try_share(library, "/usr/local/share/attend") || try_share(library, "/usr/share/attend");
}

// --- the lessons

static const char *lesson_id(Arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t size = strlen(name);
    if (size > 3 && !strcmp(name + size - 3, ".md")) size -= 3;
    return arena_copy(arena, name, size);
}

static void list_lessons(Library *library) {
    int count;
    const char **path = folder_files(library->arena, library->lessons, ".md", &count);
    library->entry = arena_new(library->arena, LibraryEntry, count);
    library->count = count;
    for (int i = 0; i < count; i++) library->entry[i] = (LibraryEntry){ .path = path[i], .id = lesson_id(library->arena, path[i]) };
}

static void read_lesson(Library *library, LibraryEntry *entry) {
    Problems problems = { .arena = library->arena };
    entry->broken = !lesson_load(library->arena, entry->path, &library->vocabulary, &entry->lesson, &problems);
    if (!entry->broken) return;
    entry->lesson = (Lesson){ .id = entry->id, .file = entry->path, .title = entry->id };
    entry->problem = problems.count ? problem_text(library->arena, &problems.item[0]) : "cannot be read";
}

bool library_read_some(Library *library, int most) {
    for (int i = 0; i < most && library->read < library->count; i++) read_lesson(library, &library->entry[library->read++]);
    return library->read == library->count;
}

void library_read(Library *library) { library_read_some(library, library->count); }

bool library_list(Library *library, Problems *problems) {
    *library = (Library){ .arena = arena_begin() };
    if (!find_folders(library))
        return problems_add(
            problems, (Place){ 0 },
            "the folders 'lessons' and 'assets' are not beside the program; set ATTEND_SHARE to the folder that holds them");
    library->vocabulary = vocabulary_make(library->arena);
    list_lessons(library);
    return true;
}

bool library_open(Library *library, Problems *problems) {
    if (!library_list(library, problems)) return false;
    library_read(library);
    return true;
}

void library_close(Library *library) {
    arena_end(library->arena);
    *library = (Library){ 0 };
}

void library_reload(Library *library) {
    Library fresh = { .arena = arena_begin() };
    fresh.lessons = arena_print(fresh.arena, "%s", library->lessons);
    fresh.assets = arena_print(fresh.arena, "%s", library->assets);
    fresh.vocabulary = vocabulary_make(fresh.arena);
    list_lessons(&fresh);
    library_read(&fresh);
    library_close(library);
    *library = fresh;
}

// --- finding one

static bool is_called(const LibraryEntry *entry, const char *wanted) {
    if (!strcmp(place_lesson(entry->id), place_lesson(wanted))) return true; // whatever number it had when it was written down
    const char *dash = strchr(entry->id, '-');
    if (!dash) return false;
    long number, own;
    return text_integer(text_of(wanted), &number) && text_integer((Text){ entry->id, (size_t)(dash - entry->id) }, &own) &&
           number == own;
}

const char *library_find(const Library *library, const char *wanted, Problems *problems) {
    for (int i = 0; i < library->count; i++)
        if (is_called(&library->entry[i], wanted)) return library->entry[i].path;
    // Those that show what somebody brings are no lessons of the course, and are found where a link or a figure names them.
    if (!strcmp(wanted, "own-vectors")) return library_own(library);
    if (!strcmp(wanted, "own-text")) return library_text(library);
    size_t size = strlen(wanted);
    if (strchr(wanted, '/') || (size > 3 && !strcmp(wanted + size - 3, ".md"))) {
        if (file_exists(wanted)) return wanted;
        problems_add(problems, (Place){ 0 }, "there is no lesson file '%s'", wanted);
        return NULL;
    }
    const char **names = arena_new(library->arena, const char *, 2 * library->count);
    for (int i = 0; i < library->count; i++) {
        const char *dash = strchr(library->entry[i].id, '-');
        names[2 * i] = library->entry[i].id;
        names[2 * i + 1] = dash ? dash + 1 : library->entry[i].id;
    }
    const char *near = text_nearest(text_of(wanted), names, 2 * library->count);
    if (near)
        problems_add(problems, (Place){ 0 }, "there is no lesson '%s' (did you mean '%s'?); `attend list lessons` lists them",
                     wanted, near);
    else
        problems_add(problems, (Place){ 0 }, "there is no lesson '%s'; `attend list lessons` lists them", wanted);
    return NULL;
}

const char *library_own(const Library *library) { return arena_print(library->arena, "%s/own-vectors.md", library->assets); }
const char *library_text(const Library *library) { return arena_print(library->arena, "%s/own-text.md", library->assets); }
const char *library_trained(const Library *library) { return arena_print(library->arena, "%s/trained-model.md", library->assets); }
