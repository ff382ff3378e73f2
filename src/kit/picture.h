// A picture is what a scene fills in, part by part: it reads its numbers off the tape, plans its acts, finds places for all it
// shows, and draws. The skeleton that strings these parts together stands once, in picture.c; a scene's struct opens with PICTURE,
// and its row names the parts.
//
//     typedef struct Sums { PICTURE; Matrix a; double side; } Sums;
//     static bool read(void *picture) { Sums *p = picture; p->a = matrix_find(p->tape, "a", 4); return matrix_exists(&p->a); }
//     static void draw(void *picture) { Sums *p = picture; matrix_cell(p->out, box(0, 0, 48, 48), &p->a, 0, 0, (CellStyle){ .role
// = ROLE_A }); }
//     const Scene scene_sums = { .name = "sums", .bytes = sizeof(Sums), .read = read, .draw = draw, .reveal = reveals … };
#ifndef ATTEND_KIT_PICTURE_H
#define ATTEND_KIT_PICTURE_H

#include "kit/acts.h"

// clang-format off
#define PICTURE_MEMBERS                                                                                       \
    const View *view;         /* no metrics and no size while only the length of the acts is asked */         \
    const Step *step;                                                                                         \
    const Tape *tape;                                                                                         \
    List *out;                /* its arena is the frame's, from the first part on */                          \
    Acts acts;                /* laid out by plan, and at their time from then on */                          \
    double time, seconds;     /* 0 … 1 of the step; the same in seconds of all acts */                        \
    SizeClass size;                                                                                           \
    const Scale *sizes;       /* spaces and sizes of type for it */                                           \
    bool small, flat, tall;   /* little room: small spaces; little height; higher than wide: below, not beside */ \
    bool shallow;             /* no height for two things of which one stands under the other */               \
    const char *refusal       /* why nothing can be drawn, from a read that says false; NULL: nothing is said */
// clang-format on

typedef struct Picture {
    PICTURE_MEMBERS;
} Picture;

// Of a picture that needs more room than others: its spaces are the small ones.
void picture_make_small(Picture *p);
// Over and under a row of columns: what the height leaves.
double picture_band(const Picture *p);
// At both sides of it and between its parts: what the width leaves, at least so much.
double picture_side(const Picture *p, double least);
// What it stands on, within its margins, and below that the strip for a line of arithmetic.
void picture_card_and_foot(const Picture *p, Box *card, Box *foot);

// What a scene's struct opens with: the members, and `picture` for who takes a Picture.
#define PICTURE                                                                                                                    \
    union {                                                                                                                        \
        Picture picture;                                                                                                           \
        struct {                                                                                                                   \
            PICTURE_MEMBERS;                                                                                                       \
        };                                                                                                                         \
    }

#endif
