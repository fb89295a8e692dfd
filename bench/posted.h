/* What the benches of the node post, and into what: envelopes of indicators by one member, a store
 * with that member, two others and a collection, and the taking of an envelope as a POST does it.
 */
#pragma once

#include <pthread.h>

#include "base/dynbuf.h"
#include "gate/take.h"

enum { POSTED_ENVELOPE = 100, POSTED_ID_BYTES = 64 };

/* A random id as of UUIDv4, the same from the same number. */
void posted_id(char ret_id[POSTED_ID_BYTES], uint64_t number);

/* Indicators of one address each, marked GREEN, every hundredth CLEAR, numbered from `from`: 690
 * bytes an object. */
void posted_envelope(struct dynbuf *out, uint64_t from);
/* The same of `count` objects, each with `more` bytes of description. */
void posted_objects(struct dynbuf *out, uint64_t from, size_t count, size_t more);

struct posted_node {
    struct store store;
    struct worlds worlds;
    struct gate_writer writer;
    struct taking_by by;
    pthread_mutex_t lock; /* transactions take turns */
};

/* Opens a store of its own in a folder; makes what must be there when it is new. With `rules` all
 * that is posted is released to jpn, and what is CLEAR, one object in a hundred, to kor. */
void posted_open(struct posted_node *node, const char *folder, bool rules);
void posted_close(struct posted_node *node);

/* Reads, checks and takes one envelope; durable when it returns. Threads: any. */
void posted_take(struct posted_node *node, struct span envelope);

/* Fills the store of a folder, with rules, up to so many objects; goes on where it was left, and
 * prints how fast. */
void posted_fill(const char *folder, uint64_t objects);

/* A number that the store answers, which takes one; 0 when there is no row. */
int64_t posted_number(struct store *store, const char *query, int64_t than);
/* The number that no posted object has had yet. */
uint64_t posted_next(struct store *store);
