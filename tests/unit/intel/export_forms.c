/* Bundles, events of MISP and rules of Suricata: what is written, what is left out, and that no
 * value breaks out of a rule. */
#include "base/limits.h"
#include "intel/envelope.h"
#include "intel/export.h"

#include "run.h"

#define ID    "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
#define TIMES "\"created\":\"2020-01-01T00:00:00.000Z\",\"modified\":\"2020-01-01T00:00:01.000Z\""

static const struct uuid bundle_id = {{0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 9}};
static struct error err;
static struct dynbuf buffer;
static struct exporter exporter;

static void begin(void)
{
    exporter_release(&exporter);
    if (buffer.max == 0)
        dynbuf_init(&buffer, 1 << 22);
    dynbuf_clear(&buffer);
    exporter = (struct exporter){.buffer = &buffer};
    assert_true(timestamp_parse(span_text("2026-01-01T00:00:00Z"), &exporter.now));
}

typedef bool export_function(struct exporter *exporter, const struct object *object,
                             struct arena *arena, struct error *err);

static void put(export_function *function, const char *text)
{
    struct object object;
    struct arena arena;
    arena_init(&arena, 1 << 22);
    if (!object_read(span_text(text), &arena, &object, &err) ||
        !function(&exporter, &object, &arena, &err))
        fail_msg("%s: %s", text, err.text);
    arena_release(&arena);
}

static const char *indicator_text(const char *pattern, const char *members)
{
    static char text[16384];
    snprintf(text, sizeof text,
             "{\"type\":\"indicator\",\"id\":\"indicator--" ID "\",\"spec_version\":\"2.1\"," TIMES
             ",\"pattern_type\":\"stix\",\"valid_from\":\"2020-01-01T00:00:00Z\","
             "\"pattern\":\"%s\"%s}",
             pattern, members);
    return text;
}

/* The rules of one pattern. */
static const char *rules(const char *pattern)
{
    begin();
    put(export_suricata, indicator_text(pattern, ""));
    return buffer.size == 0 ? "" : buffer.data;
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("%s\nlacks %s", text, part);
}

/* The same text without the numbers behind `sid:`, which are told apart elsewhere. */
static void assert_rules(const char *text, const char *wanted)
{
    char plain[8192];
    size_t used = 0;
    for (const char *at = text; *at != 0 && used + 1 < sizeof plain; at++) {
        plain[used++] = *at;
        if (used >= 4 && memcmp(plain + used - 4, "sid:", 4) == 0)
            while (at[1] >= '0' && at[1] <= '9')
                at++;
    }
    plain[used] = 0;
    assert_string_equal(plain, wanted);
}

static void rules_look_for_values(void **state)
{
    (void)state;
    assert_rules(rules("[domain-name:value = 'Evil.Example']"),
                 "alert dns any any -> any any (msg:\"trefoil indicator--" ID
                 " domain-name\"; dns.query; dotprefix; content:\".evil.example\"; nocase; "
                 "endswith; sid:; rev:1577836801;)\n"
                 "alert tls any any -> any any (msg:\"trefoil indicator--" ID
                 " domain-name\"; tls.sni; dotprefix; content:\".evil.example\"; nocase; "
                 "endswith; sid:; rev:1577836801;)\n");
    assert_rules(rules("[ipv4-addr:value = '198.51.100.0/24' OR ipv6-addr:value = '2001:db8::1']"),
                 "alert ip any any <> [198.51.100.0/24] any (msg:\"trefoil indicator--" ID
                 " address\"; sid:; rev:1577836801;)\n"
                 "alert ip any any <> [2001:db8::1] any (msg:\"trefoil indicator--" ID
                 " address\"; sid:; rev:1577836801;)\n");
    assert_rules(rules("[url:value = 'http://a.example:8080/x;y\\\"z|?q=1#f']"),
                 "alert http any any -> any 8080 (msg:\"trefoil indicator--" ID
                 " url\"; http.host; content:\"a.example\"; bsize:9; http.uri.raw; "
                 "content:\"/x|3B|y|22|z|7C||3F|q=1\"; bsize:11; sid:; rev:1577836801;)\n");
    assert_has(rules("[url:value = 'http://a.example']"), "content:\"/\"; bsize:1;");
    assert_int_equal(exporter.written, 1);
}

