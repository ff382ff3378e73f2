// A line of the lesson as it reads with the numbers that are there. One's own vectors may have fewer rows or columns than the
// lesson's: a list of numbers is then as long as they are, and a sentence about a number that does not exist is left out. They may
// have more columns too: a vector in brackets is then written whole.
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
    return (Line){ said->run, said->runs };
}

// --- vectors: "(1, 0.5)"

enum { VECTOR_MOST = 8 }; // numbers of a vector in a text; "…" stands for more

static bool is_next(const LiveRef *one, const LiveRef *next) {
    int last = one->indices - 1;
    if (one->grad != next->grad || one->length || next->length || last < 0 || next->indices != one->indices) return false;
    for (int i = 0; i < last; i++)
        if (one->index[i] != next->index[i]) return false;
    return !strcmp(one->node, next->node) && next->index[last] == one->index[last] + 1;
}

// The last run of the vector in brackets that begins at this run; -1: none does.
static int vector_last(const Line *line, int first) {
    const Run *run = line->run;
    if (first == 0 || run[first].kind != RUN_LIVE || run[first - 1].kind != RUN_TEXT) return -1;
    const LiveRef *live = &run[first].live;
    size_t before = strlen(run[first - 1].text);
    if (before == 0 || run[first - 1].text[before - 1] != '(' || live->indices == 0 || live->index[live->indices - 1] != 0)
        return -1;
    int last = first;
    while (last + 2 < line->runs && is_comma(&run[last + 1]) && run[last + 2].kind == RUN_LIVE &&
           is_next(&run[last].live, &run[last + 2].live))
        last += 2;
    return last > first && last + 1 < line->runs && run[last + 1].kind == RUN_TEXT && run[last + 1].text[0] == ')' ? last : -1;
}

static Run run_after(Run run) {
    run.live.index[run.live.indices - 1]++;
    return run;
}

static bool is_short(const Session *s, const Line *line, int last) {
    Run next = run_after(line->run[last]);
    return is_there(s, &next);
}

static void add_rest(Said *said, const Line *line, int first, int last) {
    Run run = run_after(line->run[last]);
    for (int count = (last - first) / 2 + 1; is_there(said->session, &run); count++, run = run_after(run)) {
        bool ends = count >= VECTOR_MOST;
        add(said, (Run){ .kind = RUN_TEXT, .text = ends ? ", …" : ", " });
        if (ends) return;
        add(said, run);
    }
}

static Line with_whole_vectors(Said *said, const Line *line) {
    bool any = false;
    for (int i = 0; i < line->runs && !any; i++) {
        int last = vector_last(line, i);
        any = last >= 0 && is_short(said->session, line, last);
    }
    if (!any) return *line;
    said->room = line->runs * (2 * VECTOR_MOST + 1);
    said->run = arena_new(said->arena, Run, said->room);
    for (int i = 0; i < line->runs; i++) {
        int last = vector_last(line, i);
        for (int k = i; k <= last; k++) add(said, line->run[k]);
        if (last < 0)
            add(said, line->run[i]);
        else
            add_rest(said, line, i, last), i = last;
    }
    return (Line){ said->run, said->runs };
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
    return (Line){ said->run, said->runs };
}

Line session_line(const Session *s, Arena *arena, const Line *of) {
    Said vectors = { .session = s, .arena = arena };
    const Line whole = with_whole_vectors(&vectors, of), *line = &whole;
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
