#include "trace/coin/spread.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

/* Adds behind the runs that begin at `first`, which alone may grow. */
static bool put_from(struct coin_runs *list, size_t first, enum lot_class class, uint64_t amount,
                     struct error *err)
{
    if (amount == 0)
        return true;
    if (list->count > first && list->runs[list->count - 1].class == class) {
        list->runs[list->count - 1].amount += amount;
        return true;
    }
    struct coin_run *grown =
        array_grow(list->runs, &list->capacity, list->count + 1, sizeof *grown, COIN_RUNS_MAX);
    if (grown == NULL)
        return array_error(list->count + 1, COIN_RUNS_MAX, "lots of one transaction", err);
    list->runs = grown;
    list->runs[list->count++] = (struct coin_run){amount, class};
    return true;
}

bool coin_runs_put(struct coin_runs *list, enum lot_class class, uint64_t amount, struct error *err)
{
    return put_from(list, 0, class, amount, err);
}

/* Where the next value of `in` comes from. */
struct cursor {
    size_t run;
    uint64_t used; /* of that run */
};

static bool cut_part(struct spread *spread, struct cursor *at, struct coin_part *part,
                     struct error *err)
{
    uint64_t left = part->value;
    part->coloured = 0;
    part->first = spread->out.count;
    while (left > 0) {
        ensure(at->run < spread->in.count);
        const struct coin_run *run = &spread->in.runs[at->run];
        uint64_t more = run->amount - at->used < left ? run->amount - at->used : left;
        if (!put_from(&spread->out, part->first, run->class, more, err))
            return false;
        if (run->class != LOT_CLEAN)
            part->coloured += more;
        left -= more;
        at->used += more;
        if (at->used == run->amount) {
            at->run++;
            at->used = 0;
        }
    }
    part->end = spread->out.count;
    return true;
}

bool spread_cut(struct spread *spread, bool backwards, struct error *err)
{
    struct cursor at = {0};
    spread->out.count = 0;
    for (size_t i = 0; i < spread->count; i++)
        if (!cut_part(spread, &at, &spread->parts[backwards ? spread->count - 1 - i : i], err))
            return false;
    return true;
}

void spread_release(struct spread *spread)
{
    free(spread->in.runs);
    free(spread->out.runs);
    free(spread->parts);
    free(spread->order);
    *spread = (struct spread){0};
}
