/* The moments to come: a binary heap. */
#include "base/array.h"
#include "base/limits.h"
#include "trace/coin/engine.h"

bool coin_push(struct coin_engine *engine, uint64_t moment, struct error *err)
{
    uint64_t *grown = array_grow(engine->moments, &engine->moment_capacity,
                                 engine->moment_count + 1, sizeof *grown, COIN_STATES_MAX);
    if (grown == NULL)
        return array_error(engine->moment_count + 1, COIN_STATES_MAX, "transactions to come", err);
    engine->moments = grown;
    size_t at = engine->moment_count++;
    for (; at > 0 && grown[(at - 1) / 2] > moment; at = (at - 1) / 2)
        grown[at] = grown[(at - 1) / 2];
    grown[at] = moment;
    return true;
}

static uint64_t take_least(struct coin_engine *engine)
{
    uint64_t *heap = engine->moments, least = heap[0], last = heap[--engine->moment_count];
    size_t at = 0, count = engine->moment_count;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1] < heap[child])
            child++;
        if (heap[child] >= last)
            break;
        heap[at] = heap[child];
    }
    heap[at] = last;
    return least;
}

void coin_pop(struct coin_engine *engine)
{
    uint64_t least = take_least(engine);
    while (engine->moment_count > 0 && engine->moments[0] == least)
        take_least(engine);
}
