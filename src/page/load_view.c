// What was brought, before it is loaded: on the left the file as it is written, on the right the matrices that come of it in each
// reading, and the inputs that they are to be. Where there is no room beside, it goes below.
#include <math.h>
#include <string.h>

#include "page/app.h"
#include "page/load_parts.h"

enum { LINES = 6, FIELDS = 6, CELLS = 4, WORDS = 6 };
static const double gap = 28, wide_enough = 800;

double load_heading(Ui *ui, double x, double y, double w, int number, const char *head, const char *aside) {
    double size = ui_size(ui, 15), from = x;
    if (number) {
        double r = ui_size(ui, 12);
        list_circle(&ui->list, x + r, y + r, r, (RectStyle){ .fill = paint(ROLE_INK) });
        list_print(&ui->list, x + r, y + r + size * 0.34,
                   (TextStyle){ .face = FACE_BOLD, .size = size * 0.9, .paint = paint(ROLE_PANEL), .align = ALIGN_CENTER }, "%d",
                   number);
        from += 2 * r + 10;
    }
    double line = y + ui_size(ui, 12) + size * 0.36, head_w = list_text_fit(&ui->list, from, line, x + w - from, text_of(head),
                                                                            (TextStyle){ .face = FACE_BOLD, .size = size });
    double left = x + w - (from + head_w + 16);
    if (aside && left > 60) {
        double full = metrics_width(ui->metrics, FACE_TEXT, ui_size(ui, 13), text_of(aside));
        list_text_fit(&ui->list, full < left ? x + w - full : from + head_w + 16, line, left, text_of(aside),
                      (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) });
    }
    return ui_size(ui, 34);
}

void load_card(Ui *ui, Box at) {
    list_rect(&ui->list, at, (RectStyle){ .radius = 10, .fill = paint(ROLE_PANEL), .stroke = paint(ROLE_LINE), .width = 1 });
}

// --- the file, as it is written

// The mark between the fields of a table in a text; 0: a text of another kind.
static char mark_of(const IncomingFile *file) {
    const char *format = file->reading[0].data.format, *marks = ";\t,|";
    Text rest = file->bytes, line = { 0 };
    if (strcmp(format, "csv") != 0) return 0;
    while (rest.size && !text_trim(line).size) line = text_line(&rest);
    for (const char *m = marks; *m; m++)
        if (memchr(line.at, *m, line.size)) return *m;
    return 0;
}

static int take_fields(Text line, char mark, Text *out, int most) {
    int count = 0;
    for (size_t from = 0, i = 0; i <= line.size && count < most; i++) {
        if (i < line.size && (!mark || line.at[i] != mark)) continue;
        out[count++] = text_trim((Text){ line.at + from, i - from });
        from = i + 1;
    }
    return count;
}

static bool asks(const IncomingFile *file, DataAsk ask) {
    const Dataset *data = &file->reading[0].data;
    for (int i = 0; i < data->questions; i++)
        if (data->question[i].ask == ask) return true;
    return false;
}

static bool is_text(const IncomingFile *file) {
    for (int i = 0; i < data_format_count; i++)
        if (!strcmp(data_formats[i]->id, file->reading[0].data.format)) return !data_formats[i]->binary;
    return false;
}

static void draw_field(Ui *ui, Box at, Text field, bool missing, bool asked) {
    double size = ui_size(ui, 13);
    TextStyle style = { .face = FACE_MONO, .size = size, .align = ALIGN_CENTER };
    if (missing && asked) style.face = FACE_ITALIC, style.paint = paint(ROLE_MUTED);
    list_text_fit(&ui->list, at.x + at.w / 2, ui_baseline(ui, at, style.face, size), at.w - 8,
                  missing && asked ? TEXT("no name") : field, style);
}

