/* Network addresses as STIX writes them: IPv4 and IPv6, each also with a CIDR length (6.9, 6.10),
 * and MAC (6.11). Threads: pure functions.
 */
#pragma once

#include "base/span.h"

/* Four decimal bytes without leading zeros; `/0` to `/32` may follow. */
bool is_ipv4_text(struct span text);

/* RFC 4291, 2.2, in its three forms; `/0` to `/128` may follow. */
bool is_ipv6_text(struct span text);

/* Six pairs of lower-case hexadecimal digits, colons between. */
bool is_mac_text(struct span text);
