/* The API: what it takes, refuses and answers, by role. */
#include "asked.h"

#define TOOL "tool--00000000-0000-4000-8000-0000000000a2"

static void refused(unsigned status, const char *code)
{
    assert_int_equal(asked.answer.status, status);
    assert_string_equal(ask_member(&asked, "error.code"), code);
    assert_true(strlen(ask_member(&asked, "error.message")) > 3);
    assert_string_equal(asked.answer.media_type, "application/json");
}

/* Nobody is told more than to sign in, whatever it asks. */
static void nobody(void **state)
{
    static const char *const targets[] = {"",
                                          "/",
                                          "/me",
                                          "/users",
                                          "/no-such-path",
                                          "/who?id=x&z",
                                          "/log/checkpoint",
                                          "/users/admin/tokens/x"};
    char first[512] = "";
    (void)state;
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        for (int method = HTTP_GET; method < HTTP_OTHER; method++) {
            ask(&asked, "", (enum http_method)method, targets[i], "{}");
            refused(401, "sign-in");
            assert_string_equal(asked.answer.allow, "");
            if (first[0] == '\0')
                snprintf(first, sizeof first, "%s", asked.answer.body.data);
            assert_string_equal(asked.answer.body.data, first);
        }
}

static const struct {
    enum http_method method;
    const char *target;
    const char *may; /* who gets past the role: a letter each of `people` */
} rights[] = {
    {HTTP_GET, "/", "*"},
    {HTTP_GET, "/me", "*"},
    {HTTP_GET, "/users", "ax"},
    {HTTP_POST, "/users", "ax"},
    {HTTP_POST, "/users/nobody/disable", "ax"},
    {HTTP_POST, "/users/nobody/enable", "ax"},
    {HTTP_POST, "/users/nobody/password", "ax"},
    {HTTP_POST, "/users/nobody/tokens", "ax"},
    {HTTP_DELETE, "/users/nobody/tokens/x", "ax"},
    {HTTP_POST, "/users/nobody/certificates", "ax"},
    {HTTP_DELETE, "/users/nobody/certificates/x", "ax"},
    {HTTP_GET, "/rules", "uox"},
    {HTTP_POST, "/rules", "ox"},
    {HTTP_DELETE, "/rules/1", "ox"},
    {HTTP_GET, "/raises", "uox"},
    {HTTP_POST, "/raises", "ox"},
    {HTTP_DELETE, "/raises/999999", "ox"},
    {HTTP_GET, "/recalls", "uojmx"},
    {HTTP_POST, "/recalls/999999/acknowledge", "jm"},
    {HTTP_POST, "/releases", "ox"},
    {HTTP_POST, "/approvals", "ox"},
    {HTTP_POST, "/signatures", "ox"},
    {HTTP_GET, "/who?id=x", "nobx"},
    {HTTP_GET, "/log/checkpoint", "unobjx"},
    {HTTP_GET, "/log/key", "unobjx"},
    {HTTP_GET, "/log/tile/0/000.p/1", "unobjx"},
    {HTTP_GET, "/log/proofs/999999", "*"},
    {HTTP_GET, "/log/records/999999", "*"},
};

static void roles(void **state)
{
    static const struct {
        char letter;
        const char *name;
    } people[] = {{'a', "admin"}, {'u', "aldo"},    {'n', "ana"},        {'o', "olga"},
                  {'b', "bot"},   {'j', "jpn-bot"}, {'m', "market-bot"}, {'x', "operator"}};
    (void)state;
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++)
        for (size_t p = 0; p < sizeof people / sizeof people[0]; p++) {
            bool may = rights[i].may[0] == '*' || strchr(rights[i].may, people[p].letter) != NULL;
            unsigned status = ask(&asked, people[p].name, rights[i].method, rights[i].target, "");
            if (may != (status != 403))
                fail_msg("%s %s: %u", people[p].name, rights[i].target, status);
            if (!may)
                refused(403, "role");
        }
}

