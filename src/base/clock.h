/* The clock of the day, as it is handed in: which moments can be. Threads: pure functions. */
#pragma once

#include <stdint.h>

#include "base/error.h"

/* From 1970 to 9998: moments are written with years of four digits, and what must come after
 * another moment may be a little later than the clock. */
#define CLOCK_SECONDS_END INT64_C(253370764800)

/* Microseconds since 1970 of a system's seconds and nanoseconds; outside of what can be, the first
 * or the last moment, which clock_check refuses too. */
int64_t clock_micros(int64_t seconds, int64_t nanoseconds);

/* Whether a moment can be; without that nothing is written that has a time. Errors: io. */
bool clock_check(int64_t micros, struct error *err);
