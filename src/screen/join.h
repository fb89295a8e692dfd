/* The same party on several lists, joined.
 *
 *   joined      an equal strong id: IMO number, passport, crypto address, or the UN's own number
 * that another list quotes; or an equal folded name in one script with an equal full birth date and
 * nationalities that do not conflict candidate   an equal folded name alone: told, never joined,
 * and nothing follows from two of them
 *
 * A person's verdict comes first: what is the same is joined, what is not never is, however it
 * might come about. Two entries of one list that has ids of its own are two parties. The answer is
 * a pure function of entries and verdicts: rules are applied in the order above, ids by their
 * bytes.
 *
 * Load: 20,000 parties in a tenth of a second. Lifetime: init to release; indices, versions and
 * verdicts outlive it. Threads: one at a time.
 */
#pragma once

#include "base/arena.h"
#include "screen/index_file.h"
#include "screen/register.h"
#include "screen/verdict.h"

struct joined_party {
    const struct list_version *version;
    const struct list_kind *kind;
    const struct list_entry *entry;
    size_t set; /* the number of a party of the same set: equal for all of it, once joined */
};

struct join_candidate {
    size_t a, b; /* parties */
};

struct joining {
    struct joined_party *parties;
    size_t count, capacity;
    struct join_candidate *candidates;
    size_t candidate_count, candidate_capacity;

    /* Its own: */
    struct join_key *keys;
    size_t key_count, key_capacity;
    struct arena texts;
    size_t *next;                 /* the other parties of a set, in a ring */
    struct join_candidate *apart; /* two that a person says are not one */
    size_t apart_count;
};

void joining_init(struct joining *joining);
void joining_release(struct joining *joining);

/* Adds all parties of a version; those of lists of addresses are none. */
bool joining_add(struct joining *joining, const struct list_version *version,
                 const struct list_index *index, struct error *err);

/* Joins, and finds candidates between different authorities. */
bool joining_run(struct joining *joining, const struct verdicts *verdicts, struct error *err);
