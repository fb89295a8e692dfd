/* `ledger verify` of a coin chain against a forger who has inputs spend other outputs, in all
 * columns that say so. */
#include "forged_chain.h"
#include "run.h"

enum { TRIES = 20 };

/* Whether a run stays ascending when a row of it gets another value. */
static bool run_takes(size_t segment, uint64_t row, uint64_t output)
{
    return output != forged_chain_get(segment, COIN_RUN_OUTPUT, row) &&
           (row == 0 || forged_chain_get(segment, COIN_RUN_OUTPUT, row - 1) < output) &&
           (row + 1 == forged_chain_rows(segment, COIN_RUN_OUTPUT) ||
            forged_chain_get(segment, COIN_RUN_OUTPUT, row + 1) > output) &&
           output < forged_chain.forgery.segments[segment].shape.counts[COIN_COUNT_FIRST_OUTPUT];
}

/* The last segment spends an output of the chain in place of one that it spends; returns in how
 * many ways that was tried, and asserts that none verifies. */
static unsigned spends_instead(bool (*wanted)(const struct chain_output *output, size_t number))
{
    const size_t segment = FORGED_CHAIN_PIECES - 1;
    unsigned tried = 0;
    for (uint64_t row = 0; row < forged_chain_rows(segment, COIN_RUN_OUTPUT); row++)
        for (size_t output = 0; output < forged_chain.chain.output_count && tried < TRIES;
             output++) {
            if (!run_takes(segment, row, output) ||
                !wanted(&forged_chain.chain.outputs[output], output))
                continue;
            uint64_t was = forged_chain_get(segment, COIN_RUN_OUTPUT, row);
            uint64_t input = forged_chain_get(segment, COIN_RUN_INPUT, row);
            forged_chain_set(segment, COIN_RUN_OUTPUT, row, output);
            forged_chain_set(segment, COIN_SPENDS, input, output);
            assert_false(forged_chain_verifies());
            forged_chain_set(segment, COIN_RUN_OUTPUT, row, was);
            forged_chain_set(segment, COIN_SPENDS, input, was);
            tried++;
        }
    return tried;
}

static bool is_spent(const struct chain_output *output, size_t number)
{
    (void)number;
    return output->spender >= 0;
}

static bool is_burnt(const struct chain_output *output, size_t number)
{
    (void)number;
    return output->key == CHAIN_BURNT;
}

static bool is_lost(const struct chain_output *output, size_t number)
{
    (void)number;
    return output->loser >= 0;
}

static bool is_of_the_genesis(const struct chain_output *output, size_t number)
{
    (void)output;
    return number < forged_chain.chain.transactions[0].outputs;
}

/* Spent twice, burnt, out of reach, of the genesis: the input and the run agree, the chain does
 * not. */
static void what_cannot_be_spent(void **state)
{
    (void)state;
    assert_int_not_equal(spends_instead(is_spent), 0);
    assert_int_not_equal(spends_instead(is_burnt), 0);
    assert_int_not_equal(spends_instead(is_lost), 0);
    assert_int_not_equal(spends_instead(is_of_the_genesis), 0);
    assert_true(forged_chain_verifies());
}

/* Whether an unspent output takes the place of a spent one in the bits of the last segment, without
 * a change of their order or of the counts before them. */
static bool bits_take(uint64_t spent, uint64_t unspent, uint64_t first)
{
    uint64_t least = spent < unspent ? spent : unspent, most = spent < unspent ? unspent : spent;
    if (least < first || (least - first) / COIN_SPENT_BITS != (most - first) / COIN_SPENT_BITS)
        return false;
    for (uint64_t output = least + 1; output < most; output++)
        if (forged_chain.chain.outputs[output].spender >= 0)
            return false;
    return true;
}

static void flip_spent(uint64_t local)
{
    struct forged *segment = &forged_chain.forgery.segments[FORGED_CHAIN_PIECES - 1];
    unsigned width = segment->shape.columns[COIN_SPENT].width;
    unsigned char *row = segment->columns[COIN_SPENT] + local / COIN_SPENT_BITS * width;
    row[8 + local % COIN_SPENT_BITS / 8] ^= (unsigned char)(1 << local % 8);
}

/* An input spends the reward of its block in place of what it spends. */
static bool spends_own_reward(size_t input, size_t reward)
{
    struct forged *segment = &forged_chain.forgery.segments[FORGED_CHAIN_PIECES - 1];
    uint64_t first = segment->shape.counts[COIN_COUNT_FIRST_OUTPUT],
             was = forged_chain.chain.inputs[input];
    uint64_t local = input - segment->shape.counts[COIN_COUNT_FIRST_INPUT];
    const struct chain_output *to = &forged_chain.chain.outputs[reward];
    if (to->spender >= 0 || to->loser >= 0 || to->key == CHAIN_BURNT ||
        to->value < forged_chain.chain.outputs[was].value || !bits_take(was, reward, first))
        return false;
    flip_spent(was - first);
    flip_spent(reward - first);
    forged_chain_set(FORGED_CHAIN_PIECES - 1, COIN_SPENDS, local, reward);
    assert_false(forged_chain_verifies());
    forged_chain_set(FORGED_CHAIN_PIECES - 1, COIN_SPENDS, local, was);
    flip_spent(was - first);
    flip_spent(reward - first);
    return true;
}

static void its_own_reward_is_spent(void **state)
{
    unsigned tried = 0;
    (void)state;
    for (size_t block = 90; block < FORGED_CHAIN_BLOCKS; block++) {
        size_t at = forged_chain.chain.blocks[block].first,
               end = forged_chain.chain.transaction_count;
        const struct chain_transaction *coinbase = &forged_chain.chain.transactions[at];
        if (block + 1 < FORGED_CHAIN_BLOCKS)
            end = forged_chain.chain.blocks[block + 1].first;
        for (at++; at < end; at++)
            for (size_t i = 0; i < forged_chain.chain.transactions[at].inputs; i++)
                for (size_t j = 0; j < coinbase->outputs; j++)
                    tried += spends_own_reward(forged_chain.chain.transactions[at].first_input + i,
                                               coinbase->first_output + j);
    }
    assert_int_not_equal(tried, 0);
    assert_true(forged_chain_verifies());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_spent),
        cmocka_unit_test(its_own_reward_is_spent),
    };
    forged_chain_make();
    int failed = RUN_ALL("ledger/verify_coin_spends", tests);
    forged_chain_release();
    return failed;
}
