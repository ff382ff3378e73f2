// Each file has an arena of its own, so that one can go without the others. A large one is read on a worker, which alone touches
// that arena until it has come.
#include "session/incoming.h"

#include <stdatomic.h>
#include <string.h>

#include "base/file.h"
#include "base/pool.h"
#include "data/names.h"
#include "scene/scenes.h"
#include "session/incoming_parts.h"
#include "session/own_data.h"

enum { AT_ONCE = 1 << 20, LINE_MOST = 96, MARK_AT = 48 };

struct IncomingLoad {
    Worker *worker;
    IncomingFile *file;
    size_t size;
    atomic_bool stop, over;
    _Atomic double done;
    bool well;
};

// --- what takes it

// The first step that takes data, where the open one does not.
static const LessonStep *taker(const Lesson *lesson) {
    for (int i = 0; i < lesson->steps; i++)
        if (lesson->step[i].data) return &lesson->step[i];
    return NULL;
}

static void take_step(Incoming *in, const Session *session) {
    const Lesson *lesson = session ? session_lesson(session) : NULL;
    in->model = model_find("attention");
    if (!lesson) return;
    if (session_lesson_step(session)->data) {
        const Step *step = session_scene_step(session);
        Dataset now = session_dataset(session, in->arena);
        in->model = step->model;
        in->params = *step->params;
        in->now = *own_data_copy(in->arena, &now);
        for (int i = 0; i < in->params.count; i++)
            in->params.value[i].text = arena_print(in->arena, "%s", in->params.value[i].text);
        return;
    }
    const LessonStep *step = taker(lesson);
    const Scene *scene = step ? scene_find(step->scene) : NULL;
    if (scene) in->model = model_find(step->model ? step->model : scene->model);
}

// Is the input used with the parameters as they are? `only` is "similarity=general".
static bool is_used(const Incoming *in, const InputInfo *info) {
    const char *equals = info->only ? strchr(info->only, '=') : NULL;
    if (!equals) return true;
    const char *name = arena_copy(in->arena, info->only, (size_t)(equals - info->only));
    return !strcmp(params_choice(&in->params, in->model->param, in->model->params, name), equals + 1);
}

static void find_now(const Incoming *in, IncomingInput *input) {
    IncomingView view[INCOMING_INPUTS * 2];
    int views = incoming_views(in, &in->now, view, INCOMING_INPUTS * 2);
    for (int i = 0; i < views; i++)
        if (!strcmp(view[i].name, input->name)) input->now = view[i].shape, input->has = true;
}

static void list_inputs(Incoming *in) {
    for (int optional = 0; optional < 2; optional++)
        for (int i = 0; i < in->model->inputs && in->inputs < INCOMING_INPUTS; i++) {
            const InputInfo *info = &in->model->input[i];
            if (info->optional != optional || !is_used(in, info)) continue;
            const char *comma = strchr(info->summary, ',');
            IncomingInput *input = &in->input[in->inputs++];
            *input = (IncomingInput){ .name = info->name, .optional = info->optional };
            input->about = arena_copy(in->arena, info->summary, comma ? (size_t)(comma - info->summary) : strlen(info->summary));
            find_now(in, input);
        }
}

Incoming *incoming_begin(const Session *session) {
    Arena *arena = arena_begin();
    Incoming *in = arena_new(arena, Incoming, 1);
    in->arena = arena;
    in->judged = arena_begin();
    take_step(in, session);
    list_inputs(in);
    return in;
}

void incoming_forget_wrong(Incoming *in) {
    arena_end(in->wrong.arena);
    in->wrong = (IncomingWrong){ 0 };
}

void incoming_end(Incoming *in) {
    if (!in) return;
    incoming_stop(in);
    incoming_forget_wrong(in);
    for (int i = 0; i < in->files; i++) arena_end(in->file[i]->arena);
    arena_end(in->judged);
    arena_end(in->arena);
}

// --- what was wrong

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

