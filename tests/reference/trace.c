/*
 * The walk over the ledger for one colour in one asset, under every rule but poison.
 *
 * Row by row: the sender's container gives lots, the receiver's takes them. When a transaction
 * ends, --min judges what arrived in it.
 */
#include "inside.h"

#include <stdlib.h>

struct seed_state {
    const struct ref_seed *seed;
    bool active; /* account seeds: their block has begun */
    mpz_t left;  /* of the cap */
};

struct walk {
    const struct ref_table *ledger;
    const struct ref_query *query;
    enum ref_rule rule;
    int asset;
    size_t end; /* rows from here on do not exist */
    mpz_t *unseen;
    struct container *containers; /* by account; those of services stay empty */
    struct seed_state *seeds;
    bool *planned; /* by row, TIHO: its debit is part of a run already drawn */
    mpz_t *plan;   /* the coloured part of it */
    struct ref_result *result;
};

/* Lets one seed colour clean lots as far as its cap goes, and books that in bucket. */
static void seed_paint_lots(struct seed_state *state, struct lots *lots, mpz_t bucket)
{
    mpz_t painted;
    mpz_init(painted);
    ref_lots_paint(lots, state->seed->has_cap ? &state->left : NULL, painted);
    mpz_add(bucket, bucket, painted);
    if (state->seed->has_cap)
        mpz_sub(state->left, state->left, painted);
    mpz_clear(painted);
}

/* An account seed colours what its container holds before the first transaction of its block. */
static void activate_seed(struct walk *w, struct seed_state *state)
{
    int account = state->seed->account;
    mpz_t painted;
    mpz_init(painted);
    state->active = true;
    ref_container_paint(&w->containers[account], w->rule,
                        state->seed->has_cap ? &state->left : NULL, painted);
    mpz_add(w->result->opening, w->result->opening, painted);
    if (state->seed->has_cap)
        mpz_sub(state->left, state->left, painted);
    if (mpz_sgn(painted) > 0)
        w->result->reached[account] = true;
    mpz_clear(painted);
}

static void activate_seeds_up_to(struct walk *w, uint64_t block)
{
    for (size_t s = 0; s < w->query->seed_count; s++) {
        struct seed_state *state = &w->seeds[s];
        if (ref_seed_covers(state->seed, state->seed->account, w->asset) && !state->active &&
            state->seed->block <= block)
            activate_seed(w, state);
    }
}

/* The lot that the debit of row i misses, coloured if its container is a seed. */
static void add_unseen_lot(struct walk *w, size_t i)
{
    int account = w->ledger->rows[i].from;
    struct lots lots;
    mpz_t coloured;
    ref_lots_init(&lots);
    mpz_init(coloured);
    ref_lots_push(&lots, LOT_CLEAN, w->unseen[i]);
    for (size_t s = 0; s < w->query->seed_count; s++)
        if (w->seeds[s].active && ref_seed_covers(w->seeds[s].seed, account, w->asset))
            seed_paint_lots(&w->seeds[s], &lots, w->result->opening);
    ref_lots_sum_coloured(&lots, coloured);
    if (mpz_sgn(coloured) > 0)
        w->result->reached[account] = true;
    ref_container_add(&w->containers[account], w->rule, &lots);
    ref_lots_release(&lots);
    mpz_clear(coloured);
}

/* The maximal run of debits that begins at row first: rows of one transaction that debit one
   container, up to a row that credits it. A self-transfer is a debit, then an arrival: it is the
   last of its run. Returns the number of rows found. */
static size_t find_run(const struct walk *w, size_t first, size_t *run)
{
    const struct ref_row *head = &w->ledger->rows[first];
    size_t count = 0;
    for (size_t i = first; i < w->end && ref_row_same_tx(head, &w->ledger->rows[i]); i++) {
        const struct ref_row *row = &w->ledger->rows[i];
        if (row->asset != w->asset)
            continue;
        if (ref_row_debits(row) && row->from == head->from)
            run[count++] = i;
        if (ref_row_credits(row) && row->to == head->from)
            break;
    }
    return count;
}

/* The largest debit of the run without a plan, the earliest of equals. */
static size_t largest_unplanned(const struct walk *w, const size_t *run, size_t count)
{
    size_t best = REF_NO_ROW;
    for (size_t k = 0; k < count; k++)
        if (!w->planned[run[k]] &&
            (best == REF_NO_ROW ||
             mpz_cmp(w->ledger->rows[run[k]].amount, w->ledger->rows[best].amount) > 0))
            best = run[k];
    return best;
}

