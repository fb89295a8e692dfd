#include "base/clock.h"

enum { MICROS = 1000000 };

int64_t clock_micros(int64_t seconds, int64_t nanoseconds)
{
    if (seconds < 0)
        return 0;
    if (seconds >= CLOCK_SECONDS_END)
        return CLOCK_SECONDS_END * MICROS;
    return seconds * MICROS + nanoseconds / 1000;
}

bool clock_check(int64_t micros, struct error *err)
{
    return (micros > 0 && micros < CLOCK_SECONDS_END * MICROS) ||
           error_os(err, ERROR_IO, "use", "the clock, which is not between the years 1970 and 9998",
                    0);
}
