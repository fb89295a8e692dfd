#include "trace/queue.h"

#include <stdlib.h>

#include "base/array.h"

enum { EVENTS_MAX = 1 << 28 };

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

bool queue_push(struct queue *queue, struct event event, struct error *err)
{
    struct event *grown =
        array_grow(queue->events, &queue->capacity, queue->count + 1, sizeof *grown, EVENTS_MAX);
    if (grown == NULL)
        return error_memory(err, "following a trace");
    queue->events = grown;
    size_t at = queue->count++;
    for (; at > 0 && earlier(&event, &grown[(at - 1) / 2]); at = (at - 1) / 2)
        grown[at] = grown[(at - 1) / 2];
    grown[at] = event;
    return true;
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
