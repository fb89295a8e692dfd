#include "trace/report/overlap.h"

#include <stdlib.h>
#include <string.h>

static int by_place(const struct claim *x, const struct claim *y)
{
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    return (x->container > y->container) - (x->container < y->container);
}

static int by_claim(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    int order = by_place(x, y);
    return order != 0 ? order : (x->shown > y->shown) - (x->shown < y->shown);
}

static bool several_colours(const struct trace_shown *all, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (strcmp(all[i].colour, all[0].colour) != 0)
            return true;
    return false;
}

/* What one result holds: places of one kind of ledger, or outputs of the other. */
static void claim_all(struct claims *claims, const struct trace_shown *shown, size_t number)
{
    for (size_t i = 0; i < shown->result.place_count; i++) {
        const struct trace_place *place = &shown->result.places[i];
        if (!place->service && !amount_is_zero(place->coloured))
            claims->list[claims->count++] = (struct claim){shown->rule, place->container, number};
    }
    for (size_t i = 0; i < shown->coins.state_count; i++) {
        const struct coin_state *state = &shown->coins.states[i];
        if (!state->service && !state->gone)
            claims->list[claims->count++] = (struct claim){shown->rule, state->output, number};
    }
}

bool claims_init(struct claims *ret_claims, const struct trace_shown *all, size_t count,
                 struct error *err)
{
    struct claims claims = {0};
    size_t most = 0;
    if (!several_colours(all, count))
        count = 0;
    for (size_t i = 0; i < count; i++)
        most += all[i].result.place_count + all[i].coins.state_count;
    claims.list = calloc(most + 1, sizeof *claims.list);
    if (claims.list == NULL)
        return error_memory(err, "looking for overlaps");
    for (size_t i = 0; i < count; i++)
        claim_all(&claims, &all[i], i);
    qsort(claims.list, claims.count, sizeof *claims.list, by_claim);
    *ret_claims = claims;
    return true;
}

void claims_release(struct claims *claims)
{
    free(claims->list);
    *claims = (struct claims){0};
}

const struct claim *claims_to(const struct claims *claims, const struct rule *rule,
                              uint64_t container, size_t *ret_count)
{
    const struct claim wanted = {.rule = rule, .container = container};
    size_t low = 0, high = claims->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_place(&claims->list[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (high = low; high < claims->count && by_place(&claims->list[high], &wanted) == 0;)
        high++;
    *ret_count = high - low;
    return &claims->list[low];
}
