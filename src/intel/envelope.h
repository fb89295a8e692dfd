/* What carries STIX objects: a bundle (STIX 2.1, 8), a TAXII envelope (TAXII 2.1, 3.7), or an
 * object by itself. Read to the spans of its objects, which object_read takes one by one.
 *
 *     {"type":"bundle","id":"bundle--…","objects":[ {…}, {…} ]}
 *                                                   objects[0]  objects[1]
 *
 * The whole text is proven to be JSON before the first object is looked at, so that nothing is
 * taken of a text that breaks off; objects that are JSON and no STIX are found by object_read and
 * spoil no others. No tree is made of the whole: 16 bytes an object, so that a mapped file of a
 * gigabyte will do.
 *
 * Lifetime: init by reading, to release; points into the bytes. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

enum envelope_kind {
    ENVELOPE_TAXII,  /* without `type` */
    ENVELOPE_BUNDLE, /* of the type `bundle` */
    ENVELOPE_OBJECT, /* of another: the one object is the whole */
};

struct envelope {
    enum envelope_kind kind;
    bool more;  /* of TAXII: the server has further objects */
    char *next; /* of TAXII: where they begin; NULL when it does not say */
    struct span *objects;
    size_t count, capacity;
};

/* Reads `bytes`; `name` says in errors what they are. Release it in the end when true. Errors:
 * syntax, value (a bundle without identifier, `objects` that is no array), limit
 * (ENVELOPE_OBJECTS_MAX, ENVELOPE_NEXT_BYTES_MAX, JSON's own), memory. */
bool envelope_read(struct envelope *ret_envelope, struct span bytes, const char *name,
                   struct error *err);

void envelope_release(struct envelope *envelope);
