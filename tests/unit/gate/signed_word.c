/* Signed words: one way to write each, and nothing else is taken. */
#include "gate/signed_word.h"

#include <sodium.h>

#include "run.h"

static struct error err;

static const char approval[] = "trefoil-approval/v1\n"
                               "object indicator--00000000-0000-4000-8000-000000000001\n"
                               "version 2026-11-28T11:59:02.114Z\n"
                               "content 00112233445566778899aabbccddeeff"
                               "00112233445566778899aabbccddeeff\n"
                               "audience member:kor\n"
                               "until 2027-01-31T12:00:00.000Z\n"
                               "by identity--00000000-0000-4000-8000-0000000000b1\n";
static const char lowering[] = "trefoil-lowering/v1\n"
                               "object ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67\n"
                               "version none\n"
                               "content 00112233445566778899aabbccddeeff"
                               "00112233445566778899aabbccddeeff\n"
                               "by identity--00000000-0000-4000-8000-0000000000b1\n";

static void same_again(const char *text)
{
    struct signed_word word;
    struct dynbuf again;
    dynbuf_init(&again, 4096);
    if (!signed_word_parse(span_text(text), "note", &word, &err) ||
        !signed_word_print(&word, &again, &err))
        fail_msg("%s", err.text);
    assert_string_equal(again.data, text);
    dynbuf_release(&again);
}

static void there_and_back(void **state)
{
    (void)state;
    same_again(approval);
    same_again(lowering);
}

/* Text with one part put in place of another. */
static void changed(char *ret_text, const char *text, const char *part, const char *by)
{
    const char *at = strstr(text, part);
    assert_non_null(at);
    snprintf(ret_text, 2048, "%.*s%s%s", (int)(at - text), text, by, at + strlen(part));
}

static void one_way_only(void **state)
{
    static const char *const changes[][2] = {
        {"version 2026-11-28T11:59:02.114Z", "version 2026-11-28T11:59:02.1140Z"},
        {"version 2026-11-28T11:59:02.114Z", "version 2026-11-28T11:59:02Z"},
        {"version 2026-11-28T11:59:02.114Z", "version 2026-11-28T11:59:02.114"},
        {"version 2026-11-28T11:59:02.114Z", "version "},
        {"version 2026-11-28T11:59:02.114Z", "version  none"},
        {"until 2027-01-31T12:00:00.000Z", "until 2027-02-30T12:00:00.000Z"},
        {"until 2027-01-31T12:00:00.000Z", "until none"},
        {"until 2027-01-31T12:00:00.000Z\n", ""},
        {"aabb", "AABB"},
        {"content 00", "content 0"},
        {"content 00", "content zz"},
        {"audience member:kor", "audience "},
        {"audience member:kor", "audience\tmember:kor"},
        {"audience member:kor\n", "audience member:kor\naudience member:jpn\n"},
        {"object indicator", "object Indicator"},
        {"object indicator--", "object "},
        {"by identity", "by tool"},
        {"by identity", "by  identity"},
        {"b1\n", "b1"},
        {"b1\n", "b1\n\n"},
        {"b1\n", "b1\nmore\n"},
        {"approval/v1", "lowering/v1"},
        {"trefoil-approval", " trefoil-approval"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char text[2048];
        struct signed_word word;
        changed(text, approval, changes[i][0], changes[i][1]);
        if (signed_word_parse(span_text(text), "note", &word, &err))
            fail_msg("taken: %s", changes[i][1]);
        assert_int_equal(err.code, ERROR_SYNTAX);
    }
    struct signed_word word;
    char text[2048];
    changed(text, approval, "/v1", "/v2");
    assert_false(signed_word_parse(span_text(text), "note", &word, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    changed(text, approval, "/v1", "/v1\r");
    assert_false(signed_word_parse(span_text(text), "note", &word, &err));
    for (size_t size = 0; size < sizeof approval - 1; size++) {
        assert_false(signed_word_parse(span_of(approval, size), "note", &word, &err));
    }
}

static void what_cannot_be_written(void **state)
{
    struct signed_word word;
    struct dynbuf out;
    (void)state;
    dynbuf_init(&out, 4096);
    assert_true(signed_word_parse(span_text(approval), "note", &word, &err));
    struct signed_word bad = word;
    bad.audience = span_text("two\nlines");
    assert_false(signed_word_print(&bad, &out, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    bad = word;
    bad.until = (struct span){0};
    assert_false(signed_word_print(&bad, &out, &err));
    bad.kind = SIGNED_LOWERING; /* which has none */
    assert_true(signed_word_print(&bad, &out, &err));
    dynbuf_release(&out);
}

static void whose_key(void **state)
{
    struct note_signer jpn, other;
    unsigned char seed[NOTE_SEED_BYTES] = {1};
    struct dynbuf bytes;
    struct note note;
    (void)state;
    assert_true(sodium_init() >= 0);
    assert_true(note_signer_make(&jpn, span_text("jpn"), NOTE_ED25519, seed, &err));
    seed[0] = 2;
    assert_true(note_signer_make(&other, span_text("jpn"), NOTE_ED25519, seed, &err));
    dynbuf_init(&bytes, 4096);
    assert_true(note_sign(&jpn, span_text(approval), &bytes, &err));
    assert_true(note_parse(dynbuf_bytes(&bytes), "note", &note, &err));
    struct span key = span_of(jpn.key.public_key, NOTE_PUBLIC_BYTES);
    assert_true(signed_word_verify(&note, span_text("jpn"), key, &err));
    assert_false(signed_word_verify(&note, span_text("kor"), key, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    key = span_of(other.key.public_key, NOTE_PUBLIC_BYTES);
    assert_false(signed_word_verify(&note, span_text("jpn"), key, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    dynbuf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(one_way_only),
        cmocka_unit_test(what_cannot_be_written),
        cmocka_unit_test(whose_key),
    };
    return RUN_ALL("gate/signed_word", tests);
}
