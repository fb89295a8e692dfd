/* One (audience, version) as the gate looks at it, with what must be read for it. Only gate/
 * includes this. */
#pragma once

#include "gate/gate.h"
#include "gate/writer.h"
#include "store/allowances.h"

struct gate_reading {
    struct gate_writer *writer;
    const struct stored_audience *audience;
    struct arena arena;     /* of what is read */
    struct version version; /* without its bytes */
    struct facts facts, newest;
    bool failed; /* the store failed within a question of the gate */
    struct error err;
};

/* Reads a version, and its facts and those of the version that governs its object. What was read
 * before is forgotten. Errors: damaged, memory, io. */
bool gate_read(struct gate_reading *reading, int64_t seq, struct error *err);

/* The case of what was read, for gate and gate_alone; `allowance`: the release that stands, or
 * NULL.
 */
struct gate_case gate_case_of(struct gate_reading *reading, const struct allowance *allowance);

/* The gate's answer about an allowance; with `alone` that of gate_alone. */
bool gate_ask(struct gate_reading *reading, const struct allowance *allowance, bool alone,
              enum gate_reason *ret_reason, struct error *err);

/* Whether what has this identifier goes to the audience. */
bool gate_goes(struct gate_reading *reading, int64_t id, bool *ret_goes, struct error *err);

/* Calls `act` for each allowance of an id for the audience, in the order of arrival, until it
 * fails. */
bool gate_each_allowance(const struct gate_reading *reading, int64_t id,
                         bool (*act)(void *context, struct allowance *allowance, struct error *err),
                         void *context, struct error *err);
