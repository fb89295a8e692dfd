/* Works out the facts of an object that is taken: whose it is, how it is marked, what it names.
 * Only gate/ includes this.
 */
#pragma once

#include "gate/facts.h"
#include "gate/writer.h"

/* For an object of the identifier with the number `id` that `org` posts; gives numbers to the
 * identifiers that it names. Everything lies in the arena. Writes. Errors: value (a creator for
 * whom the org may not speak), damaged, memory, io. */
bool facts_make(struct gate_writer *writer, const struct object *object, int64_t id, int64_t org,
                struct arena *arena, struct facts *ret_facts, struct error *err);
