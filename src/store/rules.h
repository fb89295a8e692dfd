/* Standing release rules: what is released to an audience the moment it is posted.
 * Threads: as store.h says.
 */
#pragma once

#include "base/arena.h"
#include "store/store.h"

struct release_rule {
    int64_t number;
    struct span kind; /* a STIX type */
    int64_t role;     /* of who posts; 0: any that may write */
    int64_t tlp;      /* highest (enum tlp) */
    int64_t audience;
    int64_t account; /* who set it */
    int64_t made;    /* microseconds since 1970 */
};

/* Sets a rule; its number is given. Writes. */
bool rule_add(struct store *store, const struct release_rule *rule, int64_t *ret_number,
              struct error *err);
/* Ends it; `*ret_ended` false: there is no such rule in force. Writes. */
bool rule_end(struct store *store, int64_t number, int64_t now, bool *ret_ended, struct error *err);
/* Those in force, by number. Reads. */
bool rules_read(struct store *store, struct arena *arena, struct release_rule **ret_rules,
                size_t *ret_count, struct error *err);
