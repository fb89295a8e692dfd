/* The way of an object through the door while the Nth allocation fails, for all N until none does:
 * an error of memory, nothing leaked (the sanitizers see to that), and in the end the right answer.
 * The same with ever larger budgets of the arena. */
#include "alloc_faults.h"
#include "base/limits.h"
#include "intel/check.h"
#include "intel/envelope.h"
#include "intel/rel.h"
#include "run.h"

#define PERSON "identity--00000000-0000-4000-8000-00000000000a"

static const struct object *find(void *context, struct span id)
{
    (void)id;
    return context;
}

/* Two markings, one REL TO of them, with granular ones, an own UUIDv5 and a finding. */
static void write_bundle(struct dynbuf *text)
{
    const struct span names[] = {span_text("DESK"), span_text("usa")}, who[] = {span_text(PERSON)};
    struct rel_marking rel = {.rel = {.names = names, .count = 2},
                              .orcon = {.names = who, .count = 1}};
    struct error err;
    dynbuf_text(text, "{\"objects\":[{\"type\":\"url\",\"id\":"
                      "\"url--BE22E93A-5e33-5678-b19f-8b4ea06df0bd\",\"value\":"
                      "\"https:\\/\\/example.com/\",\"x_own\":[1.25,{\"a_ref\":\"" PERSON "\"}],"
                      "\"object_marking_refs\":["
                      "\"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421\","
                      "\"marking-definition--00000000-0000-4000-8000-000000000001\"]},");
    assert_true(rel_make(text, &rel, &err));
    dynbuf_text(text, "],\"next\":\"n\"}");
}

static bool read_definition(struct span bytes, struct arena *arena, struct object *definition,
                            struct error *err)
{
    return object_read(bytes, arena, definition, err) && check_passes(definition, arena, err);
}

static bool read_marked(const struct envelope *envelope, struct arena *arena,
                        struct marking *marking, struct check_report *report, struct error *err)
{
    struct object object, definition;
    unsigned char hash[OBJECT_HASH_BYTES];
    struct marking joined;
    if (!read_definition(envelope->objects[1], arena, &definition, err) ||
        !object_read(envelope->objects[0], arena, &object, err) ||
        !check_object(&object, arena, report, err) || !object_content_hash(&object, hash, err))
        return false;
    struct marking_source source = {.find = find, .context = &definition};
    return marking_of(&object, &source, arena, marking, err) &&
           marking_join(marking, marking, arena, &joined, err);
}

static bool through_the_door(struct span bytes, size_t budget, struct error *err)
{
    struct envelope envelope = {0};
    struct arena arena;
    struct marking marking;
    struct check_report report;
    arena_init(&arena, budget);
    bool ok = envelope_read(&envelope, bytes, "a test", err) &&
              read_marked(&envelope, &arena, &marking, &report, err);
    if (ok) {
        assert_int_equal(marking.defects, 0);
        assert_int_equal(marking.rel.count, 2);
        assert_int_equal(report.errors, 0);
        assert_int_equal(report.warnings, 1);
        assert_string_equal(envelope.next, "n");
    }
    arena_release(&arena);
    envelope_release(&envelope);
    return ok;
}

static void each_allocation_fails(void **state)
{
    (void)state;
    struct dynbuf text;
    struct error err;
    unsigned nth = 1;
    dynbuf_init(&text, 1 << 16);
    write_bundle(&text);
    for (; nth < 1000; nth++) {
        alloc_fail_at(nth);
        bool ok = through_the_door(dynbuf_bytes(&text), OBJECT_ARENA_BYTES, &err);
        unsigned asked = alloc_count();
        alloc_fail_at(0);
        assert_true(ok || err.code == ERROR_MEMORY);
        if (ok && asked < nth)
            break;
        assert_false(ok);
    }
    assert_true(nth > 20 && nth < 1000);
    dynbuf_release(&text);
}

static void each_budget_ends_somewhere(void **state)
{
    (void)state;
    struct dynbuf text;
    struct error err;
    size_t failed = 0, budget = 0;
    dynbuf_init(&text, 1 << 16);
    write_bundle(&text);
    for (; !through_the_door(dynbuf_bytes(&text), budget, &err); budget += 4096, failed++)
        assert_int_equal(err.code, ERROR_MEMORY);
    assert_true(failed > 1 && budget < 1 << 20);
    dynbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_fails),
        cmocka_unit_test(each_budget_ends_somewhere),
    };
    return RUN_ALL("no_memory", tests);
}
