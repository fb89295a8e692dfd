/* People's releases, and who may see what and why. Threads: as the writer. */
#pragma once

#include "gate/gate.h"
#include "gate/writer.h"

struct gate_release {
    struct span id;
    struct span version; /* order key; empty: the version that governs (of a cyber-observable, the
                            newest that is here) */
    const struct stored_audience *to;
    struct span actor;
    struct span second; /* the second person where two must, or empty */
};

/* Asks that a version goes to an audience, and decides. What is denied stays asked: it goes as soon
 * as what it waits for does. Logged either way. Writes. Errors: not-found (no such object or
 * version), value (own people, to whom nothing is released), damaged, io, memory. */
bool gate_release(struct gate_writer *writer, const struct gate_release *release,
                  enum gate_reason *ret_reason, struct error *err);

/* Keeps a signed approval or lowering (store/approvals.h), whose signature was verified, logs it,
 * and decides anew. Writes. Errors: value (no such audience), damaged, io, memory. */
struct approval;
bool gate_approve(struct gate_writer *writer, const struct approval *approval, struct error *err);

/* One line of the answer to "who can see it, and why". */
struct gate_verdict {
    const struct stored_audience *audience;
    enum gate_reason reason;
    int64_t leaf; /* of the log, that released it; -1 without one */
};

/* About one version, for every audience; as many verdicts as the world has audiences. Reads: any
 * store may stand in the writer, which needs no leaves. */
bool gate_who(struct gate_writer *writer, struct span id, struct span version, struct arena *arena,
              struct gate_verdict **ret_verdicts, struct error *err);
