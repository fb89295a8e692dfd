/* Who is listed by one authority and not by another, and for how long: a view of what is in force
 * at a moment, of all lists of parties in a home.
 */
#pragma once

#include "screen/history.h"
#include "screen/join.h"

enum { GAP_AUTHORITIES_MAX = 8 };

struct gap {
    size_t first, count;      /* its parties, in gaps.order */
    unsigned listed, missing; /* a bit an authority */
    bool dprk;
    char since[11]; /* the earliest listing */
    bool at_least;  /* the list carries no date: it stood there then, and perhaps before */
    int64_t days;   /* from `since` to the moment's day */
};

struct gap_source {
    const struct list_version *version;
    struct list_index index;
    struct list_past past;
};

struct gaps {
    const char *authorities[GAP_AUTHORITIES_MAX];
    size_t authority_count;
    struct gap_source *sources; /* the versions in force */
    size_t source_count;
    struct joining joining;
    struct verdicts verdicts;
    size_t *order;     /* parties, set by set */
    struct gap *items; /* North Korea's first, then the longest open, then by name */
    size_t count;
};

/* The moment's day is a day that there is. Release also after a failure. */
bool gaps_find(struct gaps *gaps, const char *home, const struct list_register *lists,
               const struct list_moment *moment, struct error *err);
void gaps_release(struct gaps *gaps);

/* A party of a gap. */
const struct joined_party *gap_party(const struct gaps *gaps, const struct gap *gap, size_t at);

/* The name of a party: its first, or its key. */
struct span party_name(const struct list_entry *entry);
