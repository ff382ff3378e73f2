// One token's way through a block: the stream of columns, which block.c draws, and what happens in the part in focus, which
// block_detail.c writes out.
#ifndef ATTEND_SCENE_BLOCK_H
#define ATTEND_SCENE_BLOCK_H

#include "kit/picture.h"

enum { BLOCK_COLUMNS = 10, BLOCK_STREAMS = 2, BLOCK_DIGITS = 8 /* numbers of a column at most that are written */ };

typedef enum BlockPart { PART_TOKEN, PART_ATTENTION, PART_CROSS, PART_ADD, PART_NORM, PART_FEED } BlockPart;

// What a column is made of; the same for every token and every size.
typedef struct BlockSpot {
    const char *node, *reveal;
    BlockPart part;
    int from; // of a sum: the column that is added again
    const char *name, *tex;
} BlockSpot;

typedef struct BlockColumn {
    const BlockSpot *spot;
    Matrix whole, m; // all tokens; the followed one
    Box at, chip;
    double come; // 0 … 1
    double rise; // 0 … 1, of its numbers: they come when the card under the stream has written them out
    bool shown, now;
} BlockColumn;

typedef struct BlockStream {
    const char *prefix, *title; // "post."; NULL where it stands alone
    BlockColumn column[BLOCK_COLUMNS];
    int columns, now; // the column in focus, −1 for none
    double arc;       // room for the arcs over the parts
} BlockStream;

typedef struct BlockPage {
    PICTURE;
    BlockStream stream[BLOCK_STREAMS];
    int streams, tokens, row, d;
    const char *attention, *cross; // before the names of the nodes of each attention
    double margin;
    Box detail; // h 0: there is no room for it
} BlockPage;

void block_detail(const BlockPage *p);
bool block_is_given(const BlockPage *p, const Matrix *m); // it can be touched, so its digits need a finger's room
Role block_role(Role role, double value);                 // of a cell: numbers below zero of the token stand out
void block_cell(List *out, Box at, const Matrix *m, int row, int column, CellStyle style, bool digits);
// A node of the stream or of one of its attentions.
Matrix block_node(const BlockPage *p, const char *prefix, const char *name);

#endif
