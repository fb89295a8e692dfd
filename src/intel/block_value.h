/* Which values may stand on a list of those who block, and how: what is too wide, or nobody's name,
 * would cut off others. Threads: pure functions.
 */
#pragma once

#include "base/span.h"
#include "text/dns_name.h"

/* The name in ASCII and lower case: two labels or more of letters, digits, hyphens and underscores,
 * the last none of those that a response policy zone gives a meaning (rpz-ip and the like). */
bool block_name(struct span text, char ret_name[DNS_NAME_BYTES_MAX + 1], size_t *ret_size);

/* How many bits of an IPv4 or IPv6 network are fixed, 32 or 128 of an address; 0 when it is none,
 * or wider than a /8 or /16. */
unsigned block_ipv4_bits(struct span text);
unsigned block_ipv6_bits(struct span text);
