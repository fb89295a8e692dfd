#include "chain/merged.h"

enum {
    VERSION_MERGED = 0x100,
    CHAIN_SHIFT = 16, /* the number of a chain stands in the upper half of a version */
    CHAIN_BRANCH_MAX = 30,
    ROOT_EARLY = 20, /* where a root may stand that has no mark before it */
    MARK_BYTES = 4,
};

static const unsigned char mark[MARK_BYTES] = {0xfa, 0xbe, 'm', 'm'};

bool merged_is(uint32_t version)
{
    return (version & VERSION_MERGED) != 0;
}

uint32_t merged_chain(uint32_t version)
{
    return version >> CHAIN_SHIFT;
}

/* Walks over the parent's coinbase; its first input's script. */
static bool read_coinbase(struct block_cursor *cursor, struct merged_proof *ret)
{
    const unsigned char *from = cursor->at;
    uint64_t inputs, outputs;
    struct span script;
    if (cursor_left(cursor) < 4)
        return cursor_ends(cursor, "the parent's coinbase");
    cursor->at += 4;
    if (!cursor_count(cursor, "the number of inputs of the parent's coinbase", 41, &inputs))
        return false;
    if (inputs == 0)
        return cursor_fail(cursor, cursor->at - 1, ERROR_VALUE,
                           "the parent's coinbase has no inputs; expected one");
    for (uint64_t i = 0; i < inputs; i++) {
        if (cursor_left(cursor) < HASH256_BYTES + 4)
            return cursor_ends(cursor, "an input of the parent's coinbase");
        cursor->at += HASH256_BYTES + 4;
        if (!cursor_bytes(cursor, "the size of a script of the parent's coinbase", &script))
            return false;
        if (i == 0)
            ret->script = script;
        if (cursor_left(cursor) < 4)
            return cursor_ends(cursor, "a sequence number of the parent's coinbase");
        cursor->at += 4;
    }
    if (!cursor_count(cursor, "the number of outputs of the parent's coinbase", 9, &outputs))
        return false;
    for (uint64_t i = 0; i < outputs; i++) {
        if (cursor_left(cursor) < 8)
            return cursor_ends(cursor, "an output of the parent's coinbase");
        cursor->at += 8;
        if (!cursor_bytes(cursor, "the size of a script of the parent's coinbase", &script))
            return false;
    }
    if (cursor_left(cursor) < 4)
        return cursor_ends(cursor, "the lock time of the parent's coinbase");
    cursor->at += 4;
    hash256(ret->coinbase, span_of(from, (size_t)(cursor->at - from)));
    return true;
}

static bool read_branch(struct block_cursor *cursor, struct merged_branch *ret)
{
    uint64_t count;
    if (!cursor_count(cursor, "the length of a branch", HASH256_BYTES, &count))
        return false;
    ret->hashes = cursor->at;
    ret->count = (uint32_t)count;
    cursor->at += count * HASH256_BYTES;
    if (cursor_left(cursor) < 4)
        return cursor_ends(cursor, "the place of a branch");
    ret->place = cursor_load_u32(cursor->at);
    cursor->at += 4;
    return true;
}

bool merged_read(struct block_cursor *cursor, struct merged_proof *ret)
{
    struct merged_proof proof = {0};
    if (!read_coinbase(cursor, &proof))
        return false;
    if (cursor_left(cursor) < HASH256_BYTES)
        return cursor_ends(cursor, "the parent's hash");
    cursor->at += HASH256_BYTES; /* which nobody asks for */
    if (!read_branch(cursor, &proof.branch) || !read_branch(cursor, &proof.chain_branch))
        return false;
    if (cursor_left(cursor) < HEADER_BYTES)
        return cursor_ends(cursor, "the parent's header");
    proof.parent = cursor->at;
    cursor->at += HEADER_BYTES;
    *ret = proof;
    return true;
}