// A line of the file, at most so long, with the place in sight; *column moves with it.
static const char *line_of(Arena *arena, Text bytes, int number, int *column) {
    Text line = { 0 };
    for (int i = 0; i < number; i++) {
        if (!bytes.size) return NULL;
        line = text_line(&bytes);
    }
    if (number < 1 || !utf8_valid(line, NULL)) return NULL;
    const char *dots = "";
    if (column && *column > MARK_AT + 20) {
        for (int skip = *column - MARK_AT; skip > 0; skip--) utf8_next(&line);
        *column = MARK_AT + 2;
        dots = "…";
    }
    Text rest = line;
    for (int i = 0; i < LINE_MOST && rest.size; i++) utf8_next(&rest);
    char *text = arena_print(arena, "%s%.*s%s", dots, (int)(line.size - rest.size), line.at, rest.size ? "…" : "");
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
    return text;
}

static void keep_wrong(Incoming *in, const char *name, Text bytes, const Problems *problems) {
    incoming_forget_wrong(in);
    IncomingWrong *w = &in->wrong;
    w->arena = arena_begin();
    w->name = arena_print(w->arena, "%s", name);
    w->messages = problems->count < INCOMING_WRONGS ? problems->count : INCOMING_WRONGS;
    w->more = problems->total - w->messages;
    for (int i = 0; i < w->messages; i++) {
        const Problem *p = &problems->item[i];
        bool same = i > 0 && p->place.line > 0 && p->place.column > 0;
        w->message[i] = same ? arena_print(w->arena, "%d:%d: %s", p->place.line, p->place.column, p->message)
                             : arena_print(w->arena, "%s", p->message);
    }
    if (!problems->count) return;
    w->line = problems->item[0].place.line;
    w->column = problems->item[0].place.column;
    if (w->line < 1 || !bytes.size) return;
    w->at = w->column;
    for (int i = -1; i < 2; i++) w->around[i + 1] = line_of(w->arena, bytes, w->line + i, i ? NULL : &w->at);
}

void incoming_complain(Incoming *in, const char *path, Text text, const Problems *problems) {
    Arena *scratch = arena_begin();
    Problems quiet = { .arena = scratch };
    bool placed = problems->count && problems->item[0].place.line > 0;
    if (path && placed) file_read(scratch, path, DATA_FILE_BYTES, &text, &quiet);
    keep_wrong(in, path ? last_part(path) : "", placed ? text : (Text){ 0 }, problems);
    arena_end(scratch);
}

// The bytes of the file that a problem speaks of, where it is one of these.
void incoming_refuse(Incoming *in, const Problems *problems) {
    const char *file = problems->count ? problems->item[0].place.file : NULL, *name = "";
    Text bytes = { 0 };
    for (int i = 0; i < in->files; i++) {
        if (file && strcmp(in->file[i]->path, file) != 0) continue;
        if (file || in->files == 1) bytes = in->file[i]->bytes, name = in->file[i]->name;
    }
    keep_wrong(in, name, bytes, problems);
}

// --- one file

static bool read_all(IncomingFile *file, const DataOptions *options) {
    DataSource source;
    if (!file->bytes.size && !data_open(file->arena, file->path, options, &source, &file->problems)) return false;
    if (file->bytes.size) source = (DataSource){ file->arena, file->bytes, file->path, *options };
    file->bytes = source.bytes;
    file->readings = data_readings(&source, file->reading, &file->problems);
    return file->readings > 0;
}

static IncomingFile *file_begin_at(const char *path) {
    Arena *arena = arena_begin();
    IncomingFile *file = arena_new(arena, IncomingFile, 1);
    file->arena = arena;
    file->problems.arena = arena;
    file->path = arena_print(arena, "%s", path);
    file->name = last_part(file->path);
    return file;
}

static void take_file(Incoming *in, IncomingFile *file, bool well) {
    int at = in->files;
    if (!well) {
        keep_wrong(in, file->name, file->bytes, &file->problems);
        arena_end(file->arena);
        return;
    }
    incoming_forget_wrong(in);
    for (int i = 0; i < in->files; i++)
        if (!strcmp(in->file[i]->path, file->path)) at = i;
    if (at == INCOMING_FILES) {
        problems_add(&file->problems, (Place){ 0 }, "at most %d files at a time: load these first", INCOMING_FILES);
        keep_wrong(in, file->name, (Text){ 0 }, &file->problems);
        arena_end(file->arena);
        return;
    }
    if (at < in->files) arena_end(in->file[at]->arena);
    if (at == in->files) in->files++;
    in->file[at] = file;
    incoming_find_arrays(in, at);
    incoming_judge(in);
}

