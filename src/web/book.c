// render/book.h in a browser: there is no cairo, and so no PDF. Pages are counted, and what would be written is refused.
#include "render/book.h"

struct Book {
    int pages;
};

Book *book_begin(Arena *arena, Fonts *fonts, const FigureFile *page) {
    (void)fonts, (void)page;
    return arena_new(arena, Book, 1);
}
void book_page(Book *book, const List *list, const BookMark *mark, int marks) {
    (void)list, (void)mark, (void)marks;
    book->pages++;
}
void book_outline(Book *book, const char *title, bool chapter) { (void)book, (void)title, (void)chapter; }
int book_pages(const Book *book) { return book->pages; }
bool book_end(Book *book, Text *out, Problems *problems) {
    (void)book;
    return !out ||
           problems_add(problems, (Place){ 0 },
                        "a PDF cannot be written in a browser: save an SVG and print it, or use the program for the desktop");
}
