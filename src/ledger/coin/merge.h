/* Adjacent segments of a coin chain become one, byte for byte what building it from their blocks
 * would give. Nothing is asked for outside the parts, and no column is held in memory: every one is
 * made by walks over the parts' columns, in order. */
#pragma once

#include "ledger/stack.h"

/* A stack_merger: 1 to STACK_MAX parts that follow each other. Errors: damaged, io, memory. */
bool coin_segments_merge(struct segment *const *parts, size_t count, const char *folder,
                         struct manifest_segment *listed, struct error *err);
