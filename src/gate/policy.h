/* Changes to whom the gate knows and to what it lets out by itself: organisations with their keys,
 * identities, persons, standing rules. Each is stored, logged and decided about in the writer's
 * transaction; from the commit on, all see the new world (worlds.h).
 *
 * What they do to what is there already (docs/release-rules.md):
 *
 *     a rule       nothing: it is about what is posted from then on, also what is posted again;
 *                  ended, it takes nothing back
 *     an org       nothing: who joins gets nothing older by itself; a key counts for what is signed
 *                  and handed in from then on
 *     an identity  what names it as its creator becomes its org's, and is decided anew
 *     a person     sees the RED of others that names it
 *
 * Between gate_begin and gate_commit; after any failure the transaction must be rolled back,
 * whatever the error. `writer->world`, and what was taken out of it, is another after each. Load: a
 * few a day; an identity or a person costs as much as what names it. Threads: as the writer.
 */
#pragma once

#include "gate/writer.h"

/* Who does it, for the log. */
struct gate_by {
    struct span actor;  /* account */
    struct span second; /* the second person's where two must, or empty */
};

/* Sets a standing rule; `*ret_rule` is the same with number and moment. Where an equal one of
 * the same account is in force, that one is given, and nothing is done nor logged: `*ret_new` is
 * false. What its account posts does not go by it, nor do attributions, whatever it says. Errors:
 * value (no type of STIX, no level of TLP, no audience but own ones), limit (RULES_MAX), io,
 * memory. */
bool gate_rule_add(struct gate_writer *writer, const struct release_rule *rule,
                   const struct gate_by *by, struct release_rule *ret_rule, bool *ret_new,
                   struct error *err);
/* Ends one. Errors: not-found, io, memory. */
bool gate_rule_end(struct gate_writer *writer, int64_t number, const struct gate_by *by,
                   struct error *err);

/* Adds a member or a desk with its audience, or changes the key of one that is there: an empty key
 * takes the known one away. Nothing is done, nor logged, where all is so already. Errors: value (a
 * name that cannot be), conflict (the name is of another kind), limit (ORGS_MAX), io, memory. */
bool gate_org_put(struct gate_writer *writer, const struct org *org, const struct gate_by *by,
                  int64_t *ret_number, struct error *err);

/* Registers an identity under an org. Nothing where it is so already. Errors: value (no identity's
 * id), not-found (no such org), conflict (registered under another), io, memory, damaged, limit. */
bool gate_identity_put(struct gate_writer *writer, struct span id, int64_t org,
                       const struct gate_by *by, struct error *err);

/* Makes one of the own people known by the identity that an account names, so that RED that names
 * it is shown to it. Nothing where it is so already. Errors: as gate_identity_put. */
bool gate_person_put(struct gate_writer *writer, struct span id, const struct gate_by *by,
                     struct error *err);
