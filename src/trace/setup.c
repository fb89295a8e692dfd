/* What a query means for the ledger: containers of services, grants of seeds, the first events. */
#include <stdlib.h>

#include "base/array.h"
#include "base/sort_u64.h"
#include "trace/engine.h"

void engine_sort(uint64_t *numbers, size_t count)
{
    if (count > 0)
        qsort(numbers, count, sizeof *numbers, compare_u64);
}

static bool contains(const uint64_t *values, size_t count, uint64_t value)
{
    return count > 0 && bsearch(&value, values, count, sizeof value, compare_u64) != NULL;
}

bool engine_is_service(const struct engine *engine, uint64_t container)
{
    return contains(engine->services, engine->service_count, container);
}

bool engine_is_seed(const struct engine *engine, uint64_t container)
{
    return contains(engine->seed_containers, engine->seed_container_count, container);
}

static bool add_seed_container(struct engine *engine, uint64_t container, struct error *err)
{
    uint64_t *grown =
        array_grow(engine->seed_containers, &engine->seed_container_capacity,
                   engine->seed_container_count + 1, sizeof *grown, SIZE_MAX / sizeof *grown / 2);
    if (grown == NULL)
        return error_memory(err, "preparing the seeds");
    engine->seed_containers = grown;
    engine->seed_containers[engine->seed_container_count++] = container;
    return true;
}

