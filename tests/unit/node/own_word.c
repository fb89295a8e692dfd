/* What the own member signs: which words come of what is asked, and what has no sense. */
#include "node/own_word.h"

#include <sodium.h>

#include "run.h"

#define USA  "identity--00000000-0000-4000-8000-0000000000a1"
#define USA2 "identity--00000000-0000-4000-8000-0000000000a2"
#define JPN  "identity--00000000-0000-4000-8000-0000000000b1"
#define TOOL "tool--00000000-0000-4000-8000-000000000001"

static const char yaml[] =
    "member: usa\nlisten: 127.0.0.1:0\nmembers:\n  - code: usa\n    identities:\n"
    "      - " USA "\n      - " USA2 "\n"
    "  - code: jpn\n    identities:\n      - " JPN "\n  - code: kor\n"
    "desks:\n  - name: market\n    home: usa\n";
static const unsigned char content[OBJECT_HASH_BYTES] = {1, 2, 3};
enum { NAMES = 2 };
static struct config config;
static struct arena arena;
static struct error err;
static struct own_word_asked asked;
static struct signed_word word;
static struct span rel[NAMES], orcon[NAMES];

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    assert_true(config_parse(&config, span_text(yaml), "node.yaml", "/x", &err));
    rel[0] = span_text("jpn");
    rel[1] = span_text("kor");
    orcon[0] = span_text(USA);
    orcon[1] = span_text(JPN);
    asked = (struct own_word_asked){
        .kind = SIGNED_APPROVAL,
        .object = span_text(TOOL),
        .has_version = true,
        .content = span_of(content, sizeof content),
        .creator = span_text(JPN),
        .marking = {.tlp = TLP_AMBER,
                    .rel = {.names = rel, .count = NAMES},
                    .orcon = {.names = orcon, .count = NAMES}},
        .audience = span_text("kor"),
        .until = span_text("2027-01-31T12:00:00Z"),
        .now = 1764331200000000, /* 2025-11-28T12:00:00Z */
    };
    assert_true(timestamp_parse(span_text("2026-01-01T00:00:01Z"), &asked.version));
    return 0;
}

static int end(void **state)
{
    (void)state;
    config_release(&config);
    arena_release(&arena);
    return 0;
}

static void assert_words(const char *text)
{
    struct dynbuf out;
    dynbuf_init(&out, 4096);
    if (!own_word_make(&config, &asked, &arena, &word, &err))
        fail_msg("%s", err.text);
    assert_true(signed_word_print(&word, &out, &err));
    assert_string_equal(out.data, text);
    dynbuf_release(&out);
}

static void assert_said(const char *why)
{
    assert_int_equal(err.code, ERROR_VALUE);
    if (strstr(err.text, why) == NULL)
        fail_msg("%s: %s", why, err.text);
}

static void assert_refused(const char *why)
{
    struct signed_word before = {.kind = SIGNED_LOWERING, .by = span_text("x")};
    word = before;
    assert_false(own_word_make(&config, &asked, &arena, &word, &err));
    assert_said(why);
    assert_memory_equal(&word, &before, sizeof word);
}

#define CONTENT "content 0102030000000000000000000000000000000000000000000000000000000000\n"

static void an_approval(void **state)
{
    (void)state;
    assert_words("trefoil-approval/v1\nobject " TOOL "\nversion 2026-01-01T00:00:01.000Z\n" CONTENT
                 "audience member:kor\nuntil 2027-01-31T12:00:00.000Z\nby " USA "\n");
    asked.audience = span_text("member:jpn");
    asked.has_version = false;
    asked.until = span_text("2027-01-31T12:00:00.00010Z");
    assert_words("trefoil-approval/v1\nobject " TOOL "\nversion none\n" CONTENT
                 "audience member:jpn\nuntil 2027-01-31T12:00:00.0001Z\nby " USA "\n");
    rel[0] = span_text("DESK");
    asked.audience = span_text("desk:market");
    assert_words("trefoil-approval/v1\nobject " TOOL "\nversion none\n" CONTENT
                 "audience desk:market\nuntil 2027-01-31T12:00:00.0001Z\nby " USA "\n");
}

