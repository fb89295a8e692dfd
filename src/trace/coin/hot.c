#include "trace/coin/hot.h"

#include <stdlib.h>

#include "base/huge.h"
#include "base/limits.h"
#include "ledger/coin/scan.h"

enum { PAGE = 4096, AHEAD = 24 }; /* inputs whose places are fetched before they are needed */

/* The last transaction that puts outputs out of reach. */
static bool last_loser(const struct ledger *ledger, uint64_t *ret_last, struct error *err)
{
    *ret_last = 0;
    for (size_t i = 0; i < ledger->segment_count; i++) {
        const struct segment *part = ledger->segments[i];
        for (uint64_t row = 0, loser; row < part->columns[COIN_LOSER].rows; row++) {
            if (!column_number(&part->columns[COIN_LOSER], row, &loser))
                return segment_damaged(part, COIN_LOSER, row, err);
            loser += part->shape.counts[COIN_COUNT_FIRST_TRANSACTION];
            if (loser > *ret_last)
                *ret_last = loser;
        }
    }
    return true;
}

bool coin_hot_may(const struct coin_engine *engine, uint64_t from, bool *ret_may, struct error *err)
{
    const struct coin_query *query = engine->query;
    uint64_t loser;
    if (!last_loser(query->ledger, &loser, err))
        return false;
    *ret_may = query->rule == &rule_haircut && query->moved == NULL &&
               query->fees == COIN_FEES_STOP && engine->granted_count[COIN_SEED_ADDRESS] == 0 &&
               engine->last_seed < from && loser < from &&
               ledger_count(query->ledger, COIN_COUNT_OUTPUTS) <= COIN_HOT_OUTPUTS_MAX;
    return true;
}

/* One transaction after the other. */
struct walk {
    struct coin_engine *engine;
    const struct coin_query *query;
    struct coin_scan scan;
    struct coin_hot *hot;
    uint64_t outputs, addresses;
    uint64_t total, coloured; /* of the inputs of the one at hand */
    uint32_t hops;
    struct error *err;
};

static void add_to_service(struct coin_service *service, uint64_t coloured, uint32_t hops)
{
    if (service->coloured == 0 || hops < service->hops)
        service->hops = hops;
    service->coloured += coloured;
}

/* What the sparse way knows so far. */
static bool take_over(struct walk *walk)
{
    struct coin_engine *engine = walk->engine;
    for (size_t i = 0; i < engine->states.count; i++) {
        const struct coin_state *state = &engine->states.states[i];
        struct coin_hot *hot = &walk->hot[state->output];
        struct coins_output row;
        hot->coloured = state->coloured;
        hot->hops = state->hops | (state->gone ? HOT_GONE : 0) |
                    (state->service ? HOT_SERVICE : 0) | (state->burnt ? HOT_BURNT : 0);
        if (!coins_output(walk->query->ledger, state->output, &row, walk->err))
            return false;
        if (row.owner != LEDGER_NONE)
            engine->hot_reached[row.owner / 64] |= UINT64_C(1) << row.owner % 64;
        if (!state->gone && !state->service)
            engine->hot_held += state->coloured;
        size_t service;
        if (state->service && coin_find_service(engine, row.owner, &service))
            add_to_service(&engine->hot_services[service], state->coloured, state->hops);
    }
    return true;
}

/* The inputs' sum, when some value was not beside its colour. */
static bool add_values(struct walk *walk)
{
    struct coins_output row;
    walk->total = 0;
    for (uint64_t i = 0; i < walk->scan.row.inputs; i++) {
        uint64_t output = coin_scan_spends(&walk->scan, i);
        if (walk->hot[output].value != 0) {
            walk->total += walk->hot[output].value;
            continue;
        }
        if (!coins_output(walk->query->ledger, output, &row, walk->err))
            return false;
        walk->total += row.value;
    }
    return true;
}

/* Sums stand in variables of their own, as what is written to places might else be them. */
static bool draw(struct walk *walk)
{
    const struct coin_scan *scan = &walk->scan;
    struct coin_hot *places = walk->hot;
    uint64_t total = 0, coloured = 0, inputs = scan->row.inputs, outputs = walk->outputs;
    const unsigned char *spends = scan->spends, *last = spends + COIN_NUMBER_BYTES * inputs;
    uint64_t beyond = scan->inputs_left > AHEAD ? scan->inputs_left - AHEAD : 0;
    uint32_t hops = HOT_HOPS;
    bool known = true;
    for (; spends<last; spends += COIN_NUMBER_BYTES, beyond -= beyond> 0) {
        uint64_t output = coin_scan_load(spends, COIN_NUMBER_BYTES);
        if (beyond > 0) {
            uint64_t ahead = coin_scan_load(spends + COIN_NUMBER_BYTES * AHEAD, COIN_NUMBER_BYTES);
            __builtin_prefetch(&places[ahead < outputs ? ahead : 0], 1);
        }
        if (output >= outputs)
            return segment_damaged(scan->segment, COIN_SPENDS, scan->local, walk->err);
        struct coin_hot place = places[output];
        total += place.value;
        known = known && place.value != 0;
        if (place.coloured == 0 || place.hops >= HOT_BURNT)
            continue;
        coloured += place.coloured;
        hops = place.hops < hops ? place.hops : hops;
        places[output].hops = place.hops | HOT_GONE;
    }
    walk->total = total;
    walk->coloured = coloured;
    walk->hops = hops;
    return known || coloured == 0 || add_values(walk);
}

