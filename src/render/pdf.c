// Cairo's PDF surface with the font files themselves: glyphs stand where the layout put them, and the text can be searched and
// copied. Dates are fixed, so the same drawing gives the same bytes.
#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "render/book.h"
#include "render/flat.h"
#include "render/look.h"
#include "render/system_fonts.h"

#define DOCUMENT "Document" // the tag of all of a book's headings, paragraphs and figures

static const double SIZE_LEAST = 0.01; // units; cairo has no matrix for what is smaller

typedef struct Pdf {
    cairo_t *cr;
    cairo_surface_t *surface;
    const FigureFile *figure;
    Arena *arena;
    Fonts *fonts;
    cairo_font_face_t *face[FACE_COUNT]; // made when first needed
    int depth;                           // open clips
    bool opens;                          // a book: its first page begins the document
    bool parted;           // a blank after the text that is being drawn, for whoever reads a paragraph without its places
    const Under *under;    // of each command; NULL: what is seen through stays so
    Under below;           // of the one that is being drawn
    cairo_status_t failed; // what cairo itself does not remember
} Pdf;

static bool set_color(Pdf *pdf, const Cmd *cmd, Paint p) {
    if (!look_shows(p)) return false;
    Color c = flat_over(look_paint(cmd, pdf->figure->theme, p), pdf->below);
    cairo_set_source_rgba(pdf->cr, c.r, c.g, c.b, c.a);
    return true;
}