static void whom(void **state)
{
    static const char *const unknown[] = {"chn", "member:", "market",        "desk:kor", "own",
                                          "",    "desk:x",  "member:market", "Public"};
    (void)state;
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        asked.audience = span_text(unknown[i]);
        assert_refused("audience: expected public");
    }
    asked.audience = span_text("usa");
    assert_refused("audience: the own member");
    asked.audience = span_text("public");
    assert_refused("audience: the object does not go there");
    asked.audience = span_text("desk:market");
    assert_refused("audience: the object does not go there");
    asked.audience = span_text("kor");
    asked.marking.defects = DEFECT_DOUBLED;
    assert_refused("audience: the object does not go there");
    asked.marking.defects = 0;
    asked.marking.tlp = TLP_RED; /* which names nobody */
    assert_refused("audience: the object does not go there");
    asked.marking.persons = (struct marking_set){.names = orcon, .count = 1};
    assert_true(own_word_make(&config, &asked, &arena, &word, &err));
}

static void until_when(void **state)
{
    (void)state;
    asked.until = span_text("2025-11-28T12:00:00Z");
    assert_refused("until: expected a time to come");
    asked.until = span_text("2025-11-28T12:00:00.0000009Z");
    assert_refused("until: expected a time to come");
    asked.until = span_text("2025-11-28T12:00:00.000001Z");
    assert_true(own_word_make(&config, &asked, &arena, &word, &err));
    asked.until = span_text("tomorrow");
    assert_refused("until: expected a time such as");
    asked.until = (struct span){0};
    assert_refused("until: expected a time such as");
}

static void by_whom(void **state)
{
    (void)state;
    asked.by = span_text(JPN);
    assert_refused("by: expected an originator");
    orcon[1] = span_text(USA2);
    asked.by = (struct span){0};
    assert_refused("by: several");
    asked.by = span_text(USA2);
    assert_true(own_word_make(&config, &asked, &arena, &word, &err));
    assert_true(span_is(word.by, USA2));
    orcon[0] = orcon[1] = span_text(JPN);
    assert_refused("by: expected an originator");
    asked.marking.orcon.count = 0;
    assert_refused("object: its marking names no originator");
}

static void a_lowering(void **state)
{
    (void)state;
    asked.kind = SIGNED_LOWERING;
    assert_refused("object: only the member that made it");
    asked.own = true;
    asked.creator = span_text(USA2);
    assert_words("trefoil-lowering/v1\nobject " TOOL "\nversion 2026-01-01T00:00:01.000Z\n" CONTENT
                 "by " USA2 "\n");
    asked.creator = (struct span){0};
    assert_words("trefoil-lowering/v1\nobject " TOOL "\nversion 2026-01-01T00:00:01.000Z\n" CONTENT
                 "by " USA "\n");
    asked.has_version = false;
    assert_refused("object: it has no versions");
}

/* Others verify it with the key that stands in their configuration. */
static void signed_by_the_home(void **state)
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    struct config_org own = *config_org_named(&config, span_text("usa"));
    struct config mine = config;
    struct keys keys = {.object_seed = {7}};
    struct note note;
    struct dynbuf out;
    (void)state;
    crypto_sign_seed_keypair(keys.object_public, secret, keys.object_seed);
    dynbuf_init(&out, 4096);
    assert_true(own_word_make(&config, &asked, &arena, &word, &err));
    assert_true(own_word_sign(&config, &keys, &word, &out, &err));
    assert_true(note_parse(dynbuf_bytes(&out), "note", &note, &err));
    assert_true(signed_word_parse(note.text, "note", &word, &err));
    struct span key = span_of(keys.object_public, sizeof keys.object_public);
    assert_true(signed_word_verify(&note, span_text("usa"), key, &err));
    assert_false(signed_word_verify(&note, span_text("jpn"), key, &err));
    dynbuf_release(&out);
    mine.orgs = &own;
    mine.org_count = 1;
    assert_true(own_word_check_key(&mine, &keys, &err)); /* it names none */
    own.has_key = true;
    assert_false(own_word_check_key(&mine, &keys, &err));
    assert_said("keys/object.key");
    memcpy(own.key, keys.object_public, sizeof own.key);
    assert_true(own_word_check_key(&mine, &keys, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_approval, begin, end),
        cmocka_unit_test_setup_teardown(whom, begin, end),
        cmocka_unit_test_setup_teardown(until_when, begin, end),
        cmocka_unit_test_setup_teardown(by_whom, begin, end),
        cmocka_unit_test_setup_teardown(a_lowering, begin, end),
        cmocka_unit_test_setup_teardown(signed_by_the_home, begin, end),
    };
    assert_true(sodium_init() >= 0);
    return RUN_ALL("node/own_word", tests);
}
