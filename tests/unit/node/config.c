/* The configuration file: what is taken, and what is refused in which words and where. */
#include "node/config.h"

#include <sodium.h>
#include <stdlib.h>

#include "run.h"

#define USA "identity--00000000-0000-4000-8000-0000000000a1"
#define JPN "identity--00000000-0000-4000-8000-0000000000b1"
/* The base point of Ed25519. */
#define POINT "WGZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmY="

static struct config config;
static struct error err;

static bool parse(const char *text)
{
    config = (struct config){0};
    err = (struct error){0};
    return config_parse(&config, span_text(text), "node.yaml", "/home/x", &err);
}

static void assert_refused(const char *text, enum error_code code, const char *why)
{
    assert_false(parse(text));
    assert_error(err, code, why);
    assert_int_equal(config.org_count, 0);
    assert_null(config.arena.newest);
}

static void assert_span(struct span span, const char *text)
{
    assert_true(span_is(span, text));
}

static void read_all(void **state)
{
    (void)state;
    assert_true(parse("desks:\n"
                      "  - {name: market-1, title: A market, home: jpn}\n"
                      "member: usa\n"
                      "listen: '[::1]:0'\n"
                      "tls: {certificate: tls/a.pem, key: /etc/b.pem, authorities: c.pem}\n"
                      "store: {postgres: dbname=trefoil}\n"
                      "backup_key: " POINT "\n"
                      "members:\n"
                      "  - code: usa\n"
                      "    name: United States\n"
                      "    identities: [" USA "]\n"
                      "    key: " POINT "\n"
                      "  - code: jpn\n"
                      "    identities:\n      - " JPN "\n"));
    assert_span(config.member, "usa");
    assert_string_equal(config.address, "::1");
    assert_int_equal(config.port, 0);
    assert_true(config.loopback);
    assert_string_equal(config.certificate, "/home/x/tls/a.pem");
    assert_string_equal(config.key, "/etc/b.pem");
    assert_string_equal(config.authorities, "/home/x/c.pem");
    assert_string_equal(config.postgres, "dbname=trefoil");
    assert_true(config.has_backup_key);
    assert_int_equal(config.org_count, 3);
    assert_span(config.orgs[0].name, "usa");
    assert_span(config.orgs[0].title, "United States");
    assert_true(config.orgs[0].has_key);
    assert_int_equal(config.orgs[0].key[0], 0x58);
    assert_span(config.orgs[1].identities[0], JPN);
    assert_false(config.orgs[1].has_key);
    assert_int_equal(config.orgs[2].kind, ORG_DESK);
    assert_span(config.orgs[2].home, "jpn");
    assert_ptr_equal(config_org_named(&config, span_text("market-1")), &config.orgs[2]);
    assert_null(config_org_named(&config, span_text("kor")));
    config_release(&config);
}

static void read_least(void **state)
{
    (void)state;
    assert_true(parse("member: usa\nlisten: 127.9.0.1:8443\nmembers: [{code: usa}]\n"));
    assert_true(config.loopback);
    assert_int_equal(config.port, 8443);
    assert_null(config.certificate);
    assert_null(config.postgres);
    assert_false(config.has_backup_key);
    config_release(&config);
}

#define HEAD "member: usa\nlisten: 127.0.0.1:1\n"
#define ME   "members: [{code: usa}]\n"

static void refuse_lines(void **state)
{
    (void)state;
    assert_refused(HEAD ME "colour: red\n", ERROR_VALUE,
                   "node.yaml:4:1: 'colour' is no name that stands here");
    assert_refused(HEAD "members: [{code: usa, colour: red}]\n", ERROR_VALUE,
                   "node.yaml:3:23: 'colour' is no name that stands here");
    assert_refused(HEAD, ERROR_VALUE, "node.yaml:1:1: 'members' is missing here");
    assert_refused(HEAD "members:\n  - name: x\n", ERROR_VALUE,
                   "node.yaml:4:5: 'code' is missing here");
    assert_refused("", ERROR_VALUE, "node.yaml:1:1: the end; expected a mapping");
    assert_refused("member: [usa]\n", ERROR_VALUE, "node.yaml:1:9: a sequence; expected a scalar");
    assert_refused("member:\n", ERROR_VALUE, "node.yaml:1:8: nothing; expected a text");
    assert_refused("member: \"u\\nsa\"\n", ERROR_VALUE,
                   "node.yaml:1:9: a control character; expected one line");
    assert_refused(HEAD HEAD, ERROR_SYNTAX,
                   "node.yaml:3:1: a name that this mapping has already; expected every name once");
}

