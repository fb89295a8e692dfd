/* What follows from an answer of the gate: shown or taken back, and logged, in one. Only gate/
 * includes this. */
#pragma once

#include "gate/case.h"

/* Lets a version go: marks the allowance, shows the version (and the marking definitions that
 * travel with it) in the audience's feed unless it is hidden there, logs it as released. The
 * reading holds it. */
bool act_allow(struct gate_reading *reading, struct allowance *allowance, struct error *err);

/* Shows a version that goes to the audience, and was hidden, in its feed again. */
bool act_show(struct gate_reading *reading, struct error *err);

/* Takes back what went: marks the allowance, drops it from the feed, logs it as denied, and recalls
 * it (store/recalls.h), which is logged too. */
bool act_take_back(struct gate_reading *reading, struct allowance *allowance,
                   enum gate_reason reason, struct error *err);

/* Shows a marking definition in its newest version, while something that goes carries it, and
 * nothing else of it. */
bool act_ride(struct gate_reading *reading, int64_t definition, struct error *err);

/* Logs that a release which somebody asked for is denied. */
bool act_deny(struct gate_reading *reading, const struct allowance_asked *asked,
              enum gate_reason reason, struct error *err);
