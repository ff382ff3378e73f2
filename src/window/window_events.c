#include "window/window_events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double wheel_units = 60; // a notch

UiInput pointer_input(const Pointer *p, double now) {
    return (UiInput){ .x = p->x, .y = p->y, .inside = p->inside, .down = p->down, .mods = p->mods, .now = now };
}

static int mods_of(int state) {
    return (state & KMOD_SHIFT ? UI_SHIFT : 0) | (state & KMOD_CTRL ? UI_CTRL : 0) | (state & KMOD_LALT ? UI_ALT : 0);
}

static int key_of(const SDL_Keysym *key) {
    switch (key->sym) {
    case SDLK_RETURN:
    case SDLK_KP_ENTER: return UI_KEY_ENTER;
    case SDLK_ESCAPE:
    case SDLK_AC_BACK: return UI_KEY_ESCAPE;
    case SDLK_BACKSPACE: return UI_KEY_BACKSPACE;
    case SDLK_TAB: return UI_KEY_TAB;
    case SDLK_DELETE: return UI_KEY_DELETE;
    case SDLK_LEFT: return UI_KEY_LEFT;
    case SDLK_RIGHT: return UI_KEY_RIGHT;
    case SDLK_UP: return UI_KEY_UP;
    case SDLK_DOWN: return UI_KEY_DOWN;
    case SDLK_HOME: return UI_KEY_HOME;
    case SDLK_END: return UI_KEY_END;
    case SDLK_PAGEUP: return UI_KEY_PAGE_UP;
    case SDLK_PAGEDOWN: return UI_KEY_PAGE_DOWN;
    case SDLK_F1: return UI_KEY_F1;
    case SDLK_F11: return UI_KEY_F11;
    case SDLK_KP_PLUS: return '+';
    case SDLK_KP_MINUS: return '-';
    case SDLK_KP_0: return '0';
    default: break;
    }
    if (key->sym >= ' ' && key->sym < 127) return key->sym;
    if (key->scancode >= SDL_SCANCODE_A && key->scancode <= SDL_SCANCODE_Z) return 'a' + (int)(key->scancode - SDL_SCANCODE_A);
    return 0;
}

static void move(Pointer *p, double x, double y, double scale) {
    p->x = x / scale;
    p->y = y / scale;
    p->inside = true;
}

static bool button_input(Pointer *p, const SDL_MouseButtonEvent *b, double scale, UiInput *in) {
    if (b->button != SDL_BUTTON_LEFT) return false;
    move(p, b->x, b->y, scale);
    p->down = b->type == SDL_MOUSEBUTTONDOWN;
    p->mods = mods_of(SDL_GetModState());
    *in = pointer_input(p, in->now);
    in->pressed = p->down;
    in->released = !p->down;
    in->clicks = b->clicks;
    return true;
}

static bool window_input(Pointer *p, const SDL_WindowEvent *w, UiInput *in) {
    if (w->event == SDL_WINDOWEVENT_LEAVE)
        p->inside = p->down;
    else if (w->event == SDL_WINDOWEVENT_FOCUS_LOST)
        p->mods = 0;
    *in = pointer_input(p, in->now);
    return true;
}

bool event_input(Pointer *p, const SDL_Event *e, double scale, UiInput *in) {
    switch (e->type) {
    case SDL_MOUSEMOTION:
        move(p, e->motion.x, e->motion.y, scale);
        if (!(e->motion.state & SDL_BUTTON_LMASK) && e->motion.which != SDL_TOUCH_MOUSEID)
            p->down = p->down && (SDL_GetMouseState(NULL, NULL) & SDL_BUTTON_LMASK);
        p->mods = mods_of(SDL_GetModState());
        *in = pointer_input(p, in->now);
        return true;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: return button_input(p, &e->button, scale, in);
    case SDL_MOUSEWHEEL:
        p->mods = mods_of(SDL_GetModState());
        *in = pointer_input(p, in->now);
        in->wheel = -(double)e->wheel.preciseY * wheel_units;
        return in->wheel < 0 || in->wheel > 0;
    case SDL_KEYDOWN:
        p->mods = mods_of(e->key.keysym.mod);
        *in = pointer_input(p, in->now);
        in->key = key_of(&e->key.keysym);
        return in->key != 0;
    case SDL_KEYUP: p->mods = mods_of(e->key.keysym.mod); return false;
    case SDL_TEXTINPUT:
        *in = pointer_input(p, in->now);
        in->text = e->text.text;
        return true;
    case SDL_WINDOWEVENT: return window_input(p, &e->window, in);
    default: return false;
    }
}

