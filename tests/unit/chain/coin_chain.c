#include "chain/coin_chain.h"

#include "chain/caip.h"
#include "chain/header.h"
#include "run.h"

static struct error err;

/* What each genesis is made of: its fields hash to the name in the table, and prove their work. */
static const struct {
    const char *chain, *merkle_root;
    uint32_t time, bits, nonce;
} genesis[] = {
    {"bitcoin", "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", 1231006505,
     0x1d00ffff, 2083236893},
    {"testnet3", "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", 1296688602,
     0x1d00ffff, 414098458},
    {"testnet4", "7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e", 1714777860,
     0x1d00ffff, 393743547},
    {"signet", "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", 1598918400,
     0x1e0377ae, 52613770},
    {"regtest", "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", 1296688602,
     0x207fffff, 2},
    {"litecoin", "97ddfbbae6be97fd6cdf3e7ca13232a3afff2353e29badfab7f73011edd4ced9", 1317972665,
     0x1e0ffff0, 2084524493},
    {"dogecoin", "5b2a3f53f605d62c53e62932dac6925e3d74afa5a4b459745c36d42d0ed26a69", 1386325540,
     0x1e0ffff0, 99943},
    {"bitcoin-cash", "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", 1231006505,
     0x1d00ffff, 2083236893},
};

static void put_u32(unsigned char *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
}

static void every_genesis(void **state)
{
    (void)state;
    assert_int_equal(sizeof genesis / sizeof genesis[0], COIN_CHAINS);
    for (size_t i = 0; i < COIN_CHAINS; i++) {
        const struct coin_chain *chain = coin_chain_find(span_text(genesis[i].chain));
        unsigned char header[HEADER_BYTES] = {1}, hash[HASH256_BYTES];
        char text[HASH256_TEXT_BYTES];
        struct u256 work;
        assert_ptr_equal(chain, &coin_chains[i]);
        assert_true(hash256_parse(span_text(genesis[i].merkle_root), header + 36));
        put_u32(header + 68, genesis[i].time);
        put_u32(header + 72, genesis[i].bits);
        put_u32(header + 76, genesis[i].nonce);
        header_hash(header, hash);
        hash256_print(hash, text);
        assert_string_equal(text, chain->genesis);
        if (!header_prove(chain, span_of(header, HEADER_BYTES), "x", &work, &err))
            fail_msg("%s: %s", chain->name, err.text);
        header[76] ^= 1; /* another nonce has no work */
        header_hash(header, hash);
        if (chain->retarget == RETARGET_NEVER)
            continue;
        assert_false(header_prove(chain, span_of(header, HEADER_BYTES), "x", &work, &err));
        assert_non_null(strstr(err.text, "no proof of work"));
    }
}

static void names_of_chains(void **state)
{
    (void)state;
    for (size_t i = 0; i < COIN_CHAINS; i++) {
        const struct coin_chain *chain = &coin_chains[i];
        assert_true(caip2_valid(span_text(chain->caip2)));
        assert_true(strncmp(chain->caip2, "bip122:", 7) == 0 && strlen(chain->caip2) == 39);
        if (chain->retarget != RETARGET_CASH) /* named by its first own block */
            assert_memory_equal(chain->caip2 + 7, chain->genesis, 32);
        else
            assert_memory_equal(chain->caip2 + 7, chain->fork, 32);
        assert_ptr_equal(coin_chain_find(span_text(chain->caip2)), chain);
    }
    assert_null(coin_chain_find(span_text("eip155:1")));
    assert_null(coin_chain_find(span_text("")));
    assert_string_equal(coin_chain_of_magic((const unsigned char *)"\xf9\xbe\xb4\xd9")->name,
                        "bitcoin");
    assert_string_equal(coin_chain_of_magic((const unsigned char *)"\xfa\xbf\xb5\xda")->name,
                        "regtest");
    assert_null(coin_chain_of_magic((const unsigned char *)"\0\0\0\0"));
}

#define COIN UINT64_C(100000000)

static void subsidies(void **state)
{
    static const struct {
        const char *chain;
        uint32_t height;
        uint64_t subsidy;
        bool exact;
    } known[] = {
        {"bitcoin", 0, 50 * COIN, true},
        {"bitcoin", 209999, 50 * COIN, true},
        {"bitcoin", 210000, 25 * COIN, true},
        {"bitcoin", 840000, 312500000, true},
        {"bitcoin", 6929999, 1, true},
        {"bitcoin", 6930000, 0, true},
        {"bitcoin", UINT32_MAX, 0, true},
        {"regtest", 149, 50 * COIN, true},
        {"regtest", 150, 25 * COIN, true},
        {"regtest", 201, 25 * COIN, true},
        {"regtest", 150 * 64, 0, true},
        {"litecoin", 839999, 50 * COIN, true},
        {"litecoin", 840000, 25 * COIN, true},
        {"dogecoin", 1, 1000000 * COIN, false},
        {"dogecoin", 99999, 1000000 * COIN, false},
        {"dogecoin", 100000, 500000 * COIN, false},
        {"dogecoin", 144999, 500000 * COIN, false},
        {"dogecoin", 145000, 250000 * COIN, true},
        {"dogecoin", 200000, 125000 * COIN, true},
        {"dogecoin", 599999, 15625 * COIN, true},
        {"dogecoin", 600000, 10000 * COIN, true},
        {"dogecoin", UINT32_MAX, 10000 * COIN, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        bool exact = !known[i].exact;
        assert_int_equal(
            coin_subsidy(coin_chain_find(span_text(known[i].chain)), known[i].height, &exact),
            known[i].subsidy);
        assert_int_equal(exact, known[i].exact);
    }
}

/* All that Bitcoin will ever issue: 20,999,999.9769 coins, below its max_money. */
static void all_of_bitcoin(void **state)
{
    uint64_t sum = 0;
    bool exact;
    (void)state;
    for (uint32_t height = 0; height < 7000000; height++)
        sum += coin_subsidy(&coin_chains[0], height, &exact);
    assert_int_equal(sum, UINT64_C(2099999997690000));
}

static void coinbases_that_repeat(void **state)
{
    uint32_t first = 7;
    (void)state;
    assert_true(coin_duplicate_of(&coin_chains[0], 91842, &first));
    assert_int_equal(first, 91812);
    assert_true(coin_duplicate_of(&coin_chains[0], 91880, &first));
    assert_int_equal(first, 91722);
    assert_false(coin_duplicate_of(&coin_chains[0], 91812, &first));
    assert_false(coin_duplicate_of(&coin_chains[0], 0, &first));
    assert_false(coin_duplicate_of(coin_chain_find(span_text("regtest")), 91842, &first));
    assert_int_equal(first, 91722);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_genesis),
        cmocka_unit_test(names_of_chains),
        cmocka_unit_test(subsidies),
        cmocka_unit_test(all_of_bitcoin),
        cmocka_unit_test(coinbases_that_repeat),
    };
    return RUN_ALL("chain/coin_chain", tests);
}
