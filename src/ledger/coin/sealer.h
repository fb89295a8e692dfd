/* What a coin writer has sealed, and the thread in which it seals: a batch becomes a segment aside,
 * neighbours are merged, while the next batch is filled.
 *
 *     writer   | fill a      | fill b      | fill a ...     (waits where sealing takes longer)
 *     sealer                 | seal a      | seal b ...     one at a time, in order
 *
 * Segments are merged by sixteens of a size, and, when a range of the cut (coin/cut.h) is whole,
 * all that stand in it. What is merged has all its hashes: it becomes a generation of its own when
 * nothing that is aside stands behind it, so that a killed writer goes on from there.
 *
 * Threads: the caller's and its own. Between coin_sealer_start and coin_sealer_wait the stack, and
 * the batch that was given, belong to the latter.
 */
#pragma once

#include <pthread.h>

#include "ledger/coin/batch.h"
#include "ledger/coin/build.h"
#include "ledger/stack.h"

struct coin_sealer {
    struct stack stack;
    unsigned char level[STACK_MAX]; /* of each segment: how often it was merged, as a size */
    uint64_t last;                  /* height of the last block that will come */
    uint64_t save_from; /* height of a block with which a generation loses nothing that was there */
    struct coin_build_room room;
    struct coin_batch *batch; /* being sealed; NULL: nothing is */
    pthread_t thread;
    bool sealed; /* by the thread, else `failure` */
    struct error failure;
};

/* A stack is opened into it. Releases that too; waits for the thread. */
void coin_sealer_release(struct coin_sealer *sealer);

/* Takes off what the cut of [0, last] from height `first` on does not keep as it is. */
void coin_sealer_begin(struct coin_sealer *sealer, uint64_t first, uint64_t last);

/* Seals a batch, which is not empty and stays until coin_sealer_wait; nothing may be under way.
 * Errors: memory. */
bool coin_sealer_start(struct coin_sealer *sealer, struct coin_batch *batch, struct error *err);

/* Waits until nothing is under way. Errors: those of sealing: io, memory, limit, damaged. */
bool coin_sealer_wait(struct coin_sealer *sealer, struct error *err);

/* Everything up to the last block is sealed: merges what must be, and it becomes the generation. */
bool coin_sealer_commit(struct coin_sealer *sealer, struct error *err);
