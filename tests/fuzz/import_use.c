#include "import_use.h"

#include "base/limits.h"
#include "intel/check.h"
#include "intel/envelope.h"
#include "intel/export.h"

typedef bool export_function(struct exporter *exporter, const struct object *object,
                             struct arena *arena, struct error *err);

static void check(const struct import *import)
{
    for (size_t i = 0; i < import->count; i++) {
        struct object object;
        struct arena arena;
        struct error err;
        arena_init(&arena, OBJECT_ARENA_BYTES);
        ensure(object_read(import->objects[i].bytes, &arena, &object, &err));
        ensure(check_passes(&object, &arena, &err));
        ensure(span_equal(object.id, import->objects[i].id));
        arena_release(&arena);
    }
    for (size_t i = 0; i < import->loss_count; i++)
        ensure(import->losses[i].place[0] != 0 && import->losses[i].why[0] != 0 &&
               import->losses[i].source < import->source_count);
}

static void export_all(const struct import *import, struct exporter *exporter,
                       export_function *function)
{
    for (size_t i = 0; i < import->count; i++) {
        struct object object;
        struct arena arena;
        struct error err;
        arena_init(&arena, OBJECT_ARENA_BYTES);
        ensure(object_read(import->objects[i].bytes, &arena, &object, &err));
        ensure(function(exporter, &object, &arena, &err));
        arena_release(&arena);
    }
}

static struct exporter exporter_of(struct dynbuf *buffer)
{
    struct exporter exporter = {.buffer = buffer};
    ensure(timestamp_parse(span_text("2026-01-01T00:00:00Z"), &exporter.now));
    dynbuf_init(buffer, 64 << 20);
    return exporter;
}

/* A bundle has every object; an event of MISP is one of JSON. */
static void export_whole(const struct import *import)
{
    static const struct uuid id = {{0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};
    struct envelope envelope;
    struct dynbuf text;
    struct error err;
    struct exporter exporter = exporter_of(&text);
    export_stix_head(&exporter, &id);
    export_all(import, &exporter, export_stix);
    export_stix_end(&exporter);
    ensure(envelope_read(&envelope, dynbuf_bytes(&text), "a bundle", &err));
    ensure(envelope.kind == ENVELOPE_BUNDLE && envelope.count == import->count);
    envelope_release(&envelope);
    exporter_release(&exporter);
    dynbuf_release(&text);

    const struct json_value *root;
    struct arena arena;
    exporter = exporter_of(&text);
    export_misp_head(&exporter);
    export_all(import, &exporter, export_misp);
    ensure(export_misp_end(&exporter, &id, &err));
    arena_init(&arena, 1 << 30);
    ensure(json_tree_read(dynbuf_bytes(&text), "an event", &arena, &root, &err));
    arena_release(&arena);
    exporter_release(&exporter);
    dynbuf_release(&text);
}

/* Rules are lines of printable ASCII that begin and end as rules do. */
static void export_rules(const struct import *import)
{
    struct dynbuf text;
    struct exporter exporter = exporter_of(&text);
    export_all(import, &exporter, export_suricata);
    bool first = true;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        ensure(byte == '\n' || (byte >= ' ' && byte <= '~'));
        ensure(!first || strncmp(text.data + i, "alert ", strlen("alert ")) == 0);
        ensure(byte != '\n' || (i > 2 && memcmp(text.data + i - 2, ";)", 2) == 0));
        first = byte == '\n';
    }
    ensure(first);
    exporter_release(&exporter);
    dynbuf_release(&text);
}

static bool import_once(import_function *function, struct import *import, struct span bytes,
                        size_t budget)
{
    struct error err = {.code = ERROR_NONE};
    import_init(import);
    import->arena.budget = budget < IMPORT_ARENA_BYTES ? budget : IMPORT_ARENA_BYTES;
    import->scratch.budget = budget < OBJECT_ARENA_BYTES ? budget : OBJECT_ARENA_BYTES;
    bool ok = function(import, bytes, "a file", &err) && import_finish(import, &err);
    ensure(ok || err.code != ERROR_NONE);
    return ok;
}

void import_use(import_function *function, struct span bytes)
{
    static const size_t budgets[] = {0, 70 << 10, 140 << 10};
    struct import one, other;
    if (import_once(function, &one, bytes, SIZE_MAX)) {
        ensure(import_once(function, &other, bytes, SIZE_MAX));
        ensure(one.count == other.count && one.left_out == other.left_out);
        for (size_t i = 0; i < one.count; i++)
            ensure(span_equal(one.objects[i].bytes, other.objects[i].bytes));
        check(&one);
        export_whole(&one);
        export_rules(&one);
        import_release(&other);
    }
    import_release(&one);
    for (size_t i = 0; i < sizeof budgets / sizeof budgets[0]; i++) {
        import_once(function, &one, bytes, budgets[i]);
        import_release(&one);
    }
}
