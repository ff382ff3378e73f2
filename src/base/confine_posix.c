#define _GNU_SOURCE // syscall
// What is given up is held by Landlock, Linux's way for a process to bind itself. Its numbers stand here, for the headers of an
// older system do not know all that a newer kernel does.
#include "base/platform.h"

#include "base/child.h"

#ifdef __linux__

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 }; // the same on every machine
enum { RULE_PATH_BENEATH = 1 };
enum {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    REMOVE_FOLDER = 1 << 4,
    REMOVE_FILE = 1 << 5,
    MAKE_CHARACTER = 1 << 6,
    MAKE_FOLDER = 1 << 7,
    MAKE_FILE = 1 << 8,
    MAKE_SOCKET = 1 << 9,
    MAKE_PIPE = 1 << 10,
    MAKE_BLOCK = 1 << 11,
    MAKE_LINK = 1 << 12,
    REFER = 1 << 13,    // from the second version on
    TRUNCATE = 1 << 14, // from the third
    HELD = EXECUTE | WRITE_FILE | REMOVE_FOLDER | REMOVE_FILE | MAKE_CHARACTER | MAKE_FOLDER | MAKE_FILE | MAKE_SOCKET | MAKE_PIPE |
           MAKE_BLOCK | MAKE_LINK | REFER | TRUNCATE,
    OWN = WRITE_FILE | REMOVE_FOLDER | REMOVE_FILE | MAKE_FOLDER | MAKE_FILE | REFER | TRUNCATE, // where a person keeps files
    OF_A_FILE = EXECUTE | WRITE_FILE | TRUNCATE                                                  // the others are rights of folders
};
enum { BIND_TCP = 1, CONNECT_TCP = 2, SCOPE_SIGNAL = 2 };

typedef struct Ruleset {
    unsigned long long files, network, scope; // what is held
} Ruleset;

typedef struct __attribute__((packed)) Beneath {
    unsigned long long allowed;
    int folder;
} Beneath;

typedef struct Confinement {
    int rules;
    unsigned long long held;
} Confinement;

static void allow(const Confinement *c, const char *path, unsigned long long what) {
    struct stat is;
    int folder = path && *path ? open(path, O_PATH | O_CLOEXEC) : -1;
    if (folder < 0) return;
    if (fstat(folder, &is) == 0 && !S_ISDIR(is.st_mode)) what &= OF_A_FILE;
    Beneath rule = { what & c->held, folder };
    if (rule.allowed) syscall(ADD_RULE, c->rules, RULE_PATH_BENEATH, &rule, 0);
    close(folder);
}

// A folder that the person named. Where it does not stand yet, the one it will be made in; never all there is.
static void allow_named(const Confinement *c, const char *path) {
    char part[4096];
    if (!path || *path != '/' || strlen(path) >= sizeof part) return;
    strcpy(part, path);
    while (access(part, F_OK) != 0) {
        char *slash = strrchr(part, '/');
        if (!slash || slash == part) return;
        *slash = 0;
    }
    if (part[1]) allow(c, part, OWN);
}

static bool is_of_system(const char *name) {
    static const char *const names[] = { "bin",  "boot", "dev",  "etc", "lib", "lib32", "lib64", "libx32", "proc",
                                         "root", "run",  "sbin", "sys", "usr", "var",   "opt",   "nix",    "gnu" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i])) return true;
    return false;
}

// Homes, disks, sticks, the network's folders: whatever stands at the root and is not the system's.
static void allow_where_people_write(const Confinement *c) {
    char path[300], here[4096];
    DIR *root = opendir("/");
    for (struct dirent *e; root && (e = readdir(root));) {
        if (e->d_name[0] == '.' || is_of_system(e->d_name)) continue;
        snprintf(path, sizeof path, "/%s", e->d_name);
        allow(c, path, OWN);
    }
    if (root) closedir(root);
    static const char *const also[] = { "/var/tmp", "/run/user", "/run/media", "/dev/shm" };
    static const char *const named[] = { "HOME",           "TMPDIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_PICTURES_DIR",
                                         "XDG_RUNTIME_DIR" };
    for (size_t i = 0; i < sizeof also / sizeof *also; i++) allow(c, also[i], OWN);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) allow_named(c, getenv(named[i]));
    if (getcwd(here, sizeof here)) allow_named(c, here);
    allow(c, "/dev", WRITE_FILE);
}

// Programs that were installed, and the loaders that start them.
static void allow_programs(const Confinement *c) {
    static const char *const folders[] = { "/usr",    "/bin", "/sbin", "/lib", "/lib32", "/lib64",
                                           "/libx32", "/opt", "/nix",  "/gnu", "/snap" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) allow(c, folders[i], EXECUTE);
    const char *path = getenv("PATH");
    char folder[4096];
    while (path && *path) {
        size_t size = strcspn(path, ":");
        if (size && size < sizeof folder && *path == '/') {
            snprintf(folder, sizeof folder, "%.*s", (int)size, path);
            allow(c, folder, EXECUTE);
        }
        path += size + (path[size] == ':');
    }
}

// A display on another machine is reached by its network.
static bool display_is_far(void) {
    const char *display = getenv("DISPLAY");
    return display && *display && *display != ':' && strncmp(display, "unix:", 5) != 0 && *display != '/';
}

bool platform_confine(bool window) {
    long version = syscall(CREATE_RULESET, NULL, 0, 1);
    if (version < 1) return false;
    Ruleset set = { HELD, 0, 0 };
    if (version < 2) set.files &= ~(unsigned long long)REFER;
    if (version < 3) set.files &= ~(unsigned long long)TRUNCATE;
    if (version >= 4) set.network = display_is_far() && window ? BIND_TCP : BIND_TCP | CONNECT_TCP;
    if (version >= 6) set.scope = SCOPE_SIGNAL;
    size_t size = version < 4 ? sizeof set.files : version < 6 ? 2 * sizeof set.files : sizeof set;
    if (window && !starter_begin()) return false;
    Confinement c = { (int)syscall(CREATE_RULESET, &set, size, 0), set.files };
    if (c.rules < 0) return false;
    allow_programs(&c);
    if (window)
        allow_where_people_write(&c);
    else
        allow(&c, "/", OWN); // the file that is written was named on the command line
    bool held = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(RESTRICT_SELF, c.rules, 0) == 0;
    close(c.rules);
    return held;
}

#else

bool platform_confine(bool window) {
    (void)window;
    return false;
}

#endif
