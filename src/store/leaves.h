/* The log in the store: leaves with what they commit to, and the tree's hashes by tile.
 *
 *     leaf   number ─▶ kind, time, salt, record: what its bytes follow from
 *     tile   (level, number) ─▶ up to 256 hashes, the last of each level growing
 *
 * The writer keeps the right edge of the tree in memory (64 KiB), so that an append reads nothing
 * and a commit rewrites one row a level. After a roll-back, load it anew.
 * Threads: as store.h says.
 */
#pragma once

#include "base/arena.h"
#include "log/leaf.h"
#include "log/tile.h"
#include "store/store.h"

struct leaves {
    struct merkle_tree tree;
    bool grown[TILE_LEVELS]; /* the tail is not as stored */
    struct log_hash tail[TILE_LEVELS][TILE_WIDTH];
};

/* Reads the right edge. Errors: damaged, when leaves and tiles do not fit; io. */
bool leaves_load(struct store *store, struct leaves *ret_leaves, struct error *err);

/* Appends the leaf of a kind and time that commits to a salt (LEAF_SALT_BYTES) and a record;
 * `*ret_number` is its index in the log. Writes. Errors: limit, io. */
bool leaves_append(struct store *store, struct leaves *leaves, enum leaf_kind kind, uint64_t time,
                   const unsigned char *salt, struct span record, uint64_t *ret_number,
                   struct error *err);
/* Stores the tails: once, before the commit. Writes. */
bool leaves_flush(struct store *store, struct leaves *leaves, struct error *err);

/* How many leaves there are. Reads. */
bool leaves_count(struct store *store, uint64_t *ret_count, struct error *err);

struct stored_leaf {
    struct span leaf; /* its bytes */
    struct span salt;
    struct span record;
};
/* Errors: not-found, damaged, memory, io. */
bool leaves_read(struct store *store, uint64_t number, struct arena *arena,
                 struct stored_leaf *ret_leaf, struct error *err);

/* The stored hashes, for tile_source and for serving tiles. The store outlives it. */
struct tile_reader leaves_tiles(struct store *store);
