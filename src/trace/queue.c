#include "trace/queue.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

void queue_release(struct queue *queue)
{
    free(queue->events);
    *queue = (struct queue){0};
}

static bool earlier(const struct event *a, const struct event *b)
{
    if (a->transfer != b->transfer)
        return a->transfer < b->transfer;
    if (a->kind != b->kind)
        return a->kind < b->kind;
    return a->subject < b->subject;
}

/* At the end of the heap, and up as far as it is earlier; there is room. */
static void place_last(struct queue *queue, struct event event)
{
    struct event *events = queue->events;
    size_t at = queue->count++;
    for (; at > 0 && earlier(&event, &events[(at - 1) / 2]); at = (at - 1) / 2)
        events[at] = events[(at - 1) / 2];
    events[at] = event;
}

bool queue_push(struct queue *queue, struct event event, struct error *err)
{
    struct event *grown =
        array_grow(queue->events, &queue->capacity, queue->count + 1, sizeof *grown, EVENTS_MAX);
    if (grown == NULL)
        return array_error(queue->count + 1, EVENTS_MAX, "events of a trace", err);
    queue->events = grown;
    place_last(queue, event);
    return true;
}

void queue_order(struct queue *queue, size_t count)
{
    ensure(count <= queue->count);
    queue->count = 0;
    for (size_t i = 0; i < count; i++)
        place_last(queue, queue->events[i]);
}

struct event queue_pop(struct queue *queue)
{
    ensure(queue->count > 0);
    struct event first = queue->events[0], last = queue->events[--queue->count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= queue->count)
            break;
        if (child + 1 < queue->count && earlier(&queue->events[child + 1], &queue->events[child]))
            child++;
        if (!earlier(&queue->events[child], &last))
            break;
        queue->events[at] = queue->events[child];
        at = child;
    }
    queue->events[at] = last;
    return first;
}