size_t engine_first_seeded(const struct engine *engine, uint64_t transfer)
{
    size_t from = 0, to = engine->seeded_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (engine->seeded[middle].transfer < transfer)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

bool engine_is_seeded(const struct engine *engine, uint64_t transfer)
{
    size_t at = engine_first_seeded(engine, transfer);
    return at < engine->seeded_count && engine->seeded[at].transfer == transfer;
}

static bool add_grant(struct engine *engine, const struct trace_seed *seed, uint64_t container,
                      uint32_t *ret_grant, struct error *err)
{
    struct grant *grown = array_grow(engine->grants, &engine->grant_capacity,
                                     engine->grant_count + 1, sizeof *grown, NOBODY);
    if (grown == NULL)
        return error_memory(err, "preparing the seeds");
    engine->grants = grown;
    *ret_grant = (uint32_t)engine->grant_count;
    engine->grants[engine->grant_count++] = (struct grant){container, seed->has_cap, seed->cap};
    return true;
}

static bool add_seeded_row(struct engine *engine, uint64_t transfer, uint32_t grant,
                           struct error *err)
{
    struct seeded_row *grown = array_grow(engine->seeded, &engine->seeded_capacity,
                                          engine->seeded_count + 1, sizeof *grown, NOBODY);
    if (grown == NULL)
        return error_memory(err, "preparing the seeds");
    engine->seeded = grown;
    engine->seeded[engine->seeded_count++] = (struct seeded_row){transfer, grant};
    return transfer >= engine->query->end ||
           queue_push(&engine->queue, (struct event){transfer, EVENT_TRANSFER, NOBODY}, err);
}

static bool seed_container(struct engine *engine, const struct trace_seed *seed, uint64_t container,
                           struct error *err)
{
    uint32_t grant;
    if (!add_grant(engine, seed, container, &grant, err) ||
        !add_seed_container(engine, container, err))
        return false;
    struct event event = {seed->from, EVENT_SEED_STARTS, grant};
    return seed->from > engine->query->end || queue_push(&engine->queue, event, err);
}

static bool seed_address(struct engine *engine, const struct trace_seed *seed, struct error *err)
{
    const struct ledger *ledger = engine->query->ledger;
    uint64_t asset = seed->asset != LEDGER_NONE ? seed->asset : 0, container;
    for (;; asset++) {
        if (!ledger_next_container(ledger, seed->account, &asset, &container, err))
            return false;
        if (container == LEDGER_NONE || (seed->asset != LEDGER_NONE && seed->asset != asset))
            return true;
        if (!seed_container(engine, seed, container, err))
            return false;
    }
}

/* The rows of one asset share a grant, so that a cap holds over all of them. `latest` has, by
 * asset, 1 + the latest grant of rows: one at or below `first` is an earlier seed's. */
static bool seed_rows(struct engine *engine, const struct trace_seed *seed, uint32_t *latest,
                      struct error *err)
{
    const struct ledger *ledger = engine->query->ledger;
    struct transaction transaction;
    size_t first = engine->grant_count;
    if (!ledger_transaction(ledger, seed->transaction, &transaction, err))
        return false;
    for (uint64_t row = transaction.first; row < transaction.end; row++) {
        struct transfer transfer;
        uint64_t account, asset;
        uint32_t grant;
        if (seed->row != LEDGER_NONE && transaction.first + seed->row != row)
            continue;
        if (!ledger_transfer(ledger, row, &transfer, err))
            return false;
        if (!transfer_kind_info(transfer.kind)->credits)
            continue;
        if (!ledger_container(ledger, transfer.to, &account, &asset, err) ||
            (latest[asset] <= first && !add_grant(engine, seed, LEDGER_NONE, &grant, err)))
            return false;
        if (latest[asset] <= first)
            latest[asset] = grant + 1;
        if (!add_seeded_row(engine, row, latest[asset] - 1, err) ||
            !add_seed_container(engine, transfer.to, err))
            return false;
        engine->seed_accounts[engine->seed_account_count++] = account;
    }
    return true;
}

/* Room for the accounts that seeds name: one a seed, or one a row of its transaction. */
static bool make_seed_accounts(struct engine *engine, struct error *err)
{
    const struct trace_query *query = engine->query;
    size_t room = query->seed_count + 1;
    for (size_t i = 0; i < query->seed_count; i++) {
        struct transaction transaction;
        if (query->seeds[i].transaction == LEDGER_NONE)
            continue;
        if (!ledger_transaction(query->ledger, query->seeds[i].transaction, &transaction, err))
            return false;
        room += transaction.end - transaction.first;
    }
    engine->seed_accounts = calloc(room, sizeof *engine->seed_accounts);
    return engine->seed_accounts != NULL || error_memory(err, "preparing the seeds");
}

static int by_row(const void *a, const void *b)
{
    const struct seeded_row *x = a, *y = b;
    if (x->transfer != y->transfer)
        return x->transfer < y->transfer ? -1 : 1;
    return (x->grant > y->grant) - (x->grant < y->grant);
}

static bool add_seeds(struct engine *engine, struct error *err)
{
    const struct trace_query *query = engine->query;
    uint32_t *latest = calloc(engine->asset_count + 1, sizeof *latest);
    bool ok = latest != NULL || error_memory(err, "preparing the seeds");
    for (size_t i = 0; ok && i < query->seed_count; i++) {
        const struct trace_seed *seed = &query->seeds[i];
        if (seed->transaction != LEDGER_NONE) {
            ok = seed_rows(engine, seed, latest, err);
            continue;
        }
        engine->seed_accounts[engine->seed_account_count++] = seed->account;
        ok = seed_address(engine, seed, err);
    }
    free(latest);
    return ok;
}

static bool prepare_seeds(struct engine *engine, struct error *err)
{
    if (!make_seed_accounts(engine, err) || !add_seeds(engine, err))
        return false;
    if (engine->seeded_count > 0)
        qsort(engine->seeded, engine->seeded_count, sizeof *engine->seeded, by_row);
    engine_sort(engine->seed_accounts, engine->seed_account_count);
    engine_sort(engine->seed_containers, engine->seed_container_count);
    return true;
}

static bool add_service(struct engine *engine, uint64_t account, size_t *capacity,
                        struct error *err)
{
    uint64_t container;
    for (uint64_t asset = 0;; asset++) {
        if (!ledger_next_container(engine->query->ledger, account, &asset, &container, err))
            return false;
        if (container == LEDGER_NONE)
            return true;
        uint64_t *grown = array_grow(engine->services, capacity, engine->service_count + 1,
                                     sizeof *grown, SIZE_MAX / 16);
        if (grown == NULL)
            return error_memory(err, "preparing the services");
        engine->services = grown;
        engine->services[engine->service_count++] = container;
    }
}

/* A seed that is itself a service starts nevertheless. */
static bool prepare_services(struct engine *engine, struct error *err)
{
    const struct trace_query *query = engine->query;
    size_t capacity = 0;
    for (size_t i = 0; i < query->service_count; i++)
        if (!contains(engine->seed_accounts, engine->seed_account_count, query->services[i]) &&
            !add_service(engine, query->services[i], &capacity, err))
            return false;
    engine_sort(engine->services, engine->service_count);
    return true;
}

bool engine_prepare(struct engine *engine, struct error *err)
{
    engine->asset_count = ledger_count(engine->query->ledger, COUNT_ASSETS);
    engine->minds_transactions =
        engine->query->rule->joins_debits || !amount_is_zero(engine->query->min);
    engine->assets = calloc(engine->asset_count + 1, sizeof *engine->assets);
    if (engine->assets == NULL)
        return error_memory(err, "preparing a trace");
    for (uint64_t asset = 0; asset < engine->asset_count; asset++)
        engine->assets[asset].asset = asset;
    return prepare_seeds(engine, err) && prepare_services(engine, err);
}
