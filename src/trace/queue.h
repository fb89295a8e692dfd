/* The queue of a sparse trace: what happens next, by transfer. At one transfer, seeds start before
 * the transfer itself is looked at. A binary heap; threads: one at a time. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum event_kind { EVENT_SEED_STARTS, EVENT_TRANSFER };

struct event {
    uint64_t transfer;
    enum event_kind kind;
    uint32_t subject; /* grant that starts; place whose posting this is; NOBODY for a seeded row */
};

#define NOBODY UINT32_MAX

struct queue {
    struct event *events;
    size_t count, capacity;
};

void queue_release(struct queue *queue);

/* Errors: memory. */
bool queue_push(struct queue *queue, struct event event, struct error *err);

/* The earliest event, equal ones by subject; the queue is not empty. */
struct event queue_pop(struct queue *queue);

/* Puts the first `count` events, which may stand in any order, in theirs; the others are dropped.
 */
void queue_order(struct queue *queue, size_t count);
