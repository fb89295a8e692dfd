/* Events of MISP as objects: what each attribute becomes, how it is marked, what is said of the
 * rest. */
#include <stdlib.h>

#include "base/limits.h"
#include "imported.h"

/* One with this attribute. */
static void take_attribute(const char *type, const char *value, bool to_ids, const char *members)
{
    char text[8192];
    snprintf(text, sizeof text,
             "\"Attribute\":[{\"uuid\":\"" ONE "\",\"type\":\"%s\",\"category\":\"Other\","
             "\"value\":\"%s\",\"to_ids\":%s,\"timestamp\":\"1714640300\"%s}]",
             type, value, to_ids ? "true" : "false", members);
    take(import_misp, event_text(text));
}

static void an_event_is_a_report(void **state)
{
    (void)state;
    take_attribute("domain", "evil.example", true, ",\"comment\":\"C2\"");
    const char *report = object_of("report"), *indicator = object_of("indicator");
    assert_has(report, "\"id\":\"report--" EVENT "\"");
    assert_has(report, "\"name\":\"A theft\"");
    assert_has(report, "\"published\":\"2024-05-02T09:01:40.000Z\"");
    assert_has(report, "\"created\":\"2024-05-01T00:00:00.000Z\"");
    assert_has(report, "\"modified\":\"2024-05-02T09:00:00.000Z\"");
    assert_has(report, "\"created_by_ref\":\"identity--" ORG "\"");
    assert_has(report, "\"object_refs\":[\"indicator--" ONE "\"]");
    assert_has(report, "misp:threat-level=\\\"high-risk\\\"");
    assert_has(report, "misp:analysis=\\\"complete\\\"");
    assert_lacks(report, "object_marking_refs");
    assert_has(indicator, "\"pattern\":\"[domain-name:value = 'evil.example']\"");
    assert_has(indicator, "\"valid_from\":\"2024-05-02T08:58:20.000Z\"");
    assert_has(indicator, "\"description\":\"C2\"");
    assert_has(indicator, "misp:type=\\\"domain\\\"");
    assert_has(object_of("identity"), "\"identity_class\":\"organization\"");
    assert_int_equal(import.left_out, 0);
    assert_int_equal(import.count, 3);
    assert_int_equal(import.sources[0].form, IMPORT_MISP);
    assert_int_equal(import.sources[0].objects, 3);
}

static void an_unpublished_one_is_a_grouping(void **state)
{
    (void)state;
    take(import_misp, "{\"uuid\":\"" EVENT "\",\"info\":\"x\",\"timestamp\":1714640400,"
                      "\"Orgc\":{\"name\":\"CERT\"}}");
    const char *grouping = object_of("grouping");
    assert_has(grouping, "\"context\":\"suspicious-activity\"");
    assert_has(grouping, "\"object_refs\":[\"identity--");
    assert_has(grouping, "\"modified\":\"2024-05-02T09:00:00.000Z\"");
}

/* Type, value, and the pattern of what is to be looked for. */
static void what_is_looked_for_has_a_pattern(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"hostname", "a.example", "[domain-name:value = 'a.example']"},
        {"ip-dst", "198.51.100.7", "[ipv4-addr:value = '198.51.100.7']"},
        {"ip-src", "2001:db8::/32", "[ipv6-addr:value = '2001:db8::/32']"},
        {"domain|ip", "a.example|198.51.100.7",
         "[domain-name:value = 'a.example' OR ipv4-addr:value = '198.51.100.7']"},
        {"ip-dst|port", "198.51.100.7|443",
         "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = "
         "'198.51.100.7' AND network-traffic:dst_port = 443]"},
        {"hostname|port", "a.example:8080",
         "[network-traffic:dst_ref.type = 'domain-name' AND network-traffic:dst_ref.value = "
         "'a.example' AND network-traffic:dst_port = 8080]"},
        {"url", "http://a.example/it's", "[url:value = 'http://a.example/it\\\\'s']"},
        {"md5", "d41d8cd98f00b204e9800998ecf8427e",
         "[file:hashes.'MD5' = 'd41d8cd98f00b204e9800998ecf8427e']"},
        {"filename", "a\\\\b.exe", "[file:name = 'a\\\\\\\\b.exe']"},
        {"filename|md5", "a|b|d41d8cd98f00b204e9800998ecf8427e",
         "[file:hashes.'MD5' = 'd41d8cd98f00b204e9800998ecf8427e']"},
        {"filename|imphash", "a|0123", "[file:name = 'a' AND file:hashes.'IMPHASH' = '0123']"},
        {"regkey", "hklm\\\\Run", "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\\\\\Run']"},
        {"regkey", "HKLM\\\\Run", "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\\\\\Run']"},
        {"regkey|value", "HKCU\\\\Run|x|y",
         "[windows-registry-key:key = 'HKEY_CURRENT_USER\\\\\\\\Run' AND "
         "windows-registry-key:values[*].data = 'x|y']"},
        {"AS", "AS64500", "[autonomous-system:number = 64500]"},
        {"email-src", "a@b.example", "[email-addr:value = 'a@b.example']"},
        {"user-agent", "x",
         "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'x']"},
        {"btc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
         "[cryptocurrency-wallet:value = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa']"},
        {"stix2-pattern", "[file:size = 1]", "[file:size = 1]"},
        {"yara", "rule a { condition: true }", "rule a { condition: true }"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char wanted[512];
        snprintf(wanted, sizeof wanted, "\"pattern\":\"%s\"", cases[i][2]);
        take_attribute(cases[i][0], cases[i][1], true, "");
        assert_has(object_of("indicator"), wanted);
        assert_int_equal(import.left_out, 0);
    }
}

