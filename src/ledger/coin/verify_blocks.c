/* Blocks from the genesis on: nothing of a header is stored twice but in what follows from it. */
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "chain/header.h"
#include "chain/merkle.h"
#include "ledger/coin/verify_parts.h"

struct block_walk {
    const struct coin_verify *verify;
    const struct segment *part;
    uint64_t height, row;
    unsigned char previous[HASH256_BYTES]; /* hash of the block before; zeros before the genesis */
    uint32_t times[MEDIAN_BLOCKS];         /* of the last headers, by height */
    uint64_t median;                       /* of the block before */
    unsigned char *tree;                   /* the txids of a block */
    size_t capacity;
};

static bool wrong(const struct block_walk *walk, int column)
{
    return segment_damaged(walk->part, column, walk->row, walk->verify->err);
}

/* BIP-113: the median of the times of a block and the ten before it. */
static bool check_median(struct block_walk *walk, uint32_t time)
{
    uint64_t blocks = walk->height + 1, found;
    walk->times[walk->height % MEDIAN_BLOCKS] = time;
    if (!part_number(walk->part, COIN_MEDIAN_TIME, walk->row, UINT32_MAX, &found,
                     walk->verify->err))
        return false;
    if (found != header_median_time(walk->times,
                                    blocks < MEDIAN_BLOCKS ? (size_t)blocks : MEDIAN_BLOCKS) ||
        found < walk->median)
        return wrong(walk, COIN_MEDIAN_TIME);
    walk->median = found;
    return true;
}

/* The txids of [first, end) are those of the header. */
static bool check_merkle(struct block_walk *walk, uint64_t first, uint64_t end,
                         const unsigned char *root)
{
    size_t need = (size_t)(end - first + 1) * HASH256_BYTES; /* merkle_reduce wants room for one */
    unsigned char *grown =
        array_grow(walk->tree, &walk->capacity, need, 1, COIN_BATCH_MAX * (size_t)HASH256_BYTES);
    if (grown == NULL)
        return array_error(need, COIN_BATCH_MAX * (size_t)HASH256_BYTES, "txids of a block",
                           walk->verify->err);
    walk->tree = grown;
    const unsigned char *ids = column_rows(&walk->part->columns[COIN_TRANSACTION], first, end);
    if (ids == NULL)
        return segment_damaged(walk->part, COIN_TRANSACTION, first, walk->verify->err);
    memcpy(walk->tree, ids, (end - first) * HASH256_BYTES);
    return (merkle_reduce(walk->tree, end - first) &&
            memcmp(walk->tree, root, HASH256_BYTES) == 0) ||
           segment_damaged(walk->part, COIN_TRANSACTION, first, walk->verify->err);
}

static bool is_genesis(const struct coin_chain *chain, const unsigned char *hash)
{
    unsigned char genesis[HASH256_BYTES];
    return hash256_parse(span_text(chain->genesis), genesis) &&
           memcmp(genesis, hash, HASH256_BYTES) == 0;
}

static bool check_block(struct block_walk *walk)
{
    struct coins_block block;
    struct header header;
    unsigned char hash[HASH256_BYTES];
    uint64_t first = part_count(walk->part, COIN_COUNT_FIRST_TRANSACTION);
    if (!coins_block(walk->verify->ledger, walk->height, &block, walk->verify->err))
        return false;
    header_hash(block.header, hash);
    header_read(block.header, &header);
    if (memcmp(hash, block.hash, HASH256_BYTES) != 0)
        return wrong(walk, COIN_BLOCK);
    if (memcmp(header.previous, walk->previous, HASH256_BYTES) != 0 ||
        (walk->height == 0 && !is_genesis(walk->verify->chain, hash)))
        return wrong(walk, COIN_HEADER);
    if (block.first == block.end) /* each has its coinbase */
        return wrong(walk, COIN_BLOCK_TRANSACTION);
    memcpy(walk->previous, hash, HASH256_BYTES);
    return check_median(walk, header.time) &&
           check_merkle(walk, block.first - first, block.end - first, header.merkle_root);
}

/* The blocks' transactions go from the segment's first to its end. */
static bool check_ends(const struct segment *part, struct error *err)
{
    return part_number_is(part, COIN_BLOCK_TRANSACTION, 0, 0, err) &&
           part_number_is(part, COIN_BLOCK_TRANSACTION, part->columns[COIN_BLOCK].rows,
                          part_count(part, COIN_COUNT_TRANSACTIONS), err);
}

bool coin_verify_blocks(struct coin_verify *verify)
{
    struct block_walk walk = {.verify = verify};
    const struct ledger *ledger = verify->ledger;
    bool ok = true;
    progress_phase(verify->progress, "blocks", "blocks", ledger->manifest.last_block + 1);
    for (size_t i = 0; ok && i < ledger->segment_count; i++) {
        walk.part = ledger->segments[i];
        ok = check_ends(walk.part, verify->err);
        for (walk.row = 0; ok && walk.row < walk.part->columns[COIN_BLOCK].rows; walk.row++) {
            ok = check_block(&walk);
            progress_done(verify->progress, ++walk.height);
        }
    }
    free(walk.tree);
    return ok;
}
