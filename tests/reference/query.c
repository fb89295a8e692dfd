/* Queries: seeds, services, and which rows count. Results as things. */
#include "inside.h"

#include <stdlib.h>

void ref_query_init(struct ref_query *query, enum ref_rule rule, int accounts)
{
    *query = (struct ref_query){
        .rule = rule, .accounts = accounts, .until_block = REF_NO_BLOCK, .until_row = REF_NO_ROW};
    query->is_service = ref_alloc((size_t)accounts, sizeof *query->is_service);
    query->is_through = ref_alloc((size_t)accounts, sizeof *query->is_through);
    mpz_init(query->min);
}

void ref_query_clear_seeds(struct ref_query *query)
{
    for (size_t i = 0; i < query->seed_count; i++)
        mpz_clear(query->seeds[i].cap);
    free(query->seeds);
    query->seeds = NULL;
    query->seed_count = 0;
}

void ref_query_release(struct ref_query *query)
{
    ref_query_clear_seeds(query);
    free(query->is_service);
    free(query->is_through);
    mpz_clear(query->min);
    *query = (struct ref_query){0};
}

static struct ref_seed *query_add_seed(struct ref_query *query, enum ref_seed_kind kind)
{
    query->seeds = ref_grow(query->seeds, query->seed_count + 1, sizeof *query->seeds);
    struct ref_seed *seed = &query->seeds[query->seed_count++];
    *seed = (struct ref_seed){.kind = kind, .account = REF_NONE, .asset = REF_NONE};
    mpz_init(seed->cap);
    return seed;
}

struct ref_seed *ref_query_seed_account(struct ref_query *query, int account, int asset,
                                        uint64_t block)
{
    REF_ASSERT(account >= 0 && account < query->accounts);
    struct ref_seed *seed = query_add_seed(query, REF_SEED_ACCOUNT);
    seed->account = account;
    seed->asset = asset;
    seed->block = block;
    return seed;
}

struct ref_seed *ref_query_seed_row(struct ref_query *query, size_t row)
{
    struct ref_seed *seed = query_add_seed(query, REF_SEED_ROW);
    seed->row = row;
    return seed;
}

struct ref_seed *ref_query_seed_tx(struct ref_query *query, int tx)
{
    struct ref_seed *seed = query_add_seed(query, REF_SEED_TX);
    seed->tx = tx;
    return seed;
}

/* The number of rows from the start of the ledger that the query sees. */
size_t ref_query_end(const struct ref_table *ledger, const struct ref_query *query)
{
    size_t end = 0;
    while (end < ledger->count && ledger->rows[end].block <= query->until_block &&
           (query->until_row == REF_NO_ROW || end <= query->until_row))
        end++;
    return end;
}

/* Whether the query sees the start of a block, also of one that has no rows. */
bool ref_query_block_begins(const struct ref_table *ledger, const struct ref_query *query,
                            uint64_t block)
{
    if (block > query->until_block)
        return false;
    if (query->until_row == REF_NO_ROW || query->until_row >= ledger->count)
        return true;
    return block <= ledger->rows[query->until_row].block;
}

/* A seed that is itself a service starts nevertheless: no account that a seed names is a service
   for this colour, in no asset. A row seed names the receiver of its row. */
bool ref_query_is_service(const struct ref_table *ledger, const struct ref_query *query,
                          int account)
{
    for (size_t s = 0; s < query->seed_count; s++) {
        const struct ref_seed *seed = &query->seeds[s];
        if (seed->kind == REF_SEED_ACCOUNT && seed->account == account)
            return false;
        for (size_t i = 0; i < ledger->count; i++) {
            const struct ref_row *row = &ledger->rows[i];
            if (ref_seed_names_row(seed, i, row) && ref_row_credits(row) && row->to == account)
                return false;
        }
    }
    return query->is_service[account] && !query->is_through[account];
}

bool ref_seed_covers(const struct ref_seed *seed, int account, int asset)
{
    return seed->kind == REF_SEED_ACCOUNT && seed->account == account &&
           (seed->asset == REF_NONE || seed->asset == asset);
}

bool ref_seed_names_row(const struct ref_seed *seed, size_t index, const struct ref_row *row)
{
    return (seed->kind == REF_SEED_ROW && seed->row == index) ||
           (seed->kind == REF_SEED_TX && seed->tx == row->tx);
}
