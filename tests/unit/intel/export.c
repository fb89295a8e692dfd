/* What is exported of objects, and that no value breaks out of its cell or line. */
#include "intel/export.h"

#include "run.h"

#define ID "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"

static struct arena arena;
static struct error err;
static struct dynbuf buffer;
static struct exporter exporter;

typedef bool export_function(struct exporter *exporter, const struct object *object,
                             struct arena *arena, struct error *err);

/* Exports one object into the emptied buffer. */
static const char *exported(export_function *function, const char *text)
{
    struct object object;
    arena_release(&arena);
    arena_init(&arena, 1 << 22);
    if (buffer.max == 0)
        dynbuf_init(&buffer, 1 << 20);
    dynbuf_clear(&buffer);
    dynbuf_text(&buffer, "");
    exporter = (struct exporter){.buffer = &buffer};
    assert_true(timestamp_parse(span_text("2026-01-01T00:00:00Z"), &exporter.now));
    if (!object_read(span_text(text), &arena, &object, &err) ||
        !function(&exporter, &object, &arena, &err))
        fail_msg("%s: %s", text, err.text);
    assert_false(buffer.failed);
    return buffer.size == 0 ? "" : buffer.data;
}

/* An indicator with this pattern and these members. */
static const char *indicator_text(const char *pattern, const char *members)
{
    static char text[8000];
    snprintf(
        text, sizeof text,
        "{\"type\":\"indicator\",\"id\":\"indicator--" ID "\",\"spec_version\":\"2.1\","
        "\"created\":\"2020-01-01T00:00:00.000Z\",\"modified\":\"2020-01-01T00:00:00.000Z\","
        "\"pattern_type\":\"stix\",\"valid_from\":\"2020-01-01T00:00:00Z\",\"pattern\":\"%s\"%s}",
        pattern, members);
    return text;
}

static const char *observable_text(const char *type, const char *value)
{
    static char text[8000];
    snprintf(text, sizeof text, "{\"type\":\"%s\",\"id\":\"%s--" ID "\",\"value\":\"%s\"}", type,
             type, value);
    return text;
}

static void a_table_has_all_that_is_enough(void **state)
{
    (void)state;
    assert_string_equal(
        exported(export_csv,
                 indicator_text("[url:value = 'http://a,b/\\\"' OR file:hashes.'SHA-256' = "
                                "'aec070645fe53ee3b3763059376134f058cc337247c978add178"
                                "b6ccdfb0019f' OR file:name = 'x' AND file:size = 1 OR "
                                "x-own:a.'b.c'[*].d IN (5, h'00')]",
                                ",\"valid_until\":\"2021-01-01T00:00:00Z\"")),
        "\"indicator--" ID "\",\"url\",\"value\",\"http://a,b/\"\"\",\"2020-01-01T00:00:00Z\","
        "\"2021-01-01T00:00:00Z\"\n"
        "\"indicator--" ID "\",\"file\",\"hashes.SHA-256\","
        "\"aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f\","
        "\"2020-01-01T00:00:00Z\",\"2021-01-01T00:00:00Z\"\n"
        "\"indicator--" ID "\",\"x-own\",\"a.'b.c'[*].d\",\"5\",\"2020-01-01T00:00:00Z\","
        "\"2021-01-01T00:00:00Z\"\n"
        "\"indicator--" ID "\",\"x-own\",\"a.'b.c'[*].d\",\"00\",\"2020-01-01T00:00:00Z\","
        "\"2021-01-01T00:00:00Z\"\n");
    assert_int_equal(exporter.written, 4);
    assert_string_equal(exported(export_csv, observable_text("ipv4-addr", "198.51.100.1")),
                        "\"ipv4-addr--" ID
                        "\",\"ipv4-addr\",\"value\",\"198.51.100.1\",\"\",\"\"\n");
}

