/* Whether an object is as STIX 2.1 says that its type is.
 *
 *     if (object_read(bytes, &arena, &object, err) && check_object(&object, &arena, &report, err))
 * { for (f = report.first; f != NULL; f = f->next) ... if (report.errors > 0) ...
 *
 * Every MUST of the standard that one object can break by itself is an error; a SHOULD (a word
 * beyond an open vocabulary, a relationship that the standard does not list, a custom property) is
 * a warning. A type that the standard does not define, and that no extension of the community does,
 * is held against the common properties only. docs/objects.md lists what is looked at.
 *
 * Load: thousands of objects a second; a few microseconds each. Lifetime: the report lives in the
 * arena. Threads: pure functions.
 */
#pragma once

#include "intel/object.h"

struct finding {
    bool warning;
    const struct json_value *value; /* where: json_path */
    const char *text;               /* what, and what was expected */
    const struct finding *next;
};

struct check_report {
    const struct finding *first; /* in the order of the checks; CHECK_FINDINGS_MAX at most */
    size_t errors, warnings;     /* all of them, also those that are not kept */
};

/* False only when there is no memory, or a number beyond what can be made canonical. */
bool check_object(const struct object *object, struct arena *arena, struct check_report *ret_report,
                  struct error *err);

/* The same as one answer, for a door that lets in or does not: false at the first error, which
 * `err` then tells. Errors: value; memory. */
bool check_passes(const struct object *object, struct arena *arena, struct error *err);
