/* The token of the next page (TAXII 2.1, `next`): where a reader is in its view, and that this node
 * said so for this view and these filters. Nothing is kept for it.
 *
 *     hex( added, 8 bytes ‖ feed, 1 byte ‖ the first 16 bytes of a keyed BLAKE2b-256 )
 *                                          over the view, the matches and the position
 *
 * The position is one in the asker's own view, which other audiences' objects do not move. The
 * limit is not bound: a client may ask for more at a time. Nor is added_after: it and the position
 * are two places on one line, and a page begins behind the later one; OpenCTI's connector leaves it
 * out beside `next`, and brings an old `next` with a new one. Nor is the world (gate/worlds.h): a
 * token outlives changes of orgs and rules.
 *
 * Threads: pure functions.
 */
#pragma once

#include "share/query.h"

enum {
    NEXT_KEY_BYTES = 32,
    NEXT_MAC_BYTES = 16,
    NEXT_SCOPE_BYTES = 32,
    NEXT_TOKEN_BYTES = 2 * (8 + 1 + NEXT_MAC_BYTES), /* of its text */
};

/* What a token is good for. */
struct next_scope {
    const unsigned char *key; /* NEXT_KEY_BYTES of chance, of the process or the home */
    unsigned endpoint;        /* any number that tells endpoints apart */
    int64_t collection, audience;
    struct span person;              /* of the view; empty without one */
    const struct taxii_query *query; /* an identifier in the path is one of its ids */
};

void next_token_write(char ret_text[NEXT_TOKEN_BYTES + 1], const struct next_scope *scope,
                      const struct position *position);

/* A hash over all of a page's meaning, its limit and the generation of the world included: for
 * caches of pages. */
void next_scope_hash(unsigned char ret_hash[NEXT_SCOPE_BYTES], const struct next_scope *scope,
                     uint64_t generation);

/* False, and the position untouched: no token, or not one for this. */
bool next_token_read(struct position *ret_position, const struct next_scope *scope,
                     struct span text);
