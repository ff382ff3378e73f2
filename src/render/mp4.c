// A film as MP4, made by ffmpeg where there is one: it is fed the pixels while they are painted.
#include <stdio.h>
#include <stdlib.h>

#include "base/platform.h"
#include "base/program.h"
#include "render/frames.h"

enum { EVEN = 2, LAST = 1 }; // sides of its pictures; seconds that the last one stays

struct Reel {
    Frames frames;
    Program *program;
};

static bool says_no(Problems *problems) {
    return problems_add(problems, (Place){ 0 },
                        "an MP4 is made by ffmpeg, which is not there: install it (apt install ffmpeg), or save a .gif");
}

static Program *start(const Reel *r) {
    char size[32], fps[32], command[2048];
    const FigureFile *figure = r->frames.figure;
    snprintf(size, sizeof size, "%dx%d", r->frames.pixels.width, r->frames.pixels.height);
    snprintf(fps, sizeof fps, "%d/1000", (int)(figure->fps * 1000 + 0.5));
    snprintf(command, sizeof command, "comment=%s", figure->command ? figure->command : "");
    const char *argv[] = { "ffmpeg",     "-nostdin",  "-v",       "error",   "-f",        "rawvideo",     "-pix_fmt",
                           "bgr0",       "-s",        size,       "-r",      fps,         "-i",           "pipe:0",
                           "-c:v",       "libx264",   "-pix_fmt", "yuv420p", "-crf",      "18",           "-movflags",
                           "+faststart", "-metadata", command,    "-fflags", "+bitexact", "-flags:v",     "+bitexact",
                           "-threads",   "1",         "-f",       "mp4",     "-y",        PROGRAM_OUTPUT, NULL };
    return program_begin(argv);
}

static Reel *mp4_begin(Fonts *fonts, const FigureFile *figure, Problems *problems) {
    Reel *r = NULL;
    if (!program_there("ffmpeg"))
        says_no(problems);
    else if (!(r = calloc(1, sizeof *r)))
        problems_out_of_memory(problems, NULL);
    else if (frames_begin(&r->frames, fonts, figure, EVEN, problems)) {
        if ((r->program = start(r))) return r;
        problems_add(problems, (Place){ 0 }, "ffmpeg cannot be started");
        frames_end(&r->frames);
    }
    free(r);
    return NULL;
}

static bool feed(Reel *r) {
    const Pixels *p = &r->frames.pixels;
    return program_feed(r->program, (Text){ (const char *)p->at, (size_t)p->stride * (size_t)p->height * sizeof(uint32_t) });
}

static bool mp4_add(Reel *r, const List *list, Problems *problems) {
    PixelBox changed;
    if (!frames_add(&r->frames, list, &changed)) return problems_out_of_memory(problems, NULL);
    if (feed(r)) return true;
    Arena *arena = arena_begin();
    Text none, why;
    program_end(r->program, arena, &none, &why);
    r->program = NULL;
    problems_add(problems, (Place){ 0 }, "ffmpeg gave up%s%.*s", why.size ? ": " : "", (int)why.size, why.at);
    arena_end(arena);
    return false;
}

static bool finish(Reel *r, Arena *arena, Text *out, Problems *problems) {
    Text why;
    bool well = true;
    for (int i = 0; i < (int)(LAST * r->frames.figure->fps) && well; i++) well = feed(r);
    well = program_end(r->program, arena, out, &why) && well;
    r->program = NULL;
    return well || problems_add(problems, (Place){ 0 }, "ffmpeg gave up%s%.*s", why.size ? ": " : "", (int)why.size, why.at);
}

static bool mp4_end(Reel *r, Arena *arena, Text *out, Problems *problems) {
    bool well = !out || (r->program && finish(r, arena, out, problems));
    program_cancel(r->program);
    frames_end(&r->frames);
    free(r);
    return well;
}

const Exporter mp4_exporter = { "mp4", "film, by ffmpeg", NULL, mp4_begin, mp4_add, mp4_end, EVEN };
