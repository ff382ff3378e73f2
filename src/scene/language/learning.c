// A language model learns, live: what it loses against what simple guessers lose, what it gets right in the hard cases, and
// sentences that it makes up just now. All of it is read from what the training has published; t runs back through that.
#include "scene/language/learning.h"

#include <math.h>
#include <string.h>

#include "scene/scenes.h"

const LanguageRecord *learning_record(const Learning *p, int lane) { return &p->race->language[lane]; }
Role learning_role(int lane) {
    static const Role role[LANGUAGE_LANES] = { ROLE_ATTENTION, ROLE_RECURRENT, ROLE_HEAD3, ROLE_HEAD4 };
    return role[lane];
}

const char *learning_name(const Learning *p, int lane) {
    const LanguageOptions *o = &learning_record(p, lane)->options;
    if (p->lanes > 1 && learning_record(p, 0)->options.seed != learning_record(p, 1)->options.seed)
        return arena_print(p->out->arena, "seed %d", o->seed);
    if (o->task == LANGUAGE_INDUCTION && o->learner == LEARNER_HEADS) return o->layers == 1 ? "one layer" : "two layers";
    static const char *const name[] = { "transformer", "attention alone", "LSTM" };
    return name[o->learner];
}

const OwnText *learning_own(const Learning *p) {
    const LanguageText *text = p->lanes ? learning_record(p, 0)->options.text : NULL;
    return text ? text->own : NULL;
}

const char *learning_piece(const Learning *p) {
    const OwnText *own = learning_own(p);
    return own && own->letters ? "letter" : p->task == LANGUAGE_INDUCTION ? "symbol" : "word";
}

Ident learning_note(const Learning *p, const char *text, double value) {
    return ident_note(arena_print(p->out->arena, "%s: %s", text, number_text(p->out->arena, value, 4)));
}

// --- reading

static double round_up(double steps) {
    double unit = steps > 2000 ? 1000 : steps > 400 ? 250 : 100;
    return unit * ceil(math_max(steps, 1) / unit);
}

static void read_record(Learning *p) {
    static const RaceView none = { .seconds_left = -1 };
    p->race = p->step->race ? p->step->race : &none;
    p->lanes = p->race->languages;
    int last = p->race->points - 1;
    p->at = last < 0 || !p->lanes ? -1 : (int)floor(p->time * last + 0.5);
    p->high = round_up(last);
    for (int i = 0; i < p->lanes; i++) {
        const LanguageRecord *r = learning_record(p, i);
        p->task = r->options.task;
        for (p->measure[i] = -1; p->measure[i] + 1 < r->measures && r->measure[p->measure[i] + 1].step <= p->at;) p->measure[i]++;
    }
}

// --- the picture

typedef struct Part {
    const char *reveal;
    void (*draw)(const Learning *p, Box card);
    bool below;
} Part;
static const Part parts[] = {
    { "loss", learning_loss, false },
    { "right", learning_right, false },
    { "sentences", learning_sentences, true },
};
enum { PARTS = sizeof parts / sizeof *parts, BESIDE_LEAST = 560, PLOT_LEAST = 170 }; // units

static bool wanted(const Learning *p, const Part *part) {
    if (part->below && p->task == LANGUAGE_INDUCTION) return false;
    if (part->draw == learning_right && p->task == LANGUAGE_TEXT) return false; // nobody knows which cases are hard
    return step_reveals(p->step, part->reveal) || step_focuses(p->step, part->reveal);
}

static bool is_beside(const Learning *p) {
    return p->view->width - 2 * p->sizes->part > BESIDE_LEAST && !(p->view->height > p->view->width);
}

// Of plots over one another without the height for all, the one that the step is about stays, else the first.
static bool gives_way(const Learning *p, const Part *part) {
    int above = 0, stays = -1;
    for (int i = PARTS - 1; i >= 0; i--) {
        if (!wanted(p, &parts[i]) || parts[i].below) continue;
        bool focus = stays >= 0 && step_focuses(p->step, parts[stays].reveal);
        above++, stays = focus && !step_focuses(p->step, parts[i].reveal) ? stays : i;
    }
    return above > 1 && !is_beside(p) && p->view->height < PLOT_LEAST * above && part != &parts[stays];
}

// Where there is little height, what stands below goes, or what stands above when the other is in focus.
static bool shows(const Learning *p, const Part *part) {
    bool above = false, below = false, focus_below = false;
    for (int i = 0; i < PARTS; i++) {
        above = above || (wanted(p, &parts[i]) && !parts[i].below);
        below = below || (wanted(p, &parts[i]) && parts[i].below);
        focus_below = focus_below || (parts[i].below && step_focuses(p->step, parts[i].reveal));
    }
    if (above && below && p->view->height < 420 && part->below != focus_below) return false;
    return wanted(p, part) && (part->below || !gives_way(p, part));
}

