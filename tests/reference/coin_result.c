/* Results as things. */
#include "coin_inside.h"

#include <stdlib.h>
#include <string.h>

void ref_coin_result_free(struct ref_coin_result *result)
{
    if (result == NULL)
        return;
    free(result->service);
    free(result->gross_in);
    free(result->total_in);
    free(result->is_service);
    free(result->reached);
    free(result->hops);
    free(result->holdings);
    free(result);
}

static bool same_sums(const struct ref_coin_result *a, const struct ref_coin_result *b)
{
    return a->opening == b->opening && a->received == b->received && a->held == b->held &&
           a->at_services == b->at_services && a->fees == b->fees && a->burnt == b->burnt &&
           a->unresolved == b->unresolved && a->reached_count == b->reached_count &&
           a->holding_count == b->holding_count && a->tainted_txs == b->tainted_txs;
}

static bool same_at(const struct ref_coin_result *a, const struct ref_coin_result *b, int address)
{
    return a->service[address] == b->service[address] &&
           a->gross_in[address] == b->gross_in[address] &&
           a->total_in[address] == b->total_in[address] &&
           a->is_service[address] == b->is_service[address] &&
           a->reached[address] == b->reached[address] && a->hops[address] == b->hops[address];
}

bool ref_coin_results_equal(const struct ref_coin_result *a, const struct ref_coin_result *b)
{
    if (a->addresses != b->addresses || !same_sums(a, b))
        return false;
    for (int address = 0; address < a->addresses; address++)
        if (!same_at(a, b, address))
            return false;
    for (size_t i = 0; i < a->holding_count; i++) {
        const struct ref_coin_holding *x = &a->holdings[i], *y = &b->holdings[i];
        if (x->tx != y->tx || x->index != y->index || x->amount != y->amount || x->hops != y->hops)
            return false;
    }
    return true;
}
