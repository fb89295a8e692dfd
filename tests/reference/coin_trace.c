/*
 * The walk over a coin chain for one colour.
 *
 * Block by block, transaction by transaction: inputs are laid on a tape, the rule cuts it, the
 * pieces arrive at the outputs. With followed fees the coinbase comes after the last transaction of
 * its block and has a tape, too.
 */
#include "coin_inside.h"

#include <stdlib.h>

struct container_of_output {
    struct tape tape;
    bool rests; /* at a service, or burnt, or gone with a repeated coinbase: no holding */
    int hops;
};

struct coin_walk {
    const struct ref_coin_chain *chain;
    const struct ref_coin_query *query;
    struct container_of_output **outputs; /* by transaction, then index */
    bool *active;                         /* address seeds whose block has begun */
    uint64_t *left;                       /* of the caps */
    struct tape fees;                     /* of the running block, in transaction order */
    int fee_hops;                         /* of what is coloured in them; -1: nothing is */
    struct ref_coin_result *result;
};

/* An address that a seed names, or that owns an output that a seed names, is no service; a seed
 * that begins behind the end names nobody. */
static bool is_service(const struct coin_walk *w, int address)
{
    for (size_t s = 0; s < w->query->seed_count; s++) {
        const struct ref_coin_seed *seed = &w->query->seeds[s];
        size_t begins =
            seed->kind == REF_COIN_SEED_ADDRESS ? seed->block : w->chain->txs[seed->tx].block;
        if (begins > w->query->until_block)
            continue;
        if (seed->kind == REF_COIN_SEED_ADDRESS && seed->address == address)
            return false;
        for (size_t i = 0;
             seed->kind != REF_COIN_SEED_ADDRESS && i < w->chain->txs[seed->tx].output_count; i++)
            if ((seed->kind == REF_COIN_SEED_TX || seed->index == i) &&
                w->chain->txs[seed->tx].outputs[i].owner == address)
                return false;
    }
    return w->query->is_service[address] && !w->query->is_through[address];
}

static bool seed_covers(const struct coin_walk *w, size_t s, size_t tx, size_t index)
{
    const struct ref_coin_seed *seed = &w->query->seeds[s];
    if (seed->kind == REF_COIN_SEED_ADDRESS)
        return w->active[s] && w->chain->txs[tx].outputs[index].owner == seed->address;
    return seed->tx == tx && (seed->kind == REF_COIN_SEED_TX || seed->index == index);
}

/* Lets a seed colour what is clean in an output, as far as its cap goes. Under poison the cap says
   where colour starts, and one coloured satoshi marks the whole. */
static uint64_t paint(struct coin_walk *w, size_t s, struct tape *tape)
{
    bool capped = w->query->seeds[s].has_cap;
    uint64_t painted = tape_paint(tape, capped ? w->left[s] : UINT64_MAX);
    if (capped)
        w->left[s] -= painted;
    if (w->query->rule == REF_POISON && painted > 0)
        tape_paint(tape, UINT64_MAX);
    return painted;
}

/* Colour lies, or has passed, at this output's owner. */
static void reach(struct coin_walk *w, size_t tx, size_t index, int hops)
{
    int owner = w->chain->txs[tx].outputs[index].owner;
    struct container_of_output *c = &w->outputs[tx][index];
    c->hops = c->hops < 0 || hops < c->hops ? hops : c->hops;
    if (owner == REF_NONE)
        return;
    w->result->reached[owner] = true;
    int *fewest = &w->result->hops[owner];
    *fewest = *fewest < 0 || hops < *fewest ? hops : *fewest;
}

/* What a seed address holds before the first transaction of its block. Outputs in chain order;
   outputs not made yet and outputs spent have no tape. */
static void activate(struct coin_walk *w, size_t s)
{
    w->active[s] = true;
    for (size_t t = 0; t < w->chain->tx_count; t++)
        for (size_t i = 0; i < w->chain->txs[t].output_count; i++) {
            if (w->chain->txs[t].outputs[i].owner != w->query->seeds[s].address)
                continue;
            uint64_t painted = paint(w, s, &w->outputs[t][i].tape);
            w->result->opening += painted;
            if (painted > 0)
                reach(w, t, i, 0);
        }
}

static void begin_block(struct coin_walk *w, size_t block)
{
    for (size_t s = 0; s < w->query->seed_count; s++)
        if (w->query->seeds[s].kind == REF_COIN_SEED_ADDRESS && !w->active[s] &&
            w->query->seeds[s].block <= block)
            activate(w, s);
}

/* A service takes what came; seeds name none of its outputs. */
static void arrive_at_service(struct coin_walk *w, size_t tx, size_t index, uint64_t fresh,
                              int hops)
{
    const struct ref_coin_output *output = &w->chain->txs[tx].outputs[index];
    w->result->total_in[output->owner] += output->value;
    w->result->service[output->owner] += fresh;
    w->outputs[tx][index].rests = true;
    tape_put(&w->outputs[tx][index].tape, LOT_CLEAN, output->value);
    if (fresh > 0)
        reach(w, tx, index, hops);
}

