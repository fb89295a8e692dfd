/* Clients of a node, each waiting for its answers: some read pages anywhere, some post envelopes of
 * posted.h, some of those as large as a node takes. Each post must be acknowledged whole. They end
 * the bench when any answer is not as it must be.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

struct crowd {
    uint16_t port;
    const char *reader, *writer; /* headers that sign in */
    int64_t from, to;            /* moments between which is read */
    atomic_ullong next;          /* the number of an object that nobody has posted */
    atomic_ullong gets, objects; /* answered, acknowledged */
    atomic_bool over;
};

/* Posts so many envelopes of 100 by two posters; nanoseconds. */
uint64_t crowd_post(struct crowd *crowd, unsigned envelopes);

/* All kinds for twenty seconds. */
void crowd_press(struct crowd *crowd);
