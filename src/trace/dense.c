/* The dense way: every transfer in ledger order, in chunks, with what comes soon fetched ahead. */
#include <stdlib.h>

#include "trace/engine.h"

/* Back to the sparse way when of CALM transfers less than one in CALM_SHARE was looked at. */
enum { CHUNK = 1024, AHEAD_CONTAINERS = 32, AHEAD_PLACES = 16 };
enum { CALM = 1 << 20, CALM_SHARE = 256, CHUNK_TESTED = 3 };

static bool enter(struct engine *engine, struct error *err)
{
    size_t kept = 0;
    uint64_t containers = ledger_count(engine->query->ledger, COUNT_CONTAINERS);
    engine->place_of = calloc(containers + 1, sizeof *engine->place_of);
    if (engine->place_of == NULL)
        return error_memory(err, "following a trace");
    for (size_t i = 0; i < engine->place_count; i++)
        engine->place_of[engine->places[i].container] = (uint32_t)i + 1;
    /* Of the events only those of seeds are still asked for, and they stay in order. */
    for (size_t i = 0; i < engine->queue.count; i++) {
        struct event event = engine->queue.events[i];
        if (event.kind == EVENT_SEED_STARTS || event.subject == NOBODY)
            engine->queue.events[kept++] = event;
    }
    queue_order(&engine->queue, kept);
    return true;
}

/* All places are followed by their postings again. */
static bool leave(struct engine *engine, uint64_t at, struct error *err)
{
    free(engine->place_of);
    engine->place_of = NULL;
    if (!engine_index_places(engine, err))
        return false;
    for (size_t i = 0; i < engine->place_count; i++) {
        bool sleeps = engine->places[i].sleep == IDLE;
        if (engine->places[i].sleep == AHEAD && !place_wake(engine, (uint32_t)i, at, err))
            return false;
        if (!sleeps && !sparse_follow(engine, (uint32_t)i, at, err))
            return false;
    }
    return true;
}

static inline uint32_t place_at(const struct engine *engine, uint64_t container)
{
    return container == LEDGER_NONE ? 0 : engine->place_of[container];
}

/* Fetching has no effect that gcc sees: a call of such a function it leaves out, unless it is
 * inline before it looks. */
#define INLINED static inline __attribute__((always_inline))

INLINED void expect_place(const struct engine *engine, uint64_t container)
{
    uint32_t place = place_at(engine, container);
    if (place == 0)
        return;
    const char *bytes = (const char *)&engine->places[place - 1];
    for (size_t i = 0; i < sizeof(struct place); i += 64)
        __builtin_prefetch(bytes + i, 1);
    __builtin_prefetch(bytes + sizeof(struct place) - 1, 1);
}

INLINED void expect(const struct engine *engine, const struct transfer *transfers, size_t count,
                    size_t at)
{
    if (at + AHEAD_CONTAINERS < count) {
        const struct transfer *far = &transfers[at + AHEAD_CONTAINERS];
        if (far->from != LEDGER_NONE)
            __builtin_prefetch(&engine->place_of[far->from]);
        if (far->to != LEDGER_NONE)
            __builtin_prefetch(&engine->place_of[far->to]);
    }
    if (at + AHEAD_PLACES < count) {
        expect_place(engine, transfers[at + AHEAD_PLACES].from);
        expect_place(engine, transfers[at + AHEAD_PLACES].to);
    }
}

/* Whether a transfer touches a place that is followed. */
static bool concerns(const struct engine *engine, const struct transfer *transfer)
{
    uint32_t from = place_at(engine, transfer->from), to = place_at(engine, transfer->to);
    return (from != 0 && !engine->places[from - 1].service) ||
           (to != 0 && !engine->places[to - 1].service);
}

/* Seeds that act at a transfer; whether one names it. */
static bool take_seeds(struct engine *engine, uint64_t transfer, bool *ret_named, struct error *err)
{
    *ret_named = false;
    while (engine->queue.count > 0 && engine->queue.events[0].transfer <= transfer) {
        struct event event = queue_pop(&engine->queue);
        if (event.kind != EVENT_SEED_STARTS)
            *ret_named = true;
        else if (!step_enter_transaction(engine, transfer, err) ||
                 !colour_start(engine, event.subject, event.transfer, err))
            return false;
    }
    return true;
}

static bool run_chunk(struct engine *engine, uint64_t first, const struct transfer *transfers,
                      size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        bool named = false;
        uint64_t number = first + i;
        expect(engine, transfers, count, i);
        if (engine->queue.count > 0 && !take_seeds(engine, number, &named, err))
            return false;
        if ((named || concerns(engine, &transfers[i])) &&
            (!step_enter_transaction(engine, number, err) ||
             !step_transfer(engine, number, &transfers[i], err)))
            return false;
    }
    return true;
}

bool dense_run(struct engine *engine, uint64_t *at, struct error *err)
{
    const struct trace_query *query = engine->query;
    struct transfer *transfers = malloc(CHUNK * sizeof *transfers);
    bool ok = transfers != NULL ? enter(engine, err) : error_memory(err, "following a trace");
    uint64_t first = *at, steps = engine->steps, chunk = CHUNK, calm = CALM;
    if (query->way == TRACE_TESTED)
        chunk = calm = CHUNK_TESTED;
    while (ok && *at < query->end) {
        size_t count = query->end - *at < chunk ? (size_t)(query->end - *at) : (size_t)chunk;
        ok = ledger_transfers(query->ledger, *at, count, transfers, err) &&
             run_chunk(engine, *at, transfers, count, err);
        *at += ok ? count : 0;
        progress_done(query->progress, *at);
        if (*at - first < calm || query->way == TRACE_DENSE)
            continue;
        if (query->way == TRACE_TESTED || engine->steps - steps < (*at - first) / CALM_SHARE)
            break;
        first = *at;
        steps = engine->steps;
    }
    free(transfers);
    return ok && leave(engine, *at, err);
}
