// Every step of every lesson as it really leaves the program: over the real fonts nothing overlaps or leaves the picture and
// every number has an identity; the same step is the same bytes each time; a few PNGs are compared with accepted ones.
#include "support/check.h"

#include <cairo.h>
#include <ctype.h>
#include <math.h>

#include "base/platform.h"
#include "page/figure_faults.h"
#include "page/figure_layout.h"
#include "page/figure_making.h"
#include "page/figure_stage.h"
#include "render/system_fonts.h"
#include "session/asked.h"
#include "support/picture.h"
#include "support/review.h"

static Library library;
static Arena *memory;
static Fonts *fonts;

static int open_all(void **state) {
    (void)state;
    memory = arena_begin();
    Problems problems = { .arena = memory };
    fonts = fonts_open(memory, &problems);
    bool well = fonts && library_open(&library, &problems);
    problems_print(stderr, &problems);
    return well ? 0 : -1;
}

static int close_all(void **state) {
    (void)state;
    library_close(&library);
    fonts_close(fonts);
    arena_end(memory);
    render_shutdown();
    return 0;
}

static const char *retrieval(void) {
    Problems problems = { .arena = memory };
    const char *path = library_find(&library, "retrieval", &problems);
    assert_non_null(path);
    return path;
}

static Session *open_lesson(const char *path) {
    Problems problems = { .arena = memory };
    Session *session = session_begin(&library);
    if (!session_open(session, path, &problems)) fail_msg("%s", problem_text(memory, &problems.item[0]));
    return session;
}

static void check_stage(Session *session, double width, double height, double t) {
    Arena *arena = arena_begin();
    View view = { .width = width, .height = height, .metrics = fonts_metrics(fonts), .arena = arena };
    List list = list_begin(arena, view.metrics);
    session_draw(session, &view, t, &list);
    const char *what =
        arena_print(arena, "%s step %d, %g × %g, t = %g", session_lesson(session)->id, session_step(session) + 1, width, height, t);
    picture_check(&list, width, height, what);
    arena_end(arena);
}

static void no_step_overlaps(void **state) {
    (void)state;
    static const double size[][2] = { { 640, 300 }, { 640, 480 }, { 952, 580 }, { 1300, 820 } };
    static const double times[] = { 0, 0.3, 0.5, 0.8, 1 };
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step++) {
            session_go(session, step);
            for (size_t s = 0; s < sizeof size / sizeof *size; s++)
                for (size_t t = 0; t < sizeof times / sizeof *times; t++) check_stage(session, size[s][0], size[s][1], times[t]);
        }
        session_end(session);
    }
}

static void whole_figures_keep_the_rules(void **state) {
    (void)state;
    static const double size[][2] = { { 960, 600 }, { 1280, 720 }, { 1920, 1080 } };
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step++) {
            session_go(session, step);
            for (size_t s = 0; s < sizeof size / sizeof *size; s++) {
                Arena *arena = arena_begin();
                FigureSpec spec = { .width = size[s][0], .height = size[s][1], .t = 1 };
                List list = figure_list(session, &spec, fonts_metrics(fonts), arena);
                picture_check_layout(&list, spec.width, spec.height, session_lesson_step(session)->title);
                assert_true(picture_texts(&list, session_lesson_step(session)->title) == 1);
                arena_end(arena);
            }
        }
        session_end(session);
    }
}

// A part of a picture has no name without the numbers that it names, and no numbers without their name.
static void check_names(const FigureSpec *spec, const FigureFaults *faults, const char *what) {
    if (spec->layout.width <= 0) return;
    if (faults->orphans) fail_msg("%s: %d names without their numbers", what, faults->orphans);
    if (faults->nameless) fail_msg("%s: %d arrays without their names", what, faults->nameless);
}

// A small figure shows a part of its picture, and no part is a line of arithmetic alone.
static void no_part_is_a_single_line(void **state) {
    (void)state;
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step++) {
            session_go(session, step);
            FigureSpec spec = figure_settled(session, &(FigureSpec){ .width = 640, .height = 480, .t = 1 }, fonts_metrics(fonts));
            if (spec.layout.width > 0 && spec.layout.part.h <= 48)
                fail_msg("%s: its part is %g units high", session_lesson_step(session)->title, spec.layout.part.h);
        }
        session_end(session);
    }
}

static Text write(Session *session, const char *ending, double t, Theme theme, double width, double height) {
    Problems problems = { .arena = memory };
    FigureSpec spec = { .width = width, .height = height, .t = t, .theme = theme };
    Text bytes;
    assert_true(figure_write(session, &spec, fonts, ending, memory, &bytes, &problems));
    return bytes;
}

static void the_same_step_is_the_same_bytes(void **state) {
    (void)state;
    for (int i = 0; i < exporter_count; i++) {
        if (!strcmp(exporter_table[i]->id, "mp4")) continue; // made by another program
        Session *a = open_lesson(retrieval()), *b = open_lesson(retrieval());
        session_go(a, 6);
        session_go(b, 7); // by another way
        session_go(b, 6);
        assert_true(text_equal(write(a, exporter_table[i]->id, 0.6, THEME_DARK, 1280, 720),
                               write(b, exporter_table[i]->id, 0.6, THEME_DARK, 1280, 720)));
        session_end(a);
        session_end(b);
    }
}

