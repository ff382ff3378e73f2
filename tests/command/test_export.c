// What `attend export` writes, looked at by the programs that people open it with; and what happens when it cannot be written.
// The programs are packages of the tests (Makefile); one that is missing fails here.
#include "support/check.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/platform.h"
#include "page/figure.h"

static char folder[64];

static int begin(void **state) {
    (void)state;
    strcpy(folder, "/tmp/attend-export-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    char command[200];
    snprintf(command, sizeof command, "chmod -R u+w '%s'; rm -rf '%s'", folder, folder);
    return system(command);
}

// Runs it in the folder; what it said, both ways, is in `said`.
static int run(const char *command, char *said, size_t room) {
    char line[3000], path[200];
    snprintf(path, sizeof path, "%s/said", folder);
    snprintf(line, sizeof line, "cd '%s' && { %s ; } > '%s' 2>&1", folder, command, path);
    int status = system(line);
    size_t size;
    char *text = check_read(path, &size);
    snprintf(said, room, "%s", text);
    free(text);
    unlink(path);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void well(const char *command) {
    char said[2000];
    if (run(command, said, sizeof said) != 0) fail_msg("%s: %s", command, said);
}

static void says(const char *command, const char *wanted) {
    char said[20000];
    if (run(command, said, sizeof said) != 0) fail_msg("%s: %s", command, said);
    if (!strstr(said, wanted)) fail_msg("%s does not say '%s' but: %s", command, wanted, said);
}

static void every_tool_is_there(void **state) {
    (void)state;
    static const char *const tool[] = { "qpdf", "pdffonts", "pdftotext", "pdfinfo", "identify", "xmllint", "rsvg-convert" };
    for (size_t i = 0; i < sizeof tool / sizeof *tool; i++)
        if (!program_there(tool[i])) fail_msg("%s is missing: see PACKAGES_TEST in the Makefile", tool[i]);
}

static void a_pdf_is_sound(void **state) {
    (void)state;
    char said[20000];
    well("\"$ATTEND\" export 9 --step 3 --for page -o a.pdf && \"$ATTEND\" export 9 --step 3 --for page -o b.pdf && cmp a.pdf "
         "b.pdf");
    well("qpdf --check a.pdf");
    assert_int_equal(run("pdffonts a.pdf", said, sizeof said), 0);
    assert_non_null(strstr(said, "Lato"));
    assert_null(strstr(said, "Type 3"));
    int fonts = 0;
    for (char *line = strtok(said, "\n"); line; line = strtok(NULL, "\n")) {
        if (!strstr(line, "+")) continue; // the name of a subset
        fonts++;
        if (!strstr(line, " yes yes ")) fail_msg("this font is not embedded: %s", line);
    }
    assert_true(fonts >= 2);
    says("pdftotext a.pdf -", "Add minus infinity before the softmax");
    says("pdftotext a.pdf -", "0.7500");
    says("pdfinfo a.pdf", "attend export 09-masking --step 3 --for page -o");
}

static void an_svg_is_sound(void **state) {
    (void)state;
    well("\"$ATTEND\" export 9 --step 3 --for column -o a.svg && xmllint --noout a.svg");
    well("\"$ATTEND\" export 9 --step 3 --outlines -o o.svg && xmllint --noout o.svg && ! grep -q '<text' o.svg");
    says("xmllint --xpath \"string(//*[local-name()='metadata'])\" a.svg", "attend export 09-masking --step 3 --for column -o");
    // Where none of our fonts is: only DejaVu. It is drawn, and centred numbers stay in their cells (test_export of render).
    well("mkdir -p fonts && ln -sf \"$(fc-match -f '%{file}' 'DejaVu Sans')\" fonts/ && "
         "printf '<?xml version=\"1.0\"?><fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>' \"$PWD/fonts\" "
         "\"$PWD/cache\" > fonts.conf && "
         "FONTCONFIG_FILE=\"$PWD/fonts.conf\" rsvg-convert a.svg -o without.png && rsvg-convert a.svg -o with.png");
    well("test \"$(identify -format '%w %h' without.png)\" = \"$(identify -format '%w %h' with.png)\"");
}

static void pictures_are_sound(void **state) {
    (void)state;
    well("\"$ATTEND\" export 9 --step 3 --scale 0.5 -o a.png && \"$ATTEND\" export 9 --step 3 --background none --crop -o c.png");
    says("identify -format '%m %w %h %[channels]' a.png", "PNG 640 360 srgb");
    says("identify -format '%[channels]' c.png", "srgba");
    says("strings a.png", "attend export 09-masking --step 3 --scale 0.5 -o");
    well("\"$ATTEND\" export 5 --step 7 --fps 10 --seconds 2 -o a.gif && \"$ATTEND\" export 5 --step 7 --fps 10 --seconds 2 -o "
         "b.gif && cmp a.gif b.gif");
    says("identify a.gif | tail -1", "GIF");
    says("identify -format '%c\\n' a.gif | head -1", "--fps 10 --seconds 2 -o");
    well("\"$ATTEND\" export 5 --step 7 -o whole.gif && test \"$(stat -c %s whole.gif)\" -lt 1500000");
}

// The command in a file makes the same bytes again, in every format and with everything that can be asked for.
static void the_command_in_a_file_makes_it_again(void **state) {
    (void)state;
    static const char *const asked[][2] = {
        { "png", "9 --step 3 --for column --theme grey --caption 'Whose row?' --text-size 120 --background none" },
        { "svg", "masking --step 3 --at 0.6 --part a --without title,footer --outlines --decimal comma" },
        { "pdf", "5 --step 4 --size 12cm --title 'It'\"'\"'s mine' --set temperature=2 --theme print" },
        { "pdf", "5 --step 7 --strip 4 --for page" },
        { "svg", "5 --step 2 --before --crop --size 900" },
        { "svg", "4 --step 5 --before --for column" },
        { "gif", "5 --step 7 --fps 8 --seconds 1.5 --size 640x360" },
    };
    static const char *const read[] = {
        "strings one.png | grep '^attend export'",
        "xmllint --xpath \"string(//*[local-name()='metadata'])\" one.svg",
        "pdfinfo one.pdf | sed -n 's/^Keywords: *//p'",
        "pdfinfo one.pdf | sed -n 's/^Keywords: *//p'",
        "xmllint --xpath \"string(//*[local-name()='metadata'])\" one.svg",
        "xmllint --xpath \"string(//*[local-name()='metadata'])\" one.svg",
        "identify -format '%c\\n' one.gif | head -1",
    };
    char command[3000], said[2000], out[100];
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        snprintf(command, sizeof command, "\"$ATTEND\" export %s -o one.%s", asked[i][1], asked[i][0]);
        well(command);
        if (run(read[i], said, sizeof said) != 0 || strncmp(said, "attend export ", 14)) fail_msg("%s: %s", asked[i][1], said);
        said[strcspn(said, "\n")] = 0;
        char *to = strstr(said, " -o ");
        assert_non_null(to);
        char *dot = strrchr(to, '.');
        assert_non_null(dot);
        dot[1 + strlen(asked[i][0])] = 0; // a check sum may stand behind it
        snprintf(out, sizeof out, "%s", to + 4);
        snprintf(command, sizeof command, "\"$ATTEND\" %s && cmp one.%s '%s'", said + 7, asked[i][0], out);
        well(command);
    }
}

// Before its answer a step that the class starts itself has not been trained; one that opens trained has.
static void a_live_step_stands_at_its_start_before_its_answer(void **state) {
    (void)state;
    says("\"$ATTEND\" describe 4 --step 5", "attention, step 100:");
    says("\"$ATTEND\" describe 4 --step 5 --before", "attention, step 0:");
    says("\"$ATTEND\" export 4 --step 5 --before -o a.svg && grep -c 'train = 0' a.svg", "2");
    well("\"$ATTEND\" export 4 --step 5 -o b.svg && ! cmp -s a.svg b.svg");
}

static void handouts_are_sound(void **state) {
    (void)state;
    char said[40000];
    well("\"$ATTEND\" export 5 --handout -o h.pdf && \"$ATTEND\" export 5 --handout -o i.pdf && cmp h.pdf i.pdf && qpdf --check "
         "h.pdf");
    says("pdfinfo h.pdf", "A4");
    says("pdfinfo h.pdf", "Tagged:          yes");
    well("\"$ATTEND\" export 6 --handout --theme grey --decimal comma -o 6.pdf && cp 6.pdf was.pdf && "
         "eval \"$(pdfinfo 6.pdf | sed -n 's/^Keywords: *attend/\\\"$ATTEND\\\"/p')\" && cmp 6.pdf was.pdf"); // its own command
    well("\"$ATTEND\" export 5 --step 7 --strip 4 --for page -o strip.pdf && qpdf --check strip.pdf");
    says("pdftotext strip.pdf -", "moment 0.33");
    assert_int_equal(run("pdftotext h.pdf -", said, sizeof said), 0);
    assert_non_null(strstr(said, "5 Attention as soft retrieval"));
    assert_non_null(strstr(said, "Softmax turns scores into weights"));
    assert_null(strstr(said, "For the teacher"));
    assert_null(strstr(said, "Part of the picture"));
    says("pdfinfo h.pdf", "Pages:           4");
    says("qpdf --qdf --object-streams=disable h.pdf - | strings", "/Outlines");
    well("pdfinfo -struct-text h.pdf > tags 2> warned && ! test -s warned && test \"$(head -1 tags)\" = Document");
    says("cat tags", "  H1 (block)");
    says("cat tags", "  \"1  A dictionary finds the equal key\"");
    says("cat tags", "Now nobody has to be equal. The query q meets each key");
    well("\"$ATTEND\" export 5 --handout --answers --paper letter -o t.pdf && \"$ATTEND\" export 5 --sheet -o s.pdf && qpdf "
         "--check s.pdf");
    says("pdfinfo t.pdf", "letter");
    says("pdfinfo t.pdf", "Attend: Attention as soft retrieval");
    says("pdftotext t.pdf -", "For the teacher");
    says("pdfinfo s.pdf", "Pages:           1");
    // A live step that is asked about has not been trained yet on the pupil's copy, and says so; nothing can be pressed.
    well("\"$ATTEND\" export 4 --handout -o l.pdf && \"$ATTEND\" export 4 --handout --answers -o m.pdf");
    assert_int_equal(run("pdftotext l.pdf -", said, sizeof said), 0);
    assert_non_null(strstr(said, "Shown before the first training step."));
    assert_non_null(strstr(said, "attention 0.0277"));
    assert_null(strstr(said, "attention 0.0024"));
    assert_null(strstr(said, "Press"));
    says("pdftotext m.pdf -", "Shown after 100 training steps.");
    says("pdftotext m.pdf -", "attention 0.0024");
    says("pdftotext m.pdf -", "On the screen:");
    // No figure that shares a page has colours alone.
    well("\"$ATTEND\" export 9 --handout --answers -o m.pdf");
    says("pdftotext m.pdf -", "0.359\n\n0.328");
}

// Type that was asked for larger than there is room is not passed over.
static void smaller_type_than_asked_is_said(void **state) {
    (void)state;
    char said[2000];
    says("\"$ATTEND\" export 10 --step 8 --for column --text-size 200 -o c.svg", "not 200: there is no room for more");
    assert_int_equal(run("\"$ATTEND\" export 10 --step 8 --size 1280x720 --text-size 150 -o c.svg", said, sizeof said), 0);
    assert_string_equal(said, "");
}

// --- what cannot be written: one clear line, nothing left behind, and what was there untouched

static void refused(const char *command, const char *why) {
    char said[2000];
    int code = run(command, said, sizeof said);
    if (code != 1) fail_msg("%s: exit %d: %s", command, code, said);
    if (strncmp(said, "attend: ", 8) != 0 || !strstr(said, why)) fail_msg("%s: %s", command, said);
    if (strchr(said, '\n') != said + strlen(said) - 1) fail_msg("%s: more than a line: %s", command, said);
}

// Nothing that was asked for is left out without a word.
static void options_that_do_not_go_together_are_told(void **state) {
    (void)state;
    static const char *const told[][2] = {
        { "-o dir.png/", "'dir.png/' is a folder: add a name, as in dir.png/figure.png" },
        { "--handout -o dir.pdf/", "as in dir.pdf/figure.pdf" },
        { "--outlines -o a.png", "--outlines belongs to .svg" },
        { "--outlines -o a.pdf", "--outlines belongs to .svg" },
        { "--handout --outlines -o a.pdf", "belongs to a figure" },
        { "--fps 20 -o a.png", "belong to a moving picture" },
        { "--strip 3 -o a.gif", "--strip belongs to a still picture" },
        { "--at 0.5 -o a.mp4", "--at belongs to a still picture" },
        { "--paper letter -o a.png", "--paper belongs to --handout" },
        { "--handout -o a.pdf", "--step belongs to a figure" },
        { "--handout --size 12cm -o a.pdf", "belongs to a figure" },
    };
    well("mkdir together");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        char command[200], said[2000];
        snprintf(command, sizeof command, "cd together && \"$ATTEND\" export 8 --step 3 %s", told[i][0]);
        assert_int_equal(run(command, said, sizeof said), 2);
        if (!strstr(said, told[i][1])) fail_msg("%s: %s", command, said);
        if (strchr(said, '\n') != said + strlen(said) - 1) fail_msg("%s: more than a line: %s", command, said);
    }
    well("rmdir together");
}

