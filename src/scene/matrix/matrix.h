// All queries at once, shared by the matrix_*.c files: five blocks of numbers placed so that each product stands between its
// factors. A row of Q and a column of Kᵀ meet in their element of S; a row of A and a column of V meet in theirs of O.
#ifndef ATTEND_SCENE_MATRIX_H
#define ATTEND_SCENE_MATRIX_H

#include "kit/picture.h"
#include "kit/product.h"

typedef enum BlockId { BLOCK_Q, BLOCK_K, BLOCK_S, BLOCK_A, BLOCK_V, BLOCK_O, BLOCKS } BlockId;

typedef struct MatrixBlock {
    const char *reveal;
    Grid grid;
    Matrix m;
    const char *tex; // what stands under it or above it
    bool above;      // its heading
    bool shown, now;
} MatrixBlock;

typedef struct MatrixPage {
    PICTURE;
    MatrixBlock block[BLOCKS];
    const char *masked_tex; // of the scores once the mask has come; NULL: nothing is hidden
    Matrix raw, masked, mask;
    const char *keys; // the input that the keys are
    int n, m, d, dv;  // drawn: at most GRID_HEAT
    int query;        // followed
    bool turned;      // queries are columns
    bool digits;      // small: little height
    double reach;     // of the mask's sweep
    bool dot;         // s really is made of the products q k
    double names;     // width kept for words left of the first block
    bool square;      // words ask words: they stand on both sides of the weights
} MatrixPage;

void matrix_page_place(void *picture);
void matrix_page_acts(void *picture);
// How far a cell has come: 0 … 1.
double matrix_landed(const MatrixPage *p, BlockId id, int row, int column);
double matrix_hidden(const MatrixPage *p, int row, int column);           // how far the mask has covered a score
double matrix_turn(const MatrixPage *p, BlockId id, int row, int column); // of a product, linear
double matrix_softmax(const MatrixPage *p, int row);                      // a row's own part of the softmax, linear
void matrix_page_headings(const MatrixPage *p);
void matrix_page_cells(const MatrixPage *p);
void matrix_page_flights(const MatrixPage *p);

#endif
