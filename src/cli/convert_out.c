#include "cli/convert_out.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

typedef bool export_function(struct exporter *exporter, const struct object *object,
                             struct arena *arena, struct error *err);

static const struct {
    const char *name;
    export_function *function;
} forms[] = {
    {"stix", export_stix}, {"misp", export_misp},         {"csv", export_csv},
    {"rpz", export_rpz},   {"suricata", export_suricata}, {"deny", export_deny},
};

static export_function *function_of(const char *form)
{
    size_t i = 0;
    while (strcmp(forms[i].name, form) != 0)
        i++;
    return forms[i].function;
}

/* The same files make the same bundle, and the same event. */
static struct uuid uuid_of(const struct import *import)
{
    struct uuid uuid = {{0x3d, 0x2c, 0x68, 0x3e, 0x7a, 0x4b, 0x5f, 0x0e, 0x9d, 0x0c, 0x51, 0x62,
                         0x70, 0x9b, 0x14, 0xfa}};
    for (size_t i = 0; i < import->source_count; i++)
        uuid = uuid_v5(&uuid, span_of(import->sources[i].sha256, OBJECT_HASH_BYTES));
    return uuid;
}

static bool lose(struct convert_out *out, struct span id, size_t values, struct error *err)
{
    struct convert_loss *grown = array_grow(out->losses, &out->capacity, out->count + 1,
                                            sizeof *grown, ENVELOPE_OBJECTS_MAX);
    if (grown == NULL)
        return array_error(out->count + 1, ENVELOPE_OBJECTS_MAX, "losses", err);
    out->losses = grown;
    grown[out->count++] = (struct convert_loss){id, values};
    return true;
}

static bool write_one(struct convert_out *out, struct exporter *exporter, export_function *function,
                      const struct import_object *one, struct error *err)
{
    size_t written = exporter->written, left_out = exporter->left_out;
    struct object object;
    struct arena arena;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok =
        object_read(one->bytes, &arena, &object, err) && function(exporter, &object, &arena, err);
    size_t lost = exporter->left_out - left_out;
    if (ok && (lost > 0 || exporter->written == written))
        ok = lose(out, one->id, lost, err);
    arena_release(&arena);
    return ok;
}

static void write_head(struct exporter *exporter, export_function *function,
                       const struct import *import, const char *zone, int64_t now)
{
    struct uuid uuid = uuid_of(import);
    if (function == export_stix)
        export_stix_head(exporter, &uuid);
    else if (function == export_misp)
        export_misp_head(exporter);
    else if (function == export_csv)
        export_csv_head(exporter);
    else if (function == export_rpz)
        export_rpz_head(exporter, zone, (uint32_t)now);
}

static bool write_end(struct exporter *exporter, export_function *function,
                      const struct import *import, struct error *err)
{
    struct uuid uuid = uuid_of(import);
    if (function == export_stix)
        export_stix_end(exporter);
    return function != export_misp || export_misp_end(exporter, &uuid, err);
}

static int compare(const void *one, const void *other)
{
    return span_compare(((const struct convert_type *)one)->type,
                        ((const struct convert_type *)other)->type);
}

/* How many there are of each type. */
static bool count_types(struct convert_out *out, struct error *err)
{
    size_t count = 0;
    if (out->count == 0)
        return true;
    out->types = calloc(out->count, sizeof *out->types);
    if (out->types == NULL)
        return error_memory(err, "converting");
    for (size_t i = 0; i < out->count; i++)
        if (out->losses[i].values == 0)
            out->types[count++] = (struct convert_type){stix_id_type(out->losses[i].id), 1};
    qsort(out->types, count, sizeof *out->types, compare);
    for (size_t i = 0; i < count; i++) {
        struct convert_type *last = &out->types[out->type_count];
        if (out->type_count > 0 && span_equal(last[-1].type, out->types[i].type))
            last[-1].count++;
        else
            out->types[out->type_count++] = out->types[i];
    }
    return true;
}

bool convert_write(struct convert_out *out, struct dynbuf *buffer, const struct import *import,
                   const char *form, const char *zone, int64_t now, struct error *err)
{
    export_function *function = function_of(form);
    struct exporter exporter = {.buffer = buffer};
    char time[TIMESTAMP_MICROS_TEXT_BYTES];
    *out = (struct convert_out){0};
    timestamp_print_micros(time, now * 1000000);
    ensure(timestamp_parse(span_text(time), &exporter.now));
    write_head(&exporter, function, import, zone, now);
    bool ok = true;
    for (size_t i = 0; ok && i < import->count; i++)
        ok = write_one(out, &exporter, function, &import->objects[i], err);
    ok = ok && write_end(&exporter, function, import, err) && count_types(out, err);
    out->written = exporter.written;
    exporter_release(&exporter);
    return ok;
}

void convert_out_release(struct convert_out *out)
{
    free(out->losses);
    free(out->types);
    *out = (struct convert_out){0};
}