/* TIHO draws a run as one and gives the coloured part to its largest debits. The unseen lots of
   the run come first, in ledger order; no cap can be touched by anyone else meanwhile, because
   only arrivals at this very container compete for it and the run has none. */
static void plan_run(struct walk *w, size_t first)
{
    size_t *run = ref_alloc(w->end - first, sizeof *run);
    size_t count = find_run(w, first, run);
    struct container *c = &w->containers[w->ledger->rows[first].from];
    struct lots drawn;
    mpz_t sum, coloured;
    ref_lots_init(&drawn);
    mpz_inits(sum, coloured, NULL);
    for (size_t k = 0; k < count; k++) {
        add_unseen_lot(w, run[k]);
        mpz_add(sum, sum, w->ledger->rows[run[k]].amount);
    }
    ref_container_draw(c, w->rule, sum, &drawn);
    ref_lots_sum_coloured(&drawn, coloured);
    for (size_t k = 0; k < count; k++) {
        size_t i = largest_unplanned(w, run, count);
        const struct ref_row *row = &w->ledger->rows[i];
        mpz_set(w->plan[i], mpz_cmp(coloured, row->amount) < 0 ? coloured : row->amount);
        mpz_sub(coloured, coloured, w->plan[i]);
        w->planned[i] = true;
    }
    REF_ASSERT(mpz_sgn(coloured) == 0);
    ref_lots_release(&drawn);
    mpz_clears(sum, coloured, NULL);
    free(run);
}

/* What row i moves, in the order drawn. Coloured lots come out fresh: they arrive by a transfer. */
static void take(struct walk *w, size_t i, struct lots *moved)
{
    const struct ref_row *row = &w->ledger->rows[i];
    if (!ref_row_debits(row) || w->result->is_service[row->from]) {
        ref_lots_push(moved, LOT_CLEAN, row->amount);
        return;
    }
    if (w->rule == REF_TIHO) {
        mpz_t clean;
        mpz_init(clean);
        if (!w->planned[i])
            plan_run(w, i);
        mpz_sub(clean, row->amount, w->plan[i]);
        ref_lots_push(moved, LOT_COLOURED, w->plan[i]);
        ref_lots_push(moved, LOT_CLEAN, clean);
        mpz_clear(clean);
    } else {
        add_unseen_lot(w, i);
        ref_container_draw(&w->containers[row->from], w->rule, row->amount, moved);
    }
    ref_lots_rename(moved, LOT_COLOURED, LOT_FRESH);
}

/* The seeds that colour the clean part of what row i brings, in the order given. */
static void paint_arrival(struct walk *w, size_t i, struct lots *moved)
{
    const struct ref_row *row = &w->ledger->rows[i];
    mpz_t coloured;
    mpz_init(coloured);
    for (size_t s = 0; s < w->query->seed_count; s++) {
        struct seed_state *state = &w->seeds[s];
        if ((state->active && ref_seed_covers(state->seed, row->to, w->asset)) ||
            ref_seed_names_row(state->seed, i, row))
            seed_paint_lots(state, moved, w->result->received);
    }
    ref_lots_sum(moved, LOT_COLOURED, coloured);
    if (mpz_sgn(coloured) > 0)
        w->result->reached[row->to] = true;
    mpz_clear(coloured);
}

static void deliver(struct walk *w, size_t i, struct lots *moved, const mpz_t coloured)
{
    const struct ref_row *row = &w->ledger->rows[i];
    struct ref_result *result = w->result;
    if (mpz_sgn(coloured) > 0)
        ref_result_hop(result, row, i);
    if (result->is_service[row->to]) {
        mpz_add(result->service[row->to], result->service[row->to], coloured);
        if (mpz_sgn(coloured) > 0)
            result->reached[row->to] = true;
        return;
    }
    struct container *c = &w->containers[row->to];
    mpz_add(c->arrived, c->arrived, coloured);
    paint_arrival(w, i, moved);
    ref_container_add(c, w->rule, moved);
}