static void a_figure_says_what_it_is(void **state) {
    (void)state;
    Session *session = open_lesson(retrieval());
    session_go(session, 3);
    Problems problems = { .arena = memory };
    assert_true(session_edit(session, tape_find(session_tape(session), "q"), 0, 2, &problems));
    assert_true(session_set_param(session, "temperature", "2", &problems));
    const char *svg = text_copy(memory, write(session, "svg", 1, THEME_LIGHT, 1280, 720));
    static const char *const words[] = {
        "<title",     "<desc",  "Softmax turns scores into weights", "step 4 of 8", "seed.csv, edited", "temperature = 2",
        "Attend 0.1", "weights"
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strstr(svg, words[i])) fail_msg("the figure does not say '%s'", words[i]);
    session_end(session);
}

static const char *svg_of(Session *session, FigureSpec spec) {
    Problems problems = { .arena = memory };
    Text bytes;
    assert_true(figure_write(session, &spec, fonts, "svg", memory, &bytes, &problems));
    return text_copy(memory, bytes);
}

static void a_figure_shows_what_it_is_asked_for(void **state) {
    (void)state;
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, "masking", &problems));
    session_go(session, 2);
    const char *whole = svg_of(session, (FigureSpec){ .t = 1 });
    assert_true(strstr(whole, ">scores<") && strstr(whole, ">weights<"));
    assert_null(strstr(whole, "what is right<")); // its legend names only what is drawn
    assert_null(strstr(whole, "moment"));
    assert_non_null(strstr(svg_of(session, (FigureSpec){ .t = 0.25 }), ", moment 0.25  ·"));
    FigureSpec bare = { .t = 1, .without = FIGURE_TITLE | FIGURE_LEGEND | FIGURE_FOOTER, .caption = "Only the past." };
    const char *svg = svg_of(session, bare);
    assert_null(strstr(svg, ">scores<"));
    assert_null(strstr(svg, ">Attend 0.1<"));
    assert_non_null(strstr(svg, ">Only the past.<"));
    assert_non_null(strstr(svg, "--without title,legend,footer --caption 'Only the past.' -o"));
    assert_non_null(strstr(svg_of(session, (FigureSpec){ .t = 1, .title = "Mine" }), ">Mine<"));
    assert_non_null(strstr(svg_of(session, (FigureSpec){ .t = 0.1, .theme = THEME_GREY }), "--at 0.1 --theme grey -o"));
    session_end(session);
}

// A number in a note is whole, a line of arithmetic has its result, and a value stands in the line of its name.
static void check_ends(const List *list, const char *what) {
    for (int i = 1; i < list->count; i++) {
        const Cmd *c = &list->cmd[i], *before = c - 1;
        if (c->kind != CMD_TEXT) continue;
        const char *text = c->text.text, *end = strstr(text, "…");
        if (end > text && !end[3] && isdigit((unsigned char)end[-1])) fail_msg("%s: a number is cut: %s", what, text);
        size_t size = before->kind == CMD_TEXT ? strlen(before->text.text) : 0;
        while (size && before->text.text[size - 1] == ' ') size--;
        if (size && before->text.text[size - 1] == '=' && !strcmp(text, "…")) fail_msg("%s: nothing after its =", what);
        if (text[0] == '=' && text[1] == ' ' && size && before->text.y < c->text.y) fail_msg("%s: a line begins: %s", what, text);
    }
}

// Where a figure goes its labels can be read, nothing overlaps, no digits are dropped and no card is empty; a part says that it
// is one.
static void check_place(Session *session, const FigurePlace *place) {
    Arena *arena = arena_begin();
    const Metrics *metrics = fonts_metrics(fonts);
    FigureSpec spec = { .t = 1, .place = place };
    const char *what = arena_print(arena, "%s %s %d", place->id, session_lesson(session)->id, session_step(session) + 1);
    List whole = figure_ample(session, &spec, metrics, arena);
    figure_fit(&spec);
    spec = figure_settled(session, &spec, metrics);
    List list = figure_list(session, &spec, metrics, arena);
    double smallest = figure_smallest_label(&list) * spec.points;
    double least = place == &figure_places[0] ? 0.018 * spec.height * spec.points : 7;
    if (smallest < least - 0.01) fail_msg("%s: the smallest label has %.2f pt, not %.2f", what, smallest, least);
    picture_check_layout(&list, spec.width, spec.height, what);
    FigureWanted wanted = figure_wanted(session);
    FigureFaults faults = figure_faults(&list, spec.width, spec.height, &whole, &wanted);
    if (faults.dropped) fail_msg("%s: %d cells have lost their digits", what, faults.dropped);
    check_names(&spec, &faults, what);
    check_ends(&list, what);
    if (faults.colored && faults.written < 3) fail_msg("%s: nothing but colours", what);
    bool part = spec.layout.width > 0 || spec.layout.less, named = false;
    for (int i = 0; i < list.count; i++)
        named |= list.cmd[i].kind == CMD_TEXT && strstr(list.cmd[i].text.text, "Part of the picture");
    if (part != named) fail_msg("%s: the legend does not say that it is a part", what);
    const char *lost[FIGURE_WANTED_MOST];
    if (!part && figure_lost_cards(&whole, &list, lost)) fail_msg("%s: nothing says that '%s' is not there", what, lost[0]);
    Problems problems = { .arena = arena };
    Text pdf;
    assert_true(figure_write(session, &spec, fonts, "pdf", arena, &pdf, &problems));
    arena_end(arena);
}

