/* The gate: whether one object version may go to one audience. Total; denies by default.
 *
 * This function is all the policy there is; docs/release-rules.md is the same in words. It looks at
 * facts only. Who asks, what a reference means (the newest version of what it names, or, of a
 * cyber-observable, any variant, that the same audience may get) and when to ask again is
 * settle.h's business; what is then read goes out as `struct released` (released.h), which nothing
 * else makes.
 *
 * Threads: a pure function.
 */
#pragma once

#include "gate/facts.h"
#include "gate/world.h"
#include "store/versions.h"

enum gate_reason {
    GATE_ALLOWED,
    GATE_NOT_RELEASED, /* nobody, and no standing rule, has released it to the audience */
    GATE_NOT_WHOLE,    /* a fork, or evidence that came too late */
    GATE_RELAYED,      /* another's object, under an import record: for own users only */
    GATE_MARKING, /* its markings cannot be told (unknown, contradictory), or ALL at AMBER and above
                   */
    GATE_NO_TLP,
    GATE_REACH,      /* its markings do not reach the audience */
    GATE_PERSON,     /* RED of another member, for the persons whom it names */
    GATE_FORWARD,    /* another's object, and its marking does not name the audience */
    GATE_ORIGINATOR, /* an originator has not approved */
    GATE_NEWEST,     /* the newest version of the object may not go */
    GATE_REFERENCE,  /* something that it names may not go, or is not here */
    GATE_HIDDEN,     /* it may go, and was hidden there (DELETE); gate_who's alone */
    GATE_REASONS,
};

/* "reach": the stable word, and a sentence for people. Static storage. */
const char *gate_reason_name(enum gate_reason reason);
const char *gate_reason_text(enum gate_reason reason);

struct gate_case {
    const struct world *world;
    const struct stored_audience *audience;
    enum standing standing;
    const struct facts *facts;  /* of the version */
    const struct facts *newest; /* of the version that governs its object; may be the same */
    bool asked;                 /* a release to the audience stands … */
    enum tlp highest;           /* … for what is marked up to this */
    /* Whether the originator with this identity has approved this version for the audience. */
    bool (*approved)(void *context, struct span originator);
    /* Whether what has this identifier goes to the audience. */
    bool (*goes)(void *context, int64_t id);
    void *context;
};

/* The part of the answer that lies in the version and its object alone: all but GATE_REFERENCE. */
enum gate_reason gate_alone(const struct gate_case *asked);

/* The answer. */
enum gate_reason gate(const struct gate_case *asked);
