/* Seeds at work: what becomes coloured where, within the grants. */
#include <stdlib.h>

#include "trace/coin/engine.h"

static int by_number(const void *a, const void *b)
{
    const struct coin_granted *first = a, *second = b;
    if (first->number != second->number)
        return first->number < second->number ? -1 : 1;
    return (first->grant > second->grant) - (first->grant < second->grant);
}

/* The first of those that name a number, which follow each other in given order. */
static size_t first_granted(const struct coin_engine *engine, enum coin_seed_kind kind,
                            uint64_t number)
{
    const struct coin_granted *list = engine->granted[kind];
    size_t from = 0, to = engine->granted_count[kind];
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (list[middle].number < number)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static bool names(const struct coin_engine *engine, enum coin_seed_kind kind, size_t at,
                  uint64_t number)
{
    return at < engine->granted_count[kind] && engine->granted[kind][at].number == number;
}

bool coin_is_seed_address(const struct coin_engine *engine, uint64_t address)
{
    return names(engine, COIN_SEED_ADDRESS, first_granted(engine, COIN_SEED_ADDRESS, address),
                 address);
}

/* Waits for the next output of an address seed at or above `output`. */
static bool await(struct coin_engine *engine, struct coin_grant *grant, uint64_t output,
                  struct error *err)
{
    const struct ledger *ledger = engine->query->ledger;
    uint64_t transaction;
    if (grant->next > output)
        return true; /* it waits already */
    if (!coins_next_output(ledger, grant->seed.number, &output, err))
        return false;
    grant->next = output == LEDGER_NONE ? output : output + 1;
    if (output == LEDGER_NONE)
        return true;
    return coins_of_output(ledger, output, &transaction, err) &&
           (transaction >= engine->query->end || coin_push(engine, 2 * transaction, err));
}

static bool prepare_grant(struct coin_engine *engine, struct coin_grant *grant, struct error *err)
{
    const struct ledger *ledger = engine->query->ledger;
    struct coins_transaction rows;
    uint64_t transaction = grant->seed.number;
    switch (grant->seed.kind) {
    case COIN_SEED_OUTPUT:
        if (!coins_of_output(ledger, grant->seed.number, &transaction, err))
            return false;
        break;
    case COIN_SEED_TRANSACTION:
        break;
    default:
        transaction = grant->seed.from;
        if (transaction >= engine->query->end)
            return true;
        if (!coins_transaction(ledger, transaction, &rows, err) ||
            !await(engine, grant, rows.first_output, err))
            return false;
    }
    return transaction >= engine->query->end || coin_push(engine, 2 * transaction, err);
}

bool coin_prepare_grants(struct coin_engine *engine, struct error *err)
{
    const struct coin_query *query = engine->query;
    engine->grants = calloc(query->seed_count + 1, sizeof *engine->grants);
    for (int kind = 0; kind < 3; kind++)
        engine->granted[kind] = calloc(query->seed_count + 1, sizeof **engine->granted);
    if (engine->grants == NULL || engine->granted[0] == NULL || engine->granted[1] == NULL ||
        engine->granted[2] == NULL)
        return error_memory(err, "starting seeds");
    for (uint32_t i = 0; i < query->seed_count; i++) {
        const struct coin_seed *seed = &query->seeds[i];
        engine->grants[i] = (struct coin_grant){.seed = *seed, .left = seed->cap};
        engine->granted[seed->kind][engine->granted_count[seed->kind]++] =
            (struct coin_granted){seed->number, i};
    }
    for (int kind = 0; kind < 3; kind++)
        qsort(engine->granted[kind], engine->granted_count[kind], sizeof **engine->granted,
              by_number);
    for (uint32_t i = 0; i < query->seed_count; i++)
        if (!prepare_grant(engine, &engine->grants[i], err))
            return false;
    return true;
}

/* Everything that the address got before and has not spent. */
static bool open_address(struct coin_engine *engine, struct coin_grant *grant, struct error *err)
{
    const struct ledger *ledger = engine->query->ledger;
    struct coins_transaction rows;
    uint64_t output = 0;
    if (!coins_transaction(ledger, grant->seed.from, &rows, err))
        return false;
    for (;; output++) {
        if (!coins_next_output(ledger, grant->seed.number, &output, err))
            return false;
        if (output >= rows.first_output)
            return true;
        if (!coin_open_output(engine, grant, output, err))
            return false;
    }
}

bool coin_start_grants(struct coin_engine *engine, uint64_t transaction, struct error *err)
{
    for (size_t i = 0; i < engine->granted_count[COIN_SEED_ADDRESS]; i++) {
        struct coin_grant *grant = &engine->grants[engine->granted[COIN_SEED_ADDRESS][i].grant];
        if (grant->started || grant->seed.from > transaction)
            continue;
        grant->started = true;
        if (grant->seed.from > 0 && !open_address(engine, grant, err))
            return false;
    }
    return true;
}

uint64_t coin_grant_use(struct coin_grant *grant, uint64_t clean)
{
    if (!grant->seed.has_cap)
        return clean;
    uint64_t used = grant->left < clean ? grant->left : clean;
    grant->left -= used;
    return used;
}

uint64_t coin_grant_output(struct coin_engine *engine, uint64_t transaction, uint64_t output,
                           uint64_t owner, uint64_t clean, bool *ret_granted)
{
    const uint64_t numbers[3] = {output, transaction, owner};
    size_t at[3];
    uint64_t coloured = 0;
    *ret_granted = false;
    for (int kind = 0; kind < 3; kind++)
        at[kind] = first_granted(engine, (enum coin_seed_kind)kind, numbers[kind]);
    for (;;) { /* in given order, whatever they name */
        uint32_t least = UINT32_MAX;
        int from = 0;
        for (int kind = 0; kind < 3; kind++)
            if (names(engine, (enum coin_seed_kind)kind, at[kind], numbers[kind]) &&
                engine->granted[kind][at[kind]].grant < least) {
                least = engine->granted[kind][at[kind]].grant;
                from = kind;
            }
        if (least == UINT32_MAX)
            return coloured;
        at[from]++;
        struct coin_grant *grant = &engine->grants[least];
        if (grant->seed.kind == COIN_SEED_ADDRESS && grant->seed.from > transaction)
            continue;
        *ret_granted = true;
        coloured += coin_grant_use(grant, clean - coloured);
    }
}

bool coin_grants_behind(struct coin_engine *engine, uint64_t owner, uint64_t output,
                        struct error *err)
{
    for (size_t at = first_granted(engine, COIN_SEED_ADDRESS, owner);
         names(engine, COIN_SEED_ADDRESS, at, owner); at++)
        if (!await(engine, &engine->grants[engine->granted[COIN_SEED_ADDRESS][at].grant], output,
                   err))
            return false;
    return true;
}
