/* Names of chains, accounts and assets: CAIP-2, CAIP-10, CAIP-19 of ChainAgnostic/CAIPs.
 *
 *     chain    namespace:reference                 eip155:1
 *     account  chain:address                       eip155:1:0xab16a96d359ec26a11e2c2b3d8f8...
 *     asset    chain/namespace:reference[/token]   eip155:1/slip44:60
 *
 * A name is case-sensitive and is compared byte for byte: canonical forms are the business of each
 * namespace. Nothing is copied: the parts are spans into the text, good as long as it is.
 *
 * Errors: syntax, whose text says which character is wrong (from 1; a name is ASCII up to there)
 * and what was expected; `place` stands before it. Threads: pure functions.
 */
#pragma once

#include <stdbool.h>

#include "base/dynbuf.h"
#include "base/error.h"
#include "base/span.h"

enum {
    CAIP2_BYTES_MAX = 8 + 1 + 32,
    CAIP10_BYTES_MAX = CAIP2_BYTES_MAX + 1 + 128,
    CAIP19_BYTES_MAX = CAIP2_BYTES_MAX + 1 + 8 + 1 + 128 + 1 + 78,
};

/* A chain: `whole` is the name, the parts lie in it. */
struct caip2 {
    struct span whole;
    struct span name_space; /* [-a-z0-9]{3,8} */
    struct span reference;  /* [-_a-zA-Z0-9]{1,32} */
};

struct caip10 {
    struct caip2 chain;
    struct span address; /* [-.%a-zA-Z0-9]{1,128} */
};

struct caip19 {
    struct caip2 chain;
    struct span name_space; /* [-a-z0-9]{3,8} */
    struct span reference;  /* [-.%a-zA-Z0-9]{1,128} */
    struct span token;      /* [-.%a-zA-Z0-9]{1,78}; empty for an asset as a whole */
};

bool caip2_parse(struct span text, const char *place, struct caip2 *ret, struct error *err);
bool caip10_parse(struct span text, const char *place, struct caip10 *ret, struct error *err);
bool caip19_parse(struct span text, const char *place, struct caip19 *ret, struct error *err);

/* Append the name to a buffer; false once that has failed. */
bool caip2_print(const struct caip2 *chain, struct dynbuf *buffer);
bool caip10_print(const struct caip10 *account, struct dynbuf *buffer);
bool caip19_print(const struct caip19 *asset, struct dynbuf *buffer);

/* For callers that name the place and the expectation themselves. `ret_chain` is the part before
 * the first slash. */
bool caip2_valid(struct span text);
bool caip19_valid(struct span text, struct span *ret_chain);
