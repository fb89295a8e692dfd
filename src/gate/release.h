/* People's releases, and who may see what and why. Threads: as the writer. */
#pragma once

#include "gate/gate.h"
#include "gate/writer.h"

struct gate_release {
    struct span id;
    struct span version; /* order key; empty: the version that governs, else the last one here */
    struct span content; /* first digits, in base 16, of the content's hash; or empty */
    const struct stored_audience *to;
    struct span actor;
    struct span second; /* the second person where two must, or empty */
};

/* Asks that a version goes to an audience, and decides. What is denied stays asked: it goes as soon
 * as what it waits for does. Logged either way. Writes. Errors: not-found (no such object, version
 * or content), conflict (several contents are meant: variants of a cyber-observable, a fork; the
 * text names them), value (own people, to whom nothing is released; a content that is no base 16),
 * damaged, io, memory. */
bool gate_release(struct gate_writer *writer, const struct gate_release *release,
                  enum gate_reason *ret_reason, struct error *err);

/* One line of the answer to "who can see it, and why". */
struct gate_verdict {
    const struct stored_audience *audience;
    enum gate_reason reason;
    int64_t leaf; /* of the log, that released it; -1 without one */
};

/* About one version, told as in a release, for every audience; as many verdicts as the world has
 * audiences. Reads: any store may stand in the writer, which needs no leaves, beside a world that
 * is held while the verdicts are used. Errors: as gate_release. */
bool gate_who(struct gate_writer *writer, struct span id, struct span version, struct span content,
              struct arena *arena, struct gate_verdict **ret_verdicts, struct error *err);
