/* Which kind of path a request names, for the journal and the metrics: the path with everything
 * that names an object, an account or a collection left out. Threads: pure functions. */
#pragma once

#include "base/span.h"

enum route_area {
    ROUTE_TAXII, /* also what no area has: errors look like TAXII's */
    ROUTE_API,
    ROUTE_HEALTH,
    ROUTE_METRICS,
};

struct route_kind {
    enum route_area area;
    const char *pattern; /* "/taxii2/ROOT/collections/C/objects/" */
};

enum { ROUTE_KINDS = 24 };

/* The number of the kind below route_count(), the last of which is "other". */
unsigned route_of(struct span path);
unsigned route_count(void);
const struct route_kind *route_kind(unsigned number);
