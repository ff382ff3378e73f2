// Every command of the README and of docs/ is run, so that what they say stays true.
#include "support/check.h"

#include <sys/wait.h>
#include <unistd.h>

static char folder[200];

static int make_folder(void **state) {
    (void)state;
    char command[2000];
    snprintf(folder, sizeof folder, "/tmp/attend-documents-%d", (int)getpid());
    // The commands run in a folder that looks like the checkout, with the program where the README says it is.
    snprintf(
        command, sizeof command,
        "rm -rf '%s' && mkdir -p '%s/build' && cp -r lessons assets README.md docs '%s' && ln -s \"$ATTEND\" '%s/build/attend' &&"
        "cd '%s' && for x in q k v; do printf '1,2\\n3,4\\n' > $x.csv; done",
        folder, folder, folder, folder, folder);
    return system(command);
}

static int remove_folder(void **state) {
    (void)state;
    char command[300];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

// A command that would open the window opens it without a screen and leaves after two frames.
static int run(const char *command) {
    const char *rest = command;
    if (!strncmp(rest, "build/", 6)) rest += 6;
    assert_true(!strncmp(rest, "attend", 6));
    rest += 6;
    bool window = !*rest || !strncmp(rest, " --data", 7);
    char line[3000];
    snprintf(line, sizeof line, "cd '%s' && HOME='%s' SDL_VIDEODRIVER=dummy ATTEND_SHARE='%s' \"$ATTEND\"%s%s > out.txt 2> err.txt",
             folder, folder, folder, rest, window ? " --frames 2" : "");
    int status = system(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void is_a_target(const char *line) {
    char target[100], wanted[110];
    if (sscanf(line, "make %99[a-z-]", target) != 1) return;
    snprintf(wanted, sizeof wanted, "\n%s:", target);
    char *makefile = check_read("Makefile", NULL);
    if (!strstr(makefile, wanted)) fail_msg("the Makefile has no '%s'", target);
    free(makefile);
}

// "```csv seed.csv": what stands in the block is a file of that name.
static void write_blocks(const char *path) {
    char *text = check_read(path, NULL), name[100], whole[400];
    FILE *out = NULL;
    for (char *line = text; line && *line;) {
        char *end = strchr(line, '\n');
        size_t size = end ? (size_t)(end - line) + 1 : strlen(line);
        if (!strncmp(line, "```", 3)) {
            if (out) fclose(out);
            out = NULL;
            if (sscanf(line, "```%*[a-z] %99[a-z.]", name) == 1) {
                snprintf(whole, sizeof whole, "%s/%s", folder, name);
                out = fopen(whole, "wb");
                assert_non_null(out);
            }
        } else if (out) {
            fwrite(line, 1, size, out);
        }
        line = end ? end + 1 : NULL;
    }
    free(text);
}

static int run_commands(const char *path, const char *fence) {
    char *text = check_read(path, NULL);
    int ran = 0;
    bool inside = false;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (!strncmp(line, "```", 3)) inside = !inside && !strcmp(line, fence);
        const char *command = line + strspn(line, " ");
        bool indented = !*fence && command - line == 4;
        if (!inside && !indented) continue;
        is_a_target(command);
        bool ours = !strncmp(command, "build/attend ", 13) || !strncmp(command, "attend ", 7);
        if (!ours || strchr(command, '[')) continue;
        char *remark = strstr(line, "    open the window");
        if (remark) *remark = 0;
        if (strstr(command, "FILE")) continue;
        int code = run(command), wrong_work = 3;
        if (code != 0 && !(strstr(command, "attend grade ") && code == wrong_work))
            fail_msg("%s: this command fails: %s", path, command);
        ran++;
    }
    free(text);
    return ran;
}

static void readme(void **state) {
    (void)state;
    assert_true(run_commands("README.md", "```sh") >= 8);
}

static void command_line(void **state) {
    (void)state;
    assert_true(run_commands("docs/command-line.md", "") >= 5);
}

// Every answer to "I have a …", with the files that it shows. What only another program can write comes from the corpus.
static void data_formats_page(void **state) {
    (void)state;
    static const char *const files[][2] = { { "npz-seed.npz", "vectors.npz" },
                                            { "npy-f8.npy", "q.npy" },
                                            { "npy-f8.npy", "k.npy" },
                                            { "npy-f8.npy", "v.npy" },
                                            { "st-whole-seed.safetensors", "vectors.safetensors" },
                                            { "xlsx-beside.xlsx", "book.xlsx" } };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char command[400];
        snprintf(command, sizeof command, "cp 'tests/data/files/%s' '%s/%s'", files[i][0], folder, files[i][1]);
        assert_int_equal(system(command), 0);
    }
    write_blocks("docs/data-formats.md");
    assert_true(run_commands("docs/data-formats.md", "```sh") >= 20);
}

// The pictures of the README are what the program draws: each says the command that made it.
static void the_pictures_are_true(void **state) {
    (void)state;
    static const char *const picture[] = { "softmax", "masked", "gradient-flow", "backwards", "heads", "weights" };
    static const char update[] = "cp '%s/now.png' 'docs/pictures/%s.png'",
                      compare[] = "compare -metric AE -fuzz 10%% '%s/now.png' 'docs/pictures/%s.png' null: > '%s/differ' 2>&1";
    char command[3000], said[2000];
    for (size_t i = 0; i < sizeof picture / sizeof *picture; i++) {
        snprintf(command, sizeof command, "strings 'docs/pictures/%s.png' | grep '^attend export' > '%s/command'", picture[i],
                 folder);
        assert_int_equal(system(command), 0);
        snprintf(command, sizeof command, "%s/command", folder);
        char *text = check_read(command, NULL), *to = strstr(text, " -o ");
        if (strncmp(text, "attend export ", 14) != 0 || !to)
            fail_msg("docs/pictures/%s.png does not say how it was made", picture[i]);
        snprintf(said, sizeof said, "%.*s -o now.png", (int)(to - text), text);
        free(text);
        if (run(said) != 0) fail_msg("docs/pictures/%s.png: this fails: %s", picture[i], said);
        snprintf(command, sizeof command, getenv("UPDATE") ? update : compare, folder, picture[i], folder);
        int status = system(command);
        if (getenv("UPDATE") || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) continue;
        snprintf(command, sizeof command, "%s/differ", folder);
        text = check_read(command, NULL);
        double pixels = strtod(text, NULL); // fonts of another version may move some
        if (!(pixels >= 0 && pixels < 0.004 * 1920 * 1080) || WEXITSTATUS(status) > 1)
            fail_msg("docs/pictures/%s.png is no longer what the program draws (UPDATE=1 makes it again): %s", picture[i], text);
        free(text);
    }
}

static void links_lead_somewhere(void **state) {
    (void)state;
    char *text = check_read("README.md", NULL);
    int links = 0;
    for (char *at = text; (at = strstr(at, "](")); links++) {
        char path[200];
        at += 2;
        snprintf(path, sizeof path, "%.*s", (int)strcspn(at, ")#"), at);
        if (access(path, R_OK) != 0) fail_msg("README.md: there is no %s", path);
    }
    assert_true(links >= 8);
    free(text);
}

// "5 Attention as soft retrieval", for every lesson there is.
static void the_readme_lists_the_course(void **state) {
    (void)state;
    assert_int_equal(run("attend list lessons"), 0);
    char path[600], want[200];
    snprintf(path, sizeof path, "%s/out.txt", folder);
    char *text = check_read("README.md", NULL), *list = check_read(path, NULL);
    int lessons = 0;
    for (char *line = strtok(list, "\n"); line; line = strtok(NULL, "\n"), lessons++) {
        char *title = strchr(line, '\t');
        if (!title) continue;
        snprintf(want, sizeof want, "%d %.*s", atoi(line), (int)strcspn(title + 1, "\t"), title + 1);
        if (!strstr(text, want)) fail_msg("README.md does not list: %s", want);
    }
    assert_true(lessons >= 17);
    free(text);
    free(list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readme),
        cmocka_unit_test(command_line),
        cmocka_unit_test(data_formats_page),
        cmocka_unit_test(the_pictures_are_true),
        cmocka_unit_test(links_lead_somewhere),
        cmocka_unit_test(the_readme_lists_the_course),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
