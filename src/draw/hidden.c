// What is asked for and not yet answered: whatever shows one of these numbers is a "?" on the list, so that no scene and no page can give it away.
#include "draw/list.h"

static bool holds(const Hidden *hidden, int node, int element, bool grad) {
    return hidden->node == node && hidden->grad == grad &&
           (hidden->count == 0 || (element >= hidden->first && element < hidden->first + hidden->count));
}

bool list_hides(const List *list, Ident ident) {
    if (ident.kind != IDENT_VALUE && ident.kind != IDENT_GRAD && ident.kind != IDENT_LENGTH) return false;
    for (int i = 0; i < list->hiddens; i++)
        if (holds(&list->hidden[i], ident.node, ident.element, ident.kind != IDENT_VALUE)) return true;
    return false;
}
