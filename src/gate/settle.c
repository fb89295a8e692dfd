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

static bool take_back_one(void *context, struct allowance *allowance, struct error *err)
{
    struct settling *settling = context;
    enum gate_reason reason = GATE_ALLOWED;
    if (allowance->state != ALLOWANCE_ALLOWED)
        return true;
    return gate_ask(&settling->reading, allowance, false, &reason, err) &&
           note_riders(settling, allowance, err) &&
           (reason == GATE_ALLOWED || act_take_back(&settling->reading, allowance, reason, err));
}

static bool touch_source(void *context, int64_t seq, struct error *err)
{
    struct settling *settling = context;
    int64_t source = 0;
    return version_id(settling->reading.writer->store, seq, &source, err) &&
           touch(settling, source, err);
}

/* Step 1: an id of which nothing goes any more takes back what names it. */
static bool take_back(struct settling *settling, struct error *err)
{
    for (size_t at = 0; at < settling->count; at++) {
        int64_t id = settling->queue[at];
        bool before = false;
        bool after = false;
        if (!gate_goes(&settling->reading, id, &before, err) ||
            (before &&
             !gate_each_allowance(&settling->reading, id, take_back_one, settling, err)) ||
            (before && !gate_goes(&settling->reading, id, &after, err)))
            return false;
        if (before && !after &&
            !references_each(settling->reading.writer->store, id, touch_source, settling, err))
            return false;
    }
    return true;
}

static bool ride(struct settling *settling, struct error *err)
{
    const struct id_set *loose = &settling->reading.writer->loose;
    for (size_t i = 0; i < settling->riders.count; i++)
        if (!act_ride(&settling->reading, settling->riders.numbers[i], err))
            return false;
    for (size_t i = 0; i < loose->count; i++)
        if (!act_ride(&settling->reading, loose->numbers[i], err))
            return false;
    return true;
}

bool settle(struct gate_writer *writer, const struct stored_audience *audience, const int64_t *ids,
            size_t count, struct error *err)
{
    struct settling settling = {.reading = {.writer = writer, .audience = audience}};
    bool ok = true;
    arena_init(&settling.reading.arena, OBJECT_ARENA_BYTES); /* until the first gate_read */
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
