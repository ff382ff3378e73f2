// kill -9 at any moment of a save: progress, settings, pictures and numbers are the old file or the new one, never between.
// ATTEND_KILLS=1000 for more of it (make fault-test also kills at every single call).
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "base/platform.h"
#include "base/random.h"
#include "command.h"
#include "command/commands.h"
#include "session/settings.h"
#include "session/state.h"

static char home[64];
static Random chance;

static const char *at_home(Arena *arena, const char *name) { return arena_print(arena, "%s/%s", home, name); }

// --- what is saved, again and again, one of two ways

static void save_state(Arena *arena, int way) {
    Problems problems = { .arena = arena };
    State *state = state_open(&problems);
    for (int i = 0; i < 40; i++) state_set_place(state, arena_print(arena, "lesson-%d", i), way ? "one" : "another");
    state_write(state, &problems);
    state_close(state);
}

static void save_settings(Arena *arena, int way) {
    Problems problems = { .arena = arena };
    Settings *settings = settings_open(&problems);
    settings_set(settings, SETTING_THEME, way ? "dark" : "light", &problems);
    settings_close(settings);
}

static void export(Arena *arena, const char *name, int way) {
    char *args[] = { "export", "5", "--step", way ? "4" : "3", "--size", "320x240", "-o", (char *)at_home(arena, name) };
    command_export(8, args);
}
static void save_png(Arena *arena, int way) { export(arena, "a.png", way); }

static void compute(Arena *arena, const char *name, int way) {
    char *args[] = { "compute", "position", "--set", way ? "n=200" : "n=300", "-o", (char *)at_home(arena, name) };
    command_compute(6, args);
}
static void save_json(Arena *arena, int way) { compute(arena, "a.json", way); }
static void save_npz(Arena *arena, int way) { compute(arena, "a.npz", way); }

static const struct {
    const char *file;
    void (*save)(Arena *arena, int way);
    int kills, most; // most: microseconds to wait for a moment
} cases[] = {
    { "attend/state", save_state, 40, 4000 }, { "attend/settings", save_settings, 40, 4000 },
    { "a.png", save_png, 10, 60000 },         { "a.json", save_json, 20, 12000 },
    { "a.npz", save_npz, 20, 12000 },
};
enum { CASES = sizeof cases / sizeof *cases };

// --- killing

static Text bytes_of(Arena *arena, const char *path) {
    Text bytes = { 0 };
    Problems problems = { .arena = arena };
    if (!file_read(arena, path, 1 << 24, &bytes, &problems)) fail_msg("%s", problems.item[0].message);
    return bytes;
}

static void save_for_ever(int which) {
    for (int way = 0;; way = !way) {
        Arena *arena = arena_begin();
        cases[which].save(arena, way);
        arena_end(arena);
    }
}

static void kill_once(int which, const char *path, const Text good[2]) {
    pid_t child = fork();
    if (child == 0) save_for_ever(which);
    struct timespec moment = { .tv_nsec = 1000 * (long)random_below(&chance, (uint32_t)cases[which].most) };
    nanosleep(&moment, NULL);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    Arena *arena = arena_begin();
    Text now = bytes_of(arena, path);
    if (!text_equal(now, good[0]) && !text_equal(now, good[1])) fail_msg("%s is between: %zu bytes: %.60s", path, now.size, now.at);
    arena_end(arena);
}

static void saved_files_are_old_or_new(void **state) {
    (void)state;
    const char *more = getenv("ATTEND_KILLS");
    for (int which = 0; which < CASES; which++) {
        Arena *arena = arena_begin();
        const char *path = at_home(arena, cases[which].file);
        Text good[2];
        for (int i = 1; i < 5; i++) { // from the second time on a way is always the same: steps that were seen stay so
            cases[which].save(arena, i % 2);
            good[i % 2] = bytes_of(arena, path);
        }
        assert_false(text_equal(good[0], good[1]));
        int kills = more ? atoi(more) : cases[which].kills;
        for (int i = 0; i < kills; i++) kill_once(which, path, good);
        arena_end(arena);
    }
}

static int open_home(void **state) {
    (void)state;
    snprintf(home, sizeof home, "/tmp/attend-kill-XXXXXX");
    chance = random_seed((uint64_t)time(NULL));
    if (!mkdtemp(home)) return -1;
    setenv("XDG_STATE_HOME", home, 1);
    setenv("XDG_CONFIG_HOME", home, 1);
    Arena *arena = arena_begin();
    bool made = folder_make(at_home(arena, "attend"));
    arena_end(arena);
    return made ? 0 : -1;
}

static int leave_home(void **state) {
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf '%s'", home);
    return system(command);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(saved_files_are_old_or_new) };
    return cmocka_run_group_tests(tests, open_home, leave_home);
}
