/* What a writer stands on: the sealed segments of one ledger, in order, and the lock. Segments are
 * put on top, merged where they are neighbours, and become a generation when the manifest that
 * names them is written.
 *
 *     named by the manifest on the disk  | made since
 *     [ 0 .. 4095 ][ 4096 .. 6143 ]      [ 6144 .. 6500 ][ 6501 .. 7000 ]
 *
 * A file that the manifest on the disk names stays until a manifest without it is in its place, so
 * readers and a killed writer find all of it; what no manifest names is removed when the stack is
 * opened. Threads: one at a time.
 */
#pragma once

#include "ledger/ledger.h"

enum { STACK_MAX = 2 * MANIFEST_SEGMENTS_MAX };

struct stack {
    char folder[PATH_BYTES_MAX];
    int lock;
    struct manifest manifest; /* as it is on the disk; generation 0: none yet */
    struct manifest next;     /* its files are those that are in with the next commit */
    struct ledger ledger;     /* the segments, for looking up */
    struct manifest_segment listed[STACK_MAX]; /* what they cover */
    bool named[STACK_MAX];                     /* by the manifest on the disk */
};

/* How segments of the kind are merged; the heights of `listed` are given, its identity is set. */
typedef bool stack_merger(struct segment *const *parts, size_t count, const char *folder,
                          struct manifest_segment *listed, struct error *err);

/* Takes the lock; makes the folder where there is none. Release the stack, also after a failure.
 * Errors: busy, conflict (a ledger of another chain), io, damaged, memory. */
bool stack_open(struct stack *stack, const char *folder, const char *chain,
                const struct segment_kind *kind, struct error *err);
void stack_release(struct stack *stack);

/* Opens a sealed segment and puts it on top. Errors: io, damaged, memory, limit. */
bool stack_push(struct stack *stack, const struct manifest_segment *listed, struct error *err);

/* Takes the segments from `kept` on off. */
void stack_pop(struct stack *stack, size_t kept);

/* Segments [from, to) become one of the heights of `range`, unless one is that already. After a
 * failure the stack is good for nothing but release. */
bool stack_merge(struct stack *stack, size_t from, size_t to, struct manifest_segment range,
                 stack_merger *merger, struct error *err);

/* The same for all that stand in one range of the cut of [0, last]. */
bool stack_merge_cut(struct stack *stack, uint64_t last, stack_merger *merger, struct error *err);

/* Replaces the manifest: all that is in the stack is a generation. */
bool stack_commit(struct stack *stack, uint64_t first_block, uint64_t last_block,
                  struct error *err);
