// Films: a GIF is read back picture by picture and must be what was painted; an MP4 is made by ffmpeg, here by one that does as it
// is told: works, complains, is killed, or is not there.
#include <gif_lib.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/palette.h"
#include "render/pixels.h"
#include "sample.h"

enum { PICTURES = 6, WIDTH = 160, HEIGHT = 120 };
static const FigureFile figure = {
    .width = WIDTH, .height = HEIGHT, .scale = 1, .background = ROLE_STAGE, .command = "attend export 5 -o x.gif", .fps = 15
};

static List picture(Sample *s, int i) {
    List list = list_begin(s->arena, fonts_metrics(s->fonts));
    list_rect(&list, box(10 + 12 * (i == 3 ? 2 : i), 30, 40, 40),
              (RectStyle){ .radius = 6, .fill = paint(ROLE_Q) }); // 2 and 3 are alike
    list_text(&list, 20, 100, TEXT("it moves"), (TextStyle){ .size = 16 });
    return list;
}

static bool film(Sample *s, const char *id, Text *out, Problems *problems) {
    const Exporter *exporter = exporter_find(id);
    assert_true(exporter_moves(exporter));
    Reel *reel = exporter->begin(s->fonts, &figure, problems);
    bool well = reel;
    for (int i = 0; i < PICTURES && well; i++) {
        List list = picture(s, i);
        well = exporter->add(reel, &list, NULL, problems) == TURN_DONE;
    }
    return reel && exporter->end(reel, s->arena, well ? out : NULL, NULL, problems) == TURN_DONE && well;
}

// --- GIF

typedef struct Reader {
    Text bytes;
    size_t at;
} Reader;

static int read_bytes(GifFileType *gif, GifByteType *to, int size) {
    Reader *r = gif->UserData;
    if ((size_t)size > r->bytes.size - r->at) size = (int)(r->bytes.size - r->at);
    memcpy(to, r->bytes.at + r->at, (size_t)size);
    r->at += (size_t)size;
    return size;
}

static void lay_over(uint32_t *shown, const GifFileType *gif, int i, int transparent) {
    const GifImageDesc *at = &gif->SavedImages[i].ImageDesc;
    for (int y = 0; y < at->Height; y++)
        for (int x = 0; x < at->Width; x++) {
            int index = gif->SavedImages[i].RasterBits[y * at->Width + x];
            GifColorType c = gif->SColorMap->Colors[index];
            if (index != transparent)
                shown[(at->Top + y) * WIDTH + at->Left + x] = (uint32_t)c.Red << 16 | (uint32_t)c.Green << 8 | c.Blue;
        }
}

static void a_gif_shows_what_was_painted(void **state) {
    Sample *s = *state;
    static uint32_t shown[WIDTH * HEIGHT], painted[WIDTH * HEIGHT];
    static const int picture_of[] = { 0, 1, 2, 4, 5 }; // 3 is as 2, which stays twice as long
    Text out, again;
    assert_true(film(s, "gif", &out, &s->problems));
    assert_true(film(s, "gif", &again, &s->problems));
    assert_true(text_equal(out, again));
    Reader reader = { out, 0 };
    int error;
    GifFileType *gif = DGifOpen(&reader, read_bytes, &error);
    assert_non_null(gif);
    assert_int_equal(DGifSlurp(gif), GIF_OK);
    assert_int_equal(gif->SWidth, WIDTH);
    assert_int_equal(gif->SHeight, HEIGHT);
    assert_int_equal(gif->ImageCount, 5);
    Painter *painter = painter_open(s->fonts);
    for (int i = 0; i < gif->ImageCount; i++) {
        GraphicsControlBlock control;
        assert_int_equal(DGifSavedExtensionToGCB(gif, i, &control), GIF_OK);
        lay_over(shown, gif, i, control.TransparentColor);
        List list = picture(s, picture_of[i]);
        painter_draw(painter, (Pixels){ painted, WIDTH, HEIGHT, WIDTH }, &list, figure.theme, figure.background, 1, NULL, 0);
        for (int k = 0; k < WIDTH * HEIGHT; k++) assert_int_equal(shown[k], painted[k] & 0xFFFFFF);
        assert_in_range(control.DelayTime, i == 2 ? 13 : 6, i == 4 ? 207 : i == 2 ? 14 : 7);
    }
    painter_close(painter);
    DGifCloseFile(gif, &error);
}

static void a_palette_keeps_what_fills_most(void **state) {
    (void)state;
    static uint32_t row[4096];
    Palette palette = { 0 };
    for (int i = 0; i < 4096; i++) row[i] = (uint32_t)(i / 16) << 16 | (uint32_t)(i % 16 * 16) << 8 | 77; // 4096 colours
    palette_count(&palette, row, 4096);
    for (int i = 0; i < 4096; i++) row[i] = 0x123456;
    palette_count(&palette, row, 4096);
    assert_int_equal(palette_choose(&palette, 8, NULL), TURN_DONE);
    assert_int_equal(palette.colors, PALETTE_MOST);
    assert_int_equal(palette.color[palette_tint(&palette, 0x123456)->first], 0x123456);
    for (int i = 0; i < 4096; i += 17) {
        uint32_t rgb = (uint32_t)(i / 16) << 16 | (uint32_t)(i % 16 * 16) << 8 | 77,
                 got = palette.color[palette_tint(&palette, rgb)->first];
        for (int shift = 0; shift < 24; shift += 8) assert_in_range((rgb >> shift & 255) - (got >> shift & 255) + 40, 0, 80);
    }
    palette_end(&palette);
}

// --- MP4

static char folder[64], path_before[4096];

