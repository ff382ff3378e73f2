// See opened.h. The model is asked once, and the lesson keeps its numbers.
#include "command/opened.h"

#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/usage.h"
#include "page/figure.h"
#include "session/opened_model.h"

bool opened_set(OpenedAsk *ask, const char *set) {
    const char **const to[] = { &ask->layer, &ask->head, &ask->ask, &ask->instead };
    static const char *const name[] = { "layer=", "head=", "ask=", "instead=" };
    for (int i = 0; i < 4; i++)
        if (text_starts(text_of(set), name[i])) {
            *to[i] = set + strlen(name[i]);
            return true;
        }
    return false;
}

int opened_asked(OpenedAsk *ask, const char *lesson, const char *data) {
    const char *ending = path_ending(lesson); // a model that is broken is told as one
    bool named = (!strcasecmp(ending, "safetensors") || !strcasecmp(ending, "bin")) && file_exists(lesson);
    ask->is = named || opened_model_is(lesson);
    if (ask->is && data) return usage_error("--data is for a lesson; a model reads what --text says");
    if (ask->text && ask->tokens) return usage_error("--text and --tokens say the same in two ways: give one of them");
    bool learns = !strcmp(lesson, "own-text");
    if (learns && !ask->text) return usage_error("own-text learns a text: give it with --text FILE");
    if (ask->is || (!ask->text && !ask->tokens) || (learns && !ask->tokens)) return 0;
    return usage_error("--text and --tokens are for a trained model, and '%s' is none", lesson);
}

static bool number_of(const char *name, const char *text, int most, int *out, Problems *problems) {
    long value = *out;
    if (text && (!text_integer(text_of(text), &value) || value < 1 || value > most))
        return problems_add(problems, (Place){ 0 }, "%s takes a number from 1 to %d here, not '%s'", name, most, text);
    *out = (int)value;
    return true;
}

static bool look(OpenedModel *m, const OpenedAsk *ask, Problems *problems) {
    int layer = m->layer, head = m->head;
    if (!number_of("layer", ask->layer, opened_model_layers(m), &layer, problems) ||
        !number_of("head", ask->head, opened_model_heads(m), &head, problems))
        return false;
    if (layer != m->layer || head != m->head) opened_model_look(m, layer, head);
    if (!ask->instead) return true;
    bool mean = !strcmp(ask->instead, "mean");
    if (!mean && strcmp(ask->instead, "zeros") != 0)
        return problems_add(problems, (Place){ 0 }, "instead takes zeros or mean, not '%s'", ask->instead);
    if (mean) opened_model_instead(m, mean);
    return true;
}

// A word, or "#17": the token of that number.
static bool ask_for(OpenedModel *m, const char *word, Problems *problems) {
    int token = 0, words = m->trained->model->sizes.words;
    if (!word || *word != '#') return !word || opened_model_ask_for(m, text_of(word), problems);
    long value;
    if (!text_integer(text_of(word + 1), &value) || value < 0 || value >= words)
        return problems_add(problems, (Place){ 0 }, "ask takes a token from #0 to #%d here, not '%s'", words - 1, word);
    token = (int)value;
    opened_model_ask_token(m, token);
    return true;
}

static bool answer(OpenedModel *m, const OpenedAsk *ask, Problems *problems) {
    if (ask->text && !opened_model_read(m, text_of(ask->text), problems)) return false;
    if (ask->tokens && !opened_model_read_tokens(m, text_of(ask->tokens), problems)) return false;
    if (!look(m, ask, problems) || !ask_for(m, ask->ask, problems)) return false;
    while (opened_model_turn(m, NULL)) {} // what all its heads do, as a window finds out between frames
    return true;
}

bool opened_open(Session *s, const Library *library, const char *file, const OpenedAsk *ask, Problems *problems) {
    OpenedModel *m = opened_model_begin(file, problems);
    if (!m) return false;
    Arena *scratch = arena_begin();
    bool well = answer(m, ask, problems) && session_open(s, library_trained(library), problems);
    if (well) {
        Dataset data = opened_model_data(m, scratch);
        well = session_give(s, &data, problems);
    }
    arena_end(scratch);
    opened_model_end(m);
    return well;
}
