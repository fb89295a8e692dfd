/*
 * Poison: any taint marks the whole container for ever; reach, not money. Caps play no role.
 *
 * With --min the mark of a transfer is provisional until its transaction ends, and passes on
 * meanwhile.
 */
#include "inside.h"

#include <stdlib.h>

enum mark { MARK_NONE, MARK_PROVISIONAL, MARK_FIRM };

struct poison {
    const struct ref_table *ledger;
    const struct ref_query *query;
    int asset;
    enum mark *mark; /* by account */
    mpz_t *balance;  /* by account */
    mpz_t *arrived;  /* by account: gross, from poisoned senders, in the running transaction */
    struct ref_result *result;
};

static void mark_firm(struct poison *p, int account)
{
    p->mark[account] = MARK_FIRM;
    p->result->reached[account] = true;
}

/* A seed account is poisoned from the start of its block; it is reached once it holds something. */
static void poison_seeds_up_to(struct poison *p, uint64_t block)
{
    for (size_t s = 0; s < p->query->seed_count; s++) {
        const struct ref_seed *seed = &p->query->seeds[s];
        if (ref_seed_covers(seed, seed->account, p->asset) && seed->block <= block) {
            p->mark[seed->account] = MARK_FIRM;
            if (mpz_sgn(p->balance[seed->account]) > 0)
                p->result->reached[seed->account] = true;
        }
    }
}

/* What a row brings to or, unseen lots included, takes from a poisoned account was held there. */
static void note_held(struct poison *p, const struct ref_row *row)
{
    if (ref_row_debits(row)) {
        if (p->mark[row->from] == MARK_FIRM && mpz_sgn(row->amount) > 0)
            p->result->reached[row->from] = true;
        mpz_sub(p->balance[row->from], p->balance[row->from], row->amount);
        if (mpz_sgn(p->balance[row->from]) < 0)
            mpz_set_ui(p->balance[row->from], 0);
    }
    if (ref_row_credits(row)) {
        mpz_add(p->balance[row->to], p->balance[row->to], row->amount);
        if (p->mark[row->to] == MARK_FIRM && mpz_sgn(row->amount) > 0)
            p->result->reached[row->to] = true;
    }
}

static void poison_transfer(struct poison *p, size_t i)
{
    const struct ref_row *row = &p->ledger->rows[i];
    struct ref_result *result = p->result;
    ref_result_hop(result, row, i);
    if (result->is_service[row->to]) {
        mpz_add(result->gross_in[row->to], result->gross_in[row->to], row->amount);
        result->reached[row->to] = true;
        return;
    }
    mpz_add(p->arrived[row->to], p->arrived[row->to], row->amount);
    if (p->mark[row->to] == MARK_NONE)
        p->mark[row->to] = MARK_PROVISIONAL;
}

static void poison_row(struct poison *p, size_t i)
{
    const struct ref_row *row = &p->ledger->rows[i];
    if (!ref_row_credits(row))
        return;
    if (p->result->is_service[row->to])
        mpz_add(p->result->total_in[row->to], p->result->total_in[row->to], row->amount);
    if (mpz_sgn(row->amount) == 0)
        return;
    if (ref_row_debits(row) && p->mark[row->from] != MARK_NONE)
        poison_transfer(p, i);
    for (size_t s = 0; s < p->query->seed_count; s++)
        if (ref_seed_names_row(&p->query->seeds[s], i, row))
            mark_firm(p, row->to);
}

static void poison_end_transaction(struct poison *p)
{
    for (int a = 0; a < p->ledger->accounts; a++) {
        if (p->mark[a] == MARK_PROVISIONAL) {
            if (mpz_cmp(p->arrived[a], p->query->min) >= 0)
                mark_firm(p, a);
            else
                p->mark[a] = MARK_NONE;
        }
        mpz_set_ui(p->arrived[a], 0);
    }
}

void ref_trace_poison(const struct ref_table *ledger, const struct ref_query *query, int asset,
                      struct ref_result *result)
{
    size_t accounts = (size_t)ledger->accounts;
    size_t end = ref_query_end(ledger, query);
    struct poison p = {.ledger = ledger,
                       .query = query,
                       .asset = asset,
                       .mark = ref_alloc(accounts, sizeof *p.mark),
                       .balance = ref_numbers(accounts),
                       .arrived = ref_numbers(accounts),
                       .result = result};
    for (size_t i = 0; i < end; i++) {
        const struct ref_row *row = &ledger->rows[i];
        if (i > 0 && !ref_row_same_tx(&ledger->rows[i - 1], row))
            poison_end_transaction(&p);
        poison_seeds_up_to(&p, row->block);
        if (row->asset != asset)
            continue;
        note_held(&p, row);
        poison_row(&p, i);
    }
    poison_end_transaction(&p);
    for (size_t s = 0; s < query->seed_count; s++)
        if (ref_query_block_begins(ledger, query, query->seeds[s].block))
            poison_seeds_up_to(&p, query->seeds[s].block);
    free(p.mark);
    ref_numbers_free(p.arrived, accounts);
    ref_numbers_free(p.balance, accounts);
}
