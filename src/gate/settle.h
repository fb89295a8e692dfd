/* Decides anew, for one audience, after something about some objects has changed: a version came, a
 * release was asked, an approval was taken, a marking became known.
 *
 *     1. take back    what went and may not go any more, and, one by one, what named it
 *     2. let out      of what waits: suppose that all of it goes, then strike out what names
 *                     something that neither goes nor is supposed to, until nothing more falls
 *
 * Both together give the greatest fixpoint: cycles of references go out together or not at all.
 * What goes is shown in the audience's feed and logged; what is taken back is dropped from it and
 * logged as denied.
 *
 * Load: a few objects a post; all that names an identity when it is first released. Cost: the
 * objects that change and those beside them, never the whole store. Memory: 100 bytes an object
 * that waits for a changed one. Threads: as the writer.
 */
#pragma once

#include "gate/writer.h"

/* `ids`: numbers of identifiers. Writes; call between gate_begin and gate_commit. Errors: limit
 * (SETTLE_MAX), memory, damaged, io. */
bool settle(struct gate_writer *writer, const struct stored_audience *audience, const int64_t *ids,
            size_t count, struct error *err);
