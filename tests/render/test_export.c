// One list that holds every kind of command goes through every row of the exporter table; then what each format promises,
// and that writing a file never leaves half of one.
#include <cairo.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/math.h"
#include "render/flat.h"
#include "sample.h"

static const FigureFile figure = {
    320, 240, 2, THEME_LIGHT, ROLE_STAGE, "Every <kind> & \"more\"", "All\x01 commands\nin one list"
};

static Text export(Sample *s, const char *id, const List *list, const FigureFile *with) {
    Text out = { 0 };
    const Exporter *exporter = exporter_find(id);
    assert_false(exporter_moves(exporter)); // films: test_films.c
    if (!exporter_write(exporter, s->arena, s->fonts, list, with, &out, &s->problems)) fail_msg("%s cannot be written", id);
    if (!out.size) fail_msg("%s: a figure with nothing on it makes an empty file; it must be one of its kind too", id);
    return out;
}

static bool has(Text bytes, const char *part) {
    size_t size = strlen(part);
    for (size_t i = 0; i + size <= bytes.size; i++)
        if (memcmp(bytes.at + i, part, size) == 0) return true;
    return false;
}

static void every_format_writes_the_same_bytes_twice(void **state) {
    Sample *s = *state;
    List list = sample_list(s), empty = list_begin(s->arena, fonts_metrics(s->fonts));
    for (int i = 0; i < exporter_count; i++)
        for (int theme = 0; theme < THEME_COUNT && !exporter_moves(exporter_table[i]); theme++) {
            FigureFile with = figure;
            with.theme = (Theme)theme;
            Text a = export(s, exporter_table[i]->id, &list, &with), b = export(s, exporter_table[i]->id, &list, &with);
            assert_true(text_equal(a, b));
            with.title = with.description = NULL;
            if (export(s, exporter_table[i]->id, &empty, &with).size >= a.size)
                fail_msg("%s: the list is not in it", exporter_table[i]->id);
            assert_true(*exporter_table[i]->summary);
        }
}

static void a_format_is_found_by_its_ending(void **state) {
    (void)state;
    for (int i = 0; i < exporter_count; i++) assert_ptr_equal(exporter_find(exporter_table[i]->id), exporter_table[i]);
    assert_ptr_equal(exporter_find("SVG"), exporter_find("svg"));
    assert_ptr_equal(exporter_find(".png"), exporter_find("png"));
    assert_null(exporter_find("bmp"));
    assert_null(exporter_find(""));
    assert_null(exporter_find(NULL));
}

static uint32_t big_endian(const char *at) {
    return (uint32_t)(unsigned char)at[0] << 24 | (uint32_t)(unsigned char)at[1] << 16 | (uint32_t)(unsigned char)at[2] << 8 |
           (unsigned char)at[3];
}

static void a_png_has_its_size(void **state) {
    Sample *s = *state;
    List list = sample_list(s);
    FigureFile with = figure;
    for (with.scale = 0.75; with.scale <= 3; with.scale += 0.25) {
        Text png = export(s, "png", &list, &with);
        assert_memory_equal(png.at, "\x89PNG\r\n\x1a\n", 8);
        assert_int_equal(big_endian(png.at + 16), (uint32_t)(320 * with.scale));
        assert_int_equal(big_endian(png.at + 20), (uint32_t)(240 * with.scale));
    }
    Text out;
    const double bad[] = { 0, -1, 1e9, MATH_NAN };
    for (int i = 0; i < 4; i++) {
        Problems problems = { .arena = s->arena };
        with.scale = bad[i];
        assert_false(exporter_write(exporter_find("png"), s->arena, s->fonts, &list, &with, &out, &problems));
        assert_int_equal(problems.total, 1);
    }
}

static void a_png_tells_its_scale_and_how_it_is_made(void **state) {
    Sample *s = *state;
    List list = sample_list(s);
    FigureFile with = figure;
    with.command = "attend export 5 --title 'a – b'";
    Text png = export(s, "png", &list, &with);
    assert_int_equal(png.at[25], 2); // RGB
    assert_true(has(png, "Command") && has(png, with.command) && has(png, "Software") && has(png, "Every <kind>"));
    const char *at = png.at;
    while (memcmp(at, "pHYs", 4)) at++;
    assert_int_equal(big_endian(at + 4), 7559); // 2 pixels a unit, 96 units an inch
    with.points = 7.0 / 12;
    png = export(s, "png", &list, &with);
    for (at = png.at; memcmp(at, "pHYs", 4);) at++;
    assert_int_equal(big_endian(at + 4), 9719);
}

