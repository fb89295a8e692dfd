/* Turning a range of a batch into one sealed segment. */
#pragma once

#include "ledger/batch.h"

/* Blocks [first_row, end_row) of the batch's block table, covering the heights of `listed`, become
 * a segment file in the folder; `listed->identity` is set. Ranges are built in order: the batch
 * carries the running sums from one to the next. Errors: io, memory. */
bool build_segment(struct batch *batch, size_t first_row, size_t end_row, const char *folder,
                   struct manifest_segment *listed, struct error *err);