// A card that a picture leaves out by itself is named as far as there is room; one whose title is shorter there is no other one.
static void cards_left_out_are_counted(void **state) {
    (void)state;
    static const struct {
        const char *lesson, *place, *says;
        int step;
    } made[] = {
        { "race", "column", "without 2 cards: Gradient at the first", 5 },
        { "copying", "column", "without 1 card: Trained: what the last", 5 },
        { "block", "page", "without 1 card: Feed-forward: each token alone, by the same two matrices", 5 },
        { "exploding", "page", "without 1 card: Gradient at the first token ÷ at the output", 9 },
    };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        Problems problems = { .arena = memory };
        Session *session = open_lesson(library_find(&library, made[i].lesson, &problems));
        session_go(session, made[i].step - 1);
        FigureSpec spec = { .t = 1, .place = figure_place(made[i].place) };
        figure_fit(&spec);
        if (!strstr(svg_of(session, spec), made[i].says)) fail_msg("%s does not say '%s'", made[i].lesson, made[i].says);
        session_end(session);
    }
}

// Small sizes never fail, and the part that is asked for is there with its name.
static void small_figures_and_parts(void **state) {
    (void)state;
    Session *session = open_lesson(retrieval());
    session_go(session, 4);
    for (int width = 320; width <= 640; width += 40)
        for (int high = 0; high < 3; high++) {
            Problems problems = { .arena = memory };
            FigureSpec spec = { .width = width, .height = 240 + 120 * high, .t = 1 };
            Text out;
            assert_true(figure_write(session, &spec, fonts, "svg", memory, &out, &problems));
        }
    const char *part = svg_of(session, (FigureSpec){ .t = 1, .part = "a" });
    assert_true(strstr(part, ">0.5388<") && strstr(part, ">Weights<") && strstr(part, "Part of the picture: a<"));
    assert_null(strstr(part, ">1.414<"));
    assert_non_null(strstr(part, " --part a -o"));
    const char *whole = svg_of(session, (FigureSpec){ .t = 1 }), *crop = svg_of(session, (FigureSpec){ .t = 1, .crop = true });
    double width = 0;
    assert_true(sscanf(strstr(crop, "width=\""), "width=\"%lf", &width) == 1 && width < 1280);
    assert_true(strstr(whole, ">1.414<") && strstr(crop, ">1.414<"));
    Text out;
    static const char *const endings[] = { "gif", "png", "svg", "pdf" };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        Problems problems = { .arena = memory };
        assert_false(figure_write(session, &(FigureSpec){ .t = 1, .part = "nix" }, fonts, endings[i], memory, &out, &problems));
        assert_non_null(strstr(problems.item[0].message, "step 5 has no node 'nix'; it has q, k, v"));
    }
    session_end(session);
    session = open_lesson(library_find(&library, "masking", &(Problems){ .arena = memory }));
    session_go(session, 2);
    Problems early = { .arena = memory };
    assert_false(figure_write(session, &(FigureSpec){ .t = 0.3, .part = "a" }, fonts, "svg", memory, &out, &early));
    assert_non_null(strstr(early.item[0].message, "step 3 does not show the numbers of 'a' at this moment"));
    session_end(session);
}

// Every step makes a figure at the smallest sizes there are, of all shapes; numbers and places of it are sound.
static void the_smallest_figures_never_fail(void **state) {
    (void)state;
    static const double size[][2] = { { 320, 240 }, { 320, 640 }, { 900, 240 } };
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step++) {
            session_go(session, step);
            for (int s = 0; s < 3; s++) {
                Arena *arena = arena_begin();
                FigureSpec spec = { .width = size[s][0], .height = size[s][1], .t = 1 };
                spec = figure_settled(session, &spec, fonts_metrics(fonts));
                List list = figure_list(session, &spec, fonts_metrics(fonts), arena);
                for (int k = 0; k < list.count; k++) {
                    Box b = list.cmd[k].box;
                    if (!isfinite(b.x + b.y + b.w + b.h)) fail_msg("%s: a place is no number", session_lesson_step(session)->title);
                }
                arena_end(arena);
            }
        }
        session_end(session);
    }
}

// In the room of the picture: marks of a number or in a colour of their own; what reaches below it, where the legend is.
static int count_marks(const List *list, Box room, int *below) {
    int count = 0;
    for (int i = *below = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        double bottom = c->box.y + c->box.h;
        if (!cmd_is_seen(c)) continue;
        *below += ident_is_number(c->ident) && (c->kind == CMD_TEXT || c->kind == CMD_RECT) && bottom > room.y + room.h + 10;
        if (c->box.y >= room.y + room.h) continue;
        count += c->kind == CMD_HEAT ||
                 (c->kind == CMD_RECT && c->rect.fill.alpha > 0.3f && (c->rect.fill.role >= ROLE_Q || ident_is_number(c->ident))) ||
                 (c->kind == CMD_PATH && c->path.stroke.role >= ROLE_Q);
    }
    return count;
}

