/* Times of flow tables. */
#pragma once

#include <stdbool.h>

#include "base/span.h"

/* "2023-01-13T20:34:11Z", "2023-01-13 20:34:11" (UTC both), or 1 to 11 digits of seconds since
 * 1970. Years 1970 to 9999, Gregorian; no leap seconds. */
bool flow_time_parse(struct span text, uint64_t *ret_seconds);

/* "2023-01-13T20:34:11Z" with a zero behind. */
enum { FLOW_TIME_BYTES = 32 };
void flow_time_print(uint64_t seconds, char *ret_text);
