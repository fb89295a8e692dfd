#include "make_chain.h"

#include "../generate.h"
#include "pool.h"
#include "script_make.h"

#include <stdlib.h>

enum { INPUTS_MAX = 200, OUTPUTS_MAX = 50, MATURITY = 100, HOT_OWNERS = 8, YOUNG_OWNERS = 20000 };

/* Rewards that wait for their maturity, a ring by height. */
struct reward {
    unsigned char id[HASH_BYTES];
    uint64_t value[2];
    uint32_t owner[2];
};

struct maker {
    const struct chain_shape *shape;
    struct chain_writer *writer;
    struct pool pool;
    struct reward rewards[MATURITY];
    uint64_t state, owners, done, fees, all_fees;
    struct made_input inputs[INPUTS_MAX];
    struct made_output outputs[OUTPUTS_MAX];
    struct coin made[OUTPUTS_MAX]; /* as they will lie in the pool; owner UINT32_MAX: never */
    unsigned char spends[INPUTS_MAX][SPEND_MADE_MAX];
    unsigned char scripts[OUTPUTS_MAX][SCRIPT_MADE_MAX];
};

struct chain_shape chain_shape_default(void)
{
    return (struct chain_shape){.seed = 1,
                                .transactions = 1700000,
                                .length = 1,
                                .unspent = 1310000,
                                .block_transactions = 2000,
                                .seed_block = 1};
}

static uint64_t below(struct maker *maker, uint64_t n)
{
    return generate_next(&maker->state) % n;
}

/* Of ten outputs six have a new owner; the others are hot, young or anybody. */
static uint32_t some_owner(struct maker *maker)
{
    uint64_t draw = below(maker, 1000), owners = maker->owners;
    if (draw < 606 || owners <= HOT_OWNERS)
        return (uint32_t)maker->owners++;
    if (draw < 800) {
        uint64_t a = below(maker, HOT_OWNERS), b = below(maker, HOT_OWNERS);
        return (uint32_t)(a < b ? a : b);
    }
    uint64_t young = owners < YOUNG_OWNERS ? owners : YOUNG_OWNERS;
    return (uint32_t)(draw < 900 ? owners - 1 - below(maker, young) : below(maker, owners));
}

/* Few inputs while the unspent outputs have to grow, more when there are enough. */
static size_t some_input_count(struct maker *maker)
{
    const struct chain_shape *shape = maker->shape;
    uint64_t goal = maker->done < shape->transactions
                        ? shape->unspent * maker->done / shape->transactions
                        : shape->unspent;
    uint64_t draw = below(maker, 1000);
    if (maker->pool.total < goal)
        return draw < 880 ? 1 : 2;
    if (draw < 700)
        return 1 + draw % 2;
    if (draw < 930)
        return 3 + draw % 4;
    return draw < 995 ? 7 + draw % 8 : 20 + below(maker, INPUTS_MAX - 20);
}

static size_t some_output_count(struct maker *maker)
{
    uint64_t draw = below(maker, 1000);
    if (draw < 830)
        return draw < 160 ? 1 : 2;
    if (draw < 988)
        return draw < 920 ? 3 : 4 + draw % 7;
    return 6 + below(maker, OUTPUTS_MAX - 5);
}

static void spend(struct maker *maker, size_t i, uint64_t *ret_sum)
{
    struct coin coin = pool_draw(&maker->pool, &maker->state);
    struct made_input *input = &maker->inputs[i];
    memcpy(input->id, coin.id, HASH_BYTES);
    input->index = coin.index;
    owner_spend(owner_kind_of(coin.owner), &maker->state, maker->spends[i], input);
    *ret_sum += coin.value;
}

/* One output in fifty is an OP_RETURN, most of them without value; never the last, so that the
 * pool cannot run dry. Its script is made here, too. */
static void make_output(struct maker *maker, size_t i, size_t left, uint64_t *sum)
{
    bool lost = left > 1 && below(maker, 30) == 0;
    uint64_t value = *sum;
    if (lost)
        value = below(maker, 16) == 0 ? *sum / 1000 : 0;
    else if (left > 1)
        value = *sum / left * below(maker, 1024) / 512;
    *sum -= value;
    struct coin *coin = &maker->made[i];
    coin->value = value;
    coin->index = (uint32_t)i;
    coin->owner = lost ? UINT32_MAX : some_owner(maker);
    size_t size = lost ? return_script(&maker->state, maker->scripts[i])
                       : owner_script(coin->owner, maker->scripts[i]);
    maker->outputs[i] = (struct made_output){value, span_of(maker->scripts[i], size)};
}

