// A line of the lesson as it reads with the numbers that are there. One's own vectors may have fewer rows or columns than the
// lesson's: a list of numbers is then as long as they are, and a sentence about a number that does not exist is left out. They may
// have more too: a vector in brackets is then written whole, and so is a list.
#include <string.h>

#include "session/session.h"

typedef struct Said {
    const Session *session;
    Arena *arena;
    Run *run;
    int runs, room;
} Said;

static bool is_there(const Session *s, const Run *run) {
    double value;
    return run->kind != RUN_LIVE || session_live(s, &run->live, &value, NULL);
}

static bool all_there(const Session *s, const Run *run, int runs) {
    for (int i = 0; i < runs; i++)
        if (!is_there(s, &run[i])) return false;
    return true;
}

static void add(Said *said, Run run) {
    if (said->runs < said->room) said->run[said->runs++] = run;
}

// --- lists: "1, 0.5, 2 and 3"

static bool is_and(const Run *run) { return run->kind == RUN_TEXT && text_is(text_trim(text_of(run->text)), "and"); }
static bool is_comma(const Run *run) { return run->kind == RUN_TEXT && text_is(text_trim(text_of(run->text)), ","); }

// The last run of the list that begins at this live number.
static int list_last(const Line *line, int first) {
    int last = first;
    while (last + 2 < line->runs && (is_comma(&line->run[last + 1]) || is_and(&line->run[last + 1])) &&
           line->run[last + 2].kind == RUN_LIVE)
        last += 2;
    return last;
}

static void add_list(Said *said, const Line *line, int first, int last) {
    bool ends_with_and = last > first && is_and(&line->run[last - 1]);
    int there = 0, added = 0;
    for (int i = first; i <= last; i += 2) there += is_there(said->session, &line->run[i]);
    for (int i = first; i <= last; i += 2) {
        if (there && !is_there(said->session, &line->run[i])) continue;
        Run between = { .kind = RUN_TEXT, .text = ends_with_and && added + 1 == there ? " and " : ", " };
        if (added) add(said, there ? between : line->run[i - 1]);
        add(said, line->run[i]);
        added++;
    }
}

static Line with_short_lists(Said *said, const Line *line) {
    for (int i = 0; i < line->runs; i++) {
        if (line->run[i].kind != RUN_LIVE) {
            add(said, line->run[i]);
            continue;
        }
        int last = list_last(line, i);
        add_list(said, line, i, last);
        i = last;
    }
    return (Line){ .run = said->run, .runs = said->runs };
}

// --- longer ones: "(1, 0.5)" and "1, 0.5, 2 and 3" of which there is more

enum { SERIES_MOST = 8, LIST_LEAST = 3 }; // numbers in a text; "…" stands for more

// Numbers of one node that follow each other along one axis, from its first on.
typedef struct Enumeration {
    int first, last, axis; // runs
    bool ends_with_and;
} Enumeration;

static bool is_next(const LiveRef *one, const LiveRef *next, int axis) {
    if (one->grad != next->grad || one->length || next->length || next->indices != one->indices || strcmp(one->node, next->node))
        return false;
    for (int i = 0; i < one->indices; i++)
        if (next->index[i] != one->index[i] + (i == axis)) return false;
    return true;
}

static bool in_brackets(const Line *line, int first, int last) {
    if (first == 0 || last + 1 >= line->runs) return false;
    const Run *before = &line->run[first - 1], *after = &line->run[last + 1];
    if (before->kind != RUN_TEXT || after->kind != RUN_TEXT) return false;
    size_t size = strlen(before->text);
    return size > 0 && before->text[size - 1] == '(' && after->text[0] == ')';
}

// The series that begins at this run. A vector in brackets is always whole; of a list outside the lesson may mean the first ones
// alone, so only with other data it is as long as there are numbers.
static bool series_at(const Session *s, const Line *line, int first, Enumeration *out) {
    if (line->run[first].kind != RUN_LIVE) return false;
    const LiveRef *live = &line->run[first].live;
    const int last = list_last(line, first);
    if (last == first) return false;
    int axis = 0;
    while (axis < live->indices && !is_next(live, &line->run[first + 2].live, axis)) axis++;
    if (axis == live->indices || live->index[axis] != 0) return false;
    for (int i = first; i < last; i += 2)
        if (!is_next(&line->run[i].live, &line->run[i + 2].live, axis)) return false;
    *out = (Enumeration){ .first = first, .last = last, .axis = axis, .ends_with_and = is_and(&line->run[last - 1]) };
    if (in_brackets(line, first, last)) return axis == live->indices - 1 && !out->ends_with_and;
    return session_own_data(s) && (last - first) / 2 + 1 >= LIST_LEAST;
}

static Run run_of(const Line *line, const Enumeration *of, int number) {
    Run run = line->run[of->first];
    run.live.index[of->axis] = number;
    return run;
}

static bool has_number(const Session *s, const Line *line, const Enumeration *of, int number) {
    Run run = run_of(line, of, number);
    return is_there(s, &run);
}

