// Vectors in a safetensors file: every tensor an entry of its name. A trained model's file is far larger than what is looked at
// number by number; tensors.h reads that one where it lies.
#include <string.h>

#include "data/arrays.h"
#include "data/source.h"
#include "data/tensors.h"

static bool read_tensor(const DataLoad *load, const Tensor *tensor, DataEntry *entry) {
    Problems *problems = load->problems;
    Place place = { load->source->file, 0, 0 };
    const char *name = data_quote(problems->arena, text_of(tensor->name));
    long long size[TENSOR_AXES];
    for (int a = 0; a < tensor->rank; a++) size[a] = tensor->size[a];
    if (!data_fits(problems, place, name, size, tensor->rank)) return false;
    size_t count = (size_t)tensor->count, inexact = elements_inexact(tensor->type, tensor->bytes.at, count);
    if (inexact < count)
        return problems_add(problems, place, "%s: whole number %zu has more digits than are kept: store it as F64", name,
                            inexact + 1);
    *entry = (DataEntry){ .name = tensor->name, .rank = tensor->rank, .count = (int)count, .place = place };
    for (int a = 0; a < tensor->rank; a++) entry->size[a] = (int)tensor->size[a];
    entry->bits = elements_precision(tensor->type);
    entry->value = arena_new(load->source->arena, double, count);
    tensor_read(tensor, 0, tensor->count, entry->value);
    return true;
}

static bool load_body(void *context) {
    const DataLoad *load = context;
    const DataSource *source = load->source;
    Place place = { source->file, 0, 0 };
    Tensors tensors;
    if (!tensors_read(source->arena, source->bytes, source->file, &tensors, load->problems)) return false;
    if (!tensors.count) return problems_add(load->problems, place, "the file holds no tensors");
    if (tensors.count > DATA_ARRAYS)
        return problems_add(load->problems, place,
                            "%d tensors, more than the %d arrays that a file may hold: is it a trained model?", tensors.count,
                            DATA_ARRAYS);
    *load->out =
        (Dataset){ source->file, safetensors_format.id, arena_new(source->arena, DataEntry, tensors.count), tensors.count };
    bool well = true;
    for (int i = 0; i < tensors.count; i++) well &= read_tensor(load, &tensors.tensor[i], &load->out->entry[i]);
    if (well) data_unname(load->out);
    return well;
}

static bool safetensors_load(const DataSource *source, Dataset *out, Problems *problems) {
    return data_load_guarded(source, out, problems, load_body);
}

static void safetensors_save(const Dataset *data, Builder *out) {
    Arena *arena = out->arena;
    Tensors tensors = { .tensor = arena_new(arena, Tensor, data->count + 1) };
    Dataset named = data_named_arrays(arena, data);
    for (int i = 0; i < named.count; i++) {
        const DataEntry *entry = &named.entry[i];
        int64_t size[DATA_AXES];
        for (int a = 0; a < entry->rank; a++) size[a] = entry->size[a];
        tensors.tensor[tensors.count++] = tensor_of_doubles(entry->name, entry->rank, size, entry->value);
    }
    tensors_write(&tensors, out);
}

const DataFormat safetensors_format = {
    .id = "safetensors",
    .endings = "safetensors",
    .summary = "named tensors of Hugging Face's format: F64 F32 F16 BF16, whole numbers and booleans",
    .binary = true,
    .load = safetensors_load,
    .save = safetensors_save,
};
