/* Proofs that a forger makes: whatever hashes, sizes and positions stand in it, a proof is taken
 * only if it is the one that the log itself gives.
 *
 * Input: a number of leaves (one byte), index or old size (one byte), claimed size (one byte), then
 * the hashes, a byte each: level (three bits) and index of a perfect subtree, or, where the log has
 * no such one, the head of what stands from that leaf on. */
#include "naive.h"
#include "target.h"

enum { LEAVES_MAX = 32 };

static void pick(const struct naive_log *log, uint64_t size, uint8_t which,
                 struct log_hash *ret_hash)
{
    uint64_t index = which & 31, width = UINT64_C(1) << (which >> 5);
    if ((index + 1) * width <= size)
        naive_head(log, index * width, (index + 1) * width, ret_hash);
    else
        naive_head(log, index % size, size, ret_hash); /* what hangs over at the right */
}

static bool equal(const struct merkle_proof *a, const struct merkle_proof *b)
{
    return a->count == b->count &&
           memcmp(a->hashes, b->hashes, a->count * sizeof a->hashes[0]) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint64_t odd[] = {0, 2, 5, 11, 17, 23, 30, 31};
    struct naive_log log;
    struct merkle_proof proof = {.count = 0}, wanted;
    struct log_hash root, old_root, leaf;
    struct error err;
    if (size < 3)
        return 0;
    uint64_t leaves = data[0] % LEAVES_MAX + 1, number = data[1], claimed = data[2];
    naive_init(&log, odd, ODD_LEAVES);
    for (size_t i = 3; i < size && proof.count < MERKLE_PROOF_MAX; i++)
        pick(&log, leaves, data[i], &proof.hashes[proof.count++]);
    naive_head(&log, 0, leaves, &root);
    naive_leaf(&log, number % leaves, &leaf);
    if (merkle_verify_inclusion(&leaf, number, leaves, &proof, &root, &err)) {
        naive_path(&log, number, leaves, &wanted);
        ensure(number < leaves && equal(&proof, &wanted));
    }
    uint64_t old = number % (leaves + 1);
    naive_head(&log, 0, old, &old_root);
    if (merkle_verify_consistency(old, &old_root, leaves, &root, &proof, &err)) {
        naive_consistency(&log, old, leaves, &wanted);
        ensure(equal(&proof, &wanted));
    }
    /* With a size that is not the log's nothing may hold that ties other leaves to this head. */
    if (claimed != leaves && number < claimed && claimed < 256)
        merkle_verify_inclusion(&leaf, number, claimed, &proof, &root, &err);
    return 0;
}
