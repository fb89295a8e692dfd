/* Validation: for each rule an object that keeps it and one that breaks it, with the place and the
 * words of what is found. tests/interop/stix.py holds it against the validators of others. */
#include "intel/check.h"

#include "base/limits.h"
#include "run.h"

#define ID   "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"
#define TIME "\"2020-01-01T00:00:00.000Z\""

static struct arena arena;
static struct error err;

/* An object of the type with these members; SCOs have no times. */
static const char *object_text(const char *type, const char *members)
{
    static char text[1 << 16];
    struct span name = span_text(type);
    bool sco = object_class_of(name) == OBJECT_SCO;
    snprintf(text, sizeof text,
             "{\"type\":\"%s\",\"id\":\"%s--" ID "\",\"spec_version\":\"2.1\"%s%s%s}", type, type,
             sco ? "" : ",\"created\":" TIME ",\"modified\":" TIME, *members ? "," : "", members);
    return text;
}

static struct check_report report_of(const char *text)
{
    struct object object;
    struct check_report report;
    arena_release(&arena);
    arena_init(&arena, 1 << 22);
    if (!object_read(span_text(text), &arena, &object, &err) ||
        !check_object(&object, &arena, &report, &err))
        fail_msg("%s: %s", text, err.text);
    assert_int_equal(check_passes(&object, &arena, &err), report.errors == 0);
    return report;
}

/* `want` is the first finding, "path: text", a warning's with a "?" before it; NULL: none. */
static void assert_found(const char *type, const char *members, const char *want)
{
    struct check_report report = report_of(object_text(type, members));
    char path[JSON_PATH_BYTES], found[1000] = "nothing";
    if (report.first != NULL) {
        json_path(path, report.first->value);
        snprintf(found, sizeof found, "%s%s: %s", report.first->warning ? "?" : "", path,
                 report.first->text);
    }
    assert_string_equal(found, want == NULL ? "nothing" : want);
}

struct finding_case {
    const char *type, *members, *want;
};

static void assert_cases(const struct finding_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_found(cases[i].type, cases[i].members, cases[i].want);
}

#define ALL(cases) assert_cases(cases, sizeof(cases) / sizeof((cases)[0]))

static void kinds_of_values(void **state)
{
    (void)state;
    static const struct finding_case cases[] = {
        {"tool", "\"name\":\"x\"", NULL},
        {"tool", "\"description\":\"x\"", "$: no name; expected one"},
        {"tool", "\"name\":7", "name: a number; expected a string"},
        {"tool", "\"name\":\"x\",\"labels\":\"y\"", "labels: a string; expected an array"},
        {"tool", "\"name\":\"x\",\"labels\":[]",
         "labels: an empty list; expected none, or elements"},
        {"tool", "\"name\":\"x\",\"labels\":[null]", "labels[0]: null; expected a string"},
        {"tool", "\"name\":\"x\",\"confidence\":100", NULL},
        {"tool", "\"name\":\"x\",\"confidence\":101",
         "confidence: expected a whole number from 0 to 100"},
        {"tool", "\"name\":\"x\",\"confidence\":1.0", NULL},
        {"tool", "\"name\":\"x\",\"confidence\":500e-1", NULL},
        {"tool", "\"name\":\"x\",\"confidence\":0.5",
         "confidence: expected a whole number from 0 to 100"},
        {"tool", "\"name\":\"x\",\"confidence\":1e99",
         "confidence: expected a whole number from 0 to 100"},
        {"tool", "\"name\":\"x\",\"lang\":\"zh-Hant-TW\"", NULL},
        {"tool", "\"name\":\"x\",\"lang\":\"e\"", "lang: expected a language tag of RFC 5646"},
        {"tool", "\"name\":\"x\",\"lang\":\"1en\"", "lang: expected a language tag of RFC 5646"},
        {"tool", "\"name\":\"x\",\"lang\":\"en_US\"", "lang: expected a language tag of RFC 5646"},
        {"tool", "\"name\":\"x\",\"lang\":\"en--US\"", "lang: expected a language tag of RFC 5646"},
        {"tool", "\"name\":\"x\",\"tool_types\":[\"unknown\"]", NULL},
        {"tool", "\"name\":\"x\",\"tool_types\":[\"new\"]",
         "?tool_types[0]: not a word of the standard's vocabulary"},
        {"malware", "\"is_family\":0", "is_family: a number; expected a boolean"},
        {"report",
         "\"name\":\"x\",\"published\":\"2020-02-30T00:00:00Z\",\"object_refs\":[\"url--" ID "\"]",
         "published: expected a time that exists, as 2026-01-31T12:00:00.000Z"},
        {"report", "\"name\":\"x\",\"published\":" TIME ",\"object_refs\":[\"bundle--" ID "\"]",
         "object_refs[0]: expected the identifier of one of: an object that is no bundle"},
        {"report", "\"name\":\"x\",\"published\":" TIME ",\"object_refs\":[\"x-own--" ID "\"]",
         NULL},
        {"opinion", "\"opinion\":\"agree\",\"object_refs\":[\"tool--" ID "\"]", NULL},
        {"opinion", "\"opinion\":\"agrees\",\"object_refs\":[\"tool--" ID "\"]",
         "opinion: expected one of strongly-disagree disagree neutral agree strongly-agree"},
        {"malware", "\"is_family\":false,\"sample_refs\":[\"url--" ID "\"]",
         "sample_refs[0]: expected the identifier of one of: artifact, file"},
        {"malware", "\"is_family\":false,\"sample_refs\":[\"file\"]",
         "sample_refs[0]: expected an identifier, type--UUID"},
        {"sighting", "\"sighting_of_ref\":\"url--" ID "\"",
         "sighting_of_ref: expected the identifier of one of: a domain object"},
        {"sighting", "\"sighting_of_ref\":\"tool--" ID "\",\"count\":999999999", NULL},
        {"sighting", "\"sighting_of_ref\":\"tool--" ID "\",\"count\":1000000000",
         "count: expected a whole number from 0 to 999999999"},
    };
    ALL(cases);
}

