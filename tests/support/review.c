// Paints both pictures with cairo, and the page around them.
#include "support/review.h"

#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "draw/theme.h"

enum { PICTURES_MOST = 8, WIDTH = 952, HEIGHT = 560 };

// --- the folder and the page

static void path_of(char out[500], const char *name, const char *what) {
    const char *build = getenv("BUILD") ? getenv("BUILD") : "build";
    snprintf(out, 500, "%s/review", build);
    mkdir(out, 0777);
    snprintf(out, 500, "%s/review/%s%s", build, name, what);
}

static void add_to_page(const char *name, const char *title) {
    char path[500];
    path_of(path, "index", ".html");
    FILE *page = fopen(path, "a");
    if (!page) return;
    fprintf(page, "<meta charset=\"utf-8\"><h2>%s</h2><table><tr><th>before<th>after<th>difference<tr>", title);
    static const char *const what[] = { "before", "after", "difference" };
    for (int i = 0; i < 3; i++)
        fprintf(page, "<td><a href=\"%s-%s.png\"><img width=\"600\" src=\"%s-%s.png\"></a>", name, what[i], name, what[i]);
    fprintf(page, "</table>\n");
    fclose(page);
}

static void save(cairo_surface_t *surface, const char *name, const char *what) {
    char path[500];
    path_of(path, name, what);
    cairo_surface_write_to_png(surface, path);
}

// What differs in red over what is there now, faded.
static cairo_surface_t *difference_of(cairo_surface_t *a, cairo_surface_t *b) {
    int w = cairo_image_surface_get_width(b), h = cairo_image_surface_get_height(b);
    cairo_surface_t *out = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            const unsigned char *q = cairo_image_surface_get_data(b) + y * cairo_image_surface_get_stride(b) + 4 * x, *p = q;
            unsigned char *o = cairo_image_surface_get_data(out) + y * cairo_image_surface_get_stride(out) + 4 * x;
            bool inside = x < cairo_image_surface_get_width(a) && y < cairo_image_surface_get_height(a);
            if (inside) p = cairo_image_surface_get_data(a) + y * cairo_image_surface_get_stride(a) + 4 * x;
            bool same = inside && abs(p[0] - q[0]) <= 2 && abs(p[1] - q[1]) <= 2 && abs(p[2] - q[2]) <= 2;
            for (int c = 0; c < 3; c++) o[c] = (unsigned char)(same ? 191 + q[c] / 4 : c == 2 ? 220 : 30);
        }
    cairo_surface_mark_dirty(out);
    return out;
}

static void leave(const char *name, const char *title, cairo_surface_t *before, cairo_surface_t *after) {
    cairo_surface_flush(before);
    cairo_surface_flush(after);
    cairo_surface_t *difference = difference_of(before, after);
    save(before, name, "-before.png");
    save(after, name, "-after.png");
    save(difference, name, "-difference.png");
    add_to_page(name, title);
    cairo_surface_destroy(before);
    cairo_surface_destroy(after);
    cairo_surface_destroy(difference);
}

// --- PNGs

static cairo_status_t read_bytes(void *closure, unsigned char *out, unsigned size) {
    Text *rest = closure;
    if (size > rest->size) return CAIRO_STATUS_READ_ERROR;
    memcpy(out, rest->at, size);
    *rest = (Text){ rest->at + size, rest->size - size };
    return CAIRO_STATUS_SUCCESS;
}

void review_pngs(const char *name, Text before, Text after) {
    cairo_surface_t *a = cairo_image_surface_create_from_png_stream(read_bytes, &before);
    cairo_surface_t *b = cairo_image_surface_create_from_png_stream(read_bytes, &after);
    leave(name, name, a, b);
}

// --- texts of lists, drawn

// "key*0.26/panel@0.5" after " fill=" and the like; false where the line has none.
static bool set_paint(cairo_t *cairo, const char *line, const char *what) {
    const char *at = strstr(line, what);
    if (!at) return false;
    at += strlen(what);
    Paint paint = { .amount = 1, .alpha = 1 };
    for (int role = 0; role < ROLE_COUNT; role++) {
        size_t size = strlen(role_name((Role)role));
        if (!strncmp(at, role_name((Role)role), size) && strchr("*@ \n", at[size])) paint.role = paint.over = (uint8_t)role;
    }
    at += strcspn(at, "*@ \n");
    if (*at == '*') paint.amount = strtof(at + 1, (char **)&at);
    if (*at == '/') {
        at++;
        for (int role = 0; role < ROLE_COUNT; role++) {
            size_t size = strlen(role_name((Role)role));
            if (!strncmp(at, role_name((Role)role), size) && strchr("@ \n", at[size])) paint.over = (uint8_t)role;
        }
        at += strcspn(at, "@ \n");
    }
    if (*at == '@') paint.alpha = strtof(at + 1, NULL);
    Color color = theme_color(THEME_LIGHT, paint);
    cairo_set_source_rgba(cairo, (double)color.r, (double)color.g, (double)color.b, (double)paint.alpha);
    return true;
}

static double number_after(const char *line, const char *what, double otherwise) {
    const char *at = strstr(line, what);
    return at ? strtod(at + strlen(what), NULL) : otherwise;
}

