// Makes the man pages and what bash, zsh and fish complete, all from the table that --help prints (src/command/manual.h).
// Usage: manual FOLDER
#include <stdlib.h>
#include <string.h>

#include "base/version.h"
#include "command/manual.h"

static FILE *out;

static void open_in(const char *folder, const char *name) {
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    out = fopen(path, "wb");
    if (!out) perror(path), exit(1);
}

static void done(void) {
    if (fclose(out) != 0) perror("manual"), exit(1);
}

// "compute-language"; "" is the program.
static const char *page_name(Arena *arena, const Manual *m) {
    char *name = arena_print(arena, "attend%s%s", *m->name ? "-" : "", m->name);
    for (char *at = name; *at; at++)
        if (*at == ' ') *at = '-';
    return name;
}

// --- man pages

static void put_roff(Text text) {
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        bool first = i == 0 || text.at[i - 1] == '\n';
        if (first && (c == '.' || c == '\'')) fputs("\\&", out);
        if (c == '\\')
            fputs("\\e", out);
        else if (c == '-')
            fputs("\\-", out);
        else if (c == '\'')
            fputs("\\(aq", out);
        else if (c == '`')
            fputs("\\(ga", out);
        else if (c == '~')
            fputs("\\(ti", out);
        else if (c == '^')
            fputs("\\(ha", out);
        else
            fputc(c, out);
    }
}

static void put_paragraphs(const char *text) {
    Text rest = text_of(text);
    bool fixed = false, first = true;
    while (rest.size) {
        Text line = text_line(&rest);
        bool blank = line.size && line.at[0] == ' ';
        if (blank && !fixed) fputs(first ? ".nf\n" : ".PP\n.nf\n", out);
        if (!blank && fixed) fputs(".fi\n", out);
        if (!blank && !first) fputs(".PP\n", out);
        put_roff(line);
        fputc('\n', out);
        fixed = blank;
        first = false;
    }
    if (fixed) fputs(".fi\n", out);
}

static void put_options(const Manual *m, Arena *arena) {
    ManualOption option[MANUAL_OPTIONS];
    int count = manual_options(m, arena, option);
    if (count) fputs(".SH OPTIONS\n", out);
    for (int i = 0; i < count; i++) {
        Text row = text_of(option[i].name), name, value;
        fputs(".TP\n", out);
        for (bool first = true; manual_option_cut(&row, &name, &value); first = false) {
            fputs(first ? "\\fB" : ", \\fB", out);
            put_roff(name);
            fputs("\\fR", out);
            if (!value.size) continue;
            fputs(" \\fI", out);
            put_roff(value);
            fputs("\\fR", out);
        }
        fputc('\n', out);
        put_roff(text_of(option[i].says));
        fputc('\n', out);
    }
}

static void put_commands(Arena *arena) {
    fputs(".SH COMMANDS\n", out);
    for (int i = 1; i < manual_count; i++) {
        fprintf(out, ".TP\n.B attend %s\n", manual_table[i].name);
        put_roff(text_of(manual_table[i].summary));
        fputs("; see ", out);
        put_roff(text_of(page_name(arena, &manual_table[i])));
        fputs("(1)\n", out);
    }
}

static void put_files(void) {
    static const char *const file[][2] = {
        { "~/.config/attend/settings", "settings, a line each: theme = dark ($XDG_CONFIG_HOME)" },
        { "~/.local/state/attend/", "where a lesson was left, answers, what was opened ($XDG_STATE_HOME)" },
        { "../share/attend/", "lessons and assets, seen from the program; $ATTEND_SHARE names another folder" },
        { "$ATTEND_FONTS", "a folder whose fonts go before the machine's" },
    };
    fputs(".SH FILES AND ENVIRONMENT\n", out);
    for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
        fputs(".TP\n.I ", out);
        put_roff(text_of(file[i][0]));
        fputc('\n', out);
        put_roff(text_of(file[i][1]));
        fputc('\n', out);
    }
}

static void write_page(const char *folder, const Manual *m) {
    Arena *arena = arena_begin();
    const char *name = page_name(arena, m);
    open_in(folder, arena_print(arena, "%s.1", name));
    fputs(".TH ", out);
    for (const char *at = name; *at; at++) fputc(*at >= 'a' && *at <= 'z' ? *at - 32 : *at, out);
    fputs(" 1 \"\" \"Attend " ATTEND_VERSION "\" \"User Commands\"\n.SH NAME\n", out);
    put_roff(text_of(name));
    fputs(" \\- ", out);
    put_roff(text_of(m->summary));
    fputs("\n.SH SYNOPSIS\n.nf\n", out);
    put_roff(text_of(m->usage));
    fputs("\n.fi\n.SH DESCRIPTION\n", out);
    put_paragraphs(m->says);
    if (m == manual_table) put_commands(arena);
    put_options(m, arena);
    if (m->after) fputs(".SH NOTES\n", out), put_paragraphs(m->after);
    if (m == manual_table) put_files();
    fputs(".SH SEE ALSO\n", out);
    if (m != manual_table) fputs("attend(1), ", out);
    fputs("the documents in share/doc/attend\n", out);
    done();
    arena_end(arena);
}

