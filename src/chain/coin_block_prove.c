#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "chain/coin_block.h"
#include "chain/merkle.h"

enum {
    COMMITMENT_BYTES = 38, /* RETURN push36 aa21a9ed, then the hash */
    JOBS = 256,
};

/* The transaction without its witness: version, body, lock time; in one piece where it is that. */
static struct hash256_job stripped(const struct coin_transaction *transaction,
                                   unsigned char *ret_hash)
{
    struct span bytes = transaction->bytes;
    if (transaction->body.size + 8 == bytes.size)
        return (struct hash256_job){.bytes = bytes, .ret_hash = ret_hash};
    return (struct hash256_job){span_part(bytes, 0, 4), transaction->body,
                                span_part(bytes, bytes.size - 4, bytes.size), ret_hash};
}

void coin_transaction_txid(const struct coin_transaction *transaction, unsigned char *ret_hash)
{
    struct hash256_job job = stripped(transaction, ret_hash);
    hash256_of_three(ret_hash, job.before, job.bytes, job.behind);
}

void coin_transaction_wtxid(const struct coin_transaction *transaction, unsigned char *ret_hash)
{
    if (transaction->witness)
        hash256(ret_hash, transaction->bytes);
    else
        coin_transaction_txid(transaction, ret_hash);
}

static bool wrong(struct error *err, const char *place, const char *what,
                  const unsigned char *found, const unsigned char *expected)
{
    char found_text[HASH256_TEXT_BYTES], expected_text[HASH256_TEXT_BYTES];
    hash256_print(found, found_text);
    hash256_print(expected, expected_text);
    return error_input(err, ERROR_VALUE, place, "%s is %s; expected %s", what, found_text,
                       expected_text);
}

static bool same_twice(struct error *err, const char *place)
{
    return error_input(err, ERROR_VALUE, place,
                       "two equal nodes side by side in the merkle tree: transactions are there "
                       "twice (CVE-2012-2459); expected each once");
}

static bool make_room(struct coin_block *block, struct error *err)
{
    size_t need = block->transaction_count + 1;
    unsigned char *ids =
        array_grow(block->ids, &block->id_capacity, need, HASH256_BYTES, COIN_BLOCK_BYTES_MAX);
    if (ids == NULL)
        return array_error(need, COIN_BLOCK_BYTES_MAX, "txids", err);
    block->ids = ids;
    unsigned char *tree =
        array_grow(block->tree, &block->tree_capacity, need, HASH256_BYTES, COIN_BLOCK_BYTES_MAX);
    if (tree == NULL)
        return array_error(need, COIN_BLOCK_BYTES_MAX, "nodes of a merkle tree", err);
    block->tree = tree;
    return true;
}

static void make_txids(struct coin_block *block)
{
    struct hash256_job jobs[JOBS];
    size_t count = 0;
    for (size_t i = 0; i < block->transaction_count; i++) {
        jobs[count++] = stripped(&block->transactions[i], block->ids + i * HASH256_BYTES);
        if (count == JOBS || i + 1 == block->transaction_count) {
            hash256_jobs(jobs, count);
            count = 0;
        }
    }
}

/* Into the tree, zeros in place of the coinbase's. Without a witness it is the txid. */
static void make_wtxids(struct coin_block *block)
{
    struct hash256_job jobs[JOBS];
    size_t count = 0;
    memset(block->tree, 0, HASH256_BYTES);
    for (size_t i = 1; i < block->transaction_count; i++) {
        unsigned char *hash = block->tree + i * HASH256_BYTES;
        if (block->transactions[i].witness)
            jobs[count++] =
                (struct hash256_job){.bytes = block->transactions[i].bytes, .ret_hash = hash};
        else
            memcpy(hash, coin_block_id(block, i), HASH256_BYTES);
        if (count == JOBS) {
            hash256_jobs(jobs, count);
            count = 0;
        }
    }
    hash256_jobs(jobs, count);
}

static bool check_root(struct coin_block *block, const char *place, struct error *err)
{
    make_txids(block);
    memcpy(block->tree, block->ids, block->transaction_count * HASH256_BYTES);
    if (!merkle_reduce(block->tree, block->transaction_count))
        return same_twice(err, place);
    if (memcmp(block->tree, block->header.merkle_root, HASH256_BYTES) != 0)
        return wrong(err, place, "the merkle root of the transactions", block->tree,
                     block->header.merkle_root);
    return true;
}

/* The last output of the coinbase that has the form of a commitment; NULL when there is none. */
static const struct coin_output *find_commitment(const struct coin_block *block)
{
    static const unsigned char start[] = {0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed};
    const struct coin_transaction *coinbase = &block->transactions[0];
    for (uint32_t i = coinbase->outputs; i > 0; i--) {
        const struct coin_output *output = &block->outputs[coinbase->first_output + i - 1];
        if (output->script.size >= COMMITMENT_BYTES &&
            memcmp(output->script.data, start, sizeof start) == 0)
            return output;
    }
    return NULL;
}

/* BIP-141: the coinbase commits to the merkle root of the wtxids, its own as zeros, hashed together
 * with the one item of its witness. */
static bool check_witnesses(struct coin_block *block, const char *place, struct error *err)
{
    const struct coin_transaction *coinbase = &block->transactions[0];
    const unsigned char *witness = coinbase->body.data + coinbase->body.size;
    const struct coin_output *commitment = find_commitment(block);
    unsigned char both[2 * HASH256_BYTES], found[HASH256_BYTES];
    if (commitment == NULL)
        return error_input(err, ERROR_VALUE, place,
                           "transactions with witnesses; expected a commitment to them in an "
                           "output of the coinbase (BIP-141)");
    if (!coinbase->witness || witness[0] != 1 || witness[1] != HASH256_BYTES)
        return error_input(err, ERROR_VALUE, place,
                           "expected one item of %d bytes as the witness of the coinbase (BIP-141)",
                           HASH256_BYTES);
    make_wtxids(block);
    if (!merkle_reduce(block->tree, block->transaction_count))
        return same_twice(err, place);
    memcpy(both, block->tree, HASH256_BYTES);
    memcpy(both + HASH256_BYTES, witness + 2, HASH256_BYTES);
    hash256(found, span_of(both, sizeof both));
    if (memcmp(found, commitment->script.data + 6, HASH256_BYTES) != 0)
        return wrong(err, place, "the commitment to the witnesses", found,
                     commitment->script.data + 6);
    return true;
}

bool coin_block_prove(struct coin_block *block, const char *place, struct error *err)
{
    ensure(block->transaction_count > 0); /* decoded */
    if (!make_room(block, err) || !check_root(block, place, err))
        return false;
    if (block->witness && !check_witnesses(block, place, err))
        return false;
    block->proven = true;
    return true;
}
