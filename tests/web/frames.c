// Every step of every lesson as the page draws it, a line a frame: "retrieval.scale 1 5f3a09c2", a hash of the pixels. The desktop
// and node run this file, and page.js does the same on Chromium's canvas; the lines are compared.
// Arguments: frames [LESSON.STEP MOMENT], then that one frame alone, its pixels behind the line as a PPM.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/desk.h"
#include "render/screen.h"
#include "web/frames.h"

enum { WIDTH = 1280, HEIGHT = 800, PASSES = 3 };
static const double moments[] = { -1, 0.6 }; // −1: as it opens, with its question

typedef struct Frames {
    Desk *desk;
    Screen *screen;
    Pixels pixels;
    double now;
    const char *only; // a step, with its moment
} Frames;

static uint32_t hash_of(const Pixels *pixels) { // FNV-1a over the colours
    uint32_t hash = 0x811C9DC5u;
    for (int i = 0; i < pixels->width * pixels->height; i++) hash = (hash ^ (pixels->at[i] & 0xFFFFFF)) * 0x01000193u;
    return hash;
}

static void print_pixels(const Pixels *pixels) {
    printf("P3 %d %d 255\n", pixels->width, pixels->height);
    for (int i = 0; i < pixels->width * pixels->height; i++)
        printf("%u %u %u\n", pixels->at[i] & 255, pixels->at[i] >> 8 & 255, pixels->at[i] >> 16 & 255);
}

static void show(Frames *f, const char *name, double moment) {
    PixelBox touched[SCREEN_BOXES];
    char line[200];
    snprintf(line, sizeof line, "%s %g", name, moment);
    if (f->only && strcmp(f->only, line) != 0) return;
    Arena *arena = arena_begin();
    desk_open(f->desk, arena_print(arena, "#%s?with=predict:%s", name, moment < 0 ? "on" : "off"));
    for (int i = 0; i < PASSES; i++) {
        if (moment >= 0) desk_app(f->desk)->player.t = moment;
        f->now += 0.125;
        const List *list = desk_frame(f->desk, f->now);
        screen_draw(f->screen, f->pixels, list, desk_theme(f->desk), desk_scale(f->desk), touched);
    }
    arena_end(arena);
    printf("%s %08x\n", line, (unsigned)hash_of(&f->pixels));
    if (f->only) print_pixels(&f->pixels);
}

static void show_lessons(Frames *f) {
    Library *library = &desk_app(f->desk)->library;
    library_read(library);
    for (size_t m = 0; m < sizeof moments / sizeof *moments; m++)
        for (int i = 0; i < library->count; i++)
            for (int s = 0; s < library->entry[i].lesson.steps; s++) {
                char name[160];
                const char *dash = strchr(library->entry[i].id, '-');
                snprintf(name, sizeof name, "%s.%s", dash ? dash + 1 : library->entry[i].id, library->entry[i].lesson.step[s].id);
                show(f, name, moments[m]);
            }
}

int command_frames(int argc, char **argv) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    Frames f = { .now = 1000, .only = argc > 2 ? arena_print(arena, "%s %s", argv[1], argv[2]) : NULL };
    f.desk = desk_begin(&(DeskOptions){ .settings = settings_begin(), .scripted = true }, &problems);
    problems_print(stderr, &problems);
    if (!f.desk) return 1;
    f.screen = screen_open(desk_fonts(f.desk));
    f.pixels = (Pixels){ memory_needed(calloc(WIDTH * HEIGHT, 4)), WIDTH, HEIGHT, WIDTH, .red_first = true };
    desk_size(f.desk, WIDTH, HEIGHT, 1);
    show_lessons(&f);
    screen_close(f.screen);
    desk_end(f.desk);
    free(f.pixels.at);
    arena_end(arena);
    return 0;
}

#ifndef __wasm__
int main(int argc, char **argv) { return command_frames(argc, argv); }
#endif
