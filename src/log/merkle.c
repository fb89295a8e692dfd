#include "log/merkle.h"

#include <nettle/sha2.h>
#include <sodium.h>

#include "base/error.h"

enum { LEAF_PREFIX = 0x00, NODE_PREFIX = 0x01 };

static void digest(struct sha256_ctx *sha, struct log_hash *ret_hash)
{
    sha256_digest(sha, LOG_HASH_BYTES, ret_hash->bytes);
}

void log_hash_of(struct log_hash *ret_hash, struct span bytes)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, bytes.size, bytes.data);
    digest(&sha, ret_hash);
}

void log_hash_leaf(struct log_hash *ret_hash, struct span leaf)
{
    static const unsigned char prefix = LEAF_PREFIX;
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, 1, &prefix);
    sha256_update(&sha, leaf.size, leaf.data);
    digest(&sha, ret_hash);
}

void log_hash_node(struct log_hash *ret_hash, const struct log_hash *left,
                   const struct log_hash *right)
{
    static const unsigned char prefix = NODE_PREFIX;
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, 1, &prefix);
    sha256_update(&sha, LOG_HASH_BYTES, left->bytes);
    sha256_update(&sha, LOG_HASH_BYTES, right->bytes);
    digest(&sha, ret_hash);
}

void log_hash_empty(struct log_hash *ret_hash)
{
    log_hash_of(ret_hash, span_of(NULL, 0));
}

bool log_hash_equal(const struct log_hash *a, const struct log_hash *b)
{
    return sodium_memcmp(a->bytes, b->bytes, LOG_HASH_BYTES) == 0;
}

static size_t peak_count(uint64_t size)
{
    return (size_t)__builtin_popcountll(size);
}

/* The new leaf is a peak; as long as the last two are of one size, they become one. */
bool merkle_append(struct merkle_tree *tree, const struct log_hash *leaf, struct log_hash *ret_made,
                   size_t *ret_count, struct error *err)
{
    if (tree->size >= MERKLE_SIZE_MAX)
        return error_input(err, ERROR_LIMIT, "log", "it is full");
    struct log_hash made = *leaf;
    size_t peaks = peak_count(tree->size), count = 0;
    if (ret_made != NULL)
        ret_made[count] = made;
    count++;
    for (uint64_t rest = tree->size; (rest & 1) != 0; rest >>= 1) {
        log_hash_node(&made, &tree->peaks[--peaks], &made);
        if (ret_made != NULL)
            ret_made[count] = made;
        count++;
    }
    tree->peaks[peaks] = made;
    tree->size++;
    *ret_count = count;
    return true;
}

void merkle_root(const struct merkle_tree *tree, struct log_hash *ret_root)
{
    size_t peaks = peak_count(tree->size);
    if (peaks == 0) {
        log_hash_empty(ret_root);
        return;
    }
    struct log_hash root = tree->peaks[peaks - 1];
    for (size_t i = peaks - 1; i > 0; i--)
        log_hash_node(&root, &tree->peaks[i - 1], &root);
    *ret_root = root;
}

static bool check_size(uint64_t size, struct error *err)
{
    return size <= MERKLE_SIZE_MAX ||
           error_input(err, ERROR_LIMIT, "log", "%llu leaves are more than 2^63 - 1",
                       (unsigned long long)size);
}

/* Reads the peaks of leaves [from, to), where `from` is a multiple of the largest power of two in
 * to - from, from left to right. */
static bool read_peaks(const struct merkle_source *source, uint64_t from, uint64_t to,
                       struct log_hash *ret_peaks, struct error *err)
{
    for (size_t i = 0; from < to; i++) {
        unsigned level = 63 - (unsigned)__builtin_clzll(to - from);
        if (!source->read(source->context, level, from >> level, &ret_peaks[i], err))
            return false;
        from += UINT64_C(1) << level;
    }
    return true;
}

bool merkle_load(const struct merkle_source *source, uint64_t size, struct merkle_tree *ret_tree,
                 struct error *err)
{
    struct merkle_tree tree = {.size = size};
    if (!check_size(size, err) || !read_peaks(source, 0, size, tree.peaks, err))
        return false;
    *ret_tree = tree;
    return true;
}

/* MTH(D[from:to]), folded from its peaks. */
static bool subtree(const struct merkle_source *source, uint64_t from, uint64_t to,
                    struct log_hash *ret_hash, struct error *err)
{
    struct merkle_tree tree = {.size = to - from};
    if (!read_peaks(source, from, to, tree.peaks, err))
        return false;
    merkle_root(&tree, ret_hash);
    return true;
}

/* Collects a proof from the root down, as it is walked; it is told from the leaf up. */
struct climb {
    const struct merkle_source *source;
    struct merkle_proof proof;
};

static bool step(struct climb *climb, uint64_t from, uint64_t to, struct error *err)
{
    return subtree(climb->source, from, to, &climb->proof.hashes[climb->proof.count++], err);
}

static void hand_over(const struct climb *climb, struct merkle_proof *ret_proof)
{
    size_t count = climb->proof.count;
    for (size_t i = 0; i < count; i++)
        ret_proof->hashes[i] = climb->proof.hashes[count - 1 - i];
    ret_proof->count = count;
}

/* The largest power of two below n, which is at least 2. */
static uint64_t split(uint64_t n)
{
    return UINT64_C(1) << (63 - (unsigned)__builtin_clzll(n - 1));
}

bool merkle_prove_inclusion(const struct merkle_source *source, uint64_t index, uint64_t size,
                            struct merkle_proof *ret_proof, struct error *err)
{
    struct climb climb = {.source = source};
    uint64_t from = 0, to = size;
    if (!check_size(size, err))
        return false;
    if (index >= size)
        return error_input(err, ERROR_VALUE, "log", "no leaf %llu in a log of %llu",
                           (unsigned long long)index, (unsigned long long)size);
    while (to - from > 1) {
        uint64_t middle = from + split(to - from);
        bool left = index < middle;
        if (!step(&climb, left ? middle : from, left ? to : middle, err))
            return false;
        if (left)
            to = middle;
        else
            from = middle;
    }
    hand_over(&climb, ret_proof);
    return true;
}

/* SUBPROOF of RFC 6962 section 2.1.2 as a loop. The old tree's own head comes last on the way down,
 * unless it is the subtree that everything began with: then whoever verifies has it. */
bool merkle_prove_consistency(const struct merkle_source *source, uint64_t old, uint64_t size,
                              struct merkle_proof *ret_proof, struct error *err)
{
    struct climb climb = {.source = source};
    uint64_t from = 0, to = size;
    if (!check_size(size, err))
        return false;
    if (old > size)
        return error_input(err, ERROR_VALUE, "log", "%llu leaves are more than the log's %llu",
                           (unsigned long long)old, (unsigned long long)size);
    while (old > 0 && to != old) {
        uint64_t middle = from + split(to - from);
        bool left = old <= middle;
        if (!step(&climb, left ? middle : from, left ? to : middle, err))
            return false;
        if (left)
            to = middle;
        else
            from = middle;
    }
    if (old > 0 && from > 0 && !step(&climb, from, to, err))
        return false;
    hand_over(&climb, ret_proof);
    return true;
}
