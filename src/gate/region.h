/* What may be let out together: the greatest set of waiting versions in which each names only what
 * goes already or is in the set. Only settle.c includes this.
 *
 *     touched ids ─▶ rows that wait ─▶ rows that wait and name those ─▶ …     the region
 *     all of it is supposed to go; a row that names anything else falls, and with it what named it
 *
 * Rows outside the region cannot change: what they name goes already, or does not go whatever
 * becomes of the region.
 */
#pragma once

#include "gate/case.h"
#include "gate/id_set.h"

/* Lets out what can be, beginning with the allowances of the touched ids. Errors: limit, memory,
 * damaged, io. */
bool region_let_out(struct gate_reading *reading, const struct id_set *touched, struct error *err);
