// Our own writer, so that text stays text: each line carries the width that the layout counted on, and lesser fonts are fitted
// into it. Ids begin with a hash of the drawing, so that several files can stand in one HTML page. Numbers are written by hand:
// no locale can put a comma into them.
#include <math.h>

#include "base/math.h"
#include "render/faces.h"
#include "render/look.h"
#include "render/outlines.h"
#include "render/png.h"

enum { CELLS_AS_BOXES = 100 };                       // larger heat maps become an image
enum { IMAGE_FINENESS = 2, IMAGE_SIDE_MOST = 2048 }; // its pixels a unit, and along its longer side

typedef struct Svg {
    Builder out;
    Arena *arena;
    const List *list;
    const FigureFile *figure;
    Fonts *fonts;
    const char *prefix; // of every id
    int ids, depth;     // used so far; open groups
    int next;           // command
    bool failed;
} Svg;

// --- pieces of text

static void put(Svg *svg, const char *text) { builder_add(&svg->out, text_of(text)); }

// A number with at most three decimals.
static void put_number(Svg *svg, double value) {
    if (!math_finite(value)) value = 0;
    long long thousandths = (long long)floor(value * 1000 + 0.5);
    if (thousandths < 0) put(svg, "-"), thousandths = -thousandths;
    char digits[8];
    int last = 0, rest = (int)(thousandths % 1000);
    for (int i = 0, unit = 100; i < 3; i++, unit /= 10) {
        digits[i] = (char)('0' + rest / unit % 10);
        if (digits[i] != '0') last = i + 1;
    }
    builder_print(&svg->out, "%lld%s%.*s", thousandths / 1000, last ? "." : "", last, digits);
}

static void put_attribute(Svg *svg, const char *name, double value) {
    builder_print(&svg->out, " %s=\"", name);
    put_number(svg, value);
    put(svg, "\"");
}

// Text with what XML reserves escaped and what it forbids dropped.
static void put_escaped(Svg *svg, const char *text) {
    for (Text rest = text_of(text); rest.size;) {
        uint32_t code = utf8_next(&rest);
        char bytes[5] = { 0 };
        if (code == '&')
            put(svg, "&amp;");
        else if (code == '<')
            put(svg, "&lt;");
        else if (code == '>')
            put(svg, "&gt;");
        else if (code == '"')
            put(svg, "&quot;");
        else if (code == '\n' || code == '\t')
            put(svg, " ");
        else if (code >= 0x20 && !(code >= 0x7F && code < 0xA0) && code != 0xFFFE && code != 0xFFFF) {
            utf8_put(code, bytes);
            put(svg, bytes);
        }
    }
}

static void put_base64(Svg *svg, Text bytes) {
    static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.size; i += 3) {
        uint32_t three = 0;
        for (size_t k = 0; k < 3; k++) three = three << 8 | (i + k < bytes.size ? (unsigned char)bytes.at[i + k] : 0);
        char four[4] = { letter[three >> 18], letter[three >> 12 & 63], i + 1 < bytes.size ? letter[three >> 6 & 63] : '=',
                         i + 2 < bytes.size ? letter[three & 63] : '=' };
        builder_add_bytes(&svg->out, four, 4);
    }
}

// fill="#…" fill-opacity="…", or the same for stroke; "none" where nothing shows.
static void put_color(Svg *svg, const char *what, Color color) {
    if (color.a <= 0) {
        builder_print(&svg->out, " %s=\"none\"", what);
        return;
    }
    builder_print(&svg->out, " %s=\"#%06x\"", what, (unsigned)look_rgb(color));
    if (color.a < 1) put_attribute(svg, arena_print(svg->arena, "%s-opacity", what), color.a);
}

static Color color_of(const Svg *svg, const Cmd *cmd, Paint p) {
    return look_shows(p) ? look_paint(cmd, svg->figure->theme, p) : (Color){ 0 };
}