static void numbers_of_places(void **state)
{
    (void)state;
    static const struct finding_case cases[] = {
        {"location", "\"latitude\":-90,\"longitude\":180.0,\"precision\":0", NULL},
        {"location", "\"latitude\":9e1,\"longitude\":1e-300", NULL},
        {"location", "\"latitude\":90.0000000000000000000001,\"longitude\":0",
         "latitude: expected a number from -90 to 90"},
        {"location", "\"latitude\":-1e2,\"longitude\":0",
         "latitude: expected a number from -90 to 90"},
        {"location", "\"latitude\":0,\"longitude\":-1e99",
         "longitude: expected a number from -180 to 180"},
        {"location", "\"latitude\":0,\"longitude\":0,\"precision\":-0.1",
         "precision: expected a number of 0 or more"},
        {"location", "\"latitude\":\"1\",\"longitude\":0", "latitude: a string; expected a number"},
        {"location", "\"latitude\":0", "latitude: expected longitude beside it"},
        {"location", "\"longitude\":0", "$: expected one of region country latitude"},
        {"location", "\"country\":\"KR\",\"precision\":1",
         "precision: expected latitude beside it"},
    };
    ALL(cases);
}

static void texts_of_a_form(void **state)
{
    (void)state;
    static const struct finding_case cases[] = {
        {"url", "\"value\":\"https://a.example/\"", NULL},
        {"url", "\"value\":\"a.example\"", "value: expected a URI of RFC 3986, with its scheme"},
        {"url", "\"value\":\"http://a b\"", "value: expected a URI of RFC 3986, with its scheme"},
        {"url", "\"value\":\"hxxp://a[.]b c\",\"defanged\":true", NULL},
        {"ipv4-addr", "\"value\":\"198.51.100.0/24\"", NULL},
        {"ipv4-addr", "\"value\":\"198.51.100.256\"",
         "value: expected an IPv4 address, or one with /0 to /32"},
        {"ipv6-addr", "\"value\":\"::ffff:1.2.3.4\"", NULL},
        {"ipv6-addr", "\"value\":\"1:2\"",
         "value: expected an IPv6 address, or one with /0 to /128"},
        {"mac-addr", "\"value\":\"D2:fb:49:24:37:18\"",
         "value: expected a MAC address, six pairs of lower-case digits with colons"},
        {"domain-name", "\"value\":\"_dmarc.b\xc3\xbcrger.example.\"", NULL},
        {"domain-name", "\"value\":\"a..b\"", "value: expected a domain name"},
        {"domain-name", "\"value\":\".\"", "value: expected a domain name"},
        {"domain-name", "\"value\":\"a b\"", "value: expected a domain name"},
        {"email-addr", "\"value\":\"a@b.example\"", NULL},
        {"email-addr", "\"value\":\"@b.example\"",
         "value: expected an address of mail, name@domain"},
        {"file", "\"name\":\"x\",\"magic_number_hex\":\"0aF\"",
         "magic_number_hex: expected an even number of hexadecimal digits"},
        {"artifact", "\"payload_bin\":\"YWI=\"", NULL},
        {"artifact", "\"payload_bin\":\"YWI\"", "payload_bin: expected base64, padded"},
        {"artifact", "\"payload_bin\":\"Y===\"", "payload_bin: expected base64, padded"},
        {"artifact", "\"payload_bin\":\"YWI=\",\"mime_type\":\"jpeg\"",
         "mime_type: expected a media type, type/subtype"},
        {"software", "\"name\":\"x\",\"cpe\":\"cpe:2.3:a:b\\\\:c:d:*:*:*:*:*:*:*:*\"", NULL},
        {"software", "\"name\":\"x\",\"cpe\":\"cpe:/a:b\"",
         "cpe: expected a CPE 2.3 formatted string"},
        {"windows-registry-key", "\"key\":\"hkey_local_machine\\\\a\"", NULL},
        {"windows-registry-key", "\"key\":\"HKLM\\\\a\"",
         "key: expected the hive written out, as in HKEY_LOCAL_MACHINE"},
    };
    ALL(cases);
}

