// The table of formats, and writing a file so that a failure never leaves half of one.
#include "render/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "render/png.h"

const Exporter *const exporter_table[] = { &png_exporter, &svg_exporter, &pdf_exporter };
const int exporter_count = sizeof exporter_table / sizeof *exporter_table;

const Exporter *exporter_find(const char *ending) {
    if (!ending) return NULL;
    if (*ending == '.') ending++;
    for (int i = 0; i < exporter_count; i++)
        if (strcasecmp(exporter_table[i]->id, ending) == 0) return exporter_table[i];
    return NULL;
}

static bool write_all(int file, Text bytes) {
    while (bytes.size) {
        ssize_t wrote = write(file, bytes.at, bytes.size);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return false;
        bytes.at += wrote;
        bytes.size -= (size_t)wrote;
    }
    return true;
}

bool file_write(const char *path, Text bytes, Problems *problems) {
    Place place = { .file = path };
    char beside[4096];
    if (snprintf(beside, sizeof beside, "%s.%ld.part", path, (long)getpid()) >= (int)sizeof beside)
        return problems_add(problems, place, "the file cannot be written: its name is too long");
    int file = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return problems_add(problems, place,
                            "the file cannot be written: %s; choose another folder, or mend this one's permissions",
                            strerror(errno));
    int reason = 0;
    if (!write_all(file, bytes)) reason = errno;
    if (close(file) != 0 && !reason) reason = errno;
    if (!reason && rename(beside, path) != 0) reason = errno;
    if (!reason) return true;
    unlink(beside);
    return problems_add(problems, place, "the file cannot be written: %s", strerror(reason));
}
