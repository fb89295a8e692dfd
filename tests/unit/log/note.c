/* Signed notes and their keys: the standard's examples, and what is no note. */
#include "log/note.h"
#include "run.h"

#include <sodium.h>

#include "log/cosignature.h"

/* The example of C2SP signed-note. */
static const char example_key[] =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
static const char example_note[] =
    "This is an example message.\n"
    "\n"
    "\xe2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3"
    "mFXmRKuwHjG1Yu72IneyaQM=\n";

static void the_standards_example(void **state)
{
    (void)state;
    struct note_key key;
    struct note note;
    struct note_verdict verdict;
    struct dynbuf printed;
    struct error err;
    assert_true(note_key_parse(span_text(example_key), "key", &key, &err));
    assert_int_equal(key.id, 0x530d903a);
    assert_int_equal(key.type, NOTE_ED25519);
    dynbuf_init(&printed, 1000);
    assert_true(note_key_print(&key, &printed));
    assert_string_equal(printed.data, example_key);
    dynbuf_release(&printed);
    assert_true(note_parse(span_text(example_note), "note", &note, &err));
    assert_true(span_is(note.text, "This is an example message.\n"));
    assert_int_equal(note.count, 1);
    assert_true(note_verify(&note, &key, 1, &verdict, &err));
    assert_true(verdict.valid && verdict.time == 0);
}

/* Every bit of a signed note that is changed makes it refused: or, where a line becomes that of an
 * unknown key, leaves nobody who has signed. */
static void every_bit_counts(void **state)
{
    (void)state;
    struct note_key key;
    struct note_verdict verdict = {.time = 77};
    struct error err;
    unsigned refused = 0;
    char bytes[sizeof example_note];
    size_t size = sizeof example_note - 1;
    assert_true(note_key_parse(span_text(example_key), "key", &key, &err));
    for (size_t i = 0; i < size * 8; i++) {
        struct note note;
        memcpy(bytes, example_note, sizeof bytes);
        bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
        err.code = ERROR_NONE;
        if (note_parse(span_of(bytes, size), "note", &note, &err))
            assert_false(note_verify(&note, &key, 1, &verdict, &err));
        refused += err.code == ERROR_SYNTAX || err.code == ERROR_CONFLICT;
    }
    assert_int_equal(refused, size * 8);
    assert_int_equal(verdict.time, 77);
}

static void signer(struct note_signer *ret_signer, const char *name, enum note_type type,
                   unsigned char fill)
{
    unsigned char seed[NOTE_SEED_BYTES];
    struct error err;
    memset(seed, fill, sizeof seed);
    assert_true(note_signer_make(ret_signer, span_text(name), type, seed, &err));
}

static void signing_and_verifying(void **state)
{
    (void)state;
    struct note_signer a, b;
    struct dynbuf bytes;
    struct note note;
    struct error err;
    static const char text[] = "eins\n\nzwei\n\n\xea\xb0\x80\n";
    signer(&a, "a.example", NOTE_ED25519, 1);
    signer(&b, "b.example", NOTE_ED25519, 2);
    dynbuf_init(&bytes, 10000);
    assert_true(note_sign(&a, span_text(text), &bytes, &err));
    assert_true(note_sign_line(&b, span_text(text), &bytes, &err));
    assert_true(note_parse(dynbuf_bytes(&bytes), "note", &note, &err));
    assert_true(span_is(note.text, text));
    assert_int_equal(note.count, 2);
    struct note_key keys[] = {b.key, a.key, a.key};
    struct note_verdict verdicts[3];
    assert_true(note_verify(&note, keys, 3, verdicts, &err));
    assert_true(verdicts[0].valid && verdicts[1].valid && verdicts[2].valid);
    assert_true(note_verify(&note, keys, 1, verdicts, &err));
    /* A known key under another name, or another key under a known name, is unknown. */
    signer(&b, "a.example", NOTE_ED25519, 3);
    assert_false(note_verify(&note, &b.key, 1, verdicts, &err));
    assert_error(err, ERROR_CONFLICT, "note: no key that is known has signed it");
    assert_false(note_verify(&note, NULL, 0, NULL, &err));
    /* Name and id of a known key over a wrong signature: the whole note is refused, though another
     * known key has signed it well. */
    unsigned char wrong[64] = {1};
    assert_true(note_put_line(&b.key, span_of(wrong, sizeof wrong), &bytes, &err));
    assert_true(note_parse(dynbuf_bytes(&bytes), "note", &note, &err));
    assert_int_equal(note.count, 3);
    keys[2] = b.key;
    assert_true(note_verify(&note, keys, 2, verdicts, &err));
    assert_false(note_verify(&note, keys, 3, verdicts, &err));
    assert_error(err, ERROR_CONFLICT, "note: the signature of a.example is wrong");
    dynbuf_release(&bytes);
}