static void what_cannot_be_written_is_said_in_a_line(void **state) {
    (void)state;
    static const char *const ending[] = { "png", "svg", "pdf", "gif" };
    char command[1000];
    well("mkdir bad && cd bad && mkdir folder.png folder.svg folder.pdf folder.gif locked && ln -s /dev/full full.png && "
         "ln -s /dev/full full.svg && ln -s /dev/full full.pdf && ln -s /dev/full full.gif && echo old > locked/old && ls -R > "
         "../before");
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        snprintf(command, sizeof command, "cd bad && \"$ATTEND\" export 5 --step 7 -o full.%s", ending[i]);
        refused(command, "No space left");
        snprintf(command, sizeof command, "cd bad && \"$ATTEND\" export 5 --step 7 -o folder.%s", ending[i]);
        refused(command, "folder.");
        snprintf(command, sizeof command, "cd bad && \"$ATTEND\" export 5 --step 7 -o locked/old/x.%s", ending[i]);
        refused(command, "locked/old/x.");
    }
    refused("cd bad && \"$ATTEND\" export 5 --handout -o folder.pdf", "folder.pdf");
    refused("cd bad && \"$ATTEND\" export 5 --step 7 -o none/x.png", "make its folder first");
    refused("\"$ATTEND\" export 5 --step 7 -o /proc/x.png", "nothing can be written in this folder: choose another");
    // Root may write anywhere, so root's tests ask as somebody else.
    const char *as = geteuid() ? "" : "setpriv --reuid=65534 --clear-groups ";
    well("chmod 755 . && chmod 555 bad/locked && chmod 644 bad/locked/old");
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        snprintf(command, sizeof command, "cd bad && %s\"$ATTEND\" export 5 --step 7 -o locked/x.%s", as, ending[i]);
        refused(command, "Permission denied");
    }
    well("chmod 755 bad/locked");
    well("cd bad && ls -R > ../after && cmp ../before ../after");
}