/* All routes are in the table above. */
static void routes(void **state)
{
    size_t count = 0;
    (void)state;
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "/", NULL), 200);
    for (const char *at = asked.answer.body.data; (at = strstr(at, "\"method\"")) != NULL; at++)
        count++;
    assert_int_equal(count, sizeof rights / sizeof rights[0]);
    assert_int_equal(ask(&asked, "ana", HTTP_GET, "", NULL), 200);
    assert_int_equal(ask(&asked, "ana", HTTP_HEAD, "/me/", NULL), 200);
}

static void shapes(void **state)
{
    (void)state;
    ask(&asked, "ana", HTTP_GET, "/nothing", NULL);
    refused(404, "path");
    ask(&asked, "ana", HTTP_GET, "/users/", NULL);
    refused(403, "role");
    ask(&asked, "ana", HTTP_GET, "/me//", NULL);
    refused(404, "path");
    ask(&asked, "ana", HTTP_GET, "/me/more", NULL);
    refused(404, "path");
    ask(&asked, "ana", HTTP_DELETE, "/me", NULL);
    refused(405, "method");
    assert_string_equal(asked.answer.allow, "GET, HEAD");
    ask(&asked, "admin", HTTP_PUT, "/users", NULL);
    refused(405, "method");
    assert_string_equal(asked.answer.allow, "GET, HEAD, POST");
    ask(&asked, "ana", HTTP_GET, "/me?x=1", NULL);
    refused(400, "value");
    ask(&asked, "ana", HTTP_GET, "/who", NULL);
    refused(400, "value");
    ask(&asked, "ana", HTTP_GET, "/who?id=a&id=b", NULL);
    refused(400, "value");
    ask(&asked, "ana", HTTP_GET, "/who?id=", NULL);
    refused(400, "value");
    ask(&asked, "admin", HTTP_POST, "/users/nobody/disable", "{}");
    refused(413, "limit");
    assert_int_equal(api_body_max(HTTP_POST, span_text("/users")), API_BODY_BYTES_MAX);
    assert_int_equal(api_body_max(HTTP_POST, span_text("/users/a/disable")), 0);
    assert_int_equal(api_body_max(HTTP_GET, span_text("/users")), 0);
    assert_int_equal(api_body_max(HTTP_POST, span_text("")), 0);
}

