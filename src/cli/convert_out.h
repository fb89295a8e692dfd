/* Writes what `trefoil object convert` has read, and counts what the form has no word for. */
#pragma once

#include "intel/export.h"
#include "intel/import.h"

/* Of an object of which values, or all of it, were left out. */
struct convert_loss {
    struct span id;
    size_t values; /* 0: the form says nothing of such objects */
};

struct convert_type {
    struct span type;
    size_t count;
};

struct convert_out {
    struct convert_loss *losses;
    size_t count, capacity;
    struct convert_type *types; /* of objects of which nothing was said, sorted */
    size_t type_count;
    size_t written; /* values, rules, objects: whatever the form counts */
};

/* All objects in the form of this name (the choices of --to); `zone` is the RPZ's. Release also
 * after a failure. Errors: memory, limit. */
bool convert_write(struct convert_out *out, struct dynbuf *buffer, const struct import *import,
                   const char *form, const char *zone, int64_t now, struct error *err);
void convert_out_release(struct convert_out *out);
