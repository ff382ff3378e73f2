// Two sorted lists are walked side by side.
#include "draw/digits.h"

#include <stdlib.h>
#include <string.h>

static const double slack = 0.005; // a rounded coordinate

static int order(Ident a, Ident b) {
    if (a.node != b.node) return a.node < b.node ? -1 : 1;
    if (a.grad != b.grad) return a.grad ? 1 : -1;
    if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
    if (a.element != b.element) return a.element < b.element ? -1 : 1;
    int counts = a.kind == IDENT_LENGTH ? a.count - b.count : 0;
    return counts < 0 ? -1 : counts > 0;
}

// Larger sizes first, so that the first of the same number is the one that counts.
static int by_number(const void *left, const void *right) {
    const DigitSize *a = left, *b = right;
    int o = order(a->ident, b->ident);
    return o ? o : a->size > b->size ? -1 : a->size < b->size;
}

static bool is_digits(const Cmd *cmd) {
    return cmd->kind == CMD_TEXT && ident_is_number(cmd->ident) && cmd->text.paint.alpha > 0.02f &&
           (strpbrk(cmd->text.text, "0123456789") || strstr(cmd->text.text, "∞"));
}

static int digits_of(const char *text) {
    int digits = 0;
    for (; *text; text++) digits += *text >= '0' && *text <= '9';
    return digits;
}

Digits digits_on(const List *list, int first, Arena *arena) {
    Digits d = { .of = arena_new(arena, DigitSize, list->count - first + 1) };
    int count = 0;
    for (int i = first; i < list->count; i++)
        if (is_digits(&list->cmd[i]))
            d.of[count++] = (DigitSize){ list->cmd[i].ident, list->cmd[i].text.size, digits_of(list->cmd[i].text.text) };
    qsort(d.of, (size_t)count, sizeof *d.of, by_number);
    for (int i = 0; i < count; i++)
        if (!d.count || order(d.of[d.count - 1].ident, d.of[i].ident))
            d.of[d.count++] = d.of[i];
        else if (d.of[i].digits > d.of[d.count - 1].digits)
            d.of[d.count - 1].digits = d.of[i].digits;
    return d;
}

const DigitSize *digits_lost(const Digits *now, double scale_now, const Digits *all, double scale_all) {
    int k = 0;
    for (int i = 0; i < all->count; i++) {
        while (k < now->count && order(now->of[k].ident, all->of[i].ident) < 0) k++;
        if (k == now->count || order(now->of[k].ident, all->of[i].ident)) return &all->of[i];
        if (now->of[k].digits < all->of[i].digits) return &all->of[i];
        if (now->of[k].size * scale_now < all->of[i].size * scale_all * (1 - slack)) return &all->of[i];
    }
    return NULL;
}

double digits_least(const Digits *digits) {
    double least = 0;
    for (int i = 0; i < digits->count; i++)
        if (!i || digits->of[i].size < least) least = digits->of[i].size;
    return least;
}