// However small it is, a figure is more than axes and names, and its picture stays out of its legend. Where all of it is drawn
// smaller, its labels stay in proportion; in print they never do that.
static void small_figures_show_their_picture(void **state) {
    (void)state;
    static const double size[][2] = { { 320, 240 }, { 400, 300 }, { 640, 480 } };
    int reduced = 0, shown = 0;
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step++) {
            session_go(session, step);
            for (int k = 0; k < 3; k++) {
                Arena *arena = arena_begin();
                FigureSpec spec = { .width = size[k][0], .height = size[k][1], .t = 1 };
                spec = figure_settled(session, &spec, fonts_metrics(fonts));
                Box room;
                List list = figure_list_in(session, &spec, fonts_metrics(fonts), arena, &room);
                int below, marks = count_marks(&list, room, &below);
                const char *what = session_lesson_step(session)->title;
                if (marks < 1) fail_msg("%s at %g × %g: nothing but words", what, spec.width, spec.height);
                if (below) fail_msg("%s at %g × %g: %d marks are on the legend", what, spec.width, spec.height, below);
                if (room.h < spec.height / 3) fail_msg("%s at %g × %g: no room is left", what, spec.width, spec.height);
                reduced += spec.layout.reduced > 0, shown++;
                arena_end(arena);
            }
        }
        session_end(session);
    }
    assert_true(reduced > 0 && reduced < shown / 4);
}

// What a step asks for is on the part that a column shows, and a part that is asked for has its digits.
static int count_heats(const List *list, int node) {
    int count = 0;
    for (int i = 0; i < list->count; i++) count += list->cmd[i].kind == CMD_HEAT && list->cmd[i].ident.node == node;
    return count;
}

// In little room before the answer too; and where colours must do, they show no mask before it comes.
static void little_room_gives_no_answer_away(void **state) {
    (void)state;
    Problems problems = { .arena = memory };
    const Metrics *metrics = fonts_metrics(fonts);
    Session *session = open_lesson(library_find(&library, "masking", &problems));
    session_go(session, 2);
    for (int before = 0; before < 2; before++) {
        FigureSpec spec = { .width = 600, .height = 340, .t = before, .before = before };
        FigureSpec found = figure_settled(session, &spec, metrics);
        List list = figure_list(session, &found, metrics, memory), whole = figure_ample(session, &spec, metrics, memory);
        FigureWanted wanted = figure_wanted(session);
        FigureFaults faults = figure_faults(&list, found.width, found.height, &whole, &wanted);
        assert_int_equal(faults.colored, 0);
        assert_true(faults.written >= 16);
        spec.settled = true; // as the scene lays it out: colours
        list = figure_list(session, &spec, metrics, memory);
        assert_int_equal(count_heats(&list, tape_find(session_tape(session), "s")), 1);
        assert_int_equal(figure_faults(&list, spec.width, spec.height, &whole, &wanted).written, 0);
        spec.t = 1, spec.before = false;
        list = figure_list(session, &spec, metrics, memory);
        assert_int_equal(count_heats(&list, tape_find(session_tape(session), "s")), 0); // but the masked ones
    }
    session_end(session);
}

// Where it waits for its question nothing is on its way over something else, so that the whole picture can be handed out.
static void nothing_is_under_way_before_the_answer(void **state) {
    (void)state;
    const Metrics *metrics = fonts_metrics(fonts);
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step++) {
            session_go(session, step);
            Arena *arena = arena_begin();
            FigureSpec spec = { .width = 1280, .height = 720, .t = 1, .before = true };
            List list = figure_list(session, &spec, metrics, arena), whole = figure_ample(session, &spec, metrics, arena);
            FigureWanted wanted = figure_wanted(session);
            FigureFaults faults = figure_faults(&list, spec.width, spec.height, &whole, &wanted);
            if (faults.overlaps) fail_msg("%s step %d: %d overlaps", session_lesson(session)->id, step + 1, faults.overlaps);
            arena_end(arena);
        }
        session_end(session);
    }
}

static bool says(const List *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && !strcmp(list->cmd[i].text.text, text)) return true;
    return false;
}

// A question of which the picture says nothing holds nothing back: before the answer all of it is there.
static void a_picture_without_the_answer_is_whole_before_it(void **state) {
    (void)state;
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, "multi-head", &problems));
    session_go(session, 7);
    FigureSpec spec = { .width = 826, .height = 400, .t = 1, .before = true }, after = spec;
    after.before = false;
    List list = figure_list(session, &spec, fonts_metrics(fonts), memory),
         all = figure_list(session, &after, fonts_metrics(fonts), memory);
    assert_int_equal(figure_count_marks(&list), figure_count_marks(&all));
    session_end(session);
}

// Before a question is answered the number that is to be worked out stands nowhere on the picture.
static void what_is_worked_out_is_not_there_before(void **state) {
    (void)state;
    int checked = 0;
    for (int n = 0; n < library.count; n++) {
        Session *session = open_lesson(library.entry[n].path);
        for (int step = 0; step < session_lesson(session)->steps; step++) {
            const LessonStep *now = &session_lesson(session)->step[step];
            const Block *exercise = step_exercise(now);
            double value;
            Ident ident;
            session_go(session, step);
            if (!exercise || !asked_waits(now) || !session_live(session, &exercise->answer, &value, &ident)) continue;
            FigureSpec spec = { .width = 1280, .height = 720, .t = 1, .before = true };
            List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
            for (int i = 0; i < list.count; i++) {
                const Cmd *c = &list.cmd[i];
                double shown; // what is no number is words, an exponent or the question mark
                bool number = c->kind == CMD_TEXT && cmd_is_seen(c) && text_number(text_of(c->text.text), &shown) &&
                              fabs(shown - value) < 1e-3 * fabs(value);
                const Tape *tape = session_tape(session);
                const char *whole = tape_node(tape, ident.node)->name;
                bool same = number && ident_is_number(c->ident) && c->ident.grad == ident.grad;
                bool piece =
                    same && !strncmp(tape_node(tape, c->ident.node)->name, arena_print(memory, "%s[", whole), strlen(whole) + 1);
                if (piece || (same && c->ident.node == ident.node && c->ident.element == ident.element))
                    fail_msg("%s %d: %s is there before the answer", session_lesson(session)->id, step + 1, c->text.text);
            }
            checked++;
        }
        session_end(session);
    }
    assert_true(checked > 20);
}