/* The root above a leaf. */
static void climb(const struct merged_branch *branch, const unsigned char *leaf,
                  unsigned char *ret_root)
{
    unsigned char pair[2 * HASH256_BYTES];
    uint32_t place = branch->place;
    memcpy(ret_root, leaf, HASH256_BYTES);
    for (uint32_t i = 0; i < branch->count; i++, place >>= 1) {
        bool right = (place & 1) != 0;
        memcpy(pair + (right ? HASH256_BYTES : 0), ret_root, HASH256_BYTES);
        memcpy(pair + (right ? 0 : HASH256_BYTES), branch->hashes + (size_t)i * HASH256_BYTES,
               HASH256_BYTES);
        hash256(ret_root, span_of(pair, sizeof pair));
    }
}

/* The first place of `wanted` from `from` on; the size when it is not there. */
static size_t find(struct span text, size_t from, const unsigned char *wanted, size_t size)
{
    for (size_t at = from; at + size <= text.size; at++)
        if (memcmp(text.data + at, wanted, size) == 0)
            return at;
    return text.size;
}

static bool wrong(struct error *err, const char *place, const char *what)
{
    return error_input(err, ERROR_VALUE, place, "merged mining: %s", what);
}

/* Where the root ends in the script. There is one only: behind the one mark, or near the start. */
static bool find_root(struct span script, const unsigned char *root, const char *place,
                      size_t *ret_end, struct error *err)
{
    unsigned char shown[HASH256_BYTES]; /* it stands there the other way round */
    for (size_t i = 0; i < HASH256_BYTES; i++)
        shown[i] = root[HASH256_BYTES - 1 - i];
    size_t at = find(script, 0, shown, sizeof shown);
    size_t mark_at = find(script, 0, mark, MARK_BYTES);
    if (at == script.size)
        return wrong(err, place, "the parent's coinbase does not name this block");
    if (mark_at == script.size && at > ROOT_EARLY)
        return wrong(err, place,
                     "the root has no mark before it; expected it in the first 20 bytes");
    if (mark_at < script.size && find(script, mark_at + 1, mark, MARK_BYTES) < script.size)
        return wrong(err, place, "two marks in the parent's coinbase; expected one");
    if (mark_at < script.size && mark_at + MARK_BYTES != at)
        return wrong(err, place, "the mark in the parent's coinbase is not just before the root");
    *ret_end = at + HASH256_BYTES;
    return true;
}

/* The place that a chain must have in a tree of 2^height chains, so that work counts once. */
static uint32_t place_of_chain(uint32_t nonce, uint32_t chain, uint32_t height)
{
    uint32_t place = nonce * 1103515245u + 12345u + chain;
    return (place * 1103515245u + 12345u) % (1u << height);
}

bool merged_check(const struct merged_proof *proof, const unsigned char *hash, uint32_t chain,
                  const char *place, struct error *err)
{
    const struct merged_branch *chains = &proof->chain_branch;
    unsigned char root[HASH256_BYTES];
    struct header parent;
    size_t end;
    header_read(proof->parent, &parent);
    if (merged_chain(parent.version) == chain)
        return wrong(err, place, "the parent is of this chain; expected another");
    if (proof->branch.place != 0)
        return wrong(err, place, "the parent's transaction is not its first, the coinbase");
    if (chains->count > CHAIN_BRANCH_MAX)
        return wrong(err, place, "the branch of chains is longer than 30");
    climb(&proof->branch, proof->coinbase, root);
    if (memcmp(root, parent.merkle_root, sizeof root) != 0)
        return wrong(err, place, "the coinbase is not in the parent's merkle tree");
    climb(chains, hash, root);
    if (!find_root(proof->script, root, place, &end, err))
        return false;
    if (proof->script.size - end < 8)
        return wrong(err, place, "the script ends; expected the tree's size and nonce");
    const unsigned char *behind = proof->script.data + end;
    if (cursor_load_u32(behind) != UINT32_C(1) << chains->count)
        return wrong(err, place,
                     "the tree's size in the script is not that of the branch of chains");
    if (chains->place != place_of_chain(cursor_load_u32(behind + 4), chain, chains->count))
        return wrong(err, place, "the block is at another place of the tree of chains");
    return true;
}
