/*
 * The naive reference for the trace over a coin chain.
 *
 * What: the same second opinion as reference.h, for chains of transactions: every output is a
 * container that holds its satoshis in order, each stretch clean or coloured, and every transaction
 * lays the stretches of its inputs end to end and gives them to its outputs by the rule. It shares
 * nothing with src/. Load: some ten thousand transactions. Lifetime: chains, queries and results
 * are made and freed by the caller. Threads: none. A broken promise, or a trace that does not
 * balance, aborts. docs/coin-reference.md says how each question that the rules leave was answered.
 */
#pragma once

#include "reference.h"

#define REF_NO_TX SIZE_MAX

struct ref_coin_input {
    size_t tx;    /* number in the chain */
    size_t index; /* of its outputs */
};

struct ref_coin_output {
    uint64_t value;
    int owner;  /* REF_NONE: a script without an address */
    bool burnt; /* OP_RETURN */
};

/* The first transaction of a block is its coinbase and has no inputs. */
struct ref_coin_tx {
    size_t block;
    size_t repeats; /* a coinbase with the same txid as this earlier one; else REF_NO_TX */
    size_t input_count, output_count;
    struct ref_coin_input *inputs;
    struct ref_coin_output *outputs;
};

struct ref_coin_block {
    size_t first_tx;
    uint64_t subsidy; /* what its coinbase may claim beside the fees */
};

/* Addresses are numbered 0 to addresses - 1; blocks are numbered by height. */
struct ref_coin_chain {
    int addresses;
    size_t block_count, tx_count;
    struct ref_coin_block *blocks;
    struct ref_coin_tx *txs;
};

void ref_coin_chain_init(struct ref_coin_chain *chain, int addresses);
void ref_coin_chain_release(struct ref_coin_chain *chain);
/* Begins a block; the number returned is that of its coinbase. */
size_t ref_coin_add_block(struct ref_coin_chain *chain, uint64_t subsidy);
/* Another transaction in the last block. */
size_t ref_coin_add_tx(struct ref_coin_chain *chain);
/* Each appends to transaction tx, which may be any, so that a coinbase can come last. */
void ref_coin_add_input(struct ref_coin_chain *chain, size_t tx, size_t from_tx, size_t index);
void ref_coin_add_output(struct ref_coin_chain *chain, size_t tx, uint64_t value, int owner,
                         bool burnt);

size_t ref_coin_block_end(const struct ref_coin_chain *chain, size_t block); /* of its txs */
uint64_t ref_coin_sum_in(const struct ref_coin_chain *chain, size_t tx);
uint64_t ref_coin_sum_out(const struct ref_coin_chain *chain, size_t tx);
uint64_t ref_coin_fees(const struct ref_coin_chain *chain, size_t block);
/* Whether another transaction has its txid: no seed may name it. */
bool ref_coin_is_repeated(const struct ref_coin_chain *chain, size_t tx);
/* Aborts unless inputs spend what is there and unspent, and no sum grows on its way. */
void ref_coin_check(const struct ref_coin_chain *chain);

enum ref_coin_follow { REF_FEES_STOP, REF_SUBSIDY_FIRST, REF_FEES_FIRST, REF_FOLLOWS };

enum ref_coin_seed_kind { REF_COIN_SEED_OUTPUT, REF_COIN_SEED_TX, REF_COIN_SEED_ADDRESS };

struct ref_coin_seed {
    enum ref_coin_seed_kind kind;
    size_t tx, index; /* output: both; tx: the first */
    int address;
    size_t block; /* address: active from before the first transaction of this block */
    bool has_cap; /* poison: says where colour starts, and then marks wholes */
    uint64_t cap;
};

/* One colour. */
struct ref_coin_query {
    enum ref_rule rule;
    enum ref_coin_follow follow;
    int addresses; /* as in the chain: the length of the two arrays */
    bool *is_service, *is_through;
    size_t until_block; /* inclusive; SIZE_MAX: no end */
    uint64_t min;       /* 0: no minimum */
    size_t seed_count;
    struct ref_coin_seed *seeds;
};

void ref_coin_query_init(struct ref_coin_query *query, int addresses);
void ref_coin_query_release(struct ref_coin_query *query);
/* Appends one seed without a cap. The pointer lives until the next append. */
struct ref_coin_seed *ref_coin_add_seed(struct ref_coin_query *query, enum ref_coin_seed_kind kind);

struct ref_coin_holding {
    size_t tx, index;
    uint64_t amount; /* poison: the whole value, which is no money */
    int hops;
};

/* One colour. Arrays are by address, holdings in chain order. Under poison the sums are left 0, and
   only poison fills gross_in and total_in. */
struct ref_coin_result {
    int addresses;
    uint64_t opening, received, held, at_services, fees, burnt, unresolved;
    uint64_t *service; /* the sum of it is at_services */
    uint64_t *gross_in, *total_in;
    bool *is_service;
    bool *reached; /* ever held a coloured lot */
    size_t reached_count;
    int *hops; /* the fewest of what an address ever held; -1: not reached */
    size_t holding_count;
    struct ref_coin_holding *holdings;
    size_t tainted_txs; /* that had a coloured input; coinbases not counted */
};

struct ref_coin_result *ref_coin_trace(const struct ref_coin_chain *chain,
                                       const struct ref_coin_query *query);
void ref_coin_result_free(struct ref_coin_result *result);
bool ref_coin_results_equal(const struct ref_coin_result *a, const struct ref_coin_result *b);
