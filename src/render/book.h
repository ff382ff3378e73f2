// A PDF of many pages with real text, an outline, and headings that a reader of the screen can jump to.
//
//     Book *book = book_begin(arena, fonts, &page);        // the size of a page, title and command
//     book_outline(book, "5 Attention as soft retrieval", true);
//     book_page(book, &list, mark, marks);                  // the page that the entries before it lead to
//     bool well = book_end(book, &bytes, &problems);
#ifndef ATTEND_RENDER_BOOK_H
#define ATTEND_RENDER_BOOK_H

#include "render/export.h"

typedef struct BookMark { // `count` commands of a page from `first` on are a heading, a paragraph, a figure
    int first, count;
    const char *tag; // of PDF: "H1", "H2", "P", "Figure"
} BookMark;

typedef struct Book Book;
Book *book_begin(Arena *arena, Fonts *fonts, const FigureFile *page); // `page` outlives it
void book_page(Book *book, const List *list, const BookMark *mark, int marks);
void book_outline(Book *book, const char *title, bool chapter); // of the next page; else a section of the latest chapter
int book_pages(const Book *book);                               // written until now
// The bytes are in the arena; `out` NULL: it is given up.
bool book_end(Book *book, Text *out, Problems *problems);

#endif