// What has a form for little room is whole there: no part of it is cut out, and nothing runs into anything else.
static void a_form_for_little_room_is_whole(void **state) {
    (void)state;
    static const struct {
        const char *lesson;
        int step;
        FigureSpec spec;
    } figure[] = { { "multi-head", 6, { .t = 0.75, .text_size = 150 } },
                   { "vanishing", 7, { .t = 1, .text_size = 300 } },
                   { "exploding", 2, { .t = 1, .text_size = 300 } },
                   { "retrieval", 6, { .t = 1, .text_size = 300 } },
                   { "similarity", 2, { .t = 1, .width = 320, .height = 240 } },
                   { "comparison", 8, { .t = 1, .width = 320, .height = 240 } } };
    for (size_t i = 0; i < sizeof figure / sizeof *figure; i++) {
        Problems problems = { .arena = memory };
        Session *session = open_lesson(library_find(&library, figure[i].lesson, &problems));
        session_go(session, figure[i].step - 1);
        FigureSpec spec = figure[i].spec;
        if (spec.text_size > 0) spec.place = figure_place("slide");
        figure_fit(&spec);
        spec = figure_settled(session, &spec, fonts_metrics(fonts));
        List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
        const char *what = arena_print(memory, "%s %d", figure[i].lesson, figure[i].step);
        if (spec.layout.width > 0) fail_msg("%s: a part", what);
        picture_check_layout(&list, spec.width, spec.height, what);
        session_end(session);
    }
}

static void bars_have_their_colours_in_the_legend(void **state) {
    (void)state;
    static const char *const name[] = { "was said", "could follow", "still open" };
    static const double size[][2] = { { 1280, 720 }, { 640, 400 }, { 413, 389 } };
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, "language", &problems));
    for (int step = 1; step < 3; step++)
        for (size_t k = 0; k < sizeof size / sizeof *size; k++) {
            session_go(session, step);
            FigureSpec spec = { .width = size[k][0], .height = size[k][1], .t = 1 };
            List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
            for (size_t i = 0; i < sizeof name / sizeof *name; i++)
                if (!says(&list, name[i])) fail_msg("step %d, %g wide: no '%s'", step + 1, spec.width, name[i]);
        }
    session_end(session);
}

static void a_column_holds_what_is_asked_for(void **state) {
    (void)state;
    Session *session = open_lesson(retrieval());
    const Metrics *metrics = fonts_metrics(fonts);
    session_go(session, 4);
    FigureSpec spec = { .t = 1, .place = figure_place("column") };
    figure_fit(&spec);
    spec = figure_settled(session, &spec, metrics);
    List list = figure_list(session, &spec, metrics, memory), whole = figure_ample(session, &spec, metrics, memory);
    Hidden missing[FIGURE_WANTED_MOST];
    assert_true(spec.layout.width > 0);
    assert_int_equal(figure_missing(session, &whole, &list, missing), 0);
    session_end(session);
    Problems problems = { .arena = memory };
    session = open_lesson(library_find(&library, "masking", &problems));
    session_go(session, 2);
    spec = (FigureSpec){ .t = 1, .place = figure_place("column"), .part = "a" };
    figure_fit(&spec);
    const char *svg = svg_of(session, spec);
    assert_true(strstr(svg, ">0.0625<") && strstr(svg, ">0.7500<"));
    session_end(session);
}

static bool shows_text(const List *list, const char *text) {
    for (int i = 0; i < list->count; i++)
        if (list->cmd[i].kind == CMD_TEXT && !strcmp(list->cmd[i].text.text, text)) return true;
    return false;
}

// Wherever two runs are shown, each is named; also where only a part is.
static void two_runs_are_named_everywhere(void **state) {
    (void)state;
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, "differ", &problems));
    for (int step = 0; step < session_lesson(session)->steps; step++) {
        session_go(session, step);
        for (int p = 0; p < FIGURE_PLACES; p++) {
            FigureSpec spec = { .t = 1, .place = &figure_places[p] };
            figure_fit(&spec);
            spec = figure_settled(session, &spec, fonts_metrics(fonts));
            List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
            bool named = (shows_text(&list, "right") && shows_text(&list, "mistaken")) ||
                         (shows_text(&list, "here") && shows_text(&list, "elsewhere"));
            if (!named) fail_msg("step %d in a %s: the two runs are not named", step + 1, figure_places[p].id);
        }
    }
    session_end(session);
}

