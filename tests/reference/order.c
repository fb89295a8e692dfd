/*
 * Ledger order (docs/taint-rules.md, "Order inside a block").
 *
 * Both levels are the same rule. Groups: place the first group none of whose senders still waits
 * for a row of another unplaced group. Rows inside a group: place the first row whose sender does
 * not wait for another unplaced row of the group. When all wait, the first.
 */
#include "inside.h"

#include <stdlib.h>

static bool debits_container(const struct ref_row *row, int account, int asset)
{
    return ref_row_debits(row) && row->from == account && row->asset == asset;
}

static bool credits_container(const struct ref_row *row, int account, int asset)
{
    return ref_row_credits(row) && row->to == account && row->asset == asset;
}

/* The rows of one block in given order. placed[i] tells which are already in ledger order. */
struct block {
    const struct ref_row *rows;
    size_t count;
    bool *placed;
};

/* Whether some row of the transaction debits (account, asset). */
static bool tx_debits(const struct block *block, int tx, int account, int asset)
{
    for (size_t i = 0; i < block->count; i++)
        if (block->rows[i].tx == tx && debits_container(&block->rows[i], account, asset))
            return true;
    return false;
}

/* Whether (account, asset), a sender of the transaction, has an incoming row in another unplaced
   transaction. A row that one of the transaction's own senders sends does not count. */
static bool sender_waits(const struct block *block, int tx, int account, int asset)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct ref_row *row = &block->rows[i];
        if (block->placed[i] || row->tx == tx || !credits_container(row, account, asset))
            continue;
        if (!(ref_row_debits(row) && tx_debits(block, tx, row->from, row->asset)))
            return true;
    }
    return false;
}

static bool tx_waits(const struct block *block, int tx)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct ref_row *row = &block->rows[i];
        if (row->tx == tx && ref_row_debits(row) && sender_waits(block, tx, row->from, row->asset))
            return true;
    }
    return false;
}

/* Transactions are placed whole, so an unplaced row's transaction is unplaced. */
static int choose_tx(const struct block *block)
{
    int first = REF_NONE;
    bool found = false;
    for (size_t i = 0; i < block->count; i++) {
        if (block->placed[i])
            continue;
        if (!tx_waits(block, block->rows[i].tx))
            return block->rows[i].tx;
        if (!found)
            first = block->rows[i].tx;
        found = true;
    }
    REF_ASSERT(found);
    return first;
}

static bool row_waits(const struct block *block, const struct ref_row *row)
{
    if (!ref_row_debits(row))
        return false;
    for (size_t i = 0; i < block->count; i++) {
        const struct ref_row *other = &block->rows[i];
        if (other == row || block->placed[i] || other->tx != row->tx)
            continue;
        if (credits_container(other, row->from, row->asset) &&
            !debits_container(other, row->from, row->asset))
            return true;
    }
    return false;
}

/* The index of the row of this transaction to place next; block->count when all are placed. */
static size_t choose_row(const struct block *block, int tx)
{
    size_t first = block->count;
    for (size_t i = 0; i < block->count; i++) {
        if (block->placed[i] || block->rows[i].tx != tx)
            continue;
        if (!row_waits(block, &block->rows[i]))
            return i;
        if (first == block->count)
            first = i;
    }
    return first;
}

/* Rows are moved, not copied: each number has one owner before and after. */
static void order_by_rule(struct ref_row *rows, size_t count)
{
    struct ref_row *ordered = ref_alloc(count, sizeof *ordered);
    struct block block = {rows, count, ref_alloc(count, sizeof(bool))};
    for (size_t done = 0; done < count;) {
        int tx = choose_tx(&block);
        for (size_t i = choose_row(&block, tx); i < count; i = choose_row(&block, tx)) {
            ordered[done++] = rows[i];
            block.placed[i] = true;
        }
    }
    for (size_t i = 0; i < count; i++)
        rows[i] = ordered[i];
    free(ordered);
    free(block.placed);
}

/* Insertion sorts, because they are plainly stable. */
static void order_by_position(struct ref_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && rows[j - 1].position > rows[j].position; j--) {
            struct ref_row swap = rows[j];
            rows[j] = rows[j - 1];
            rows[j - 1] = swap;
        }
}

static void order_by_block(struct ref_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && rows[j - 1].block > rows[j].block; j--) {
            struct ref_row swap = rows[j];
            rows[j] = rows[j - 1];
            rows[j - 1] = swap;
        }
}

void ref_order(struct ref_table *table)
{
    order_by_block(table->rows, table->count);
    size_t end;
    for (size_t start = 0; start < table->count; start = end) {
        bool all_have_positions = true;
        for (end = start; end < table->count; end++) {
            if (table->rows[end].block != table->rows[start].block)
                break;
            all_have_positions = all_have_positions && table->rows[end].has_position;
        }
        if (all_have_positions)
            order_by_position(table->rows + start, end - start);
        else
            order_by_rule(table->rows + start, end - start);
    }
}
