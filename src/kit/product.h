// One element of a matrix product on its way: the row and the column step out to a bench, pair up with ×, collapse with +,
// and the result lands in its cell.
#ifndef ATTEND_KIT_PRODUCT_H
#define ATTEND_KIT_PRODUCT_H

#include "kit/grid.h"

typedef struct Factor { // a row or a column of a grid
    const Grid *grid;
    const Matrix *m;
    bool column; // element k is (k, index), otherwise (index, k)
    int index;
    const char *symbol; // "q"
} Factor;

typedef struct Product {
    Factor left, right;
    int count;
    Box bench; // free space where they meet
    Box target;
    const Matrix *result; // what lands, at (row, column)
    int row, column;
    Role role;
} Product;

// u: 0 … 1, linear. Nothing is drawn outside.
void product_draw(List *out, const Product *p, double u);
// Rings around the row and the column, in their colours: for elements that come quickly.
void product_ring(List *out, const Product *p, double alpha);

#endif
