/* Tiles: the tree's hashes in files of 256, as C2SP tlog-tiles names and cuts them.
 *
 *     tile/0/x001/x234/067         level 0 (leaf hashes), tile 1234067, all 256 hashes
 *     tile/1/017.p/5               level 1, tile 17, the first 5 of its hashes
 *
 * Level L holds the perfect subtrees of 256^L leaves, that is merkle.h's level 8 L; what lies
 * between is hashed when it is asked for. A hash in a tile never changes; a tile only gets longer.
 * Entry bundles (tile/entries/...) are no tiles here: Trefoil never serves them, and their paths
 * are refused like any other text.
 *
 * Load: a proof reads one tile a level and half. Threads: pure functions.
 */
#pragma once

#include "log/merkle.h"

enum {
    TILE_HEIGHT = 8,
    TILE_WIDTH = 256,
    TILE_LEVELS = 8, /* that trees of MERKLE_SIZE_MAX leaves have: 0 to 7 */
    TILE_PATH_BYTES = 64,
    TILE_BYTES_MAX = TILE_WIDTH * LOG_HASH_BYTES,
};

struct tile {
    unsigned level; /* 0 to 63 as the standard has it; a tree has none above 7 */
    uint64_t index;
    unsigned width; /* hashes: 1 to 255 of a partial one, else TILE_WIDTH */
};

/* Writes the path, relative to the log's folder or URL, with a zero behind it. */
void tile_print(const struct tile *tile, char ret_path[TILE_PATH_BYTES]);

/* Takes exactly what tile_print writes, nothing else: no `..`, no second slash, no zeros that
 * could be left out, no missing ones, no entry bundles. Errors: syntax. */
bool tile_parse(struct span path, struct tile *ret_tile, struct error *err);

/* How many hashes a tree of `size` leaves has at a tile level: floor(size / 256^level). */
uint64_t tile_hashes_at(unsigned level, uint64_t size);

/* Whether a tree of `size` leaves has this tile, as a full one or as exactly the partial one that
 * belongs to that size. */
bool tile_in(const struct tile *tile, uint64_t size);

/* The tiles that a log writes when it grows from `old` to `size`: those that are longer than they
 * were, level by level, left to right; full ones and the partial ones of `size`. From 0: all. */
struct tile_walk {
    uint64_t size;
    uint64_t old;
    unsigned level;
    uint64_t index;
};
void tile_walk_init(struct tile_walk *walk, uint64_t old, uint64_t size);
bool tile_walk_next(struct tile_walk *walk, struct tile *ret_tile); /* false: no more */

/* How a log that stores tile hashes is read. `read` gives `count` hashes of one tile, from number
 * `first` (0 to 255) of it on. Its error is handed through. */
struct tile_reader {
    bool (*read)(void *context, unsigned level, uint64_t index, unsigned first, unsigned count,
                 struct log_hash *ret_hashes, struct error *err);
    void *context;
};

/* A source for proofs. The reader must outlive it. */
struct merkle_source tile_source(struct tile_reader *reader);
