/* The tiny domain, enumerated: tables by recursion over their rows, then queries for each table. */
#include "domain.h"

#include "inside.h"

#include <stdlib.h>

/* One way to colour something in the table at hand. */
struct choice {
    enum ref_seed_kind kind;
    int account;
    int asset;
    uint64_t block;
    size_t row;
    int tx;
    int cap; /* 0: none */
};

struct visit {
    const struct ref_domain *domain;
    bool (*visit)(void *context, const struct ref_case *c);
    void *context;
    uint64_t tables; /* met, visited or not */
    uint64_t cases;  /* met, shown or not */
    uint64_t shown;
    bool stopped;
    struct ref_table given;
    struct ref_table ledger;
    int accounts_used;
    int assets_used;
    size_t choice_count;
    struct choice *choices;
    struct ref_query query;
};

void ref_domain_default(struct ref_domain *domain, int transactions, int rows_per_tx)
{
    *domain = (struct ref_domain){.accounts = 3,
                                  .assets = 2,
                                  .most_value = 3,
                                  .transactions = transactions,
                                  .rows_per_tx = rows_per_tx,
                                  .subsets_of_services = true,
                                  .untils = true,
                                  .most_cap = 3,
                                  .most_min = 3,
                                  .table_stride = 1,
                                  .case_stride = 1};
    domain->kind[REF_VALUE] = true;
    domain->kind[REF_GAS] = true;
    domain->kind[REF_BURN] = true;
    domain->kind[REF_MINT] = true;
    for (int rule = 0; rule < REF_RULES; rule++)
        domain->rule[rule] = true;
}

static void show(struct visit *v)
{
    struct ref_case c = {.given = &v->given,
                         .ledger = &v->ledger,
                         .query = &v->query,
                         .table_number = v->tables,
                         .number = v->cases};
    for (int rule = 0; rule < REF_RULES && !v->stopped; rule++) {
        if (!v->domain->rule[rule])
            continue;
        c.number = v->cases++;
        if (c.number % v->domain->case_stride != 0)
            continue;
        v->shown++;
        v->query.rule = (enum ref_rule)rule;
        v->stopped = !v->visit(v->context, &c);
    }
}

static void with_min(struct visit *v)
{
    for (int min = 0; min <= v->domain->most_min && !v->stopped; min++) {
        mpz_set_ui(v->query.min, (unsigned long)min);
        show(v);
    }
}

/* Each block but the last as the end, then no end. */
static void with_until(struct visit *v)
{
    uint64_t last = v->ledger.rows[v->ledger.count - 1].block;
    for (uint64_t block = 1; v->domain->untils && block < last && !v->stopped; block++) {
        v->query.until_block = block;
        with_min(v);
    }
    v->query.until_block = REF_NO_BLOCK;
    with_min(v);
}

static void with_services(struct visit *v)
{
    int subsets = v->domain->subsets_of_services ? 1 << v->accounts_used : 1;
    for (int subset = 0; subset < subsets && !v->stopped; subset++) {
        for (int a = 0; a < v->accounts_used; a++)
            v->query.is_service[a] = ((subset >> a) & 1) != 0;
        with_until(v);
    }
}

static void use_choice(struct visit *v, const struct choice *choice)
{
    struct ref_seed *seed = NULL;
    switch (choice->kind) {
    case REF_SEED_ACCOUNT:
        seed = ref_query_seed_account(&v->query, choice->account, choice->asset, choice->block);
        break;
    case REF_SEED_ROW:
        seed = ref_query_seed_row(&v->query, choice->row);
        break;
    case REF_SEED_TX:
        seed = ref_query_seed_tx(&v->query, choice->tx);
        break;
    }
    REF_ASSERT(seed != NULL);
    seed->has_cap = choice->cap > 0;
    mpz_set_ui(seed->cap, (unsigned long)choice->cap);
}

static void add_choice(struct visit *v, struct choice choice)
{
    for (choice.cap = 0; choice.cap <= v->domain->most_cap; choice.cap++) {
        v->choices = ref_grow(v->choices, v->choice_count + 1, sizeof *v->choices);
        v->choices[v->choice_count++] = choice;
    }
}

/* Accounts in each asset and in all, from the start and from each later block; then rows; then
   transactions, each by its first row in ledger order. */
static void list_choices(struct visit *v)
{
    uint64_t last = v->ledger.rows[v->ledger.count - 1].block;
    v->choice_count = 0;
    for (int a = 0; a < v->accounts_used; a++)
        for (int asset = v->assets_used > 1 ? REF_NONE : 0; asset < v->assets_used; asset++)
            for (uint64_t block = 0; block <= last; block++)
                if (block != 1) /* the first: the same as from the start */
                    add_choice(v, (struct choice){.kind = REF_SEED_ACCOUNT,
                                                  .account = a,
                                                  .asset = asset,
                                                  .block = block});
    for (size_t i = 0; i < v->ledger.count; i++)
        add_choice(v, (struct choice){.kind = REF_SEED_ROW, .row = i});
    for (size_t i = 0; i < v->ledger.count; i++)
        if (i == 0 || !ref_row_same_tx(&v->ledger.rows[i - 1], &v->ledger.rows[i]))
            add_choice(v, (struct choice){.kind = REF_SEED_TX, .tx = v->ledger.rows[i].tx});
}

