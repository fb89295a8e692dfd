/* Verifying proofs, as RFC 9162 sections 2.1.3.2 and 2.1.4.2 spell it out: apart from how merkle.c
 * makes them, so that one mistake is not made twice. */
#include "log/merkle.h"

static bool wrong(struct error *err)
{
    return error_input(err, ERROR_CONFLICT, "proof", "it does not lead to the head of the log");
}

bool merkle_verify_inclusion(const struct log_hash *leaf, uint64_t index, uint64_t size,
                             const struct merkle_proof *proof, const struct log_hash *root,
                             struct error *err)
{
    if (size > MERKLE_SIZE_MAX || index >= size)
        return error_input(err, ERROR_VALUE, "proof", "no leaf %llu in a log of %llu",
                           (unsigned long long)index, (unsigned long long)size);
    uint64_t node = index, last = size - 1; /* both at the level that was reached */
    struct log_hash hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0)
            return wrong(err);
        if ((node & 1) != 0 || node == last) {
            log_hash_node(&hash, &proof->hashes[i], &hash);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            log_hash_node(&hash, &hash, &proof->hashes[i]);
        }
        node >>= 1;
        last >>= 1;
    }
    return (last == 0 && log_hash_equal(&hash, root)) || wrong(err);
}

/* Trees that need no hash: the empty one grows into any, and each is itself. */
static bool verify_without(uint64_t old, const struct log_hash *old_root, uint64_t size,
                           const struct log_hash *root, const struct merkle_proof *proof,
                           struct error *err)
{
    struct log_hash empty;
    log_hash_empty(&empty);
    bool right = proof->count == 0 && (old > 0 || log_hash_equal(old_root, &empty)) &&
                 (old < size || log_hash_equal(old_root, root));
    return right || wrong(err);
}

bool merkle_verify_consistency(uint64_t old, const struct log_hash *old_root, uint64_t size,
                               const struct log_hash *root, const struct merkle_proof *proof,
                               struct error *err)
{
    if (size > MERKLE_SIZE_MAX || old > size)
        return error_input(err, ERROR_VALUE, "proof", "a log of %llu leaves has no head of %llu",
                           (unsigned long long)size, (unsigned long long)old);
    if (old == size || old == 0)
        return verify_without(old, old_root, size, root, proof, err);
    /* A whole old tree stands in the new one: its head is where both ways begin. */
    bool whole = (old & (old - 1)) == 0;
    size_t next = whole ? 0 : 1;
    if (proof->count <= next && !whole)
        return wrong(err);
    uint64_t node = old - 1, last = size - 1;
    while ((node & 1) != 0) {
        node >>= 1;
        last >>= 1;
    }
    struct log_hash first = whole ? *old_root : proof->hashes[0], second = first;
    for (size_t i = next; i < proof->count; i++) {
        if (last == 0)
            return wrong(err);
        if ((node & 1) != 0 || node == last) {
            log_hash_node(&first, &proof->hashes[i], &first);
            log_hash_node(&second, &proof->hashes[i], &second);
            while ((node & 1) == 0 && node != 0) {
                node >>= 1;
                last >>= 1;
            }
        } else {
            log_hash_node(&second, &second, &proof->hashes[i]);
        }
        node >>= 1;
        last >>= 1;
    }
    bool right = log_hash_equal(&first, old_root) && log_hash_equal(&second, root);
    return (last == 0 && right) || wrong(err);
}