static bool add_transaction(struct maker *maker)
{
    size_t input_count = some_input_count(maker), output_count = some_output_count(maker), n = 0;
    uint64_t sum = 0;
    while (maker->pool.total > 0 && n < INPUTS_MAX &&
           (n < input_count || (n < 8 && sum < 3000 * output_count)))
        spend(maker, n++, &sum);
    uint64_t fee = (150 * n + 34 * output_count) * (1 + below(maker, 20));
    fee = fee < sum / 8 ? fee : sum / 8;
    sum -= fee;
    maker->fees += fee;
    for (size_t i = 0; i < output_count; i++)
        make_output(maker, i, output_count - i, &sum);
    struct made_transaction tx = {2, 0, maker->inputs, n, maker->outputs, output_count};
    unsigned char id[HASH_BYTES];
    chain_writer_transaction(maker->writer, &tx, id);
    maker->done++;
    for (size_t i = 0; i < output_count; i++) {
        memcpy(maker->made[i].id, id, HASH_BYTES);
        if (maker->made[i].owner != UINT32_MAX &&
            !pool_add(&maker->pool, &maker->made[i], &maker->state))
            return false;
    }
    return true;
}

/* What block `height` - 100 earned can be spent from now on. */
static bool add_matured(struct maker *maker, uint32_t height)
{
    const struct reward *reward = &maker->rewards[height % MATURITY];
    for (uint32_t i = 0; i < 2 && height > MATURITY; i++) {
        struct coin coin = {.value = reward->value[i], .index = i, .owner = reward->owner[i]};
        memcpy(coin.id, reward->id, HASH_BYTES);
        if (!pool_add(&maker->pool, &coin, &maker->state))
            return false;
    }
    return true;
}

static bool due(uint32_t height, uint32_t every)
{
    return every != 0 && height % every == 0;
}

/* Two outputs: the miner's, and a tenth for somebody. */
static bool end_block(struct maker *maker, uint32_t height, struct error *err)
{
    struct reward *reward = &maker->rewards[height % MATURITY];
    unsigned char script[COINBASE_SCRIPT_MAX];
    size_t size = coinbase_script(height, generate_next(&maker->state), script);
    struct made_input input = {.script = span_of(script, size)};
    uint64_t claimed = regtest_subsidy(height) + maker->fees;
    claimed = due(height, maker->shape->underclaim_every) ? claimed / 2 : claimed;
    reward->value[1] = claimed / 10;
    reward->value[0] = claimed - reward->value[1];
    for (size_t i = 0; i < 2; i++) {
        reward->owner[i] = some_owner(maker);
        size_t bytes = owner_script(reward->owner[i], maker->scripts[i]);
        maker->outputs[i] =
            (struct made_output){reward->value[i], span_of(maker->scripts[i], bytes)};
    }
    struct made_transaction coinbase = {2, 0, &input, 1, maker->outputs, 2};
    if (!chain_writer_block(maker->writer, &coinbase, reward->id, err))
        return false;
    maker->all_fees += maker->fees;
    maker->fees = 0;
    if (!due(height, maker->shape->sibling_every))
        return true;
    script[size - 1] ^= 1;
    return chain_writer_sibling(maker->writer, &coinbase, err);
}

static bool make_blocks(struct maker *maker, struct chain_made *made, struct error *err)
{
    uint64_t wanted = maker->shape->transactions * maker->shape->length;
    if (!chain_writer_genesis(maker->writer, NULL, err))
        return false;
    for (uint32_t height = 1; height <= MATURITY || maker->done < wanted; height++) {
        bool ok = add_matured(maker, height);
        for (uint32_t i = 0; ok && height > MATURITY && i < maker->shape->block_transactions &&
                             maker->done < wanted;
             i++)
            ok = add_transaction(maker);
        if (!ok)
            return error_memory(err, "making a chain");
        if (!end_block(maker, height, err))
            return false;
        if (height == maker->shape->seed_block)
            memcpy(made->seed_id, maker->rewards[height % MATURITY].id, HASH_BYTES);
    }
    made->totals = chain_writer_totals(maker->writer);
    made->tip = chain_writer_tip(maker->writer);
    made->owners = maker->owners;
    made->unspent = maker->pool.total;
    made->fees = maker->all_fees;
    return true;
}

bool chain_make(struct chain_made *ret_made, const struct chain_shape *shape,
                const struct chain_place *place, struct error *err)
{
    struct chain_made made = {0};
    struct maker *maker = calloc(1, sizeof *maker);
    if (maker == NULL)
        return error_memory(err, "making a chain");
    maker->shape = shape;
    maker->state = shape->seed;
    bool ok = chain_writer_open(&maker->writer, place, err) && make_blocks(maker, &made, err);
    struct error second; /* the first failure is the one to tell */
    ok = chain_writer_close(maker->writer, ok ? err : &second) && ok;
    pool_release(&maker->pool);
    free(maker);
    if (ok)
        *ret_made = made;
    return ok;
}
