/* Network addresses as STIX writes them: IPv4 and IPv6, each also with a CIDR length (6.9, 6.10),
 * and MAC (6.11); names of domains and addresses of mail. Threads: pure functions.
 */
#pragma once

#include "base/span.h"

/* Four decimal bytes without leading zeros; `/0` to `/32` may follow. */
bool is_ipv4_text(struct span text);

/* RFC 4291, 2.2, in its three forms; `/0` to `/128` may follow. */
bool is_ipv6_text(struct span text);

/* Six pairs of lower-case hexadecimal digits, colons between. */
bool is_mac_text(struct span text);

/* Labels of 1 to 63 bytes with points between, 253 in all (RFC 1034, 3.1); any letters (RFC 5890),
 * and the underscore of many names that are in use. A point may stand at the end. */
bool is_domain_text(struct span text);

/* RFC 5322, 3.4.1, without quoted names' blanks. */
bool is_email_text(struct span text);
