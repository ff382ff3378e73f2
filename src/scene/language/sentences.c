// Three sentences that the model makes up just now, each word with the model's own surprise; what is not in the language is
// struck through.
#include <string.h>

#include "layers/grammar.h"
#include "scene/language/learning.h"

// What could have stood where the first wrong word does: "only one can follow: Reed"; in little room "only Reed".
static const char *reason(const Learning *p, const LanguageSample *s, double room) {
    double next[GRAMMAR_WORDS];
    Builder words = { p->out->arena }, few = { p->out->arena };
    int count = 0;
    if (s->fault >= s->length) return "it has no end";
    if (!grammar_next(s->word, s->fault, next)) return "the sentence has ended";
    for (int i = 0; i < GRAMMAR_WORDS; i++) {
        if (next[i] <= 0) continue;
        if (count < 3) builder_print(&words, "%s%s", count ? ", " : "", grammar_word(i));
        if (count < 2) builder_print(&few, "%s%s", count ? ", " : "", grammar_word(i));
        count++;
    }
    const char *all = arena_print(p->out->arena, "%s: %s%s", count == 1 ? "only one can follow" : "what can follow",
                                  builder_text(&words), count > 3 ? " …" : "");
    if (metrics_width(p->out->metrics, FACE_TEXT, p->sizes->fine, text_of(all)) <= room) return all;
    return arena_print(p->out->arena, "%s %s%s", count == 1 ? "only" : "rather", builder_text(&few), count > 2 ? " …" : "");
}

static void draw_word(const Learning *p, Box at, const LanguageSample *s, int i, double nat) {
    bool wrong = i == s->fault, after = i > s->fault;
    double size = p->sizes->digits, bar = math_min((double)s->surprise[i] * nat, at.h - size - 6), w = math_min(at.w * 0.5, 26);
    Role role = wrong ? ROLE_WRONG : after ? ROLE_FAINT : ROLE_ATTENTION;
    Ident ident = learning_note(p, arena_print(p->out->arena, "the model's surprise at “%s”, −ln p", grammar_word(s->word[i])),
                                (double)s->surprise[i]);
    double text = list_text_fit(p->out, at.x, at.y + size * 0.8, at.w - 3, text_of(grammar_word(s->word[i])),
                                (TextStyle){ .size = size,
                                             .paint = paint(wrong   ? ROLE_WRONG
                                                            : after ? ROLE_MUTED
                                                                    : ROLE_INK),
                                             .face = wrong ? FACE_BOLD : FACE_TEXT });
    if (wrong)
        list_line(p->out, at.x, at.y + size * 0.52, at.x + text, at.y + size * 0.52,
                  (StrokeStyle){ .paint = paint(ROLE_WRONG), .width = 1.6 });
    list_line(p->out, at.x, at.y + at.h, at.x + at.w * 0.85, at.y + at.h, (StrokeStyle){ .paint = paint(ROLE_FAINT), .width = 1 });
    list_rect(p->out, box(at.x, at.y + at.h - math_max(bar, 1), w, math_max(bar, 1)),
              (RectStyle){ .radius = 2, .fill = paint(role), .ident = ident });
}

static void draw_verdict(const Learning *p, Box at, const LanguageSample *s) {
    double size = p->sizes->value, mean = 0;
    for (int i = 0; i < s->length; i++) mean += (double)s->surprise[i] / s->length;
    draw_icon(p->out, s->whole ? ICON_CHECK : ICON_CROSS, at.x + 8, at.y + size * 0.5, size,
              paint(s->whole ? ROLE_RIGHT : ROLE_WRONG));
    list_text_fit(p->out, at.x + 22, at.y + size, at.w - 22, text_of(s->whole ? "in the language" : "not in it"),
                  (TextStyle){ .size = size, .paint = paint(s->whole ? ROLE_RIGHT : ROLE_WRONG) });
    const char *note = s->whole ? arena_print(p->out->arena, "%.2f nats a word", mean) : reason(p, s, at.w - 22);
    list_text_fit(p->out, at.x + 22, at.y + 2.2 * size, at.w - 22, text_of(note),
                  (TextStyle){ .size = p->sizes->fine, .paint = paint(ROLE_MUTED), .ident = ident_note(note) });
}

