/*
 * Laws that hold whatever the graph: what balances is asserted by the trace itself; here, that
 * poison reaches whatever another rule reaches, that a later block changes nothing, that unseen
 * does not depend on the rule, and that counting in another unit changes nothing where nothing is
 * rounded.
 */
#include "check.h"
#include "domain.h"
#include "inside.h"

#include <inttypes.h>
#include <stdio.h>

enum { UNIT = 7 };

/* Also with a minimum and caps: gross amounts are no smaller than the coloured part of them. */
static int check_poison_covers(const struct ref_results *poison, const struct ref_results *money)
{
    for (int k = 0; k < money->assets; k++)
        for (int a = 0; a < money->accounts; a++)
            if (money->asset[k].reached[a] && !poison->asset[k].reached[a])
                return 1;
    return 0;
}

static bool same_times(const mpz_t a, unsigned long unit, const mpz_t b)
{
    mpz_t scaled;
    mpz_init(scaled);
    mpz_mul_ui(scaled, a, unit);
    bool same = mpz_cmp(scaled, b) == 0;
    mpz_clear(scaled);
    return same;
}

static bool same_results(const struct ref_results *x, unsigned long unit,
                         const struct ref_results *y)
{
    for (int k = 0; k < x->assets; k++) {
        const struct ref_result *a = &x->asset[k];
        const struct ref_result *b = &y->asset[k];
        bool same = same_times(a->opening, unit, b->opening) &&
                    same_times(a->received, unit, b->received) &&
                    same_times(a->fees, unit, b->fees) && same_times(a->burnt, unit, b->burnt) &&
                    same_times(a->unresolved, unit, b->unresolved) &&
                    same_times(a->unseen, unit, b->unseen) && a->deepest == b->deepest;
        for (int i = 0; i < x->accounts; i++)
            same = same && same_times(a->holding[i], unit, b->holding[i]) &&
                   same_times(a->service[i], unit, b->service[i]) &&
                   same_times(a->gross_in[i], unit, b->gross_in[i]) &&
                   same_times(a->total_in[i], unit, b->total_in[i]) &&
                   a->reached[i] == b->reached[i] && a->hops[i] == b->hops[i] &&
                   a->hops_row[i] == b->hops_row[i];
        if (!same)
            return false;
    }
    return true;
}

/* Every amount of the table and the query times UNIT. */
static void scale(struct ref_table *ledger, struct ref_query *query)
{
    for (size_t i = 0; i < ledger->count; i++)
        mpz_mul_ui(ledger->rows[i].amount, ledger->rows[i].amount, UNIT);
    for (size_t s = 0; s < query->seed_count; s++)
        mpz_mul_ui(query->seeds[s].cap, query->seeds[s].cap, UNIT);
    mpz_mul_ui(query->min, query->min, UNIT);
}

static int check_unit(const struct ref_table *ledger, struct ref_query *query,
                      const struct ref_results *before)
{
    struct ref_table scaled;
    ref_table_copy(&scaled, ledger);
    scale(&scaled, query);
    struct ref_results *after = ref_trace(&scaled, query);
    int wrong = same_results(before, UNIT, after) ? 0 : 1;
    ref_results_free(after);
    ref_table_release(&scaled);
    for (size_t s = 0; s < query->seed_count; s++)
        mpz_divexact_ui(query->seeds[s].cap, query->seeds[s].cap, UNIT);
    mpz_divexact_ui(query->min, query->min, UNIT);
    return wrong;
}

/* Rows after until_block are not looked at: other amounts there change nothing. */
static int check_until(const struct ref_table *ledger, const struct ref_query *query,
                       const struct ref_results *before)
{
    struct ref_table other;
    ref_table_copy(&other, ledger);
    for (size_t i = 0; i < other.count; i++)
        if (other.rows[i].block > query->until_block)
            mpz_add_ui(other.rows[i].amount, other.rows[i].amount, 1);
    struct ref_results *after = ref_trace(&other, query);
    int wrong = same_results(before, 1, after) ? 0 : 1;
    ref_results_free(after);
    ref_table_release(&other);
    return wrong;
}

static int check_colour(const struct ref_table *ledger, struct ref_query *query)
{
    int wrong = 0;
    query->rule = REF_POISON;
    struct ref_results *poison = ref_trace(ledger, query);
    wrong += check_unit(ledger, query, poison) + check_until(ledger, query, poison);
    for (enum ref_rule rule = REF_HAIRCUT; rule < REF_POISON; rule++) {
        query->rule = rule;
        struct ref_results *money = ref_trace(ledger, query);
        wrong += check_poison_covers(poison, money);
        wrong += check_until(ledger, query, money);
        if (rule != REF_HAIRCUT) /* which rounds down */
            wrong += check_unit(ledger, query, money);
        for (int k = 0; k < money->assets; k++)
            wrong += mpz_cmp(money->asset[k].unseen, poison->asset[k].unseen) != 0;
        ref_results_free(money);
    }
    ref_results_free(poison);
    return wrong;
}

int ref_check_random(uint64_t graphs)
{
    int wrong = 0;
    uint64_t colours = 0;
    for (uint64_t seed = 0; seed < graphs; seed++) {
        struct ref_random random;
        ref_random_init(&random, seed);
        for (size_t c = 0; c < random.colours; c++, colours++) {
            int found = check_colour(&random.ledger, &random.query[c]);
            if (found > 0)
                printf("DIFFERS: random graph %" PRIu64 ", colour %zu\n", seed, c);
            wrong += found;
        }
        ref_random_release(&random);
    }
    printf("random: %" PRIu64 " graphs, %" PRIu64 " colours, %d differences\n", graphs, colours,
           wrong);
    return wrong;
}

struct domain_check {
    int wrong;
    uint64_t tables;
    uint64_t last_table;
};

/* A trace that does not balance aborts. What is stolen was held by somebody, and only that. */
static bool check_case(void *context, const struct ref_case *c)
{
    struct domain_check *check = context;
    if (check->tables == 0 || c->table_number != check->last_table)
        check->tables++;
    check->last_table = c->table_number;
    struct ref_results *results = ref_trace(c->ledger, c->query);
    for (int k = 0; k < results->assets; k++) {
        const struct ref_result *r = &results->asset[k];
        bool stolen = mpz_sgn(r->opening) > 0 || mpz_sgn(r->received) > 0;
        if (c->query->rule != REF_POISON && stolen != (r->reached_count > 0))
            check->wrong++;
    }
    ref_results_free(results);
    return true;
}

int ref_check_domain(int transactions, int rows_per_tx, uint64_t table_stride, uint64_t case_stride)
{
    struct ref_domain domain;
    struct domain_check check = {0};
    ref_domain_default(&domain, transactions, rows_per_tx);
    domain.table_stride = table_stride;
    domain.case_stride = case_stride;
    uint64_t cases = ref_domain_visit(&domain, check_case, &check);
    printf("domain, up to %d transactions of up to %d rows, one in %" PRIu64
           " tables, one in %" PRIu64 " of their cases: %" PRIu64 " tables, %" PRIu64
           " cases, %d differences\n",
           transactions, rows_per_tx, table_stride, case_stride, check.tables, cases, check.wrong);
    return check.wrong;
}
