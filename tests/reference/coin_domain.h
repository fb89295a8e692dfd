/*
 * Cases for comparing an engine with the coin reference: every one of a tiny domain, random ones.
 *
 * The domain: two coinbases of one block each with one output of 0 to 3 satoshis, then some
 * transactions of at most 2 inputs and 2 outputs, values 0 to 3, fee 0 or 1, each in the block of
 * the one before or in a new one; further coinbases claim all or all but one satoshi and may be
 * spent. Owners go round by the number of the output; a second output may be an OP_RETURN. Queries:
 * each rule, each way of following fees, each seed (outputs, transactions, addresses) with each
 * part amount, services, --min,
 * --until. Load: 8,120 chains of one
 * transaction, 3.2 million of two, a billion of three: these are sampled. A chain has some 10,000
 * queries.
 */
#pragma once

#include "coin.h"

struct ref_coin_domain {
    int transactions;
    uint64_t samples;      /* 0: every chain; else so many choices at random, possible or not */
    bool owners;           /* every owner of every output, else owners go round */
    uint64_t chain_stride; /* visit every such chain; a prime does not beat with the choices */
    uint64_t chain_offset; /* starting with this one */
    uint64_t queries;      /* 0: every query of those; else so many drawn at random */
};

struct ref_coin_case {
    const struct ref_coin_chain *chain;
    const struct ref_coin_query *query;
    uint64_t chain_number; /* equal for the cases of one chain, which come one after the other */
};

/* Shows every case to visit until it returns false. Returns the number shown. What is shown lives
   until visit returns; the chain until its last case has. */
uint64_t ref_coin_domain_visit(const struct ref_coin_domain *domain,
                               bool (*visit)(void *context, const struct ref_coin_case *c),
                               void *context);

enum { REF_COIN_MOST_COLOURS = 4 };

/* One random chain and one query a colour, which differ in their seeds only; the rule is haircut
   and fees stop: the caller sets others. */
struct ref_coin_random {
    struct ref_coin_chain chain;
    size_t colours;
    struct ref_coin_query query[REF_COIN_MOST_COLOURS];
};

/* The same seed makes the same chain on every machine: block 0 is regtest's own (one output that is
   never spent), 1 to 60 transactions, 2 to 8 addresses, under-claimed and repeated coinbases.
   maturity: blocks before a coinbase may be spent; with 100 (what Bitcoin asks) the chain gets
   stretches of empty blocks, so that some are. No block is repeated as a whole. */
void ref_coin_random_init(struct ref_coin_random *random, uint64_t seed, size_t maturity);
void ref_coin_random_release(struct ref_coin_random *random);

/* The fixed chain that coin_odd.c draws, with under-claimed and repeated coinbases; the colours are
   the coinbase of block 1, the address that is paid twice by the same bytes, and the one whose
   output a repetition buries. Release as a random one. */
void ref_coin_odd_init(struct ref_coin_random *odd);

/* What a coinbase may claim beside the fees, on regtest. */
uint64_t ref_coin_subsidy(size_t height);