static void what_is_not_is_observed(void **state)
{
    (void)state;
    static const char *const cases[][4] = {
        {"domain", "a.example", "domain-name", "\"value\":\"a.example\""},
        {"ip-src", "2001:db8::1", "ipv6-addr", "\"value\":\"2001:db8::1\""},
        {"filename|md5", "n|d41d8cd98f00b204e9800998ecf8427e", "file",
         "\"hashes\":{\"MD5\":\"d41d8cd98f00b204e9800998ecf8427e\"}"},
        {"AS", "64500", "autonomous-system", "\"number\":64500"},
        {"email-subject", "hello", "email-message", "\"subject\":\"hello\""},
        {"mutex", "m", "mutex", "\"name\":\"m\""},
        {"regkey|value", "HKU\\\\Run|x", "windows-registry-key", "\"values\":[{\"data\":\"x\"}]"},
        {"ip-dst|port", "198.51.100.7|443", "ipv4-addr", "\"value\":\"198.51.100.7\""},
        {"xmr",
         "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3"
         "RVGQBEP3A",
         "cryptocurrency-wallet", "\"extension-definition--be78509e-6958-51b1-8b26-d17ee0eba2d7\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        take_attribute(cases[i][0], cases[i][1], false,
                       ",\"comment\":\"why\",\"first_seen\":\"2024-04-01T09:00:00.5+09:00\","
                       "\"last_seen\":\"2024-04-02T00:00:00+00:00\"");
        assert_has(object_of(cases[i][2]), cases[i][3]);
        const char *observed = object_of("observed-data");
        assert_has(observed, "\"first_observed\":\"2024-04-01T00:00:00.500Z\"");
        assert_has(observed, "\"last_observed\":\"2024-04-02T00:00:00.000Z\"");
        assert_has(observed, "misp:comment=\\\"why\\\"");
        assert_has(observed, cases[i][2]);
        assert_int_equal(count_of("indicator"), 0);
        assert_int_equal(import.left_out, 0);
    }
}

static void words_are_notes_and_names(void **state)
{
    (void)state;
    take_attribute("text", "read this", false, "");
    assert_has(object_of("note"), "\"content\":\"read this\"");
    assert_has(object_of("note"), "\"object_refs\":[\"report--" EVENT "\"]");
    take_attribute("link", "https://a.example/", false, "");
    assert_has(object_of("note"), "\"url\":\"https://a.example/\"");
    take_attribute("vulnerability", "CVE-2024-3094", false, "");
    assert_has(object_of("vulnerability"), "\"external_id\":\"CVE-2024-3094\"");
    take_attribute("threat-actor", "Lazarus", false, "");
    assert_has(object_of("threat-actor"), "\"name\":\"Lazarus\"");
    take_attribute("malware-type", "AppleJeus", false, "");
    assert_has(object_of("malware"), "\"is_family\":true");
}