// A text of one's own: words one after the other, each with the model's surprise under it, as far as there is room.
static void draw_text(const Learning *p, Box at, const LanguageSample *s, const OwnText *own) {
    double least = own->letters ? math_clamp(at.w / math_max(s->length, 1) - 2, 8, 30) : 14; // letters fill the line
    double size = p->small ? 13 : 16, x = at.x, room = at.h - size - 8, nat = room / math_max(own->nothing, 1);
    for (int i = 0; i < s->length; i++) {
        const char *word = own->word[s->word[i]], *shown = !strcmp(word, " ") ? "␣" : !strcmp(word, "\n") ? "⏎" : word;
        double w = math_max(metrics_width(p->out->metrics, FACE_TEXT, size, text_of(shown)), least);
        if (x + w > at.x + at.w) return;
        double bar = math_clamp((double)s->surprise[i] * nat, 1, room);
        Ident ident =
            learning_note(p, arena_print(p->out->arena, "the model's surprise at “%s”, −ln p", shown), (double)s->surprise[i]);
        list_text(p->out, x, at.y + size * 0.8, text_of(shown), (TextStyle){ .size = size, .ident = ident });
        list_rect(p->out, box(x, at.y + at.h - bar, math_min(w, 22), bar),
                  (RectStyle){ .radius = 2, .fill = paint(ROLE_ATTENTION), .ident = ident });
        x += w + (own->letters ? 2 : 9);
    }
}

static void draw_texts(const Learning *p, Box card, const LanguageMeasure *m, const OwnText *own) {
    const char *title =
        m ? arena_print(p->out->arena, "What it makes up after step %d; under each %s its own surprise", m->step, learning_piece(p))
          : "What it makes up";
    Box in = language_card(&p->picture, card, title);
    double gap = p->small ? 6 : 12, h = (in.h - gap * (SAMPLES_KEPT - 1)) / SAMPLES_KEPT;
    for (int k = 0; m && k < SAMPLES_KEPT; k++) draw_text(p, box(in.x, in.y + k * (h + gap), in.w, h), &m->sample[k], own);
}

// What a bar says, and how high one nat is.
static void draw_scale(const Learning *p, Box at, double nat) {
    TextStyle style = { .size = 13, .paint = paint(ROLE_MUTED), .ident = ident_note("how high a surprise of one nat is") };
    list_rect(p->out, box(at.x, at.y + at.h - nat - 3, 26, nat), (RectStyle){ .radius = 2, .fill = paint(ROLE_ATTENTION) });
    list_text(p->out, at.x + 33, at.y + at.h - 4, TEXT("1 nat"), style);
    list_text(p->out, at.x + 86, at.y + at.h - 4, TEXT("bar: its own surprise, −ln p"), style);
}

void learning_sentences(const Learning *p, Box card) {
    int at = p->lanes ? p->measure[0] : -1;
    const LanguageMeasure *m = at < 0 ? NULL : &learning_record(p, 0)->measure[at];
    if (learning_own(p)) {
        draw_texts(p, card, m, learning_own(p));
        return;
    }
    const char *title = m ? arena_print(p->out->arena, "Three sentences it makes up after step %d; of 32 are %.0f in the language",
                                        m->step, (double)m->share * 32)
                          : "Sentences it makes up";
    Box in = language_card(&p->picture, card, title);
    double verdict = p->small ? 130 : 210, gap = p->sizes->loose, h = (in.h - gap * (SAMPLES_KEPT - 1)) / SAMPLES_KEPT;
    double w = (in.w - verdict) / GRAMMAR_LENGTH,
           nat = (h - (p->small ? 19 : 23)) / 4.2; // ln 59 is the most that a fair guesser is surprised
    if (m && !p->small) draw_scale(p, box(in.x + in.w - 262, card.y + 12, 262, 22), nat);
    for (int k = 0; m && k < SAMPLES_KEPT; k++) {
        const LanguageSample *s = &m->sample[k];
        double y = in.y + k * (h + gap);
        for (int i = 0; i < s->length && i < GRAMMAR_LENGTH; i++) draw_word(p, box(in.x + i * w, y, w, h), s, i, nat);
        draw_verdict(p, box(in.x + in.w - verdict + 10, y, verdict - 10, h), s);
    }
}
