// What a figure's file says of itself: its title, what it shows in words, and the command that makes it again.
#include <string.h>

#include "draw/decimal.h"
#include "page/figure.h"
#include "session/describe.h"

// A word of a command line as a shell reads it.
void figure_put_word(Builder *b, const char *word) {
    bool plain = *word;
    for (const char *c = word; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || strchr("._-/:=,+%", *c)))
            plain = false;
    if (plain) {
        builder_print(b, " %s", word);
        return;
    }
    builder_print(b, " '");
    for (; *word; word++) builder_print(b, *word == '\'' ? "'\\''" : "%c", *word);
    builder_print(b, "'");
}

void figure_put_option(Builder *b, const char *option, const char *value) {
    builder_print(b, " %s", option);
    figure_put_word(b, value);
}

// With as many digits as it takes to read the same number again.
static const char *exact(Arena *arena, double value) {
    const char *text = "";
    double again;
    for (int digits = 6; digits <= 17; digits++) {
        text = arena_print(arena, "%.*g", digits, value);
        if (text_number(text_of(text), &again) && again == value) break;
    }
    return text;
}

// What it is when nobody has changed it.
static const char *unchanged(const Session *s, const ParamInfo *info) {
    const LessonStep *step = session_lesson_step(s);
    for (int i = 0; i < step->settings; i++)
        if (!strcmp(step->setting[i].name, info->name)) return step->setting[i].value;
    return info->initial;
}

static void put_params(Builder *b, const Session *s, Arena *arena) {
    const Step *step = session_scene_step(s);
    bool changed = session_changed(s);
    for (int i = 0; i < step->infos; i++) {
        const ParamInfo *info = &step->info[i];
        bool live = !strcmp(info->name, "train") && session_race_shown(s) >= 0;
        if (!changed && !live) continue;
        bool choice = info->kind == PARAM_CHOICE;
        double value = choice ? 0 : session_shown_number(s, info->name), initial = 0;
        if (info->kind == PARAM_SWITCH) {
            if ((value != 0) != !strcmp(unchanged(s, info), "on"))
                figure_put_option(b, "--set", arena_print(arena, "%s=%s", info->name, value != 0 ? "on" : "off"));
            continue;
        }
        if (!choice) text_number(text_of(unchanged(s, info)), &initial);
        if (choice ? !strcmp(step_choice(step, info->name), unchanged(s, info)) : value == initial) continue;
        figure_put_option(b, "--set",
                          choice ? arena_print(arena, "%s=%s", info->name, step_choice(step, info->name))
                                 : arena_print(arena, "%s=%s", info->name, exact(arena, value)));
    }
}

static void put_parts_left_out(Builder *b, const FigureSpec *spec) {
    static const char *const part[] = { "title", "legend", "footer" };
    const char *before = " --without ";
    for (int i = 0; i < 3; i++) {
        if (!(spec->without & 1u << i)) continue;
        builder_print(b, "%s%s", before, part[i]);
        before = ",";
    }
}

// A trained model of one's own is a file, what it has read, and which of its heads is looked at; NULL: the step shows none.
static const Input *opened_place(const Session *s) {
    const Inputs *inputs = session_scene_step(s)->inputs;
    return session_own_data(s) && inputs_find(inputs, "token") && inputs_find(inputs, "next") ? inputs_find(inputs, "place") : NULL;
}

static void put_opened(Builder *b, const Session *s, Arena *arena) {
    const Inputs *inputs = session_scene_step(s)->inputs;
    const Input *token = inputs_find(inputs, "token"), *next = inputs_find(inputs, "next"), *place = opened_place(s);
    Builder all = { .arena = arena };
    for (int i = 0; i < token->shape.size[0]; i++) builder_print(&all, "%s%.0f", i ? "," : "", token->value[i]);
    figure_put_option(b, "--tokens", builder_text(&all));
    if (place->value[0] != 1) figure_put_option(b, "--set", arena_print(arena, "layer=%.0f", place->value[0]));
    if (place->value[1] != 1) figure_put_option(b, "--set", arena_print(arena, "head=%.0f", place->value[1]));
    int asked = (int)place->value[4];
    if (asked) figure_put_option(b, "--set", arena_print(arena, "ask=#%.0f", next->value[asked * next->shape.size[1] + 2]));
    if (place->value[5] != 0) figure_put_option(b, "--set", "instead=mean");
}

