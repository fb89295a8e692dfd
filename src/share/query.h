/* The query of a TAXII request (TAXII 2.1, 3.4): filters, limit, and the token of the next page.
 *
 *     added_after=TIMESTAMP  limit=NUMBER  next=TOKEN
 *     match[id]=…,…  match[type]=…  match[version]=first,last,all,TIMESTAMP  match[spec_version]=…
 *
 * Values of a match are alternatives, parted by commas; several matches must all hold. Refused: a
 * name that the endpoint does not know (its meaning would be dropped in silence, and more come back
 * than was asked for), a name twice, an empty value, a value that is none of the kind, `all` beside
 * other versions, more than MATCH_VALUES_MAX values.
 *
 * A limit above PAGE_ROWS_MAX means that, as the standard lets a server do.
 *
 * Lifetime: points into the request and the arena. Threads: pure functions.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "gate/released.h"
#include "net/http_request.h"

/* What an endpoint takes, or-ed. */
enum query_names {
    QUERY_PAGES = 1, /* added_after, limit, next */
    QUERY_ID = 2,
    QUERY_TYPE = 4,
    QUERY_VERSION = 8,
    QUERY_SPEC_VERSION = 16,
    QUERY_ALL = 31,
};

struct taxii_query {
    struct released_query released; /* `after` is not set, `limit` is as asked or PAGE_ROWS_MAX */
    bool has_version;               /* match[version] was there; else it is `last` */
    struct span next;               /* the token; empty: the first page */
};

/* Errors: value, with the parameter and what was expected in words that hold nothing but the
 * request's own; memory. */
bool taxii_query_read(struct taxii_query *ret_query, const struct http_request *request,
                      unsigned names, struct arena *arena, struct error *err);
