/* What names what: kept for every version, so that whatever comes to be known later finds what
 * waits for it. Only gate/ includes this.
 *
 * A version refers to what its facts name: references, marking definitions that travel with it,
 * originators, persons.
 */
#pragma once

#include "gate/facts.h"
#include "gate/writer.h"
#include "store/versions.h"

/* Keeps that a version names what its facts say. Writes. Errors: io. */
bool refer_add(struct gate_writer *writer, const struct version *version, const struct facts *facts,
               struct error *err);

/* The same after its facts have changed from `before`: what they no longer name is forgotten, and a
 * marking definition that no longer travels with it is looked at when the writer settles
 * (`writer->loose`). Errors: memory, io. */
bool refer_change(struct gate_writer *writer, const struct version *version,
                  const struct facts *before, const struct facts *facts, struct error *err);
