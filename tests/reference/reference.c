/* The front: unseen lots, hops, and one result an asset. */
#include "reference.h"

#include "inside.h"

#include <stdlib.h>

mpz_t *ref_unseen(const struct ref_table *ledger)
{
    size_t assets = (size_t)ledger->assets;
    size_t containers = (size_t)ledger->accounts * assets;
    mpz_t *balance = ref_numbers(containers);
    mpz_t *unseen = ref_numbers(ledger->count);
    for (size_t i = 0; i < ledger->count; i++) {
        const struct ref_row *row = &ledger->rows[i];
        if (ref_row_debits(row)) {
            mpz_t *from = &balance[(size_t)row->from * assets + (size_t)row->asset];
            if (mpz_cmp(row->amount, *from) > 0)
                mpz_sub(unseen[i], row->amount, *from);
            mpz_add(*from, *from, unseen[i]);
            mpz_sub(*from, *from, row->amount);
        }
        if (ref_row_credits(row)) {
            mpz_t *to = &balance[(size_t)row->to * assets + (size_t)row->asset];
            mpz_add(*to, *to, row->amount);
        }
    }
    ref_numbers_free(balance, containers);
    return unseen;
}

void ref_unseen_free(mpz_t *unseen, size_t count)
{
    ref_numbers_free(unseen, count);
}

/* Those of seeds are part of the opening, whatever their block; services are left out. */
static void sum_unseen(const struct ref_table *ledger, const struct ref_query *query, int asset,
                       mpz_t *unseen, struct ref_result *result)
{
    size_t end = ref_query_end(ledger, query);
    for (size_t i = 0; i < end; i++) {
        const struct ref_row *row = &ledger->rows[i];
        if (row->asset != asset || !ref_row_debits(row) || result->is_service[row->from])
            continue;
        bool of_a_seed = false;
        for (size_t s = 0; s < query->seed_count; s++)
            if (ref_seed_covers(&query->seeds[s], row->from, asset))
                of_a_seed = true;
        if (!of_a_seed)
            mpz_add(result->unseen, result->unseen, unseen[i]);
    }
}

/* Row i carries colour: its receiver is at most one hop further than its sender. */
void ref_result_hop(struct ref_result *result, const struct ref_row *row, size_t index)
{
    REF_ASSERT(result->hops[row->from] >= 0);
    int hops = result->hops[row->from] + 1;
    if (result->hops[row->to] < 0 || hops < result->hops[row->to]) {
        result->hops[row->to] = hops;
        result->hops_row[row->to] = index;
    }
}

/* Seeds and receivers of seeded rows are at distance 0. */
static void start_hops(const struct ref_table *ledger, const struct ref_query *query, int asset,
                       struct ref_result *result)
{
    for (int a = 0; a < ledger->accounts; a++) {
        result->hops[a] = -1;
        result->hops_row[a] = REF_NO_ROW;
    }
    for (size_t s = 0; s < query->seed_count; s++) {
        const struct ref_seed *seed = &query->seeds[s];
        if (ref_seed_covers(seed, seed->account, asset))
            result->hops[seed->account] = 0;
        for (size_t i = 0; i < ledger->count; i++) {
            const struct ref_row *row = &ledger->rows[i];
            if (ref_seed_names_row(seed, i, row) && row->asset == asset && ref_row_credits(row))
                result->hops[row->to] = 0;
        }
    }
}

/* REF_NO_ROW is the largest row, so a seed comes last among equals. */
static void find_deepest(struct ref_result *r, int accounts)
{
    for (int a = 0; a < accounts; a++) {
        if (!r->reached[a])
            continue;
        r->reached_count++;
        if (r->deepest == REF_NONE || r->hops[a] > r->hops[r->deepest] ||
            (r->hops[a] == r->hops[r->deepest] && r->hops_row[a] < r->hops_row[r->deepest]))
            r->deepest = a;
    }
}

static void result_init(struct ref_result *r, size_t accounts)
{
    mpz_inits(r->opening, r->received, r->held, r->fees, r->burnt, r->unresolved, r->unseen,
              r->at_services, NULL);
    r->holding = ref_numbers(accounts);
    r->service = ref_numbers(accounts);
    r->gross_in = ref_numbers(accounts);
    r->total_in = ref_numbers(accounts);
    r->is_service = ref_alloc(accounts, sizeof *r->is_service);
    r->reached = ref_alloc(accounts, sizeof *r->reached);
    r->hops = ref_alloc(accounts, sizeof *r->hops);
    r->hops_row = ref_alloc(accounts, sizeof *r->hops_row);
    r->deepest = REF_NONE;
}

static void result_release(struct ref_result *r, size_t accounts)
{
    mpz_clears(r->opening, r->received, r->held, r->fees, r->burnt, r->unresolved, r->unseen,
               r->at_services, NULL);
    ref_numbers_free(r->holding, accounts);
    ref_numbers_free(r->service, accounts);
    ref_numbers_free(r->gross_in, accounts);
    ref_numbers_free(r->total_in, accounts);
    free(r->is_service);
    free(r->reached);
    free(r->hops);
    free(r->hops_row);
}

struct ref_results *ref_trace(const struct ref_table *ledger, const struct ref_query *query)
{
    REF_ASSERT(query->accounts == ledger->accounts && query->rule < REF_RULES);
    size_t accounts = (size_t)ledger->accounts;
    mpz_t *unseen = ref_unseen(ledger);
    struct ref_results *results = ref_alloc(1, sizeof *results);
    results->accounts = ledger->accounts;
    results->assets = ledger->assets;
    results->asset = ref_alloc((size_t)ledger->assets, sizeof *results->asset);
    for (int k = 0; k < ledger->assets; k++) {
        struct ref_result *r = &results->asset[k];
        result_init(r, accounts);
        for (int a = 0; a < ledger->accounts; a++)
            r->is_service[a] = ref_query_is_service(ledger, query, a);
        start_hops(ledger, query, k, r);
        sum_unseen(ledger, query, k, unseen, r);
        if (query->rule == REF_POISON)
            ref_trace_poison(ledger, query, k, r);
        else
            ref_trace_money(ledger, query, k, unseen, r);
        find_deepest(r, ledger->accounts);
    }
    ref_unseen_free(unseen, ledger->count);
    return results;
}

void ref_results_free(struct ref_results *results)
{
    if (results == NULL)
        return;
    for (int k = 0; k < results->assets; k++)
        result_release(&results->asset[k], (size_t)results->accounts);
    free(results->asset);
    free(results);
}
