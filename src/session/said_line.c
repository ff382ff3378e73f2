// A line of the lesson as it reads with the numbers that are there. One's own vectors may have fewer rows or columns than the
// lesson's: a list of numbers is then as long as they are, and a sentence about a number that does not exist is left out.
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

Line session_line(const Session *s, Arena *arena, const Line *line) {
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