// The very number that a step asks for is on its figure, wherever that goes, when a picture in ample room has it at all.
static void the_number_asked_for_is_there(void **state) {
    (void)state;
    static const struct {
        const char *lesson;
        int step;
        double width, height;
    } small[] = { { "multi-head", 3, 640, 480 }, { "layer-norm", 6, 640, 480 }, { "layer-norm", 3, 640, 480 } };
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        Problems problems = { .arena = memory };
        Session *session = open_lesson(library_find(&library, small[i].lesson, &problems));
        session_go(session, small[i].step - 1);
        FigureSpec spec = { .width = small[i].width, .height = small[i].height, .t = 1 };
        spec = figure_settled(session, &spec, fonts_metrics(fonts));
        List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
        FigureWanted wanted = figure_wanted(session);
        for (int n = 0; n < wanted.numbers && wanted.number[n].weight > 3; n++) {
            bool there = false;
            for (int k = 0; k < list.count; k++) {
                const Cmd *c = &list.cmd[k];
                there |=
                    (ident_is_number(c->ident) || c->kind == CMD_HEAT) && cmd_is_seen(c) && hidden_holds(&wanted.number[n].of, c);
            }
            if (!there) fail_msg("%s, step %d: what it asks for is not there", small[i].lesson, small[i].step);
        }
        session_end(session);
    }
}

// Numbers that stand in two places, in a column and in the table that makes them, are shown once, without their neighbours.
static void a_part_is_no_larger_than_it_must_be(void **state) {
    (void)state;
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, "block", &problems));
    session_go(session, 5);
    FigureSpec spec = figure_settled(session, &(FigureSpec){ .t = 1, .part = "y" }, fonts_metrics(fonts));
    assert_true(spec.layout.width > 0 && spec.layout.part.w < 0.5 * spec.layout.width);
    session_end(session);
    session = open_lesson(library_find(&library, "differ", &problems));
    session_go(session, 1);
    const char *svg = svg_of(session, (FigureSpec){ .t = 1, .part = "s" });
    assert_true(strstr(svg, ">2<") && !strstr(svg, ">1.414<") && strstr(svg, "Part of the picture: s<"));
    session_end(session);
}

// Moments beside each other stand on a page: none higher than it, and rows as long as each other.
static void a_strip_fits_a_page(void **state) {
    (void)state;
    static const struct {
        const char *lesson, *size;
        int step, moments, columns;
    } strip[] = { { "retrieval", "12cm", 7, 4, 2 },
                  { "masking", "12cm", 3, 4, 2 },
                  { "retrieval", "1280x720", 5, 4, 2 },
                  { "race", "16cm", 2, 3, 2 },
                  { "race", "8.5cm", 2, 2, 1 } };
    for (size_t i = 0; i < sizeof strip / sizeof *strip; i++) {
        Problems problems = { .arena = memory };
        Session *session = open_lesson(library_find(&library, strip[i].lesson, &problems));
        session_go(session, strip[i].step - 1);
        FigureSpec spec = { .t = 1, .strip = strip[i].moments };
        assert_true(figure_parse_size(strip[i].size, &spec));
        figure_fit(&spec);
        spec = figure_settled(session, &spec, fonts_metrics(fonts));
        assert_int_equal(spec.layout.panel_columns, strip[i].columns);
        double cm = spec.height * (spec.points > 0 ? spec.points : FIGURE_POINTS) * 2.54 / 72;
        if (spec.points > 0 ? cm > 24 : spec.height > 1.3 * spec.width) fail_msg("%s: %.1f cm high", strip[i].lesson, cm);
        session_end(session);
    }
}

// As large as was asked for, and what is larger than a picture fills is enlarged.
static void large_figures_have_large_type(void **state) {
    (void)state;
    static const struct {
        double width, height, text_size, units;
    } size[] = {
        { 1280, 720, 0, 1280 }, { 1280, 720, 200, 640 }, { 1600, 900, 0, 1600 }, { 3840, 2160, 0, 1600 }, { 3000, 700, 0, 3000 },
    };
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        FigureSpec spec = { .width = size[i].width, .height = size[i].height, .scale = 2, .text_size = size[i].text_size };
        figure_fit(&spec);
        assert_true(fabs(spec.width - size[i].units) < 1e-9);
        assert_true(fabs(spec.width * spec.scale - 2 * size[i].width) < 1e-9);
        assert_true(fabs(spec.height * spec.scale - 2 * size[i].height) < 1e-9);
        double points = spec.points > 0 ? spec.points : FIGURE_POINTS;
        assert_true(fabs(spec.width * points - FIGURE_POINTS * size[i].width) < 1e-9);
    }
}

static void every_step_fits_where_it_goes(void **state) {
    (void)state;
    for (int i = 0; i < library.count; i++) {
        Session *session = open_lesson(library.entry[i].path);
        for (int step = 0; step < session_lesson(session)->steps; step += CHECK_EVERY) {
            session_go(session, step);
            for (int p = 0; p < FIGURE_PLACES; p++) check_place(session, &figure_places[p]);
        }
        session_end(session);
    }
}

// --- a few PNGs as they were accepted; fonts of another version may move a pixel, a wrong picture moves many

typedef struct Reader {
    Text bytes;
    size_t at;
} Reader;

