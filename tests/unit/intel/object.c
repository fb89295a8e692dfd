/* Objects read at the door: every field, and every reason to be refused with its place. */
#include "intel/object.h"

#include "base/limits.h"
#include "guarded.h"
#include "run.h"

#define ID    "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
#define TIMES "\"created\":\"2020-01-01T00:00:00.000Z\",\"modified\":\"2020-01-02T00:00:00.5Z\""
#define TOOL                                                                                       \
    "\"type\":\"tool\",\"id\":\"tool--" ID "\",\"spec_version\":\"2.1\"," TIMES ",\"name\":\"x\""

static struct arena arena;
static struct object object;
static struct error err;

static bool read_object(const char *text)
{
    arena_release(&arena);
    arena_init(&arena, 1 << 20);
    memset(&object, 0, sizeof object);
    return object_read(guarded_text(text), &arena, &object, &err);
}

static void must_read(const char *text)
{
    if (!read_object(text))
        fail_msg("%s", err.text);
}

#define assert_span(span, text) assert_true(span_is(span, text))

static void every_field_is_read(void **state)
{
    (void)state;
    must_read("\n {" TOOL ",\"revoked\":true,\"defanged\":true,"
              "\"created_by_ref\":\"identity--" ID "\","
              "\"object_marking_refs\":[\"marking-definition--" ID "\"],"
              "\"granular_markings\":[{\"selectors\":[\"name\"],\"marking_ref\":"
              "\"marking-definition--" ID "\"},{\"selectors\":[\"name\"],\"lang\":\"ko\"}],"
              "\"x_deep\":{\"in\":[{\"a_ref\":\"file--" ID "\",\"b_refs\":[\"url--" ID
              "\",7,[\"ipv4-addr--" ID "\"]],"
              "\"c_ref\":\"0\"}]},\"_refs\":\"none\",\"x_ref\":\"\"} ");
    assert_span(object.id, "tool--" ID);
    assert_span(object.type, "tool");
    assert_int_equal(uuid_version(&object.uuid), 4);
    assert_int_equal(object.class, OBJECT_SDO);
    assert_true(object.has_created && object.has_modified && object.has_version);
    assert_span(object.created.whole, "2020-01-01T00:00:00");
    assert_span(object.version.whole, "2020-01-02T00:00:00");
    assert_span(object.version.fraction, "5");
    assert_true(object.revoked && object.defanged);
    assert_span(object.created_by, "identity--" ID);
    assert_int_equal(object.marking_count, 2);
    assert_int_equal(object.object_marking_count, 1);
    assert_span(object.markings[1], "marking-definition--" ID);
    assert_int_equal(object.bytes.data[0], '{');
    assert_int_equal(object.bytes.data[object.bytes.size - 1], '}');
    static const char *const want[][2] = {
        {"identity", "created_by_ref"},
        {"marking-definition", "object_marking_refs[0]"},
        {"marking-definition", "granular_markings[0].marking_ref"},
        {"file", "x_deep.in[0].a_ref"},
        {"url", "x_deep.in[0].b_refs[0]"},
        {"ipv4-addr", "x_deep.in[0].b_refs[2][0]"},
    };
    assert_int_equal(object.ref_count, 6);
    for (size_t i = 0; i < 6; i++) {
        char path[JSON_PATH_BYTES];
        json_path(path, object.refs[i].value);
        assert_span(object.refs[i].type, want[i][0]);
        assert_string_equal(path, want[i][1]);
    }
}

static void a_class_has_its_own_demands(void **state)
{
    (void)state;
    must_read("{\"type\":\"url\",\"id\":\"url--" ID "\",\"value\":\"x\"}");
    assert_int_equal(object.class, OBJECT_SCO);
    assert_false(object.has_version);
    must_read("{\"type\":\"marking-definition\",\"id\":\"marking-definition--" ID
              "\",\"spec_version\":\"2.1\",\"created\":\"2020-01-01T00:00:00Z\"}");
    assert_int_equal(object.class, OBJECT_MARKING);
    assert_true(object.has_version && !object.has_modified);
    assert_span(object.version.whole, "2020-01-01T00:00:00");
    must_read("{\"type\":\"x-new\",\"id\":\"x-new--" ID "\"}");
    assert_int_equal(object.class, OBJECT_UNKNOWN);
    must_read("{\"type\":\"x-new\",\"id\":\"x-new--" ID "\",\"extensions\":{\"a\":{},"
              "\"extension-definition--" ID "\":{\"extension_type\":\"new-sco\"}}}");
    assert_int_equal(object.class, OBJECT_SCO);
    assert_false(read_object("{\"type\":\"x-new\",\"id\":\"x-new--" ID
                             "\",\"extensions\":{\"a\":{\"extension_type\":\"new-sdo\"}}}"));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
}

struct refusal {
    const char *text;
    enum error_code code;
    const char *why;
};

static void assert_refused(const struct refusal *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_false(read_object(cases[i].text));
        assert_null(object.root);
        assert_error(err, cases[i].code, cases[i].why);
    }
}

