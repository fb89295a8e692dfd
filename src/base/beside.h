/* Two pieces of work side by side, the second in a thread of its own; where the system gives none,
 * one after the other.
 *
 *     beside_start(&other, work, context);
 *     ... work of one's own ...
 *     beside_join(&other);
 *
 * Load: two or three for each batch that is sealed. Threads: what `work` touches is its own between
 * start and join.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>

struct beside {
    void (*work)(void *context);
    void *context;
    pthread_t thread;
    bool threaded;
};

/* `beside` stays where it is until it is joined, and so does what `context` points at. */
void beside_start(struct beside *beside, void (*work)(void *context), void *context);

/* Waits for the work, or does it now. */
void beside_join(struct beside *beside);
