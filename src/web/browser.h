// What the page's JavaScript (web/page.js) does for the program, and how it calls in. Everything is a number or bytes in memory.
#ifndef ATTEND_WEB_BROWSER_H
#define ATTEND_WEB_BROWSER_H

#include <stddef.h>

#ifdef __wasm__
#define FROM_BROWSER(name) __attribute__((import_module("browser"), import_name(#name)))
#define TO_BROWSER(name) __attribute__((export_name(#name)))
#else // compiled on the desktop to be looked at by its compiler, never linked
#define FROM_BROWSER(name)
#define TO_BROWSER(name)
#endif

FROM_BROWSER(copy) void browser_copy(const char *text, size_t size);
FROM_BROWSER(copy_picture) int browser_copy_picture(const char *png, size_t size, const char *svg, size_t svg_size);
FROM_BROWSER(expect_picture) void browser_expect_picture(int comes); // copy_picture follows; or, 0, it does not
FROM_BROWSER(choose) void browser_choose(void);                      // a file; web_chosen follows
FROM_BROWSER(open_address) void browser_open_address(const char *address, size_t size);
FROM_BROWSER(minute) int browser_minute(void); // of the day, where the person is
// Words that the page's fonts lack. Measured for size 1: width, ascent, descent; false: it cannot. Their box in pixels, the pen `x`
// right of a whole one: left, top, width, height; and the coverage in it, a byte a pixel.
FROM_BROWSER(word_measure) int browser_word_measure(const char *text, size_t size, double out[3]);
FROM_BROWSER(word_box) void browser_word_box(const char *text, size_t size, double pixels, double x, int out[4]);
FROM_BROWSER(word_draw)
void browser_word_draw(const char *text, size_t size, double pixels, double x, const int box[4], unsigned char *alpha);
FROM_BROWSER(problem) void browser_problem(const char *text, size_t size); // a sentence for the page and the console

#endif