static void paint_shape(cairo_t *cairo, const char *line) {
    if (set_paint(cairo, line, " fill=") || set_paint(cairo, line, " paint=")) cairo_fill_preserve(cairo);
    cairo_set_line_width(cairo, number_after(line, " width=", 1));
    if (set_paint(cairo, line, " stroke=")) cairo_stroke_preserve(cairo);
    cairo_new_path(cairo);
}

static void draw_path(cairo_t *cairo, const char *line) {
    const char *at = strpbrk(line, "M");
    double x1, y1, x2, y2, x, y;
    for (int read; at && strchr("MLCZ", *at) && *at; at += strspn(at, " ")) {
        char op = *at++;
        if (op == 'Z') {
            cairo_close_path(cairo);
            continue;
        }
        if (op == 'C') {
            if (sscanf(at, "%lf,%lf %lf,%lf %lf,%lf%n", &x1, &y1, &x2, &y2, &x, &y, &read) != 6) break;
            cairo_curve_to(cairo, x1, y1, x2, y2, x, y);
        } else {
            if (sscanf(at, "%lf,%lf%n", &x, &y, &read) != 2) break;
            (op == 'M' ? cairo_move_to : cairo_line_to)(cairo, x, y);
        }
        at += read;
    }
    paint_shape(cairo, line);
}

static void draw_text(cairo_t *cairo, const char *line, double x, double y, double w, double h) {
    const char *from = strchr(line, '"'), *to = from;
    for (const char *c = from ? from + 1 : NULL; c && *c; c++)
        if (*c == '"' && c[1] == ' ') to = c;
    char text[300];
    if (!from || to == from || !set_paint(cairo, to, " paint=")) return;
    snprintf(text, sizeof text, "%.*s", (int)(to - from - 1), from + 1);
    cairo_text_extents_t size;
    cairo_set_font_size(cairo, h > 1 ? h : 1);
    cairo_text_extents(cairo, text, &size);
    cairo_save(cairo);
    cairo_translate(cairo, x, y + 0.8 * h);
    if (size.x_advance > 0 && w > 0) cairo_scale(cairo, w / size.x_advance, 1);
    cairo_move_to(cairo, 0, 0);
    cairo_show_text(cairo, text);
    cairo_restore(cairo);
    cairo_new_path(cairo);
}

static void draw_line(cairo_t *cairo, const char *line, int *clips) {
    char kind[10];
    double x = 0, y = 0, w = 0, h = 0;
    if (sscanf(line, "%9s %lf,%lf %lfx%lf", kind, &x, &y, &w, &h) < 1) return;
    if (!strcmp(kind, "unclip") && (*clips)-- > 0) cairo_restore(cairo);
    if (!strcmp(kind, "path")) draw_path(cairo, line);
    if (!strcmp(kind, "text")) draw_text(cairo, line, x, y, w, h);
    if (strcmp(kind, "rect") && strcmp(kind, "hatch") && strcmp(kind, "heat") && strcmp(kind, "clip")) return;
    bool clip = !strcmp(kind, "clip");
    if (clip) cairo_save(cairo), (*clips)++;
    cairo_rectangle(cairo, x, y, w, h);
    if (clip)
        cairo_clip(cairo);
    else if (!strcmp(kind, "heat"))
        set_paint(cairo, " paint=muted*0.30/panel ", " paint="), cairo_fill(cairo);
    else
        paint_shape(cairo, line);
}

static cairo_surface_t *drawn(Text lines) {
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    int clips = 0;
    char line[4000];
    while (lines.size) {
        size_t size = 0;
        while (size < lines.size && lines.at[size] != '\n') size++;
        snprintf(line, sizeof line, "%.*s\n", (int)size, lines.at);
        draw_line(cairo, line, &clips);
        size += size < lines.size;
        lines = (Text){ lines.at + size, lines.size - size };
    }
    while (clips-- > 0) cairo_restore(cairo);
    cairo_destroy(cairo);
    return surface;
}

// The picture that begins at `at`, a line "== title": its text up to the next such line.
static Text picture_at(const char *at) {
    const char *next = at ? strstr(at + 1, "\n== ") : NULL;
    if (!at) return (Text){ "", 0 };
    return (Text){ at, next ? (size_t)(next + 1 - at) : strlen(at) };
}

static const char *next_picture(const char *at) {
    const char *next = at ? strstr(at + 1, "\n== ") : NULL;
    return next ? next + 1 : NULL;
}

void review_dumps(const char *name, const char *before, const char *after) {
    int pictures = 0;
    while (after && pictures < PICTURES_MOST) {
        Text a = picture_at(before), b = picture_at(after);
        if (a.size != b.size || memcmp(a.at, b.at, a.size) != 0) {
            char file[200], title[400];
            snprintf(file, sizeof file, "%s-%d", name, ++pictures);
            snprintf(title, sizeof title, "%s %.*s", name, (int)strcspn(after, "\n"), after);
            leave(file, title, drawn(a), drawn(b));
        }
        before = next_picture(before), after = next_picture(after);
    }
}
