/* What overlays (store/overlays.h) make of the marking of a version. Only gate/ includes this.
 *
 *     marking ⊔ overlay one, ⊔ overlay two, …: each by itself is joined with the marking, and then
 *     all of them, so that none widens what another leaves
 */
#pragma once

#include "gate/writer.h"
#include "intel/marking.h"
#include "store/overlays.h"

/* Raises `*marking`; its sets then lie in the arena or among the writer's definitions. A definition
 * that is gone denies. Reads. Errors: damaged, memory, io. */
bool overlaid(struct gate_writer *writer, const struct overlay *overlays, size_t count,
              struct arena *arena, struct marking *marking, struct error *err);