/* Puts a piece of a tape into an output: seeds colour it, then --min judges what came fresh. */
static void arrive(struct coin_walk *w, size_t tx, size_t index, struct tape *piece, int hops)
{
    const struct ref_coin_output *output = &w->chain->txs[tx].outputs[index];
    struct container_of_output *c = &w->outputs[tx][index];
    uint64_t fresh = tape_sum(piece, LOT_FRESH);
    REF_ASSERT(tape_size(piece) == output->value);
    if (output->owner != REF_NONE && w->result->is_service[output->owner]) {
        arrive_at_service(w, tx, index, fresh, hops);
        return;
    }
    for (size_t s = 0; s < w->query->seed_count; s++)
        if (seed_covers(w, s, tx, index))
            w->result->received += paint(w, s, piece);
    if (output->burnt) {
        w->result->burnt += fresh + tape_sum(piece, LOT_COLOURED);
        c->rests = true;
        return;
    }
    if (fresh < w->query->min) {
        w->result->unresolved += fresh;
        tape_rename(piece, LOT_FRESH, LOT_CLEAN);
        fresh = 0;
    }
    if (tape_sum(piece, LOT_COLOURED) > 0)
        reach(w, tx, index, 0);
    if (fresh > 0)
        reach(w, tx, index, hops);
    tape_rename(piece, LOT_FRESH, LOT_COLOURED);
    tape_join(&c->tape, piece);
}

/* Gives a tape to the outputs of a transaction and one part more, which is returned. */
static struct tape deliver(struct coin_walk *w, size_t tx, const struct tape *tape, uint64_t rest,
                           int hops)
{
    const struct ref_coin_tx *t = &w->chain->txs[tx];
    size_t count = t->output_count + 1;
    uint64_t *sizes = ref_alloc(count, sizeof *sizes);
    struct tape *pieces = ref_alloc(count, sizeof *pieces);
    for (size_t i = 0; i + 1 < count; i++)
        sizes[i] = t->outputs[i].value;
    sizes[count - 1] = rest;
    coin_spread(w->query->rule, tape, sizes, count, pieces);
    for (size_t i = 0; i + 1 < count; i++) {
        arrive(w, tx, i, &pieces[i], hops);
        tape_release(&pieces[i]);
    }
    struct tape last = pieces[count - 1];
    free(pieces);
    free(sizes);
    return last;
}

static void walk_tx(struct coin_walk *w, size_t tx)
{
    const struct ref_coin_tx *t = &w->chain->txs[tx];
    struct tape tape = {0};
    int hops = -1;
    for (size_t i = 0; i < t->input_count; i++) {
        struct container_of_output *c = &w->outputs[t->inputs[i].tx][t->inputs[i].index];
        if (tape_sum(&c->tape, LOT_COLOURED) > 0 && (hops < 0 || c->hops < hops))
            hops = c->hops;
        tape_join(&tape, &c->tape);
        tape_release(&c->tape);
    }
    w->result->tainted_txs += hops >= 0;
    uint64_t fee = ref_coin_sum_in(w->chain, tx) - ref_coin_sum_out(w->chain, tx);
    struct tape last = deliver(w, tx, &tape, fee, hops + 1);
    uint64_t coloured = tape_sum(&last, LOT_FRESH);
    if (w->query->follow == REF_FEES_STOP)
        w->result->fees += coloured;
    else
        tape_join(&w->fees, &last);
    if (coloured > 0 && (w->fee_hops < 0 || hops + 1 < w->fee_hops))
        w->fee_hops = hops + 1;
    tape_release(&last);
    tape_release(&tape);
}

/* A coinbase that has the txid of an earlier one buries what is unspent of that. */
static void bury(struct coin_walk *w, size_t tx)
{
    for (size_t i = 0; i < w->chain->txs[tx].output_count; i++) {
        struct container_of_output *c = &w->outputs[tx][i];
        w->result->burnt += tape_sum(&c->tape, LOT_COLOURED);
        tape_release(&c->tape);
    }
}

/* With followed fees: subsidy and fees on one tape; what nobody claims is burnt. Without: clean. */
static void walk_coinbase(struct coin_walk *w, size_t block)
{
    size_t tx = w->chain->blocks[block].first_tx;
    uint64_t claimed = ref_coin_sum_out(w->chain, tx), subsidy = w->chain->blocks[block].subsidy;
    struct tape tape = {0};
    if (w->chain->txs[tx].repeats != REF_NO_TX)
        bury(w, w->chain->txs[tx].repeats);
    if (w->query->follow == REF_FEES_STOP) {
        tape_put(&tape, LOT_CLEAN, claimed);
    } else {
        if (w->query->follow == REF_SUBSIDY_FIRST)
            tape_put(&tape, LOT_CLEAN, subsidy);
        tape_join(&tape, &w->fees);
        if (w->query->follow == REF_FEES_FIRST)
            tape_put(&tape, LOT_CLEAN, subsidy);
    }
    struct tape last = deliver(w, tx, &tape, tape_size(&tape) - claimed, w->fee_hops + 1);
    w->result->burnt += tape_sum(&last, LOT_FRESH);
    tape_release(&last);
    tape_release(&tape);
    tape_release(&w->fees);
    w->fee_hops = -1;
}

