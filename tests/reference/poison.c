/*
 * Poison: any taint marks the whole container for ever; reach, not money. A cap limits where colour
 * starts: a seed whose cap is used up by what it has coloured marks no further row. It is used up
 * as under the other rules: by what is held when the seed starts, by unseen lots, by clean
 * arrivals.
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
    mpz_t *left;     /* by seed: of its cap */
    bool *started;   /* by seed: of accounts, its block has begun */
    struct ref_result *result;
};

static void mark_firm(struct poison *p, int account)
{
    p->mark[account] = MARK_FIRM;
    p->result->reached[account] = true;
}

static bool is_spent(const struct poison *p, size_t s)
{
    return p->query->seeds[s].has_cap && mpz_sgn(p->left[s]) == 0;
}

/* Seed s colours of a clean amount what its cap allows, and leaves the rest. */
static bool spend(struct poison *p, size_t s, mpz_t clean)
{
    mpz_t part;
    bool some = mpz_sgn(clean) > 0 && !is_spent(p, s);
    if (!some)
        return false;
    mpz_init_set(part, clean);
    if (p->query->seeds[s].has_cap) {
        if (mpz_cmp(part, p->left[s]) > 0)
            mpz_set(part, p->left[s]);
        mpz_sub(p->left[s], p->left[s], part);
    }
    mpz_sub(clean, clean, part);
    mpz_clear(part);
    return true;
}

/* A seed account is poisoned from the start of its block; it is reached once it holds something. */
static void poison_seeds_up_to(struct poison *p, uint64_t block)
{
    mpz_t held;
    mpz_init(held);
    for (size_t s = 0; s < p->query->seed_count; s++) {
        const struct ref_seed *seed = &p->query->seeds[s];
        if (ref_seed_covers(seed, seed->account, p->asset) && seed->block <= block) {
            if (p->started[s])
                continue;
            p->started[s] = true;
            if (is_spent(p, s)) /* a cap of nothing */
                continue;
            mpz_set(held, p->balance[seed->account]);
            spend(p, s, held);
            p->mark[seed->account] = MARK_FIRM;
            if (mpz_sgn(p->balance[seed->account]) > 0)
                p->result->reached[seed->account] = true;
        }
    }
    mpz_clear(held);
}

/* The unseen lot of a debit is coloured by the seeds of its account. */
static void spend_on_unseen(struct poison *p, const struct ref_row *row)
{
    mpz_t missing;
    mpz_init(missing);
    mpz_sub(missing, row->amount, p->balance[row->from]);
    for (size_t s = 0; s < p->query->seed_count; s++)
        if (p->started[s] && ref_seed_covers(&p->query->seeds[s], row->from, p->asset))
            spend(p, s, missing);
    mpz_clear(missing);
}

/* What a row brings to or, unseen lots included, takes from a poisoned account was held there. */
static void note_held(struct poison *p, const struct ref_row *row)
{
    if (ref_row_debits(row)) {
        if (p->mark[row->from] == MARK_FIRM && mpz_sgn(row->amount) > 0)
            p->result->reached[row->from] = true;
        spend_on_unseen(p, row);
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

/* Seeds colour the clean part of what arrives, in the order given; one that names the row, and has
   something left, makes the mark firm also when all of it is poisoned already. */
static void poison_by_seeds(struct poison *p, size_t i, bool poisoned)
{
    const struct ref_row *row = &p->ledger->rows[i];
    mpz_t clean;
    mpz_init(clean);
    if (!poisoned)
        mpz_set(clean, row->amount);
    for (size_t s = 0; s < p->query->seed_count; s++) {
        const struct ref_seed *seed = &p->query->seeds[s];
        bool names = ref_seed_names_row(seed, i, row);
        if (!names && !(p->started[s] && ref_seed_covers(seed, row->to, p->asset)))
            continue;
        bool live = !is_spent(p, s), some = spend(p, s, clean);
        if (some || (names && poisoned && live))
            mark_firm(p, row->to);
    }
    mpz_clear(clean);
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
    bool poisoned = ref_row_debits(row) && p->mark[row->from] != MARK_NONE;
    if (poisoned)
        poison_transfer(p, i);
    poison_by_seeds(p, i, poisoned);
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
                       .left = ref_numbers(query->seed_count),
                       .started = ref_alloc(query->seed_count, sizeof *p.started),
                       .result = result};
    for (size_t s = 0; s < query->seed_count; s++)
        mpz_set(p.left[s], query->seeds[s].cap);
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
    free(p.started);
    ref_numbers_free(p.left, query->seed_count);
    ref_numbers_free(p.arrived, accounts);
    ref_numbers_free(p.balance, accounts);
}
