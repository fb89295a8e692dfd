/* Checkpoints and cosignatures: the standards' examples, who must have signed, what is none. */
#include "log/checkpoint.h"
#include "run.h"

#include <sodium.h>

#include "log/cosignature.h"

/* The example of C2SP tlog-checkpoint and tlog-cosignature; its log's key is not published. */
static const char example[] =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "\xe2\x80\x94 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN"
    "7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\xe2\x80\x94 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9d"
    "lrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

static void the_standards_example(void **state)
{
    (void)state;
    struct note note;
    struct checkpoint checkpoint;
    struct dynbuf text;
    struct error err;
    assert_true(note_parse(span_text(example), "note", &note, &err));
    assert_int_equal(note.count, 2);
    assert_true(checkpoint_parse(note.text, "checkpoint", &checkpoint, &err));
    assert_true(span_is(checkpoint.origin, "example.com/behind-the-sofa"));
    assert_int_equal(checkpoint.size, 20852163);
    assert_int_equal(checkpoint.root.bytes[0], 0x0a);
    assert_int_equal(checkpoint.extensions.size, 0);
    dynbuf_init(&text, 1000);
    assert_true(checkpoint_print(&checkpoint, &text, &err));
    assert_true(span_equal(dynbuf_bytes(&text), note.text));
    dynbuf_release(&text);
    /* The second line is a cosignature of 72 bytes whose time is the standard's. */
    struct note_signature signature;
    size_t at = 0;
    assert_true(note_next(&note, &at, &signature) && note_next(&note, &at, &signature));
    assert_int_equal(signature.size, COSIGNATURE_BYTES);
    assert_int_equal(signature.id, 0x8d66cf3f);
    uint64_t time = 0;
    for (unsigned i = 0; i < 8; i++)
        time = time << 8 | signature.bytes[i];
    assert_int_equal(time, 1679315147);
    assert_false(note_next(&note, &at, &signature));
}

#define HEAD      "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
#define NO_LEAVES "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"

static void texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum error_code code;
    } rows[] = {
        {"a\n1\n" HEAD, ERROR_NONE},
        {"a b + c\n1\n" HEAD, ERROR_NONE},
        {"a\n1\n" HEAD "extension\nanother one\n", ERROR_NONE},
        {"a\n9223372036854775807\n" HEAD, ERROR_NONE},
        {"a\n0\n" NO_LEAVES, ERROR_NONE},
        {"a\n0\n" HEAD, ERROR_VALUE},
        {"", ERROR_SYNTAX},
        {"a\n1\n", ERROR_SYNTAX},
        {"\n1\n" HEAD, ERROR_SYNTAX},
        {"a\n\n" HEAD, ERROR_SYNTAX},
        {"a\n01\n" HEAD, ERROR_SYNTAX},
        {"a\n00\n" NO_LEAVES, ERROR_SYNTAX},
        {"a\n+1\n" HEAD, ERROR_SYNTAX},
        {"a\n-1\n" HEAD, ERROR_SYNTAX},
        {"a\n1 \n" HEAD, ERROR_SYNTAX},
        {"a\n0x1\n" HEAD, ERROR_SYNTAX},
        {"a\n9223372036854775808\n" HEAD, ERROR_SYNTAX},
        {"a\n99999999999999999999\n" HEAD, ERROR_SYNTAX},
        {"a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n", ERROR_SYNTAX},
        {"a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", ERROR_SYNTAX},
        {"a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jx\n", ERROR_SYNTAX},
        {"a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", ERROR_SYNTAX},
        {"a\n1\n" HEAD "\n", ERROR_SYNTAX},
        {"a\n1\n" HEAD "x\n\ny\n", ERROR_SYNTAX},
        {"a\n1\n" HEAD "x", ERROR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct checkpoint checkpoint = {.size = 77};
        struct error err = {ERROR_NONE, ""};
        if (checkpoint_parse(span_text(rows[i].text), "checkpoint", &checkpoint, &err) !=
            (rows[i].code == ERROR_NONE))
            fail_msg("row %zu", i);
        assert_int_equal(err.code, rows[i].code);
        assert_true(rows[i].code == ERROR_NONE || checkpoint.size == 77);
    }
}

struct keys {
    struct note_signer log, other, witness;
};

