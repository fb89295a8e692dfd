/* Proofs and requests to witnesses as files. */
#include "log/proof.h"
#include "naive.h"
#include "run.h"

#include <sodium.h>

#include "log/witness.h"

enum { SIZE = 11 };

struct made {
    struct naive_log log;
    struct note_signer signer;
    struct dynbuf note;
    struct log_hash root;
};

static void make(struct made *made, uint64_t size)
{
    static const uint64_t odd[] = {0, 3, 7, 10};
    unsigned char seed[NOTE_SEED_BYTES] = {9};
    struct error err;
    naive_init(&made->log, odd, 4);
    naive_head(&made->log, 0, size, &made->root);
    struct checkpoint checkpoint = {span_text("log.example"), size, made->root, {NULL, 0}};
    assert_true(
        note_signer_make(&made->signer, span_text("log.example"), NOTE_ED25519, seed, &err));
    dynbuf_init(&made->note, 1000);
    assert_true(checkpoint_sign(&checkpoint, &made->signer, &made->note, &err));
}

static void proofs_both_ways(void **state)
{
    (void)state;
    struct made made;
    make(&made, SIZE);
    for (uint64_t index = 0; index < SIZE; index++) {
        struct merkle_proof path;
        struct log_proof proof;
        struct log_hash leaf;
        struct checkpoint checkpoint;
        struct note_verdict verdict;
        struct dynbuf bytes, extra, again;
        struct error err;
        unsigned char beside[200];
        memset(beside, (int)index, sizeof beside);
        struct span given = span_of(beside, index == 0 ? 0 : index * 17);
        naive_path(&made.log, index, SIZE, &path);
        naive_leaf(&made.log, index, &leaf);
        dynbuf_init(&bytes, 10000);
        dynbuf_init(&again, 10000);
        dynbuf_init(&extra, 1000);
        assert_true(log_proof_print(given, index, &path, dynbuf_bytes(&made.note), &bytes, &err));
        assert_true(log_proof_parse(dynbuf_bytes(&bytes), "proof", &proof, &err));
        assert_int_equal(proof.index, index);
        assert_true(span_equal(proof.checkpoint, dynbuf_bytes(&made.note)));
        assert_true(log_proof_extra(&proof, &extra, &err));
        assert_true(span_equal(dynbuf_bytes(&extra), given));
        assert_true(log_proof_print(dynbuf_bytes(&extra), proof.index, &proof.path,
                                    proof.checkpoint, &again, &err));
        assert_true(span_equal(dynbuf_bytes(&again), dynbuf_bytes(&bytes)));
        assert_true(log_proof_verify(&proof, "proof", &leaf, &made.signer.key, 1, &checkpoint,
                                     &verdict, &err));
        assert_int_equal(checkpoint.size, SIZE);
        leaf.bytes[3] ^= 1;
        assert_false(log_proof_verify(&proof, "it", &leaf, &made.signer.key, 1, &checkpoint,
                                      &verdict, &err));
        assert_error(err, ERROR_CONFLICT, "it: proof: it does not lead to the head of the log");
        assert_false(log_proof_verify(&proof, "it", &leaf, NULL, 0, &checkpoint, NULL, &err));
        dynbuf_release(&bytes);
        dynbuf_release(&again);
        dynbuf_release(&extra);
    }
    dynbuf_release(&made.note);
}

#define HASH  "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
#define FIRST "c2sp.org/tlog-proof@v1\n"