static void some_say_nothing(void **state)
{
    (void)state;
    static const char pattern[] = "[domain-name:value = 'evil.example']";
    static const char *const members[] = {
        ",\"revoked\":true",
        ",\"indicator_types\":[\"benign\"]",
        ",\"pattern_version\":\"2.0\"",
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        assert_string_equal(exported(export_csv, indicator_text(pattern, members[i])), "");
    assert_string_equal(exported(export_csv, indicator_text("[url:value", "")), "");
    assert_string_equal(exported(export_csv, indicator_text("[url:value != 'a']", "")), "");
    assert_string_equal(
        exported(export_csv, "{\"type\":\"mutex\",\"id\":\"mutex--" ID "\",\"name\":\"a\"}"), "");
    assert_string_equal(exported(export_csv, "{\"type\":\"url\",\"id\":\"url--" ID
                                             "\",\"value\":\"hxxp://a\",\"defanged\":true}"),
                        "");
}

static void cells_are_no_formulas(void **state)
{
    (void)state;
    static const struct {
        const char *value, *cell;
    } cases[] = {
        {"plain", "\"plain\""},
        {"http://a/;jsessionid=1", "\"http://a/;jsessionid=1\""},
        {"=1+1", "\"'=1+1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {" \xe3\x80\x80-1", "\"' \xe3\x80\x80-1\""},
        {"\xef\xbc\x9d"
         "1",
         "\"'\xef\xbc\x9d"
         "1\""},
        {"a;=1", "\"'a\\x3b=1\""},
        {"a; \\\"+1", "\"'a\\x3b \"\"+1\""},
        {"a,@b", "\"'a\\x2c@b\""},
        {"a\\nb", "\"'a\\x0ab\""},
        {"a\\r\\n=1", "\"'a\\x0d\\x0a=1\""},
        {"\\t=1", "\"'\\x09=1\""},
        {"a\\u0000b", "\"'a\\x00b\""},
        {"'a", "\"''a\""},
        {"'\\\\x41", "\"''\\x5cx41\""},
        {"a\\\\x41", "\"a\\x41\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char want[500];
        snprintf(want, sizeof want, "\"url--" ID "\",\"url\",\"value\",%s,\"\",\"\"\n",
                 cases[i].cell);
        assert_string_equal(exported(export_csv, observable_text("url", cases[i].value)), want);
    }
}

static void zones_hold_names_and_networks(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *want;
        size_t left_out;
    } cases[] = {
        {"[domain-name:value = 'Evil.Example.']", "evil.example CNAME .\n*.evil.example CNAME .\n",
         0},
        {"[domain-name:value = '\xeb\xb6\x81\xed\x95\x9c.example']",
         "xn--pr3b894b.example CNAME .\n*.xn--pr3b894b.example CNAME .\n", 0},
        {"[domain-name:value = '_a.b-c.example']",
         "_a.b-c.example CNAME .\n*._a.b-c.example CNAME .\n", 0},
        {"[domain-name:value = 'com']", "", 1},
        {"[domain-name:value = '.']", "", 1},
        {"[domain-name:value = '']", "", 1},
        {"[domain-name:value = 'a..example']", "", 1},
        {"[domain-name:value = '*.example']", "", 1},
        {"[domain-name:value = 'a.example CNAME b.']", "", 1},
        {"[domain-name:value = 'a.example\\n@ IN NS evil.']", "", 1},
        {"[domain-name:value = '$INCLUDE.example']", "", 1},
        {"[domain-name:value = 'a;b.example']", "", 1},
        {"[domain-name:value = 'a\\\\\\\\.example']", "", 1},
        {"[domain-name:value = '32.1.0.0.127.rpz-client-ip']", "", 1},
        {"[domain-name:value = '32.1.0.0.127.rpz-client-ip.']", "", 1},
        {"[domain-name:value = '32.1.0.0.127.\xef\xbd\x92pz-ip']", "", 1},
        {"[ipv4-addr:value = '198.51.100.7']", "32.7.100.51.198.rpz-ip CNAME .\n", 0},
        {"[ipv4-addr:value = '198.51.100.7/22']", "22.0.100.51.198.rpz-ip CNAME .\n", 0},
        {"[ipv4-addr:value = '10.1.2.3/8']", "8.0.0.0.10.rpz-ip CNAME .\n", 0},
        {"[ipv4-addr:value = '0.0.0.0/0']", "", 1},
        {"[ipv4-addr:value = '198.51.100.256']", "", 1},
        {"[ipv6-addr:value = '2001:db8::1']", "", 1},
        {"[url:value = 'http://a.example/']", "", 0},
        {"[network-traffic:dst_ref.value = '198.51.100.7']", "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = exported(export_rpz, indicator_text(cases[i].pattern, ""));
        if (strcmp(text, cases[i].want) != 0 || exporter.left_out != cases[i].left_out)
            fail_msg("%s: %zu left out, %s", cases[i].pattern, exporter.left_out, text);
    }
    assert_string_equal(exported(export_rpz, observable_text("domain-name", "evil.example")), "");
    dynbuf_clear(&buffer);
    export_rpz_head(&exporter, "rpz.example", 7);
    assert_string_equal(buffer.data, "$ORIGIN rpz.example.\n$TTL 300\n@ IN SOA localhost. "
                                     "root.localhost. 7 300 60 86400 300\n@ IN NS localhost.\n");
}

static void lists_hold_what_is_in_force(void **state)
{
    (void)state;
    static const char pattern[] = "[cryptocurrency-wallet:value = '0xaB']";
    assert_string_equal(exported(export_deny, indicator_text(pattern, "")), "0xaB\n");
    assert_string_equal(exported(export_deny, indicator_text(pattern, ",\"valid_until\":"
                                                                      "\"2026-01-01T00:00:01Z\"")),
                        "0xaB\n");
    assert_string_equal(exported(export_deny, indicator_text(pattern, ",\"valid_until\":"
                                                                      "\"2026-01-01T00:00:00Z\"")),
                        "");
    assert_string_equal(exported(export_deny,
                                 "{\"type\":\"indicator\",\"id\":\"indicator--" ID
                                 "\",\"spec_version\":\"2.1\",\"created\":"
                                 "\"2020-01-01T00:00:00.000Z\",\"modified\":"
                                 "\"2020-01-01T00:00:00.000Z\",\"pattern_type\":\"stix\","
                                 "\"valid_from\":\"2026-01-01T00:00:00.1Z\",\"pattern\":"
                                 "\"[cryptocurrency-wallet:value = 'a']\"}"),
                        "");
}

static void addresses_stand_on_their_lines(void **state)
{
    (void)state;
    static const char *const bad[] = {"",   "a b",      "a\\nb",        "a#b", "-a",
                                      ":a", "a\\u0000", "\xef\xbc\xa1", "a/b", "a,b"};
    assert_string_equal(
        exported(export_deny, observable_text("cryptocurrency-wallet", "bitcoincash:qp0-_.1")),
        "bitcoincash:qp0-_.1\n");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_string_equal(exported(export_deny, observable_text("cryptocurrency-wallet", bad[i])),
                            "");
        assert_int_equal(exporter.left_out, bad[i][0] != '\0');
    }
}

/* Values of random pieces: one record, and six fields, whatever they are; a zone's lines and a
 * list's have no other characters than these may have. */
static void nothing_breaks_out(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",        "b.",
                                         ".",        ";",
                                         "=",        "+",
                                         "@",        "-",
                                         ",",        "\\\"",
                                         "\\n",      "\\r",
                                         "\\t",      " ",
                                         "\\u0000",  "\\u2028",
                                         "\\u0085",  "|",
                                         "\\\\\\\\", "$",
                                         "(",        ")",
                                         "*",        "example",
                                         "1",        "\xef\xbc\x9d",
                                         "\\u2029"};
    size_t risky = 0, names = 0;
    for (int i = 0; i < 20000; i++) {
        char value[200] = "", pattern[300];
        for (size_t j = random_next() % 8, size = 0; j > 0; j--)
            size += (size_t)snprintf(
                value + size, sizeof value - size, "%s",
                pieces[random_next() % (i % 2 ? 2 : sizeof pieces / sizeof pieces[0])]);
        snprintf(pattern, sizeof pattern, "[domain-name:value = '%s']", value);
        const char *row = exported(export_csv, indicator_text(pattern, ""));
        size_t lines = 0, separators = 0;
        bool quoted = false;
        for (size_t at = 0; row[at] != '\0'; at++) {
            assert_true(row[at] == '\n' || (unsigned char)row[at] >= ' ');
            lines += row[at] == '\n';
            quoted ^= row[at] == '"';
            separators += !quoted && row[at] == ',';
        }
        assert_int_equal(lines, 1);
        assert_int_equal(separators, 5);
        assert_false(quoted);
        assert_null(strstr(row, "\xe2\x80\xa8"));
        assert_null(strstr(row, "\xe2\x80\xa9"));
        risky += strstr(row, ",\"'") != NULL;
        for (const char *at = exported(export_rpz, indicator_text(pattern, "")); *at != '\0'; at++)
            assert_non_null(strchr("abcdefghijklmnopqrstuvwxyz0123456789-_.* CNAME\n", *at));
        assert_int_equal(exporter.written + exporter.left_out, 1);
        names += exporter.written;
    }
    assert_true(risky > 1000 && names > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_all_that_is_enough),
        cmocka_unit_test(some_say_nothing),
        cmocka_unit_test(cells_are_no_formulas),
        cmocka_unit_test(zones_hold_names_and_networks),
        cmocka_unit_test(lists_hold_what_is_in_force),
        cmocka_unit_test(addresses_stand_on_their_lines),
        cmocka_unit_test(nothing_breaks_out),
    };
    int failed = RUN_ALL("export", tests);
    arena_release(&arena);
    dynbuf_release(&buffer);
    return failed;
}
