/* Exports the objects of a file, for export.py: export csv|rpz|deny FILE. To standard output; the
 * number of values that were left out to standard error. */
#include <stdio.h>

#include "base/limits.h"
#include "base/map.h"
#include "intel/envelope.h"
#include "intel/export.h"

typedef bool export_function(struct exporter *exporter, const struct object *object,
                             struct arena *arena, struct error *err);

static bool export_all(struct exporter *exporter, export_function *function,
                       const struct envelope *envelope, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < envelope->count; i++) {
        struct arena arena;
        struct object object;
        arena_init(&arena, OBJECT_ARENA_BYTES);
        ok = object_read(envelope->objects[i], &arena, &object, err) &&
             function(exporter, &object, &arena, err);
        arena_release(&arena);
    }
    return ok;
}

static bool export_file(const char *form, const char *path, struct dynbuf *buffer,
                        struct error *err)
{
    struct exporter exporter = {.buffer = buffer};
    struct envelope envelope = {0};
    struct map map = {0};
    ensure(timestamp_parse(span_text("2026-01-01T00:00:00Z"), &exporter.now));
    export_function *function = strcmp(form, "csv") == 0   ? export_csv
                                : strcmp(form, "rpz") == 0 ? export_rpz
                                                           : export_deny;
    if (function == export_csv)
        export_csv_head(&exporter);
    if (function == export_rpz)
        export_rpz_head(&exporter, "rpz.example", 1);
    bool ok = map_open(&map, path, err) && envelope_read(&envelope, map.bytes, path, err) &&
              export_all(&exporter, function, &envelope, err);
    fprintf(stderr, "%zu\n", exporter.left_out);
    envelope_release(&envelope);
    map_close(&map);
    return ok;
}

int main(int count, char **words)
{
    struct dynbuf buffer;
    struct error err = {.text = "export csv|rpz|deny FILE"};
    dynbuf_init(&buffer, CLI_OUTPUT_BYTES_MAX);
    bool ok = count == 3 && export_file(words[1], words[2], &buffer, &err) && !buffer.failed;
    if (ok)
        fwrite(buffer.data, 1, buffer.size, stdout);
    else
        fprintf(stderr, "%s\n", err.text);
    dynbuf_release(&buffer);
    return ok ? 0 : 1;
}