/* Signatures of unknown keys and types may have any size up to the limit. */
static void unknown_signatures_are_ignored(void **state)
{
    (void)state;
    struct note_signer a, other;
    struct dynbuf bytes;
    struct note note;
    struct note_verdict verdict;
    struct error err;
    signer(&a, "a.example", NOTE_ED25519, 1);
    signer(&other, "\xed\x95\x9c.example", NOTE_ED25519, 9);
    dynbuf_init(&bytes, 100000);
    assert_true(note_sign(&a, span_text("x\n"), &bytes, &err));
    assert_true(note_put_line(&other.key, span_of("z", 1), &bytes, &err));
    dynbuf_text(&bytes, "\xe2\x80\x94 pq.example ");
    for (unsigned i = 0; i < (NOTE_SIGNATURE_BYTES_MAX + 4) / 3; i++)
        dynbuf_text(&bytes, "AAAA");
    size_t before = bytes.size;
    dynbuf_text(&bytes, "\n");
    assert_true(note_parse(dynbuf_bytes(&bytes), "note", &note, &err));
    assert_int_equal(note.count, 3);
    assert_true(note_verify(&note, &a.key, 1, &verdict, &err));
    bytes.size = before;
    dynbuf_text(&bytes, "AAAAAAAA\n");
    assert_false(note_parse(dynbuf_bytes(&bytes), "note", &note, &err));
    assert_error(err, ERROR_LIMIT, "note: signature 3 has more than 8192 bytes");
    dynbuf_release(&bytes);
}

static void what_is_no_note(void **state)
{
    (void)state;
    static const char *const notes[] = {
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\n\xe2\x80\x94 a AAAAAAA=\n",   /* no empty line */
        "text\n\n\xe2\x80\x94 a AAAAAAA=",   /* no newline at the end */
        "text\n\n- a AAAAAAA=\n",            /* another dash */
        "text\n\n\xe2\x80\x93 a AAAAAAA=\n", /* an en dash */
        "text\n\n\xe2\x80\x94"
        "a AAAAAAA=\n",                     /* no space */
        "text\n\n\xe2\x80\x94  AAAAAAA=\n", /* no name */
        "text\n\n\xe2\x80\x94 a\n",         /* no signature */
        "text\n\n\xe2\x80\x94 a \n",
        "text\n\n\xe2\x80\x94 a AAAAAA==\n", /* an id and nothing behind it */
        "text\n\n\xe2\x80\x94 a AAAAAAA\n",  /* padding is missing */
        "text\n\n\xe2\x80\x94 a AAAAAAB=\n", /* stray bits */
        "text\n\n\xe2\x80\x94 a AAAA AAA=\n",
        "text\n\n\xe2\x80\x94 a AAAAAAA= \n",
        "text\n\n\xe2\x80\x94 a AAAAAA-_AAAA\n", /* the other alphabet */
        "text\n\n\xe2\x80\x94 a+b AAAAAAA=\n",   /* names have no plus, no space */
        "text\n\n\xe2\x80\x94 a\xc2\xa0"
        "b AAAAAAA=\n",
        "text\n\n\xe2\x80\x94 a\xe3\x80\x80 AAAAAAA=\n",
        "te\txt\n\n\xe2\x80\x94 a AAAAAAA=\n", /* control characters */
        "te\rxt\n\n\xe2\x80\x94 a AAAAAAA=\n",
        "te\xffxt\n\n\xe2\x80\x94 a AAAAAAA=\n", /* no UTF-8 */
        "te\xed\xa0\x80xt\n\n\xe2\x80\x94 a AAAAAAA=\n",
        "text\n\n\xe2\x80\x94 a AAAAAAA=\nmore\n", /* another line between or behind */
    };
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        struct note note = {.count = 77};
        struct error err;
        if (note_parse(span_text(notes[i]), "note", &note, &err))
            fail_msg("taken: note %zu", i);
        assert_int_equal(err.code, ERROR_SYNTAX);
        assert_int_equal(note.count, 77);
    }
    struct note note;
    struct error err;
    assert_true(note_parse(span_text("text\n\n\xe2\x80\x94 a AAAAAAA=\n"), "note", &note, &err));
    assert_true(note_parse(span_text("\n\n\xe2\x80\x94 a AAAAAAA=\n"), "note", &note, &err));
    assert_true(span_is(note.text, "\n"));
}

