/* Random graphs from a number, for more rows than the tiny domain can have. */
#include "domain.h"

#include "inside.h"

enum { MOST_ROWS = 60, TX_PER_BLOCK = 8 };

/* splitmix64 (Steele, Lea, Flood 2014): small, and the same everywhere. */
static uint64_t next(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15U;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* 0 to n - 1. The bias of a remainder does not matter here. */
static int below(uint64_t *state, int n)
{
    REF_ASSERT(n > 0);
    return (int)(next(state) % (uint64_t)n);
}

static bool one_in(uint64_t *state, int n)
{
    return below(state, n) == 0;
}

enum magnitude { TINY, MIDDLE, HUGE_NUMBERS, MIXED, MAGNITUDES };

static void random_amount(uint64_t *state, enum magnitude magnitude, mpz_t ret_amount)
{
    if (magnitude == MIXED)
        magnitude = (enum magnitude)below(state, MIXED);
    if (magnitude != HUGE_NUMBERS) {
        int end = magnitude == TINY ? 11 : 1000000;
        mpz_set_ui(ret_amount, (unsigned long)below(state, end));
        return;
    }
    mpz_set_ui(ret_amount, 0);
    for (int word = 0; word < 4; word++) {
        mpz_mul_2exp(ret_amount, ret_amount, 64);
        mpz_add_ui(ret_amount, ret_amount, next(state));
    }
    int bits = 1 + below(state, 200);
    mpz_fdiv_r_2exp(ret_amount, ret_amount, (mp_bitcnt_t)bits);
}

static enum ref_kind random_kind(uint64_t *state)
{
    return one_in(state, 3) ? (enum ref_kind)below(state, REF_KINDS) : REF_VALUE;
}

/* Every account on a side that moves nothing must be ignored, so half the time there is one. */
static int random_side(uint64_t *state, bool moves, int accounts)
{
    return moves || one_in(state, 2) ? below(state, accounts) : REF_NONE;
}

/* Transactions of a block that has positions are not torn apart: rank by transaction, then row. */
static void give_position(struct ref_row *row, size_t index, int shift)
{
    row->has_position = true;
    row->position = (uint64_t)((row->tx * 3 + shift) % TX_PER_BLOCK) * 1000 + index * 37 % 61;
}

static void random_rows(uint64_t *state, struct ref_table *table)
{
    enum magnitude magnitude = (enum magnitude)below(state, MAGNITUDES);
    int rows = 1 + below(state, MOST_ROWS);
    int blocks = 1 + below(state, one_in(state, 2) ? rows : 1 + rows / 8);
    int transactions = 1 + below(state, TX_PER_BLOCK);
    int shift = below(state, TX_PER_BLOCK);
    uint64_t positioned = next(state) & next(state); /* a bit a block, one in four set */
    for (int i = 0; i < rows; i++) {
        int block = 1 + below(state, blocks);
        int tx = block * TX_PER_BLOCK + below(state, transactions);
        struct ref_row shape = {.kind = random_kind(state)};
        int from = random_side(state, ref_row_debits(&shape), table->accounts);
        int to = random_side(state, ref_row_credits(&shape), table->accounts);
        struct ref_row *row = ref_table_add(table, (uint64_t)block, tx, shape.kind, from, to,
                                            below(state, table->assets));
        if (!one_in(state, 10))
            random_amount(state, magnitude, row->amount);
        if (((positioned >> (block % 64)) & 1) != 0)
            give_position(row, (size_t)i, shift);
    }
}

/* Close to what rows move, so that a bound is met about as often as it is missed. */
static void random_bound(uint64_t *state, const struct ref_table *table, mpz_t ret_bound)
{
    mpz_set(ret_bound, table->rows[below(state, (int)table->count)].amount);
    if (one_in(state, 2))
        mpz_fdiv_q_ui(ret_bound, ret_bound, 2);
    mpz_add_ui(ret_bound, ret_bound, (unsigned long)below(state, 3));
    if (mpz_sgn(ret_bound) == 0)
        mpz_set_ui(ret_bound, 1);
}

static void random_seed(uint64_t *state, const struct ref_table *ledger, struct ref_query *query)
{
    struct ref_seed *seed = NULL;
    int row = below(state, (int)ledger->count);
    switch (below(state, 4)) {
    case 0:
        seed = ref_query_seed_row(query, (size_t)row);
        break;
    case 1:
        seed = ref_query_seed_tx(query, ledger->rows[row].tx);
        break;
    default:
        seed = ref_query_seed_account(query, below(state, ledger->accounts), REF_NONE, 0);
        if (one_in(state, 3))
            seed->asset = below(state, ledger->assets);
        if (one_in(state, 2))
            seed->block = ledger->rows[row].block + (uint64_t)below(state, 2);
        break;
    }
    if (one_in(state, 3)) {
        seed->has_cap = true;
        random_bound(state, ledger, seed->cap);
        if (one_in(state, 8))
            mpz_set_ui(seed->cap, 0);
    }
}

static void random_options(uint64_t *state, const struct ref_table *ledger, struct ref_query *query)
{
    for (int a = 0; a < ledger->accounts; a++) {
        query->is_service[a] = one_in(state, 4);
        query->is_through[a] = one_in(state, 6);
    }
    if (one_in(state, 3))
        query->until_block = ledger->rows[below(state, (int)ledger->count)].block;
    if (one_in(state, 3))
        random_bound(state, ledger, query->min);
}

void ref_random_init(struct ref_random *random, uint64_t seed)
{
    uint64_t state = seed;
    int accounts = 2 + below(&state, 7);
    int assets = 1 + below(&state, 3);
    ref_table_init(&random->given, accounts, assets);
    random_rows(&state, &random->given);
    ref_table_copy(&random->ledger, &random->given);
    ref_order(&random->ledger);
    random->colours = (size_t)(1 + below(&state, REF_MOST_COLOURS));
    uint64_t options = next(&state);
    for (size_t c = 0; c < random->colours; c++) {
        uint64_t same_options = options;
        ref_query_init(&random->query[c], REF_HAIRCUT, accounts);
        random_options(&same_options, &random->ledger, &random->query[c]);
        int seeds = 1 + below(&state, 3);
        for (int s = 0; s < seeds; s++)
            random_seed(&state, &random->ledger, &random->query[c]);
    }
}

void ref_random_release(struct ref_random *random)
{
    for (size_t c = 0; c < random->colours; c++)
        ref_query_release(&random->query[c]);
    ref_table_release(&random->given);
    ref_table_release(&random->ledger);
}
