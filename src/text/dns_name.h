/* Names of any script as the DNS has them (UTS 46, non-transitional). Threads: pure functions. */
#pragma once

#include "base/span.h"

enum { DNS_NAME_BYTES_MAX = 253 };

/* ASCII, in lower case, with a zero behind, without the point at the end of an absolute name. What
 * ASCII characters stand in it is not looked at. False: no name. */
bool dns_name(struct span text, char ret_name[DNS_NAME_BYTES_MAX + 1], size_t *ret_size);
