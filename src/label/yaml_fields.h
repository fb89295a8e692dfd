/* Mappings of a YAML pack whose members have names known beforehand, each a scalar or a list of
 * scalars: read as a whole, with the place of each, so that what is wrong can be told afterwards.
 * For the files of this room. */
#pragma once

#include "base/arena.h"
#include "text/yaml_reader.h"

enum { YAML_FIELDS_MAX = 24 };

struct yaml_field {
    struct span text; /* a list's with semicolons between; empty when absent or null */
    uint64_t line, column;
};

struct yaml_fields {
    const char *const *names; /* of all fields that may be there; NULL behind the last */
    size_t kept;              /* the values of so many, the first ones, are kept */
    struct yaml_field values[YAML_FIELDS_MAX];
    uint64_t line, column; /* of the mapping */
    bool wrong;            /* one has a name or a value that is not expected: `why` */
    struct error why;
};

/* Reads the rest of the mapping that has begun; the texts are copied to `texts`. Errors: syntax,
 * unsupported, limit, memory. */
bool yaml_fields_read(struct yaml_fields *fields, struct yaml_reader *yaml, struct arena *texts,
                      struct error *err);

/* Reads the value of the member whose name was the last token, into `field`. */
bool yaml_field_value(struct yaml_fields *fields, struct yaml_field *field,
                      struct yaml_reader *yaml, struct arena *texts, struct error *err);

/* Reads a whole pack, a mapping: `element` once for each of the sequence that has the name, when
 * its first token is `yaml->token`; everything else is passed over. Errors: syntax, value, those of
 * `element`. */
bool yaml_each_of(struct yaml_reader *yaml, const char *name,
                  bool (*element)(void *context, struct error *err), void *context,
                  struct error *err);

/* The number of a name, or YAML_FIELDS_MAX. */
size_t yaml_field_named(const struct yaml_fields *fields, struct span name);

/* Says that something is wrong with the mapping, unless something is already. */
void yaml_fields_wrong(struct yaml_fields *fields, const struct yaml_reader *yaml,
                       const char *format, struct span what);

/* "name:line:column (field)" before an error without a place; the mapping's where the field is
 * absent. Returns false. */
bool yaml_fields_error(const struct yaml_fields *fields, size_t field, const char *name,
                       struct error *err);