static void walk_block(struct coin_walk *w, size_t block)
{
    bool last = w->query->follow != REF_FEES_STOP;
    begin_block(w, block);
    if (!last)
        walk_coinbase(w, block);
    for (size_t t = w->chain->blocks[block].first_tx + 1; t < ref_coin_block_end(w->chain, block);
         t++)
        walk_tx(w, t);
    if (last)
        walk_coinbase(w, block);
}

static void take_stock(struct coin_walk *w)
{
    struct ref_coin_result *r = w->result;
    for (size_t t = 0; t < w->chain->tx_count; t++)
        for (size_t i = 0; i < w->chain->txs[t].output_count; i++) {
            const struct container_of_output *c = &w->outputs[t][i];
            uint64_t amount = tape_sum(&c->tape, LOT_COLOURED);
            if (amount == 0)
                continue;
            REF_ASSERT(!c->rests);
            r->holdings = ref_grow(r->holdings, r->holding_count + 1, sizeof *r->holdings);
            r->holdings[r->holding_count++] = (struct ref_coin_holding){t, i, amount, c->hops};
            r->held += amount;
        }
    for (int a = 0; a < r->addresses; a++) {
        r->at_services += r->service[a];
        r->reached_count += r->reached[a];
    }
}

/* Poison marks; it counts no money but the gross inflow of services. */
static void end_poison(struct ref_coin_result *r)
{
    for (int a = 0; a < r->addresses; a++) {
        r->gross_in[a] = r->service[a];
        r->service[a] = 0;
    }
    r->opening = r->received = r->held = r->at_services = 0;
    r->fees = r->burnt = r->unresolved = 0;
}

static void end_money(struct ref_coin_result *r)
{
    uint64_t ended = r->held + r->at_services + r->fees + r->burnt + r->unresolved;
    REF_ASSERT(r->opening + r->received == ended);
    for (int a = 0; a < r->addresses; a++)
        r->total_in[a] = 0;
}

static struct ref_coin_result *new_result(int addresses)
{
    size_t count = (size_t)addresses;
    struct ref_coin_result *r = ref_alloc(1, sizeof *r);
    r->addresses = addresses;
    r->service = ref_alloc(count, sizeof *r->service);
    r->gross_in = ref_alloc(count, sizeof *r->gross_in);
    r->total_in = ref_alloc(count, sizeof *r->total_in);
    r->is_service = ref_alloc(count, sizeof *r->is_service);
    r->reached = ref_alloc(count, sizeof *r->reached);
    r->hops = ref_alloc(count, sizeof *r->hops);
    for (size_t a = 0; a < count; a++)
        r->hops[a] = -1;
    return r;
}

static void init_walk(struct coin_walk *w)
{
    w->outputs = ref_alloc(w->chain->tx_count, sizeof *w->outputs);
    for (size_t t = 0; t < w->chain->tx_count; t++) {
        w->outputs[t] = ref_alloc(w->chain->txs[t].output_count, sizeof **w->outputs);
        for (size_t i = 0; i < w->chain->txs[t].output_count; i++)
            w->outputs[t][i].hops = -1;
    }
    w->active = ref_alloc(w->query->seed_count, sizeof *w->active);
    w->left = ref_alloc(w->query->seed_count, sizeof *w->left);
    for (size_t s = 0; s < w->query->seed_count; s++)
        w->left[s] = w->query->seeds[s].cap;
    for (int a = 0; a < w->chain->addresses; a++)
        w->result->is_service[a] = is_service(w, a);
}

static void release_walk(struct coin_walk *w)
{
    for (size_t t = 0; t < w->chain->tx_count; t++) {
        for (size_t i = 0; i < w->chain->txs[t].output_count; i++)
            tape_release(&w->outputs[t][i].tape);
        free(w->outputs[t]);
    }
    free(w->outputs);
    free(w->active);
    free(w->left);
}

struct ref_coin_result *ref_coin_trace(const struct ref_coin_chain *chain,
                                       const struct ref_coin_query *query)
{
    struct coin_walk w = {.chain = chain, .query = query, .fee_hops = -1};
    REF_ASSERT(query->addresses == chain->addresses);
    w.result = new_result(chain->addresses);
    init_walk(&w);
    for (size_t b = 0; b < chain->block_count && b <= query->until_block; b++)
        walk_block(&w, b);
    take_stock(&w);
    release_walk(&w);
    if (query->rule == REF_POISON)
        end_poison(w.result);
    else
        end_money(w.result);
    return w.result;
}
