/* A file of STIX objects, for commands that read one: its objects, and the marking definitions
 * among them, which others rest upon. Threads: one at a time. */
#pragma once

#include "base/map.h"
#include "intel/envelope.h"
#include "intel/marking.h"

struct object_file {
    const char *path;
    struct map map;
    struct envelope envelope;
    struct arena arena;         /* of the definitions */
    struct object *definitions; /* in the order of their identifiers */
    size_t count, capacity;
};

/* Errors: io. Release it whether or not this succeeds. */
bool object_file_open(struct object_file *ret_file, const char *path, struct error *err);
/* Its objects. A definition that is not as it should be is as good as none. Errors: as
 * envelope_read. */
bool object_file_read(struct object_file *file, struct error *err);
/* Whether what was read was there: errors io, when the file was shortened meanwhile. */
bool object_file_whole(const struct object_file *file, struct error *err);
void object_file_release(struct object_file *file);

/* For marking_of; lives as long as the file. */
struct marking_source object_file_markings(struct object_file *file);