static void what_cannot_be_said_is_lost(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"phone-number", "+1", "nothing here says this type"},
        {"domain", "no name at all", "value: expected a domain name"},
        {"mac-address", "00:11", "value: expected a MAC address"},
        {"email-src", "nobody", "value: expected an address of mail"},
        {"sha224", "12", "not the value of such an attribute"},
        {"filename|sha3-384", "a|12", "not the value of such an attribute"},
        {"ip-dst", "nowhere", "not the value of such an attribute"},
        {"ip-dst|port", "198.51.100.7|99999", "not the value of such an attribute"},
        {"filename|md5", "alone", "not the value of such an attribute"},
        {"md5", "12", "hashes.MD5: expected 32 hexadecimal digits"},
        {"AS", "many", "not the value of such an attribute"},
        {"domain", "", "no value"},
        {"link", "nowhere", "external_references[0].url: expected a URI"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        take_attribute(cases[i][0], cases[i][1], false, "");
        assert_lost("Event.Attribute[0]", cases[i][0], cases[i][2]);
        assert_int_equal(import.left_out, 1);
        assert_int_equal(import.sources[0].left_out, 1);
    }
    static const char *const looked_for[][2] = {
        {"domain", "http://a.example/"},
        {"hostname|port", "a b|80"},
        {"mac-address", "00:11"},
        {"email-src", "nobody"},
        {"sha224", "12"},
    };
    for (size_t i = 0; i < sizeof looked_for / sizeof looked_for[0]; i++) {
        take_attribute(looked_for[i][0], looked_for[i][1], true, "");
        assert_lost("Event.Attribute[0]", looked_for[i][0], "not the value of such an attribute");
    }
    take_attribute("attachment", "a.zip", false, ",\"data\":\"AAAA\",\"Sighting\":[{\"type\":0}]");
    assert_lost("Event.Attribute[0].data", "data", "what an attribute has");
    assert_lost("Event.Attribute[0].Sighting", "Sighting", "what an attribute has");
    take_attribute("domain", "a.example", true, ",\"last_seen\":\"2024-05-01T00:00:00Z\"");
    assert_lost("Event.Attribute[0].last_seen", "last_seen", "an indicator has no such time");
    take_attribute("domain", "a.example", true, ",\"distribution\":\"4\"");
    assert_lost("Event.Attribute[0].distribution", "distribution", "for a sharing group");
    take(import_misp, event_text("\"distribution\":\"0\",\"Galaxy\":[{\"name\":\"x\"}]"));
    assert_lost("Event.distribution", "distribution", "for one organisation only");
    assert_lost("Event.Galaxy", "Galaxy", "what an event has");
}

/* Over a limit is a loss like others: what stands behind it is taken. */
static void what_is_too_large_is_lost(void **state)
{
    (void)state;
    size_t size = OBJECT_BYTES_MAX + 1;
    char *value = malloc(size + 1), *text = malloc(size + 4096);
    assert_non_null(value);
    assert_non_null(text);
    static const struct {
        const char *type, *to_ids, *why;
        size_t size;
    } cases[] = {
        {"url", "true", "a pattern", PATTERN_BYTES_MAX},
        {"user-agent", "true", "a pattern", PATTERN_BYTES_MAX},
        {"text", "false", "an object", OBJECT_BYTES_MAX - 10},
        {"url", "false", "an object", OBJECT_BYTES_MAX - 10},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        memset(value, 'a', cases[i].size);
        value[cases[i].size] = 0;
        snprintf(text, size + 4096,
                 "{\"Event\":{\"uuid\":\"" EVENT "\",\"info\":\"x\",\"Attribute\":["
                 "{\"uuid\":\"" ONE "\",\"type\":\"%s\",\"to_ids\":%s,\"value\":\"%s\"},"
                 "{\"uuid\":\"" TWO "\",\"type\":\"mutex\",\"to_ids\":true,\"value\":\"m\"}]}}",
                 cases[i].type, cases[i].to_ids, value);
        take(import_misp, text);
        assert_lost("Event.Attribute[0]", cases[i].type, cases[i].why);
        assert_has(object_of("indicator"), "[mutex:name = 'm']");
    }
    free(value);
    free(text);
}

static void what_is_deleted_is_revoked(void **state)
{
    (void)state;
    take_attribute("domain", "a.example", true, ",\"deleted\":true");
    assert_has(object_of("indicator"), "\"revoked\":true");
    take_attribute("btc", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", true, ",\"deleted\":\"1\"");
    assert_has(object_of("indicator"), "\"revoked\":true");
    assert_int_equal(count_of("cryptocurrency-wallet"), 0);
    take_attribute("domain", "a.example", false, ",\"deleted\":true");
    assert_lost("Event.Attribute[0]", "domain", "deleted");
    assert_int_equal(count_of("domain-name"), 0);
}

/* Tags of the event, of the attribute, and the marking of the indicator; NULL: none. */
static void the_highest_tag_marks(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"tlp:white", "x", CLEAR},          {"TLP:CLEAR", "x", CLEAR},
        {"tlp:green", "tlp:amber", AMBER},  {"tlp:amber", "tlp:green", AMBER},
        {"tlp:green", "tlp:unclear", NULL}, {"x", "y", NULL},
        {"tlp:white", "tlp:ex:chr", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024], wanted[256];
        snprintf(
            text, sizeof text,
            "\"Tag\":[{\"name\":\"%s\"}],\"Attribute\":[{\"uuid\":\"" ONE
            "\",\"type\":\"domain\",\"value\":\"a.example\",\"to_ids\":true,\"timestamp\":\"1\","
            "\"Tag\":[{\"name\":\"%s\"},{\"name\":\"own:word\"}]}]",
            cases[i][0], cases[i][1]);
        take(import_misp, event_text(text));
        snprintf(wanted, sizeof wanted, "\"object_marking_refs\":[\"%s\"]", cases[i][2]);
        if (cases[i][2] == NULL)
            assert_lacks(object_of("indicator"), "object_marking_refs");
        else
            assert_has(object_of("indicator"), wanted);
        assert_has(object_of("indicator"), "\"own:word\"");
    }
}