/* Bodies of POST /users that are refused, and what is said. */
static void bodies(void **state)
{
    static const char *const bad[] = {
        "",
        "[]",
        "{",
        "{\"name\":\"a\"}",
        "{\"name\":\"a\",\"role\":\"analyst\",\"x\":\"y\"}",
        "{\"name\":\"a\",\"role\":\"analyst\",\"name\":\"b\"}",
        "{\"name\":\"a\",\"role\":null}",
        "{\"name\":\"a\",\"role\":1}",
        "{\"name\":\"\",\"role\":\"analyst\"}",
        "{\"name\":\"Akira\",\"role\":\"analyst\"}",
        "{\"name\":\"a b\",\"role\":\"analyst\"}",
        "{\"name\":\"a\\u0000\",\"role\":\"analyst\"}",
        "{\"name\":\"../x\",\"role\":\"analyst\"}",
        "{\"name\":\"a\",\"role\":\"operator\"}",
        "{\"name\":\"a\",\"role\":\"king\"}",
        "{\"name\":\"a\",\"role\":\"analyst\",\"of\":\"chn\"}",
        "{\"name\":\"a\",\"role\":\"analyst\",\"of\":\"jpn\"}",
        "{\"name\":\"a\",\"role\":\"liaison\"}",
        "{\"name\":\"a\",\"role\":\"machine\",\"of\":\"jpn\",\"person\":\"" MADE_AKIRA "\"}",
        "{\"name\":\"a\",\"role\":\"analyst\",\"person\":\"" TOOL "\"}",
        "{\"name\":\"a\",\"role\":\"analyst\",\"person\":\"x\"}",
        "{\"name\":\"a\",\"role\":\"analyst\"} x",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (ask(&asked, "admin", HTTP_POST, "/users", bad[i]) != 400)
            fail_msg("%s: %u", bad[i], asked.answer.status);
    ask(&asked, "admin", HTTP_POST, "/users", bad[4]);
    assert_true(ask_has(&asked, "x: is not known here"));
    ask(&asked, "admin", HTTP_POST, "/users", "{\"name\":\"ana\",\"role\":\"officer\"}");
    refused(409, "conflict");
}

static void accounts(void **state)
{
    static const char body[] = "{\"name\":\"new\",\"role\":\"liaison\",\"of\":\"market\"}";
    (void)state;
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users", body), 201);
    assert_string_equal(ask_member(&asked, "role"), "liaison");
    assert_string_equal(ask_member(&asked, "of"), "market");
    const char *first = ask_member(&asked, "password");
    assert_int_equal(strlen(first), SECRET_TEXT_BYTES);
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users/new/password", NULL), 200);
    assert_string_not_equal(ask_member(&asked, "password"), first);
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users/new/disable", NULL), 200);
    assert_true(ask_has(&asked, "\"disabled\": true"));
    assert_int_equal(ask(&asked, "admin", HTTP_GET, "/users", NULL), 200);
    assert_true(ask_has(&asked, "\"disabled\": true") && !ask_has(&asked, "password"));
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users/new/enable", NULL), 200);
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users/other/enable", NULL), 404);
    refused(404, "not-found");
}

static void tokens(void **state)
{
    char first[SECRET_TEXT_BYTES + 1];
    (void)state;
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users/ana/tokens",
                         "{\"name\":\"pull\",\"until\":\"2099-01-31T12:00:00.5Z\"}"),
                     201);
    snprintf(first, sizeof first, "%s", ask_member(&asked, "token"));
    assert_int_equal(strlen(first), SECRET_TEXT_BYTES);
    assert_string_equal(ask_member(&asked, "until"), "2099-01-31T12:00:00.500000Z");
    ask(&asked, "admin", HTTP_POST, "/users/ana/tokens", "{\"name\":\"pull\"}");
    refused(409, "conflict");
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users/ana/tokens", "{\"name\":\"more\"}"),
                     201);
    assert_string_equal(ask_member(&asked, "until"), "");
    ask(&asked, "admin", HTTP_GET, "/users", NULL);
    assert_true(ask_has(&asked, "\"pull\"") && ask_has(&asked, "2099-01-31T12:00:00.500000Z"));
    assert_false(ask_has(&asked, first));
    ask(&asked, "admin", HTTP_POST, "/users/ana/tokens",
        "{\"name\":\"late\",\"until\":\"2001-01-31T12:00:00Z\"}");
    refused(400, "value");
    ask(&asked, "admin", HTTP_POST, "/users/ana/tokens",
        "{\"name\":\"late\",\"until\":\"tomorrow\"}");
    refused(400, "value");
    assert_int_equal(ask(&asked, "admin", HTTP_DELETE, "/users/ana/tokens/pull", NULL), 204);
    assert_null(asked.answer.media_type);
    assert_int_equal(asked.answer.body.size, 0);
    ask(&asked, "admin", HTTP_DELETE, "/users/ana/tokens/pull", NULL);
    refused(404, "not-found");
    ask(&asked, "admin", HTTP_DELETE, "/users/olga/tokens/more", NULL);
    refused(404, "not-found");
}

/* Of a certificate made for this test: openssl req -x509 -newkey ed25519 -nodes -subj /CN=t. */
static const char pem[] =
    "-----BEGIN CERTIFICATE-----\\nMIIBJDCB16ADAgECAhQO6u4CHzqfTCxcB30+/AAAAAAAADAFBgMrZXAwDDEK\\n"
    "-----END CERTIFICATE-----\\n";