// --- scripts

static int script_x, script_y;

static void push_motion(SDL_Window *window, int x, int y, bool down) {
    SDL_Event e = { .type = SDL_MOUSEMOTION };
    e.motion.windowID = SDL_GetWindowID(window);
    e.motion.x = script_x = x;
    e.motion.y = script_y = y;
    e.motion.state = down ? SDL_BUTTON_LMASK : 0;
    e.motion.which = SDL_TOUCH_MOUSEID; // so that nobody asks the real mouse
    SDL_PushEvent(&e);
}

static void push_button(SDL_Window *window, bool down, int clicks) {
    SDL_Event e = { .type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP };
    e.button.windowID = SDL_GetWindowID(window);
    e.button.button = SDL_BUTTON_LEFT;
    e.button.clicks = (Uint8)clicks;
    e.button.x = script_x;
    e.button.y = script_y;
    SDL_PushEvent(&e);
}

static void push_key(SDL_Window *window, const char *name) {
    SDL_Event e = { .type = SDL_KEYDOWN };
    for (const char *plus; (plus = strchr(name, '+')) && plus[1]; name = plus + 1) {
        if (!strncmp(name, "Ctrl", 4)) e.key.keysym.mod |= KMOD_LCTRL;
        if (!strncmp(name, "Shift", 5)) e.key.keysym.mod |= KMOD_LSHIFT;
    }
    e.key.windowID = SDL_GetWindowID(window);
    e.key.keysym.sym = SDL_GetKeyFromName(name);
    SDL_PushEvent(&e);
}

static void push_text(SDL_Window *window, const char *text) {
    for (Text rest = text_of(text); rest.size;) {
        SDL_Event e = { .type = SDL_TEXTINPUT };
        e.text.windowID = SDL_GetWindowID(window);
        e.text.text[utf8_put(utf8_next(&rest), e.text.text)] = 0;
        SDL_PushEvent(&e);
    }
}

static void push_wheel(SDL_Window *window, float notches) {
    SDL_Event e = { .type = SDL_MOUSEWHEEL };
    e.wheel.windowID = SDL_GetWindowID(window);
    e.wheel.preciseY = notches;
    SDL_PushEvent(&e);
}

double script_step(const char *command, SDL_Window *window, double scale) {
    double x = 0, y = 0;
    char word[300];
    if (sscanf(command, "move %lf %lf", &x, &y) == 2)
        push_motion(window, (int)(x * scale), (int)(y * scale), false);
    else if (sscanf(command, "drag %lf %lf", &x, &y) == 2)
        push_motion(window, (int)(x * scale), (int)(y * scale), true);
    else if (sscanf(command, "click %lf %lf", &x, &y) == 2) {
        push_motion(window, (int)(x * scale), (int)(y * scale), false);
        push_button(window, true, 1);
        push_button(window, false, 1);
    } else if (!strcmp(command, "press"))
        push_button(window, true, 1);
    else if (!strcmp(command, "release"))
        push_button(window, false, 1);
    else if (sscanf(command, "key %299s", word) == 1)
        push_key(window, word);
    else if (!strncmp(command, "type ", 5))
        push_text(window, command + 5);
    else if (sscanf(command, "wheel %lf", &x) == 1)
        push_wheel(window, (float)x);
    else if (sscanf(command, "wait %lf", &x) == 1)
        return x;
    else if (!strncmp(command, "drop ", 5)) {
        SDL_Event e = { .type = SDL_DROPFILE };
        e.drop.file = SDL_strdup(command + 5);
        SDL_PushEvent(&e);
    } else if (*command)
        return -1;
    return 0;
}