static void dictionaries(void **state)
{
    (void)state;
    static const struct finding_case cases[] = {
        {"file", "\"hashes\":{\"MD5\":\"D41D8CD98F00B204E9800998ECF8427E\"}", NULL},
        {"file", "\"hashes\":{\"MD5\":\"d41d8cd98f00b204e9800998ecf8427\"}",
         "hashes.MD5: expected 32 hexadecimal digits"},
        {"file", "\"hashes\":{\"SSDEEP\":\"\"}", "hashes.SSDEEP: an empty hash"},
        {"file", "\"hashes\":{\"OWN\":\"x\"}",
         "?hashes.OWN: an algorithm beyond the standard's vocabulary"},
        {"file", "\"hashes\":{\"A\":\"x\"}",
         "hashes.A: expected the name of an algorithm, of 3 letters or more"},
        {"file", "\"hashes\":{}", "hashes: expected an object with members"},
        {"process", "\"environment_variables\":{\"A B\":\"x\"}",
         "environment_variables[\"A B\"]: expected a key of up to 250 letters, digits, hyphens and "
         "underscores"},
        {"process", "\"environment_variables\":{\"A\":1}",
         "environment_variables.A: a number; expected a string"},
        {"email-message",
         "\"is_multipart\":false,\"additional_header_fields\":{\"A\":[\"b\",\"c\"],"
         "\"D\":\"e\"}",
         NULL},
        {"email-message", "\"is_multipart\":false,\"additional_header_fields\":{\"A\":[1]}",
         "additional_header_fields.A[0]: a number; expected a string"},
        {"language-content",
         "\"object_ref\":\"tool--" ID "\",\"contents\":{\"ko\":{\"name\":\"x\"}}", NULL},
        {"language-content",
         "\"object_ref\":\"tool--" ID "\",\"contents\":{\"k_o\":{\"name\":\"x\"}}",
         "contents.k_o: expected a language tag of RFC 5646 as key"},
        {"language-content", "\"object_ref\":\"tool--" ID "\",\"contents\":{\"ko\":\"x\"}",
         "contents.ko: expected an object of translations"},
        {"network-traffic",
         "\"protocols\":[\"tcp\"],\"src_ref\":\"ipv4-addr--" ID "\",\"ipfix\":{\"a\":[]}",
         "ipfix.a: expected a whole number from -9007199254740991 to 9007199254740991"},
    };
    ALL(cases);
}

