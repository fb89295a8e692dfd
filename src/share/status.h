/* The status resource (TAXII 2.1, 4.3.1) of a POST, which is done with when it is answered. Inside
 * of share/. */
#pragma once

#include "gate/take.h"
#include "share/call.h"

/* One posted object. */
struct posted {
    struct span bytes;
    struct object object; /* when it was read … */
    struct offer offer;   /* … and checked */
    bool is_marking;
    struct span id, version; /* for the status; `version` may be empty: the time of the request */
    const char *failure;     /* why it was not taken; NULL: it was */
};

/* Writes it. Errors: limit (STATUS_BYTES_MAX), memory. */
bool status_write(struct dynbuf *body, struct span id, int64_t now, const struct posted *posted,
                  size_t count, struct error *err);