static cairo_status_t read_bytes(void *closure, unsigned char *out, unsigned size) {
    Reader *reader = closure;
    if (reader->at + size > reader->bytes.size) return CAIRO_STATUS_READ_ERROR;
    memcpy(out, reader->bytes.at + reader->at, size);
    reader->at += size;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *read_png(Text bytes) {
    Reader reader = { bytes, 0 };
    cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(read_bytes, &reader);
    assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
    return surface;
}

// Share of pixels that differ visibly.
static double difference(cairo_surface_t *a, cairo_surface_t *b) {
    int w = cairo_image_surface_get_width(a), h = cairo_image_surface_get_height(a);
    assert_int_equal(w, cairo_image_surface_get_width(b));
    assert_int_equal(h, cairo_image_surface_get_height(b));
    long different = 0;
    for (int y = 0; y < h; y++) {
        const unsigned char *p = cairo_image_surface_get_data(a) + y * cairo_image_surface_get_stride(a);
        const unsigned char *q = cairo_image_surface_get_data(b) + y * cairo_image_surface_get_stride(b);
        for (int x = 0; x < w; x++)
            for (int c = 0; c < 3; c++)
                if (abs(p[4 * x + c] - q[4 * x + c]) > 24) {
                    different++;
                    break;
                }
    }
    return (double)different / ((double)w * h);
}

static void pictures_look_as_accepted(void **state) {
    (void)state;
    static const struct {
        const char *lesson;
        int step;
        double t;
        Theme theme;
    } shots[] = {
        { "04-race", 5, 1, THEME_LIGHT },         { "04-race", 3, 1, THEME_DARK },
        { "04-race", 6, 0.55, THEME_PRINT },      { "05-retrieval", 4, 1, THEME_LIGHT },
        { "05-retrieval", 7, 1, THEME_DARK },     { "05-retrieval", 5, 0.5, THEME_LIGHT },
        { "06-similarity", 1, 1, THEME_LIGHT },   { "06-similarity", 2, 1, THEME_PRINT },
        { "06-similarity", 7, 1, THEME_DARK },    { "14-gradient-flow", 1, 0.7, THEME_LIGHT },
        { "14-gradient-flow", 4, 1, THEME_DARK }, { "09-masking", 3, 0.2, THEME_LIGHT },
        { "09-masking", 5, 1, THEME_DARK },       { "09-masking", 9, 0.1, THEME_LIGHT },
        { "10-layer-norm", 2, 1, THEME_LIGHT },   { "10-layer-norm", 6, 1, THEME_DARK },
        { "11-positions", 1, 1, THEME_LIGHT },    { "11-positions", 4, 1, THEME_PRINT },
    };
    for (size_t i = 0; i < sizeof shots / sizeof *shots; i++) {
        Problems problems = { .arena = memory };
        Session *session = open_lesson(library_find(&library, shots[i].lesson, &problems));
        session_go(session, shots[i].step - 1);
        Text now = write(session, "png", shots[i].t, shots[i].theme, 960, 600);
        const char *path =
            arena_print(memory, "tests/golden/%s-%d-%s.png", shots[i].lesson, shots[i].step, theme_name(shots[i].theme));
        if (getenv("UPDATE")) assert_true(file_write(path, now, &problems));
        size_t size;
        char *accepted = check_golden(path, &size);
        cairo_surface_t *a = read_png(now), *b = read_png((Text){ accepted, size });
        double share = difference(a, b);
        if (share > 0.004) {
            review_pngs(arena_print(memory, "%s-%d-%s", shots[i].lesson, shots[i].step, theme_name(shots[i].theme)),
                        (Text){ accepted, size }, now);
            fail_msg("%s: %.2f %% of the pixels differ (look at build/review/index.html, then run with UPDATE=1)", path,
                     share * 100);
        }
        cairo_surface_destroy(a);
        cairo_surface_destroy(b);
        free(accepted);
        session_end(session);
    }
}

// No card is left with its title alone, also where a figure is low and wide; and what is shown by colours has its colour bar.
static void no_card_becomes_empty(void **state) {
    (void)state;
    static const char *const size[] = { "900x240", "1280x260", "400x300" };
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, "projections", &problems));
    session_go(session, 7);
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        FigureSpec spec = { .t = 1 };
        assert_true(figure_parse_size(size[i], &spec));
        spec = figure_settled(session, &spec, fonts_metrics(fonts));
        List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
        List whole = figure_ample(session, &spec, fonts_metrics(fonts), memory);
        FigureWanted wanted = figure_wanted(session);
        FigureFaults faults = figure_faults(&list, spec.width, spec.height, &whole, &wanted);
        if (faults.squeezed) fail_msg("%s: %d cards are empty", size[i], faults.squeezed);
        int maps = 0, bars = 0;
        for (int k = 0; k < list.count; k++)
            if (list.cmd[k].kind == CMD_HEAT) *(list.cmd[k].heat.key ? &bars : &maps) += 1;
        assert_int_equal(maps, 1);
        assert_true(bars > 0);
    }
    session_end(session);
}

static List list_at(const char *lesson, int step, double width, double height) {
    Problems problems = { .arena = memory };
    Session *session = open_lesson(library_find(&library, lesson, &problems));
    session_go(session, step - 1);
    FigureSpec spec = figure_settled(session, &(FigureSpec){ .width = width, .height = height, .t = 1 }, fonts_metrics(fonts));
    List list = figure_list(session, &spec, fonts_metrics(fonts), memory);
    session_end(session);
    return list;
}