static void properties_bind_each_other(void **state)
{
    (void)state;
    static const struct finding_case cases[] = {
        {"campaign", "\"name\":\"x\",\"first_seen\":" TIME ",\"last_seen\":" TIME, NULL},
        {"campaign",
         "\"name\":\"x\",\"first_seen\":" TIME ",\"last_seen\":\"2019-12-31T23:59:59.999Z\"",
         "last_seen: expected a time not earlier than first_seen"},
        {"indicator",
         "\"pattern\":\"[url:value = 'x']\",\"pattern_type\":\"stix\",\"valid_from\":" TIME
         ",\"valid_until\":" TIME,
         "valid_until: expected a time later than valid_from"},
        {"malware", "\"is_family\":true", "is_family: expected name beside it"},
        {"artifact",
         "\"payload_bin\":\"YWI=\",\"url\":\"a:b\",\"hashes\":{\"MD5\":"
         "\"d41d8cd98f00b204e9800998ecf8427e\"}",
         "payload_bin: expected url not to stand beside it"},
        {"artifact", "\"url\":\"a:b\"", "url: expected hashes beside it"},
        {"artifact", "\"mime_type\":\"image/png\"", "$: expected one of payload_bin url"},
        {"email-message", "\"is_multipart\":true,\"body\":\"x\"",
         "is_multipart: expected body not to stand beside it"},
        {"email-message", "\"is_multipart\":false,\"body_multipart\":[{\"body\":\"x\"}]",
         "is_multipart: expected body_multipart not to stand beside it"},
        {"email-message", "\"is_multipart\":true,\"body_multipart\":[{\"content_type\":\"x\"}]",
         "body_multipart[0]: expected one of body body_raw_ref"},
        {"observed-data",
         "\"first_observed\":" TIME ",\"last_observed\":" TIME
         ",\"number_observed\":1,\"objects\":{\"0\":{}},\"object_refs\":[\"url--" ID "\"]",
         "objects: expected object_refs not to stand beside it"},
        {"network-traffic",
         "\"protocols\":[\"tcp\"],\"src_ref\":\"ipv4-addr--" ID
         "\",\"is_active\":true,\"end\":" TIME,
         "is_active: expected end not to stand beside it"},
        {"relationship",
         "\"relationship_type\":\"uses\",\"source_ref\":\"malware--" ID
         "\",\"target_ref\":\"tool--" ID "\"",
         NULL},
        {"relationship",
         "\"relationship_type\":\"uses\",\"source_ref\":\"tool--" ID
         "\",\"target_ref\":\"malware--" ID "\"",
         "?relationship_type: not a relationship that the standard lists from tool to malware"},
        {"relationship",
         "\"relationship_type\":\"duplicate-of\",\"source_ref\":\"tool--" ID
         "\",\"target_ref\":\"malware--" ID "\"",
         "?relationship_type: not a relationship that the standard lists from tool to malware"},
        {"relationship",
         "\"relationship_type\":\"Uses\",\"source_ref\":\"malware--" ID
         "\",\"target_ref\":\"tool--" ID "\"",
         "relationship_type: expected lower-case letters, digits and hyphens"},
        {"relationship",
         "\"relationship_type\":\"related-to\",\"source_ref\":\"relationship--" ID
         "\",\"target_ref\":\"tool--" ID "\"",
         "source_ref: expected the identifier of one of: a domain object, a cyber-observable "
         "object"},
    };
    ALL(cases);
}

static void custom_properties_and_extensions(void **state)
{
    (void)state;
    static const struct finding_case cases[] = {
        {"tool", "\"name\":\"x\",\"x_own\":1",
         "?x_own: a custom property; expected an extension that defines it"},
        {"tool",
         "\"name\":\"x\",\"x_own\":1,\"extensions\":{\"extension-definition--" ID
         "\":{\"extension_type\":\"toplevel-property-extension\"}}",
         NULL},
        {"tool", "\"name\":\"x\",\"X_own\":1",
         "X_own: expected a name of 3 to 250 lower-case letters, digits and underscores"},
        {"tool", "\"name\":\"x\",\"x_own\":null", "x_own: null; expected a value, or no property"},
        {"tool", "\"name\":\"x\",\"severity\":1",
         "severity: a name that the standard keeps for itself"},
        {"tool", "\"name\":\"x\",\"x_own_ref\":\"\"",
         "?x_own_ref: names no object; expected an identifier, type--UUID"},
        {"tool", "\"name\":\"x\",\"extensions\":{}", "extensions: expected an object with members"},
        {"tool", "\"name\":\"x\",\"extensions\":{\"own\":{\"a\":1}}",
         "extensions.own: expected the id of an extension definition as name"},
        {"tool", "\"name\":\"x\",\"extensions\":{\"x-own-ext\":{\"a\":1}}",
         "?extensions.x-own-ext: a custom extension; expected an extension definition's id"},
        {"tool", "\"name\":\"x\",\"extensions\":{\"extension-definition--" ID "\":{\"a\":1}}",
         "extensions.extension-definition--" ID ": no extension_type; expected one"},
        {"tool",
         "\"name\":\"x\",\"extensions\":{\"extension-definition--" ID
         "\":{\"extension_type\":\"new\"}}",
         "extensions.extension-definition--" ID ".extension_type: expected new-sdo, new-sco, "
         "new-sro, property-extension or toplevel-property-extension"},
        {"file", "\"name\":\"x\",\"extensions\":{\"ntfs-ext\":{\"sid\":1}}",
         "extensions.ntfs-ext.sid: a number; expected a string"},
        {"network-traffic",
         "\"protocols\":[\"tcp\"],\"src_ref\":\"ipv4-addr--" ID
         "\",\"extensions\":{\"socket-ext\":{\"address_family\":\"AF_INET\",\"options\":{\"X\":1}}"
         "}",
         "extensions.socket-ext.options.X: expected the name of a socket option, as SO_TYPE"},
        {"x-unknown", "\"x_own\":1", NULL},
        {"action", "", "$: a type that the standard keeps for itself"},
        {"extension-definition",
         "\"name\":\"x\",\"schema\":\"x\",\"version\":\"1\",\"extension_types\":[\"new-sco\"],"
         "\"extension_properties\":[\"abc\"],\"created_by_ref\":\"identity--" ID "\"",
         "extension_properties: expected only with the type toplevel-property-extension"},
        {"extension-definition",
         "\"name\":\"x\",\"schema\":\"x\",\"version\":\"1\",\"extension_types\":[\"new-sco\"]",
         "$: no created_by_ref; expected one"},
        {"tool", "\"name\":\"x\",\"external_references\":[{\"source_name\":\"a\"}]",
         "external_references[0]: expected one of description url external_id"},
    };
    ALL(cases);
}

