/* The versions of one object in their order: which governs, which are forks or came too late, and
 * that a marking does not sink unless its creator has signed it, and what overlays add to it. Only
 * gate/ includes this.
 *
 *     v1 GREEN ── v2 AMBER ── v3 CLEAR             governs: v3, as AMBER while it is not signed
 *                    └─ v2' another content        a fork: neither v2 nor v2' is current
 *                                 v4 after a revocation: late
 *
 * It does not depend on the order of arrival. Cyber-observables have no order: their variants stand
 * beside each other.
 */
#pragma once

#include "gate/facts.h"
#include "gate/writer.h"
#include "store/versions.h"

/* Puts a version that was just added into its object's order. Writes. Errors: damaged, memory, io.
 */
bool chain_put(struct gate_writer *writer, const struct version *version, const struct facts *facts,
               struct arena *arena, struct error *err);

/* Works the whole order out anew from what is known of each version: after a lowering was signed,
 * or an overlay set or taken back.
 * Reads as many rows as there are versions, and writes what changes. */
bool chain_refresh(struct gate_writer *writer, int64_t id, struct error *err);

/* The same, and what is known of each from its bytes: after a marking definition came, or an
 * identity was registered. Writes. */
bool chain_remake(struct gate_writer *writer, int64_t id, struct error *err);

/* Whether a version counts, overlays aside, as more than it is marked with itself: because of what
 * was before it, and no lowering is signed. Reads, with `asking` of a store and a world. Errors:
 * damaged, memory, io. */
bool chain_is_lower(struct gate_writer *asking, const struct version *version, bool *ret_lower,
                    struct error *err);
