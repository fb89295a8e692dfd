#include "cli/means.h"

#include <sodium.h>
#include <time.h>

#include "base/clock.h"

static int64_t micros_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return clock_micros(now.tv_sec, now.tv_nsec);
}

static int64_t now_of(void *context)
{
    (void)context;
    return micros_of(CLOCK_REALTIME);
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    (void)context;
    randombytes_buf(ret_bytes, size);
}

struct gate_means cli_means(void)
{
    return (struct gate_means){.now = now_of, .chance = chance};
}

uint64_t cli_microseconds(void)
{
    return (uint64_t)micros_of(CLOCK_MONOTONIC);
}

int64_t cli_seconds(void)
{
    return micros_of(CLOCK_REALTIME) / 1000000;
}

bool cli_now(int64_t *ret_seconds, struct error *err)
{
    int64_t micros = micros_of(CLOCK_REALTIME);
    if (!clock_check(micros, err))
        return false;
    *ret_seconds = micros / 1000000;
    return true;
}