static void draw_part(const Learning *p, const Part *part, Box at) {
    if (step_focuses(p->step, part->reveal)) draw_highlight(p->out, box_grow(at, p->small ? 4 : 7));
    part->draw(p, at);
}

// What the eye meets first: the curve that falls through the dashed lines. Second: the line that stays behind, "name". Third:
// the word that is struck through.
static void draw(void *picture) {
    Learning *p = picture;
    read_record(p);
    double margin = p->sizes->part, gap = p->small ? 10 : 16;
    Box room = box(margin, margin, p->view->width - 2 * margin, p->view->height - 2 * margin);
    int above = 0, below = 0, drawn = 0;
    for (int i = 0; i < PARTS; i++) *(parts[i].below ? &below : &above) += shows(p, &parts[i]);
    bool beside = is_beside(p);
    if (!above && !below) // nothing is said yet
        draw_card_to_come(p->out, room);
    int rows = beside ? above > 0 : above;
    double low = !below ? 0 : !above ? room.h : room.h * (beside ? 0.44 : 0.34), high = room.h - low - (below && above ? gap : 0);
    for (int i = 0; i < PARTS; i++) {
        if (!shows(p, &parts[i])) continue;
        if (parts[i].below) {
            draw_part(p, &parts[i], box(room.x, room.y + room.h - low, room.w, low));
            continue;
        }
        double w = beside ? (room.w - gap * (above - 1)) / above : room.w, h = (high - gap * (rows - 1)) / math_max(rows, 1);
        draw_part(p, &parts[i],
                  beside ? box(room.x + drawn * (w + gap), room.y, w, h) : box(room.x, room.y + drawn * (h + gap), w, h));
        drawn++;
    }
}

static void plan(void *picture) { ((Learning *)picture)->acts.seconds = 6; }

static void thumbnail(void *picture) {
    Learning *p = picture;
    read_record(p);
    Box at = box(10, 8, p->view->width - 20, p->view->height - 16);
    for (int i = 0; i < 3; i++) // where guessers stay
        list_line(p->out, at.x, at.y + at.h * (0.12 + 0.3 * i), at.x + at.w, at.y + at.h * (0.12 + 0.3 * i),
                  (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1.2, .dash = 4 });
    for (int lane = 0; lane < p->lanes; lane++) {
        const LanguageRecord *r = learning_record(p, lane);
        enum { MOST = 200 };
        double xy[2 * MOST];
        int count = 0, last = p->race->points - 1, each = last / (MOST - 1) + 1;
        for (int i = 0; i <= last && i < r->points && count < MOST; i += each, count++) {
            xy[2 * count] = at.x + at.w * i / math_max(last, 1);
            xy[2 * count + 1] = at.y + at.h * (1 - math_clamp((double)r->loss[i] / 4.6, 0, 1));
        }
        if (count > 1) list_polyline(p->out, xy, count, false, (StrokeStyle){ .paint = paint(learning_role(lane)), .width = 3 });
    }
}

// --- what is trained

enum { FILM_NUMBERS = 300000 };

static long long language_numbers_of(const LanguageOptions *o) {
    LanguageSizes sizes = language_training_sizes(o);
    return language_numbers(&sizes);
}

// The text of one's own, cut as the step says.
static bool find_text(const Step *step, const LanguageText **out, Problems *problems) {
    const OwnTexts *own = step->own_text;
    bool letters = !strcmp(step_choice(step, "by"), "letters");
    const char *why_not = letters ? own->why_not_letters : own->why_not_words;
    if (why_not) return problems_add(problems, (Place){ 0 }, "%s", why_not);
    *out = letters ? &own->letters.text : &own->words.text;
    return true;
}