// Rows of words keep a line's distance however small a figure is, and low lanes still show what they are about.
static void little_room_crowds_nothing(void **state) {
    (void)state;
    List jobs = list_at("comparison", 8, 320, 240), film = list_at("gradient-flow", 6, 320, 240);
    for (int i = 0; i < jobs.count; i++)
        for (int k = 0; k < i; k++) {
            const Cmd *a = &jobs.cmd[i], *b = &jobs.cmd[k];
            if (a->kind != CMD_TEXT || b->kind != CMD_TEXT || a->text.size != b->text.size || a->text.x != b->text.x) continue;
            double apart = fabs(a->text.y - b->text.y);
            if (apart < 0.85 * a->text.size) fail_msg("'%s' and '%s' are %g apart", a->text.text, b->text.text, apart);
        }
    List matrix = list_at("exploding", 4, 320, 240); // a part of it, and no ticks of the plot beside it
    assert_int_equal(picture_texts(&matrix, "0.25"), 2);
    assert_int_equal(picture_texts(&matrix, "10"), 0);
    List chain = list_at("waiting", 1, 320, 240); // its eight states with their names, and no line of arrows under the heading
    assert_in_range(picture_texts(&chain, "h"), 8, 9);
    int cells = 0;
    for (int i = 0; i < film.count; i++) {
        const Cmd *c = &film.cmd[i];
        cells += c->kind == CMD_RECT && c->ident.kind == IDENT_NOTE && c->rect.fill.role == ROLE_GRAD && cmd_is_seen(c);
    }
    assert_in_range(cells, 60, 180); // thirty of each lane
}

// A clock by which every turn is over as soon as it begins.
static double later(void) {
    static double now;
    return now += 1;
}

// A figure is the same to the last byte, made at once or in the shortest turns there are.
static void turns_change_no_byte(void **state) {
    (void)state;
    static const struct {
        const char *ending, *place;
        FigureSpec spec;
    } made[] = { { "png", NULL, { .t = 1, .scale = 2 } },
                 { "png", NULL, { .width = 640, .height = 360, .t = 0.5, .clear = true } },

                 { "png", "column", { .t = 1 } },
                 { "svg", "page", { .t = 1, .strip = 4 } },
                 { "svg", "square", { .t = 1, .before = true } },
                 { "pdf", "column", { .t = 1, .caption = "A caption" } },
                 { "gif", NULL, { .width = 480, .height = 300, .t = 1, .fps = 4 } } };
    Session *session = open_lesson(retrieval());
    session_go(session, 4);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
        Problems problems = { .arena = memory };
        FigureSpec spec = made[i].spec;
        Text whole;
        int turns = 0;
        spec.place = made[i].place ? figure_place(made[i].place) : NULL;
        figure_fit(&spec);
        assert_true(figure_write(session, &spec, fonts, made[i].ending, memory, &whole, &problems));
        FigureMaking *making = figure_making_begin(session, &spec, fonts, exporter_find(made[i].ending));
        TurnEnd end = TURN_OVER;
        for (; end == TURN_OVER; turns++) {
            Turn turn = turn_begin(later, 0);
            end = figure_making_go(making, &turn, &problems);
        }
        assert_int_equal(end, TURN_DONE);
        assert_true(turns > 1);
        assert_true(text_equal(whole, figure_making_bytes(making)));
        figure_making_end(making);
        making = figure_making_begin(session, &spec, fonts, exporter_find(made[i].ending));
        for (int k = 0; k < turns / 2; k++) { // and it may be given up anywhere
            Turn turn = turn_begin(later, 0);
            assert_int_equal(figure_making_go(making, &turn, &problems), TURN_OVER);
        }
        figure_making_end(making);
    }
    session_end(session);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_step_overlaps),
        cmocka_unit_test(whole_figures_keep_the_rules),
        cmocka_unit_test(no_part_is_a_single_line),
        cmocka_unit_test(the_same_step_is_the_same_bytes),
        cmocka_unit_test(a_figure_says_what_it_is),
        cmocka_unit_test(a_figure_shows_what_it_is_asked_for),
        cmocka_unit_test(cards_left_out_are_counted),
        cmocka_unit_test(small_figures_and_parts),
        cmocka_unit_test(every_step_fits_where_it_goes),
        cmocka_unit_test(large_figures_have_large_type),
        cmocka_unit_test(a_strip_fits_a_page),
        cmocka_unit_test(small_figures_show_their_picture),
        cmocka_unit_test(the_smallest_figures_never_fail),
        cmocka_unit_test(pictures_look_as_accepted),
        cmocka_unit_test(little_room_gives_no_answer_away),
        cmocka_unit_test(nothing_is_under_way_before_the_answer),
        cmocka_unit_test(a_picture_without_the_answer_is_whole_before_it),
        cmocka_unit_test(what_is_worked_out_is_not_there_before),
        cmocka_unit_test(a_form_for_little_room_is_whole),
        cmocka_unit_test(bars_have_their_colours_in_the_legend),
        cmocka_unit_test(a_column_holds_what_is_asked_for),
        cmocka_unit_test(two_runs_are_named_everywhere),
        cmocka_unit_test(the_number_asked_for_is_there),
        cmocka_unit_test(a_part_is_no_larger_than_it_must_be),
        cmocka_unit_test(no_card_becomes_empty),
        cmocka_unit_test(little_room_crowds_nothing),
        cmocka_unit_test(turns_change_no_byte),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