static void put_box(Svg *svg, Box b, double radius) {
    put(svg, "<rect");
    put_attribute(svg, "x", b.x);
    put_attribute(svg, "y", b.y);
    put_attribute(svg, "width", b.w);
    put_attribute(svg, "height", b.h);
    if (radius > 0) put_attribute(svg, "rx", radius);
}

static int put_clip(Svg *svg, Box b, double radius) {
    builder_print(&svg->out, "<clipPath id=\"%s-%d\">", svg->prefix, ++svg->ids);
    put_box(svg, b, radius);
    put(svg, "/></clipPath>\n");
    return svg->ids;
}

// --- one function a command

static void put_stroke(Svg *svg, Color color, double width, double dash) {
    put_color(svg, "stroke", color);
    if (color.a <= 0) return;
    if (width > 0 && width != 1) put_attribute(svg, "stroke-width", width);
    if (dash > 0) put_attribute(svg, "stroke-dasharray", dash);
}

static void put_rect(Svg *svg, const Cmd *cmd) {
    double radius;
    Box outline = look_outline(cmd, &radius);
    bool strokes = look_shows(cmd->rect.stroke);
    if (cmd->box.w <= 0 || cmd->box.h <= 0 || (!strokes && !look_shows(cmd->rect.fill))) return;
    put_box(svg, outline, radius);
    put_color(svg, "fill", color_of(svg, cmd, cmd->rect.fill));
    if (strokes) put_stroke(svg, color_of(svg, cmd, cmd->rect.stroke), cmd->rect.width, cmd->rect.dash);
    put(svg, radius > 0 ? "/>\n" : " shape-rendering=\"crispEdges\"/>\n");
}

static void put_point(Svg *svg, const char *op, double x, double y) {
    put(svg, op);
    put_number(svg, x);
    put(svg, " ");
    put_number(svg, y);
}

static void put_parts(Svg *svg, const PathPart *part, int parts) {
    for (int i = 0; i < parts; i++) {
        const PathPart *p = &part[i];
        switch (p->op) {
        case PATH_MOVE: put_point(svg, "M", p->x, p->y); break;
        case PATH_LINE: put_point(svg, "L", p->x, p->y); break;
        case PATH_CURVE:
            put_point(svg, "C", p->x1, p->y1);
            put_point(svg, " ", p->x2, p->y2);
            put_point(svg, " ", p->x, p->y);
            break;
        case PATH_CLOSE: put(svg, "Z"); break;
        }
    }
}

static void put_path(Svg *svg, const Cmd *cmd) {
    bool strokes = look_shows(cmd->path.stroke);
    if (!strokes && !look_shows(cmd->path.fill)) return;
    put(svg, "<path d=\"");
    put_parts(svg, cmd->path.part, cmd->path.parts);
    put(svg, "\"");
    put_color(svg, "fill", color_of(svg, cmd, cmd->path.fill));
    if (strokes) {
        put_stroke(svg, color_of(svg, cmd, cmd->path.stroke), cmd->path.width, cmd->path.dash);
        put(svg, cmd->path.round ? " stroke-linecap=\"round\" stroke-linejoin=\"round\"" : " stroke-linejoin=\"round\"");
        if (look_keeps_to_pixels(cmd) && !cmd->path.round && cmd->path.width == floor(cmd->path.width))
            put(svg, " shape-rendering=\"crispEdges\"");
    }
    put(svg, "/>\n");
}

// The text's letters as one path. The words themselves stay as its label, for who searches or listens.
static void put_outlines(Svg *svg, const Cmd *cmd) {
    int parts;
    const PathPart *part = outlines_of(svg->arena, svg->fonts, cmd, &parts);
    if (!parts) return;
    put(svg, "<path aria-label=\"");
    put_escaped(svg, cmd->text.text);
    put(svg, "\" d=\"");
    put_parts(svg, part, parts);
    put(svg, "\"");
    put_color(svg, "fill", color_of(svg, cmd, cmd->text.paint));
    put(svg, "/>\n");
}

