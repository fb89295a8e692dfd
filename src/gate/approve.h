/* Signed approvals and lowerings (store/approvals.h): taken, and, when their time has passed, taken
 * back.
 *
 *     gate_begin    ends all whose time has passed: from here on none of them stands, and no clock
 *                   that jumps back brings one up again
 *     gate_expire   decides anew about what they held open: on a beat of the node, in a transaction
 *                   of its own
 *
 * Threads: as the writer.
 */
#pragma once

#include "gate/writer.h"

/* Keeps a signed approval or lowering, whose signature was verified, logs it, and decides anew.
 * `by`, for the log: who handed it in, or had the own member's key sign it here and for whom.
 * One whose time has passed, or that is no longer than an equal one that has ended, changes
 * nothing. Writes. Errors: value (no such audience), damaged, io, memory. */
struct approval;
struct gate_by;
bool gate_approve(struct gate_writer *writer, const struct approval *approval,
                  const struct gate_by *by, struct error *err);

/* Whether a lowering of this version by the own member does something: by what was before, whatever
 * overlays add, it counts as more than it is marked with, or a lowering of it stands already.
 * Reads, with `asking` of a store and a world. Errors: damaged, io, memory. */
struct version;
bool gate_lowering_serves(struct gate_writer *asking, const struct version *version,
                          bool *ret_serves, struct error *err);

/* Decides anew about what ended approvals and lowerings held open, a bounded number of them.
 * `*ret_next`: the moment, in microseconds since 1970, from which there is something to do again;
 * 0: at once, there was more; INT64_MAX: not before the next approval. Writes. Errors: as of
 * settle.
 */
bool gate_expire(struct gate_writer *writer, int64_t *ret_next, struct error *err);