static void a_killed_ffmpeg_leaves_nothing(void **state) {
    (void)state;
    well(
        "mkdir -p bin film tmp && printf '#!/bin/sh\\nkill -9 $$\\n' > bin/ffmpeg && chmod +x bin/ffmpeg && echo old > film/x.mp4");
    refused("PATH=\"$PWD/bin:$PATH\" TMPDIR=\"$PWD/tmp\" \"$ATTEND\" export 5 --step 7 -o film/x.mp4",
            "ffmpeg gave up: it was ended from outside");
    says("cat film/x.mp4; ls film tmp | wc -w", "old\n3\n");
    refused("PATH=\"$PWD/none\" \"$ATTEND\" export 5 --step 7 -o film/x.mp4", "made by ffmpeg, which is not there");
    refused("\"$ATTEND\" export 5 --step 7 --background none -o film/y.gif", "a film has a background");
    says("ls film", "x.mp4");
}

// A trained model stands where a lesson may; the command in its figure makes the figure again.
// What somebody brought is no lesson of the course, and its figures are made again all the same.
static void ones_own_is_saved_again(void **state) {
    (void)state;
    char root[2000], command[6000], said[2000];
    assert_non_null(getcwd(root, sizeof root));
    snprintf(command, sizeof command, "cp %s/lessons/data/seed.csv %s/README.md .", root, root);
    well(command);
    well("\"$ATTEND\" export own-vectors --step 3 --data seed.csv -o a.svg");
    well("\"$ATTEND\" export own-text --step 1 --text README.md --set train=20 -o t.svg");
    for (int i = 0; i < 2; i++) {
        snprintf(command, sizeof command,
                 "sed -n 's/.*\\(attend export [^<]*\\) -o .*/\\1/p' %s | sed \"s|^attend|$ATTEND|\" > again && "
                 "sh -c \"$(cat again) -o b.svg\" && cmp %s b.svg",
                 i ? "t.svg" : "a.svg", i ? "t.svg" : "a.svg");
        well(command);
    }
    assert_int_equal(run("\"$ATTEND\" export own-text --step 1 -o a.svg", said, sizeof said), 2);
    assert_non_null(strstr(said, "--text FILE"));
}

