/* What the writer's transaction has looked up already: numbers of ids, orgs of identities, feeds
 * with their last moments. Objects of one envelope name the same few again and again. Only store/
 * includes this.
 *
 *     find ─▶ here? ─▶ else ask, and keep         forgotten at the end of every transaction
 *
 * A place is told by the text's hash; another text there takes it over. Readers keep nothing: they
 * ask the same questions whatever is stored. Threads: one at a time.
 */
#pragma once

#include "base/span.h"
#include "intel/id.h"

enum { KNOWN_IDS = 64, KNOWN_ORGS = 16 };

struct known_text {
    int64_t number; /* 0: a free place */
    size_t size;
    char text[STIX_ID_BYTES_MAX];
};

struct known_feed {
    int64_t collection, audience;
    int64_t number;
    int64_t begun; /* moment that was given last before the transaction */
    int64_t last;  /* moment that was given last */
    bool changed;  /* `last` is not as stored */
};

struct known {
    struct known_text ids[KNOWN_IDS];
    struct known_text orgs[KNOWN_ORGS]; /* of identities; those without one are not kept */
    struct known_feed *feeds;           /* all that were asked for: a node has some dozens */
    size_t feed_count, feed_capacity;
};

void known_forget(struct known *known);
void known_release(struct known *known);

/* 0 when it is not known. */
int64_t known_find(const struct known_text *places, size_t count, struct span text);
void known_keep(struct known_text *places, size_t count, struct span text, int64_t number);
