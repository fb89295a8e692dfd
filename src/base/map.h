/* A file mapped for reading.
 *
 * What hurts: a file that shrinks under its map makes the kernel send SIGBUS at the next touch.
 * Here that is an ordinary error: the handler puts a page of zeros under the fault and marks the
 * map damaged; whoever read from it asks `map_damaged` when its piece of work ends and throws the
 * work away. Numbers read from a map are range-checked where they are used, so zeros do no harm.
 *
 * Lifetime: the span is good until map_close. Threads: reading is free; at most MAPS_OPEN_MAX maps.
 */
#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"

struct map {
    struct span bytes;
    int slot;                      /* in the table that the handler reads; -1 for an empty file */
    uint64_t device, inode;        /* which file it is */
    int64_t modified, nanoseconds; /* when it was last written before it was opened */
};

/* Maps a whole regular file; never waits for one that is none, such as a pipe. Errors: io (named
 * `path`), value (no regular file), limit when too many maps are open. */
bool map_open(struct map *ret_map, const char *path, struct error *err);

/* Takes a zeroed map too. */
void map_close(struct map *map);

/* True once a read from the map met an end or an I/O error that was not there when it was opened.
 */
bool map_damaged(const struct map *map);

/* True when the file was written to since it was opened: what was read may be neither the old bytes
 * nor the new ones. A file put in its place by a rename does no harm. */
bool map_changed(const struct map *map, const char *path);
