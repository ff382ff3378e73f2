// See config.h.
#include "data/config.h"

#include "data/json_text.h"

static const json_t *object_of(const Config *config) { return (const json_t *)config; }

Config *config_read(Text json, const char *file, Problems *problems) {
    json_error_t error;
    bool memory_is_short;
    json_t *object = json_text_read(json, 0, &error, &memory_is_short);
    if (object && json_is_object(object)) return (Config *)object;
    if (object)
        problems_add(problems, (Place){ .file = file }, "expected a JSON object of settings");
    else if (memory_is_short)
        problems_out_of_memory(problems, file);
    else
        problems_add(problems, (Place){ file, error.line, error.column }, "is not JSON: %s", error.text);
    json_decref(object);
    return NULL;
}

void config_end(Config *config) { json_decref((json_t *)config); }

double config_number(const Config *config, const char *name, double otherwise) {
    const json_t *value = config ? json_object_get(object_of(config), name) : NULL;
    if (json_is_boolean(value)) return json_is_true(value);
    return json_is_number(value) ? json_number_value(value) : otherwise;
}

const char *config_text(const Config *config, const char *name, const char *otherwise) {
    const json_t *value = config ? json_object_get(object_of(config), name) : NULL;
    return json_is_string(value) ? json_string_value(value) : otherwise;
}
