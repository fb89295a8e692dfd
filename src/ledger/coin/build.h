/* Turning a batch into one sealed segment. Addresses get their numbers here: those that the base
 * has keep theirs, the others are numbered by their first output. */
#pragma once

#include "ledger/coin/batch.h"

/* Memory in which one batch after the other is built: about 60 bytes an output. A zeroed one is
 * empty. */
struct coin_build_room {
    unsigned char *bytes;
    size_t capacity;
};

void coin_build_room_release(struct coin_build_room *room);

/* The whole batch, which is not empty, becomes the segment of its heights behind those of `base`;
 * `listed` takes these and the identity. `aside`: no manifest will name it, it is to be merged.
 * Errors: io, memory, damaged (the base). */
bool coin_build(struct coin_batch *batch, const struct ledger *base, struct coin_build_room *room,
                bool aside, const char *folder, struct manifest_segment *listed, struct error *err);
