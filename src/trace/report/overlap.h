/* Containers in which several colours hold something under one rule. Load: the holdings of all
 * results, sorted once. Threads: as any value. */
#pragma once

#include "trace/request.h"

struct claim {
    const struct rule *rule;
    uint64_t container;
    size_t shown; /* which result */
};

struct claims {
    struct claim *list; /* by rule, container, result */
    size_t count;
};

/* Every holding of every result; none when there is only one colour. Errors: memory. */
bool claims_init(struct claims *ret_claims, const struct trace_shown *all, size_t count,
                 struct error *err);
void claims_release(struct claims *claims);

/* The first of the claims to a container; how many there are behind it, itself included. */
const struct claim *claims_to(const struct claims *claims, const struct rule *rule,
                              uint64_t container, size_t *ret_count);