static double draw_table(Ui *ui, const IncomingFile *file, Box at, char mark) {
    Text rest = file->bytes, field[LINES][FIELDS];
    int count[LINES] = { 0 }, lines = 0, columns = 1;
    if (rest.size >= 3 && !memcmp(rest.at, "\xEF\xBB\xBF", 3)) rest = (Text){ rest.at + 3, rest.size - 3 };
    while (rest.size && lines < LINES) {
        Text line = text_line(&rest);
        if (!text_trim(line).size || !utf8_valid(line, NULL)) continue;
        count[lines] = take_fields(line, mark, field[lines], FIELDS);
        if (count[lines] > columns) columns = count[lines];
        lines++;
    }
    double h = ui_size(ui, 32), w = at.w / columns;
    Box card = box(at.x, at.y, at.w, h * lines);
    load_card(ui, card);
    list_clip(&ui->list, card);
    if (asks(file, DATA_ASK_INDEX)) list_rect(&ui->list, box(at.x, at.y, w, card.h), (RectStyle){ .fill = paint(ROLE_CURRENT) });
    if (asks(file, DATA_ASK_HEADER)) list_rect(&ui->list, box(at.x, at.y, at.w, h), (RectStyle){ .fill = paint(ROLE_CURRENT) });
    for (int r = 0; r < lines; r++) {
        double y = at.y + r * h;
        if (r) list_line(&ui->list, at.x, y, at.x + at.w, y, (StrokeStyle){ .paint = paint(ROLE_LINE), .width = 1 });
        for (int c = 0; c < count[r]; c++)
            draw_field(ui, box(at.x + c * w, y, w, h), field[r][c], !field[r][c].size && r == 0, c == 0);
    }
    list_unclip(&ui->list);
    return card.h;
}

static double draw_lines(Ui *ui, const IncomingFile *file, Box at) {
    double leading = ui_size(ui, 22), y = at.y + 10;
    Text rest = file->bytes;
    int lines = 0;
    for (Text r = rest; r.size && lines < LINES; lines++) text_line(&r);
    load_card(ui, box(at.x, at.y, at.w, lines * leading + 20));
    for (int i = 0; i < lines; i++, y += leading) {
        Text line = text_line(&rest);
        if (line.size > 200) line.size = 200;
        while (line.size && ((unsigned char)line.at[line.size - 1] & 0xC0) == 0x80) line.size--;
        if (utf8_valid(line, NULL))
            list_text_fit(&ui->list, at.x + 14, y + leading * 0.7, at.w - 28, line,
                          (TextStyle){ .face = FACE_MONO, .size = ui_size(ui, 12) });
    }
    return lines * leading + 20;
}

// Of bytes that nobody can read: the arrays by name and shape.
static double draw_members(App *app, const IncomingFile *file, Box at) {
    Ui *ui = &app->ui;
    IncomingView view[LINES];
    const Dataset *data = &file->reading[file->chosen].data;
    int views = incoming_views(app->dialogs.incoming, data, view, LINES);
    double h = ui_size(ui, 32);
    load_card(ui, box(at.x, at.y, at.w, h * views));
    for (int i = 0; i < views; i++) {
        Box row = box(at.x, at.y + i * h, at.w, h);
        const char *name = data->entry[view[i].first].name;
        double line = ui_baseline(ui, row, FACE_TEXT, ui_size(ui, 14));
        list_text_fit(&ui->list, row.x + 14, line, row.w / 2, text_of(*name ? name : file->name),
                      (TextStyle){ .face = FACE_MONO, .size = ui_size(ui, 13) });
        list_text(&ui->list, row.x + row.w - 14, line, text_of(shape_text(ui->arena, view[i].shape)),
                  (TextStyle){ .size = ui_size(ui, 14), .align = ALIGN_RIGHT });
    }
    return h * views;
}

// v1 names a row of v and is no word.
static bool is_numbered(const char *label, const char *name) {
    size_t size = strlen(name);
    return size && !strncmp(label, name, size) && strspn(label + size, "0123456789") == strlen(label + size);
}

static double draw_words(App *app, const IncomingFile *file, double x, double y, double w) {
    Ui *ui = &app->ui;
    IncomingView view[INCOMING_INPUTS];
    int views = incoming_views(app->dialogs.incoming, &file->reading[file->chosen].data, view, INCOMING_INPUTS), words = 0;
    double size = ui_size(ui, 13), h = ui_size(ui, 28), at = x;
    for (int i = 0; i < views && words < WORDS; i++)
        for (int r = 0; r < view[i].rows && r < WORDS && words < WORDS; r++) {
            const char *word = incoming_word(&view[i], r);
            if (!word || is_numbered(word, view[i].name)) continue;
            if (!words++)
                at += list_text(&ui->list, x, y + h * 0.66, TEXT("Words found"),
                                (TextStyle){ .size = size, .paint = paint(ROLE_MUTED) }) +
                      16;
            double full = metrics_width(ui->metrics, FACE_TEXT, size, text_of(word)) + 20;
            if (at + full > x + w) return h + 12;
            list_rect(&ui->list, box(at, y, full, h), (RectStyle){ .radius = h / 2, .fill = paint(ROLE_STAGE) });
            list_text(&ui->list, at + 10, y + h * 0.66, text_of(word), (TextStyle){ .size = size });
            at += full + 8;
        }
    return words ? h + 12 : 0;
}

