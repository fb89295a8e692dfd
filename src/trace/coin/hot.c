#include "trace/coin/hot.h"

#include <stdlib.h>

#include "base/huge.h"
#include "base/limits.h"
#include "ledger/coin/scan.h"

enum {
    PAGE = 4096,
    AHEAD = 24,    /* inputs whose places are fetched before they are needed */
    AT_ONCE = 4096 /* transactions between two looks at the progress */
};

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
    struct coin_hot *hot;
    uint64_t outputs, addresses; /* of the ledger */
    uint64_t plain;              /* with owners below it colour stays, whatever comes */
    struct coin_scan scan;
    struct error *err;
};

/* What the inputs of a transaction hold. */
struct drawn {
    uint64_t total, coloured;
    uint32_t hops;
    bool known; /* each value was beside its colour */
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
            engine->hot_reached[(row.owner + 1) / 64] |= UINT64_C(1) << (row.owner + 1) % 64;
        if (!state->gone && !state->service)
            engine->hot_held += state->coloured;
        size_t service;
        if (state->service && coin_find_service(engine, row.owner, &service))
            add_to_service(&engine->hot_services[service], state->coloured, state->hops);
    }
    return true;
}

/* The inputs' sum, when some value was not beside its colour. */
static bool add_values(struct walk *walk, const unsigned char *spends, uint64_t inputs,
                       uint64_t *ret_total)
{
    uint64_t total = 0, value;
    for (uint64_t i = 0; i < inputs; i++, spends += COIN_NUMBER_BYTES) {
        uint64_t output = coin_scan_load(spends, COIN_NUMBER_MOST);
        value = walk->hot[output].value;
        if (value == 0 && !coins_value(walk->query->ledger, output, &value, walk->err))
            return false;
        total += value;
    }
    *ret_total = total;
    return true;
}

/* What moves on is gone. What a branch would have to guess (is it coloured?) is chosen instead,
 * here and where it is spread. False: an input names no output. */
static inline bool draw(const struct coin_scan *scan, struct coin_hot *places, uint64_t outputs,
                        struct drawn *ret_drawn)
{
    struct drawn drawn = {.hops = HOT_HOPS, .known = true};
    const unsigned char *spends = scan->spends, *end = spends + COIN_NUMBER_BYTES * scan->inputs;
    const unsigned char *last = spends + COIN_NUMBER_BYTES * scan->inputs_left;
    for (; spends < end; spends += COIN_NUMBER_BYTES) {
        uint64_t output = coin_scan_load(spends, COIN_NUMBER_MOST);
        if (last - spends > COIN_NUMBER_BYTES * AHEAD) {
            uint64_t ahead = coin_scan_load(spends + COIN_NUMBER_BYTES * AHEAD, COIN_NUMBER_MOST);
            __builtin_prefetch(&places[ahead < outputs ? ahead : 0], 1);
        }
        if (output >= outputs)
            return false;
        struct coin_hot *place = &places[output];
        uint64_t coloured = place->coloured;
        uint32_t hops = place->hops, value = place->value;
        drawn.total += value;
        drawn.known &= value != 0;
        coloured = hops < HOT_BURNT ? coloured : 0;
        place->hops = hops | HOT_GONE;
        drawn.coloured += coloured;
        hops = coloured != 0 ? hops : HOT_HOPS;
        drawn.hops = hops < drawn.hops ? hops : drawn.hops;
    }
    *ret_drawn = drawn;
    return true;
}

/* Of a transaction without colour: only what its outputs are worth is noted. */
static inline void note_values(const struct coin_scan *scan, struct coin_hot *hot)
{
    const unsigned char *values = scan->values;
    for (struct coin_hot *end = hot + scan->outputs; hot < end;
         hot++, values += scan->value_width) {
        uint64_t value = coin_scan_load(values, scan->value_escape);
        hot->value = value < scan->value_escape && value <= UINT32_MAX ? (uint32_t)value : 0;
    }
}

/* Colour comes to rest in an output, or stays there for now: where it may be burnt, at a service or
 * too little. */
