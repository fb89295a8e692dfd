/* Bytes as one STIX object: read, checked, marked, hashed, exported. What was read points into the
 * bytes, the canonical form is the same object, no value breaks out of what is exported, and a
 * small arena fails without harm. */
#include "base/limits.h"
#include "intel/check.h"
#include "intel/export.h"
#include "intel/marking.h"
#include "text/json_canonical.h"

#include "target.h"

static const struct object *find(void *context, struct span id)
{
    const struct object *object = context;
    return span_equal(object->id, id) ? object : NULL;
}

static void ask_of(const struct object *object, struct span bytes)
{
    char path[JSON_PATH_BYTES];
    ensure(object->bytes.data >= bytes.data && object->bytes.size <= bytes.size);
    ensure(object->bytes.data[0] == '{' && object->bytes.data[object->bytes.size - 1] == '}');
    ensure(span_equal(stix_id_type(object->id), object->type));
    ensure(object->object_marking_count <= object->marking_count);
    for (size_t i = 0; i < object->ref_count && i < 64; i++) {
        json_path(path, object->refs[i].value);
        ensure(span_equal(stix_id_type(object->refs[i].id), object->refs[i].type));
    }
}

static void check(const struct object *object, struct arena *arena)
{
    struct check_report report;
    struct error err, why;
    size_t kept = 0;
    char path[JSON_PATH_BYTES];
    bool ok = check_object(object, arena, &report, &err);
    if (!ok) {
        ensure(err.code != ERROR_NONE);
        return;
    }
    for (const struct finding *one = report.first; one != NULL; one = one->next, kept++) {
        json_path(path, one->value);
        ensure(one->text[0] != 0);
    }
    ensure(kept <= CHECK_FINDINGS_MAX && kept <= report.errors + report.warnings);
    ensure(check_passes(object, arena, &why) == (report.errors == 0) ||
           error_is_environment(why.code));
}

static void mark(const struct object *object, struct arena *arena)
{
    struct marking_source source = {.find = find, .context = (void *)(uintptr_t)object};
    struct marking marking, twice;
    struct audience public = {.class = AUDIENCE_PUBLIC};
    struct error err;
    struct dynbuf text;
    if (!marking_of(object, &source, arena, &marking, &err) ||
        !marking_join(&marking, &marking, arena, &twice, &err))
        return;
    ensure(twice.tlp == marking.tlp && twice.rel.count == marking.rel.count);
    if (marking_reaches(&marking, &public) == REACH_YES)
        ensure(marking.defects == 0 && marking.tlp == TLP_CLEAR && marking.rel.all);
    dynbuf_init(&text, 1 << 20);
    marking_write(&text, &marking);
    dynbuf_release(&text);
}

/* The canonical form reads as the same object. */
static void compare(const struct object *object, struct arena *arena)
{
    unsigned char one[OBJECT_HASH_BYTES], other[OBJECT_HASH_BYTES];
    struct dynbuf canonical;
    struct object again;
    struct error err;
    dynbuf_init(&canonical, OBJECT_BYTES_MAX);
    if (object_content_hash(object, one, &err) &&
        json_canonical(&canonical, object->root, JSON_CANONICAL_EXACT, &err) && !canonical.failed &&
        object_read(dynbuf_bytes(&canonical), arena, &again, &err)) {
        ensure(object_content_hash(&again, other, &err));
        ensure(memcmp(one, other, sizeof one) == 0);
        ensure(span_equal(again.id, object->id) && again.ref_count == object->ref_count);
    }
    dynbuf_release(&canonical);
}

typedef bool export_function(struct exporter *exporter, const struct object *object,
                             struct arena *arena, struct error *err);

/* An event of MISP is JSON whatever the object is. */
static void export_event(const struct object *object, struct arena *arena)
{
    static const struct uuid id = {{0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}};
    const struct json_value *root;
    struct dynbuf text;
    struct exporter exporter = {.buffer = &text};
    struct error err = {.code = ERROR_NONE};
    dynbuf_init(&text, 64 << 20);
    ensure(timestamp_parse(span_text("2026-01-01T00:00:00Z"), &exporter.now));
    export_misp_head(&exporter);
    bool ok = export_misp(&exporter, object, arena, &err) && export_misp_end(&exporter, &id, &err);
    ensure(ok || err.code != ERROR_NONE);
    if (ok && !json_tree_read(dynbuf_bytes(&text), "an event", arena, &root, &err))
        ensure(error_is_environment(err.code));
    exporter_release(&exporter);
    dynbuf_release(&text);
}

/* A value makes `lines` lines of bytes from ' ' to `last`. */
static void export_as(export_function *function, const struct object *object, struct arena *arena,
                      size_t lines, unsigned char last)
{
    struct dynbuf text;
    struct exporter exporter = {.buffer = &text};
    struct error err = {.code = ERROR_NONE};
    size_t ends = 0;
    dynbuf_init(&text, 8 << 20);
    ensure(timestamp_parse(span_text("2026-01-01T00:00:00Z"), &exporter.now));
    bool ok = function(&exporter, object, arena, &err);
    ensure(ok || error_is_environment(err.code));
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        ends += byte == '\n';
        ensure(byte == '\n' || (byte >= ' ' && byte <= last));
    }
    ensure(text.failed || (ends >= exporter.written && ends <= lines * exporter.written));
    exporter_release(&exporter);
    dynbuf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t budgets[] = {0, 70 << 10, 140 << 10, 64 << 20};
    struct span bytes = span_of(data, size);
    for (size_t i = 0; i < sizeof budgets / sizeof budgets[0]; i++) {
        struct arena arena;
        struct object object;
        struct error err = {.code = ERROR_NONE};
        arena_init(&arena, budgets[i]);
        if (object_read(bytes, &arena, &object, &err)) {
            ask_of(&object, bytes);
            check(&object, &arena);
            mark(&object, &arena);
            compare(&object, &arena);
            export_as(export_csv, &object, &arena, 1, 0xff);
            export_as(export_rpz, &object, &arena, 2, 'z');
            export_as(export_deny, &object, &arena, 1, 'z');
            export_as(export_suricata, &object, &arena, 2, '~');
            export_event(&object, &arena);
        } else {
            ensure(err.code != ERROR_NONE);
        }
        arena_release(&arena);
    }
    return 0;
}