// "5 lines, CSV"
static const char *size_words(Ui *ui, const IncomingFile *file) {
    int lines = 0;
    char name[16] = "";
    for (size_t i = 0; i < file->bytes.size; i++) lines += file->bytes.at[i] == '\n';
    if (file->bytes.size && file->bytes.at[file->bytes.size - 1] != '\n') lines++;
    const char *format = file->reading[0].data.format;
    for (int i = 0; format[i] && i < 15; i++) name[i] = format[i] >= 'a' && format[i] <= 'z' ? (char)(format[i] - 32) : format[i];
    if (is_text(file)) return arena_print(ui->arena, "%s, %d line%s", name, lines, lines == 1 ? "" : "s");
    return arena_print(ui->arena, "%s, %.1f KiB", name, (double)file->bytes.size / 1024);
}

static double draw_file(App *app, Box at) {
    Ui *ui = &app->ui;
    const Incoming *in = app->dialogs.incoming;
    const IncomingFile *file = in->file[app->dialogs.file];
    double y =
        at.y + load_heading(ui, at.x, at.y, at.w, 0, file->pasted ? "On the clipboard" : "In the file", size_words(ui, file));
    char mark = is_text(file) ? mark_of(file) : 0;
    Box rest = box(at.x, y, at.w, 0);
    y += (mark            ? draw_table(ui, file, rest, mark)
          : is_text(file) ? draw_lines(ui, file, rest)
                          : draw_members(app, file, rest)) +
         12;
    y += draw_words(app, file, at.x, y, at.w);
    return y - at.y;
}

// --- a layout that leaves no question

double load_layout_draw(App *app, Box at) {
    enum { EXAMPLE = 6 };
    Ui *ui = &app->ui;
    const char *line[EXAMPLE], *about[EXAMPLE];
    int lines = incoming_example(app->dialogs.incoming, ui->arena, line, about, EXAMPLE);
    double y = load_heading(ui, at.x, at.y, at.w, 0, "A layout that leaves no question", NULL), leading = ui_size(ui, 23);
    Box card = box(at.x, at.y + y, at.w, lines * leading + ui_size(ui, 44));
    list_rect(&ui->list, card, (RectStyle){ .radius = 10, .fill = paint(ROLE_STAGE) });
    for (int i = 0; i < lines; i++) {
        double base = card.y + 14 + leading * (i + 0.7);
        size_t name = strcspn(line[i], "0123456789:,");
        const char *letter = arena_copy(ui->arena, line[i], name);
        double w = list_text(&ui->list, card.x + 16, base, text_of(letter),
                             (TextStyle){ .face = FACE_MONO, .size = ui_size(ui, 13), .paint = paint(role_of_node(letter)) });
        w += list_text_fit(&ui->list, card.x + 16 + w, base, card.w - 32 - w, text_of(line[i] + name),
                           (TextStyle){ .face = FACE_MONO, .size = ui_size(ui, 13) });
        double room = card.w - 48 - w, full = metrics_width(ui->metrics, FACE_TEXT, ui_size(ui, 12), text_of(about[i]));
        if (full < room)
            list_text(&ui->list, card.x + card.w - 16, base, text_of(about[i]),
                      (TextStyle){ .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED), .align = ALIGN_RIGHT });
    }
    list_text_fit(&ui->list, card.x + 16, card.y + card.h - 14, card.w - 32,
                  TEXT("Also .npy, .npz, .xlsx, .json, .safetensors, printed arrays"),
                  (TextStyle){ .size = ui_size(ui, 12), .paint = paint(ROLE_MUTED) });
    return y + card.h;
}

// --- matrices

static const char *corner_of(Ui *ui, const IncomingView *view) { return shape_text(ui->arena, view->shape); }