static void what_is_no_object(void **state)
{
    (void)state;
    static const struct refusal cases[] = {
        {"[]", ERROR_VALUE, "$: an array; expected an object"},
        {"{}", ERROR_VALUE, "$: no type; expected a STIX object"},
        {"{\"type\":\"tool\"}", ERROR_VALUE, "$: no id; expected a STIX object"},
        {"{\"type\":\"tool\",\"type\":\"tool\"}", ERROR_SYNTAX,
         "object:1:16: a name that this object has already; expected every name once"},
        {"{\"type\":7,\"id\":\"a\"}", ERROR_VALUE, "type: a number; expected a string"},
        {"{\"type\":\"x\",\"id\":\"a\"}", ERROR_VALUE,
         "type: expected 3 to 250 lower-case letters, digits and single hyphens"},
        {"{\"type\":\"bundle\",\"id\":\"bundle--" ID "\"}", ERROR_VALUE,
         "type: a bundle; expected an object of its own"},
        {"{\"type\":\"tool\",\"id\":\"tool\"}", ERROR_VALUE, "id: expected type--UUID of RFC 4122"},
        {"{\"type\":\"tool\",\"id\":\"malware--" ID "\"}", ERROR_VALUE,
         "id: another type than the object's; expected tool--"},
        {"{\"type\":\"tool\",\"id\":\"tool--" ID "\"}", ERROR_UNSUPPORTED,
         "$: no spec_version, as in STIX 2.0; expected \"2.1\""},
        {"{\"type\":\"tool\",\"id\":\"tool--" ID "\",\"spec_version\":\"2.0\"}", ERROR_UNSUPPORTED,
         "spec_version: expected \"2.1\""},
        {"{\"type\":\"tool\",\"id\":\"tool--" ID "\",\"spec_version\":2.1}", ERROR_VALUE,
         "spec_version: a number; expected a string"},
    };
    assert_refused(cases, sizeof cases / sizeof cases[0]);
}

static void times_must_be_there_and_in_order(void **state)
{
    (void)state;
    static const struct refusal cases[] = {
        {"{\"type\":\"tool\",\"id\":\"tool--" ID "\",\"spec_version\":\"2.1\"}", ERROR_VALUE,
         "$: no created; expected one in every domain object"},
        {"{\"type\":\"tool\",\"id\":\"tool--" ID "\",\"spec_version\":\"2.1\","
         "\"created\":\"2020-01-01T00:00:00Z\"}",
         ERROR_VALUE, "$: no modified; expected one in every domain object"},
        {"{\"type\":\"tool\",\"id\":\"tool--" ID "\",\"spec_version\":\"2.1\","
         "\"created\":\"2020-01-01\",\"modified\":\"2020-01-01T00:00:00Z\"}",
         ERROR_VALUE, "created: expected a time that exists, as 2026-01-31T12:00:00.000Z"},
        {"{\"type\":\"tool\",\"id\":\"tool--" ID "\",\"spec_version\":\"2.1\","
         "\"created\":\"2020-01-01T00:00:00.001Z\",\"modified\":\"2020-01-01T00:00:00.0009Z\"}",
         ERROR_VALUE, "modified: earlier than created; expected no change before the beginning"},
    };
    assert_refused(cases, sizeof cases / sizeof cases[0]);
}

static void references_and_markings_are_proven(void **state)
{
    (void)state;
    static const struct refusal cases[] = {
        {"{" TOOL ",\"revoked\":1}", ERROR_VALUE, "revoked: a number; expected a boolean"},
        {"{" TOOL ",\"created_by_ref\":\"tool--" ID "\"}", ERROR_VALUE,
         "created_by_ref: expected an identifier of the type identity"},
        {"{" TOOL ",\"object_marking_refs\":{}}", ERROR_VALUE,
         "object_marking_refs: an object; expected an array"},
        {"{" TOOL ",\"object_marking_refs\":[]}", ERROR_VALUE,
         "object_marking_refs: an empty list; expected none, or elements"},
        {"{" TOOL ",\"object_marking_refs\":[\"tool--" ID "\"]}", ERROR_VALUE,
         "object_marking_refs[0]: expected an identifier of the type marking-definition"},
        {"{" TOOL ",\"granular_markings\":[7]}", ERROR_VALUE,
         "granular_markings[0]: a number; expected an object"},
        {"{" TOOL ",\"granular_markings\":[{\"selectors\":[\"name\"]}]}", ERROR_VALUE,
         "granular_markings[0]: expected selectors, and one of marking_ref and lang"},
        {"{" TOOL ",\"granular_markings\":[{\"lang\":\"ko\"}]}", ERROR_VALUE,
         "granular_markings[0]: expected selectors, and one of marking_ref and lang"},
        {"{" TOOL ",\"granular_markings\":[{\"selectors\":[\"nane\"],\"lang\":\"ko\"}]}",
         ERROR_VALUE,
         "granular_markings[0].selectors[0]: names nothing; expected a property that the object "
         "has"},
        {"{" TOOL ",\"granular_markings\":[{\"selectors\":[\"name\"],\"marking_ref\":\"no\"}]}",
         ERROR_VALUE,
         "granular_markings[0].marking_ref: expected an identifier of the type marking-definition"},
    };
    assert_refused(cases, sizeof cases / sizeof cases[0]);
}