static void limits(void **state)
{
    (void)state;
    struct dynbuf bytes;
    struct note note;
    struct error err;
    dynbuf_init(&bytes, 2 * NOTE_BYTES_MAX);
    dynbuf_text(&bytes, "x\n\n");
    for (unsigned i = 0; i < NOTE_SIGNATURES_MAX; i++)
        dynbuf_text(&bytes, "\xe2\x80\x94 a AAAAAAA=\n");
    assert_true(note_parse(dynbuf_bytes(&bytes), "note", &note, &err));
    assert_int_equal(note.count, NOTE_SIGNATURES_MAX);
    dynbuf_text(&bytes, "\xe2\x80\x94 a AAAAAAA=\n");
    assert_false(note_parse(dynbuf_bytes(&bytes), "note", &note, &err));
    assert_error(err, ERROR_LIMIT, "note: more than 100 signatures");
    dynbuf_clear(&bytes);
    while (bytes.size < NOTE_BYTES_MAX)
        dynbuf_text(&bytes, "x\n\n\xe2\x80\x94 a AAAAAAA=\n");
    assert_false(note_parse(dynbuf_bytes(&bytes), "note", &note, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    dynbuf_release(&bytes);
}

static void texts_that_cannot_be_signed(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "x", "x\n\ty\n", "\xff\n", "x\r\n"};
    struct note_signer a;
    struct dynbuf bytes;
    struct error err;
    signer(&a, "a.example", NOTE_ED25519, 1);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        dynbuf_init(&bytes, 1000);
        assert_false(note_sign(&a, span_text(texts[i]), &bytes, &err));
        assert_int_equal(err.code, ERROR_VALUE);
        dynbuf_release(&bytes);
    }
    dynbuf_init(&bytes, 20);
    assert_false(note_sign(&a, span_text("x\n"), &bytes, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    dynbuf_release(&bytes);
}

static void names(void **state)
{
    (void)state;
    char long_name[NOTE_NAME_BYTES_MAX + 2];
    memset(long_name, 'a', sizeof long_name);
    assert_true(note_name_valid(span_of(long_name, NOTE_NAME_BYTES_MAX)));
    assert_false(note_name_valid(span_of(long_name, NOTE_NAME_BYTES_MAX + 1)));
    assert_true(note_name_valid(span_text("trefoil.example/\xe6\x97\xa5\xe6\x9c\xac")));
    static const char *const bad[] = {"",      "a b",           "a+b",           "a\tb",
                                      "a\nb",  "\xff",          "a\xe2\x80\x83", "a\xc2\x85",
                                      "a\x01", "a\xe2\x80\xa8z"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(note_name_valid(span_text(bad[i])));
    assert_false(note_name_valid(span_of("a\0b", 3)));
}

static void keys_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum error_code code;
    } rows[] = {
        {"", ERROR_SYNTAX},
        {"example.com/foo", ERROR_SYNTAX},
        {"example.com/foo+530d903a", ERROR_SYNTAX},
        {"example.com/foo+530d903a+", ERROR_SYNTAX},
        {"+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", ERROR_SYNTAX},
        {"example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", ERROR_SYNTAX},
        {"example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", ERROR_SYNTAX},
        {"example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", ERROR_VALUE},
        {"example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", ERROR_VALUE},
        {"example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
         ERROR_UNSUPPORTED},
        {"example.com/foo+530d903a+Aeky", ERROR_SYNTAX},
        {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2kAAAA", ERROR_SYNTAX},
        {"PRIVATE+KEY+a+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ERROR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct note_key key = {.id = 77};
        struct error err;
        assert_false(note_key_parse(span_text(rows[i].text), "key", &key, &err));
        assert_int_equal(err.code, rows[i].code);
        assert_int_equal(key.id, 77);
    }
    struct note_key key;
    struct error err;
    unsigned char public_key[NOTE_PUBLIC_BYTES] = {0};
    assert_false(note_key_make(&key, span_text("a b"), NOTE_ED25519, public_key, &err));
    assert_int_equal(err.code, ERROR_VALUE);
}

/* What is printed is read back, of both types; tests/interop holds it against another program. */
static void signers_as_text(void **state)
{
    (void)state;
    struct note_signer a, back;
    struct dynbuf text;
    struct error err;
    for (unsigned type = NOTE_ED25519; type <= NOTE_COSIGNATURE; type += 3) {
        signer(&a, "a.example/log", type, 7);
        dynbuf_init(&text, 1000);
        assert_true(note_signer_print(&a, &text));
        assert_true(note_signer_parse(dynbuf_bytes(&text), "key", &back, &err));
        assert_memory_equal(&a.secret, &back.secret, sizeof a.secret);
        assert_string_equal(a.key.name, back.key.name);
        assert_int_equal(a.key.id, back.key.id);
        text.data[12] = 'b'; /* the name */
        assert_false(note_signer_parse(dynbuf_bytes(&text), "key", &back, &err));
        assert_int_equal(err.code, ERROR_VALUE);
        /* No error shows the secret. */
        text.data[text.size - 1] = '!';
        assert_false(note_signer_parse(dynbuf_bytes(&text), "key", &back, &err));
        assert_error(err, ERROR_SYNTAX, "key: expected a key, PRIVATE+KEY+NAME+ID+BASE64");
        dynbuf_release(&text);
    }
    assert_false(note_signer_parse(span_text(example_key), "key", &back, &err));
    note_signer_clear(&a);
    static const struct note_signer zero;
    assert_memory_equal(&a, &zero, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standards_example),
        cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(signing_and_verifying),
        cmocka_unit_test(unknown_signatures_are_ignored),
        cmocka_unit_test(what_is_no_note),
        cmocka_unit_test(limits),
        cmocka_unit_test(texts_that_cannot_be_signed),
        cmocka_unit_test(names),
        cmocka_unit_test(keys_that_are_none),
        cmocka_unit_test(signers_as_text),
    };
    return sodium_init() < 0 ? 1 : RUN_ALL("log/note", tests);
}