static cairo_status_t read_png(void *closure, unsigned char *out, unsigned size) {
    Text *rest = closure;
    if (size > rest->size) return CAIRO_STATUS_READ_ERROR;
    memcpy(out, rest->at, size);
    *rest = (Text){ rest->at + size, rest->size - size };
    return CAIRO_STATUS_SUCCESS;
}

static void nothing_stands_behind_a_clear_figure(void **state) {
    Sample *s = *state;
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_rect(&list, box(0, 0, 100, 100), (RectStyle){ .fill = paint(ROLE_Q) });
    list_rect(&list, box(100, 0, 100, 100), (RectStyle){ .fill = paint_faded(ROLE_V, 0.5f) });
    FigureFile with = figure;
    with.clear = true;
    with.scale = 1;
    Text png = export(s, "png", &list, &with);
    assert_int_equal(png.at[25], 6); // RGBA
    cairo_surface_t *picture = cairo_image_surface_create_from_png_stream(read_png, &png);
    const uint32_t *pixel = (const uint32_t *)(const void *)cairo_image_surface_get_data(picture);
    int stride = cairo_image_surface_get_stride(picture) / 4;
    assert_int_equal(pixel[50 * stride + 50], 0xFF0072B2);
    assert_true(pixel[50 * stride + 150] >> 24 >= 0x7E && pixel[50 * stride + 150] >> 24 <= 0x81);
    assert_int_equal(pixel[200 * stride + 10], 0);
    cairo_surface_destroy(picture);
    assert_false(has(export(s, "svg", &list, &with), "100%"));
    assert_true(has(export(s, "svg", &list, &figure), "100%"));
    list.count = 1; // what is pale would need a group
    assert_true(export(s, "pdf", &list, &with).size < export(s, "pdf", &list, &figure).size);
}

// --- SVG: a small reader of our own that checks nesting, quoting and bytes

static const char *skip_name(const char *at) {
    while ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9') || *at == ':' || *at == '-') at++;
    return at;
}

// Reads `name="value"` pairs up to the > and returns what follows; *closed when the element ends in />.
static const char *skip_attributes(const char *at, bool *closed) {
    while (*at == ' ') {
        const char *name = ++at;
        at = skip_name(at);
        assert_true(at > name && at[0] == '=' && at[1] == '"');
        for (at += 2; *at != '"'; at++) assert_true(*at && *at != '<');
        at++;
    }
    *closed = *at == '/';
    at += *closed;
    assert_true(*at == '>');
    return at + 1;
}

static void assert_well_formed(const char *xml) {
    const char *open[32];
    int depth = 0, elements = 0;
    for (const char *at = xml; *at;) {
        unsigned char c = (unsigned char)*at;
        assert_true(c >= 0x20 || c == '\n');
        if (c == '&') {
            assert_true(!strncmp(at, "&amp;", 5) || !strncmp(at, "&lt;", 4) || !strncmp(at, "&gt;", 4) ||
                        !strncmp(at, "&quot;", 6));
        }
        if (c != '<') {
            assert_true(depth > 0 || c == '\n');
            at++;
            continue;
        }
        bool ends = at[1] == '/', closed = false;
        const char *name = at + 1 + ends, *after = skip_name(name);
        assert_true(after > name);
        if (ends) {
            assert_true(depth > 0 && *after == '>');
            size_t size = (size_t)(after - name);
            depth--;
            assert_true(strncmp(open[depth], name, size) == 0 && skip_name(open[depth]) == open[depth] + size);
            at = after + 1;
            continue;
        }
        at = skip_attributes(after, &closed);
        elements++;
        assert_true(depth < 32);
        if (!closed) open[depth++] = name;
    }
    assert_int_equal(depth, 0);
    assert_true(elements > 0);
}

