// Which format a file is in: by its first bytes where these are a signature, then by its ending, then by how its text begins.
// Formats that are not read are known by the same means, so that a message can say what to do instead.
#include <string.h>

#include "data/archive.h"
#include "data/source.h"
#include "data/words.h"

enum { LOOK = 1 << 14 }; // bytes of a text that are looked at

// --- endings and beginnings

static bool ends_in(const char *path, Text ending) {
    size_t size = path ? strlen(path) : 0;
    if (size <= ending.size || path[size - ending.size - 1] != '.') return false;
    return text_distance((Text){ path + size - ending.size, ending.size }, ending) == 0; // letter case ignored
}

static bool ends_in_one(const char *path, const char *endings) {
    Text rest = text_of(endings);
    for (Text ending = text_word(&rest); ending.size; ending = text_word(&rest))
        if (ends_in(path, ending)) return true;
    return false;
}

static bool begins(Text bytes, const char *with, size_t size) { return bytes.size >= size && !memcmp(bytes.at, with, size); }

static const DataFormat *by_ending(const char *path) {
    for (int i = 0; path && i < data_format_count; i++)
        if (ends_in_one(path, data_formats[i]->endings)) return data_formats[i];
    return NULL;
}

// The length of a header in eight bytes, and then the brace that it starts with.
static bool is_safetensors(Text bytes) {
    return bytes.size > 9 && bytes.at[8] == '{' && !bytes.at[5] && !bytes.at[6] && !bytes.at[7];
}

static const DataFormat *by_beginning(Text bytes) {
    if (begins(bytes, "\x93NUMPY", 6)) return &npy_format;
    if (begins(bytes, "PK\3\4", 4) || begins(bytes, "PK\5\6", 4)) return archive_lists(bytes, "xl/") ? &xlsx_format : &npz_format;
    if (is_safetensors(bytes)) return &safetensors_format;
    return words_begin((Text){ bytes.at, bytes.size < LOOK ? bytes.size : LOOK }) ? &words_format : NULL;
}

// --- how a text looks

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static bool contains(Text text, const char *word) {
    for (size_t i = 0; i < text.size; i++)
        if (text_starts((Text){ text.at + i, text.size - i }, word)) return true;
    return false;
}

// Brackets as JSON has them, and not as NumPy, Python or MATLAB print them: commas between, digits behind a point, no other marks.
static bool is_json(Text text) {
    for (size_t i = 0; i + 1 < text.size; i++) {
        char c = text.at[i], next = text.at[i + 1];
        if (c == '"') {
            for (i++; i < text.size && text.at[i] != '"'; i++) i += text.at[i] == '\\';
            continue;
        }
        if (c == '\'' || c == ';' || c == '(' || c == '=') return false;
        if (c == '.' && !is_digit(next)) return false;
        if (c == '{' && (next == '{' || next == '\'' || is_digit(next) || is_letter(next))) return false;
        if (c == 'T' || c == 'F' || text_starts((Text){ text.at + i, text.size - i }, "nan")) return false; // Python's words
        if (!is_blank(next) || !(is_digit(c) || c == ']' || c == '.')) continue;
        size_t after = i + 1;
        while (after < text.size && is_blank(text.at[after])) after++;
        if (after < text.size && (is_digit(text.at[after]) || strchr("-[.", text.at[after]))) return false;
    }
    return true;
}

// "|---|---|" below a line with bars.
static bool is_markdown(Text text) {
    while (text.size) {
        Text line = text_trim(text_line(&text));
        size_t marks = 0;
        while (marks < line.size && strchr("|:-+ ", line.at[marks])) marks++;
        if (line.size > 2 && marks == line.size && memchr(line.at, '|', line.size) && memchr(line.at, '-', line.size)) return true;
    }
    return false;
}

static bool is_array(Text text) {
    text = text_trim(text);
    return text_starts(text, "[") || text_starts(text, "tensor(") || text_starts(text, "array(") || text_starts(text, "{");
}