// Does another text go on in this one's line? Between them is no more than a wide blank.
static bool is_followed(const List *list, const Cmd *cmd) {
    double end = cmd->text.x + cmd->text.width, gap = 2 * cmd->text.size;
    for (int i = 0; i < list->count; i++) {
        const Cmd *c = &list->cmd[i];
        if (c->kind == CMD_TEXT && c->text.x > cmd->text.x && c->text.x > end - 2 && c->text.x < end + gap &&
            fabs(c->text.y - cmd->text.y) < 0.6 * cmd->text.size && look_shows(c->text.paint))
            return true;
    }
    return false;
}

// Does an exponent or an index begin where it ends? It is drawn next, or the one before it is.
static bool is_raised(const List *list, const Cmd *cmd) {
    const Cmd *last = list->cmd + list->count;
    double end = cmd->text.x + cmd->text.width, size = cmd->text.size;
    for (const Cmd *c = cmd + 1; c < last && c <= cmd + 2; c++) {
        if (c->kind == CMD_TEXT && c->text.size < 0.9 * size && fabs(c->text.x - end) < 0.15 * size &&
            fabs(c->text.y - cmd->text.y) < 0.6 * size && look_shows(c->text.paint))
            return true;
    }
    return false;
}

// Where a viewer puts the text in another font than ours it is wider or narrower there: what has a place on both sides is held in
// its middle, so that it runs into neither; and what has an exponent at its end, or 10 with a −6 would be read as 10 with a 6.
static float anchor_of(const List *list, const Cmd *cmd) {
    if (cmd->text.anchor <= 0 && is_raised(list, cmd)) return 1;
    return cmd->text.anchor <= 0 && is_followed(list, cmd) ? 0.5f : (float)cmd->text.anchor;
}

static void put_text(Svg *svg, const List *list, const Cmd *cmd) {
    if (!look_shows(cmd->text.paint)) return;
    // Letters of a font that the reader may not have stand as they were set; a browser sets its own words itself.
    if (cmd->text.shaped ? fonts_shaped(svg->fonts, cmd->text.shaped->glyph[0].font) != NULL : svg->figure->outlines) {
        put_outlines(svg, cmd);
        return;
    }
    put(svg, "<text");
    float anchor = anchor_of(list, cmd);
    put_attribute(svg, "x", cmd->text.x + (double)anchor * cmd->text.width);
    put_attribute(svg, "y", cmd->text.y);
    if (anchor > 0) put(svg, anchor < 1 ? " text-anchor=\"middle\"" : " text-anchor=\"end\"");
    put_attribute(svg, "font-size", cmd->text.size);
    builder_print(&svg->out, " font-family=\"%s\"", face_row[cmd->text.face].css);
    if (face_row[cmd->text.face].bold) put(svg, " font-weight=\"bold\"");
    if (face_row[cmd->text.face].italic) put(svg, " font-style=\"italic\"");
    if (cmd->text.anchor <= 0 && utf8_count(text_of(cmd->text.text)) > 1) {
        put_attribute(svg, "textLength", cmd->text.width);
        put(svg, " lengthAdjust=\"spacingAndGlyphs\"");
    }
    put_color(svg, "fill", color_of(svg, cmd, cmd->text.paint));
    put(svg, " xml:space=\"preserve\">");
    put_escaped(svg, cmd->text.text);
    put(svg, "</text>\n");
}