void incoming_text(Incoming *in, Text text, const char *name) {
    incoming_stop(in);
    IncomingFile *file = file_begin_at(name);
    file->pasted = true;
    file->bytes = (Text){ arena_copy(file->arena, text.at, text.size), text.size };
    if (text.size > DATA_FILE_BYTES)
        problems_add(&file->problems, (Place){ 0 }, "the text is larger than %d MiB, which is the most that is read",
                     DATA_FILE_BYTES >> 20);
    take_file(in, file, !file->problems.total && read_all(file, &(DataOptions){ 0 }));
}

void incoming_remove(Incoming *in, int file) {
    if (file < 0 || file >= in->files) return;
    arena_end(in->file[file]->arena);
    in->files--;
    memmove(&in->file[file], &in->file[file + 1], sizeof *in->file * (size_t)(in->files - file));
    incoming_judge(in);
}

void incoming_choose(Incoming *in, int file, int reading) {
    IncomingFile *f = in->file[file];
    if (f->chosen == reading) return;
    f->chosen = reading;
    int before = f->arrays == 1 ? f->array[0].input : -1;
    incoming_find_arrays(in, file);
    if (f->arrays == 1) f->array[0].input = before;
    incoming_judge(in);
}

void incoming_name(Incoming *in, int file, int array, int input) {
    for (int f = 0; f < in->files; f++)
        for (int a = 0; a < in->file[f]->arrays; a++)
            if (in->file[f]->array[a].input == input) in->file[f]->array[a].input = -1;
    in->file[file]->array[array].input = input;
    incoming_judge(in);
}

bool incoming_open(const Incoming *in, int *file, int *array) {
    for (int f = 0; f < in->files; f++)
        for (int a = 0; a < in->file[f]->arrays; a++)
            if (in->file[f]->array[a].input < 0) return *file = f, *array = a, true;
    return false;
}

// --- a large one

static bool go_on(void *context, double done) {
    IncomingLoad *load = context;
    atomic_store(&load->done, done);
    return !atomic_load(&load->stop);
}

static bool read_beside(void *context) {
    IncomingLoad *load = context;
    load->well = read_all(load->file, &(DataOptions){ .progress = go_on, .context = load });
    atomic_store(&load->over, true);
    return false;
}

static size_t size_of(const char *path) {
    Arena *scratch = arena_begin();
    Problems quiet = { .arena = scratch };
    Text bytes = { 0 };
    if (file_map(path, &bytes, &quiet)) file_unmap(bytes);
    arena_end(scratch);
    return bytes.size;
}

void incoming_file(Incoming *in, const char *path) {
    incoming_stop(in);
    IncomingFile *file = file_begin_at(path);
    size_t size = size_of(path);
    IncomingLoad *load = size > AT_ONCE ? arena_new(file->arena, IncomingLoad, 1) : NULL;
    if (load) load->worker = worker_begin(read_beside, load);
    if (!load || !load->worker) {
        take_file(in, file, read_all(file, &(DataOptions){ 0 }));
        return;
    }
    load->file = file;
    load->size = size;
    in->load = load;
    incoming_forget_wrong(in);
    worker_wake(load->worker);
}

bool incoming_busy(const Incoming *in) { return in->load != NULL; }
double incoming_done(const Incoming *in) { return in->load ? atomic_load(&in->load->done) : 1; }

const char *incoming_busy_name(const Incoming *in) {
    const IncomingLoad *load = in->load;
    return load ? arena_print(in->judged, "%s, %.1f MiB", load->file->name, (double)load->size / (1 << 20)) : "";
}

bool incoming_poll(Incoming *in) {
    IncomingLoad *load = in->load;
    if (!load) return false;
    worker_turn(load->worker);
    if (!atomic_load(&load->over)) return false;
    worker_end(load->worker);
    in->load = NULL;
    take_file(in, load->file, load->well);
    return true;
}

void incoming_stop(Incoming *in) {
    IncomingLoad *load = in->load;
    if (!load) return;
    atomic_store(&load->stop, true);
    worker_end(load->worker);
    in->load = NULL;
    arena_end(load->file->arena);
}