static void an_svg_is_well_formed_and_says_what_it_shows(void **state) {
    Sample *s = *state;
    List list = sample_list(s);
    Text svg = export(s, "svg", &list, &figure);
    assert_well_formed(svg.at);
    assert_true(utf8_valid(svg, NULL));
    assert_true(has(svg, "role=\"img\""));
    assert_true(has(svg, ">Every &lt;kind&gt; &amp; &quot;more&quot;</title>"));
    assert_true(has(svg, ">All commands in one list</desc>"));
    const char *const words[] = { "Softmax &amp; &lt;weights&gt;: AVATAR</text>",
                                  "bold &quot;quoted&quot;</text>",
                                  "exp √∑</text>",
                                  "d_model = 512</text>",
                                  "textLength=",
                                  "lengthAdjust=",
                                  " xlink:href=\"data:image/png;base64,",
                                  "xmlns:xlink=\"http://www.w3.org/1999/xlink\"",
                                  "image-rendering:pixelated",
                                  "clip-path=\"url(#",
                                  "stroke-dasharray",
                                  "font-family=\"Lato, ",
                                  "font-weight=\"bold\"",
                                  "font-style=\"italic\"",
                                  "stroke-linecap=\"round\"" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!has(svg, words[i])) fail_msg("the SVG lacks %s", words[i]);
    assert_false(has(svg, "nan"));
    assert_false(has(svg, ".000"));
    assert_false(has(svg, "\"-0\""));
}

static void centred_text_stays_centred_in_any_font(void **state) {
    Sample *s = *state;
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_text(&list, 100, 50, TEXT("0.707"), (TextStyle){ .align = ALIGN_CENTER });
    assert_true(has(export(s, "svg", &list, &figure), "x=\"100\" y=\"50\" text-anchor=\"middle\""));
    list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_text(&list, 100, 50, TEXT("0.707"), (TextStyle){ .align = ALIGN_RIGHT });
    Text svg = export(s, "svg", &list, &figure);
    assert_true(has(svg, "x=\"100\" y=\"50\" text-anchor=\"end\""));
    assert_false(has(svg, "textLength"));
}

// Words in one line: each but the last is held in its middle, so that in a wider font it runs into its neighbours half as far.
static void words_of_a_line_are_held_in_their_middle(void **state) {
    Sample *s = *state;
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    TextStyle style = { .size = 14 };
    double wide = list_text(&list, 100, 50, TEXT("over their sum"), style);
    list_text(&list, 100 + wide + 8, 50, TEXT("gives"), style);
    list_text(&list, 100, 80, TEXT("a line of its own"), style);
    Text svg = export(s, "svg", &list, &figure);
    double x = 0;
    assert_true(sscanf(strstr(svg.at, "<text x=\""), "<text x=\"%lf\" y=\"50\" text-anchor=\"middle\"", &x) == 1);
    assert_true(fabs(x - 100 - wide / 2) < 0.001);
    assert_true(has(svg, "x=\"100\" y=\"80\" font-size"));
    assert_true(has(svg, arena_print(s->arena, "textLength=\"%.1f", floor(10 * wide) / 10)));
    int middles = 0;
    for (const char *at = svg.at; (at = strstr(at, "text-anchor=\"middle\"")); at++) middles++;
    assert_int_equal(middles, 1);
}

// 10 with a −6 above ends where the −6 begins, whatever the font: it covered the minus, and was read as 10 with a 6.
static void a_number_ends_where_its_exponent_begins(void **state) {
    Sample *s = *state;
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    double x = 0, raised = 0;
    list_text(&list, 100, 50, TEXT("RNN 1.2·10⁻⁶"), (TextStyle){ .size = 14 });
    Text svg = export(s, "svg", &list, &figure);
    const char *at = strstr(svg.at, "<text x=\"");
    assert_true(sscanf(at, "<text x=\"%lf\" y=\"50\" text-anchor=\"end\"", &x) == 1);
    assert_true(sscanf(strstr(at + 1, "<text x=\""), "<text x=\"%lf\"", &raised) == 1);
    assert_true(x > 110 && fabs(x - raised) < 2);
}

static void outlines_need_no_fonts(void **state) {
    Sample *s = *state;
    List list = sample_list(s);
    FigureFile with = figure;
    with.outlines = true;
    Text svg = export(s, "svg", &list, &with);
    assert_well_formed(svg.at);
    assert_false(has(svg, "<text") || has(svg, "font-family"));
    assert_true(has(svg, "aria-label=\"d_model = 512\""));
}

static void metadata_says_the_command(void **state) {
    Sample *s = *state;
    List list = sample_list(s);
    FigureFile with = figure;
    with.command = "attend export 5 -o a&b.svg";
    Text svg = export(s, "svg", &list, &with);
    assert_well_formed(svg.at);
    assert_true(has(svg, ">attend export 5 -o a&amp;b.svg</metadata>"));
    assert_true(has(export(s, "pdf", &list, &with), "attend export 5 -o a&b.svg"));
}