static void identifiers_are_told_apart_in_lower_case(void **state)
{
    (void)state;
    must_read(
        "{\"type\":\"url\",\"id\":\"url--8E2E2D2B-17D4-4CBF-938F-98EE46B3CD3F\","
        "\"created_by_ref\":\"identity--8E2E2D2B-17d4-4CBF-938F-98EE46B3CD3F\","
        "\"object_marking_refs\":[\"marking-definition--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3F\"]}");
    assert_span(object.id, "url--" ID);
    assert_span(object.created_by, "identity--" ID);
    assert_span(object.markings[0], "marking-definition--" ID);
    assert_span(object.refs[0].id, "identity--" ID);
    assert_span(object.refs[1].id, "marking-definition--" ID);
    assert_span(json_member(object.root, "id")->source,
                "\"url--8E2E2D2B-17D4-4CBF-938F-98EE46B3CD3F\"");
}

static void selectors_name_what_is_there(void **state)
{
    (void)state;
    static const char *const good[] = {
        "name", "x_list.[1].[0]", "x_list.[0].k-e.y",
        "id",   "x_list.[2]",     "granular_markings.[0].selectors.[0]"};
    static const char *const bad[] = {"",
                                      ".",
                                      "name.",
                                      "x_list.[3]",
                                      "x_list.0",
                                      "x_list.[]",
                                      "x_list.[01]",
                                      "x_list.[-1]",
                                      "name.[0]",
                                      "x_list.[0",
                                      "x_list.[0].",
                                      "nam",
                                      "x_list.[99999999999999999999]"};
    char text[1000];
    for (size_t i = 0; i < sizeof good / sizeof good[0] + sizeof bad / sizeof bad[0]; i++) {
        bool is_good = i < sizeof good / sizeof good[0];
        const char *selector = is_good ? good[i] : bad[i - sizeof good / sizeof good[0]];
        snprintf(text, sizeof text,
                 "{" TOOL ",\"x_list\":[{\"k-e\":{\"y\":1}},[true],null],"
                 "\"granular_markings\":[{\"selectors\":[\"%s\"],\"lang\":\"ko\"}]}",
                 selector);
        assert_int_equal(read_object(text), is_good);
    }
}

static void selectors_are_bounded(void **state)
{
    (void)state;
    static char text[32 * OBJECT_SELECTORS_MAX];
    for (int more = 0; more < 2; more++) {
        size_t size = (size_t)snprintf(
            text, sizeof text, "{" TOOL ",\"granular_markings\":[{\"lang\":\"ko\",\"selectors\":[");
        for (int i = 0; i < OBJECT_SELECTORS_MAX + more; i++)
            size += (size_t)snprintf(text + size, sizeof text - size, "%s\"name\"", i ? "," : "");
        snprintf(text + size, sizeof text - size, "]}]}");
        assert_int_equal(read_object(text), !more);
    }
    assert_int_equal(err.code, ERROR_LIMIT);
}

static void sameness_is_one_hash(void **state)
{
    (void)state;
    unsigned char one[OBJECT_HASH_BYTES], other[OBJECT_HASH_BYTES];
    must_read("{" TOOL ",\"x_n\":[1,2.50],\"x_o\":{\"a\":1,\"b\":2}}");
    assert_true(object_content_hash(&object, one, &err));
    must_read("{\"x_o\":{\"b\":2,\"a\":1.0}, " TOOL ",\"\\u0078_n\":[1e0,25e-1]}");
    assert_true(object_content_hash(&object, other, &err));
    assert_memory_equal(one, other, sizeof one);
    must_read("{" TOOL ",\"x_n\":[2.50,1],\"x_o\":{\"a\":1,\"b\":2}}");
    assert_true(object_content_hash(&object, other, &err));
    assert_memory_not_equal(one, other, sizeof one);
}

static void limits_are_kept(void **state)
{
    (void)state;
    static char large[OBJECT_BYTES_MAX + 1];
    memset(large, ' ', sizeof large);
    arena_release(&arena);
    arena_init(&arena, 100);
    assert_false(object_read(span_of(large, sizeof large), &arena, &object, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_false(object_read(span_text("{" TOOL "}"), &arena, &object, &err));
    assert_int_equal(err.code, ERROR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_read),
        cmocka_unit_test(a_class_has_its_own_demands),
        cmocka_unit_test(what_is_no_object),
        cmocka_unit_test(times_must_be_there_and_in_order),
        cmocka_unit_test(references_and_markings_are_proven),
        cmocka_unit_test(identifiers_are_told_apart_in_lower_case),
        cmocka_unit_test(selectors_name_what_is_there),
        cmocka_unit_test(selectors_are_bounded),
        cmocka_unit_test(sameness_is_one_hash),
        cmocka_unit_test(limits_are_kept),
    };
    int failed = RUN_ALL("object", tests);
    arena_release(&arena);
    return failed;
}
