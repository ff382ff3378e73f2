// The person's settings: one table that the settings file, the flag --with NAME=VALUE and links read alike. What is said for
// this run goes before the file; what is changed in the program is written to the file, and nothing else there is touched.
//
//     Settings *s = settings_open(&problems);                             // $XDG_CONFIG_HOME/attend/settings
//     settings_say(s, TEXT("theme"), TEXT("dark"), &problems);            // for this run
//     if (settings_choice(s, SETTING_THEME) == 1) …                       // dark is the second choice
//     settings_set(s, SETTING_MOTION, "off");                             // from now on
#ifndef ATTEND_SESSION_SETTINGS_H
#define ATTEND_SESSION_SETTINGS_H

#include "base/error.h"
#include "base/text.h"

typedef enum SettingId {
    SETTING_THEME,   // light, dark: the values of Theme
    SETTING_TYPE,    // usual, large
    SETTING_MOTION,  // off: every step shows its end
    SETTING_ZOOM,    // a number; 0 for "display"
    SETTING_PREDICT, // a question comes before the picture that answers it
    SETTING_PLAIN,   // Next goes to the next step, and never first plays, asks or shows
    SETTING_DECIMAL, // point, comma
    SETTING_FOLDER,  // of saved pictures; "": the person's pictures folder
    SETTING_SITE,    // the page's address, for links; ""
    SETTING_ONLY,    // steps of a lesson, "2-5"
    SETTING_COUNT
} SettingId;

typedef enum SettingKind { SETTING_IS_CHOICE, SETTING_IS_NUMBER, SETTING_IS_TEXT, SETTING_IS_STEPS } SettingKind;

typedef struct SettingRow {
    const char *name;
    SettingKind kind;
    const char *initial; // always a value
    const char *choices; // "light dark"
    double low, high;    // of a number
    const char *label;   // on the settings page
    const char *says;    // in a line of help
} SettingRow;
extern const SettingRow setting_table[SETTING_COUNT];

typedef struct Settings Settings;

Settings *settings_begin(void); // as they are at first, and nothing is written
// From the person's file. A broken one is a problem: it is kept aside, and everything is as at first.
Settings *settings_open(Problems *problems);
void settings_close(Settings *settings);
bool settings_found(const Settings *settings);       // was there a file
const char *settings_path(const Settings *settings); // of the file; NULL: nothing is written

bool setting_find(Text name, SettingId *out); // false: there is none of that name
// Is it a setting and a value of it? False with a problem: did you mean, or what it takes.
bool setting_check(Text name, Text value, SettingId *out, Problems *problems);
// For this run: a flag or a link.
bool settings_say(Settings *settings, Text name, Text value, Problems *problems);
// "theme=dark", as on the command line.
bool settings_say_one(Settings *settings, const char *assignment, Problems *problems);
// From now on; the value is one of the setting's. False with a problem: it could not be written, and holds for this run.
bool settings_set(Settings *settings, SettingId setting, const char *value, Problems *problems);

const char *settings_text(const Settings *settings, SettingId setting);
int settings_choice(const Settings *settings, SettingId setting); // which of its choices, from 0
bool settings_on(const Settings *settings, SettingId setting);    // of one that is "on" or "off"
double settings_number(const Settings *settings, SettingId setting);
// The steps of SETTING_ONLY, from 0 to below `steps`, the last one included; all of them when nothing else is said.
void settings_steps(const Settings *settings, int steps, int *first, int *last);

#endif
