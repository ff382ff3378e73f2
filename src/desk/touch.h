// Fingers as the pages take them: a tap is a press, a stroke along the page steps, one up or down scrolls, what is made to be
// dragged is dragged, a long press looks at what is under it, and two fingers move and enlarge the picture.
#ifndef ATTEND_DESK_TOUCH_H
#define ATTEND_DESK_TOUCH_H

#include <stdbool.h>

typedef enum FingerEvent { FINGER_DOWN, FINGER_MOVES, FINGER_UP } FingerEvent;

typedef enum TouchKind {
    TOUCH_NONE,
    TOUCH_WAITS, // one finger, and what it means is not yet known
    TOUCH_DRAGS,
    TOUCH_SCROLLS,
    TOUCH_STROKES, // a step, when it ends
    TOUCH_LOOKS,
    TOUCH_PINCHES,
    TOUCH_OVER // until all fingers are gone
} TouchKind;

enum { TOUCH_FINGERS = 2 };
typedef struct Finger {
    long long id;
    double x, y;
} Finger;

typedef struct Touch {
    TouchKind kind;
    Finger finger[TOUCH_FINGERS];
    int fingers;
    double from_x, from_y, since; // where and when the first came down
    bool presenter;               // on the presenter's window, which has no picture to move
} Touch;

struct Desk;
void touch_finger(struct Desk *desk, Touch *touch, FingerEvent event, Finger finger, double now);
// A finger that rests becomes a look after a moment: seconds until then, negative when nothing is awaited.
double touch_patience(const Touch *touch, double now);
bool touch_wait(struct Desk *desk, Touch *touch, double now); // true when that moment has come

#endif
