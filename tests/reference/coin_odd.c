/* A chain with what mainnet once had: rewards left unclaimed, and coinbases that exist twice.
 *
 *     1         50 BTC to A                        2         30 of 50 BTC claimed, to B
 *     3, 4      50 BTC to C, twice the same bytes  5         20 and 30 BTC to D and E
 *     6-105     nothing claimed
 *     106       A pays 49 BTC to F, fee 1; the coinbase claims 50.4 of 51 BTC, to B
 *     107       D's 20 BTC go to F
 *     108       the bytes of 5 again: E's 30 BTC are gone
 *     109-208   nothing claimed
 *     209       the coinbase of 106 goes to A and F, 10 and 40.4 BTC
 */
#include "coin_domain.h"

#include "coin_inside.h"

#define BTC UINT64_C(100000000)

enum { A, B, C, D, E, F, ADDRESSES };

static size_t mine(struct ref_coin_chain *chain, uint64_t value, int owner)
{
    size_t tx = ref_coin_add_block(chain, ref_coin_subsidy(chain->block_count));
    ref_coin_add_output(chain, tx, value, owner, false);
    return tx;
}

static void pass_time(struct ref_coin_chain *chain)
{
    for (int i = 0; i < 100; i++)
        mine(chain, 0, REF_NONE);
}

static void fill(struct ref_coin_chain *chain)
{
    mine(chain, 50 * BTC, REF_NONE);
    size_t first = mine(chain, 50 * BTC, A);
    mine(chain, 30 * BTC, B);
    size_t twice = mine(chain, 50 * BTC, C);
    size_t second = mine(chain, 50 * BTC, C);
    chain->txs[second].repeats = twice;
    size_t two = mine(chain, 20 * BTC, D);
    ref_coin_add_output(chain, two, 30 * BTC, E, false);
    pass_time(chain);
    size_t fees = mine(chain, 504 * BTC / 10, B), tx = ref_coin_add_tx(chain);
    ref_coin_add_input(chain, tx, first, 0);
    ref_coin_add_output(chain, tx, 49 * BTC, F, false);
    mine(chain, 0, REF_NONE);
    tx = ref_coin_add_tx(chain);
    ref_coin_add_input(chain, tx, two, 0);
    ref_coin_add_output(chain, tx, 20 * BTC, F, false);
    size_t again = mine(chain, 20 * BTC, D);
    ref_coin_add_output(chain, again, 30 * BTC, E, false);
    chain->txs[again].repeats = two;
    pass_time(chain);
    mine(chain, 0, REF_NONE);
    tx = ref_coin_add_tx(chain);
    ref_coin_add_input(chain, tx, fees, 0);
    ref_coin_add_output(chain, tx, 10 * BTC, A, false);
    ref_coin_add_output(chain, tx, 404 * BTC / 10, F, false);
}

void ref_coin_odd_init(struct ref_coin_random *odd)
{
    struct ref_coin_chain *chain = &odd->chain;
    ref_coin_chain_init(chain, ADDRESSES);
    fill(chain);
    odd->colours = 3;
    for (size_t c = 0; c < odd->colours; c++)
        ref_coin_query_init(&odd->query[c], ADDRESSES);
    ref_coin_add_seed(&odd->query[0], REF_COIN_SEED_TX)->tx = chain->blocks[1].first_tx;
    ref_coin_add_seed(&odd->query[1], REF_COIN_SEED_ADDRESS)->address = C;
    ref_coin_add_seed(&odd->query[2], REF_COIN_SEED_ADDRESS)->address = E;
}