// The first rows and columns; `left_out`: the index of another reading, drawn as what is not taken.
static double draw_matrix(Ui *ui, const IncomingView *view, const IncomingView *left_out, Role role, Box at) {
    int rows = view->rows < CELLS ? view->rows : CELLS, columns = view->columns < CELLS ? view->columns : CELLS;
    int all = columns + (left_out != NULL);
    bool words = false;
    double value[CELLS * CELLS] = { 0 }, largest = 0;
    for (int r = 0; r < rows; r++) {
        words = words || incoming_word(view, r);
        for (int c = 0; c < columns; c++) {
            double v = value[r * columns + c] = incoming_value(view, r, c);
            if (fabs(v) > largest && fabs(v) < HUGE_VAL) largest = fabs(v);
        }
    }
    NumberFormat format = number_format_for(value, rows * columns, 3);
    double h = ui_size(ui, 30), side = words ? ui_size(ui, 64) : 0;
    double w = fmin((at.w - side - 16) / (all ? all : 1), ui_size(ui, 76));
    for (int r = 0; r < rows; r++) {
        double x = at.x + side, y = at.y + r * (h + 2);
        const char *word = incoming_word(view, r);
        if (word)
            list_text_fit(
                &ui->list, at.x + side - 8 - fmin(side - 12, metrics_width(ui->metrics, FACE_TEXT, ui_size(ui, 13), text_of(word))),
                y + h * 0.66, side - 12, text_of(word), (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) });
        if (left_out) {
            draw_cell(&ui->list, box(x, y, w - 2, h), number_text(ui->arena, incoming_value(left_out, r, 0), 3),
                      (CellStyle){ .role = ROLE_MUTED, .state = CELL_MASKED, .size = 13 });
            x += w;
        }
        for (int c = 0; c < columns; c++, x += w)
            draw_cell(&ui->list, box(x, y, w - 2, h), number_in(ui->arena, value[r * columns + c], format),
                      (CellStyle){ .role = role,
                                   .share = largest > 0 ? 0.5 * fabs(value[r * columns + c]) / largest : 0,
                                   .size = ui_size(ui, 14) });
        if (view->columns > columns)
            list_text(&ui->list, x + 4, y + h * 0.66, TEXT("…"),
                      (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    }
    double height = rows * (h + 2);
    if (view->rows <= rows) return height;
    list_text(&ui->list, at.x + side + 4, at.y + height + 12, TEXT("…"),
              (TextStyle){ .size = ui_size(ui, 14), .paint = paint(ROLE_MUTED) });
    return height + 20;
}

// What an array is to be tells its colour.
static Role role_in(const Incoming *in, int file, const IncomingView *view) {
    const IncomingFile *f = in->file[file];
    for (int a = 0; a < f->arrays; a++)
        if ((f->array[a].entry == view->first || f->array[a].entry < 0) && f->array[a].input >= 0)
            return role_of_node(in->input[f->array[a].input].name);
    return role_of_node(view->name);
}

// --- the readings

typedef struct ReadingWords {
    const char *title, *says;
} ReadingWords;

static ReadingWords words_of(Ui *ui, const IncomingFile *file, int reading) {
    const DataOptions *o = &file->reading[reading].options;
    if (file->readings > 2) {
        char *title = arena_print(ui->arena, "%s", file->reading[reading].what);
        if (*title >= 'a' && *title <= 'z') *title = (char)(*title - 32);
        return (ReadingWords){ title, "" };
    }
    if (asks(file, DATA_ASK_INDEX))
        return o->index_column == DATA_YES ? (ReadingWords){ "An index", "It only counts the rows and is left out." }
                                           : (ReadingWords){ "A feature", "It is the first number of every row." };
    return o->header == DATA_YES ? (ReadingWords){ "Names", "It names the columns and is left out." }
                                 : (ReadingWords){ "Numbers", "It is the first vector." };
}

static const IncomingView *index_of(App *app, const IncomingFile *file, int reading, IncomingView *room) {
    if (!asks(file, DATA_ASK_INDEX) || file->reading[reading].options.index_column != DATA_YES) return NULL;
    for (int i = 0; i < file->readings; i++)
        if (file->reading[i].options.index_column != DATA_YES &&
            file->reading[i].options.header == file->reading[reading].options.header &&
            incoming_views(app->dialogs.incoming, &file->reading[i].data, room, 1))
            return room;
    return NULL;
}

static void draw_verdict(Ui *ui, double x, double y, double w, bool fits, const char *text) {
    double size = ui_size(ui, 13);
    Role role = fits ? ROLE_RIGHT : ROLE_MUTED;
    if (fits)
        draw_icon(&ui->list, ICON_CHECK, x + 7, y, size, paint(role));
    else
        list_text(&ui->list, x + 2, y + size * 0.36, TEXT("≠"), (TextStyle){ .size = size, .paint = paint(role) });
    list_text_fit(&ui->list, x + 22, y + size * 0.36, w - 22, text_of(text), (TextStyle){ .size = size, .paint = paint(role) });
}

static double reading_height(Ui *ui, const IncomingFile *file) {
    int rows = 1;
    for (int i = 0; i < file->readings; i++) {
        int have = file->reading[i].data.count == 1 ? file->reading[i].data.entry[0].size[0] : file->reading[i].data.count;
        if (have > rows) rows = have;
    }
    return ui_size(ui, 96) + (rows < CELLS ? rows : CELLS) * (ui_size(ui, 30) + 2) + (rows > CELLS ? 22 : 0);
}

static void draw_reading(App *app, int reading, Box at) {
    Ui *ui = &app->ui;
    Incoming *in = app->dialogs.incoming;
    IncomingFile *file = in->file[app->dialogs.file];
    UiId id = ui_id_at(ui, "reading", reading);
    IncomingView view, room;
    bool over = ui_focusable(ui, id, at), chosen = file->chosen == reading;
    if (over) ui->cursor = UI_CURSOR_HAND;
    list_rect(&ui->list, at,
              (RectStyle){ .radius = 10,
                           .fill = paint(over && !chosen ? ROLE_STAGE : ROLE_PANEL),
                           .stroke = paint(chosen ? ROLE_INK : ROLE_LINE),
                           .width = chosen ? 2 : 1 });
    double y = at.y + ui_size(ui, 26);
    list_circle(&ui->list, at.x + 26, y, 8, (RectStyle){ .stroke = paint(chosen ? ROLE_INK : ROLE_MUTED), .width = 1.5 });
    if (chosen) list_circle(&ui->list, at.x + 26, y, 4.5, (RectStyle){ .fill = paint(ROLE_INK) });
    ReadingWords words = words_of(ui, file, reading);
    int views = incoming_views(in, &file->reading[reading].data, &view, 1);
    double corner = 0;
    if (views) {
        const char *shape = corner_of(ui, &view);
        corner = metrics_width(ui->metrics, FACE_BOLD, ui_size(ui, 17), text_of(shape)) + 12;
        list_text(&ui->list, at.x + at.w - 18, y + ui_size(ui, 6), text_of(shape),
                  (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 17), .align = ALIGN_RIGHT });
    }
    list_text_fit(&ui->list, at.x + 46, y + ui_size(ui, 6), at.w - 66 - corner, text_of(words.title),
                  (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 17) });
    list_text_fit(&ui->list, at.x + 46, y + ui_size(ui, 26), at.w - 64, text_of(words.says),
                  (TextStyle){ .size = ui_size(ui, 13), .paint = paint(ROLE_MUTED) });
    if (views)
        draw_matrix(ui, &view, index_of(app, file, reading, &room), role_in(in, app->dialogs.file, &view),
                    box(at.x + 24, y + ui_size(ui, 40), at.w - 40, 0));
    if (!file->arrays || file->array[0].input >= 0)
        draw_verdict(ui, at.x + 18, at.y + at.h - ui_size(ui, 16), at.w - 32, file->would_fit[reading], file->would[reading]);
    if (ui->focus == id && ui->focus_seen) ui_ring(ui, at, 10);
    if (ui_clicked(ui, id)) incoming_choose(in, app->dialogs.file, reading), ui->animating = true;
}

