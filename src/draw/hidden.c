// What is asked for and not yet answered. Whatever shows such a number is a "?" on the list, so that no scene and no page can
// give it away: digits become a "?", a cell a dashed tile, a bar its empty track; marks whose place or size would tell it
// (points, lines, bars drawn as boxes) are left out.
#include "draw/list.h"

static bool holds(const Hidden *hidden, int node, int element, bool grad) {
    return hidden->node == node && hidden->grad == grad &&
           (hidden->count == 0 || (element >= hidden->first && element < hidden->first + hidden->count));
}

bool hidden_holds(const Hidden *hidden, const Cmd *c) {
    Ident ident = c->ident;
    if (ident.kind == IDENT_NONE || ident.kind == IDENT_NOTE || (hidden->count && ident.kind == IDENT_SYMBOL)) return false;
    if (c->kind != CMD_HEAT || ident.kind != IDENT_HEAT) return holds(hidden, ident.node, ident.element, ident.grad);
    for (int r = 0; r < c->heat.rows; r++)
        for (int j = 0; j < c->heat.columns; j++)
            if (holds(hidden, ident.node, ident.element + r * ident.heat.row_stride + j * ident.heat.column_stride, ident.grad))
                return true;
    return false;
}

bool list_hides(const List *list, Ident ident) {
    if (!list->hiddens) return false;
    if (ident.kind != IDENT_VALUE && ident.kind != IDENT_GRAD && ident.kind != IDENT_LENGTH) return false;
    for (int i = 0; i < list->hiddens; i++)
        if (holds(&list->hidden[i], ident.node, ident.element, ident.kind != IDENT_VALUE)) return true;
    return false;
}

bool list_asks(const List *list, Ident ident) { return list_hides(list, ident.kind != IDENT_NONE ? ident : list->ident); }

int hidden_cells(const List *list, Ident heat, int rows, int columns, float *share) {
    int cells = 0;
    if (!list->hiddens || heat.kind != IDENT_HEAT) return 0;
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) {
            int element = heat.element + r * heat.heat.row_stride + c * heat.heat.column_stride;
            if (!list_hides(list, heat.grad ? ident_grad(heat.node, element) : ident_value(heat.node, element))) continue;
            share[r * columns + c] = 0;
            cells++;
        }
    return cells;
}
