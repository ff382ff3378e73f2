// See tokens.h. All kinds share a table from bytes to numbers; pairs that merge (GPT-2: by rank, llama: by score) are looked up in
// a second one. Of the facts of the formats see docs/trained-models.md.
#include "data/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "data/letters.h"
#include "data/merges.h"
#include "data/source.h"

enum { BYTES = 256, LLAMA_BEGIN = 1, LLAMA_BYTE = 3 };

typedef enum TokensKind { TOKENS_GPT2, TOKENS_LLAMA, TOKENS_WORDS, TOKENS_LETTERS } TokensKind;

struct Tokens {
    TokensKind kind;
    int count;
    Text *text; // (count)
    int *slot;  // (slots): token + 1; 0: free
    size_t slots;
    const float *score; // (count), llama's
    MergeTable merges;  // GPT-2's
    int byte[BYTES];    // GPT-2: the token of each byte
};

// --- bytes to numbers

static uint64_t hash_of(Text text) { // FNV-1a
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.size; i++) hash = (hash ^ (unsigned char)text.at[i]) * 0x100000001b3u;
    return hash ^ hash >> 29;
}

// Of equal texts the first counts.
static bool index_texts(Arena *arena, Tokens *t) {
    for (t->slots = 64; t->slots < (size_t)t->count * 2; t->slots *= 2) continue;
    t->slot = arena_new(arena, int, t->slots);
    for (int i = 0; i < t->count; i++) {
        size_t at = hash_of(t->text[i]) & (t->slots - 1);
        while (t->slot[at] && !text_equal(t->text[t->slot[at] - 1], t->text[i])) at = (at + 1) & (t->slots - 1);
        if (!t->slot[at]) t->slot[at] = i + 1;
    }
    return true;
}

int tokens_find(const Tokens *t, Text word) {
    size_t at = hash_of(word) & (t->slots - 1);
    while (t->slot[at] && !text_equal(t->text[t->slot[at] - 1], word)) at = (at + 1) & (t->slots - 1);
    return t->slot[at] - 1;
}

int tokens_count(const Tokens *t) { return t->count; }
// What a token says, as bytes: not always whole characters. "" for numbers that there are not.
static Text tokens_text(const Tokens *t, int token) { return token >= 0 && token < t->count ? t->text[token] : (Text){ "", 0 }; }

Tokens *tokens_of_list(Arena *arena, int words, const char *const *word, bool letters) {
    Tokens *t = arena_new(arena, Tokens, 1);
    t->kind = letters ? TOKENS_LETTERS : TOKENS_WORDS;
    t->count = words;
    t->text = arena_new(arena, Text, words);
    for (int i = 0; i < words; i++) t->text[i] = text_of(text_copy(arena, text_of(word[i])));
    index_texts(arena, t);
    return t;
}

// --- GPT-2

// Bytes are written as characters: those that can be seen stand for themselves, the other 68 are 256, 257 … in their order.
static bool stands_for_itself(int byte) { return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174; }

static void character_bytes(short byte_of[BYTES + 68]) {
    int next = BYTES;
    memset(byte_of, 0xFF, (BYTES + 68) * sizeof *byte_of);
    for (int b = 0; b < BYTES; b++) byte_of[stands_for_itself(b) ? b : next++] = (short)b;
}

// The bytes that such characters stand for. False: one stands for none.
static bool bytes_of(Arena *arena, Text written, const short byte_of[BYTES + 68], Text *out) {
    char *to = arena_alloc(arena, written.size + 1);
    size_t size = 0;
    while (written.size) {
        uint32_t code = utf8_next(&written);
        if (code >= BYTES + 68 || byte_of[code] < 0) return false;
        to[size++] = (char)byte_of[code];
    }
    *out = (Text){ to, size };
    return true;
}

// "<|endoftext|>" and the like are not made of bytes: they stay as they are written.
static void read_word(Arena *arena, Tokens *t, int id, Text written, const short byte_of[BYTES + 68]) {
    if (!bytes_of(arena, written, byte_of, &t->text[id])) t->text[id] = text_of(text_copy(arena, written));
}

