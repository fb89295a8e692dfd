/* Ledgers small enough to follow with a pencil, and what must come out of them. */
#include "check.h"
#include "inside.h"

#include <stdio.h>

enum { A, B, C, S, ACCOUNTS };

struct scene {
    const char *name;
    struct ref_table table;
    struct ref_query query;
    struct ref_results *results; /* of the last run */
    int wrong;
};

static void begin(struct scene *s, const char *name)
{
    int wrong = s->wrong;
    ref_results_free(s->results);
    ref_query_release(&s->query);
    ref_table_release(&s->table);
    *s = (struct scene){.name = name, .wrong = wrong};
    ref_table_init(&s->table, ACCOUNTS, 1);
    ref_query_init(&s->query, REF_HAIRCUT, ACCOUNTS);
}

static void row(struct scene *s, uint64_t block, int tx, enum ref_kind kind, int from, int to,
                unsigned long amount)
{
    struct ref_row *r = ref_table_add(&s->table, block, tx, kind, from, to, 0);
    mpz_set_ui(r->amount, amount);
}

static void pay(struct scene *s, uint64_t block, int tx, int from, int to, unsigned long amount)
{
    row(s, block, tx, REF_VALUE, from, to, amount);
}

static void cap(struct ref_seed *seed, unsigned long amount)
{
    seed->has_cap = true;
    mpz_set_ui(seed->cap, amount);
}

static const struct ref_result *run(struct scene *s, enum ref_rule rule)
{
    ref_results_free(s->results);
    s->query.rule = rule;
    s->results = ref_trace(&s->table, &s->query);
    return &s->results->asset[0];
}

static void expect(struct scene *s, const char *what, const mpz_t found, unsigned long expected)
{
    if (mpz_cmp_ui(found, expected) == 0)
        return;
    gmp_printf("DIFFERS: %s, %s: %s is %Zd, expected %lu\n", s->name, ref_rule_name(s->query.rule),
               what, found, expected);
    s->wrong++;
}

static void expect_count(struct scene *s, const char *what, size_t found, size_t expected)
{
    if (found == expected)
        return;
    printf("DIFFERS: %s, %s: %s is %zu, expected %zu\n", s->name, ref_rule_name(s->query.rule),
           what, found, expected);
    s->wrong++;
}

/* The senders in ledger order, as one decimal number: 012 is A, B, C. */
static void expect_senders(struct scene *s, size_t expected)
{
    size_t found = 0;
    ref_order(&s->table);
    for (size_t i = 0; i < s->table.count; i++)
        found = 10 * found + (size_t)s->table.rows[i].from;
    expect_count(s, "senders in order", found, expected);
}

static void case_order(struct scene *s)
{
    begin(s, "a sender waits for its incoming row");
    pay(s, 1, 1, B, C, 1);
    pay(s, 1, 2, A, B, 1);
    expect_senders(s, 1);
    begin(s, "also for a row of amount 0");
    pay(s, 1, 1, B, C, 1);
    pay(s, 1, 2, A, B, 0);
    expect_senders(s, 1);
    begin(s, "a cycle starts with the first given");
    pay(s, 1, 1, B, C, 1);
    pay(s, 1, 2, C, B, 1);
    expect_senders(s, 12);
    begin(s, "a row of the group's own senders does not count");
    pay(s, 1, 1, B, C, 1);
    pay(s, 1, 1, A, C, 1);
    pay(s, 1, 2, A, B, 1);
    expect_senders(s, 100);
    begin(s, "inside a transaction row by row");
    pay(s, 1, 1, B, C, 1);
    pay(s, 1, 1, A, B, 1);
    pay(s, 1, 1, C, C, 1);
    expect_senders(s, 12);
    begin(s, "positions overrule, when all rows have one");
    pay(s, 1, 1, A, B, 1);
    pay(s, 1, 2, B, C, 1);
    for (size_t i = 0; i < 2; i++) {
        s->table.rows[i].has_position = true;
        s->table.rows[i].position = 9 - i;
    }
    expect_senders(s, 10);
    begin(s, "one missing position is as good as none");
    pay(s, 1, 1, A, B, 1);
    pay(s, 1, 2, B, C, 1);
    s->table.rows[0].has_position = true;
    s->table.rows[0].position = 9;
    expect_senders(s, 1);
}

