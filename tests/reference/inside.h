/*
 * What the files of the reference share with each other and with nobody else.
 */
#pragma once

#include "reference.h"

/* Kept on in every build: a reference that goes on after a contradiction is worth nothing. */
#define REF_ASSERT(x) ((x) ? (void)0 : ref_fail(__FILE__, __LINE__, #x))
_Noreturn void ref_fail(const char *file, int line, const char *what);

void *ref_alloc(size_t count, size_t size); /* zeroed; aborts when memory is out */
void *ref_grow(void *old, size_t count, size_t size);
mpz_t *ref_numbers(size_t count); /* zeroes */
void ref_numbers_free(mpz_t *numbers, size_t count);

/* A lot: so much of one class. LOT_FRESH is coloured value that came by a transfer of the running
   transaction, so that --min has not yet judged it. */
enum lot_class { LOT_CLEAN, LOT_COLOURED, LOT_FRESH, LOT_CLASSES };

struct lot {
    enum lot_class class;
    mpz_t amount;
};

/* Lots in order; the first is the oldest. */
struct lots {
    size_t count;
    size_t room;
    struct lot *lot;
};

void ref_lots_init(struct lots *lots);
void ref_lots_release(struct lots *lots);
void ref_lots_push(struct lots *lots, enum lot_class class, const mpz_t amount); /* as the newest */
void ref_lots_append(struct lots *lots, const struct lots *more);
void ref_lots_sum(const struct lots *lots, enum lot_class class, mpz_t ret_sum);
void ref_lots_sum_coloured(const struct lots *lots, mpz_t ret_sum); /* coloured and fresh */
void ref_lots_rename(struct lots *lots, enum lot_class from, enum lot_class to);
/* Moves amount out of lots to the end of drawn, piece by piece, from the oldest or newest side. */
void ref_lots_draw(struct lots *lots, bool newest_first, const mpz_t amount, struct lots *drawn);
/* Colours clean lots, oldest first, up to limit (NULL: all). */
void ref_lots_paint(struct lots *lots, const mpz_t *limit, mpz_t ret_painted);

/* A container is one (account, asset). FIFO and LIFO keep lots. Haircut and TIHO do not care about
   order and keep one amount a class. */
struct container {
    struct lots lots;
    mpz_t pool[LOT_CLASSES];
    mpz_t arrived; /* drawn colour that arrived in the running transaction, for --min */
};

bool ref_rule_keeps_lots(enum ref_rule rule);
void ref_container_init(struct container *c);
void ref_container_release(struct container *c);
void ref_container_add(struct container *c, enum ref_rule rule, const struct lots *arrival);
void ref_container_draw(struct container *c, enum ref_rule rule, const mpz_t amount,
                        struct lots *drawn);
void ref_container_paint(struct container *c, enum ref_rule rule, const mpz_t *limit,
                         mpz_t ret_painted);
void ref_container_sum(const struct container *c, enum ref_rule rule, enum lot_class class,
                       mpz_t ret_sum);
void ref_container_rename_fresh(struct container *c, enum ref_rule rule, enum lot_class to);

/* Which rows and accounts a query looks at. */
size_t ref_query_end(const struct ref_table *ledger, const struct ref_query *query);
bool ref_query_block_begins(const struct ref_table *ledger, const struct ref_query *query,
                            uint64_t block);
bool ref_query_is_service(const struct ref_table *ledger, const struct ref_query *query,
                          int account);
bool ref_seed_covers(const struct ref_seed *seed, int account, int asset);
bool ref_seed_names_row(const struct ref_seed *seed, size_t index, const struct ref_row *row);

/* The walks: each fills one result. */
void ref_trace_money(const struct ref_table *ledger, const struct ref_query *query, int asset,
                     mpz_t *unseen, struct ref_result *result);
void ref_trace_poison(const struct ref_table *ledger, const struct ref_query *query, int asset,
                      struct ref_result *result);
void ref_result_hop(struct ref_result *result, const struct ref_row *row, size_t index);
