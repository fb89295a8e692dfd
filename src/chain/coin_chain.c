#include "chain/coin_chain.h"

#include "base/error.h"

enum { DOGECOIN_SETTLED = 145000, DOGECOIN_STEP = 100000, DOGECOIN_LAST_STEP = 6 };

static const uint64_t coin = 100000000; /* base units, on every chain here */

static const struct coin_duplicate bitcoin_duplicates[] = {{91812, 91842}, {91722, 91880}, {0, 0}};

#define COINS(n) (n##ULL * 100000000ULL)

const struct coin_chain coin_chains[COIN_CHAINS] = {
    {
        .name = "bitcoin",
        .caip2 = "bip122:000000000019d6689c085ae165831e93",
        .genesis = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
        .asset = "slip44:0",
        .symbol = "BTC",
        .magic = {0xf9, 0xbe, 0xb4, 0xd9},
        .p2pkh = 0x00,
        .p2sh = 0x05,
        .p2sh_old = 0x05,
        .witness_prefix = "bc",
        .retarget = RETARGET_BITCOIN,
        .limit_bits = 0x1d00ffff,
        .halving_blocks = 210000,
        .first_subsidy = COINS(50),
        .max_money = COINS(21000000),
        .duplicates = bitcoin_duplicates,
    },
    {
        .name = "testnet3",
        .caip2 = "bip122:000000000933ea01ad0ee984209779ba",
        .genesis = "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943",
        .asset = "slip44:1",
        .symbol = "tBTC",
        .magic = {0x0b, 0x11, 0x09, 0x07},
        .p2pkh = 0x6f,
        .p2sh = 0xc4,
        .p2sh_old = 0xc4,
        .witness_prefix = "tb",
        .retarget = RETARGET_TESTNET3,
        .limit_bits = 0x1d00ffff,
        .halving_blocks = 210000,
        .first_subsidy = COINS(50),
        .max_money = COINS(21000000),
    },
    {
        .name = "testnet4",
        .caip2 = "bip122:00000000da84f2bafbbc53dee25a72ae",
        .genesis = "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
        .asset = "slip44:1",
        .symbol = "tBTC",
        .magic = {0x1c, 0x16, 0x3f, 0x28},
        .p2pkh = 0x6f,
        .p2sh = 0xc4,
        .p2sh_old = 0xc4,
        .witness_prefix = "tb",
        .retarget = RETARGET_TESTNET4,
        .limit_bits = 0x1d00ffff,
        .halving_blocks = 210000,
        .first_subsidy = COINS(50),
        .max_money = COINS(21000000),
    },
    {
        .name = "signet",
        .caip2 = "bip122:00000008819873e925422c1ff0f99f7c",
        .genesis = "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6",
        .asset = "slip44:1",
        .symbol = "tBTC",
        .magic = {0x0a, 0x03, 0xcf, 0x40},
        .p2pkh = 0x6f,
        .p2sh = 0xc4,
        .p2sh_old = 0xc4,
        .witness_prefix = "tb",
        .retarget = RETARGET_BITCOIN,
        .limit_bits = 0x1e0377ae,
        .halving_blocks = 210000,
        .first_subsidy = COINS(50),
        .max_money = COINS(21000000),
    },
    {
        .name = "regtest",
        .caip2 = "bip122:0f9188f13cb7b2c71f2a335e3a4fc328",
        .genesis = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
        .asset = "slip44:1",
        .symbol = "tBTC",
        .magic = {0xfa, 0xbf, 0xb5, 0xda},
        .p2pkh = 0x6f,
        .p2sh = 0xc4,
        .p2sh_old = 0xc4,
        .witness_prefix = "bcrt",
        .retarget = RETARGET_NEVER,
        .limit_bits = 0x207fffff,
        .halving_blocks = 150,
        .first_subsidy = COINS(50),
        .max_money = COINS(21000000),
    },
    {
        .name = "litecoin",
        .caip2 = "bip122:12a765e31ffd4059bada1e25190f6e98",
        .genesis = "12a765e31ffd4059bada1e25190f6e98c99d9714d334efa41a195a7e7e04bfe2",
        .asset = "slip44:2",
        .symbol = "LTC",
        .magic = {0xfb, 0xc0, 0xb6, 0xdb},
        .p2pkh = 0x30,
        .p2sh = 0x32,
        .p2sh_old = 0x05,
        .witness_prefix = "ltc",
        .proof = PROOF_SCRYPT,
        .retarget = RETARGET_LITECOIN,
        .limit_bits = 0x1e0fffff,
        .halving_blocks = 840000,
        .first_subsidy = COINS(50),
        .max_money = COINS(84000000),
        .extension = true,
    },
    {
        .name = "dogecoin",
        .caip2 = "bip122:1a91e3dace36e2be3bf030a65679fe82",
        .genesis = "1a91e3dace36e2be3bf030a65679fe821aa1d6ef92e7c9902eb318182c355691",
        .asset = "slip44:3",
        .symbol = "DOGE",
        .magic = {0xc0, 0xc0, 0xc0, 0xc0},
        .p2pkh = 0x1e,
        .p2sh = 0x16,
        .p2sh_old = 0x16,
        .proof = PROOF_SCRYPT,
        .retarget = RETARGET_DOGECOIN,
        .limit_bits = 0x1e0fffff,
        .first_subsidy = COINS(1000000),
        .max_money = COINS(10000000000),
        .merged_number = 98,
    },
    {
        .name = "bitcoin-cash",
        .caip2 = "bip122:000000000000000000651ef99cb9fcbe",
        .genesis = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
        .asset = "slip44:145",
        .symbol = "BCH",
        .magic = {0xf9, 0xbe, 0xb4, 0xd9},
        .p2pkh = 0x00,
        .p2sh = 0x05,
        .p2sh_old = 0x05,
        .retarget = RETARGET_CASH,
        .fork_height = 478559,
        .fork = "000000000000000000651ef99cb9fcbe0dadde1d424bd9f15ff20136191a5eec",
        .limit_bits = 0x1d00ffff,
        .halving_blocks = 210000,
        .first_subsidy = COINS(50),
        .max_money = COINS(21000000),
        .duplicates = bitcoin_duplicates,
    },
};