/* B holds 5 clean, then 5 coloured, then 5 clean, and pays 7 to C. */
static void case_rules(struct scene *s)
{
    begin(s, "clean 5, coloured 5, clean 5, pay 7");
    row(s, 1, 1, REF_MINT, REF_NONE, B, 5);
    pay(s, 2, 2, A, B, 5);
    row(s, 3, 3, REF_MINT, REF_NONE, B, 5);
    pay(s, 4, 4, B, C, 7);
    ref_query_seed_account(&s->query, A, REF_NONE, 0);
    expect(s, "C", run(s, REF_HAIRCUT)->holding[C], 2); /* floor(5 * 7 / 15) */
    expect(s, "C", run(s, REF_FIFO)->holding[C], 2);
    expect(s, "C", run(s, REF_LIFO)->holding[C], 2);
    expect(s, "C", run(s, REF_TIHO)->holding[C], 5);
    expect_count(s, "hops", (size_t)s->results->asset[0].hops[C], 2);
    expect_count(s, "reached", run(s, REF_POISON)->reached_count, 3);
    /* What C got, in the order drawn: FIFO 5 clean, 2 coloured; LIFO 5 clean, 2 coloured. */
    pay(s, 5, 5, C, S, 3);
    s->query.is_service[S] = true;
    expect(s, "S", run(s, REF_HAIRCUT)->service[S], 0); /* floor(2 * 3 / 7) */
    expect(s, "S", run(s, REF_FIFO)->service[S], 0);
    expect(s, "S", run(s, REF_LIFO)->service[S], 2);
    expect(s, "S", run(s, REF_TIHO)->service[S], 3);
    expect(s, "opening", s->results->asset[0].opening, 5);
    expect(s, "unseen without the seed's", s->results->asset[0].unseen, 0);
}

static void case_self_transfer(struct scene *s)
{
    begin(s, "a self-transfer makes old lots new");
    row(s, 1, 1, REF_MINT, REF_NONE, B, 4);
    pay(s, 2, 2, A, B, 4);
    pay(s, 3, 3, B, B, 4); /* FIFO: the clean 4 become the newest. LIFO: the coloured stay so. */
    pay(s, 4, 4, B, C, 4);
    ref_query_seed_account(&s->query, A, REF_NONE, 0);
    expect(s, "C", run(s, REF_FIFO)->holding[C], 4);
    expect(s, "C", run(s, REF_LIFO)->holding[C], 4);
    expect(s, "C", run(s, REF_HAIRCUT)->holding[C], 2);
}

static void case_runs(struct scene *s)
{
    begin(s, "one run: the largest debit is served first");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 5);
    pay(s, 2, 2, A, B, 3);
    pay(s, 2, 2, A, C, 6); /* 4 of it unseen and clean, because only row 0 is a seed */
    ref_query_seed_row(&s->query, 0);
    expect(s, "B", run(s, REF_TIHO)->holding[B], 0);
    expect(s, "C", s->results->asset[0].holding[C], 5);
    expect(s, "unseen", s->results->asset[0].unseen, 4);
    begin(s, "of equal debits the first is served first");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 5);
    pay(s, 2, 2, A, B, 4);
    pay(s, 2, 2, A, C, 4);
    ref_query_seed_row(&s->query, 0);
    expect(s, "B", run(s, REF_TIHO)->holding[B], 4);
    expect(s, "C", s->results->asset[0].holding[C], 1);
    begin(s, "two transactions: two runs");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 5);
    pay(s, 2, 2, A, B, 3);
    pay(s, 3, 3, A, C, 6);
    ref_query_seed_row(&s->query, 0);
    expect(s, "B", run(s, REF_TIHO)->holding[B], 3);
    begin(s, "an arrival of 0 ends a run");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 5);
    pay(s, 2, 2, A, B, 3);
    pay(s, 2, 2, C, A, 0);
    pay(s, 2, 2, A, C, 6);
    ref_query_seed_row(&s->query, 0);
    expect(s, "B", run(s, REF_TIHO)->holding[B], 3);
    expect(s, "C", s->results->asset[0].holding[C], 2);
    begin(s, "a seed's unseen lots belong to its run, up to the cap");
    pay(s, 2, 2, A, B, 3);
    pay(s, 2, 2, A, C, 6);
    cap(ref_query_seed_account(&s->query, A, REF_NONE, 0), 4);
    expect(s, "B", run(s, REF_TIHO)->holding[B], 0);
    expect(s, "C", s->results->asset[0].holding[C], 4);
    expect(s, "B", run(s, REF_FIFO)->holding[B], 3);
    expect(s, "C", s->results->asset[0].holding[C], 1);
}

