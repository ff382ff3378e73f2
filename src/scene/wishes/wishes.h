// The wishes of one query, in parts: a row a token, columns for what each head and one head for all makes of it.
#ifndef ATTEND_SCENE_WISHES_H
#define ATTEND_SCENE_WISHES_H

#include "kit/head_marks.h"
#include "kit/picture.h"

enum { WISHES_HEADS = 12, WISHES_COLUMNS = 3 * WISHES_HEADS + 6 };

typedef enum WishKind { WISH_X, WISH_MATCH, WISH_DOT, WISH_EXP, WISH_PRODUCT, WISH_PAYLOAD, WISH_SWAP, WISH_A, WISH_ONE } WishKind;

typedef struct WishColumn {
    WishKind kind;
    int head; // −1: of no head
    Matrix m; // one row, a column a token; of WISH_X the whole input
    Role role;
    double x, w; // w: of the cell; a bar may stand at its right
    double bar;  // 0: none
    const char *name, *act;
} WishColumn;

typedef struct Wishes {
    PICTURE;
    Matrix x, answer, after, one_answer, one_after;
    int n, d, heads, shown, query; // shown: heads on the picture
    WishColumn column[WISHES_COLUMNS];
    int columns;
    bool digits, drawn; // drawn: the tokens are marks, not words alone
    double label_x, label_w;
    double gaps;              // share of the usual gaps between columns that there is room for
    double top, pitch, cell;  // of the rows
    double before_y, after_y; // of the answers; 0: not on the picture
} Wishes;

bool wishes_read(void *picture);
void wishes_plan(void *picture);
void wishes_place(void *picture);
const char *wish_group(WishKind kind); // the heading that columns share
double wish_pad(const Wishes *p);      // of the highlight, left and right of a group
Box wish_cell(const Wishes *p, const WishColumn *c, int row);
Box wish_answer(const Wishes *p, const WishColumn *c, bool after);
void wishes_draw_rows(Wishes *p);
void wishes_draw_answers(Wishes *p);
void wishes_draw_headings(Wishes *p);

#endif
