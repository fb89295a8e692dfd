/* Turning a batch into one sealed segment. Addresses get their numbers here: those that the base
 * has keep theirs, the others are numbered by their first output. */
#pragma once

#include "ledger/coin/batch.h"

/* The whole batch, which is not empty, becomes the segment of its heights; `listed` takes these and
 * the identity. Errors: io, memory, damaged (the base). */
bool coin_build(struct coin_batch *batch, const char *folder, struct manifest_segment *listed,
                struct error *err);
