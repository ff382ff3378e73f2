// A film as MP4, made by ffmpeg where there is one: it is fed the pixels while they are painted.
#include <stdio.h>
#include <stdlib.h>

#include "base/platform.h"
#include "base/program.h"
#include "render/frames.h"

enum { EVEN = 2, LAST = 1 }; // sides of its pictures; seconds that the last one stays

// A player takes a film that does not say its colours for BT.709, and ffmpeg makes BT.601 of it: orange would turn red.
static const char bt709[] = "scale=out_color_matrix=bt709:out_range=tv,"
                            "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv";

struct Reel {
    Frames frames;
    Program *program;
    Text rest; // of the latest picture: what ffmpeg has not taken yet
    int still; // how often the last one was given again
    bool broken;
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
    const char *argv[] = { "ffmpeg",       "-nostdin",  "-v",         "error",     "-f",       "rawvideo", "-pix_fmt",
                           "bgr0",         "-s",        size,         "-r",        fps,        "-i",       "pipe:0",
                           "-vf",          bt709,       "-c:v",       "libx264",   "-pix_fmt", "yuv420p",  "-crf",
                           "18",           "-movflags", "+faststart", "-metadata", command,    "-fflags",  "+bitexact",
                           "-flags:v",     "+bitexact", "-threads",   "1",         "-f",       "mp4",      "-y",
                           PROGRAM_OUTPUT, NULL };
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

static void give(Reel *r) {
    const Pixels *p = &r->frames.pixels;
    r->rest = (Text){ (const char *)p->at, (size_t)p->stride * (size_t)p->height * sizeof(uint32_t) };
}

static bool mp4_idle(Reel *r, bool last) {
    while (!r->broken) {
        r->broken = !program_feed(r->program, &r->rest);
        if (!r->rest.size || !program_takes(r->program)) break;
    }
    if (r->broken) return true;
    if (r->rest.size || !last) return !r->rest.size;
    if (r->still++ < (int)(LAST * r->frames.figure->fps)) {
        give(r);
        return false;
    }
    program_close(r->program);
    return program_ended(r->program);
}

static bool settle(Reel *r, bool last) {
    while (!mp4_idle(r, last))
        if (!program_wait(r->program)) return false;
    return !r->broken;
}

// What it made, or why it made nothing.
static bool end(Reel *r, Arena *arena, Text *out, Problems *problems) {
    Text why;
    bool well = program_end(r->program, arena, out, &why);
    r->program = NULL;
    return well || problems_add(problems, (Place){ 0 }, "ffmpeg gave up%s%.*s", why.size ? ": " : "", (int)why.size, why.at);
}

static TurnEnd mp4_add(Reel *r, const List *list, const Turn *turn, Problems *problems) {
    PixelBox changed;
    if (settle(r, false)) {
        TurnEnd added = frames_add(&r->frames, list, turn, &changed);
        if (added == TURN_FAILED) problems_out_of_memory(problems, NULL);
        if (added == TURN_DONE) give(r);
        return added;
    }
    Arena *arena = arena_begin();
    Text none;
    if (end(r, arena, &none, problems)) problems_add(problems, (Place){ 0 }, "ffmpeg gave up: it ended too early");
    arena_end(arena);
    return TURN_FAILED;
}

// By then `idle` has seen to it that ffmpeg is ready, and this takes no time.
static TurnEnd mp4_end(Reel *r, Arena *arena, Text *out, const Turn *turn, Problems *problems) {
    bool well = true;
    (void)turn;
    if (out && r->program) {
        bool whole = settle(r, true);
        well =
            end(r, arena, out, problems) && (whole || problems_add(problems, (Place){ 0 }, "ffmpeg gave up: it ended too early"));
    }
    program_cancel(r->program);
    frames_end(&r->frames);
    free(r);
    return well ? TURN_DONE : TURN_FAILED;
}

const Exporter mp4_exporter = { "mp4",          "film, by ffmpeg", .begin = mp4_begin, .add = mp4_add,
                                .end = mp4_end, .idle = mp4_idle,  .even = EVEN };