// The ids of two different files never meet, so both may stand in one HTML page.
static void svg_ids_differ_between_files(void **state) {
    Sample *s = *state;
    List list = sample_list(s);
    Text a = export(s, "svg", &list, &figure);
    list.cmd[0].box.x += 1;
    Text b = export(s, "svg", &list, &figure);
    const char *id = strstr(a.at, "id=\"");
    assert_non_null(id);
    assert_false(has(b, arena_copy(s->arena, id, 4 + 9)));
}

static void an_unbalanced_list_still_gives_good_svg(void **state) {
    Sample *s = *state;
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_clip(&list, box(0, 0, 10, 10));
    list_clip(&list, box(0, 0, 10, 10));
    list_text(&list, 0.0004, -0.0004, TEXT("\xff\x02 a & b ]]>"), (TextStyle){ .size = 12 });
    Text svg = export(s, "svg", &list, &figure);
    assert_well_formed(svg.at);
    assert_true(utf8_valid(svg, NULL));
    list.count = 0;
    list_unclip(&list);
    assert_well_formed(export(s, "svg", &list, &figure).at);
}

// --- PDF

static void only_transparent_pages_are_groups(void **state) {
    Sample *s = *state;
    List list = sample_list(s), plain = list_begin(s->arena, fonts_metrics(s->fonts));
    list_rect(&plain, box(0, 0, 100, 100), (RectStyle){ .fill = paint(ROLE_Q) });
    list_text(&plain, 10, 10, TEXT("text"), (TextStyle){ .size = 12 });
    list_rect(&list, box(0, 0, 50, 50), (RectStyle){ .fill = paint(ROLE_Q) });
    list_rect(&list, box(25, 25, 50, 50), (RectStyle){ .fill = paint_faded(ROLE_K, 0.5f) }); // half on it, half beside
    assert_true(has(export(s, "pdf", &list, &figure), "/Group <<"));
    assert_false(has(export(s, "pdf", &plain, &figure), "/Group <<"));
    list_rect(&plain, box(20, 20, 30, 30), (RectStyle){ .fill = paint_faded(ROLE_K, 0.5f) }); // on one colour alone
    list_text(&plain, 120, 40, TEXT("pale"), (TextStyle){ .size = 12, .paint = paint_faded(ROLE_INK, 0.25f) });
    assert_false(has(export(s, "pdf", &plain, &figure), "/Group <<"));
    FigureFile clear = figure;
    clear.clear = true; // nobody knows what is under the text
    assert_true(has(export(s, "pdf", &plain, &clear), "/Group <<"));
    const Under *under = flat_under(s->arena, &plain, &figure);
    Color q = theme_role(figure.theme, ROLE_Q), k = theme_role(figure.theme, ROLE_K);
    k.a = 0.5f;
    Color mixed = flat_over(k, under[2]);
    assert_true(under[2].known && mixed.a == 1 && mixed.r == (k.r + q.r) / 2 && mixed.g == (k.g + q.g) / 2);
}

// What is too small to be seen is left out; it never makes the file fail.
static void nothing_is_too_small_for_a_pdf(void **state) {
    Sample *s = *state;
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    float share[4] = { 0, 1, 0.5f, -1 };
    list_heat(&list, box(10, 10, 0, 40), 2, 2, share, (HeatStyle){ ROLE_Q, ROLE_K });
    list_text(&list, 10, 10, TEXT("0"), (TextStyle){ .size = 1e-9 });
    list_rect(&list, box(10, 10, 0, -3), (RectStyle){ .fill = paint(ROLE_Q) });
    export(s, "pdf", &list, &figure);
}

static void a_pdf_has_its_text_and_title(void **state) {
    Sample *s = *state;
    List list = sample_list(s);
    Text pdf = export(s, "pdf", &list, &figure);
    assert_memory_equal(pdf.at, "%PDF-1.", 7);
    assert_true(has(pdf, "%%EOF"));
    char path[] = "/tmp/attend-pdf-XXXXXX", line[256];
    int file = mkstemp(path);
    assert_true(file >= 0 && write(file, pdf.at, pdf.size) == (ssize_t)pdf.size);
    close(file);
    FILE *reader = popen(arena_print(s->arena, "pdftotext -raw %s - && pdfinfo %s", path, path), "r");
    Builder text = { .arena = s->arena };
    while (fgets(line, sizeof line, reader)) builder_print(&text, "%s", line);
    int status = pclose(reader);
    unlink(path);
    if (status != 0) skip(); // poppler-utils is not installed
    const char *const words[] = {
        "Softmax & <weights>: AVATAR", "bold \"quoted\"", "d_model = 512", "exp √∑", "−0.71", "4.5·10", "Every <kind>", "2000"
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strstr(builder_text(&text), words[i])) fail_msg("the PDF lacks %s:\n%s", words[i], builder_text(&text));
}