static void a_model_is_saved(void **state) {
    (void)state;
    char root[4096], command[6000], said[20000];
    assert_non_null(getcwd(root, sizeof root));
    snprintf(command, sizeof command, "cp %s/lessons/data/language.safetensors m.safetensors", root);
    well(command);
    well("\"$ATTEND\" export m.safetensors --step 6 --text 'the dogs that the cat' --set layer=2 --set head=3 --set ask=see "
         "--set instead=mean -o a.svg");
    well("sed -n 's/.*\\(attend export [^<]*\\) -o .*/\\1/p' a.svg | sed \"s|^attend|$ATTEND|; s|&#39;|'|g; s|&apos;|'|g\" > again "
         "&& sh -c "
         "\"$(cat again) -o b.svg\" && cmp a.svg b.svg");
    well("\"$ATTEND\" export m.safetensors -o m%d.png && test -s m7.png");
    assert_int_equal(run("\"$ATTEND\" export m.safetensors --step 2 --set layer=3 -o a.png", said, sizeof said), 1);
    assert_non_null(strstr(said, "layer takes a number from 1 to 2"));
    assert_int_equal(run("\"$ATTEND\" export m.safetensors --step 2 --text 'the zebra' -o a.png", said, sizeof said), 1);
    assert_non_null(strstr(said, "'zebra'"));
    assert_int_equal(run("\"$ATTEND\" export 5 --step 2 --text 'the cat' -o a.png", said, sizeof said), 2);
    says("\"$ATTEND\" describe m.safetensors --step 6 --set layer=2", "Without layer 2, head 1 (agree −50 %)");
    well("\"$ATTEND\" check m.safetensors");
    well("head -c 3000 m.safetensors > cut.safetensors");
    static const char *const commands[] = { "export cut.safetensors --step 1 -o a.png", "describe cut.safetensors",
                                            "check cut.safetensors" };
    for (int i = 0; i < 3; i++) {
        snprintf(command, sizeof command, "\"$ATTEND\" %s", commands[i]);
        assert_int_equal(run(command, said, sizeof said), 1);
        assert_non_null(strstr(said, "the file is cut off"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tool_is_there),
        cmocka_unit_test(a_pdf_is_sound),
        cmocka_unit_test(smaller_type_than_asked_is_said),
        cmocka_unit_test(an_svg_is_sound),
        cmocka_unit_test(pictures_are_sound),
        cmocka_unit_test(the_command_in_a_file_makes_it_again),
        cmocka_unit_test(handouts_are_sound),
        cmocka_unit_test(a_live_step_stands_at_its_start_before_its_answer),
        cmocka_unit_test(options_that_do_not_go_together_are_told),
        cmocka_unit_test(what_cannot_be_written_is_said_in_a_line),
        cmocka_unit_test(a_killed_ffmpeg_leaves_nothing),
        cmocka_unit_test(a_model_is_saved),
        cmocka_unit_test(ones_own_is_saved_again),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