// Does the text begin as a program prints an array: "q = ", "q: [", "q [[", "tensor(", R's "[,1]", Julia's "2×2 Matrix{"? The array
// may stand below its name.
static bool is_printed(Text text) {
    Text first = { NULL, 0 };
    do first = text_trim(text_line(&text));
    while (text.size && (!first.size || first.at[0] == '#' || first.at[0] == '%'));
    if (text_starts(first, "Parameter containing:") || text_starts(first, ">>>") || text_starts(first, "<tf.") ||
        text_starts(first, "["))
        return true;
    if (contains(first, "[,1]") || contains(first, "Matrix{") || text_starts(first, "import ")) return true;
    size_t at = 0;
    while (at < first.size && (is_letter(first.at[at]) || is_digit(first.at[at]) || first.at[at] == '_' || first.at[at] == '.'))
        at++;
    if (!at || !is_letter(first.at[0])) return false;
    if (at < first.size && first.at[at] == '(') return true;
    size_t name = at;
    while (at < first.size && is_blank(first.at[at])) at++;
    Text rest = { first.at + at, first.size - at };
    if (text_starts(first, "sep=")) return false;
    if (text_starts(rest, "=") || text_starts(rest, "<-") || text_starts(rest, ":=") || contains(rest, "= {")) return true;
    bool colon = text_starts(rest, ":"), apart = rest.at > first.at + name;
    if (colon) rest = text_trim((Text){ rest.at + 1, rest.size - 1 });
    if (!rest.size) return is_array(text);
    return (colon || apart) && is_array(rest);
}

static const DataFormat *by_text(Text bytes) {
    while (text_starts(bytes, "\xEF\xBB\xBF")) bytes = (Text){ bytes.at + 3, bytes.size - 3 };
    bytes = text_trim(bytes);
    Text look = { bytes.at, bytes.size < LOOK ? bytes.size : LOOK };
    if (contains(look, "\\begin{")) return &latex_format;
    if (is_markdown(look)) return &markdown_format;
    if (text_starts(look, "{") || (text_starts(look, "[") && !text_starts(look, "[,1]") && !text_starts(look, "[1,]")))
        return is_json(look) ? &json_format : &printed_format;
    return is_printed(look) ? &printed_format : &csv_format;
}

const DataFormat *data_format_for(const char *path, Text bytes) {
    const DataFormat *format = by_beginning(bytes);
    if (!format) format = by_ending(path);
    if (format == &printed_format && bytes.size) format = NULL; // a .txt may hold any text
    return format ? format : by_text(bytes);
}

// --- what is not read

#define FROM_PYTORCH                                                                                                               \
    "in Python: from safetensors.torch import save_file; save_file(torch.load('FILE', weights_only=True), "                        \
    "'vectors.safetensors'), "                                                                                                     \
    "or for one tensor: numpy.save('q.npy', tensor.detach().numpy())"