// The command that makes the figure again, the same bytes but for this line of a figure that a window saved.
static const char *command_of(const Session *s, const FigureSpec *spec, const char *ending, Arena *arena) {
    Builder b = { .arena = arena };
    const char *lesson = session_lesson(s)->id;
    bool opened = opened_place(s) != NULL;
    builder_print(&b, "attend export");
    figure_put_word(&b, opened ? session_data_name(s) : lesson);
    builder_print(&b, " --step %d", session_step(s) + 1);
    if (spec->t < 1 && !spec->moving) builder_print(&b, " --at %s", exact(arena, spec->t));
    if (spec->before) builder_print(&b, " --before");
    // A spec that nobody has fitted says what it is itself.
    double width = spec->asked_width > 0 ? spec->asked_width : spec->width;
    double height = spec->asked_height > 0 ? spec->asked_height : spec->height;
    double scale = spec->asked_scale > 0 ? spec->asked_scale : spec->scale;
    if (spec->place) builder_print(&b, " --for %s", spec->place->id);
    if (spec->cm_width > 0 && spec->cm_height <= 0)
        builder_print(&b, " --size %scm", exact(arena, spec->cm_width));
    else if (spec->cm_width > 0)
        builder_print(&b, " --size %sx%scm", exact(arena, spec->cm_width), exact(arena, spec->cm_height));
    else if (!spec->place && width > 0 && height > 0 && (width != 1280 || height != 720))
        builder_print(&b, " --size %sx%s", exact(arena, width), exact(arena, height));
    if (spec->text_size > 0) builder_print(&b, " --text-size %s", exact(arena, spec->text_size));
    if (scale > 0 && scale != 1) builder_print(&b, " --scale %s", exact(arena, scale));
    if (spec->fps > 0) builder_print(&b, " --fps %s", exact(arena, spec->fps));
    if (spec->seconds > 0) builder_print(&b, " --seconds %s", exact(arena, spec->seconds));
    if (spec->theme) builder_print(&b, " --theme %s", theme_name(spec->theme));
    put_parts_left_out(&b, spec);
    if (spec->comma) builder_print(&b, " --decimal comma");
    if (spec->part) figure_put_option(&b, "--part", spec->part);
    if (spec->crop) builder_print(&b, " --crop");
    if (spec->strip > 1) builder_print(&b, " --strip %d", spec->strip);
    if (spec->title) figure_put_option(&b, "--title", spec->title);
    if (spec->caption) figure_put_option(&b, "--caption", spec->caption);
    if (spec->clear) builder_print(&b, " --background none");
    if (spec->outlines) builder_print(&b, " --outlines");
    if (opened)
        put_opened(&b, s, arena);
    else if (session_scene_step(s)->own_text && !strcmp(lesson, "own-text"))
        figure_put_option(&b, "--text", session_scene_step(s)->own_text->name);
    else if (spec->data || session_own_data(s))
        figure_put_option(&b, "--data", spec->data ? spec->data : session_data_name(s));
    put_params(&b, s, arena);
    figure_put_option(&b, "-o", arena_print(arena, "%s-step-%d.%s", lesson, session_step(s) + 1, ending));
    return builder_text(&b);
}

// The step in words, and where it is from.
static const char *description(Session *s, const FigureSpec *spec, const Metrics *metrics, Arena *arena) {
    Described d = describe_step(s, &(DescribeSpec){ .metrics = metrics, .t = spec->t, .before = spec->before }, arena);
    const char *words = describe_text(&d, arena);
    return arena_print(arena, "%s. %s", figure_footer(s, spec, arena), spec->comma ? decimal_comma(arena, words) : words);
}

FigureFile figure_file(Session *s, const FigureSpec *spec, const Metrics *metrics, const char *ending, Arena *arena) {
    return (FigureFile){
        .width = spec->width > 0 ? spec->width : 1280,
        .height = spec->height > 0 ? spec->height : 720,
        .scale = spec->scale > 0 ? spec->scale : 1,
        .theme = spec->theme,
        .background = ROLE_STAGE,
        .title = arena_print(arena, "%s: %s", session_lesson(s)->title, figure_title(s, spec)),
        .description = description(s, spec, metrics, arena),
        .command = command_of(s, spec, ending, arena),
        .points = spec->points,
        .clear = spec->clear,
        .outlines = spec->outlines,
        .fps = spec->fps > 0 ? spec->fps : FIGURE_FPS,
    };
}
