/* A log as a folder: `checkpoint` and `tile/...` as C2SP tlog-tiles lays them out, copied or
 * fetched from a node or from anybody's log. Tiles are read when they are asked for, one of each
 * level is kept. Nothing is believed of it before log_folder_check, but that its checkpoint is
 * well-formed.
 *
 * What hurts: 64 KiB; not for a small stack. Threads: one at a time.
 */
#pragma once

#include "base/limits.h"
#include "base/progress.h"
#include "log/checkpoint.h"
#include "log/tile.h"

struct log_folder {
    char path[PATH_BYTES_MAX];
    struct dynbuf note; /* the bytes of `checkpoint` */
    struct checkpoint checkpoint;
    struct log_hash hashes[TILE_LEVELS][TILE_WIDTH];
    uint64_t index[TILE_LEVELS]; /* which tile is kept */
    unsigned width[TILE_LEVELS]; /* and how many hashes of it; 0: none */
    struct tile_reader reader;
};

/* Errors: io, not-found, limit, syntax. Release also after a failure. */
bool log_folder_open(struct log_folder *folder, const char *path, struct error *err);
void log_folder_release(struct log_folder *folder);

/* For merkle.h. Reading fails with not-found, damaged (a tile of another size), io. */
struct merkle_source log_folder_source(struct log_folder *folder);

/* Reads every tile: leaf hashes lead to the hashes of the levels above and to the checkpoint's
 * head, and their first `old->size` to the head of an older checkpoint (NULL: none is asked about).
 * Errors: damaged, of a tile; conflict, of a head; the reading's. */
bool log_folder_check(struct log_folder *folder, const struct checkpoint *old,
                      struct progress *progress, struct error *err);