static void make_keys(struct keys *keys)
{
    unsigned char seed[NOTE_SEED_BYTES] = {1};
    struct error err;
    assert_true(note_signer_make(&keys->log, span_text("log.example"), NOTE_ED25519, seed, &err));
    seed[0] = 2;
    assert_true(
        note_signer_make(&keys->other, span_text("other.example"), NOTE_ED25519, seed, &err));
    seed[0] = 3;
    assert_true(note_signer_make(&keys->witness, span_text("witness.example"), NOTE_COSIGNATURE,
                                 seed, &err));
}

static void make_note(struct keys *keys, struct checkpoint *checkpoint, struct dynbuf *ret_note)
{
    struct error err;
    *checkpoint = (struct checkpoint){.origin = span_text("log.example"), .size = 5};
    memset(checkpoint->root.bytes, 0xab, LOG_HASH_BYTES);
    dynbuf_init(ret_note, 10000);
    assert_true(checkpoint_sign(checkpoint, &keys->log, ret_note, &err));
}

static void who_must_have_signed(void **state)
{
    (void)state;
    struct keys keys;
    struct checkpoint checkpoint, opened;
    struct dynbuf bytes, text;
    struct note_verdict verdicts[3];
    struct error err;
    make_keys(&keys);
    make_note(&keys, &checkpoint, &bytes);
    dynbuf_init(&text, 1000);
    assert_true(checkpoint_print(&checkpoint, &text, &err));
    assert_true(note_sign_line(&keys.other, dynbuf_bytes(&text), &bytes, &err));
    assert_true(cosignature_line(&keys.witness, dynbuf_bytes(&text), 1700000000, &bytes, &err));
    assert_true(cosignature_line(&keys.witness, dynbuf_bytes(&text), 1600000000, &bytes, &err));
    struct note_key known[] = {keys.witness.key, keys.log.key, keys.other.key};
    assert_true(checkpoint_open(dynbuf_bytes(&bytes), "it", known, 3, &opened, verdicts, &err));
    assert_int_equal(opened.size, 5);
    assert_true(verdicts[0].valid && verdicts[1].valid && verdicts[2].valid);
    assert_int_equal(verdicts[0].time, 1700000000); /* the newest */
    assert_int_equal(verdicts[1].time, 0);
    /* Without the log's own signature a checkpoint is none, whoever else has signed it. */
    struct note_key others[] = {keys.other.key, keys.witness.key};
    assert_false(checkpoint_open(dynbuf_bytes(&bytes), "it", others, 2, &opened, verdicts, &err));
    assert_error(err, ERROR_CONFLICT,
                 "it: no key named as the log's origin, log.example, has signed it");
    /* A cosigner that is named as the log is no log. */
    unsigned char seed[NOTE_SEED_BYTES] = {4};
    struct note_signer posing;
    assert_true(note_signer_make(&posing, span_text("log.example"), NOTE_COSIGNATURE, seed, &err));
    assert_true(cosignature_line(&posing, dynbuf_bytes(&text), 1, &bytes, &err));
    assert_false(
        checkpoint_open(dynbuf_bytes(&bytes), "it", &posing.key, 1, &opened, verdicts, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_false(checkpoint_open(dynbuf_bytes(&bytes), "it", NULL, 0, &opened, NULL, &err));
    assert_error(err, ERROR_CONFLICT, "it: note: no key that is known has signed it");
    dynbuf_release(&text);
    dynbuf_release(&bytes);
}

static void every_bit_counts(void **state)
{
    (void)state;
    struct keys keys;
    struct checkpoint checkpoint, opened;
    struct dynbuf bytes;
    struct note_verdict verdicts[2];
    struct error err;
    make_keys(&keys);
    make_note(&keys, &checkpoint, &bytes);
    struct note note;
    assert_true(note_parse(dynbuf_bytes(&bytes), "it", &note, &err));
    struct dynbuf text;
    dynbuf_init(&text, 1000);
    dynbuf_span(&text, note.text);
    assert_true(cosignature_line(&keys.witness, dynbuf_bytes(&text), 1700000000, &bytes, &err));
    struct note_key known[] = {keys.log.key, keys.witness.key};
    size_t end_of_log_line = note.text.size + 1 + note.signatures.size;
    for (size_t i = 0; i < bytes.size * 8; i++) {
        bytes.data[i / 8] = (char)(bytes.data[i / 8] ^ 1 << i % 8);
        bool ok = checkpoint_open(dynbuf_bytes(&bytes), "it", known, 2, &opened, verdicts, &err);
        /* Only the witness's line may become that of somebody unknown. */
        assert_true(!ok || (i / 8 >= end_of_log_line && verdicts[0].valid && !verdicts[1].valid));
        bytes.data[i / 8] = (char)(bytes.data[i / 8] ^ 1 << i % 8);
    }
    assert_true(checkpoint_open(dynbuf_bytes(&bytes), "it", known, 2, &opened, verdicts, &err));
    assert_true(verdicts[1].valid);
    dynbuf_release(&text);
    dynbuf_release(&bytes);
}

static void cosignatures(void **state)
{
    (void)state;
    struct keys keys;
    struct dynbuf line;
    struct error err;
    static const char text[] = "log.example\n1\n" HEAD "extension\n";
    make_keys(&keys);
    dynbuf_init(&line, 1000);
    assert_false(cosignature_line(&keys.witness, span_text(text), 0, &line, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_false(cosignature_line(&keys.witness, span_text(text), UINT64_C(1) << 63, &line, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    assert_false(cosignature_line(&keys.witness, span_text("no checkpoint\n"), 1, &line, &err));
    assert_int_equal(err.code, ERROR_SYNTAX);
    assert_true(cosignature_line(&keys.witness, span_text(text), INT64_MAX, &line, &err));

    struct dynbuf bytes;
    struct note note;
    struct note_signature signature;
    size_t at = 0;
    uint64_t time = 77;
    dynbuf_init(&bytes, 1000);
    dynbuf_text(&bytes, text);
    dynbuf_text(&bytes, "\n");
    dynbuf_span(&bytes, dynbuf_bytes(&line));
    assert_true(note_parse(dynbuf_bytes(&bytes), "it", &note, &err));
    assert_true(note_next(&note, &at, &signature));
    const struct note_key *key = &keys.witness.key;
    assert_true(cosignature_verify(key, span_text(text), signature.bytes, &time, &err));
    assert_int_equal(time, INT64_MAX);
    time = 77;
    /* Extension lines are part of what is cosigned. */
    assert_false(
        cosignature_verify(key, span_text("log.example\n1\n" HEAD), signature.bytes, &time, &err));
    assert_error(err, ERROR_CONFLICT, "cosignature: that of witness.example is wrong");
    signature.bytes[7] ^= 1; /* the time */
    assert_false(cosignature_verify(key, span_text(text), signature.bytes, &time, &err));
    signature.bytes[0] ^= 0x80;
    assert_false(cosignature_verify(key, span_text(text), signature.bytes, &time, &err));
    assert_false(cosignature_verify(key, span_text("x\n"), signature.bytes, &time, &err));
    assert_int_equal(err.code, ERROR_SYNTAX);
    assert_int_equal(time, 77);
    dynbuf_release(&bytes);
    dynbuf_release(&line);
}

static void origins_that_cannot_be(void **state)
{
    (void)state;
    static const char *const origins[] = {"", "a b", "a+b", "a\nb", "\xff"};
    for (size_t i = 0; i < sizeof origins / sizeof origins[0]; i++) {
        struct checkpoint checkpoint = {.origin = span_text(origins[i])};
        struct dynbuf text;
        struct error err;
        dynbuf_init(&text, 1000);
        assert_false(checkpoint_print(&checkpoint, &text, &err));
        assert_int_equal(err.code, ERROR_VALUE);
        dynbuf_release(&text);
    }
}

static void sign_for_another(void)
{
    struct keys keys;
    struct checkpoint checkpoint = {.origin = span_text("log.example")};
    struct dynbuf text;
    struct error err;
    make_keys(&keys);
    dynbuf_init(&text, 1000);
    checkpoint_sign(&checkpoint, &keys.other, &text, &err);
}

static void a_key_for_another_log(void **state)
{
    (void)state;
    assert_true(aborts(sign_for_another));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_example), cmocka_unit_test(texts),
        cmocka_unit_test(who_must_have_signed),  cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(cosignatures),          cmocka_unit_test(origins_that_cannot_be),
        cmocka_unit_test(a_key_for_another_log),
    };
    return sodium_init() < 0 ? 1 : RUN_ALL("log/checkpoint", tests);
}