// --- completion

// What may stand there, in the words of a shell: a list, files, or what a command lists.
typedef enum Kind { NOTHING, WORDS, FILES, LESSONS, MODELS } Kind;

static Kind kind_of(Text value, char words[200]) {
    words[0] = 0;
    if (text_is(value, "FILE") || text_is(value, "OUT")) return FILES;
    if (text_is(value, "LESSON")) return LESSONS;
    if (text_is(value, "MODEL")) return MODELS;
    if (!value.size || !memchr(value.at, '|', value.size) || value.size >= 200) return NOTHING;
    memcpy(words, value.at, value.size);
    words[value.size] = 0;
    for (char *at = words; *at; at++)
        if (*at == '|') *at = ' ';
    return WORDS;
}

// bash and zsh: what to offer goes into the variable `words`, files are asked for by `files=yes`.
static void put_offer(Kind kind, const char *words) {
    switch (kind) {
    case NOTHING: fputs(":", out); break;
    case WORDS: fprintf(out, "offer='%s'", words); break;
    case FILES: fputs("files=yes", out); break;
    case LESSONS: fputs("offer=$(attend list lessons 2>/dev/null | cut -f1) files=yes", out); break;
    case MODELS: fputs("offer=$(attend list models 2>/dev/null | cut -f1)", out); break;
    }
}

static void put_shell_options(const Manual *m, Arena *arena) {
    ManualOption option[MANUAL_OPTIONS];
    int count = manual_options(m, arena, option);
    char words[200];
    fputs("        options='--help", out);
    for (int i = 0; i < count; i++) {
        Text row = text_of(option[i].name), name, value;
        while (manual_option_cut(&row, &name, &value)) fprintf(out, " %.*s", (int)name.size, name.at);
    }
    fputs("'\n        case $previous in\n", out);
    for (int i = 0; i < count; i++) {
        Text row = text_of(option[i].name), name, value;
        while (manual_option_cut(&row, &name, &value)) {
            if (!value.size) continue;
            fprintf(out, "        %.*s) ", (int)name.size, name.at);
            put_offer(kind_of(value, words), words);
            fputs(" ;;\n", out);
        }
    }
    fputs("        *) ", out);
    if (m == manual_table) {
        fputs("offer=$(attend list lessons 2>/dev/null | cut -f1) files=yes; [ $at = 1 ] && offer=\"$offer", out);
        for (int i = 1; i < manual_count; i++)
            if (!strchr(manual_table[i].name, ' ')) fprintf(out, " %s", manual_table[i].name);
        fputs("\"", out);
    } else {
        put_offer(kind_of(text_of(m->word), words), words);
    }
    fputs(" ;;\n        esac\n        ;;\n", out);
}

// The commands of two words first; the program itself last.
static void put_cases(Arena *arena) {
    for (int two = 1; two >= 0; two--)
        for (int i = 1; i < manual_count; i++) {
            const Manual *m = &manual_table[i];
            if ((strchr(m->name, ' ') != NULL) != two) continue;
            fprintf(out, "    '%s'%s", m->name, two ? "" : "*");
            if (m->also) fprintf(out, " | '%s'", m->also);
            fputs(")\n", out);
            put_shell_options(m, arena);
        }
    fputs("    *)\n", out);
    put_shell_options(manual_table, arena);
}

static void write_bash(const char *folder, Arena *arena) {
    open_in(folder, "attend.bash");
    fputs("# What bash completes after `attend`; made from the table that `attend --help` prints.\n"
          "_attend() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} at=$COMP_CWORD\n"
          "    local options= offer= files= said=\n"
          "    [ $at -gt 1 ] && said=${COMP_WORDS[1]}\n"
          "    [ $at -gt 2 ] && said=\"$said ${COMP_WORDS[2]}\"\n"
          "    case $said in\n",
          out);
    put_cases(arena);
    fputs("    esac\n"
          "    case $current in -*) offer=$options files= ;; esac\n"
          "    COMPREPLY=($(compgen -W \"$offer\" -- \"$current\"))\n"
          "    [ -n \"$files\" ] && compopt -o default && COMPREPLY+=($(compgen -f -- \"$current\"))\n"
          "    return 0\n"
          "}\n"
          "complete -F _attend attend\n",
          out);
    done();
}

