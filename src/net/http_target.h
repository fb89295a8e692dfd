/* Request targets (RFC 9112, section 3.2; RFC 3986): path and query, decoded once and safely.
 *
 * Refused, so that no two readers can see two paths: a byte that is not visible ASCII; "#"; a "%"
 * without two digits of base 16; what decodes to a zero, another control byte, or no UTF-8; in the
 * path a backslash, an encoded "/" or "\", and a segment "." or ".." however written.
 *
 * In the query "+" is a space (the form of HTML, as clients send it); empty pieces between "&" are
 * passed over; a piece without "=" is a name with an empty value. Names keep their order and may
 * come twice: what that means is for whoever asks.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "net/http_request.h"

struct http_target {
    struct span path;
    struct http_pair *query;
    size_t query_count;
};

/* Origin-form, absolute-form (its authority is not looked at) and "*". Memory is the arena's.
 * Errors: syntax, value; limit for more than HTTP_QUERY_PAIRS_MAX names; memory. */
bool http_target_parse(struct http_target *ret_target, struct span target, struct arena *arena,
                       struct error *err);
