/* Deterministic identifiers: as stix2 3.0.2 makes them, and what a check takes. */
#include "intel/sco_id.h"

#include "intel/check.h"
#include "run.h"

static struct arena arena;
static struct error err;

static bool passes(const char *text)
{
    struct object object;
    arena_release(&arena);
    arena_init(&arena, 1 << 20);
    return object_read(span_text(text), &arena, &object, &err) &&
           check_passes(&object, &arena, &err);
}

#define A8  "aaaaaaaa"
#define A64 A8 A8 A8 A8 A8 A8 A8 A8
#define B40 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void the_own_identifier_is_taken(void **state)
{
    (void)state;
    static const char *const objects[] = {
        "{\"type\":\"url\",\"id\":\"url--be22e93a-5e33-5678-b19f-8b4ea06df0bd\","
        "\"value\":\"https://example.com/\"}",
        "{\"type\":\"domain-name\",\"id\":\"domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7\","
        "\"value\":\"example.com\",\"defanged\":false}",
        "{\"type\":\"autonomous-system\",\"id\":"
        "\"autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff\",\"number\":15139}",
        /* One hash of two, a name beyond ASCII, and an extension with a float. */
        "{\"type\":\"file\",\"id\":\"file--dd0e6cc7-af82-5b8b-b324-08669c06aeb8\",\"hashes\":{"
        "\"SHA-256\":\"" A64 "\",\"SHA-1\":\"" B40 "\"},\"name\":\"\\u00e9\xe2\x82\xac\","
        "\"extensions\":{\"windows-pebinary-ext\":{\"pe_type\":\"exe\",\"sections\":[{"
        "\"name\":\"C\",\"entropy\":0.10000000000000001}]}}}",
        "{\"type\":\"cryptocurrency-wallet\",\"id\":"
        "\"cryptocurrency-wallet--27fadc91-1e1c-5474-988f-07a16840be45\","
        "\"value\":\"1KFHE7w8BhaENAswwryaoccDb6qcT6DbYY\",\"extensions\":{"
        "\"extension-definition--be78509e-6958-51b1-8b26-d17ee0eba2d7\":{"
        "\"extension_type\":\"new-sco\"}}}",
    };
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
        if (!passes(objects[i]))
            fail_msg("%s: %s", objects[i], err.text);
}

static void another_is_not(void **state)
{
    (void)state;
    assert_true(passes("{\"type\":\"url\",\"id\":\"url--be22e93a-5e33-4678-b19f-8b4ea06df0bd\","
                       "\"value\":\"a:b\"}"));
    assert_false(passes("{\"type\":\"url\",\"id\":\"url--be22e93a-5e33-5678-b19f-8b4ea06df0bd\","
                        "\"value\":\"a:b\"}"));
    assert_error(err, ERROR_VALUE,
                 "id: not the object's own UUIDv5; expected "
                 "e993f7c1-24ad-5d3c-8aa1-f049682ab30f, or a UUIDv4");
    assert_false(passes("{\"type\":\"url\",\"id\":\"url--be22e93a-5e33-1678-b19f-8b4ea06df0bd\","
                        "\"value\":\"a:b\"}"));
    assert_error(err, ERROR_VALUE, "id: expected a UUIDv4, or the object's own UUIDv5");
    /* Nothing to make one of. */
    assert_false(passes("{\"type\":\"process\",\"id\":"
                        "\"process--be22e93a-5e33-5678-b19f-8b4ea06df0bd\",\"pid\":1}"));
    assert_error(err, ERROR_VALUE, "id: expected a UUIDv4");
    /* Types of others make theirs by rules of their own. */
    assert_true(
        passes("{\"type\":\"x-own\",\"id\":\"x-own--be22e93a-5e33-5678-b19f-8b4ea06df0bd\"}"));
}

static void an_identifier_is_made(void **state)
{
    (void)state;
    const struct json_value *root;
    struct uuid uuid;
    char text[UUID_TEXT_BYTES + 1];
    bool has = false;
    arena_release(&arena);
    arena_init(&arena, 1 << 20);
    assert_true(json_tree_read(span_text("{\"value\":\"https://example.com/\",\"more\":1}"),
                               "a test", &arena, &root, &err));
    assert_true(sco_id_make(root, sco_contributing(span_text("url")), &has, &uuid, &err) && has);
    uuid_print(text, &uuid);
    assert_string_equal(text, "be22e93a-5e33-5678-b19f-8b4ea06df0bd");
    assert_string_equal(sco_contributing(span_text("cryptocurrency-wallet")), "value");
    assert_true(sco_id_make(root, sco_contributing(span_text("process")), &has, &uuid, &err));
    assert_false(has);
    assert_null(sco_contributing(span_text("tool")));
    assert_null(sco_contributing(span_text("x-own")));
}

static void a_number_that_no_double_holds(void **state)
{
    (void)state;
    assert_false(
        passes("{\"type\":\"file\",\"id\":\"file--be22e93a-5e33-5678-b19f-8b4ea06df0bd\","
               "\"name\":\"x\",\"extensions\":{\"windows-pebinary-ext\":{"
               "\"pe_type\":\"exe\",\"sections\":[{\"name\":\"C\",\"entropy\":1e999}]}}}"));
    assert_int_equal(err.code, ERROR_VALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_own_identifier_is_taken),
        cmocka_unit_test(another_is_not),
        cmocka_unit_test(an_identifier_is_made),
        cmocka_unit_test(a_number_that_no_double_holds),
    };
    int failed = RUN_ALL("sco_id", tests);
    arena_release(&arena);
    return failed;
}