static const struct {
    const char *begins, *endings; // either may be NULL
    size_t size;                  // of what it begins with
    const char *words;
} foreign[] = {
    { "\x80\x02", "pkl pickle", 2, "a pickle, which is a program and is never run; " FROM_PYTORCH },
    { "\x80\x03", NULL, 2, "a pickle, which is a program and is never run; " FROM_PYTORCH },
    { "\x80\x04", NULL, 2, "a pickle, which is a program and is never run; " FROM_PYTORCH },
    { "\x80\x05", NULL, 2, "a pickle, which is a program and is never run; " FROM_PYTORCH },
    { NULL, "pt pth ckpt", 0, "a checkpoint of PyTorch, which is a pickle and is never run; " FROM_PYTORCH },
    { "MATLAB 5.0 MAT-file", "mat", 19, "a .mat file of MATLAB: write each matrix as text, writematrix(q, 'q.csv')" },
    { "\x89HDF\r\n\x1A\n", "h5 hdf5 keras", 8,
      "an HDF5 file (of Keras, or of MATLAB 7.3): in Python, numpy.savez('vectors.npz', q=h5py.File('FILE')['q'][()], …)" },
    { "GGUF", "gguf", 4, "a GGUF model of llama.cpp: quantised weights are not read; take the model's .safetensors" },
    { NULL, "onnx", 0,
      "an ONNX model: in Python, numpy.savez('vectors.npz', **{t.name: onnx.numpy_helper.to_array(t) for t in "
      "onnx.load('FILE').graph.initializer})" },
    { "PAR1", "parquet", 4, "a Parquet table: in Python, pandas.read_parquet('FILE').to_csv('vectors.csv')" },
    { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "xls doc", 8, "an old Excel or Word file: save it as .xlsx or as CSV in UTF-8" },
    { NULL, "ods odt numbers", 0, "a LibreOffice or Numbers document: save the sheet as .xlsx or as CSV in UTF-8" },
    { "\x89PNG", "png", 4, "a picture (PNG), which holds no numbers: bring the numbers as CSV or paste them as text" },
    { "\xFF\xD8\xFF", "jpg jpeg", 3, "a picture (JPEG), which holds no numbers: bring the numbers as CSV or paste them as text" },
    { "GIF8", "gif", 4, "a picture (GIF), which holds no numbers: bring the numbers as CSV or paste them as text" },
    { "%PDF", "pdf", 4, "a PDF: copy the table out of it and paste it, or type it as CSV" },
    { "\x1F\x8B", "gz", 2, "packed by gzip: unpack it first, gunzip FILE" },
    { "7z\xBC\xAF", "7z", 4, "a packed archive (7z): unpack it first" },
    { "Rar!", "rar", 4, "a packed archive (RAR): unpack it first" },
    { "RDX3", "rds rdata", 4, "a file of R: in R, write.csv(q, 'q.csv', row.names = FALSE)" },
    { "SQLite format 3", "sqlite db", 15, "an SQLite database: select the numbers and save them as CSV" },
    { "<!DOCTYPE", "html htm", 9, "a page (HTML): copy its table and paste it, or save the table as CSV" },
    { "<html", NULL, 5, "a page (HTML): copy its table and paste it, or save the table as CSV" },
    { "\x7F"
      "ELF",
      "exe so o", 4, "a program: it holds no vectors" },
};

// Other things that are zip archives inside.
static const char *foreign_archive(Text bytes) {
    if (archive_lists(bytes, "word/")) return "a Word document: copy its table and paste it, or save the table as CSV";
    if (archive_lists(bytes, "ppt/")) return "a presentation: copy its table and paste it, or save the table as CSV";
    if (archive_lists(bytes, "content.xml")) return "a LibreOffice document: save the sheet as .xlsx or as CSV in UTF-8";
    if (archive_lists(bytes, "Index/")) return "a Numbers document: export it as Excel or CSV";
    if (archive_lists(bytes, "model.weights.h5") || archive_lists(bytes, "config.json"))
        return "a model of Keras: in Python, numpy.savez('weights.npz', *keras.models.load_model('FILE').get_weights())";
    return NULL;
}

// The members of PyTorch's archive lie in a folder that is called as the file was.
static bool is_torch_archive(Text bytes) { return archive_lists(bytes, "archive/") || archive_lists(bytes, "data.pkl"); }

// A message of Protocol Buffers: field 1, the version of the format, then the name of the program that wrote it.
static bool is_onnx(Text bytes) {
    return bytes.size > 4 && bytes.at[0] == 8 && bytes.at[1] > 0 && bytes.at[1] < 32 && bytes.at[2] == 0x12;
}

const char *data_foreign(const char *path, Text bytes) {
    const DataFormat *known = by_beginning(bytes);
    if (known == &npz_format) {
        bool torch = is_torch_archive(bytes) || ends_in_one(path, "pt pth ckpt");
        return torch ? "a checkpoint of PyTorch, which is a pickle and is never run; " FROM_PYTORCH : foreign_archive(bytes);
    }
    if (known) return NULL;
    if (is_onnx(bytes)) path = "model.onnx";
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (foreign[i].begins && begins(bytes, foreign[i].begins, foreign[i].size)) return foreign[i].words;
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (foreign[i].endings && ends_in_one(path, foreign[i].endings)) return foreign[i].words;
    return NULL;
}
