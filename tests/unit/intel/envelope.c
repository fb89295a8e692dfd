/* Bundles, TAXII envelopes and single objects: the spans of what is in them, and what is none. */
#include "intel/envelope.h"

#include "base/limits.h"
#include "guarded.h"
#include "run.h"

#define BUNDLE "\"type\":\"bundle\",\"id\":\"bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f\""

static struct envelope envelope;
static struct error err;

static bool read_text(const char *text)
{
    envelope_release(&envelope);
    return envelope_read(&envelope, guarded_text(text), "a test", &err);
}

static void must_read(const char *text, enum envelope_kind kind, size_t count)
{
    if (!read_text(text))
        fail_msg("%s", err.text);
    assert_int_equal(envelope.kind, kind);
    assert_int_equal(envelope.count, count);
}

static void objects_are_cut_out(void **state)
{
    (void)state;
    must_read("{" BUNDLE ",\"objects\": [ {\"a\" : 1} ,7, [[]] ,\"x\"]}", ENVELOPE_BUNDLE, 4);
    assert_true(span_is(envelope.objects[0], "{\"a\" : 1}"));
    assert_true(span_is(envelope.objects[1], "7"));
    assert_true(span_is(envelope.objects[2], "[[]]"));
    assert_true(span_is(envelope.objects[3], "\"x\""));
    must_read("{\"objects\":[{}]," BUNDLE "}", ENVELOPE_BUNDLE, 1);
    must_read("{" BUNDLE "}", ENVELOPE_BUNDLE, 0);
}

static void a_taxii_envelope_says_what_comes_next(void **state)
{
    (void)state;
    must_read("{}", ENVELOPE_TAXII, 0);
    assert_false(envelope.more);
    assert_null(envelope.next);
    must_read("{\"more\":true,\"next\":\"a\\u0062\",\"objects\":[{},{}]}", ENVELOPE_TAXII, 2);
    assert_true(envelope.more);
    assert_string_equal(envelope.next, "ab");
    assert_false(read_text("{\"next\":\"a\\u0000\"}"));
    assert_error(err, ERROR_VALUE, "a test: next is no text of up to 4096 bytes");
    assert_false(read_text("{\"next\":7}"));
}

static void an_object_by_itself_is_the_whole(void **state)
{
    (void)state;
    const char *text = "{\"id\":7,\"objects\":{\"0\":1},\"next\":[],\"type\":\"observed-data\"}";
    must_read(text, ENVELOPE_OBJECT, 1);
    assert_true(span_is(envelope.objects[0], text));
    must_read("{\"objects\":[1,2],\"type\":7}", ENVELOPE_OBJECT, 1);
}

static void what_is_no_envelope(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"[]", "a test:1:1: an array; expected an object"},
        {"{\"type\":\"bundle\"}", "a test: a bundle without an identifier; expected bundle--UUID"},
        {"{\"type\":\"bundle\",\"id\":\"tool--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f\"}",
         "a test: a bundle without an identifier; expected bundle--UUID"},
        {"{" BUNDLE ",\"objects\":{}}", "a test: objects is no array; expected one of objects"},
        {"{\"properties\":{}}", "a test: expected a bundle, a TAXII envelope or a STIX object"},
        {"{\"objects\":null}", "a test: objects is no array; expected one of objects"},
        {"{" BUNDLE ",\"objects\":[{},]}", "a test:1:84: ']'; expected a value"},
        {"{" BUNDLE ",\"objects\":[{}", "a test:1:83: the end; expected a comma or ']'"},
        {"{" BUNDLE ",\"objects\":[{}]}{}", "a test:1:85: '{'; expected the end"},
        {"{" BUNDLE ",\"objects\":[{\"a\":1,\"a\":2}]}",
         "a test:1:88: a name that this object has already; expected every name once"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(read_text(cases[i].text));
        assert_null(envelope.objects);
        assert_string_equal(err.text, cases[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_are_cut_out),
        cmocka_unit_test(a_taxii_envelope_says_what_comes_next),
        cmocka_unit_test(an_object_by_itself_is_the_whole),
        cmocka_unit_test(what_is_no_envelope),
    };
    int failed = RUN_ALL("envelope", tests);
    envelope_release(&envelope);
    return failed;
}