static bool ask(const Step *step, RaceAsk *out, Problems *problems) {
    static const LanguageTask task[] = { LANGUAGE_GRAMMAR, LANGUAGE_INDUCTION, LANGUAGE_TEXT };
    static const char *const learner[] = { "transformer", "attention", "lstm" };
    const char *models = step_choice(step, "learner"), *against = step_choice(step, "against");
    LanguageTask what = task[(int)step_number(step, "task")];
    *out = (RaceAsk){ .languages = 1,
                      .train = (int)step_number(step, "train"),
                      .trained = !strcmp(step_choice(step, "opens"), "trained") };
    const LanguageText *text = NULL;
    if (what == LANGUAGE_TEXT && !step->own_text) what = LANGUAGE_GRAMMAR; // until one is given
    if (what == LANGUAGE_TEXT && !find_text(step, &text, problems)) return false;
    for (int i = 0; i < LANGUAGE_LEARNERS; i++) {
        if (!strcmp(models, learner[i])) out->language[0] = language_defaults(what, (LanguageLearner)i);
        if (!strcmp(against, learner[i])) out->language[1] = language_defaults(what, (LanguageLearner)i), out->languages = 2;
    }
    if (!strcmp(against, "one-layer")) out->language[1] = out->language[0], out->language[1].layers = 1, out->languages = 2;
    if (!strcmp(against, "other-seed")) out->language[1] = out->language[0], out->languages = 2;
    if (!strcmp(against, "no-positions"))
        out->language[1] = out->language[0], out->language[1].places = PLACES_NONE, out->languages = 2;
    if (!strcmp(against, "seeds"))
        for (out->languages = 1; out->languages < LANGUAGE_LANES; out->languages++)
            out->language[out->languages] = out->language[0];
    for (int i = 0; !strcmp(against, "all") && i < LANGUAGE_LEARNERS; i++)
        if (strcmp(models, learner[i]) != 0) out->language[out->languages++] = language_defaults(what, (LanguageLearner)i);
    bool seeds = !strcmp(against, "other-seed") || !strcmp(against, "seeds");
    for (int i = 0; i < out->languages; i++) {
        LanguageOptions *o = &out->language[i];
        o->film = true;
        o->text = text;
        if (text && language_numbers_of(o) > FILM_NUMBERS) o->every = 200; // what is kept of every measuring is large
        o->seed = (int)step_number(step, "seed") + (seeds ? i : 0);
        if (step_number(step, "steps") > 0) o->steps = (int)step_number(step, "steps");
        if (!language_training_check(o, problems)) return false;
    }
    if (out->train > out->language[0].steps) out->train = out->language[0].steps;
    return true;
}

// clang-format off
static const ParamInfo params[] = {
    { .name = "task", .label = "Task", .kind = PARAM_CHOICE, .initial = "language", .choices = "language induction text",
      .structural = true,
      .summary = "sentences of the little language, blocks of symbols that come again, or a text of one's own" },
    { .name = "by", .label = "Cut into", .kind = PARAM_CHOICE, .initial = "words", .choices = "words letters", .structural = true,
      .summary = "what a text of one's own is cut into" },
    { .name = "learner", .label = "Model", .kind = PARAM_CHOICE, .initial = "attention", .choices = "transformer attention lstm",
      .structural = true, .summary = "what learns it" },
    { .name = "against", .label = "Against", .kind = PARAM_CHOICE, .initial = "none",
      .choices = "none transformer attention lstm all one-layer no-positions other-seed seeds", .structural = true,
      .summary = "what trains beside it" },
    { .name = "seed", .label = "Seed", .kind = PARAM_WHOLE, .initial = "20", .low = 0, .high = 999999, .structural = true,
      .summary = "of the first weights and of all texts" },
    { .name = "steps", .label = "Training steps", .kind = PARAM_WHOLE, .initial = "0", .low = 0, .high = 8000, .structural = true,
      .summary = "how often the weights may move; 0: as suits the model" },
    { .name = "train", .label = "Shown until step", .kind = PARAM_WHOLE, .initial = "400", .low = 0, .high = 8000,
      .structural = true, .summary = "how far a figure shows it" },
    { .name = "opens", .label = "Opens", .kind = PARAM_CHOICE, .initial = "start", .choices = "start trained",
      .of_window = true, .structural = true, .summary = "whether the window waits for Start or trains so far at once" },
};
// clang-format on
static const char *const reveals[] = { "loss", "right", "sentences", NULL };
static const LegendItem legend[] = {
    { ROLE_ATTENTION, NULL, "model" },
    { ROLE_RECURRENT, NULL, "second model" },
    { ROLE_HEAD3, NULL, "third model" },
    { ROLE_HEAD4, NULL, "fourth model" },
};

// The models by their names: "LSTM", "seed 21".
static const char *name_of_role(const Step *step, Role role, Arena *arena) {
    List out = { .arena = arena };
    Learning p = { .race = step->race, .lanes = step->race ? step->race->languages : 0 };
    p.out = &out;
    for (int lane = 0; lane < p.lanes; lane++)
        if (learning_role(lane) == role) return learning_name(&p, lane);
    return "model";
}

const Scene scene_learning = {
    .name = "learning",
    .summary = "a language model learns, live: loss, right answers, sentences it makes up",
    .model = "language",
    .param = params,
    .params = sizeof params / sizeof *params,
    .reveal = reveals,
    .race = ask,
    .bytes = sizeof(Learning),
    .plan = plan,
    .draw = draw,
    .thumbnail = thumbnail,
    .legend = legend,
    .legends = sizeof legend / sizeof *legend,
    .legend_name = name_of_role,
};
