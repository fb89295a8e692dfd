/* How often each of many may do something: so many times at once, then once every `step`.
 *
 *     place = hash of who ─▶ debt: the moment at which all that was done is forgotten
 *
 * Load: a question a request, thousands a second. Memory: QUOTA_PLACES, 24 bytes each; where more
 * come than there are places, the smallest debt gives way: many who come once do not wash out one
 * who comes again and again. Threads: any.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/span.h"

enum { QUOTA_WHO_BYTES = 16, QUOTA_KEY_BYTES = 32 };

struct quota_who {
    unsigned char hash[QUOTA_WHO_BYTES];
};

struct quota {
    pthread_mutex_t lock;
    uint64_t step, most; /* microseconds of debt: of one, and that anybody can have */
    unsigned char key[QUOTA_KEY_BYTES]; /* of chance: nobody can aim at another's place */
    struct quota_place {
        struct quota_who who;
        uint64_t debt; /* a moment of the monotonic clock, in microseconds; 0: a free place */
    } places[QUOTA_PLACES];
};

/* `times` at once, and as many in `seconds`. Release with quota_release. */
void quota_init(struct quota *ret_quota, unsigned times, unsigned seconds);
void quota_release(struct quota *quota);

/* By numeric address; IPv6 by /64, as one household has as many as it likes. */
struct quota_who quota_address(const struct quota *quota, const char *address);
struct quota_who quota_name(const struct quota *quota, struct span name);

/* Whether once more is allowed. `now`: a monotonic clock, in microseconds. */
bool quota_left(struct quota *quota, const struct quota_who *who, uint64_t now);
void quota_use(struct quota *quota, const struct quota_who *who, uint64_t now);
/* Both: uses it when it is left. */
bool quota_take(struct quota *quota, const struct quota_who *who, uint64_t now);