static void case_seeds(struct scene *s)
{
    begin(s, "holds 4, cap 6, receives 5");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 4);
    row(s, 2, 2, REF_MINT, REF_NONE, A, 5);
    cap(ref_query_seed_account(&s->query, A, REF_NONE, 2), 6);
    expect(s, "opening", run(s, REF_FIFO)->opening, 4);
    expect(s, "received", s->results->asset[0].received, 2);
    s->query.until_block = 1;
    expect(s, "opening before its block", run(s, REF_FIFO)->opening, 0);
    s->query.until_block = 2;
    expect(s, "received by the end of its block", run(s, REF_FIFO)->received, 2);
    begin(s, "what a cap colours is drawn first under FIFO, last under LIFO");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 5);
    pay(s, 2, 2, A, B, 3);
    cap(ref_query_seed_account(&s->query, A, REF_NONE, 0), 2);
    expect(s, "B", run(s, REF_FIFO)->holding[B], 2);
    expect(s, "B", run(s, REF_LIFO)->holding[B], 0);
    expect(s, "B", run(s, REF_HAIRCUT)->holding[B], 1); /* floor(2 * 3 / 5) */
    begin(s, "a transaction seed's cap serves its rows in order");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 4);
    row(s, 1, 1, REF_MINT, REF_NONE, B, 4);
    cap(ref_query_seed_tx(&s->query, 1), 5);
    expect(s, "A", run(s, REF_LIFO)->holding[A], 4);
    expect(s, "B", s->results->asset[0].holding[B], 1);
    s->query.until_row = 0;
    expect(s, "B unseen by then", run(s, REF_LIFO)->holding[B], 0);
    begin(s, "a second seed colours what the first left");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 9);
    cap(ref_query_seed_row(&s->query, 0), 5);
    cap(ref_query_seed_account(&s->query, A, REF_NONE, 0), 3);
    expect(s, "received", run(s, REF_HAIRCUT)->received, 8);
    begin(s, "a seed that is a service starts nevertheless");
    pay(s, 1, 1, S, A, 9);
    s->query.is_service[S] = true;
    expect(s, "unseen of a service", run(s, REF_FIFO)->unseen, 0);
    ref_query_seed_account(&s->query, S, REF_NONE, 0);
    expect(s, "A", run(s, REF_FIFO)->holding[A], 9);
}

static void case_kinds(struct scene *s)
{
    begin(s, "where each kind leaves its colour");
    row(s, 1, 1, REF_GAS, A, REF_NONE, 1);
    row(s, 1, 1, REF_L1FEE, A, REF_NONE, 2);
    row(s, 1, 1, REF_BURN, A, REF_NONE, 4);
    row(s, 1, 1, REF_UNWRAP, A, REF_NONE, 8);
    row(s, 1, 1, REF_INTERNAL, A, S, 16);
    row(s, 1, 1, REF_TOKEN, A, B, 32);
    row(s, 1, 1, REF_WRAP, REF_NONE, B, 64);
    s->query.is_service[S] = true;
    ref_query_seed_account(&s->query, A, REF_NONE, 0);
    for (enum ref_rule rule = REF_HAIRCUT; rule < REF_POISON; rule++) {
        const struct ref_result *r = run(s, rule);
        expect(s, "fees", r->fees, 3);
        expect(s, "burnt", r->burnt, 4);
        expect(s, "unresolved", r->unresolved, 8);
        expect(s, "S", r->service[S], 16);
        expect(s, "B", r->holding[B], 32);
        expect(s, "opening", r->opening, 63);
        expect_count(s, "reached", r->reached_count, 3);
    }
    s->query.is_through[S] = true;
    expect(s, "held at S", run(s, REF_FIFO)->holding[S], 16);
    expect(s, "held", s->results->asset[0].held, 48);
}

