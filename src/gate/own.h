/* What the own people see of a version: all of them what this node took, or, of another's RED, the
 * persons whom it names and the node knows. The version that governs an object governs all of its
 * versions here too. Only gate/ includes this.
 */
#pragma once

#include "gate/case.h"

/* Shows a version to them in a collection where it was posted; `newest`: the facts of the one that
 * governs, or its own. `*ret_any`: somebody did not see it there before. Writes. */
bool own_show(struct gate_writer *writer, const struct collection *collection,
              const struct version *version, const struct facts *facts, const struct facts *newest,
              bool *ret_any, struct error *err);

/* Shows it to them anew wherever it was posted, after its facts have changed, and takes it from
 * whom they no longer name. Writes. */
bool own_refresh(struct gate_writer *writer, const struct version *version,
                 const struct facts *facts, const struct facts *newest, struct error *err);

/* Whether all of them see the same under two versions that govern; NULL: none does. Pure. */
bool own_same(const struct world *world, const struct facts *one, const struct facts *other);

/* own_refresh of all versions of an object, after another governs. */
bool own_refresh_all(struct gate_writer *writer, int64_t id, struct error *err);