static void refuse_values(void **state)
{
    (void)state;
    assert_refused("member: USA\n", ERROR_VALUE,
                   "node.yaml:1:9: 'USA'; expected 2 to 16 lower-case letters and digits, a letter "
                   "first, and neither public nor own");
    assert_refused(
        "member: public\n", ERROR_VALUE,
        "node.yaml:1:9: 'public'; expected 2 to 16 lower-case letters and digits, a letter "
        "first, and neither public nor own");
    static const char *const addresses[] = {
        "localhost:1",   "127.0.0.1",  "127.0.0.1:65536", "127.0.0.1:01", "::1:80", "'[::1'",
        "'[1.2.3.4]:1'", "127.0.0.1:", "1.2.3:4",         "'[]:1'",       "':1'",   "0x7f.1:1",
    };
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "listen: %s\n", addresses[i]);
        assert_refused(text, ERROR_VALUE,
                       "node.yaml:1:9: expected a numeric address and a port, such as "
                       "127.0.0.1:8443");
    }
    assert_refused(HEAD "members: [{code: usa, identities: [tool--1]}]\n", ERROR_VALUE,
                   "node.yaml:3:36: expected the id of a STIX identity");
    assert_refused(HEAD "members: [{code: usa, key: AAAA}]\n", ERROR_VALUE,
                   "node.yaml:3:28: expected an Ed25519 public key, 32 bytes in base 64");
    /* The neutral element: a signature by it would be anybody's. */
    assert_refused(HEAD "members: [{code: usa, key: "
                        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=}]\n",
                   ERROR_VALUE,
                   "node.yaml:3:28: expected an Ed25519 public key, 32 bytes in base 64");
    assert_refused(HEAD ME "desks: [{name: Market, home: usa}]\n", ERROR_VALUE,
                   "node.yaml:4:16: 'Market'; expected 2 to 32 lower-case letters, digits and "
                   "hyphens, a letter first");
    assert_refused(HEAD ME "tls: {certificate: a}\n", ERROR_VALUE,
                   "node.yaml:4:6: 'key' is missing here");
}

static void refuse_what_does_not_fit(void **state)
{
    (void)state;
    assert_refused(HEAD "members: [{code: jpn}]\n", ERROR_VALUE,
                   "node.yaml:1:9: 'usa' is none of the members that stand here");
    assert_refused(HEAD "members: [{code: usa}, {code: usa}]\n", ERROR_VALUE,
                   "node.yaml:3:24: 'usa' stands here twice");
    assert_refused(HEAD ME "desks: [{name: usa, home: usa}]\n", ERROR_VALUE,
                   "node.yaml:4:9: 'usa' stands here twice");
    assert_refused(HEAD ME "desks: [{name: market, home: jpn}]\n", ERROR_VALUE,
                   "node.yaml:4:9: 'jpn' is no member that stands here");
    assert_refused(HEAD "members: [{code: usa, identities: [" USA "]},"
                        " {code: jpn, identities: [" USA "]}]\n",
                   ERROR_VALUE, "node.yaml:3:86: '" USA "' is another's identity already");
    assert_refused("member: usa\nlisten: 0.0.0.0:8443\n" ME, ERROR_VALUE,
                   "node.yaml:2:9: others can reach this address; expected one of loopback, or "
                   "tls");
}

static void refuse_too_many(void **state)
{
    (void)state;
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    size_t size = (size_t)snprintf(text, 1 << 20, HEAD "members: [");
    for (size_t i = 0; i < 1025; i++)
        size += (size_t)snprintf(text + size, (1 << 20) - size, "{code: m%zu},", i);
    snprintf(text + size, (1 << 20) - size, "]\n");
    assert_false(parse(text));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_non_null(strstr(err.text, ": more than 1024 of them"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_all),        cmocka_unit_test(read_least),
        cmocka_unit_test(refuse_lines),    cmocka_unit_test(refuse_values),
        cmocka_unit_test(refuse_too_many), cmocka_unit_test(refuse_what_does_not_fit),
    };
    if (sodium_init() < 0)
        return 1;
    return RUN_ALL("node/config", tests);
}