static bool value_of(const struct walk *walk, uint64_t i, uint64_t *ret_value)
{
    *ret_value = coin_scan_value(&walk->scan, i);
    return *ret_value != walk->scan.value_escape ||
           coin_scan_wide(&walk->scan, walk->scan.row.first_output + i, ret_value, walk->err);
}

/* Of a transaction without colour: only what its outputs are worth is noted. */
static void note_values(struct walk *walk)
{
    struct coin_hot *hot = &walk->hot[walk->scan.row.first_output];
    for (uint64_t i = 0; i < walk->scan.row.outputs; i++) {
        uint64_t value = coin_scan_value(&walk->scan, i);
        hot[i].value = value < walk->scan.value_escape && value <= UINT32_MAX ? (uint32_t)value : 0;
    }
}

/* Colour comes to rest in output `i`, or stays there for now. */
static bool arrive(struct walk *walk, uint64_t i, uint64_t coloured, struct coin_hot *hot)
{
    struct coin_engine *engine = walk->engine;
    uint64_t owner = coin_scan_owner(&walk->scan, i);
    uint32_t flags = 0;
    size_t service;
    if (owner == COIN_OWNER_BURNT) {
        engine->burnt += coloured;
        flags = HOT_BURNT | HOT_GONE;
    } else if (owner > walk->addresses) {
        return segment_damaged(walk->scan.segment, COIN_OWNER, walk->scan.local, walk->err);
    } else if (owner > 0 && walk->query->service_count > 0 &&
               coin_find_service(engine, owner - 1, &service)) {
        add_to_service(&engine->hot_services[service], coloured, walk->hops + 1);
        flags = HOT_SERVICE;
    } else if (coloured < walk->query->min) {
        engine->unresolved += coloured;
        return true;
    } else {
        engine->hot_held += coloured;
    }
    if (flags != (HOT_BURNT | HOT_GONE) && owner > 0)
        engine->hot_reached[(owner - 1) / 64] |= UINT64_C(1) << (owner - 1) % 64;
    hot->coloured = coloured;
    hot->hops = (walk->hops + 1) | flags;
    return true;
}

/* floor(coloured * sum / total). Most products have 64 bits, and are divided much faster. */
static inline uint64_t share(uint64_t coloured, uint64_t sum, uint64_t total)
{
    uint64_t product;
    if (!__builtin_mul_overflow(coloured, sum, &product))
        return product / total;
    return (uint64_t)((unsigned __int128)coloured * sum / total);
}

/* The same shares as the rule gives (rule_haircut.c), without its lists. */
static bool spread(struct walk *walk)
{
    uint64_t sum = 0, given = 0, total = walk->total, coloured = walk->coloured;
    struct coin_hot *hot = &walk->hot[walk->scan.row.first_output];
    for (uint64_t i = 0; i < walk->scan.row.outputs; i++) {
        uint64_t value, until;
        if (!value_of(walk, i, &value))
            return false;
        hot[i].value = value <= UINT32_MAX ? (uint32_t)value : 0;
        sum += value;
        if (sum > total)
            return segment_damaged(walk->scan.segment, COIN_VALUE, walk->scan.local, walk->err);
        if (coloured == total || sum == total)
            until = coloured == total ? sum : coloured;
        else
            until = share(coloured, sum, total);
        if (until > given && !arrive(walk, i, until - given, &hot[i]))
            return false;
        given = until;
    }
    walk->engine->hot_held -= coloured;
    walk->engine->fees_rest += coloured - given;
    walk->engine->steps++;
    return true;
}

static bool walk_all(struct walk *walk, uint64_t from)
{
    if (!take_over(walk) || !coin_scan_start(&walk->scan, walk->query->ledger, from, walk->err))
        return false;
    for (uint64_t transaction = from; transaction < walk->query->end; transaction++) {
        if (transaction % 4096 == 0)
            progress_done(walk->query->progress, transaction);
        if (walk->scan.row.outputs > walk->outputs - walk->scan.row.first_output)
            return segment_damaged(walk->scan.segment, COIN_OUTPUTS, walk->scan.local, walk->err);
        if (!draw(walk))
            return false;
        if (walk->coloured == 0)
            note_values(walk);
        else if (!spread(walk))
            return false;
        if (!coin_scan_next(&walk->scan, walk->err))
            return false;
    }
    return true;
}

/* Has the system give all of the memory now, and not page by page in the midst of the walk. */
static void fetch_pages(volatile char *memory, uint64_t bytes)
{
    for (uint64_t i = 0; i < bytes; i += PAGE)
        memory[i] = 0;
}

bool coin_hot_run(struct coin_engine *engine, uint64_t from, struct error *err)
{
    const struct coin_query *query = engine->query;
    struct walk walk = {.engine = engine,
                        .query = query,
                        .outputs = ledger_count(query->ledger, COIN_COUNT_OUTPUTS),
                        .addresses = ledger_count(query->ledger, COIN_COUNT_ADDRESSES),
                        .err = err};
    walk.hot = engine->hot = huge_zeroed(walk.outputs + 1, sizeof *walk.hot);
    engine->hot_reached = huge_zeroed(walk.addresses / 64 + 1, sizeof *engine->hot_reached);
    engine->hot_services = calloc(query->service_count + 1, sizeof *engine->hot_services);
    if (walk.hot == NULL || engine->hot_reached == NULL || engine->hot_services == NULL)
        return error_memory(err, "following a colour");
    engine->moment_count = 0;
    fetch_pages((volatile char *)walk.hot, walk.outputs * sizeof *walk.hot);
    return walk_all(&walk, from);
}