static void the_community_types(void **state)
{
    (void)state;
    static const char wallet[] =
        "\"extensions\":{\"extension-definition--be78509e-6958-51b1-8b26-d17ee0eba2d7\":"
        "{\"extension_type\":\"new-sco\"}}";
    char members[1000];
    snprintf(members, sizeof members, "\"value\":7,%s", wallet);
    assert_found("cryptocurrency-wallet", members, "value: a number; expected a string");
    snprintf(members, sizeof members, "\"value\":\"1KF\",\"holder_ref\":\"tool--" ID "\",%s",
             wallet);
    assert_found("cryptocurrency-wallet", members,
                 "holder_ref: expected the identifier of one of: identity");
    /* Of another extension, or of none: common properties only. */
    assert_found("cryptocurrency-wallet", "\"value\":7", NULL);
    assert_found("cryptocurrency-transaction",
                 "\"symbol\":\"BTC\",\"value\":\"x\",\"input\":[{\"amount\":-1}],\"extensions\":{"
                 "\"extension-definition--151d042d-4dcf-5e44-843f-1024440318e5\":{"
                 "\"extension_type\":\"new-sco\"}}",
                 "input[0].amount: expected a number of 0 or more");
}

/* 3.2: created and modified have milliseconds; everybody reads them without, and so do we. */
static void times_have_milliseconds(void **state)
{
    (void)state;
    struct check_report report =
        report_of("{\"type\":\"tool\",\"id\":\"tool--" ID "\",\"spec_version\":\"2.1\",\"created\":"
                  "\"2020-01-01T00:00:00Z\",\"modified\":\"2020-01-01T00:00:00.1230001Z\","
                  "\"name\":\"x\"}");
    assert_int_equal(report.errors, 0);
    assert_int_equal(report.warnings, 1);
    assert_string_equal(report.first->text, "expected three digits behind the point, or more");
}

static void findings_are_bounded_and_counted(void **state)
{
    (void)state;
    static char members[20000];
    size_t size = (size_t)snprintf(members, sizeof members, "\"name\":\"x\",\"labels\":[0");
    for (int i = 0; i < 1000; i++)
        size += (size_t)snprintf(members + size, sizeof members - size, ",%d", i);
    snprintf(members + size, sizeof members - size, "]");
    struct check_report report = report_of(object_text("tool", members));
    assert_int_equal(report.errors, 1001);
    size_t kept = 0;
    for (const struct finding *one = report.first; one != NULL; one = one->next)
        kept++;
    assert_int_equal(kept, CHECK_FINDINGS_MAX);
    /* An error behind more warnings than are kept is still one. */
    size = (size_t)snprintf(members, sizeof members, "\"name\":\"x\"");
    for (int i = 0; i < CHECK_FINDINGS_MAX; i++)
        size += (size_t)snprintf(members + size, sizeof members - size, ",\"x_own%d\":1", i);
    snprintf(members + size, sizeof members - size, ",\"labels\":7");
    report = report_of(object_text("tool", members));
    assert_int_equal(report.errors, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_values),
        cmocka_unit_test(numbers_of_places),
        cmocka_unit_test(texts_of_a_form),
        cmocka_unit_test(dictionaries),
        cmocka_unit_test(properties_bind_each_other),
        cmocka_unit_test(custom_properties_and_extensions),
        cmocka_unit_test(the_community_types),
        cmocka_unit_test(times_have_milliseconds),
        cmocka_unit_test(findings_are_bounded_and_counted),
    };
    int failed = RUN_ALL("check", tests);
    arena_release(&arena);
    return failed;
}