const struct coin_chain *coin_chain_find(struct span name)
{
    for (size_t i = 0; i < COIN_CHAINS; i++)
        if (span_is(name, coin_chains[i].name) || span_is(name, coin_chains[i].caip2))
            return &coin_chains[i];
    return NULL;
}

const struct coin_chain *coin_chain_of_magic(const unsigned char magic[4])
{
    for (size_t i = 0; i < COIN_CHAINS; i++)
        if (memcmp(coin_chains[i].magic, magic, sizeof coin_chains[i].magic) == 0)
            return &coin_chains[i];
    return NULL;
}

/* 1 to a million by lot, then to half a million; from 145,000 fixed, halved every 100,000 down to
 * 10,000 for ever. */
static uint64_t dogecoin_subsidy(uint32_t height, bool *ret_exact)
{
    uint32_t steps = height / DOGECOIN_STEP;
    *ret_exact = height >= DOGECOIN_SETTLED;
    if (!*ret_exact)
        return (1000000 >> steps) * coin;
    return steps < DOGECOIN_LAST_STEP ? (500000 * coin) >> steps : 10000 * coin;
}

uint64_t coin_subsidy(const struct coin_chain *chain, uint32_t height, bool *ret_exact)
{
    if (chain->halving_blocks == 0)
        return dogecoin_subsidy(height, ret_exact);
    uint32_t halvings = height / chain->halving_blocks;
    *ret_exact = true;
    return halvings < 64 ? chain->first_subsidy >> halvings : 0;
}

bool coin_duplicate_of(const struct coin_chain *chain, uint32_t height, uint32_t *ret_first)
{
    const struct coin_duplicate *duplicate = chain->duplicates;
    for (; duplicate != NULL && duplicate->second != 0; duplicate++)
        if (duplicate->second == height) {
            *ret_first = duplicate->first;
            return true;
        }
    return false;
}