static void rules_leave_out_what_they_cannot_say(void **state)
{
    (void)state;
    static const char *const values[] = {
        "[url:value = 'https://a.example/']",
        "[url:value = 'http://a@b.example/']",
        "[url:value = 'http://a.example?x']",
        "[url:value = 'http://a.example:0/']",
        "[url:value = 'http://alone/']",
        "[domain-name:value = 'example']",
        "[domain-name:value = 'a b.example']",
        "[ipv4-addr:value = '10.0.0.0/7']",
        "[ipv6-addr:value = '2000::/3']",
        "[ipv4-addr:value = 'nowhere']",
        "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']",
        "[email-addr:value = 'a@b.example']",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assert_string_equal(rules(values[i]), "");
        assert_int_equal(exporter.left_out, 1);
    }
    begin();
    put(export_suricata, indicator_text("[domain-name:value = 'a.example']",
                                        ",\"valid_until\":\"2021-01-01T00:00:00Z\""));
    put(export_suricata, indicator_text("[domain-name:value = 'a.example']", ",\"revoked\":true"));
    put(export_suricata,
        "{\"type\":\"domain-name\",\"id\":\"domain-name--" ID "\",\"value\":\"a.example\"}");
    assert_int_equal(buffer.size, 0);
}

static unsigned long sid_of(const char *rule)
{
    const char *at = strstr(rule, "sid:");
    unsigned long number = 0;
    assert_non_null(at);
    for (at += 4; *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (unsigned long)(*at - '0');
    return number;
}

static void numbers_stay_and_differ(void **state)
{
    (void)state;
    unsigned long first = sid_of(rules("[ipv4-addr:value = '198.51.100.1']"));
    assert_int_equal(first, sid_of(rules("[ipv4-addr:value = '198.51.100.1']")));
    assert_int_not_equal(first, sid_of(rules("[ipv4-addr:value = '198.51.100.2']")));
    assert_true(first >= 1UL << 30 && first < 1UL << 31);
    /* The same value twice takes the same number twice: the second gets another. */
    const char *twice = rules("[ipv4-addr:value IN ('198.51.100.1', '198.51.100.1')]");
    assert_int_equal(sid_of(twice), first);
    assert_int_not_equal(sid_of(strchr(twice, '\n')), first);
    assert_int_equal(exporter.written, 2);
}

static void a_bundle_has_the_bytes(void **state)
{
    (void)state;
    const char *object = "{ \"type\":\"url\", \"id\":\"url--" ID "\", \"value\":\"a:b\" }";
    begin();
    export_stix_head(&exporter, &bundle_id);
    export_stix_end(&exporter);
    assert_string_equal(buffer.data, "{\"type\":\"bundle\",\"id\":"
                                     "\"bundle--00000000-0000-4000-8000-000000000009\"}\n");
    begin();
    export_stix_head(&exporter, &bundle_id);
    put(export_stix, object);
    put(export_stix, object);
    export_stix_end(&exporter);
    struct envelope envelope;
    assert_true(envelope_read(&envelope, dynbuf_bytes(&buffer), "a bundle", &err));
    assert_int_equal(envelope.count, 2);
    assert_true(span_is(envelope.objects[1], object));
    envelope_release(&envelope);
}

/* What is written between head and end, read back: the event. */
static const struct json_value *event(struct arena *arena)
{
    const struct json_value *root;
    if (!export_misp_end(&exporter, &bundle_id, &err) ||
        !json_tree_read(dynbuf_bytes(&buffer), "an event", arena, &root, &err))
        fail_msg("%s", err.text);
    return json_member(root, "Event");
}

static void an_event_has_attributes(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 22);
    begin();
    export_misp_head(&exporter);
    put(export_misp, "{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"identity--" ID
                     "\"," TIMES ",\"name\":\"C\\\"ERT\"}");
    put(export_misp,
        "{\"type\":\"report\",\"spec_version\":\"2.1\",\"id\":\"report--" ID "\"," TIMES
        ",\"name\":\"A theft\",\"published\":\"2020-01-02T00:00:00Z\",\"created_by_ref\":"
        "\"identity--" ID "\",\"labels\":[\"a:b\",\"misp:event\"],\"object_refs\":[\"url--" ID
        "\"]}");
    put(export_misp,
        indicator_text("[domain-name:value = 'a.example' OR file:hashes.'SHA-256' = "
                       "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']",
                       ",\"object_marking_refs\":["
                       "\"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421\"]"));
    put(export_misp, indicator_text("[file:name = 'a' AND file:size = 1]", ""));
    const struct json_value *root = event(&arena);
    const struct json_value *one = json_member(root, "Attribute")->first;
    assert_true(span_is(json_member_text(root, "uuid"), ID));
    assert_true(span_is(json_member_text(root, "info"), "A theft"));
    assert_true(span_is(json_member_text(root, "date"), "2020-01-01"));
    assert_true(span_is(json_member_text(root, "distribution"), "0"));
    assert_true(span_is(json_member_text(json_member(root, "Orgc"), "name"), "C\"ERT"));
    assert_int_equal(json_member(root, "Tag")->count, 1);
    assert_true(span_is(json_member_text(one, "type"), "domain"));
    assert_true(span_is(json_member_text(one, "uuid"), ID));
    assert_true(span_is(json_member_text(one, "timestamp"), "1577836801"));
    assert_true(json_member(one, "to_ids")->truth);
    assert_true(span_is(json_member_text(json_member(one, "Tag")->first, "name"), "tlp:amber"));
    one = one->next;
    assert_true(span_is(json_member_text(one, "type"), "sha256"));
    assert_false(span_is(json_member_text(one, "uuid"), ID));
    one = one->next;
    assert_true(span_is(json_member_text(one, "type"), "stix2-pattern"));
    assert_null(one->next);
    arena_release(&arena);
}

