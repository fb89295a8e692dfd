/* Identifiers: UUIDs read, printed and made; types; both together. */
#include "intel/id.h"

#include "guarded.h"
#include "run.h"

static void a_uuid_is_read_and_printed(void **state)
{
    (void)state;
    struct uuid uuid;
    char text[UUID_TEXT_BYTES + 1];
    assert_true(uuid_parse(guarded_text("8E2E2D2b-17d4-4cbf-938f-98ee46b3cd3f"), &uuid));
    assert_int_equal(uuid.bytes[0], 0x8e);
    assert_int_equal(uuid.bytes[15], 0x3f);
    assert_int_equal(uuid_version(&uuid), 4);
    uuid_print(text, &uuid);
    assert_string_equal(text, "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f");
}

static void what_is_no_uuid_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3",
        "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f0",
        "8e2e2d2b017d4-4cbf-938f-98ee46b3cd3f",
        "8e2e2d2-b17d4-4cbf-938f-98ee46b3cd3f",
        "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3g",
        "8e2e2d2b-17d4-0cbf-938f-98ee46b3cd3f", /* version 0 */
        "8e2e2d2b-17d4-6cbf-938f-98ee46b3cd3f", /* 6 */
        "8e2e2d2b-17d4-4cbf-738f-98ee46b3cd3f", /* other variants */
        "8e2e2d2b-17d4-4cbf-c38f-98ee46b3cd3f",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct uuid uuid = {{7}};
        assert_false(uuid_parse(guarded_text(texts[i]), &uuid));
        assert_int_equal(uuid.bytes[0], 7);
    }
}

static void uuids_are_made(void **state)
{
    (void)state;
    unsigned char chance[UUID_BYTES];
    char text[UUID_TEXT_BYTES + 1];
    memset(chance, 0xff, sizeof chance);
    struct uuid uuid = uuid_v4(chance);
    uuid_print(text, &uuid);
    assert_string_equal(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    /* The namespace of DNS names and a name: what Python's uuid.uuid5 says of them. */
    assert_true(uuid_parse(span_text("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), &uuid));
    uuid = uuid_v5(&uuid, span_text("python.org"));
    uuid_print(text, &uuid);
    assert_string_equal(text, "886313e1-3b8a-5372-9b90-0c9aee199e5d");
}

static void types_are_words(void **state)
{
    (void)state;
    char longest[STIX_TYPE_BYTES_MAX + 2];
    memset(longest, 'a', sizeof longest);
    assert_true(stix_type_valid(span_of(longest, STIX_TYPE_BYTES_MAX)));
    assert_false(stix_type_valid(span_of(longest, STIX_TYPE_BYTES_MAX + 1)));
    static const char *const good[] = {"url", "x-mitre-data-source", "ipv4-addr", "a1b"};
    static const char *const bad[] = {"",    "ab",   "1ab",  "-ab", "ab-",       "a--b",
                                      "a_b", "A-ab", "a b3", "ab.", "ab\xc3\xa9"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(stix_type_valid(guarded_text(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(stix_type_valid(guarded_text(bad[i])));
}

static void identifiers_have_both(void **state)
{
    (void)state;
    struct span type;
    struct uuid uuid;
    char text[STIX_ID_BYTES_MAX + 1];
    assert_true(stix_id_parse(guarded_text("ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd"),
                              &type, &uuid));
    assert_true(span_is(type, "ipv4-addr"));
    stix_id_print(text, type, &uuid);
    assert_string_equal(text, "ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd");
    assert_true(span_is(stix_id_type(span_text(text)), "ipv4-addr"));
    static const char *const bad[] = {
        "ff26c055-6336-5bc5-b98d-13d6226742dd",      "--ff26c055-6336-5bc5-b98d-13d6226742dd",
        "url-ff26c055-6336-5bc5-b98d-13d6226742dd",  "url---ff26c055-6336-5bc5-b98d-13d6226742dd",
        "url--ff26c055-6336-5bc5-b98d-13d6226742d",  "url__ff26c055-6336-5bc5-b98d-13d6226742dd",
        "URL--ff26c055-6336-5bc5-b98d-13d6226742dd",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(stix_id_parse(guarded_text(bad[i]), &type, &uuid));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_uuid_is_read_and_printed),
        cmocka_unit_test(what_is_no_uuid_is_refused),
        cmocka_unit_test(uuids_are_made),
        cmocka_unit_test(types_are_words),
        cmocka_unit_test(identifiers_have_both),
    };
    return RUN_ALL("id", tests);
}