static bool read_merge(Arena *arena, Tokens *t, Text line, int rank, const short byte_of[BYTES + 68]) {
    Text left = text_word(&line), right = text_word(&line), a, b;
    if (!right.size || text_word(&line).size || !bytes_of(arena, left, byte_of, &a) || !bytes_of(arena, right, byte_of, &b))
        return false;
    char *both = arena_alloc(arena, a.size + b.size + 1);
    memcpy(both, a.at, a.size);
    memcpy(both + a.size, b.at, b.size);
    int first = tokens_find(t, a), second = tokens_find(t, b), joined = tokens_find(t, (Text){ both, a.size + b.size });
    return first >= 0 && second >= 0 && joined >= 0 && merge_add(&t->merges, first, second, rank, joined);
}

// The first line names the version; a rank is the number of a line.
static bool read_merges(Arena *arena, Tokens *t, Text merges, const char *file, const short byte_of[BYTES + 68],
                        Problems *problems) {
    size_t lines = 0;
    for (size_t i = 0; i < merges.size; i++) lines += merges.at[i] == '\n';
    t->merges = merge_table(arena, lines + 1);
    for (int number = 1, rank = 0; merges.size; number++) {
        Text line = text_line(&merges);
        if (!text_trim(line).size || (number == 1 && text_starts(line, "#version"))) continue;
        if (!read_merge(arena, t, line, rank++, byte_of))
            return problems_add(problems, (Place){ file, number, 0 },
                                "expected two pieces that vocab.json has, as it has both together, found %s: is it the "
                                "merges.txt of the same model?",
                                data_quote(problems->arena, line));
    }
    return true;
}

Tokens *tokens_of_gpt2(Arena *arena, Text vocab, const char *vocab_file, Text merges, const char *merges_file, Problems *problems) {
    Tokens *t = arena_new(arena, Tokens, 1);
    VocabEntry *entry;
    short byte_of[BYTES + 68];
    t->kind = TOKENS_GPT2;
    if (!vocab_read(arena, vocab, vocab_file, &entry, &t->count, problems)) return NULL;
    t->text = arena_new(arena, Text, t->count);
    character_bytes(byte_of);
    for (int i = 0; i < t->count; i++) read_word(arena, t, entry[i].id, entry[i].word, byte_of);
    index_texts(arena, t);
    for (int b = 0; b < BYTES; b++) {
        char one = (char)b;
        t->byte[b] = tokens_find(t, (Text){ &one, 1 });
        if (t->byte[b] >= 0) continue;
        problems_add(problems, (Place){ .file = vocab_file }, "has no token for the byte %d, which every text may need", b);
        return NULL;
    }
    return read_merges(arena, t, merges, merges_file, byte_of, problems) ? t : NULL;
}

// --- how GPT-2 splits a text before it merges

typedef enum Kind { KIND_SPACE, KIND_LETTER, KIND_DIGIT, KIND_OTHER } Kind;