static void what_is_no_proof(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        FIRST,
        "c2sp.org/tlog-proof@v2\nindex 1\n\nx",
        "c2sp.org/tlog-proof@v1 \nindex 1\n\nx",
        FIRST "index 1\n",
        FIRST "index 01\n\n",
        FIRST "index -1\n\n",
        FIRST "index  1\n\n",
        FIRST "index 9223372036854775808\n\n",
        FIRST "extra \nindex 1\n\n",
        FIRST "extra A\nindex 1\n\n",
        FIRST "extra AAAA====\nindex 1\n\n",
        FIRST "extra AA==AAAA\nindex 1\n\n",
        FIRST "extra AAAA\nextra AAAA\nindex 1\n\n",
        FIRST "index 1\nextra AAAA\n\n",
        (FIRST "index 1\n" HASH),
        FIRST "index 1\nCsUY\n\n",
        FIRST "index 1\r\n\r\n",
        FIRST "\nindex 1\n\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct log_proof proof = {.index = 77};
        struct error err;
        if (log_proof_parse(span_text(texts[i]), "proof", &proof, &err))
            fail_msg("taken: %zu", i);
        assert_int_equal(err.code, ERROR_SYNTAX);
        assert_int_equal(proof.index, 77);
    }
    struct dynbuf text;
    struct log_proof proof;
    struct error err;
    dynbuf_init(&text, 10000);
    dynbuf_text(&text, FIRST "index 1\n");
    for (unsigned i = 0; i < MERKLE_PROOF_MAX; i++)
        dynbuf_text(&text, HASH);
    dynbuf_text(&text, "\n");
    assert_true(log_proof_parse(dynbuf_bytes(&text), "proof", &proof, &err));
    text.size--;
    dynbuf_text(&text, HASH "\n");
    assert_false(log_proof_parse(dynbuf_bytes(&text), "proof", &proof, &err));
    dynbuf_release(&text);
}

static void too_much_beside_a_proof(void **state)
{
    (void)state;
    static unsigned char extra[PROOF_EXTRA_BYTES_MAX + 1];
    static const struct merkle_proof path;
    struct log_proof proof;
    struct dynbuf bytes;
    struct error err;
    dynbuf_init(&bytes, 1 << 20);
    assert_true(log_proof_print(span_of(extra, PROOF_EXTRA_BYTES_MAX), 0, &path, span_text("x"),
                                &bytes, &err));
    assert_true(log_proof_parse(dynbuf_bytes(&bytes), "proof", &proof, &err));
    assert_false(
        log_proof_print(span_of(extra, sizeof extra), 0, &path, span_text("x"), &bytes, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    dynbuf_release(&bytes);
}

/* The example of C2SP tlog-witness. */
static void the_standards_request(void **state)
{
    (void)state;
    static const char text[] = "old 20852014\n"
                               "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
                               "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
                               "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
                               "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
                               "\n"
                               "example.com/behind-the-sofa\n";
    struct witness_request request;
    struct dynbuf again;
    struct error err;
    assert_true(witness_request_parse(span_text(text), "request", &request, &err));
    assert_int_equal(request.old_size, 20852014);
    assert_int_equal(request.proof.count, 4);
    assert_true(span_is(request.checkpoint, "example.com/behind-the-sofa\n"));
    dynbuf_init(&again, 1000);
    assert_true(witness_request_print(&request, &again, &err));
    assert_string_equal(again.data, text);
    dynbuf_release(&again);
}

static void what_is_no_request(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "old\n\n",
                                        "old \n\n",
                                        "old 01\n\n",
                                        "old 1\n",
                                        ("old 1\n" HASH),
                                        "old 1\nCsUY\n\n",
                                        "old -1\n\n",
                                        "Old 1\n\n",
                                        "old 1\r\n\r\n",
                                        "old 9223372036854775808\n\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct witness_request request = {.old_size = 77};
        struct error err;
        assert_false(witness_request_parse(span_text(texts[i]), "request", &request, &err));
        assert_int_equal(err.code, ERROR_SYNTAX);
        assert_int_equal(request.old_size, 77);
    }
    struct witness_request request = {.proof.count = WITNESS_HASHES_MAX};
    struct dynbuf text;
    struct error err;
    dynbuf_init(&text, 10000);
    assert_true(witness_request_print(&request, &text, &err));
    assert_true(witness_request_parse(dynbuf_bytes(&text), "request", &request, &err));
    request.proof.count++;
    assert_false(witness_request_print(&request, &text, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    dynbuf_clear(&text);
    dynbuf_text(&text, "old 1\n");
    for (unsigned i = 0; i <= WITNESS_HASHES_MAX; i++)
        dynbuf_text(&text, HASH);
    dynbuf_text(&text, "\n");
    assert_false(witness_request_parse(dynbuf_bytes(&text), "request", &request, &err));
    dynbuf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proofs_both_ways),        cmocka_unit_test(what_is_no_proof),
        cmocka_unit_test(too_much_beside_a_proof), cmocka_unit_test(the_standards_request),
        cmocka_unit_test(what_is_no_request),
    };
    return sodium_init() < 0 ? 1 : RUN_ALL("log/proof", tests);
}