static bool arrive(struct walk *walk, uint64_t owner, uint64_t coloured, uint32_t hops,
                   struct coin_hot *hot)
{
    struct coin_engine *engine = walk->engine;
    uint32_t flags = 0;
    size_t service;
    if (owner == COIN_OWNER_BURNT) {
        engine->burnt += coloured;
        hot->coloured = coloured;
        hot->hops = hops | HOT_BURNT | HOT_GONE;
        return true;
    }
    if (owner > walk->addresses)
        return false;
    if (owner > 0 && walk->query->service_count > 0 &&
        coin_find_service(engine, owner - 1, &service)) {
        add_to_service(&engine->hot_services[service], coloured, hops);
        flags = HOT_SERVICE;
    } else if (coloured < walk->query->min) {
        engine->unresolved += coloured;
        return true;
    } else {
        engine->hot_held += coloured;
    }
    engine->hot_reached[owner / 64] |= UINT64_C(1) << owner % 64;
    hot->coloured = coloured;
    hot->hops = hops | flags;
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
static inline bool spread(struct walk *walk, const struct coin_scan *scan, struct drawn drawn)
{
    uint64_t sum = 0, given = 0, held = 0, plain = walk->plain;
    if (drawn.total < drawn.coloured)
        return segment_damaged(scan->segment, COIN_SPENDS, scan->local, walk->err);
    uint64_t *reached = walk->engine->hot_reached;
    struct coin_hot *hot = &walk->hot[scan->first_output];
    const unsigned char *values = scan->values, *owners = scan->owners;
    for (struct coin_hot *end = hot + scan->outputs; hot < end; hot++) {
        uint64_t value = coin_scan_load(values, scan->value_escape);
        uint64_t owner = coin_scan_load(owners, COIN_NUMBER_MOST);
        if (value == scan->value_escape &&
            !coins_value(scan->ledger, (uint64_t)(hot - walk->hot), &value, walk->err))
            return false;
        values += scan->value_width;
        owners += COIN_NUMBER_BYTES;
        hot->value = value <= UINT32_MAX ? (uint32_t)value : 0;
        if (value > drawn.total - sum)
            return segment_damaged(scan->segment, COIN_VALUE, scan->local, walk->err);
        sum += value;
        uint64_t until = share(drawn.coloured, sum, drawn.total), part = until - given;
        given = until;
        uint64_t some = -(uint64_t)(part != 0); /* all bits, or none */
        owner &= some;
        if (owner >= plain) {
            if (part != 0 && !arrive(walk, owner, part, drawn.hops + 1, hot))
                return segment_damaged(scan->segment, COIN_OWNER, scan->local, walk->err);
            continue;
        }
        held += part;
        reached[owner / 64] |= UINT64_C(1) << owner % 64;
        hot->coloured = part;
        hot->hops = (drawn.hops + 1) & (uint32_t)some;
    }
    walk->engine->hot_held += held - drawn.coloured;
    walk->engine->fees_rest += drawn.coloured - given;
    walk->engine->steps++;
    return true;
}

/* The scan is a variable here whose address nobody takes, so that it may stay in registers: what is
 * written to places might else be it. */
static bool walk_some(struct walk *walk, uint64_t count)
{
    struct coin_scan scan = walk->scan;
    for (; count > 0; count--) {
        struct drawn drawn;
        if (!draw(&scan, walk->hot, walk->outputs, &drawn))
            return segment_damaged(scan.segment, COIN_SPENDS, scan.local, walk->err);
        if (drawn.coloured == 0)
            note_values(&scan, &walk->hot[scan.first_output]);
        else if ((!drawn.known && !add_values(walk, scan.spends, scan.inputs, &drawn.total)) ||
                 !spread(walk, &scan, drawn))
            return false;
        if (coin_scan_step(&scan))
            continue;
        walk->scan = scan;
        if (!coin_scan_next(&walk->scan, walk->err))
            return false;
        scan = walk->scan;
    }
    walk->scan = scan;
    return true;
}

static bool walk_all(struct walk *walk, uint64_t from)
{
    uint64_t end = walk->query->end;
    if (!take_over(walk) || !coin_scan_start(&walk->scan, walk->query->ledger, from, walk->err))
        return false;
    while (from < end) {
        uint64_t count = end - from < AT_ONCE ? end - from : AT_ONCE;
        if (!walk_some(walk, count))
            return false;
        from += count;
        progress_done(walk->query->progress, from);
    }
    walk->engine->hot_reached[0] &= ~UINT64_C(1); /* nobody */
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
    if (query->service_count == 0 && query->min == 0)
        walk.plain = walk.addresses + 1;
    walk.hot = engine->hot = huge_zeroed(walk.outputs + 1, sizeof *walk.hot);
    engine->hot_reached = huge_zeroed(walk.addresses / 64 + 1, sizeof *engine->hot_reached);
    engine->hot_services = calloc(query->service_count + 1, sizeof *engine->hot_services);
    if (walk.hot == NULL || engine->hot_reached == NULL || engine->hot_services == NULL)
        return error_memory(err, "following a colour");
    engine->moment_count = 0;
    fetch_pages((volatile char *)walk.hot, walk.outputs * sizeof *walk.hot);
    return walk_all(&walk, from);
}