static void wallets_are_addresses_or_objects(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 22);
    begin();
    export_misp_head(&exporter);
    put(export_misp, "{\"type\":\"cryptocurrency-wallet\",\"id\":\"cryptocurrency-wallet--" ID
                     "\",\"value\":\"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\"}");
    put(export_misp, "{\"type\":\"cryptocurrency-wallet\",\"id\":\"cryptocurrency-wallet--" ID
                     "\",\"value\":\"44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSs"
                     "aBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A\"}");
    put(export_misp, "{\"type\":\"cryptocurrency-wallet\",\"id\":\"cryptocurrency-wallet--" ID
                     "\",\"value\":\"0x098B716B8Aaf21512996dC57EB0615e2383E2f96\"}");
    const struct json_value *root = event(&arena);
    const struct json_value *one = json_member(root, "Attribute")->first;
    const struct json_value *object = json_member(root, "Object")->first;
    assert_true(span_is(json_member_text(root, "info"), "Exported objects"));
    assert_true(span_is(json_member_text(one, "type"), "btc"));
    assert_false(json_member(one, "to_ids")->truth);
    assert_true(span_is(json_member_text(one->next, "type"), "xmr"));
    assert_true(span_is(json_member_text(object, "name"), "coin-address"));
    assert_true(
        span_is(json_member_text(json_member(object, "Attribute")->first, "object_relation"),
                "address-crypto"));
    arena_release(&arena);
}

static void an_event_leaves_out_the_rest(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 22);
    begin();
    export_misp_head(&exporter);
    put(export_misp, indicator_text("[file:size = 1]", ",\"indicator_types\":[\"benign\"]"));
    put(export_misp, indicator_text("[file:size = 1]", ",\"revoked\":true"));
    put(export_misp, indicator_text("[domain-name:value = 'a.example' OR x-own:y = 'z']", ""));
    assert_int_equal(exporter.left_out, 3);
    assert_int_equal(exporter.written, 1);
    put(export_misp, indicator_text("[x-own:y = 'z']", ""));
    assert_int_equal(exporter.left_out, 3);
    assert_int_equal(exporter.written, 2);
    assert_int_equal(json_member(event(&arena), "Attribute")->count, 2);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_look_for_values),
        cmocka_unit_test(rules_leave_out_what_they_cannot_say),
        cmocka_unit_test(numbers_stay_and_differ),
        cmocka_unit_test(a_bundle_has_the_bytes),
        cmocka_unit_test(an_event_has_attributes),
        cmocka_unit_test(wallets_are_addresses_or_objects),
        cmocka_unit_test(an_event_leaves_out_the_rest),
    };
    int failed = RUN_ALL("export_forms", tests);
    exporter_release(&exporter);
    dynbuf_release(&buffer);
    return failed;
}
