/* What of a pack cannot become labels: the first one is an error, or all are kept with their
 * reason. */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"

struct rejects {
    bool keep_going;
    uint64_t count;
    struct dynbuf lines; /* "# reason" and the lines as they stood */
};

void rejects_init(struct rejects *rejects, bool keep_going);
void rejects_release(struct rejects *rejects);

/* `why` names file, line and column. False, and `err` is filled, when it ends the import: without
 * keep_going, or when the environment is to blame. */
bool rejects_add(struct rejects *rejects, struct span lines, const struct error *why,
                 struct error *err);
