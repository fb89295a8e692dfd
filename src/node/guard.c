#include "node/guard.h"

void guard_init(struct guard *ret_guard)
{
    quota_init(&ret_guard->quota, SIGN_IN_FAILURES_MAX, 60);
}

void guard_release(struct guard *guard)
{
    quota_release(&guard->quota);
}

/* By what a request is counted: none, one or both. */
static size_t find_whos(const struct guard *guard, const char *address, struct span name,
                        struct quota_who ret_whos[2])
{
    size_t count = 0;
    if (strncmp(address, "127.", 4) != 0 && strcmp(address, "::1") != 0)
        ret_whos[count++] = quota_address(&guard->quota, address);
    if (name.size > 0)
        ret_whos[count++] = quota_name(&guard->quota, name);
    return count;
}

bool guard_late(struct guard *guard, const char *address, struct span name, uint64_t now)
{
    struct quota_who whos[2];
    size_t count = find_whos(guard, address, name, whos);
    bool late = false;
    for (size_t i = 0; i < count && !late; i++)
        late = !quota_left(&guard->quota, &whos[i], now);
    return late;
}

void guard_failed(struct guard *guard, const char *address, struct span name, uint64_t now)
{
    struct quota_who whos[2];
    size_t count = find_whos(guard, address, name, whos);
    for (size_t i = 0; i < count; i++)
        quota_use(&guard->quota, &whos[i], now);
}
