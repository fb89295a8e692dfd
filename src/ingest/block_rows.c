#include "ingest/block_rows.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/limits.h"
#include "ingest/order.h"

void block_rows_release(struct block_rows *block)
{
    free(block->rows);
    hash_index_release(&block->index);
    *block = (struct block_rows){0};
}

bool block_rows_add(struct block_rows *block, const struct flow_row *row, struct error *err)
{
    struct flow_row *grown =
        array_grow(block->rows, &block->capacity, block->count + 1, sizeof *grown, ORDER_ROWS_MAX);
    if (grown == NULL)
        return error_memory(err, "gathering the rows of a block");
    block->rows = grown;
    block->rows[block->count++] = *row;
    return true;
}

/* An index emptied for this block; one that a huge block has left behind is not worth clearing. */
static void fresh_index(struct block_rows *block)
{
    if (block->index.mask > 64 * block->count)
        hash_index_release(&block->index);
    else
        hash_index_clear(&block->index);
}

static bool equal_rows(const struct flow_row *a, const struct flow_row *b)
{
    return memcmp(a->row.transaction, b->row.transaction, TRANSACTION_ID_BYTES) == 0 &&
           a->row.has_from == b->row.has_from && a->row.has_to == b->row.has_to &&
           memcmp(a->row.from, b->row.from, ACCOUNT_KEY_BYTES) == 0 &&
           memcmp(a->row.to, b->row.to, ACCOUNT_KEY_BYTES) == 0 && a->asset == b->asset &&
           amount_compare(a->row.amount, b->row.amount) == 0;
}

static int by_position(const void *a, const void *b)
{
    const struct flow_row *x = a, *y = b;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

/* ---- with positions ---- */

/* Tables are written in order, nearly always: then there is nothing to sort. */
static void sort_by_position(struct block_rows *block)
{
    size_t i = 1;
    while (i < block->count && by_position(&block->rows[i - 1], &block->rows[i]) < 0)
        i++;
    if (i < block->count)
        qsort(block->rows, block->count, sizeof *block->rows, by_position);
}

static bool fold_positions(struct block_rows *block, const struct flow_row **ret_row,
                           struct error *err)
{
    size_t kept = 1;
    for (size_t i = 1; i < block->count; i++) {
        const struct flow_row *row = &block->rows[i], *last = &block->rows[kept - 1];
        if (row->position != last->position) {
            block->rows[kept++] = *row;
            continue;
        }
        *ret_row = row;
        if (!equal_rows(row, last) || row->row.kind != last->row.kind)
            return error_input(err, ERROR_CONFLICT, "column 5 (position)",
                               "another row of the block has it too, on line %llu",
                               (unsigned long long)last->line);
        block->equal++;
        block->dropped++;
    }
    block->count = kept;
    return true;
}

/* The rows of a transaction stand together: once it has ended it does not begin again. */
static bool check_together(struct block_rows *block, const struct flow_row **ret_row,
                           struct error *err)
{
    fresh_index(block);
    for (size_t i = 0; i < block->count; i++) {
        const unsigned char *id = block->rows[i].row.transaction;
        uint64_t hash = XXH3_64bits(id, TRANSACTION_ID_BYTES);
        uint32_t other;
        if (i > 0 && memcmp(id, block->rows[i - 1].row.transaction, TRANSACTION_ID_BYTES) == 0)
            continue;
        *ret_row = &block->rows[i];
        for (size_t at = hash_index_first(&block->index, hash);
             hash_index_find(&block->index, hash, &at, &other);
             at = hash_index_next(&block->index, at))
            if (memcmp(block->rows[other].row.transaction, id, TRANSACTION_ID_BYTES) == 0)
                return error_input(err, ERROR_VALUE, "column 5 (position)",
                                   "the rows of its transaction stand apart; expected them one "
                                   "after the other");
        if (!hash_index_add(&block->index, hash, (uint32_t)i))
            return error_memory(err, "checking a block");
    }
    return true;
}

/* ---- without ---- */

/* Of all that equal_rows compares, so that one pair's many payments do not share a hash. */
static uint64_t hash_row(const struct flow_row *row)
{
    unsigned char amount[32];
    amount_store(amount, row->row.amount, sizeof amount);
    uint64_t parts[5] = {XXH3_64bits(row->row.transaction, TRANSACTION_ID_BYTES),
                         XXH3_64bits(row->row.from, ACCOUNT_KEY_BYTES),
                         XXH3_64bits(row->row.to, ACCOUNT_KEY_BYTES),
                         XXH3_64bits(amount, sizeof amount), row->asset};
    return XXH3_64bits(parts, sizeof parts);
}

static bool fold_equal(struct block_rows *block, struct error *err)
{
    size_t kept = 0;
    fresh_index(block);
    for (size_t i = 0; i < block->count; i++) {
        struct flow_row row = block->rows[i];
        uint64_t hash = hash_row(&row);
        uint32_t other;
        bool equal = false;
        for (size_t at = hash_index_first(&block->index, hash);
             !equal && hash_index_find(&block->index, hash, &at, &other);
             at = hash_index_next(&block->index, at))
            equal = equal_rows(&block->rows[other], &row);
        block->equal += equal;
        if (equal && block->unique) {
            block->dropped++;
            continue;
        }
        if (!equal && !hash_index_add(&block->index, hash, (uint32_t)kept))
            return error_memory(err, "comparing the rows of a block");
        block->rows[kept++] = row;
    }
    block->count = kept;
    return true;
}

static bool check_positions(const struct block_rows *block, const struct flow_row **ret_row,
                            struct error *err)
{
    bool positions = block->rows[0].position != FLOW_NO_POSITION;
    for (size_t i = 1; i < block->count; i++)
        if ((block->rows[i].position != FLOW_NO_POSITION) != positions) {
            *ret_row = &block->rows[i];
            return error_input(err, ERROR_VALUE, "column 5 (position)",
                               "expected a position in every row of block %llu or in none",
                               (unsigned long long)block->rows[i].row.block);
        }
    return true;
}

bool block_rows_prepare(struct block_rows *block, const struct flow_row **ret_row,
                        struct error *err)
{
    if (block->count == 0)
        return true;
    *ret_row = &block->rows[0];
    if (!check_positions(block, ret_row, err))
        return false;
    if (block->rows[0].position == FLOW_NO_POSITION)
        return fold_equal(block, err) && order_block(block->rows, block->count, err);
    sort_by_position(block);
    return fold_positions(block, ret_row, err) && check_together(block, ret_row, err);
}
