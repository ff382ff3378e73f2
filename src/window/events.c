// SDL's events laid over the input that the desk has of the pointer; and the events of a script, pushed as if they were real.
#include "window/events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double wheel_units = 60; // a notch

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
    case SDLK_F5: return UI_KEY_F5;
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

static void move(UiInput *in, double x, double y, double scale) {
    in->x = x / scale;
    in->y = y / scale;
    in->inside = true;
}

static bool button_input(const SDL_MouseButtonEvent *b, double scale, UiInput *in) {
    if (b->button != SDL_BUTTON_LEFT) return false;
    move(in, b->x, b->y, scale);
    in->down = in->pressed = b->type == SDL_MOUSEBUTTONDOWN;
    in->released = !in->pressed;
    in->mods = mods_of(SDL_GetModState());
    in->clicks = b->clicks;
    return true;
}

static bool motion_input(const SDL_MouseMotionEvent *m, double scale, UiInput *in) {
    move(in, m->x, m->y, scale);
    if (!(m->state & SDL_BUTTON_LMASK) && m->which != SDL_TOUCH_MOUSEID)
        in->down = in->down && (SDL_GetMouseState(NULL, NULL) & SDL_BUTTON_LMASK);
    in->mods = mods_of(SDL_GetModState());
    return true;
}

bool event_input(const SDL_Event *e, double scale, UiInput *in) {
    switch (e->type) {
    case SDL_MOUSEMOTION: return motion_input(&e->motion, scale, in);
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP: return button_input(&e->button, scale, in);
    case SDL_MOUSEWHEEL:
        in->mods = mods_of(SDL_GetModState());
        in->wheel = -(double)e->wheel.preciseY * wheel_units;
        return in->wheel < 0 || in->wheel > 0;
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        in->mods = mods_of(e->key.keysym.mod);
        if (e->type == SDL_KEYDOWN) in->key = key_of(&e->key.keysym);
        return true; // a modifier alone changes what a drag does
    case SDL_TEXTINPUT: in->text = e->text.text; return true;
    case SDL_WINDOWEVENT:
        if (e->window.event == SDL_WINDOWEVENT_LEAVE) in->inside = in->down;
        if (e->window.event == SDL_WINDOWEVENT_FOCUS_LOST) in->mods = 0;
        return true;
    default: return false;
    }
}

// --- scripts

static void push_motion(Script *script, int x, int y, bool down) {
    SDL_Event e = { .type = SDL_MOUSEMOTION };
    e.motion.windowID = SDL_GetWindowID(script->window);
    e.motion.x = script->x = x;
    e.motion.y = script->y = y;
    e.motion.state = down ? SDL_BUTTON_LMASK : 0;
    e.motion.which = SDL_TOUCH_MOUSEID; // so that nobody asks the real mouse
    SDL_PushEvent(&e);
}

static void push_button(const Script *script, bool down, int clicks) {
    SDL_Event e = { .type = down ? SDL_MOUSEBUTTONDOWN : SDL_MOUSEBUTTONUP };
    e.button.windowID = SDL_GetWindowID(script->window);
    e.button.button = SDL_BUTTON_LEFT;
    e.button.clicks = (Uint8)clicks;
    e.button.x = script->x;
    e.button.y = script->y;
    SDL_PushEvent(&e);
}

static void push_key(const Script *script, const char *name) {
    SDL_Event e = { .type = SDL_KEYDOWN };
    for (const char *plus; (plus = strchr(name, '+')) && plus[1]; name = plus + 1) {
        if (!strncmp(name, "Ctrl", 4)) e.key.keysym.mod |= KMOD_LCTRL;
        if (!strncmp(name, "Shift", 5)) e.key.keysym.mod |= KMOD_LSHIFT;
    }
    e.key.windowID = SDL_GetWindowID(script->window);
    e.key.keysym.sym = SDL_GetKeyFromName(name);
    SDL_PushEvent(&e);
}

static void push_text(const Script *script, const char *text) {
    for (Text rest = text_of(text); rest.size;) {
        SDL_Event e = { .type = SDL_TEXTINPUT };
        e.text.windowID = SDL_GetWindowID(script->window);
        e.text.text[utf8_put(utf8_next(&rest), e.text.text)] = 0;
        SDL_PushEvent(&e);
    }
}

static void push_wheel(const Script *script, float notches) {
    SDL_Event e = { .type = SDL_MOUSEWHEEL };
    e.wheel.windowID = SDL_GetWindowID(script->window);
    e.wheel.preciseY = notches;
    SDL_PushEvent(&e);
}

// "finger 1 down 300 200", "finger 1 move 200 200", "finger 1 up 200 200"
static bool push_finger(const Script *script, const char *command, double scale) {
    char what[8];
    int id, width, height;
    double x, y;
    if (sscanf(command, "%d %7s %lf %lf", &id, what, &x, &y) != 4) return false;
    SDL_GetWindowSize(script->window, &width, &height);
    SDL_Event e = { .type = !strcmp(what, "down") ? SDL_FINGERDOWN : !strcmp(what, "up") ? SDL_FINGERUP : SDL_FINGERMOTION };
    e.tfinger.windowID = SDL_GetWindowID(script->window);
    e.tfinger.fingerId = id;
    e.tfinger.x = (float)(x * scale / width);
    e.tfinger.y = (float)(y * scale / height);
    return SDL_PushEvent(&e) == 1;
}

double script_step(Script *script, const char *command, double scale) {
    double x = 0, y = 0;
    char word[300];
    if (sscanf(command, "move %lf %lf", &x, &y) == 2)
        push_motion(script, (int)(x * scale), (int)(y * scale), false);
    else if (sscanf(command, "drag %lf %lf", &x, &y) == 2)
        push_motion(script, (int)(x * scale), (int)(y * scale), true);
    else if (sscanf(command, "click %lf %lf", &x, &y) == 2) {
        push_motion(script, (int)(x * scale), (int)(y * scale), false);
        push_button(script, true, 1);
        push_button(script, false, 1);
    } else if (!strncmp(command, "finger ", 7)) {
        if (!push_finger(script, command + 7, scale)) return -1;
    } else if (!strcmp(command, "press"))
        push_button(script, true, 1);
    else if (!strcmp(command, "release"))
        push_button(script, false, 1);
    else if (sscanf(command, "key %299s", word) == 1)
        push_key(script, word);
    else if (!strncmp(command, "type ", 5))
        push_text(script, command + 5);
    else if (sscanf(command, "wheel %lf", &x) == 1)
        push_wheel(script, (float)x);
    else if (sscanf(command, "wait %lf", &x) == 1)
        return x;
    else if (!strncmp(command, "drop ", 5)) {
        SDL_Event e = { .type = SDL_DROPFILE };
        e.drop.file = SDL_strdup(command + 5);
        SDL_PushEvent(&e);
    } else if (*command && strcmp(command, "presenter") != 0 && strcmp(command, "class") != 0) // which window: the host's affair
        return -1;
    return 0;
}
