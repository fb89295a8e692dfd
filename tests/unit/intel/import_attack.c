/* Bundles of STIX 2.0 as 2.1: what moves, what is renamed, how containers are taken apart. */
#include "base/limits.h"
#include "imported.h"

#define A     "00000000-0000-4000-8000-00000000000a"
#define B     "00000000-0000-4000-8000-00000000000b"
#define TIMES "\"created\":\"2020-01-01T00:00:00.000Z\",\"modified\":\"2020-01-01T00:00:00.000Z\""

static void take_one(const char *object)
{
    char text[8192];
    snprintf(text, sizeof text,
             "{\"type\":\"bundle\",\"id\":\"bundle--" A
             "\",\"spec_version\":\"2.0\",\"objects\":[%s]}",
             object);
    take(import_attack, text);
}

static void labels_become_types(void **state)
{
    (void)state;
    take_one("{\"type\":\"malware\",\"id\":\"malware--" A "\"," TIMES
             ",\"name\":\"x\",\"labels\":[\"malware\",\"trojan\"],\"x_mitre_version\":\"1.0\"}");
    const char *malware = object_of("malware");
    assert_has(malware, "\"spec_version\":\"2.1\"");
    assert_has(malware, "\"is_family\":true");
    assert_has(malware, "\"malware_types\":[\"trojan\"]");
    assert_has(malware, "\"labels\":[\"malware\"]");
    assert_has(malware, "\"x_mitre_version\":\"1.0\"");
    assert_has(malware, "\"id\":\"malware--" A "\"");
    take_one("{\"type\":\"indicator\",\"id\":\"indicator--" A "\"," TIMES
             ",\"labels\":[\"benign\"],\"pattern\":\"[file:size = 1]\","
             "\"valid_from\":\"2020-01-01T00:00:00Z\"}");
    assert_has(object_of("indicator"), "\"indicator_types\":[\"benign\"]");
    assert_has(object_of("indicator"), "\"pattern_type\":\"stix\"");
    assert_lacks(object_of("indicator"), "\"labels\"");
    take_one("{\"type\":\"campaign\",\"id\":\"campaign--" A "\"," TIMES
             ",\"name\":\"x\",\"labels\":[\"a\"],\"revoked\":true}");
    assert_has(object_of("campaign"), "\"labels\":[\"a\"]");
    assert_has(object_of("campaign"), "\"revoked\":true");
    assert_int_equal(import.left_out, 0);
}

static void other_types_and_markings_stay(void **state)
{
    (void)state;
    take_one("{\"type\":\"x-mitre-tactic\",\"id\":\"x-mitre-tactic--" A "\"," TIMES
             ",\"x_mitre_shortname\":\"impact\"}");
    assert_has(object_of("x-mitre-tactic"), "\"spec_version\":\"2.1\"");
    take_one("{\"type\":\"marking-definition\",\"id\":\"marking-definition--"
             "34098fce-860f-48ae-8e50-ebd3cc5e41da\",\"created\":\"2017-01-20T00:00:00.000Z\","
             "\"definition_type\":\"tlp\",\"definition\":{\"tlp\":\"green\"}}");
    assert_has(object_of("marking-definition"), "\"name\":\"TLP:GREEN\"");
    take_one("{\"type\":\"marking-definition\",\"id\":\"marking-definition--" A
             "\",\"created\":\"2017-01-20T00:00:00.000Z\",\"definition_type\":\"statement\","
             "\"definition\":{\"statement\":\"(c)\"}}");
    assert_has(object_of("marking-definition"), "\"statement\":\"(c)\"");
    assert_int_equal(import.left_out, 0);
}

#define OBSERVED(objects)                                                                          \
    "{\"type\":\"observed-data\",\"id\":\"observed-data--" A "\"," TIMES                           \
    ",\"first_observed\":\"2020-01-01T00:00:00Z\",\"last_observed\":\"2020-01-01T00:00:00Z\","     \
    "\"number_observed\":1,\"object_marking_refs\":[\"marking-definition--" B                      \
    "\"],\"objects\":{" objects "}}"

static void containers_are_taken_apart(void **state)
{
    (void)state;
    take_one(
        OBSERVED("\"0\":{\"type\":\"network-traffic\",\"src_ref\":\"1\",\"dst_port\":443,"
                 "\"protocols\":[\"tcp\"]},"
                 "\"1\":{\"type\":\"ipv4-addr\",\"value\":\"198.51.100.1\"},"
                 "\"2\":{\"type\":\"file\",\"name\":\"a\",\"created\":\"2020-01-01T00:00:00Z\"}"));
    const char *traffic = object_of("network-traffic"), *observed = object_of("observed-data");
    assert_has(traffic, "\"src_ref\":\"ipv4-addr--");
    assert_has(traffic, "\"object_marking_refs\":[\"marking-definition--" B "\"]");
    assert_has(object_of("file"), "\"ctime\":\"2020-01-01T00:00:00Z\"");
    assert_has(observed, "\"object_refs\":[\"network-traffic--");
    assert_lacks(observed, "\"objects\"");
    assert_int_equal(import.left_out, 0);
}

