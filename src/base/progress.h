/* How far something long has come: a board on which it writes and from which somebody else reads
 * now and then. Nothing is called, no clock is read: a note is a store.
 *
 * NULL stands for nobody reads. Threads: one writes at a time, any number read; a reader may see
 * the phase of one note beside the number of another. Texts are static.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    _Atomic(const char *) phase; /* "reading"; NULL: nothing yet */
    _Atomic(const char *) unit;  /* "bytes", "transfers" */
    _Atomic(uint64_t) done;
    _Atomic(uint64_t) total; /* 0: nobody knows */
};

static inline void progress_phase(struct progress *progress, const char *phase, const char *unit,
                                  uint64_t total)
{
    if (progress == NULL)
        return;
    atomic_store_explicit(&progress->done, 0, memory_order_relaxed);
    atomic_store_explicit(&progress->total, total, memory_order_relaxed);
    atomic_store_explicit(&progress->unit, unit, memory_order_relaxed);
    atomic_store_explicit(&progress->phase, phase, memory_order_release);
}

static inline void progress_done(struct progress *progress, uint64_t done)
{
    if (progress != NULL)
        atomic_store_explicit(&progress->done, done, memory_order_relaxed);
}
