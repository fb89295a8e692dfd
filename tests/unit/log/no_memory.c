/* Every allocation fails in its turn: an error that blames memory, nothing handed over, nothing
 * leaked (the sanitizers look). */
#include "alloc_faults.h"
#include "log/cosignature.h"
#include "log/opening.h"
#include "log/proof.h"
#include "log/witness.h"
#include "run.h"

#include <sodium.h>

static struct note_signer signer, witness;

/* All that is written and read of a log, from a leaf to a proof, in one go. */
static bool everything(struct error *err)
{
    static const unsigned char salt[LEAF_SALT_BYTES];
    static const struct merkle_proof path;
    struct dynbuf record, leaf, opening, text, note, proof, request;
    struct dynbuf *all[] = {&record, &leaf, &opening, &text, &note, &proof, &request};
    struct record says = {.values = {[RECORD_ACTOR] = {(const unsigned char *)"a", 1}}};
    struct leaf of_it = {.kind = LEAF_POLICY, .time = 1};
    struct checkpoint checkpoint = {.origin = span_text("log.example"), .size = 1};
    struct witness_request asks = {.old_size = 0};
    struct note_key keys[] = {signer.key, witness.key};
    struct note_verdict verdicts[2];
    struct log_proof parsed;
    struct log_hash leaf_hash;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        dynbuf_init(all[i], NOTE_BYTES_MAX);
    bool ok = record_print(&says, &record, err);
    if (ok)
        leaf_commit(salt, dynbuf_bytes(&record), &of_it.commitment);
    ok = ok && leaf_print(&of_it, &leaf, err) &&
         opening_print(salt, dynbuf_bytes(&leaf), dynbuf_bytes(&record), &opening, err);
    if (ok)
        log_hash_leaf(&checkpoint.root, dynbuf_bytes(&leaf));
    leaf_hash = checkpoint.root;
    ok = ok && checkpoint_print(&checkpoint, &text, err) &&
         checkpoint_sign(&checkpoint, &signer, &note, err) &&
         cosignature_line(&witness, dynbuf_bytes(&text), 5, &note, err) &&
         log_proof_print(dynbuf_bytes(&opening), 0, &path, dynbuf_bytes(&note), &proof, err) &&
         log_proof_parse(dynbuf_bytes(&proof), "proof", &parsed, err) &&
         log_proof_verify(&parsed, "proof", &leaf_hash, keys, 2, &checkpoint, verdicts, err);
    asks.checkpoint = dynbuf_bytes(&note);
    ok = ok && witness_request_print(&asks, &request, err);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        dynbuf_release(all[i]);
    return ok;
}

static void each_allocation_fails(void **state)
{
    (void)state;
    bool ok = false;
    unsigned nth = 0;
    while (!ok) {
        struct error err = {ERROR_NONE, ""};
        alloc_fail_at(++nth);
        ok = everything(&err);
        alloc_fail_at(0);
        assert_int_equal(err.code, ok ? ERROR_NONE : ERROR_MEMORY);
    }
    assert_true(nth > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_fails)};
    unsigned char seed[NOTE_SEED_BYTES] = {1};
    struct error err;
    if (sodium_init() < 0 ||
        !note_signer_make(&signer, span_text("log.example"), NOTE_ED25519, seed, &err) ||
        !note_signer_make(&witness, span_text("w.example"), NOTE_COSIGNATURE, seed, &err))
        return 1;
    return RUN_ALL("log/no_memory", tests);
}