// Each cell becomes several pixels, because not every viewer keeps the edges of cells sharp when it enlarges an image.
static void put_heat_image(Svg *svg, const Cmd *cmd, const Color *color) {
    int rows = cmd->heat.rows, columns = cmd->heat.columns, side = rows > columns ? rows : columns;
    double units = cmd->box.w > cmd->box.h ? cmd->box.w : cmd->box.h;
    int each = (int)ceil(IMAGE_FINENESS * units / side);
    if (each * side > IMAGE_SIDE_MOST) each = IMAGE_SIDE_MOST / side;
    if (each < 1) each = 1;
    int width = columns * each, height = rows * each;
    uint32_t *pixel = arena_alloc_array(svg->arena, sizeof *pixel * (size_t)width, (size_t)height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            pixel[(size_t)y * (size_t)width + (size_t)x] =
                look_rgb(color[look_heat_index(cmd->heat.share[y / each * columns + x / each])]);
    Text png;
    if (!png_encode(svg->arena, pixel, width, height, &png)) {
        svg->failed = true;
        return;
    }
    put(svg, "<image");
    put_attribute(svg, "x", cmd->box.x);
    put_attribute(svg, "y", cmd->box.y);
    put_attribute(svg, "width", cmd->box.w);
    put_attribute(svg, "height", cmd->box.h);
    if (look_heat_alpha(cmd) < 1) put_attribute(svg, "opacity", look_heat_alpha(cmd));
    // Inkscape before 1.3 knows a picture by this older name alone, and every viewer still reads it.
    put(svg, " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" xlink:href=\"data:image/png;base64,");
    put_base64(svg, png);
    put(svg, "\"/>\n");
}

static void put_heat(Svg *svg, const Cmd *cmd) {
    Color color[2 * LOOK_LEVELS + 1];
    look_heat_table(cmd, svg->figure->theme, color);
    int rows = cmd->heat.rows, columns = cmd->heat.columns;
    if (rows * columns > CELLS_AS_BOXES) {
        put_heat_image(svg, cmd, color);
        return;
    }
    Box b = cmd->box;
    put(svg, "<g shape-rendering=\"crispEdges\"");
    if (look_heat_alpha(cmd) < 1) put_attribute(svg, "opacity", look_heat_alpha(cmd));
    put(svg, ">\n");
    for (int i = 0; i < rows * columns; i++) {
        put_box(svg, box(b.x + i % columns * b.w / columns, b.y + i / columns * b.h / rows, b.w / columns, b.h / rows), 0);
        put_color(svg, "fill", color[look_heat_index(cmd->heat.share[i])]);
        put(svg, "/>\n");
    }
    put(svg, "</g>\n");
}

static void put_hatch(Svg *svg, const Cmd *cmd) {
    Color color = color_of(svg, cmd, cmd->hatch.paint);
    Box b = cmd->box;
    double period = cmd->hatch.gap * sqrt(2);
    if (color.a <= 0 || period <= 0 || b.w <= 0 || b.h <= 0) return;
    int clip = put_clip(svg, b, cmd->hatch.radius);
    builder_print(&svg->out, "<path clip-path=\"url(#%s-%d)\" d=\"", svg->prefix, clip);
    for (double along = 0; along < b.w + b.h; along += period) {
        double right = along < b.w ? along : b.w, low = along < b.h ? along : b.h;
        put_point(svg, "M", b.x + right, b.y + along - right);
        put_point(svg, "L", b.x + along - low, b.y + low);
    }
    put(svg, "\" fill=\"none\"");
    put_stroke(svg, color, cmd->hatch.width, 0);
    put(svg, " stroke-linecap=\"square\"/>\n");
}

static void put_command(Svg *svg, const List *list, const Cmd *cmd) {
    switch (cmd->kind) {
    case CMD_RECT: put_rect(svg, cmd); break;
    case CMD_PATH: put_path(svg, cmd); break;
    case CMD_TEXT: put_text(svg, list, cmd); break;
    case CMD_HEAT: put_heat(svg, cmd); break;
    case CMD_HATCH: put_hatch(svg, cmd); break;
    case CMD_CLIP:
        builder_print(&svg->out, "<g clip-path=\"url(#%s-%d)\">\n", svg->prefix, put_clip(svg, cmd->box, 0));
        svg->depth++;
        break;
    case CMD_UNCLIP:
        if (svg->depth) put(svg, "</g>\n"), svg->depth--;
        break;
    }
}

// --- the file

static void put_label(Svg *svg, const char *element, const char *text) {
    if (!text || !*text) return;
    builder_print(&svg->out, "<%s id=\"%s-%s\">", element, svg->prefix, element);
    put_escaped(svg, text);
    builder_print(&svg->out, "</%s>\n", element);
}

// In pixels of the web, or in points where the figure says how large it is in print.
static void put_side(Svg *svg, const char *name, double units) {
    double points = svg->figure->points;
    builder_print(&svg->out, " %s=\"", name);
    put_number(svg, points > 0 ? units * points : units);
    put(svg, points > 0 ? "pt\"" : "\"");
}

static void put_background(Svg *svg) {
    if (svg->figure->clear) return;
    put(svg, "<rect width=\"100%\" height=\"100%\"");
    put_color(svg, "fill", theme_role(svg->figure->theme, svg->figure->background));
    put(svg, "/>\n");
}

static void put_head(Svg *svg) {
    const FigureFile *figure = svg->figure;
    bool titled = figure->title && *figure->title, described = figure->description && *figure->description;
    put(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
    put_side(svg, "width", figure->width);
    put_side(svg, "height", figure->height);
    put(svg, " viewBox=\"0 0 ");
    put_number(svg, figure->width);
    put(svg, " ");
    put_number(svg, figure->height);
    put(svg, "\" role=\"img\"");
    if (titled) builder_print(&svg->out, " aria-labelledby=\"%s-title\"", svg->prefix);
    if (described) builder_print(&svg->out, " aria-describedby=\"%s-desc\"", svg->prefix);
    put(svg, ">\n");
    put_label(svg, "title", figure->title);
    put_label(svg, "desc", figure->description);
    put_label(svg, "metadata", figure->command);
    put_background(svg);
}

static Svg *begin_svg(const Writing *w, const char *prefix) {
    Svg *svg = arena_new(w->arena, Svg, 1);
    *svg = (Svg){
        .out = { .arena = w->arena }, .arena = w->arena, .list = w->list, .figure = w->figure, .fonts = w->fonts, .prefix = prefix
    };
    put_head(svg);
    return svg;
}

// The commands that are left, or as many as the turn has time for.
static TurnEnd put_commands(Svg *svg, const Turn *turn) {
    while (svg->next < svg->list->count) {
        put_command(svg, svg->list, &svg->list->cmd[svg->next++]);
        if (turn_is_over(turn)) return TURN_OVER;
    }
    for (; svg->depth; svg->depth--) put(svg, "</g>\n");
    put(svg, "</svg>\n");
    return TURN_DONE;
}

static uint32_t hash_of(Text bytes) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < bytes.size; i++) hash = (hash ^ (unsigned char)bytes.at[i]) * 16777619u;
    return hash;
}

static const char first_prefix[] = "a"; // of what is written only for its hash

static TurnEnd svg_write(Writing *w, const Turn *turn, Problems *problems) {
    Svg *svg = w->own ? w->own : begin_svg(w, first_prefix);
    w->own = svg;
    TurnEnd end = put_commands(svg, turn);
    if (end == TURN_DONE && svg->prefix == first_prefix) {
        const char *prefix = arena_print(w->arena, "a%08x", (unsigned)hash_of((Text){ svg->out.at, svg->out.size }));
        w->own = svg = begin_svg(w, prefix);
        end = put_commands(svg, turn);
    }
    if (end != TURN_DONE) return end;
    w->out = (Text){ svg->out.at, svg->out.size };
    if (!svg->failed) return TURN_DONE;
    problems_add(problems, (Place){ 0 }, "there is not enough memory for the images in this SVG");
    return TURN_FAILED;
}

const Exporter svg_exporter = { "svg", "drawing with real text, for web pages and notes", .write = svg_write };