static const char *why_of(Ui *ui, const IncomingFile *file) {
    return arena_print(ui->arena, "It %s: both readings, drawn", file->reading[0].data.question[0].why);
}

static double draw_readings(App *app, Box at) {
    Ui *ui = &app->ui;
    const IncomingFile *file = app->dialogs.incoming->file[app->dialogs.file];
    const char *head = file->readings > 2           ? "How is it meant?"
                       : asks(file, DATA_ASK_INDEX) ? "What is the first column?"
                                                    : "What is the first row?";
    double y = at.y + load_heading(ui, at.x, at.y, at.w, 1, head, why_of(ui, file)), h = reading_height(ui, file);
    double w = (at.w - 16.0 * (file->readings - 1)) / file->readings;
    bool stacked = w < 230;
    for (int i = 0; i < file->readings; i++) {
        draw_reading(app, i, stacked ? box(at.x, y, at.w, h) : box(at.x + i * (w + 16), y, w, h));
        if (stacked) y += h + 12;
    }
    return (stacked ? y : y + h + 12) - at.y;
}

// What needs no question, drawn.
static double draw_arrays(App *app, Box at) {
    enum { ARRAYS = 3 };
    Ui *ui = &app->ui;
    const Incoming *in = app->dialogs.incoming;
    const IncomingFile *file = in->file[app->dialogs.file];
    IncomingView view[INCOMING_INPUTS * 3];
    int views = incoming_views(in, &file->reading[file->chosen].data, view, INCOMING_INPUTS * 3),
        shown = views < ARRAYS ? views : ARRAYS;
    const char *aside = views > shown ? arena_print(ui->arena, "the first %d of %d arrays", shown, views) : NULL;
    double y = at.y + load_heading(ui, at.x, at.y, at.w, 1, "What it holds", aside),
           w = (at.w - 16.0 * (shown - 1)) / (shown ? shown : 1);
    double most = 0;
    for (int i = 0; i < shown; i++) {
        int rows = view[i].rows < CELLS ? view[i].rows : CELLS;
        most = fmax(most, rows * (ui_size(ui, 30) + 2) + (view[i].rows > CELLS ? 20 : 0));
    }
    double h = most + ui_size(ui, 58);
    for (int i = 0; i < shown; i++) {
        Box card = box(at.x + i * (w + 16), y, w, h);
        load_card(ui, card);
        const char *name = *view[i].name ? view[i].name : file->name, *shape = corner_of(ui, &view[i]);
        bool letter = strlen(name) < 3;
        double corner = metrics_width(ui->metrics, FACE_BOLD, ui_size(ui, 15), text_of(shape));
        list_text_fit(&ui->list, card.x + 18, card.y + ui_size(ui, 30), w - corner - 48, text_of(name),
                      (TextStyle){ .face = letter ? FACE_MATH_ITALIC : FACE_BOLD,
                                   .size = ui_size(ui, letter ? 22 : 15),
                                   .paint = paint(role_of_node(view[i].name)) });
        list_text(&ui->list, card.x + w - 16, card.y + ui_size(ui, 30), text_of(shape),
                  (TextStyle){ .face = FACE_BOLD, .size = ui_size(ui, 15), .align = ALIGN_RIGHT });
        draw_matrix(ui, &view[i], NULL, role_in(in, app->dialogs.file, &view[i]),
                    box(card.x + 16, card.y + ui_size(ui, 44), w - 28, 0));
    }
    return y + h + 14 - at.y;
}

