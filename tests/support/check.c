// The comparison itself.
#include "support/check.h"

void check_close(double got, double want, double tolerance, const char *what, const char *file, int line) {
    if (got == want || (got != got && want != want)) return;
    double size = want < 0 ? -want : want, gap = got - want;
    if (gap < 0) gap = -gap;
    if (gap <= tolerance * (size > 1 ? size : 1)) return;
    print_error("%s is %.17g, expected %.17g within %g\n", what, got, want, tolerance);
    _fail(file, line);
}

char *check_read(const char *path, size_t *size) {
    FILE *in = fopen(path, "rb");
    if (!in) fail_msg("cannot read %s", path);
    fseek(in, 0, SEEK_END);
    long length = ftell(in);
    rewind(in);
    char *bytes = malloc((size_t)length + 1);
    if (fread(bytes, 1, (size_t)length, in) != (size_t)length) fail_msg("cannot read all of %s", path);
    bytes[length] = 0;
    fclose(in);
    if (size) *size = (size_t)length;
    return bytes;
}

char *check_golden(const char *path, size_t *size) {
    FILE *in = fopen(path, "rb");
    if (!in) fail_msg("there is no %s yet: look at the picture, then run the test with UPDATE=1", path);
    fclose(in);
    return check_read(path, size);
}