static bool in_runs(uint32_t code, const uint32_t (*run)[2], int runs) {
    int low = 0, high = runs;
    while (low < high) {
        int middle = (low + high) / 2;
        if (run[middle][1] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < runs && run[low][0] <= code;
}

static Kind kind_of(uint32_t c) {
    if (c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
        (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000)
        return KIND_SPACE;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return KIND_LETTER;
    if (c >= '0' && c <= '9') return KIND_DIGIT;
    if (c < 128) return KIND_OTHER;
    if (in_runs(c, letter_runs, sizeof letter_runs / sizeof *letter_runs)) return KIND_LETTER;
    return in_runs(c, digit_runs, sizeof digit_runs / sizeof *digit_runs) ? KIND_DIGIT : KIND_OTHER;
}

static Kind next_kind(Text rest) { return kind_of(utf8_next(&rest)); }

static void cut_run(Text *rest, Kind kind) {
    while (rest->size && next_kind(*rest) == kind) utf8_next(rest);
}

static size_t contraction(Text rest) {
    static const char *const ending[] = { "'s", "'t", "'re", "'ve", "'m", "'ll", "'d" };
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        if (text_starts(rest, ending[i])) return strlen(ending[i]);
    return 0;
}

// Of blanks before a word the last one goes to the word where it is a plain blank, and is a piece of its own where it is not.
static void cut_spaces(Text *rest) {
    Text last = *rest;
    int count = 0;
    while (rest->size && next_kind(*rest) == KIND_SPACE) {
        last = *rest;
        utf8_next(rest);
        count++;
    }
    if (rest->size && count > 1) *rest = last;
}

static Text next_piece(Text *rest) {
    Text from = *rest;
    size_t short_form = contraction(*rest);
    if (short_form)
        rest->at += short_form, rest->size -= short_form;
    else if (next_kind(*rest) != KIND_SPACE)
        cut_run(rest, next_kind(*rest));
    else {
        Text after = *rest;
        utf8_next(&after);
        if (*rest->at == ' ' && after.size && next_kind(after) != KIND_SPACE) {
            *rest = after;
            cut_run(rest, next_kind(*rest));
        } else
            cut_spaces(rest);
    }
    return (Text){ from.at, (size_t)(rest->at - from.at) };
}

// The pair of lowest rank merges wherever it stands, from left to right, until no pair is listed.
static int merge_piece(const Tokens *t, int *token, int count) {
    for (;;) {
        Merge best = { .rank = -1 };
        for (int i = 0; i + 1 < count; i++) {
            const Merge *m = merge_find(&t->merges, token[i], token[i + 1]);
            if (m && (best.rank < 0 || m->rank < best.rank)) best = *m;
        }
        if (best.rank < 0) return count;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            bool here = i + 1 < count && token[i] == best.first && token[i + 1] == best.second;
            token[kept++] = here ? best.joined : token[i];
            i += here;
        }
        count = kept;
    }
}

static void encode_gpt2(const Tokens *t, Text text, int *out, int *count) {
    while (text.size) {
        Text piece = next_piece(&text);
        for (size_t i = 0; i < piece.size; i++) out[*count + (int)i] = t->byte[(unsigned char)piece.at[i]];
        *count += merge_piece(t, out + *count, (int)piece.size);
    }
}

// --- llama

Tokens *tokens_of_llama(Arena *arena, Text bytes, const char *file, int words, Problems *problems) {
    Tokens *t = arena_new(arena, Tokens, 1);
    float *score = arena_new(arena, float, words);
    size_t at = 4; // the longest token's length, which nobody needs
    t->kind = TOKENS_LLAMA;
    t->count = words;
    t->text = arena_new(arena, Text, words);
    t->score = score;
    for (int i = 0; i < words; i++) {
        int32_t size = -1;
        if (bytes.size >= 8 && at <= bytes.size - 8) {
            memcpy(&score[i], bytes.at + at, 4);
            memcpy(&size, bytes.at + at + 4, 4);
        }
        if (size < 0 || (size_t)size > bytes.size - at - 8) {
            problems_add(problems, (Place){ .file = file },
                         "ends or breaks at token %d of the %d that the model has: is it the tokenizer of "
                         "this model?",
                         i, words);
            return NULL;
        }
        t->text[i] = (Text){ bytes.at + at + 8, (size_t)size };
        at += 8 + (size_t)size;
    }
    index_texts(arena, t);
    return t;
}

// The byte of "<0x0A>"; −1: it is not written so.
static int written_byte(Text text) {
    unsigned value = 0;
    if (text.size != 6 || memcmp(text.at, "<0x", 3) != 0 || text.at[5] != '>') return -1;
    for (int i = 3; i < 5; i++) {
        char c = text.at[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0) return -1;
        value = value * 16 + (unsigned)digit;
    }
    return (int)value;
}

// Both tokens' text as one token; −1 when there is none.
static int joined(const Tokens *t, int a, int b) {
    char both[256];
    Text x = t->text[a], y = t->text[b];
    if (x.size + y.size > sizeof both) return -1;
    memcpy(both, x.at, x.size);
    memcpy(both + x.size, y.at, y.size);
    return tokens_find(t, (Text){ both, x.size + y.size });
}

// The tokens that every model of this kind begins with need not be there in a small one.
static bool has_token(const Tokens *t, int token, Text of, Problems *problems) {
    return token < t->count || problems_add(problems, (Place){ 0 }, "%s is not among the %d tokens that the model knows",
                                            data_quote(problems->arena, of), t->count);
}

// BOS, a blank, each character's token or its bytes; then the adjacent pair merges whose token has the highest score, again and
// again.
static bool encode_llama(const Tokens *t, Text text, int *out, int *count, Problems *problems) {
    if (!has_token(t, LLAMA_BEGIN, TEXT("<s>"), problems)) return false;
    int blank = tokens_find(t, TEXT(" "));
    out[(*count)++] = LLAMA_BEGIN;
    if (text.size && blank >= 0) out[(*count)++] = blank;
    while (text.size) {
        Text from = text;
        utf8_next(&text);
        from.size -= text.size;
        int token = tokens_find(t, from);
        if (token >= 0) out[(*count)++] = token;
        for (size_t i = 0; token < 0 && i < from.size; i++) {
            out[(*count)++] = LLAMA_BYTE + (unsigned char)from.at[i];
            if (!has_token(t, out[*count - 1], from, problems)) return false;
        }
    }
    for (;;) {
        int best = -1, where = 0;
        for (int i = 0; i + 1 < *count; i++) {
            int token = joined(t, out[i], out[i + 1]);
            if (token >= 0 && (best < 0 || t->score[token] > t->score[best])) best = token, where = i;
        }
        if (best < 0) return true;
        out[where] = best;
        memmove(out + where + 1, out + where + 2, (size_t)(*count - where - 2) * sizeof *out);
        --*count;
    }
}

// --- lists

// A few that the model knows, spread over all: "the, sees, old …".
static const char *some_of(const Tokens *t, Arena *arena) {
    enum { SOME = 5 };
    Builder all = { arena };
    int count = 0;
    for (int i = 0; i < t->count && count < SOME; i++) {
        if (i < (long long)t->count * count / SOME || t->text[i].size > 20) continue;
        if (!((*t->text[i].at | 32) >= 'a' && (*t->text[i].at | 32) <= 'z')) continue;
        builder_print(&all, "%s%.*s", count++ ? ", " : "", (int)t->text[i].size, t->text[i].at);
    }
    return count ? arena_print(arena, ": write some of %s …", builder_text(&all)) : "";
}

static bool encode_list(const Tokens *t, Text text, int *out, int *count, Problems *problems) {
    bool letters = t->kind == TOKENS_LETTERS;
    for (int number = 1; text.size; number++) {
        Text from = text, one;
        if (letters) {
            utf8_next(&text);
            one = (Text){ from.at, from.size - text.size };
        } else if (!(one = text_cut_word(&text)).size)
            break;
        out[*count] = tokens_find(t, one);
        if (out[(*count)++] >= 0) continue;
        const char **list = arena_new(problems->arena, const char *, t->count);
        for (int i = 0; i < t->count; i++) list[i] = t->text[i].at;
        const char *near = letters ? NULL : text_nearest(one, list, t->count);
        return problems_add(problems, (Place){ 0 }, "%s %d, %s, is not among the %d that the model knows%s%s%s",
                            letters ? "letter" : "word", number, data_quote(problems->arena, one), t->count,
                            near ? " (did you mean '" : "", near ? near : some_of(t, problems->arena), near ? "'?)" : "");
    }
    return true;
}

bool tokens_encode(const Tokens *t, Arena *arena, Text text, int **out, int *count, Problems *problems) {
    size_t bad;
    *out = arena_new(arena, int, text.size + 4);
    *count = 0;
    if (!utf8_valid(text, &bad)) return problems_add(problems, (Place){ 0 }, "the text is not UTF-8: byte %zu is broken", bad);
    switch (t->kind) {
    case TOKENS_GPT2: encode_gpt2(t, text, *out, count); return true;
    case TOKENS_LLAMA: return encode_llama(t, text, *out, count, problems);
    case TOKENS_WORDS:
    case TOKENS_LETTERS: break;
    }
    return encode_list(t, text, *out, count, problems);
}

Text tokens_said(const Tokens *t, Arena *arena, int before, int token) {
    Text text = tokens_text(t, token);
    if (t->kind == TOKENS_WORDS && before >= 0) return text_of(arena_print(arena, " %.*s", (int)text.size, text.at));
    if (t->kind != TOKENS_LLAMA) return text;
    if (before == LLAMA_BEGIN && text.size && *text.at == ' ') text.at++, text.size--;
    int byte = written_byte(text);
    if (byte < 0) return text;
    char *one = arena_alloc(arena, 2);
    *one = (char)byte;
    return (Text){ one, 1 };
}