static void write_zsh(const char *folder, Arena *arena) {
    open_in(folder, "_attend");
    fputs("#compdef attend\n"
          "# What zsh completes after `attend`; made from the table that `attend --help` prints.\n"
          "_attend_words() {\n"
          "    local current=$1 previous=$2 at=$3 said=$4\n"
          "    case $said in\n",
          out);
    put_cases(arena);
    fputs("    esac\n"
          "    case $current in -*) offer=$options files= ;; esac\n"
          "}\n"
          "_attend_complete() {\n"
          "    local current=$words[CURRENT] previous=$words[CURRENT-1] at=$((CURRENT - 1)) said=\n"
          "    (( at > 1 )) && said=$words[2]\n"
          "    (( at > 2 )) && said=\"$said $words[3]\"\n"
          "    local options= offer= files=\n"
          "    _attend_words \"$current\" \"$previous\" $at \"$said\"\n"
          "    [[ -n $offer ]] && compadd -- ${=offer}\n"
          "    [[ -n $files ]] && _files\n"
          "    return 0\n"
          "}\n"
          "_attend_complete \"$@\"\n",
          out);
    done();
}

// In fish's single quotes only these two have a meaning.
static void put_quoted(const char *text) {
    fputc('\'', out);
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\') fputc('\\', out);
        fputc(*text, out);
    }
    fputc('\'', out);
}

// When the words of this command have been typed: `compute`, but not `compute language`.
static void put_condition(const Manual *m) {
    char second[100] = "";
    if (m == manual_table) {
        fputs(" -n __fish_use_subcommand", out);
        return;
    }
    for (int i = 1; i < manual_count; i++) {
        const Manual *other = &manual_table[i];
        const char *blank = strchr(other->name, ' '), *also = other->also ? strchr(other->also, ' ') : NULL;
        size_t size = strcspn(m->name, " ");
        if (!blank || strncmp(other->name, m->name, size) != 0 || other->name[size] != ' ') continue;
        snprintf(second, sizeof second, "%s%s", blank, also ? also : "");
    }
    fprintf(out, " -n '__fish_seen_subcommand_from %.*s", (int)strcspn(m->name, " "), m->name);
    if (*second) fprintf(out, "; and %s__fish_seen_subcommand_from%s", strchr(m->name, ' ') ? "" : "not ", second);
    fputs("'", out);
}

static void put_fish_value(Kind kind, const char *words) {
    switch (kind) {
    case NOTHING: fputs(" -x", out); break;
    case WORDS: fprintf(out, " -x -a '%s'", words); break;
    case FILES: fputs(" -r -F", out); break;
    case LESSONS: fputs(" -r -F -a '(attend list lessons | cut -f1)'", out); break;
    case MODELS: fputs(" -x -a '(attend list models | cut -f1)'", out); break;
    }
}

static void put_fish_options(const Manual *m, Arena *arena) {
    ManualOption option[MANUAL_OPTIONS];
    char words[200];
    int count = manual_options(m, arena, option);
    for (int i = 0; i < count; i++) {
        Text row = text_of(option[i].name), name, value;
        while (manual_option_cut(&row, &name, &value)) {
            bool is_long = text_starts(name, "--");
            fputs("complete -c attend", out);
            put_condition(m);
            fprintf(out, " -%c %.*s", is_long ? 'l' : 's', (int)name.size - 1 - is_long, name.at + 1 + is_long);
            if (value.size) put_fish_value(kind_of(value, words), words);
            fputs(" -d ", out);
            put_quoted(option[i].says);
            fputc('\n', out);
        }
    }
}

static void put_fish_words(const Manual *m) {
    char words[200];
    Kind kind = kind_of(text_of(m->word), words);
    if (kind == NOTHING) return;
    fputs("complete -c attend", out);
    put_condition(m);
    if (kind == WORDS)
        fprintf(out, " -f -a '%s'\n", words);
    else if (kind == FILES)
        fputs(" -F\n", out);
    else
        fprintf(out, " -a '(attend list %s | cut -f1)'\n", kind == LESSONS ? "lessons" : "models");
}

static void write_fish(const char *folder, Arena *arena) {
    open_in(folder, "attend.fish");
    fputs("# What fish completes after `attend`; made from the table that `attend --help` prints.\n", out);
    for (int i = 1; i < manual_count; i++) {
        const char *blank = strchr(manual_table[i].name, ' ');
        if (blank) continue;
        fprintf(out, "complete -c attend -n __fish_use_subcommand -a %s -d ", manual_table[i].name);
        put_quoted(manual_table[i].summary);
        fputc('\n', out);
    }
    fputs("complete -c attend -s h -l help -d 'what it takes'\n", out);
    for (int i = 0; i < manual_count; i++) {
        put_fish_words(&manual_table[i]);
        put_fish_options(&manual_table[i], arena);
    }
    done();
}

int main(int argc, char **argv) {
    if (argc != 2) return fputs("usage: manual FOLDER\n", stderr), 2;
    Arena *arena = arena_begin();
    for (int i = 0; i < manual_count; i++) write_page(argv[1], &manual_table[i]);
    write_bash(argv[1], arena);
    write_zsh(argv[1], arena);
    write_fish(argv[1], arena);
    arena_end(arena);
    return 0;
}
