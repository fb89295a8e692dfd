#include "ingest/order.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/limits.h"
#include "ingest/placing.h"

/* Everything by number: rows as given, banks and transactions in order of first appearance. */
struct work {
    struct flow_row *given; /* a copy */
    uint32_t *from, *to;    /* by row: bank */
    uint32_t *transaction;  /* by row */
    uint32_t *rows;         /* grouped by transaction */
    uint32_t *starts;       /* by transaction, and the end: in `rows` */
    uint32_t *single;       /* 0, 1, 2, ...: rows as groups of their own */
    uint32_t *outer, *inner;
    uint32_t *named; /* by bank: 2 * row, + 1 when it is the row's `to` */
    size_t bank_count, transaction_count;
    struct hash_index banks, transactions;
    struct placing placing;
};

static bool same_bank(const struct work *work, uint32_t named, const unsigned char *key,
                      uint32_t asset)
{
    const struct flow_row *row = &work->given[named / 2];
    return row->asset == asset &&
           memcmp(named % 2 != 0 ? row->row.to : row->row.from, key, ACCOUNT_KEY_BYTES) == 0;
}

static bool bank_of(struct work *work, uint32_t named, uint32_t *ret_bank)
{
    const struct flow_row *row = &work->given[named / 2];
    const unsigned char *key = named % 2 != 0 ? row->row.to : row->row.from;
    uint64_t hash = XXH3_64bits_withSeed(key, ACCOUNT_KEY_BYTES, row->asset);
    uint32_t bank;
    for (size_t at = hash_index_first(&work->banks, hash);
         hash_index_find(&work->banks, hash, &at, &bank); at = hash_index_next(&work->banks, at))
        if (same_bank(work, work->named[bank], key, row->asset)) {
            *ret_bank = bank;
            return true;
        }
    *ret_bank = (uint32_t)work->bank_count;
    work->named[work->bank_count++] = named;
    return hash_index_add(&work->banks, hash, *ret_bank);
}

static bool find_banks(struct work *work, uint32_t count)
{
    for (uint32_t row = 0; row < count; row++) {
        const struct transfer_kind_info *kind = transfer_kind_info(work->given[row].row.kind);
        work->from[row] = work->to[row] = NO_BANK;
        if ((kind->debits && !bank_of(work, 2 * row, &work->from[row])) ||
            (kind->credits && !bank_of(work, 2 * row + 1, &work->to[row])))
            return false;
    }
    return true;
}

/* `inner` serves as the first row of each transaction. */
static bool transaction_of(struct work *work, uint32_t row)
{
    const unsigned char *id = work->given[row].row.transaction;
    uint64_t hash = XXH3_64bits(id, TRANSACTION_ID_BYTES);
    uint32_t number;
    for (size_t at = hash_index_first(&work->transactions, hash);
         hash_index_find(&work->transactions, hash, &at, &number);
         at = hash_index_next(&work->transactions, at))
        if (memcmp(work->given[work->inner[number]].row.transaction, id, TRANSACTION_ID_BYTES) ==
            0) {
            work->transaction[row] = number;
            return true;
        }
    work->transaction[row] = (uint32_t)work->transaction_count;
    work->inner[work->transaction_count] = row;
    return hash_index_add(&work->transactions, hash, (uint32_t)work->transaction_count++);
}

/* A counting sort: rows of a transaction stay in given order. */
static bool group_rows(struct work *work, uint32_t count)
{
    for (uint32_t row = 0; row < count; row++)
        if (!transaction_of(work, row))
            return false;
    for (uint32_t row = 0; row < count; row++)
        work->starts[work->transaction[row] + 2]++;
    for (size_t i = 2; i < work->transaction_count + 2; i++)
        work->starts[i] += work->starts[i - 1];
    for (uint32_t row = 0; row < count; row++)
        work->rows[work->starts[work->transaction[row] + 1]++] = row;
    return true;
}

/* Orders the rows of one transaction into `ret_rows`. */
static bool order_inside(struct work *work, uint32_t transaction, struct flow_row *ret_rows)
{
    uint32_t start = work->starts[transaction], count = work->starts[transaction + 1] - start;
    if (count > 1 &&
        !placing_order(&work->placing, work->rows + start, work->single, count, work->inner))
        return false;
    if (count == 1)
        work->inner[0] = 0;
    for (uint32_t i = 0; i < count; i++)
        ret_rows[i] = work->given[work->rows[start + work->inner[i]]];
    return true;
}

static bool order_all(struct work *work, struct flow_row *rows, uint32_t count)
{
    size_t done = 0;
    if (!find_banks(work, count) || !group_rows(work, count) ||
        !placing_init(&work->placing, count, work->from, work->to)) {
        work->placing.no_memory = true;
        return false;
    }
    if (!placing_order(&work->placing, work->rows, work->starts, work->transaction_count,
                       work->outer))
        return false;
    for (size_t i = 0; i < work->transaction_count; i++) {
        uint32_t transaction = work->outer[i];
        if (!order_inside(work, transaction, rows + done))
            return false;
        done += work->starts[transaction + 1] - work->starts[transaction];
    }
    return true;
}

static bool make_work(struct work *work, const struct flow_row *rows, size_t count)
{
    uint32_t **lists[] = {&work->from,   &work->to,    &work->transaction, &work->rows,
                          &work->single, &work->outer, &work->inner};
    bool ok = true;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        ok = (*lists[i] = malloc((count + 1) * sizeof **lists[i])) != NULL && ok;
    work->starts = calloc(count + 3, sizeof *work->starts);
    work->named = malloc((2 * count + 1) * sizeof *work->named);
    work->given = malloc(count * sizeof *work->given);
    ok = ok && work->starts != NULL && work->named != NULL && work->given != NULL;
    if (!ok)
        return false;
    memcpy(work->given, rows, count * sizeof *rows);
    for (size_t i = 0; i <= count; i++)
        work->single[i] = (uint32_t)i;
    return true;
}

static void release_work(struct work *work)
{
    free(work->given);
    free(work->from);
    free(work->to);
    free(work->transaction);
    free(work->rows);
    free(work->starts);
    free(work->single);
    free(work->outer);
    free(work->inner);
    free(work->named);
    hash_index_release(&work->banks);
    hash_index_release(&work->transactions);
    placing_release(&work->placing);
}

bool order_block(struct flow_row *rows, size_t count, struct error *err)
{
    struct work work = {0};
    if (count < 2)
        return true;
    if (count > ORDER_ROWS_MAX)
        return error_input(err, ERROR_LIMIT, "block", "more than %d rows without a position",
                           ORDER_ROWS_MAX);
    bool ok = make_work(&work, rows, count);
    work.placing.no_memory = !ok;
    ok = ok && order_all(&work, rows, (uint32_t)count);
    bool no_memory = work.placing.no_memory;
    release_work(&work);
    if (ok)
        return true;
    if (no_memory)
        return error_memory(err, "ordering a block");
    return error_input(err, ERROR_LIMIT, "block",
                       "its transactions fund each other in too many ways; expected positions");
}
