/* Importing and exporting while the Nth allocation fails, for all N until none does, and with ever
 * larger budgets: an error of memory, nothing leaked, and in the end the same answer. */
#include "alloc_faults.h"
#include "base/limits.h"
#include "intel/export.h"
#include "intel/import_attack.h"
#include "intel/import_misp.h"
#include "run.h"

#define A "00000000-0000-4000-8000-00000000000a"
#define B "00000000-0000-4000-8000-00000000000b"
#define C "00000000-0000-4000-8000-00000000000c"

static const char misp[] =
    "{\"Event\":{\"uuid\":\"" A "\",\"info\":\"x\",\"timestamp\":\"1714640400\","
    "\"Tag\":[{\"name\":\"tlp:green\"},{\"name\":\"PAP:RED\"}],\"Orgc\":{\"name\":\"y\"},"
    "\"Attribute\":[{\"uuid\":\"" A "\",\"type\":\"domain\",\"value\":\"a.example\","
    "\"to_ids\":true},{\"uuid\":\"" B "\",\"type\":\"phone-number\",\"value\":\"1\"},"
    "{\"uuid\":\"" C "\",\"type\":\"text\",\"value\":\"z\"}],"
    "\"Object\":[{\"uuid\":\"" B "\",\"name\":\"coin-address\",\"Attribute\":["
    "{\"type\":\"btc\",\"value\":\"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\",\"to_ids\":true}],"
    "\"ObjectReference\":[{\"uuid\":\"" C "\",\"object_uuid\":\"" B "\",\"referenced_uuid\":\"" A
    "\",\"relationship_type\":\"r\"}]}]}}";

static const char attack[] =
    "{\"type\":\"bundle\",\"id\":\"bundle--" A "\",\"spec_version\":\"2.0\",\"objects\":["
    "{\"type\":\"observed-data\",\"id\":\"observed-data--" A
    "\",\"created\":\"2020-01-01T00:00:00.000Z\",\"modified\":\"2020-01-01T00:00:00.000Z\","
    "\"first_observed\":\"2020-01-01T00:00:00Z\",\"last_observed\":\"2020-01-01T00:00:00Z\","
    "\"number_observed\":1,\"objects\":{\"0\":{\"type\":\"file\",\"name\":\"a\","
    "\"contains_refs\":[\"1\"],\"is_encrypted\":true},\"1\":{\"type\":\"url\",\"value\":\"a:b\"}}},"
    "7]}";

typedef bool import_function(struct import *import, struct span bytes, const char *name,
                             struct error *err);

static bool export_one(struct exporter *exporter, const struct import_object *one, bool rules,
                       struct error *err)
{
    struct object object;
    struct arena arena;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    bool ok = object_read(one->bytes, &arena, &object, err) &&
              (rules ? export_suricata : export_misp)(exporter, &object, &arena, err);
    arena_release(&arena);
    return ok;
}

static bool export_all(const struct import *import, bool rules, struct error *err)
{
    static const struct uuid id = {{0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 9}};
    struct dynbuf text;
    struct exporter exporter = {.buffer = &text};
    assert_true(timestamp_parse(span_text("2026-01-01T00:00:00Z"), &exporter.now));
    dynbuf_init(&text, 1 << 20);
    if (!rules)
        export_misp_head(&exporter);
    bool ok = true;
    for (size_t i = 0; ok && i < import->count; i++)
        ok = export_one(&exporter, &import->objects[i], rules, err);
    if (ok && !rules)
        ok = export_misp_end(&exporter, &id, err);
    if (ok && text.failed)
        ok = dynbuf_error(&text, "a test", err);
    exporter_release(&exporter);
    dynbuf_release(&text);
    return ok;
}

static bool all_of_it(import_function *function, const char *text, size_t budget, size_t objects,
                      size_t left_out, struct error *err)
{
    struct import import;
    import_init(&import);
    import.arena.budget = budget;
    bool ok = function(&import, span_text(text), "a test", err) && import_finish(&import, err) &&
              export_all(&import, false, err) && export_all(&import, true, err);
    if (ok) {
        assert_int_equal(import.count, objects);
        assert_int_equal(import.left_out, left_out);
    }
    import_release(&import);
    return ok;
}

static void each_fails(import_function *function, const char *text, size_t objects, size_t left_out)
{
    struct error err;
    unsigned nth = 1;
    for (; nth < 10000; nth++) {
        alloc_fail_at(nth);
        bool ok = all_of_it(function, text, 1 << 20, objects, left_out, &err);
        unsigned asked = alloc_count();
        alloc_fail_at(0);
        if (!ok && err.code != ERROR_MEMORY)
            fail_msg("allocation %u: %s", nth, err.text);
        if (ok && asked < nth)
            break;
        assert_false(ok);
    }
    assert_true(nth > 50 && nth < 10000);
    size_t budget = 0;
    for (; !all_of_it(function, text, budget, objects, left_out, &err); budget += 4096)
        assert_int_equal(err.code, ERROR_MEMORY);
    assert_true(budget > 0 && budget < 1 << 20);
}

static void an_event(void **state)
{
    (void)state;
    each_fails(import_misp, misp, 10, 1);
}

static void a_bundle(void **state)
{
    (void)state;
    each_fails(import_attack, attack, 3, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_event), cmocka_unit_test(a_bundle)};
    return RUN_ALL("import_no_memory", tests);
}
