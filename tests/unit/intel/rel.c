/* REL TO markings: one object for one meaning, and nothing else under its extension. */
#include "intel/rel.h"

#include "run.h"

#define PERSON_A  "identity--00000000-0000-4000-8000-00000000000a"
#define PERSON_B  "identity--00000000-0000-4000-8000-00000000000b"
#define STATEMENT "marking-definition--00000000-0000-4000-8000-000000000001"

static struct arena arena;
static struct error err;
static struct object definition;

static void read_definition(const char *text)
{
    arena_release(&arena);
    arena_init(&arena, 1 << 20);
    if (!object_read(span_text(text), &arena, &definition, &err))
        fail_msg("%s", err.text);
}

/* Fixed for ever: whoever marks alike makes this object. */
static void a_rel_marking_is_one_object(void **state)
{
    (void)state;
    const struct span rel[] = {span_text("DESK"), span_text("jpn"), span_text("usa")};
    const struct span a[] = {span_text(PERSON_A)}, b[] = {span_text(PERSON_B)};
    struct rel_marking marking = {.rel = {.names = rel, .count = 3},
                                  .orcon = {.names = a, .count = 1},
                                  .persons = {.names = b, .count = 1},
                                  .has_pap = true,
                                  .pap = PAP_AMBER};
    struct dynbuf made;
    dynbuf_init(&made, 1 << 16);
    assert_true(rel_make(&made, &marking, &err));
    assert_string_equal(
        made.data,
        "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"marking-definition--"
        "a9459a6f-b304-588d-a9e7-6ba83b131cd3\",\"created\":\"2026-01-01T00:00:00.000Z\","
        "\"extensions\":{"
        "\"" REL_EXTENSION "\":{\"extension_type\":\"property-extension\",\"orcon\":[\"" PERSON_A
        "\"],\"pap\":\"AMBER\",\"persons\":[\"" PERSON_B "\"],\"rel\":[\"DESK\",\"jpn\","
        "\"usa\"]}}}");
    read_definition(made.data);
    assert_true(rel_check(definition.root, &arena, &err));
    struct rel_marking back;
    assert_true(rel_read(definition.root, &arena, &back, &err));
    assert_int_equal(back.rel.count, 3);
    assert_true(span_is(back.rel.names[2], "usa"));
    assert_true(span_is(back.orcon.names[0], PERSON_A));
    assert_true(span_is(back.persons.names[0], PERSON_B));
    assert_true(back.has_pap && back.pap == PAP_AMBER);
    dynbuf_release(&made);
}

static void assert_rel_refused(const char *extension, const char *why)
{
    char text[2000];
    snprintf(text, sizeof text,
             "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"" STATEMENT
             "\",\"created\":\"2026-01-01T00:00:00.000Z\",\"extensions\":{\"" REL_EXTENSION
             "\":{\"extension_type\":\"property-extension\"%s}}}",
             extension);
    read_definition(text);
    assert_true(rel_is(definition.root));
    assert_false(rel_check(definition.root, &arena, &err));
    if (strstr(err.text, why) == NULL)
        fail_msg("%s: %s", extension, err.text);
}

static void other_rel_markings_are_refused(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "no rel; expected ALL, NONE, or a list of names"},
        {",\"rel\":[]", "rel: expected a list of names"},
        {",\"rel\":\"all\"", "rel: expected ALL, NONE, or a list of names"},
        {",\"rel\":[\"usa\",\"jpn\"]", "rel[1]: expected names in order, each once"},
        {",\"rel\":[\"jpn\",\"jpn\"]", "rel[1]: expected names in order, each once"},
        {",\"rel\":[\"JPN\"]", "rel[0]: expected a member's code, or DESK"},
        {",\"rel\":[7]", "rel[0]: expected a member's code, or DESK"},
        {",\"rel\":\"ALL\",\"pap\":\"green\"", "pap: expected CLEAR, GREEN, AMBER or RED"},
        {",\"rel\":\"ALL\",\"orcon\":[\"usa\"]",
         "orcon[0]: expected the identifier of an identity"},
        {",\"rel\":\"ALL\",\"persons\":7", "persons: expected a list of names"},
        /* Good, but not under this identifier; and with something beside it. */
        {",\"rel\":\"ALL\"", "not the object, with its identifier"},
        {",\"rel\":\"ALL\",\"more\":1", "not the object, with its identifier"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_rel_refused(cases[i][0], cases[i][1]);
    assert_true(rel_extension_definition().size > 0);
    assert_true(object_read(rel_extension_definition(), &arena, &definition, &err));
    assert_true(span_is(definition.id, REL_EXTENSION));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rel_marking_is_one_object),
        cmocka_unit_test(other_rel_markings_are_refused),
    };
    int failed = RUN_ALL("rel", tests);
    arena_release(&arena);
    return failed;
}