static void pap_is_a_marking_of_its_own(void **state)
{
    (void)state;
    take(import_misp, event_text("\"Tag\":[{\"name\":\"tlp:green\"},{\"name\":\"PAP:RED\"}]"));
    const char *definition = object_of("marking-definition"), *report = object_of("report");
    assert_has(definition, "\"pap\":\"RED\"");
    assert_has(report, "\"object_marking_refs\":[\"" GREEN "\",\"marking-definition--");
    assert_lacks(report, "PAP");
}

static void the_same_comes_once(void **state)
{
    (void)state;
    static char two[70000];
    take_attribute("domain", "a.example", false, "");
    size_t alone = import.count;
    snprintf(two, sizeof two, "{\"response\":[%s,%s]}",
             event_text("\"Attribute\":[{\"uuid\":\"" ONE "\",\"type\":\"domain\",\"category\":"
                        "\"Other\",\"value\":\"a.example\",\"timestamp\":\"1714640300\"}]"),
             event_text("\"Attribute\":[{\"uuid\":\"" ONE "\",\"type\":\"domain\",\"category\":"
                        "\"Other\",\"value\":\"a.example\",\"timestamp\":\"1714640300\"}]"));
    take(import_misp, two);
    assert_int_equal(import.count, alone);
    assert_int_equal(import.sources[0].objects, 2 * alone);
}

static void strange_files_are_errors(void **state)
{
    (void)state;
    static const char *const none[] = {"{}", "7", "{\"type\":\"bundle\"}", "{\"Event\":7}"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        import_release(&import);
        import_init(&import);
        assert_false(import_misp(&import, span_text(none[i]), "a test", &err));
        assert_int_equal(err.code, ERROR_VALUE);
    }
    take(import_misp, "[{\"Event\":{\"info\":\"x\"}},7]");
    assert_int_equal(import.left_out, 2);
    take(import_misp, event_text("\"Attribute\":[7,{}],\"Object\":[7],\"EventReport\":[7],"
                                 "\"Tag\":[7]"));
    assert_int_equal(import.left_out, 5);
}

static void a_manifest_names_its_events(void **state)
{
    (void)state;
    struct misp_manifest manifest;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    assert_true(misp_manifest_read(
        span_text("{\"" EVENT "\":{\"info\":\"x\"},\"" ONE "\":{\"integrity:sha256\":"
                  "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}}"),
        "m", &arena, &manifest, &err));
    assert_int_equal(manifest.count, 2);
    assert_string_equal(manifest.entries[0].uuid, EVENT);
    assert_false(manifest.entries[0].has_sha256);
    assert_true(manifest.entries[1].has_sha256 && manifest.entries[1].sha256[0] == 0xe3);
    assert_true(misp_manifest_read(span_text("{\"Event\":{}}"), "m", &arena, &manifest, &err));
    assert_int_equal(manifest.count, 0);
    assert_false(misp_manifest_read(span_text("{\"" EVENT "\":{},\"../../x\":{}}"), "m", &arena,
                                    &manifest, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_false(misp_manifest_read(span_text("{\"" EVENT "\":{\"integrity:sha256\":\"e3\"}}"), "m",
                                    &arena, &manifest, &err));
    assert_true(is_misp(span_text("{\"Event\":{}}")) && is_misp(span_text("[")));
    assert_false(is_misp(span_text("{\"type\":\"bundle\",\"objects\":[]}")));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_a_report),
        cmocka_unit_test(an_unpublished_one_is_a_grouping),
        cmocka_unit_test(what_is_looked_for_has_a_pattern),
        cmocka_unit_test(what_is_not_is_observed),
        cmocka_unit_test(words_are_notes_and_names),
        cmocka_unit_test(what_cannot_be_said_is_lost),
        cmocka_unit_test(what_is_too_large_is_lost),
        cmocka_unit_test(what_is_deleted_is_revoked),
        cmocka_unit_test(the_highest_tag_marks),
        cmocka_unit_test(pap_is_a_marking_of_its_own),
        cmocka_unit_test(the_same_comes_once),
        cmocka_unit_test(strange_files_are_errors),
        cmocka_unit_test(a_manifest_names_its_events),
    };
    int failed = RUN_ALL("import_misp", tests);
    import_release(&import);
    return failed;
}
