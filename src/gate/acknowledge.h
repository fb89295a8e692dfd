/* Whoever was told that it may not hold something any more says that it knows. Recalls themselves
 * follow from what is decided (act.h). */
#pragma once

#include "gate/writer.h"

/* `leaf`: of the recall. Logged, once. `*ret_some` false: no such recall of this audience, and
 * nothing was done. Writes; call between gate_begin and gate_commit. Errors: io, memory. Threads:
 * as the writer. */
bool gate_acknowledge(struct gate_writer *writer, const struct stored_audience *audience,
                      int64_t leaf, struct span actor, bool *ret_some, struct error *err);