static void visit_table(struct visit *v)
{
    if (v->tables++ % v->domain->table_stride != v->domain->table_offset)
        return;
    ref_table_copy(&v->ledger, &v->given);
    ref_order(&v->ledger);
    list_choices(v);
    ref_query_init(&v->query, REF_HAIRCUT, v->given.accounts);
    for (size_t i = 0; i < v->choice_count && !v->stopped; i++) {
        ref_query_clear_seeds(&v->query);
        use_choice(v, &v->choices[i]);
        with_services(v);
        for (size_t j = 0; v->domain->pairs_of_seeds && j < v->choice_count && !v->stopped; j++) {
            ref_query_clear_seeds(&v->query);
            use_choice(v, &v->choices[i]);
            use_choice(v, &v->choices[j]);
            with_services(v);
        }
    }
    ref_query_release(&v->query);
    ref_table_release(&v->ledger);
}

static void add_rows(struct visit *v, int tx, int rows_in_tx, uint64_t block);

/* One more row of the given shape; accounts and assets are numbered as they appear, so that of
   tables that differ by renaming only one is met. */
static void add_row(struct visit *v, uint64_t block, int tx, int rows_in_tx,
                    const struct ref_row *shape, int value)
{
    int accounts_before = v->accounts_used;
    int assets_before = v->assets_used;
    if (shape->from >= v->accounts_used)
        v->accounts_used = shape->from + 1;
    if (shape->to >= v->accounts_used)
        v->accounts_used = shape->to + 1;
    if (shape->asset >= v->assets_used)
        v->assets_used = shape->asset + 1;
    struct ref_row *row =
        ref_table_add(&v->given, block, tx, shape->kind, shape->from, shape->to, shape->asset);
    mpz_set_ui(row->amount, (unsigned long)value);
    visit_table(v);
    add_rows(v, tx, rows_in_tx, block);
    ref_table_drop_last(&v->given);
    v->accounts_used = accounts_before;
    v->assets_used = assets_before;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Every shape of the next row. A side that moves nothing is left empty. */
static void add_row_of_each_shape(struct visit *v, uint64_t block, int tx, int rows_in_tx)
{
    for (int kind = 0; kind < REF_KINDS; kind++) {
        struct ref_row shape = {.kind = (enum ref_kind)kind};
        if (!v->domain->kind[kind])
            continue;
        bool debits = ref_row_debits(&shape);
        bool credits = ref_row_credits(&shape);
        int last_asset = least(v->assets_used, v->domain->assets - 1);
        int last_from = debits ? least(v->accounts_used, v->domain->accounts - 1) : REF_NONE;
        for (shape.asset = 0; shape.asset <= last_asset; shape.asset++)
            for (shape.from = debits ? 0 : REF_NONE; shape.from <= last_from; shape.from++) {
                int used = v->accounts_used + (shape.from == v->accounts_used ? 1 : 0);
                int last_to = credits ? least(used, v->domain->accounts - 1) : REF_NONE;
                for (shape.to = credits ? 0 : REF_NONE; shape.to <= last_to; shape.to++)
                    for (int value = 0; value <= v->domain->most_value && !v->stopped; value++)
                        add_row(v, block, tx, rows_in_tx, &shape, value);
            }
    }
}

/* The next row goes into the same transaction, a new one of the same block, or a new block. */
static void add_rows(struct visit *v, int tx, int rows_in_tx, uint64_t block)
{
    if (rows_in_tx < v->domain->rows_per_tx)
        add_row_of_each_shape(v, block, tx, rows_in_tx + 1);
    if (tx + 1 < v->domain->transactions) {
        add_row_of_each_shape(v, block, tx + 1, 1);
        add_row_of_each_shape(v, block + 1, tx + 1, 1);
    }
}

uint64_t ref_domain_visit(const struct ref_domain *domain,
                          bool (*visit)(void *context, const struct ref_case *c), void *context)
{
    REF_ASSERT(domain->transactions > 0 && domain->rows_per_tx > 0);
    REF_ASSERT(domain->table_offset < domain->table_stride && domain->case_stride > 0);
    struct visit v = {.domain = domain, .visit = visit, .context = context};
    ref_table_init(&v.given, domain->accounts, domain->assets);
    add_row_of_each_shape(&v, 1, 0, 1);
    ref_table_release(&v.given);
    free(v.choices);
    return v.shown;
}
