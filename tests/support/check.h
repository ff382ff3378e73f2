// What every test includes: cmocka, and the comparison of doubles that it lacks.
#ifndef ATTEND_TESTS_CHECK_H
#define ATTEND_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// |got − want| <= tolerance · max(1, |want|); infinities and NaN must be the same.
#define assert_close(got, want, tolerance) check_close((got), (want), (tolerance), #got, __FILE__, __LINE__)
void check_close(double got, double want, double tolerance, const char *what, const char *file, int line);

// Walks over all steps of the course in many sizes take every step; the sanitizers, ten times slower, every third.
#ifdef ATTEND_SANITIZED
enum { CHECK_EVERY = 3 };
#else
enum { CHECK_EVERY = 1 };
#endif

// A whole file as zero-ended text (malloc; size may be NULL). Fails the test when it cannot be read.
char *check_read(const char *path, size_t *size);
// The same of what was accepted before; where nothing was, the message says how it is.
char *check_golden(const char *path, size_t *size);

#endif
