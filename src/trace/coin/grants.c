/* Seeds at work: what becomes coloured where, within the grants. */
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "base/sort_u64.h"
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
                 address) ||
           (engine->seed_owner_count > 0 &&
            bsearch(&address, engine->seed_owners, engine->seed_owner_count, sizeof address,
                    compare_u64) != NULL);
}

bool coin_find_service(const struct coin_engine *engine, uint64_t address, size_t *ret_service)
{
    const struct coin_query *query = engine->query;
    const uint64_t *found =
        query->service_count == 0
            ? NULL
            : bsearch(&address, query->services, query->service_count, sizeof address, compare_u64);
    if (found == NULL || coin_is_seed_address(engine, address))
        return false;
    *ret_service = (size_t)(found - query->services);
    return true;
}

/* The owners of `count` outputs from `first` on. */
static bool add_owners(struct coin_engine *engine, uint64_t first, uint64_t count,
                       struct error *err)
{
    struct coins_output row;
    for (; count > 0; count--, first++) {
        if (!coins_output(engine->query->ledger, first, &row, err))
            return false;
        if (row.owner == LEDGER_NONE)
            continue;
        uint64_t *grown = array_grow(engine->seed_owners, &engine->seed_owner_capacity,
                                     engine->seed_owner_count + 1, sizeof *grown, COIN_STATES_MAX);
        if (grown == NULL)
            return array_error(engine->seed_owner_count + 1, COIN_STATES_MAX, "seeds", err);
        engine->seed_owners = grown;
        grown[engine->seed_owner_count++] = row.owner;
    }
    return true;
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

/* The transaction at which a seed begins. */
static bool begins_at(const struct ledger *ledger, const struct coin_seed *seed,
                      uint64_t *ret_transaction, struct error *err)
{
    *ret_transaction = seed->kind == COIN_SEED_ADDRESS ? seed->from : seed->number;
    return seed->kind != COIN_SEED_OUTPUT ||
           coins_of_output(ledger, seed->number, ret_transaction, err);
}

static bool add_grant(struct coin_engine *engine, uint32_t number, struct error *err)
{
    const struct coin_query *query = engine->query;
    const struct coin_seed *seed = &query->seeds[number];
    struct coin_grant *grant = &engine->grants[number];
    struct coins_transaction rows;
    uint64_t transaction;
    *grant = (struct coin_grant){.seed = *seed, .left = seed->cap};
    if (!begins_at(query->ledger, seed, &transaction, err))
        return false;
    if (transaction >= query->end)
        return true; /* it names nobody */
    if (transaction > engine->last_seed)
        engine->last_seed = transaction;
    engine->granted[seed->kind][engine->granted_count[seed->kind]++] =
        (struct coin_granted){seed->number, number};
    if (!coins_transaction(query->ledger, transaction, &rows, err) ||
        !coin_push(engine, 2 * transaction, err))
        return false;
    if (seed->kind == COIN_SEED_ADDRESS)
        return await(engine, grant, rows.first_output, err);
    return seed->kind == COIN_SEED_OUTPUT
               ? add_owners(engine, seed->number, 1, err)
               : add_owners(engine, rows.first_output, rows.outputs, err);
}

bool coin_prepare_grants(struct coin_engine *engine, struct error *err)
{
    size_t count = engine->query->seed_count;
    engine->grants = calloc(count + 1, sizeof *engine->grants);
    bool ok = engine->grants != NULL;
    for (int kind = 0; kind < 3; kind++)
        ok = (engine->granted[kind] = calloc(count + 1, sizeof **engine->granted)) != NULL && ok;
    if (!ok)
        return error_memory(err, "starting seeds");
    for (uint32_t i = 0; i < count; i++)
        if (!add_grant(engine, i, err))
            return false;
    for (int kind = 0; kind < 3; kind++)
        qsort(engine->granted[kind], engine->granted_count[kind], sizeof **engine->granted,
              by_number);
    if (engine->seed_owner_count > 0)
        qsort(engine->seed_owners, engine->seed_owner_count, sizeof(uint64_t), compare_u64);
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
                           uint64_t owner, uint64_t clean)
{
    const uint64_t numbers[3] = {output, transaction, owner};
    size_t at[3];
    uint64_t coloured = 0;
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
        coloured += coin_grant_use(grant, clean - coloured);
        if (coloured > 0 && engine->query->rule->marks)
            return clean; /* marked whole: nothing is left for other seeds */
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