// A text of no size is nothing, and a file's name may hold bytes that are no UTF-8: neither spoils a page.
static void odd_texts_can_be_saved(void **state) {
    Sample *s = *state;
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_text(&list, 8, 20, TEXT("seen"), (TextStyle){ .size = 16 });
    list_text(&list, 8, 40, TEXT("latin\xE9.csv"), (TextStyle){ .size = 16 });
    list.cmd[list.count - 2].text.size = 0;
    FigureFile with = figure;
    with.title = "caf\xE9", with.description = "\xFF\xFE";
    for (int i = 0; i < exporter_count; i++)
        if (!exporter_moves(exporter_table[i])) export(s, exporter_table[i]->id, &list, &with);
}

// --- files

static char folder[] = "/tmp/attend-export-XXXXXX";

static void assert_refused(Sample *s, const char *path, int reason) {
    Problems problems = { .arena = s->arena };
    assert_false(file_write(path, TEXT("new"), &problems));
    assert_int_equal(problems.total, 1);
    assert_string_equal(problems.item[0].place.file, path);
    if (!strstr(problems.item[0].message, strerror(reason))) fail_msg("%s", problems.item[0].message);
}

static void a_file_is_written_whole_or_not_at_all(void **state) {
    Sample *s = *state;
    assert_non_null(mkdtemp(folder));
    const char *path = arena_print(s->arena, "%s/figure.svg", folder);
    assert_true(file_write(path, TEXT("old"), &s->problems));
    assert_true(file_write(path, TEXT("old as well"), &s->problems)); // replaces
    assert_refused(s, arena_print(s->arena, "%s/none/figure.svg", folder), ENOENT);
    assert_refused(s, folder, EISDIR);
    if (geteuid() != 0) {
        chmod(folder, 0555);
        assert_refused(s, path, EACCES);
        chmod(folder, 0755);
    }
    // A full disk, played by a limit on the size of files: cut short in the middle.
    struct rlimit former, tight = { 2, RLIM_INFINITY };
    getrlimit(RLIMIT_FSIZE, &former);
    tight.rlim_max = former.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &tight);
    assert_refused(s, path, EFBIG);
    setrlimit(RLIMIT_FSIZE, &former);
    char *kept = check_read(path, NULL);
    assert_string_equal(kept, "old as well");
    free(kept);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); // nothing else was left behind
    char longest[5000];
    memset(longest, 'a', sizeof longest);
    longest[sizeof longest - 1] = 0;
    Problems problems = { .arena = s->arena };
    assert_false(file_write(longest, TEXT("x"), &problems));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_writes_the_same_bytes_twice),
        cmocka_unit_test(a_format_is_found_by_its_ending),
        cmocka_unit_test(a_png_has_its_size),
        cmocka_unit_test(a_png_tells_its_scale_and_how_it_is_made),
        cmocka_unit_test(nothing_stands_behind_a_clear_figure),
        cmocka_unit_test(centred_text_stays_centred_in_any_font),
        cmocka_unit_test(words_of_a_line_are_held_in_their_middle),
        cmocka_unit_test(a_number_ends_where_its_exponent_begins),
        cmocka_unit_test(outlines_need_no_fonts),
        cmocka_unit_test(metadata_says_the_command),
        cmocka_unit_test(only_transparent_pages_are_groups),
        cmocka_unit_test(nothing_is_too_small_for_a_pdf),
        cmocka_unit_test(an_svg_is_well_formed_and_says_what_it_shows),
        cmocka_unit_test(svg_ids_differ_between_files),
        cmocka_unit_test(an_unbalanced_list_still_gives_good_svg),
        cmocka_unit_test(a_pdf_has_its_text_and_title),
        cmocka_unit_test(odd_texts_can_be_saved),
        cmocka_unit_test(a_file_is_written_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