static void walk_row(struct walk *w, size_t i)
{
    const struct ref_row *row = &w->ledger->rows[i];
    struct ref_result *result = w->result;
    struct lots moved;
    mpz_t coloured;
    ref_lots_init(&moved);
    mpz_init(coloured);
    take(w, i, &moved);
    ref_lots_sum_coloured(&moved, coloured);
    if (ref_row_credits(row))
        deliver(w, i, &moved, coloured);
    else if (row->kind == REF_GAS || row->kind == REF_L1FEE)
        mpz_add(result->fees, result->fees, coloured);
    else if (row->kind == REF_BURN)
        mpz_add(result->burnt, result->burnt, coloured);
    else
        mpz_add(result->unresolved, result->unresolved, coloured);
    ref_lots_release(&moved);
    mpz_clear(coloured);
}

/* --min acts on the total that arrived at a container in the transaction. Below it, what is still
   there becomes clean where it lies. */
static void end_transaction(struct walk *w)
{
    mpz_t fresh;
    mpz_init(fresh);
    for (int a = 0; a < w->ledger->accounts; a++) {
        struct container *c = &w->containers[a];
        if (mpz_sgn(c->arrived) > 0 && mpz_cmp(c->arrived, w->query->min) >= 0) {
            w->result->reached[a] = true;
            ref_container_rename_fresh(c, w->rule, LOT_COLOURED);
        }
        ref_container_sum(c, w->rule, LOT_FRESH, fresh);
        mpz_add(w->result->unresolved, w->result->unresolved, fresh);
        ref_container_rename_fresh(c, w->rule, LOT_CLEAN);
        mpz_set_ui(c->arrived, 0);
    }
    mpz_clear(fresh);
}

/* opening + received = held + at services + fees + burnt + unresolved, or the reference is wrong.
 */
static void close_balance(struct walk *w)
{
    struct ref_result *r = w->result;
    mpz_t in, out;
    mpz_inits(in, out, NULL);
    for (int a = 0; a < w->ledger->accounts; a++) {
        ref_container_sum(&w->containers[a], w->rule, LOT_COLOURED, r->holding[a]);
        mpz_add(r->held, r->held, r->holding[a]);
        mpz_add(r->at_services, r->at_services, r->service[a]);
    }
    mpz_add(in, r->opening, r->received);
    mpz_add(out, r->held, r->at_services);
    mpz_add(out, out, r->fees);
    mpz_add(out, out, r->burnt);
    mpz_add(out, out, r->unresolved);
    REF_ASSERT(mpz_cmp(in, out) == 0);
    mpz_clears(in, out, NULL);
}

static void walk_init(struct walk *w)
{
    w->containers = ref_alloc((size_t)w->ledger->accounts, sizeof *w->containers);
    for (int a = 0; a < w->ledger->accounts; a++)
        ref_container_init(&w->containers[a]);
    w->seeds = ref_alloc(w->query->seed_count, sizeof *w->seeds);
    for (size_t s = 0; s < w->query->seed_count; s++) {
        w->seeds[s].seed = &w->query->seeds[s];
        mpz_init_set(w->seeds[s].left, w->query->seeds[s].cap);
    }
    w->planned = ref_alloc(w->ledger->count, sizeof *w->planned);
    w->plan = ref_numbers(w->ledger->count);
}

static void walk_release(struct walk *w)
{
    for (int a = 0; a < w->ledger->accounts; a++)
        ref_container_release(&w->containers[a]);
    free(w->containers);
    for (size_t s = 0; s < w->query->seed_count; s++)
        mpz_clear(w->seeds[s].left);
    free(w->seeds);
    free(w->planned);
    ref_numbers_free(w->plan, w->ledger->count);
}

void ref_trace_money(const struct ref_table *ledger, const struct ref_query *query, int asset,
                     mpz_t *unseen, struct ref_result *result)
{
    struct walk w = {.ledger = ledger,
                     .query = query,
                     .rule = query->rule,
                     .asset = asset,
                     .end = ref_query_end(ledger, query),
                     .unseen = unseen,
                     .result = result};
    walk_init(&w);
    for (size_t i = 0; i < w.end; i++) {
        const struct ref_row *row = &ledger->rows[i];
        if (i > 0 && !ref_row_same_tx(&ledger->rows[i - 1], row))
            end_transaction(&w);
        activate_seeds_up_to(&w, row->block);
        if (row->asset == asset)
            walk_row(&w, i);
    }
    end_transaction(&w);
    /* Seeds whose block the query sees but no row begins. */
    for (size_t s = 0; s < query->seed_count; s++)
        if (ref_query_block_begins(ledger, query, query->seeds[s].block))
            activate_seeds_up_to(&w, query->seeds[s].block);
    close_balance(&w);
    walk_release(&w);
}