static void set_stroke(Pdf *pdf, double width, double dash, bool round) {
    cairo_set_line_width(pdf->cr, width > 0 ? width : 1);
    cairo_set_line_cap(pdf->cr, round ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
    cairo_set_line_join(pdf->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(pdf->cr, &dash, dash > 0 ? 1 : 0, 0);
}

static void trace_box(Pdf *pdf, Box b, double radius) {
    const double quarter = MATH_PI / 2;
    cairo_new_path(pdf->cr);
    if (radius <= 0) {
        cairo_rectangle(pdf->cr, b.x, b.y, b.w, b.h);
        return;
    }
    cairo_arc(pdf->cr, b.x + b.w - radius, b.y + radius, radius, -quarter, 0);
    cairo_arc(pdf->cr, b.x + b.w - radius, b.y + b.h - radius, radius, 0, quarter);
    cairo_arc(pdf->cr, b.x + radius, b.y + b.h - radius, radius, quarter, 2 * quarter);
    cairo_arc(pdf->cr, b.x + radius, b.y + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(pdf->cr);
}

// --- one function a command

static void pdf_rect(Pdf *pdf, const Cmd *cmd) {
    if (cmd->box.w <= 0 || cmd->box.h <= 0) return;
    double radius;
    Box outline = look_outline(cmd, &radius);
    trace_box(pdf, outline, radius);
    if (set_color(pdf, cmd, cmd->rect.fill)) {
        cairo_fill_preserve(pdf->cr);
        if (cmd->rect.width <= 1)
            pdf->below.color = flat_over(look_paint(cmd, pdf->figure->theme, cmd->rect.fill), pdf->below); // the frame lies on it
    }
    if (!set_color(pdf, cmd, cmd->rect.stroke)) return;
    set_stroke(pdf, cmd->rect.width, cmd->rect.dash, false);
    cairo_stroke(pdf->cr);
}

static void pdf_path(Pdf *pdf, const Cmd *cmd) {
    cairo_new_path(pdf->cr);
    for (int i = 0; i < cmd->path.parts; i++) {
        const PathPart *p = &cmd->path.part[i];
        switch (p->op) {
        case PATH_MOVE: cairo_move_to(pdf->cr, p->x, p->y); break;
        case PATH_LINE: cairo_line_to(pdf->cr, p->x, p->y); break;
        case PATH_CURVE: cairo_curve_to(pdf->cr, p->x1, p->y1, p->x2, p->y2, p->x, p->y); break;
        case PATH_CLOSE: cairo_close_path(pdf->cr); break;
        }
    }
    if (set_color(pdf, cmd, cmd->path.fill)) cairo_fill_preserve(pdf->cr);
    if (set_color(pdf, cmd, cmd->path.stroke)) {
        set_stroke(pdf, cmd->path.width, cmd->path.dash, cmd->path.round);
        cairo_stroke_preserve(pdf->cr);
    }
}

// What fails on the way is kept: a page that lacks something must not be saved.
static void failed(Pdf *pdf, cairo_status_t status) {
    if (!pdf->failed) pdf->failed = status ? status : CAIRO_STATUS_NO_MEMORY;
}

// Cairo opens the file itself and keeps it as long as it needs it. NULL when memory is short.
static cairo_font_face_t *face_of(Pdf *pdf, Face face) {
    if (pdf->face[face]) return pdf->face[face];
    FcPattern *file = FcPatternCreate();
    if (file && FcPatternAddString(file, FC_FILE, (const FcChar8 *)fonts_path(pdf->fonts, face)) &&
        FcPatternAddInteger(file, FC_INDEX, 0))
        pdf->face[face] = cairo_ft_font_face_create_for_pattern(file);
    if (file) FcPatternDestroy(file);
    return pdf->face[face];
}

// From glyph `first` on, as long as they are of one font. The first of them stands for the whole text: it is found by it.
static int pdf_shaped_part(Pdf *pdf, const Cmd *cmd, int first, cairo_glyph_t *glyph) {
    const Shaped *s = cmd->text.shaped;
    int count = 0, font = s->glyph[first].font;
    for (; first + count < s->glyphs && s->glyph[first + count].font == font; count++) {
        const Glyph *g = &s->glyph[first + count];
        glyph[count] = (cairo_glyph_t){ g->code, cmd->text.x + cmd->text.size * g->x, cmd->text.y - cmd->text.size * g->y };
    }
    FT_Face ft = fonts_shaped(pdf->fonts, font);
    cairo_font_face_t *face = ft ? cairo_ft_font_face_create_for_ft_face(ft, FT_LOAD_NO_HINTING) : NULL;
    if (!face) return count;
    cairo_set_font_face(pdf->cr, face);
    cairo_set_font_size(pdf->cr, cmd->text.size);
    const char *words = first ? "" : utf8_mended(pdf->arena, cmd->text.text);
    cairo_text_cluster_t cluster = { (int)strlen(words), count };
    if (first)
        cairo_show_glyphs(pdf->cr, glyph, count);
    else
        cairo_show_text_glyphs(pdf->cr, words, -1, glyph, count, &cluster, 1, 0);
    cairo_font_face_destroy(face);
    return count;
}

static void pdf_text(Pdf *pdf, const Cmd *cmd) {
    if (!(cmd->text.size >= SIZE_LEAST) || !set_color(pdf, cmd, cmd->text.paint)) return; // cairo cannot draw what has no size
    if (cmd->text.shaped) {
        cairo_glyph_t *glyphs = arena_new(pdf->arena, cairo_glyph_t, cmd->text.shaped->glyphs);
        for (int i = 0; i < cmd->text.shaped->glyphs;) i += pdf_shaped_part(pdf, cmd, i, glyphs);
        return;
    }
    cairo_font_face_t *face = face_of(pdf, cmd->text.face);
    if (!face) return failed(pdf, CAIRO_STATUS_NO_MEMORY);
    cairo_set_font_face(pdf->cr, face);
    cairo_set_font_size(pdf->cr, cmd->text.size);
    cairo_scaled_font_t *font = cairo_get_scaled_font(pdf->cr);
    FT_Face ft = cairo_ft_scaled_font_lock_face(font);
    if (!ft) return failed(pdf, cairo_scaled_font_status(font));
    const char *words = arena_print(pdf->arena, "%s%s", utf8_mended(pdf->arena, cmd->text.text), pdf->parted ? " " : "");
    Text text = text_of(words);
    Glyph *placed = arena_new(pdf->arena, Glyph, text.size);
    int count = metrics_glyphs(fonts_metrics(pdf->fonts), cmd->text.face, cmd->text.shaped, text, placed);
    cairo_glyph_t *glyph = arena_new(pdf->arena, cairo_glyph_t, count);
    cairo_text_cluster_t *cluster = arena_new(pdf->arena, cairo_text_cluster_t, count);
    for (int i = 0; i < count; i++) {
        glyph[i] =
            (cairo_glyph_t){ FT_Get_Char_Index(ft, placed[i].code), cmd->text.x + cmd->text.size * placed[i].x, cmd->text.y };
        cluster[i] = (cairo_text_cluster_t){ placed[i].bytes, 1 };
    }
    cairo_ft_scaled_font_unlock_face(font);
    cairo_show_text_glyphs(pdf->cr, words, -1, glyph, count, cluster, count, 0);
}

static void pdf_heat(Pdf *pdf, const Cmd *cmd) {
    int rows = cmd->heat.rows, columns = cmd->heat.columns;
    if (!(cmd->box.w >= SIZE_LEAST && cmd->box.h >= SIZE_LEAST)) return;
    Color color[2 * LOOK_LEVELS + 1];
    look_heat_table(cmd, pdf->figure->theme, color);
    float alpha = look_heat_alpha(cmd);
    for (int i = 0; pdf->below.known && i <= 2 * LOOK_LEVELS; i++) color[i].a = alpha, color[i] = flat_over(color[i], pdf->below);
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
    if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
        failed(pdf, cairo_surface_status(image));
    } else {
        int stride = cairo_image_surface_get_stride(image) / 4;
        uint32_t *pixel = (uint32_t *)(void *)cairo_image_surface_get_data(image);
        for (int i = 0; i < rows * columns; i++)
            pixel[i / columns * stride + i % columns] = look_rgb(color[look_heat_index(cmd->heat.share[i])]);
        cairo_surface_mark_dirty(image);
        cairo_save(pdf->cr);
        cairo_translate(pdf->cr, cmd->box.x, cmd->box.y);
        cairo_scale(pdf->cr, cmd->box.w / columns, cmd->box.h / rows);
        cairo_set_source_surface(pdf->cr, image, 0, 0);
        cairo_pattern_set_filter(cairo_get_source(pdf->cr), CAIRO_FILTER_NEAREST);
        cairo_rectangle(pdf->cr, 0, 0, columns, rows);
        cairo_clip(pdf->cr);
        cairo_paint_with_alpha(pdf->cr, pdf->below.known ? 1 : alpha);
        cairo_restore(pdf->cr);
    }
    cairo_surface_destroy(image);
}

static void pdf_hatch(Pdf *pdf, const Cmd *cmd) {
    Box b = cmd->box;
    double period = cmd->hatch.gap * sqrt(2);
    if (period <= 0 || b.w <= 0 || b.h <= 0 || !set_color(pdf, cmd, cmd->hatch.paint)) return;
    cairo_save(pdf->cr);
    trace_box(pdf, b, cmd->hatch.radius);
    cairo_clip(pdf->cr);
    set_stroke(pdf, cmd->hatch.width, 0, false);
    for (double along = 0; along < b.w + b.h; along += period) {
        cairo_move_to(pdf->cr, b.x + along + 1, b.y - 1);
        cairo_line_to(pdf->cr, b.x + along - b.h - 1, b.y + b.h + 1);
    }
    cairo_stroke(pdf->cr);
    cairo_restore(pdf->cr);
}

static void pdf_command(Pdf *pdf, const Cmd *cmd) {
    switch (cmd->kind) {
    case CMD_RECT: pdf_rect(pdf, cmd); break;
    case CMD_PATH: pdf_path(pdf, cmd); break;
    case CMD_TEXT: pdf_text(pdf, cmd); break;
    case CMD_HEAT: pdf_heat(pdf, cmd); break;
    case CMD_HATCH: pdf_hatch(pdf, cmd); break;
    case CMD_CLIP:
        cairo_save(pdf->cr);
        trace_box(pdf, cmd->box, 0);
        cairo_clip(pdf->cr);
        pdf->depth++;
        break;
    case CMD_UNCLIP:
        if (pdf->depth) cairo_restore(pdf->cr), pdf->depth--;
        break;
    }
}

// Cairo passes over a font or a colour that it had no memory for; and it is not to be called again once it has failed, since it
// reads what it does not have. Then its surface is left as it is, too.
static bool goes_well(Pdf *pdf) {
    cairo_status_t status = cairo_status(pdf->cr);
    if (!status) status = cairo_surface_status(pdf->surface);
    if (status || memory_was_short()) failed(pdf, status);
    memory_watch();
    return !pdf->failed;
}

// --- the file

static cairo_status_t collect(void *builder, const unsigned char *bytes, unsigned size) {
    builder_add_bytes(builder, (const char *)bytes, size);
    return CAIRO_STATUS_SUCCESS;
}

static void name_it(Arena *arena, cairo_surface_t *page, const FigureFile *figure) {
    const char *title = figure->title ? utf8_mended(arena, figure->title) : NULL;
    const char *about = figure->description ? utf8_mended(arena, figure->description) : NULL;
    const char *command = figure->command ? utf8_mended(arena, figure->command) : NULL;
    if (title) cairo_pdf_surface_set_metadata(page, CAIRO_PDF_METADATA_TITLE, title);
    if (about) cairo_pdf_surface_set_metadata(page, CAIRO_PDF_METADATA_SUBJECT, about);
    if (command) cairo_pdf_surface_set_metadata(page, CAIRO_PDF_METADATA_KEYWORDS, command);
    cairo_pdf_surface_set_metadata(page, CAIRO_PDF_METADATA_CREATOR, "Attend");
    cairo_pdf_surface_set_metadata(page, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
}

// Outlines as designed: no hints for a pixel grid that paper does not have.
static void no_hints(Pdf *pdf) {
    cairo_font_options_t *options = cairo_font_options_create();
    if (cairo_font_options_status(options)) failed(pdf, cairo_font_options_status(options));
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_set_font_options(pdf->cr, options);
    cairo_font_options_destroy(options);
}

static double points_of(const FigureFile *figure) { return figure->points > 0 ? figure->points : FIGURE_POINTS; }

// Does another word follow before `end`, in this line or the next?
static bool is_parted(const List *list, int i, int end) {
    const Cmd *c = &list->cmd[i], *next = c + 1;
    while (next < list->cmd + end && next->kind != CMD_TEXT) next++;
    if (c->kind != CMD_TEXT || next >= list->cmd + end) return false;
    double gap = next->text.x - c->text.x - c->text.width;
    return gap > 0.12 * c->text.size || gap < -c->text.size || fabs(next->text.y - c->text.y) > c->text.size;
}

// A range of commands that is a heading, a paragraph or a figure; marks follow each other and do not overlap.
static void draw_page(Pdf *pdf, const List *list, const BookMark *mark, int marks) {
    Color background = theme_role(pdf->figure->theme, pdf->figure->background);
    cairo_save(pdf->cr);
    cairo_scale(pdf->cr, points_of(pdf->figure), points_of(pdf->figure));
    cairo_set_source_rgb(pdf->cr, background.r, background.g, background.b);
    if (!pdf->figure->clear) cairo_paint(pdf->cr); // where it covers all, cairo forgets what came before, tags too
    if (pdf->opens) cairo_tag_begin(pdf->cr, DOCUMENT, NULL);
    pdf->opens = false;
    for (int i = 0, m = 0; i <= list->count && goes_well(pdf); i++) {
        if (m < marks && i == mark[m].first + mark[m].count) cairo_tag_end(pdf->cr, mark[m++].tag);
        if (m < marks && i == mark[m].first && mark[m].count > 0) cairo_tag_begin(pdf->cr, mark[m].tag, NULL);
        if (i == list->count) break;
        pdf->parted = m < marks && i >= mark[m].first && is_parted(list, i, mark[m].first + mark[m].count);
        pdf->below = pdf->under ? pdf->under[i] : (Under){ 0 };
        pdf_command(pdf, &list->cmd[i]);
    }
    if (!goes_well(pdf)) return;
    for (; pdf->depth; pdf->depth--) cairo_restore(pdf->cr);
    cairo_restore(pdf->cr);
}

// Ends the drawing, with everything it holds.
static cairo_status_t finish(Pdf *pdf) {
    if (goes_well(pdf)) cairo_surface_finish(pdf->surface); // which writes the fonts
    if (!goes_well(pdf)) {
        render_leave_open();
        return pdf->failed;
    }
    for (int face = 0; face < FACE_COUNT; face++)
        if (pdf->face[face]) cairo_font_face_destroy(pdf->face[face]);
    cairo_destroy(pdf->cr);
    cairo_surface_destroy(pdf->surface);
    return CAIRO_STATUS_SUCCESS;
}

// Cairo gives every page a transparency group, and pdfTeX warns of the second one on a page. Where nothing is transparent it is
// not needed: blanks in its place keep every offset of the file.
static void blank_page_group(char *at, size_t size) {
    static const char page[] = "/Type /Page ", group[] = "/Group <<", end[] = ">>";
    bool in_page = false;
    for (size_t i = 0; i + sizeof page < size; i++) {
        if (!memcmp(at + i, page, sizeof page - 1)) in_page = true;
        if (!memcmp(at + i, "endobj", 6)) in_page = false;
        if (!in_page || memcmp(at + i, group, sizeof group - 1)) continue;
        size_t last = i;
        while (last + 2 < size && memcmp(at + last, end, 2)) last++;
        memset(at + i, ' ', last + 2 - i);
        return;
    }
}

// Cairo writes the fonts at the end, all at once: there are no turns.
static TurnEnd pdf_write(Writing *w, const Turn *turn, Problems *problems) {
    (void)turn;
    Arena *arena = w->arena;
    const FigureFile *figure = w->figure;
    Builder b = { .arena = arena };
    double points = points_of(figure);
    memory_watch();
    cairo_surface_t *page = cairo_pdf_surface_create_for_stream(collect, &b, figure->width * points, figure->height * points);
    name_it(arena, page, figure);
    Pdf pdf = { .cr = cairo_create(page), .surface = page, .figure = figure, .arena = arena, .fonts = w->fonts };
    no_hints(&pdf);
    pdf.under = flat_under(arena, w->list, figure);
    bool flat = !flat_is_needed(w->list, pdf.under, figure->theme);
    draw_page(&pdf, w->list, NULL, 0);
    cairo_status_t status = finish(&pdf);
    if (status) problems_add(problems, (Place){ 0 }, "the PDF cannot be made: %s", cairo_status_to_string(status));
    if (status) return TURN_FAILED;
    if (flat) blank_page_group(b.at, b.size);
    w->out = (Text){ b.at, b.size };
    return TURN_DONE;
}

const Exporter pdf_exporter = { "pdf", "page for print with real text", .write = pdf_write };

// --- a book: many pages in one file

struct Book {
    Pdf pdf;
    Builder out;
    int pages, chapter; // written so far; the outline's entry that sections belong to
};

Book *book_begin(Arena *arena, Fonts *fonts, const FigureFile *page) {
    Book *book = arena_new(arena, Book, 1);
    memory_watch();
    double points = points_of(page);
    book->out.arena = arena;
    cairo_surface_t *pages = cairo_pdf_surface_create_for_stream(collect, &book->out, page->width * points, page->height * points);
    book->pdf = (Pdf){ .cr = cairo_create(pages), .surface = pages, .figure = page, .arena = arena, .fonts = fonts };
    book->chapter = CAIRO_PDF_OUTLINE_ROOT;
    name_it(arena, pages, page);
    book->pdf.opens = true;
    no_hints(&book->pdf);
    goes_well(&book->pdf);
    return book;
}

void book_page(Book *book, const List *list, const BookMark *mark, int marks) {
    draw_page(&book->pdf, list, mark, marks);
    if (goes_well(&book->pdf)) cairo_show_page(book->pdf.cr);
    goes_well(&book->pdf); // before anybody else looks whether memory was short
    book->pages++;
}

int book_pages(const Book *book) { return book->pages; }

void book_outline(Book *book, const char *title, bool chapter) {
    if (!goes_well(&book->pdf)) return;
    const char *where = arena_print(book->out.arena, "page=%d pos=[0 0]", book->pages + 1);
    int entry =
        cairo_pdf_surface_add_outline(book->pdf.surface, chapter ? CAIRO_PDF_OUTLINE_ROOT : book->chapter,
                                      utf8_mended(book->out.arena, title), where, chapter ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
    if (chapter) book->chapter = entry;
    goes_well(&book->pdf);
}

bool book_end(Book *book, Text *out, Problems *problems) {
    if (book->pages && goes_well(&book->pdf)) cairo_tag_end(book->pdf.cr, DOCUMENT);
    cairo_status_t status = finish(&book->pdf);
    if (!out) return true;
    if (status) return problems_add(problems, (Place){ 0 }, "the PDF cannot be made: %s", cairo_status_to_string(status));
    *out = (Text){ book->out.at, book->out.size };
    return true;
}
