/* What reads a configuration: mappings as tables of names. Inside of node/config*.c. */
#pragma once

#include "node/config.h"
#include "text/yaml_reader.h"

/* While it is read: members and desks may stand in any order. */
struct org_row {
    struct config_org org;
    struct yaml_token at; /* of its mapping; the text is not kept */
    struct org_row *next;
};

struct org_rows {
    struct org_row *first, **end;
    size_t count;
};

struct config_reading {
    struct yaml_reader yaml;
    struct config *config;
    const char *home;
    struct org_rows members, desks;
    struct yaml_token member_at, listen_at;
};

/* A name of a mapping. `read` reads its value into what the mapping is read into. */
struct config_field {
    const char *name;
    bool (*read)(struct config_reading *reading, void *target, struct error *err);
    bool needed;
};

/* Reads a mapping; `fields` ends with a row of zeros. The second reads the rest of one that has
 * begun. */
bool config_mapping(struct config_reading *reading, const struct config_field *fields, void *target,
                    struct error *err);
bool config_mapping_rest(struct config_reading *reading, const struct config_field *fields,
                         void *target, struct error *err);

/* A scalar that says something, on one line; kept with a zero behind it. */
bool config_text(struct config_reading *reading, struct span *ret_text, struct error *err);

/* A text of a certain form; `expected` says which. */
bool config_formed(struct config_reading *reading, bool (*valid)(struct span text),
                   const char *expected, struct span *ret_text, struct error *err);

extern const char config_code_form[];

/* Fields of the configuration: they read `members` and `desks`. */
bool config_members(struct config_reading *reading, void *target, struct error *err);
bool config_desks(struct config_reading *reading, void *target, struct error *err);

/* Puts both into the configuration and asks that they fit together. Errors: value, memory. */
bool config_orgs_finish(struct config_reading *reading, struct error *err);
