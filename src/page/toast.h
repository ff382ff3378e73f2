// A sentence at the foot of the window that goes by itself; a click copies what it names.
#ifndef ATTEND_PAGE_TOAST_H
#define ATTEND_PAGE_TOAST_H

#include <stdbool.h>

typedef struct Toast {
    char text[700], copy[1024];
    bool folder;  // a click opens the folder of what `copy` names
    double until; // seconds; 0: none
    double begun; // 0: said before the first frame, whose clock may say anything
} Toast;

struct App;
// `copy`: what a click copies, or NULL.
void toast_say(struct App *app, const char *text, const char *copy);
// That a file was saved, and `more`: a click opens its folder. In a browser a file is a download, and a PDF what it prints.
void toast_saved(struct App *app, const char *path, const char *more);
void toast_draw(struct App *app);

#endif
