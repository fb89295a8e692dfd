#include "gate/settle.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "gate/act.h"
#include "gate/id_set.h"
#include "gate/region.h"

struct settling {
    struct gate_reading reading;
    struct id_set touched;
    struct id_set riders; /* marking definitions that what went carries, or carried */
    int64_t *queue;       /* ids to look at; one may come again, once for each id that it names */
    size_t count, capacity;
};

static bool touch(struct settling *settling, int64_t id, struct error *err)
{
    bool is_new = false;
    int64_t *grown = array_grow(settling->queue, &settling->capacity, settling->count + 1,
                                sizeof *grown, SETTLE_MAX);
    if (grown == NULL)
        return array_error(settling->count + 1, SETTLE_MAX, "objects to decide about at once", err);
    settling->queue = grown;
    settling->queue[settling->count++] = id;
    return id_set_add(&settling->touched, id, &is_new, err);
}

/* Calls `act` for each allowance of an id, in the order of arrival. */
static bool each_allowance(struct settling *settling, int64_t id,
                           bool (*act)(struct settling *settling, struct allowance *allowance,
                                       struct error *err),
                           struct error *err)
{
    struct allowance allowances[ALLOWANCES_MAX];
    int64_t after = 0;
    size_t count = ALLOWANCES_MAX;
    while (count == ALLOWANCES_MAX) {
        if (!allowances_of(settling->reading.writer->store, settling->reading.audience->number, id,
                           after, allowances, &count, err))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!act(settling, &allowances[i], err))
                return false;
        if (count > 0)
            after = allowances[count - 1].seq;
    }
    return true;
}

static bool note_riders(struct settling *settling, const struct allowance *allowance,
                        struct error *err)
{
    const struct facts *facts = &settling->reading.facts;
    bool is_new = false;
    for (size_t i = 0; i < facts->rider_count; i++)
        if (!id_set_add(&settling->riders, facts->riders[i], &is_new, err))
            return false;
    return !facts->definition || id_set_add(&settling->riders, allowance->id, &is_new, err);
}

static bool take_back_one(struct settling *settling, struct allowance *allowance, struct error *err)
{
    enum gate_reason reason = GATE_ALLOWED;
    if (allowance->state != ALLOWANCE_ALLOWED)
        return true;
    return gate_ask(&settling->reading, allowance, false, &reason, err) &&
           note_riders(settling, allowance, err) &&
           (reason == GATE_ALLOWED || act_take_back(&settling->reading, allowance, reason, err));
}

/* What names an id is touched too. */
static bool touch_referrers(struct settling *settling, int64_t id, struct error *err)
{
    struct store *store = settling->reading.writer->store;
    int64_t seqs[SEQS_MAX];
    int64_t after = 0;
    size_t count = SEQS_MAX;
    while (count == SEQS_MAX) {
        if (!references_to(store, id, after, seqs, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            int64_t source = 0;
            if (!version_id(store, seqs[i], &source, err) || !touch(settling, source, err))
                return false;
        }
        if (count > 0)
            after = seqs[count - 1];
    }
    return true;
}

/* Step 1: an id of which nothing goes any more takes back what names it. */
static bool take_back(struct settling *settling, struct error *err)
{
    for (size_t at = 0; at < settling->count; at++) {
        int64_t id = settling->queue[at];
        bool before = false;
        bool after = false;
        if (!gate_goes(&settling->reading, id, &before, err) ||
            (before && !each_allowance(settling, id, take_back_one, err)) ||
            (before && !gate_goes(&settling->reading, id, &after, err)))
            return false;
        if (before && !after && !touch_referrers(settling, id, err))
            return false;
    }
    return true;
}

static bool ride(struct settling *settling, struct error *err)
{
    for (size_t i = 0; i < settling->riders.count; i++)
        if (!act_ride(&settling->reading, settling->riders.numbers[i], err))
            return false;
    return true;
}

bool settle(struct gate_writer *writer, const struct stored_audience *audience, const int64_t *ids,
            size_t count, struct error *err)
{
    struct settling settling = {.reading = {.writer = writer, .audience = audience}};
    bool ok = true;
    ensure(audience->class != AUDIENCE_OWN); /* own people see what was taken, by take.h */
    for (size_t i = 0; ok && i < count; i++)
        ok = touch(&settling, ids[i], err);
    ok = ok && take_back(&settling, err) &&
         region_let_out(&settling.reading, &settling.touched, err) && ride(&settling, err);
    arena_release(&settling.reading.arena);
    id_set_release(&settling.touched);
    id_set_release(&settling.riders);
    free(settling.queue);
    return ok;
}
