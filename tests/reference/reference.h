/*
 * The naive reference for the trace over an account chain.
 *
 * What: a slow and obvious second opinion on docs/taint-rules.md, with GMP integers. It shares
 * nothing with src/, on purpose: when both agree, a mistake must have been made twice. Load: a few
 * thousand rows; several steps are quadratic and stay so. Lifetime: tables, queries and results are
 * made and freed by the caller; no state is kept. Threads: none. A broken promise of a caller, or a
 * trace that does not balance, aborts.
 */
#pragma once

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REF_NONE     (-1)     /* no account; as the asset of a seed: every asset */
#define REF_NO_ROW   SIZE_MAX /* the hops of a seed were made by no row */
#define REF_NO_BLOCK UINT64_MAX

enum ref_kind {
    REF_VALUE,
    REF_INTERNAL,
    REF_TOKEN,
    REF_GAS,
    REF_MINT,
    REF_BURN,
    REF_WRAP,
    REF_UNWRAP,
    REF_WITHDRAWAL,
    REF_REWARD,
    REF_GENESIS,
    REF_L1FEE,
    REF_KINDS
};

enum ref_rule { REF_HAIRCUT, REF_FIFO, REF_LIFO, REF_TIHO, REF_POISON, REF_RULES };

struct ref_row {
    uint64_t block;
    int tx; /* rows of one block with the same number are one transaction */
    bool has_position;
    uint64_t position; /* place in the block; used when every row of the block has one */
    int from;          /* REF_NONE: nobody */
    int to;
    int asset;
    enum ref_kind kind;
    mpz_t amount;
};

/* Accounts are numbered 0 to accounts - 1, assets likewise. */
struct ref_table {
    int accounts;
    int assets;
    size_t count;
    size_t room;
    struct ref_row *rows;
};

void ref_table_init(struct ref_table *table, int accounts, int assets);
void ref_table_release(struct ref_table *table);
/* Appends a row with amount 0 and no position. The pointer lives until the next append. */
struct ref_row *ref_table_add(struct ref_table *table, uint64_t block, int tx, enum ref_kind kind,
                              int from, int to, int asset);
void ref_table_copy(struct ref_table *to, const struct ref_table *from); /* to: not initialised */
void ref_table_drop_last(struct ref_table *table);

const char *ref_kind_name(enum ref_kind kind);
const char *ref_rule_name(enum ref_rule rule);
/* Which sides of a row move value: gas debits only, mint credits only. */
bool ref_row_debits(const struct ref_row *row);
bool ref_row_credits(const struct ref_row *row);
bool ref_row_same_tx(const struct ref_row *a, const struct ref_row *b);

/* Puts rows in given order into ledger order. Everything below wants ledger order. */
void ref_order(struct ref_table *table);

/* For each row, the lot that its debit has to create because the balance is too small. */
mpz_t *ref_unseen(const struct ref_table *ledger);
void ref_unseen_free(mpz_t *unseen, size_t count);

enum ref_seed_kind { REF_SEED_ACCOUNT, REF_SEED_ROW, REF_SEED_TX };

struct ref_seed {
    enum ref_seed_kind kind;
    int account;    /* account seed */
    int asset;      /* account seed; REF_NONE: every asset */
    uint64_t block; /* account seed: active from the first transaction of this block; 0: always */
    size_t row;     /* row seed: index in ledger order */
    int tx;         /* transaction seed */
    bool has_cap;
    mpz_t cap; /* per asset */
};

/* One colour. */
struct ref_query {
    enum ref_rule rule;
    int accounts;         /* as in the table: the length of the two arrays */
    bool *is_service;     /* by account */
    bool *is_through;     /* by account: no service after all */
    uint64_t until_block; /* inclusive; REF_NO_BLOCK: no end */
    size_t until_row;     /* inclusive; REF_NO_ROW: no end */
    mpz_t min;            /* 0: no minimum */
    size_t seed_count;
    struct ref_seed *seeds;
};

void ref_query_init(struct ref_query *query, enum ref_rule rule, int accounts);
void ref_query_release(struct ref_query *query);
void ref_query_clear_seeds(struct ref_query *query);
/* Each appends one seed without a cap. The pointer lives until the next append. */
struct ref_seed *ref_query_seed_account(struct ref_query *query, int account, int asset,
                                        uint64_t block);
struct ref_seed *ref_query_seed_row(struct ref_query *query, size_t row);
struct ref_seed *ref_query_seed_tx(struct ref_query *query, int tx);

/* One colour in one asset. Arrays are by account. Poison fills only unseen, reached, hops, gross_in
   and total_in; the other rules leave those last two at 0. */
struct ref_result {
    mpz_t opening;
    mpz_t received;
    mpz_t held; /* the sum of holding */
    mpz_t fees;
    mpz_t burnt;
    mpz_t unresolved;
    mpz_t unseen;
    mpz_t at_services; /* the sum of service */
    mpz_t *holding;
    mpz_t *service;
    mpz_t *gross_in;
    mpz_t *total_in;
    bool *is_service; /* services of this colour: an account that a seed names is none */
    bool *reached;
    size_t reached_count;
    int *hops; /* -1: no path */
    size_t *hops_row;
    int deepest; /* reached account with most hops, earliest hops_row; REF_NONE: nobody */
};

struct ref_results {
    int accounts;
    int assets;
    struct ref_result *asset;
};

struct ref_results *ref_trace(const struct ref_table *ledger, const struct ref_query *query);
void ref_results_free(struct ref_results *results);