static void case_min(struct scene *s)
{
    begin(s, "too little for B, which passes some on; enough for C in two rows");
    pay(s, 1, 1, A, B, 4);
    pay(s, 1, 1, B, C, 3);
    pay(s, 1, 1, A, C, 2);
    pay(s, 1, 1, A, S, 1);
    pay(s, 2, 2, B, C, 1);
    s->query.is_service[S] = true;
    mpz_set_ui(s->query.min, 5);
    ref_query_seed_account(&s->query, A, REF_NONE, 0);
    for (enum ref_rule rule = REF_HAIRCUT; rule < REF_POISON; rule++) {
        const struct ref_result *r = run(s, rule);
        expect(s, "unresolved", r->unresolved, 1);
        expect(s, "C", r->holding[C], 5);
        expect(s, "S", r->service[S], 1);
        expect_count(s, "reached", r->reached_count, 3);
    }
    const struct ref_result *r = run(s, REF_POISON);
    expect_count(s, "reached", r->reached_count, 3);
    expect_count(s, "B reached", r->reached[B] ? 1 : 0, 0);
    mpz_set_ui(s->query.min, 4);
    expect(s, "unresolved", run(s, REF_FIFO)->unresolved, 1); /* of the last row, into C */
    expect_count(s, "reached", s->results->asset[0].reached_count, 4);
    mpz_set_ui(s->query.min, 6);
    expect_count(s, "reached", run(s, REF_POISON)->reached_count, 2);
}

static void case_haircut_fresh(struct scene *s)
{
    begin(s, "old colour stays when fresh colour is dropped");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 6);
    row(s, 1, 1, REF_MINT, REF_NONE, B, 6);
    pay(s, 2, 2, A, B, 2);
    pay(s, 2, 2, B, C, 4); /* B: 6 old, 2 fresh, 8 in all: haircut draws 4, floor(2*4/8) fresh */
    ref_query_seed_row(&s->query, 0);
    ref_query_seed_row(&s->query, 1);
    mpz_set_ui(s->query.min, 3);
    expect(s, "B", run(s, REF_HAIRCUT)->holding[B], 3);
    expect(s, "unresolved", s->results->asset[0].unresolved, 1);
    expect(s, "B", run(s, REF_TIHO)->holding[B], 2);
    expect(s, "unresolved", s->results->asset[0].unresolved, 2);
    expect(s, "B", run(s, REF_LIFO)->holding[B], 4);
    expect(s, "unresolved", s->results->asset[0].unresolved, 0);
    begin(s, "the fresh part of a draw is rounded down");
    row(s, 1, 1, REF_MINT, REF_NONE, A, 6);
    row(s, 1, 1, REF_MINT, REF_NONE, B, 6);
    pay(s, 2, 2, A, B, 2);
    pay(s, 2, 2, B, C, 3); /* B: 6 old, 2 fresh: floor(2 * 3 / 8) = 0 fresh leave, 2 are dropped */
    ref_query_seed_row(&s->query, 0);
    ref_query_seed_row(&s->query, 1);
    mpz_set_ui(s->query.min, 3);
    expect(s, "B", run(s, REF_HAIRCUT)->holding[B], 3);
    expect(s, "unresolved", s->results->asset[0].unresolved, 2);
}

static void case_poison(struct scene *s)
{
    begin(s, "gross inflow counts from when its sender was poisoned");
    pay(s, 1, 1, B, S, 7);
    pay(s, 2, 2, A, B, 0);
    pay(s, 3, 3, B, S, 7);
    pay(s, 4, 4, A, B, 1);
    pay(s, 5, 5, B, S, 5);
    pay(s, 6, 6, S, C, 5);
    s->query.is_service[S] = true;
    ref_query_seed_account(&s->query, A, REF_NONE, 0);
    const struct ref_result *r = run(s, REF_POISON);
    expect(s, "gross_in", r->gross_in[S], 5);
    expect(s, "total_in", r->total_in[S], 19);
    expect_count(s, "reached", r->reached_count, 3);
    expect_count(s, "deepest", (size_t)r->deepest, S);
    expect_count(s, "its row", r->hops_row[S], 4);
    expect(s, "unseen", r->unseen, 18);
}

int ref_check_cases(void)
{
    struct scene s = {.name = "none"};
    case_order(&s);
    case_rules(&s);
    case_self_transfer(&s);
    case_runs(&s);
    case_seeds(&s);
    case_kinds(&s);
    case_min(&s);
    case_haircut_fresh(&s);
    case_poison(&s);
    begin(&s, "none");
    int wrong = s.wrong;
    ref_query_release(&s.query);
    ref_table_release(&s.table);
    printf("hand-made cases: %d differences\n", wrong);
    return wrong;
}
