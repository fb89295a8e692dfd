/* The different headers that a tree is made of, for header_tree.c: known ones by height, then those
 * of the files' places, indexed by hash.
 *
 *     item   0 ... known.count - 1 | known.count ... count - 1
 *            a ledger's headers    | places of the files
 *
 * Only headers with work of their own get into the index, so that nobody can fill it with others,
 * chosen to collide. Threads: one at a time.
 */
#pragma once

#include "base/hash_index.h"
#include "ingest/block_bytes.h"
#include "ingest/header_tree.h"

struct header_items {
    const struct coin_chain *chain;
    const struct block_files *files;
    struct known_headers known;
    bool no_work;
    uint32_t count;
    uint64_t places;   /* different blocks of the files that have work and are not known */
    uint64_t repeated; /* places of blocks that are known, or have a place before */
    uint64_t refused;  /* headers that do not count */
    struct error first_refused;

    unsigned char last_known[HASH256_BYTES]; /* its own business from here */
    struct hash_index index;
    struct block_bytes bytes;
    unsigned char *piece;
    size_t piece_capacity;
};

/* Fills the index. chain, files, known and no_work are set, the rest is zero. Errors: as
 * header_tree_make. */
bool header_items_index(struct header_items *items, struct progress *progress, struct error *err);

/* Takes a zeroed one too. */
void header_items_release(struct header_items *items);

const unsigned char *header_item_header(const struct header_items *items, uint32_t item);
const unsigned char *header_item_hash(const struct header_items *items, uint32_t item);

/* The one item of that hash that is indexed. */
bool header_items_find(const struct header_items *items, const unsigned char *hash,
                       uint32_t *ret_item);

/* Counts a header that does not count. The first is told, with its place. */
void header_items_refuse(struct header_items *items, uint32_t item, const struct error *why);
