/* Bytes as texts: hexadecimal digits and base64, as STIX has them (2.1, 2.5), and hashes (10.7).
 * Threads: pure functions.
 */
#pragma once

#include "base/span.h"

/* An even number of digits of either case, at least two. */
bool is_hex_text(struct span text);

/* Whole groups, the last padded (RFC 4648, 4), at least one. Bits that padding leaves over may be
 * set: other readers take them. */
bool is_base64_text(struct span text);

/* How many hexadecimal digits a hash of the algorithm has; 0 when it is written otherwise, -1 when
 * the standard's vocabulary does not have it. */
int hash_digits(struct span algorithm);

/* Exactly so many hexadecimal digits. */
bool has_hex_digits(struct span text, size_t digits);
