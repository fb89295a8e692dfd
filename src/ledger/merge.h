/* Adjacent sealed segments become one, byte for byte what building it from their rows would give.
 *
 * Every column is made by one walk over the parts' columns, in order: none is held in memory, so a
 * segment may be larger than the machine. What has to be computed anew are the running sums, as
 * their places move; they wait in a file beside the segment until their widths are known.
 *
 * Reads prove what they read, as always: a damaged part gives `damaged`, and no segment.
 */
#pragma once

#include "ledger/manifest.h"
#include "ledger/segment.h"

/* The segments of a generation, and one more. */
enum { MERGE_PARTS_MAX = MANIFEST_SEGMENTS_MAX + 1 };

/* Merges `count` segments, 1 to MERGE_PARTS_MAX of them, which follow each other, for the
 * heights that `listed` gives, and sets its identity. The parts stay. Errors: damaged, io, memory;
 * limit when the running sums of a container pass 2^256. */
bool segments_merge(struct segment *const *parts, size_t count, const char *folder,
                    struct manifest_segment *listed, struct error *err);
