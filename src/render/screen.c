// The list drawn last lives in an arena of its own, copied each time something was drawn.
#include "render/screen.h"

#include <stdlib.h>

struct Screen {
    Painter *painter;
    Arena *arena; // of the list drawn last
    List shown;
    bool damaged;
    Theme theme;
    double scale;
    Pixels pixels; // other ones hold nothing yet
};

Screen *screen_open(Fonts *fonts) {
    Screen *screen = calloc(1, sizeof *screen);
    if (!screen) return NULL;
    screen->damaged = true;
    screen->painter = painter_open(fonts);
    screen->arena = arena_begin();
    if (screen->painter) return screen;
    screen_close(screen);
    return NULL;
}

void screen_close(Screen *screen) {
    if (!screen) return;
    painter_close(screen->painter);
    arena_end(screen->arena);
    free(screen);
}

static bool is_same(const Screen *screen, Pixels to, Theme theme, double scale) {
    const Pixels *before = &screen->pixels;
    return !screen->damaged && screen->theme == theme && screen->scale == scale && before->at == to.at &&
           before->width == to.width && before->height == to.height && before->stride == to.stride &&
           before->red_first == to.red_first;
}

static void remember(Screen *screen, Pixels to, const List *list, Theme theme, double scale) {
    arena_reset(screen->arena);
    screen->shown = list_begin(screen->arena, list->metrics);
    list_add_all(&screen->shown, list);
    screen->damaged = false;
    screen->theme = theme;
    screen->scale = scale;
    screen->pixels = to;
}

int screen_draw(Screen *screen, Pixels to, const List *list, Theme theme, double scale, PixelBox touched[SCREEN_BOXES]) {
    Box region[SCREEN_BOXES];
    int regions = is_same(screen, to, theme, scale) ? list_changes(&screen->shown, list, region, SCREEN_BOXES) : -1;
    if (regions == 0) return 0;
    touched[0] = (PixelBox){ 0, 0, to.width, to.height };
    for (int i = 0; i < regions; i++) touched[i] = painter_touches(to, region[i], scale);
    painter_draw(screen->painter, to, list, theme, ROLE_STAGE, scale, regions < 0 ? NULL : region, regions < 0 ? 0 : regions);
    remember(screen, to, list, theme, scale);
    return regions < 0 ? 1 : regions;
}

void screen_damage(Screen *screen) { screen->damaged = true; }
