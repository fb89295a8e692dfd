/* How `trefoil object check` tells what it found: a line an object and one a finding, or JSON.
 */
#pragma once

#include "intel/check.h"
#include "intel/marking.h"
#include "text/json_writer.h"

struct object_telling {
    struct dynbuf out;
    struct json_writer json;
    bool is_json;
};

/* An object and what is wrong with it; of one that passed, how far its marking lets it go. */
void object_tell(struct object_telling *telling, const char *file, const struct object *object,
                 const struct check_report *report, const struct marking *marking);

/* What is no STIX object at all. */
void object_tell_none(struct object_telling *telling, const char *file, size_t place,
                      const struct error *why);
