/*
 * Cases for comparing an engine with the reference: every one of a tiny domain, and random ones.
 *
 * The domain: up to 3 accounts, 2 assets, values 0 to 3, a few
 * transactions, every seed part.
 * Load: a table of two rows has some 6,000 cases, and each further row makes some 300 times as many
 * tables. Two rows (28 million cases, 80 seconds of the reference) are meant for a whole visit,
 * three for strides, four for strides or fewer kinds and values; with five, even passing over
 * tables takes hours.
 *
 * Lifetime: what a visitor is shown lives until it returns. Threads: none, no state is kept.
 */
#pragma once

#include "reference.h"

struct ref_domain {
    int accounts;   /* 1 to 3; copies that differ by renaming accounts or assets are left out */
    int assets;     /* 1 or 2 */
    int most_value; /* amounts are 0 to this */
    int transactions;
    int rows_per_tx;
    bool kind[REF_KINDS];
    bool rule[REF_RULES];
    bool subsets_of_services; /* else: no services */
    bool untils;              /* also stop after each block */
    bool pairs_of_seeds;      /* also two seeds of one colour, in both orders */
    int most_cap;             /* seeds without a cap, then with each from 1 to this */
    int most_min;             /* --min from 0 to this */
    uint64_t table_stride;    /* visit every such table; a prime does not beat with the digits */
    uint64_t table_offset;    /* starting with this one */
    uint64_t case_stride;     /* and of the cases of those tables every such */
};

struct ref_case {
    const struct ref_table *given;  /* as a file would have it */
    const struct ref_table *ledger; /* the same rows in ledger order */
    const struct ref_query *query;
    uint64_t table_number; /* equal for the cases of one table, which come one after the other */
    uint64_t number;       /* counts also those that case_stride leaves out */
};

/* Everything of section 11: value, gas, burn and mint, all rules, caps and minima 1 to 3. */
void ref_domain_default(struct ref_domain *domain, int transactions, int rows_per_tx);

/* Shows every case to visit until it returns false. Returns the number shown. */
uint64_t ref_domain_visit(const struct ref_domain *domain,
                          bool (*visit)(void *context, const struct ref_case *c), void *context);

enum { REF_MOST_COLOURS = 4 };

/* One random graph and one query a colour; the queries differ in their seeds only. Their rule is
   haircut: the caller sets others. */
struct ref_random {
    struct ref_table given;
    struct ref_table ledger;
    size_t colours;
    struct ref_query query[REF_MOST_COLOURS];
};

/* The same seed makes the same graph on every machine: 1 to 60 rows, 2 to 8 accounts, 1 to 3
   assets, amounts from 0 to 2^200. */
void ref_random_init(struct ref_random *random, uint64_t seed);
void ref_random_release(struct ref_random *random);