// By halving: there may be thousands, and each is looked up by its name.
static int series_count(const Session *s, const Line *line, const Enumeration *of) {
    int count = 0, step = 1;
    while (step < 1 << 20 && has_number(s, line, of, count + step - 1)) count += step, step *= 2;
    for (; step; step /= 2)
        if (has_number(s, line, of, count + step - 1)) count += step;
    return count;
}

static bool grows(const Session *s, const Line *line, int first, Enumeration *out) {
    return series_at(s, line, first, out) && series_count(s, line, out) > (out->last - out->first) / 2 + 1;
}

// "1, 2, 3 and 4"; of very many "1, 2, 3, 4, 5, 6, 7, … and 20", or without an "and" "1, 2, 3, 4, 5, 6, 7, 8, …".
static void add_series(Said *said, const Line *line, const Enumeration *of) {
    const int count = series_count(said->session, line, of);
    const bool many = count > SERIES_MOST;
    const int shown = !many ? count : of->ends_with_and ? SERIES_MOST - 1 : SERIES_MOST;
    for (int i = 0; i < shown; i++) {
        bool and = of->ends_with_and && !many && i + 1 == count;
        if (i) add(said, (Run){ .kind = RUN_TEXT, .text = and? " and " : ", " });
        add(said, run_of(line, of, i));
    }
    if (!many) return;
    add(said, (Run){ .kind = RUN_TEXT, .text = of->ends_with_and ? ", … and " : ", …" });
    if (of->ends_with_and) add(said, run_of(line, of, count - 1));
}

static Line with_whole_series(Said *said, const Line *line) {
    Enumeration series;
    bool any = false;
    for (int i = 0; i < line->runs && !any; i++) any = grows(said->session, line, i, &series);
    if (!any) return *line;
    said->room = line->runs * (2 * SERIES_MOST + 1);
    said->run = arena_new(said->arena, Run, said->room);
    for (int i = 0; i < line->runs; i++) {
        if (grows(said->session, line, i, &series))
            add_series(said, line, &series), i = series.last;
        else
            add(said, line->run[i]);
    }
    return (Line){ .run = said->run, .runs = said->runs };
}

// --- sentences

// Where a sentence ends in this text: behind its full stop and the blank. NULL: nowhere.
static const char *sentence_end(const char *text) {
    for (const char *at = text; *at; at++)
        if (strchr(".?!", *at) && (at[1] == ' ' || at[1] == '\n')) return at + 2;
    return NULL;
}

// Each text is cut where a sentence ends in it; the piece that ends one has this mark.
typedef struct Sentences {
    Run *run;
    bool *ends;
    int runs;
} Sentences;

static Sentences cut_sentences(Arena *arena, const Line *line) {
    int room = line->runs; // an end takes two letters at least
    for (int i = 0; i < line->runs; i++)
        if (line->run[i].kind == RUN_TEXT) room += (int)strlen(line->run[i].text) / 2;
    Sentences cut = { .run = arena_new(arena, Run, room), .ends = arena_new(arena, bool, room) };
    for (int i = 0; i < line->runs; i++) {
        const char *at = line->run[i].text, *end;
        while (line->run[i].kind == RUN_TEXT && (end = sentence_end(at)) != NULL) {
            cut.run[cut.runs] = line->run[i];
            cut.run[cut.runs].text = arena_print(arena, "%.*s", (int)(end - at), at);
            cut.ends[cut.runs++] = true;
            at = end;
        }
        cut.run[cut.runs] = line->run[i];
        if (line->run[i].kind == RUN_TEXT) cut.run[cut.runs].text = at;
        cut.runs++;
    }
    return cut;
}

static Line whole_sentences(Said *said, const Line *line) {
    Sentences cut = cut_sentences(said->arena, line);
    said->run = arena_new(said->arena, Run, cut.runs), said->room = cut.runs, said->runs = 0;
    for (int from = 0; from < cut.runs;) {
        int end = from;
        while (end < cut.runs && !cut.ends[end]) end++;
        if (end < cut.runs) end++;
        bool there = all_there(said->session, cut.run + from, end - from);
        for (int i = from; i < end && there; i++) add(said, cut.run[i]);
        from = end;
    }
    return (Line){ .run = said->run, .runs = said->runs };
}

Line session_line(const Session *s, Arena *arena, const Line *of) {
    Said series = { .session = s, .arena = arena };
    const Line whole = with_whole_series(&series, of), *line = &whole;
    if (all_there(s, line->run, line->runs)) return *line;
    Said said = { .session = s, .arena = arena, .run = arena_new(arena, Run, line->runs), .room = line->runs };
    Line lists = with_short_lists(&said, line);
    if (all_there(s, lists.run, lists.runs)) return lists;
    Line sentences = whole_sentences(&said, &lists);
    return sentences.runs ? sentences : lists;
}

bool session_asks(const Session *s, const Block *question) {
    for (int i = 0; i < question->options; i++)
        if (!all_there(s, question->option[i].label.run, question->option[i].label.runs)) return false;
    return true;
}