static void rings_and_holes_in_containers_are_said(void **state)
{
    (void)state;
    take_one(OBSERVED("\"0\":{\"type\":\"file\",\"name\":\"a\",\"contains_refs\":[\"1\",\"9\"],"
                      "\"is_encrypted\":true},"
                      "\"1\":{\"type\":\"file\",\"name\":\"b\",\"contains_refs\":[\"0\"]},"
                      "\"2\":7"));
    assert_int_equal(count_of("file"), 2);
    assert_lost("objects[0].objects[\"0\"].contains_refs", "contains_refs", "refers to nothing");
    assert_lost("objects[0].objects[\"0\"].is_encrypted", "is_encrypted",
                "no property of STIX 2.1");
    assert_lost("objects[0].objects[\"2\"]", "2", "no observable");
    take_one(OBSERVED(""));
    assert_int_equal(import.count, 0);
    assert_int_equal(import.left_out, 1);
}

static void containers_have_bounds(void **state)
{
    (void)state;
    static char objects[100000], one[110000];
    size_t used = (size_t)snprintf(objects, sizeof objects,
                                   "\"0\":{\"type\":\"url\",\"value\":\"a:b\"},"
                                   "\"1\":{\"type\":\"file\",\"name\":\"a\",\"contains_refs\":[");
    for (size_t i = 0; i < UPGRADE_REFS_MAX; i++)
        used += (size_t)snprintf(objects + used, sizeof objects - used, "%s\"0\"", i ? "," : "");
    for (size_t more = 0; more < 2; more++) {
        snprintf(one, sizeof one, OBSERVED("%s%s]}"), objects, more ? ",\"0\"" : "");
        take(import_attack, one);
        assert_int_equal(import.count, more ? 0 : 3);
    }
    assert_lost("objects[0].objects", "observed-data--" A, "more references");
    used = 0;
    for (size_t i = 0; i <= UPGRADE_OBSERVABLES_MAX; i++)
        used += (size_t)snprintf(objects + used, sizeof objects - used,
                                 "%s\"%zu\":{\"type\":\"url\",\"value\":\"a:%zu\"}", i ? "," : "",
                                 i, i);
    snprintf(one, sizeof one, OBSERVED("%s"), objects);
    take(import_attack, one);
    assert_lost("objects[0].objects", "observed-data--" A, "more observables");
}

static void processes_keep_their_identifiers(void **state)
{
    (void)state;
    char first[2048];
    const char *container = OBSERVED("\"0\":{\"type\":\"process\",\"pid\":7,\"binary_ref\":\"1\"},"
                                     "\"1\":{\"type\":\"file\",\"name\":\"a\"}");
    take_one(container);
    assert_has(object_of("process"), "\"image_ref\":\"file--");
    snprintf(first, sizeof first, "%s", object_of("process"));
    take_one(container);
    assert_string_equal(first, object_of("process"));
}

static void what_is_2_1_stays(void **state)
{
    (void)state;
    const char *text = "{\"objects\":[{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"tool--" A
                       "\"," TIMES ",\"name\":\"x\",\"labels\":[\"tool\"]},"
                       "{\"type\":\"tool\",\"id\":\"tool--" B "\"," TIMES ",\"name\":\"y\"},7]}";
    take(import_attack, text);
    assert_int_equal(import.count, 2);
    take(import_stix, text);
    assert_int_equal(import.count, 1);
    assert_lost("objects[1]", "tool--" B, "$: no spec_version, as in STIX 2.0");
    assert_lost("objects[2]", "", "expected a STIX object");
    assert_int_equal(import.sources[0].size, strlen(text));
}

static void a_bundle_says_its_version(void **state)
{
    (void)state;
    assert_true(is_stix_2_0_bundle(span_text("{\"objects\":[{}],\"spec_version\":\"2.0\"}")));
    assert_false(is_stix_2_0_bundle(span_text("{\"objects\":[{\"spec_version\":\"2.0\"}]}")));
    assert_false(is_stix_2_0_bundle(span_text("{\"spec_version\":\"2.1\"}")));
    assert_false(is_stix_2_0_bundle(span_text("[")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_become_types),
        cmocka_unit_test(other_types_and_markings_stay),
        cmocka_unit_test(containers_are_taken_apart),
        cmocka_unit_test(rings_and_holes_in_containers_are_said),
        cmocka_unit_test(containers_have_bounds),
        cmocka_unit_test(processes_keep_their_identifiers),
        cmocka_unit_test(what_is_2_1_stays),
        cmocka_unit_test(a_bundle_says_its_version),
    };
    int failed = RUN_ALL("import_attack", tests);
    import_release(&import);
    return failed;
}
