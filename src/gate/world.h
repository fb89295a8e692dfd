/* Whom the gate knows: the own member, the others, desks, audiences, collections, rules. Read from
 * the store when a node starts, and again when one of them changes (worlds.h).
 *
 * Threads: read-only once loaded.
 */
#pragma once

#include "store/orgs.h"
#include "store/rules.h"

struct world {
    struct arena arena;
    int64_t own; /* number of the own member */
    struct org *orgs;
    size_t org_count;
    struct stored_audience *audiences;
    size_t audience_count;
    struct collection *collections;
    size_t collection_count;
    struct release_rule *rules; /* in force */
    size_t rule_count;
    uint64_t generation; /* another for each that was in force, of one process */
    size_t holders;      /* worlds.c's */
};

/* Errors: not-found, when the store has no member named `own`; io; memory. Release with
 * world_release. */
bool world_load(struct world *ret_world, struct store *store, struct span own, struct error *err);
void world_release(struct world *world); /* takes a zeroed one */

/* NULL when there is none. */
const struct org *world_org(const struct world *world, int64_t number);
const struct org *world_org_named(const struct world *world, struct span name);
const struct stored_audience *world_audience(const struct world *world, int64_t number);
const struct stored_audience *world_audience_of(const struct world *world,
                                                enum audience_class class, struct span name);
/* By alias or by id. */
const struct collection *world_collection(const struct world *world, struct span name);

/* The collection in which an audience other than own reads: members, desks or public. */
const struct collection *world_collection_of(const struct world *world,
                                             const struct stored_audience *audience);

/* Refuses NULL and own people, who see what was taken: nothing is released to them. Errors: value.
 */
bool world_check_audience(const struct stored_audience *to, struct error *err);

/* "own", "public", "member:jpn", "desk:exchange": the words for an audience, in commands and in
 * the log. Parsing gives NULL when there is no such audience. */
bool world_audience_print(const struct stored_audience *audience, struct dynbuf *out);
const struct stored_audience *world_audience_parse(const struct world *world, struct span words);
