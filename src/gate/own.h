/* What the own people see of a version: all of them what this node took, or, of another's RED, the
 * persons whom it names and the node knows. Only gate/ includes this. */
#pragma once

#include "gate/facts.h"
#include "gate/writer.h"
#include "store/versions.h"

/* Shows it to them in a collection where it was posted. Writes. */
bool own_show(struct gate_writer *writer, const struct collection *collection,
              const struct version *version, const struct facts *facts, struct error *err);

/* Shows it to them anew wherever it was posted, after its facts have changed, and takes it from
 * whom they no longer name. Writes. */
bool own_refresh(struct gate_writer *writer, const struct version *version,
                 const struct facts *facts, struct error *err);