static void certificates(void **state)
{
    char body[1024];
    const char *hex = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
    (void)state;
    snprintf(body, sizeof body, "{\"sha256\":\"%s\"}", hex);
    assert_int_equal(ask(&asked, "admin", HTTP_POST, "/users/ana/certificates", body), 201);
    assert_string_equal(ask_member(&asked, "sha256"),
                        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    snprintf(body, sizeof body, "{\"pem\":\"%s\"}", pem);
    ask(&asked, "admin", HTTP_POST, "/users/ana/certificates", body);
    refused(400, "syntax");
    ask(&asked, "admin", HTTP_POST, "/users/ana/certificates", "{\"sha256\":\"00\"}");
    refused(400, "value");
    ask(&asked, "admin", HTTP_POST, "/users/ana/certificates", "{}");
    refused(400, "value");
    snprintf(body, sizeof body, "/users/olga/certificates/%s", hex);
    ask(&asked, "admin", HTTP_DELETE, body, NULL);
    refused(404, "not-found");
    snprintf(body, sizeof body, "/users/ana/certificates/%s", hex);
    assert_int_equal(ask(&asked, "admin", HTTP_DELETE, body, NULL), 204);
    ask(&asked, "admin", HTTP_DELETE, "/users/ana/certificates/zz", NULL);
    refused(400, "value");
}

static void me(void **state)
{
    (void)state;
    assert_int_equal(ask(&asked, "akira", HTTP_GET, "/me", NULL), 200);
    assert_string_equal(ask_member(&asked, "name"), "akira");
    assert_string_equal(ask_member(&asked, "person"), MADE_AKIRA);
    assert_true(ask_has(&asked, "ask-who") && !ask_has(&asked, "\"release\""));
    assert_int_equal(ask(&asked, "operator", HTTP_GET, "/me", NULL), 200);
    assert_string_equal(ask_member(&asked, "name"), "operator:1000");
}

/* The rule, actor and subject of the log's last leaf, as an auditor reads them. */
static void last_says(const char *rule, const char *actor, const char *subject)
{
    char target[64];
    snprintf(target, sizeof target, "/log/records/%llu",
             (unsigned long long)asked.node.writer.leaves.tree.size - 1);
    assert_int_equal(ask(&asked, "aldo", HTTP_GET, target, NULL), 200);
    assert_string_equal(ask_member(&asked, "kind"), "account");
    assert_string_equal(ask_member(&asked, "record.rule"), rule);
    assert_string_equal(ask_member(&asked, "record.actor"), actor);
    assert_string_equal(ask_member(&asked, "record.subject"), subject);
    ask(&asked, "olga", HTTP_GET, target, NULL);
    refused(404, "not-found");
    ask(&asked, "jpn-bot", HTTP_GET, target, NULL);
    refused(404, "not-found");
}

/* What was done to accounts stands in the log, with who did it. */
static void logged(void **state)
{
    static const char hash[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    char words[256];
    (void)state;
    ask(&asked, "operator", HTTP_POST, "/users/ana/disable", NULL);
    last_says("disabled", "operator:1000", "ana");
    ask(&asked, "admin", HTTP_POST, "/users", "{\"name\":\"new\",\"role\":\"auditor\"}");
    last_says("added: auditor of usa", "admin", "new");
    ask(&asked, "admin", HTTP_POST, "/users/ana/tokens", "{\"name\":\"pull\"}");
    last_says("token added: pull", "admin", "ana");
    ask(&asked, "admin", HTTP_DELETE, "/users/ana/tokens/pull", NULL);
    last_says("token ended: pull", "admin", "ana");
    snprintf(words, sizeof words, "{\"sha256\":\"%s\"}", hash);
    ask(&asked, "admin", HTTP_POST, "/users/ana/certificates", words);
    snprintf(words, sizeof words, "certificate added: %s", hash);
    last_says(words, "admin", "ana");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(roles, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(routes, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(shapes, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(bodies, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(accounts, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(tokens, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(certificates, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(me, asked_begin, asked_end),
        cmocka_unit_test_setup_teardown(logged, asked_begin, asked_end),
    };
    return RUN_ALL("node/api", tests);
}