// --- several files

static double draw_files(App *app, Box at) {
    Ui *ui = &app->ui;
    Dialogs *d = &app->dialogs;
    double x = at.x, h = 36;
    int gone = -1;
    if (d->incoming->files < 2) return 0;
    for (int i = 0; i < d->incoming->files; i++) {
        UiButton tab = { .label = d->incoming->file[i]->name, .primary = i == d->file },
                 cross = { .has_icon = true, .icon = ICON_CLOSE, .bare = true, .tip = "Leave it out" };
        double w = fmin(ui_button_width(ui, &tab), at.w / 2);
        if (x + w + 40 > at.x + at.w) break;
        if (ui_button(ui, ui_id_at(ui, "brought", i), box(x, at.y, w, h), tab)) d->file = i;
        if (ui_button(ui, ui_id_at(ui, "left out", i), box(x + w, at.y + 4, 28, 28), cross)) gone = i;
        x += w + 40;
    }
    if (gone >= 0) {
        incoming_remove(d->incoming, gone);
        if (d->file >= d->incoming->files) d->file = d->incoming->files - 1;
        d->held_file = d->file, d->held_array = 0;
        ui->animating = true;
    }
    return h + 14;
}

// --- all of it

static double draw_right(App *app, Box at) {
    double y = at.y + draw_files(app, at);
    const IncomingFile *file = app->dialogs.incoming->file[app->dialogs.file];
    y += file->readings > 1 ? draw_readings(app, box(at.x, y, at.w, 0)) : draw_arrays(app, box(at.x, y, at.w, 0));
    y += load_inputs_draw(app, box(at.x, y, at.w, 0));
    return y - at.y;
}

double load_view_draw(App *app, Box at) {
    Dialogs *d = &app->dialogs;
    if (d->file >= d->incoming->files) d->file = d->incoming->files - 1;
    if (at.w < wide_enough * app->ui.type) {
        double y = at.y + draw_right(app, at) + 12;
        y += draw_file(app, box(at.x, y, at.w, 0)) + 8;
        return y + load_layout_draw(app, box(at.x, y, at.w, 0)) - at.y;
    }
    double left = floor(at.w * 0.32), y = at.y + draw_file(app, box(at.x, at.y, left, 0)) + 8;
    y += load_layout_draw(app, box(at.x, y, left, 0));
    double right = draw_right(app, box(at.x + left + gap, at.y, at.w - left - gap, 0));
    return fmax(y - at.y, right);
}