static void make_ffmpeg(const char *does) {
    Arena *arena = arena_begin();
    Problems problems = { .arena = arena };
    const char *path = arena_print(arena, "%s/ffmpeg", folder), *script = arena_print(arena, "#!/bin/sh\n%s\n", does);
    assert_true(file_write(path, text_of(script), &problems));
    assert_int_equal(chmod(path, 0755), 0);
    arena_end(arena);
}

static void an_mp4_is_made_by_ffmpeg(void **state) {
    Sample *s = *state;
    strcpy(folder, "/tmp/attend-films-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path_before, sizeof path_before, "%s", getenv("PATH"));
    setenv("PATH", folder, 1);
    Text out;
    Problems missing = { .arena = s->arena }, killed = { .arena = s->arena }, angry = { .arena = s->arena };
    assert_false(film(s, "mp4", &out, &missing));
    assert_non_null(strstr(missing.item[0].message, "made by ffmpeg, which is not there: install it"));
    setenv("PATH", arena_print(s->arena, "%s:%s", folder, path_before), 1);
    make_ffmpeg("for last; do :; done; wc -c > $last");
    assert_true(film(s, "mp4", &out, &s->problems));
    assert_int_equal(strtol(text_copy(s->arena, out), NULL, 10),
                     WIDTH * HEIGHT * 4 * (PICTURES + 15)); // the last one stays a second
    make_ffmpeg("kill -9 $$");
    assert_false(film(s, "mp4", &out, &killed));
    assert_string_equal(killed.item[0].message, "ffmpeg gave up: it was ended from outside");
    assert_int_equal(killed.total, 1);
    make_ffmpeg("echo first >&2; echo 'no codec of this name' >&2; cat > /dev/null; exit 1");
    assert_false(film(s, "mp4", &out, &angry));
    assert_string_equal(angry.item[0].message, "ffmpeg gave up: no codec of this name");
    setenv("PATH", path_before, 1);
    unlink(arena_print(s->arena, "%s/ffmpeg", folder));
    assert_int_equal(rmdir(folder), 0);
    if (!program_there("ffmpeg"))
        print_message("[ NOTICE   ] no ffmpeg here: only the one of this test has made an MP4\n");
    else {
        assert_true(film(s, "mp4", &out, &s->problems));
        assert_memory_equal(out.at + 4, "ftyp", 4);
        size_t at = 0; // it says that its colours are BT.709
        while (at + 14 < out.size && memcmp(out.at + at, "colrnclx\0\1\0\1\0\1", 14) != 0) at++;
        assert_true(at + 14 < out.size);
    }
}

static void a_film_can_be_given_up(void **state) {
    Sample *s = *state;
    for (int i = 0; i < exporter_count; i++) {
        const Exporter *exporter = exporter_table[i];
        if (!exporter_moves(exporter) || (!strcmp(exporter->id, "mp4") && !program_there("ffmpeg"))) continue;
        Reel *reel = exporter->begin(s->fonts, &figure, &s->problems);
        List list = picture(s, 0);
        assert_int_equal(exporter->add(reel, &list, NULL, &s->problems), TURN_DONE);
        assert_int_equal(exporter->end(reel, s->arena, NULL, NULL, &s->problems), TURN_DONE);
        FigureFile large = figure;
        large.scale = 1000;
        Problems problems = { .arena = s->arena };
        assert_null(exporter->begin(s->fonts, &large, &problems));
        assert_int_equal(problems.total, 1);
    }
}

static void an_ffmpeg_that_hangs_holds_nobody_up(void **state) {
    Sample *s = *state;
    static const char *const does[] = { "exec sleep 100", "cat > /dev/null; exec sleep 100" };
    const Exporter *mp4 = exporter_find("mp4");
    strcpy(folder, "/tmp/attend-films-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path_before, sizeof path_before, "%s", getenv("PATH"));
    setenv("PATH", arena_print(s->arena, "%s:%s", folder, path_before), 1);
    FigureFile large = figure; // a picture is more than a pipe holds
    large.scale *= 16;
    for (int i = 0; i < 2; i++) {
        make_ffmpeg(does[i]);
        Reel *reel = mp4->begin(s->fonts, &large, &s->problems);
        assert_non_null(reel);
        List list = picture(s, 0);
        assert_int_equal(mp4->add(reel, &list, NULL, &s->problems), TURN_DONE);
        for (int k = 0; k < 100; k++) assert_false(mp4->idle(reel, i > 0));
        assert_int_equal(mp4->end(reel, s->arena, NULL, NULL, &s->problems), TURN_DONE);
    }
    // One that reads takes most of a picture in a call, not what a pipe holds in each.
    make_ffmpeg("exec cat > /dev/null");
    Reel *reel = mp4->begin(s->fonts, &large, &s->problems);
    List list = picture(s, 0);
    assert_int_equal(mp4->add(reel, &list, NULL, &s->problems), TURN_DONE);
    int calls = 0;
    while (!mp4->idle(reel, false)) calls++, poll(NULL, 0, 5);
    assert_in_range(calls, 0, 50);
    assert_int_equal(mp4->end(reel, s->arena, NULL, NULL, &s->problems), TURN_DONE);
    setenv("PATH", path_before, 1);
    unlink(arena_print(s->arena, "%s/ffmpeg", folder));
    assert_int_equal(rmdir(folder), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gif_shows_what_was_painted), cmocka_unit_test(a_palette_keeps_what_fills_most),
        cmocka_unit_test(an_mp4_is_made_by_ffmpeg),     cmocka_unit_test(an_ffmpeg_that_hangs_holds_nobody_up),
        cmocka_unit_test(a_film_can_be_given_up),
    };
    return cmocka_run_group_tests(tests, sample_open, sample_close);
}
