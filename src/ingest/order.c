#include "ingest/order.h"

#include <stdlib.h>

/* A group is a run of rows that are placed together: first the transactions of the block, then the
 * single rows of a transaction. */
struct group {
    size_t first, count; /* in the row list */
    bool placed;
};

static bool same_key(const unsigned char *a, const unsigned char *b)
{
    return memcmp(a, b, ACCOUNT_KEY_BYTES) == 0;
}

static bool sends(const struct flow_row *row)
{
    return transfer_kind_info(row->row.kind)->debits;
}

static bool arrives(const struct flow_row *row)
{
    return transfer_kind_info(row->row.kind)->credits;
}

/* Does `row` spend from a container to which `other` brings something? */
static bool is_funded_by(const struct flow_row *row, const struct flow_row *other)
{
    return sends(row) && arrives(other) && row->asset == other->asset &&
           same_key(row->row.from, other->row.to);
}

/* Rows whose own sender is a sender of the group do not make it wait. */
static bool is_sender_of(const struct flow_row *const *rows, const struct group *group,
                         const struct flow_row *other)
{
    if (!sends(other))
        return false;
    for (size_t i = 0; i < group->count; i++) {
        const struct flow_row *row = rows[group->first + i];
        if (sends(row) && row->asset == other->asset && same_key(row->row.from, other->row.from))
            return true;
    }
    return false;
}

static bool waits_for(const struct flow_row *const *rows, const struct group *group,
                      const struct group *other)
{
    for (size_t j = 0; j < other->count; j++) {
        const struct flow_row *incoming = rows[other->first + j];
        for (size_t i = 0; i < group->count; i++)
            if (is_funded_by(rows[group->first + i], incoming) &&
                !is_sender_of(rows, group, incoming))
                return true;
    }
    return false;
}

static bool waits(const struct flow_row *const *rows, const struct group *groups, size_t count,
                  size_t group)
{
    for (size_t other = 0; other < count; other++)
        if (other != group && !groups[other].placed &&
            waits_for(rows, &groups[group], &groups[other]))
            return true;
    return false;
}

/* The order of the groups: `ret_order` gets their indices. */
static void place_groups(const struct flow_row *const *rows, struct group *groups, size_t count,
                         size_t *ret_order)
{
    size_t first = 0;
    for (size_t done = 0; done < count; done++) {
        while (groups[first].placed)
            first++;
        size_t chosen = first;
        for (size_t i = first; i < count; i++)
            if (!groups[i].placed && !waits(rows, groups, count, i)) {
                chosen = i;
                break;
            }
        groups[chosen].placed = true;
        ret_order[done] = chosen;
    }
}

struct work {
    struct flow_row *copy;
    const struct flow_row **rows; /* grouped by transaction, in order of first appearance */
    struct group *transactions, *single;
    size_t *order, *inner;
};

static void group_by_transaction(struct work *work, size_t count, size_t *ret_groups)
{
    size_t groups = 0, used = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *id = work->copy[i].row.transaction;
        size_t seen = 0;
        while (seen < groups && memcmp(work->rows[work->transactions[seen].first]->row.transaction,
                                       id, TRANSACTION_ID_BYTES) != 0)
            seen++;
        if (seen < groups)
            continue;
        work->transactions[groups] = (struct group){.first = used};
        for (size_t j = i; j < count; j++)
            if (memcmp(work->copy[j].row.transaction, id, TRANSACTION_ID_BYTES) == 0)
                work->rows[used++] = &work->copy[j];
        work->transactions[groups].count = used - work->transactions[groups].first;
        groups++;
    }
    *ret_groups = groups;
}

static void order_all(struct work *work, struct flow_row *rows, size_t count)
{
    size_t groups, placed = 0;
    memcpy(work->copy, rows, count * sizeof *rows);
    group_by_transaction(work, count, &groups);
    place_groups(work->rows, work->transactions, groups, work->order);
    for (size_t i = 0; i < groups; i++) {
        const struct group *group = &work->transactions[work->order[i]];
        for (size_t j = 0; j < group->count; j++)
            work->single[j] = (struct group){.first = group->first + j, .count = 1};
        place_groups(work->rows, work->single, group->count, work->inner);
        for (size_t j = 0; j < group->count; j++)
            rows[placed++] = *work->rows[group->first + work->inner[j]];
    }
}

bool order_block(struct flow_row *rows, size_t count, struct error *err)
{
    if (count < 2)
        return true;
    struct work work = {
        .copy = calloc(count, sizeof *work.copy),
        .rows = calloc(count, sizeof *work.rows),
        .transactions = calloc(count, sizeof *work.transactions),
        .single = calloc(count, sizeof *work.single),
        .order = calloc(count, sizeof *work.order),
        .inner = calloc(count, sizeof *work.inner),
    };
    bool ok = work.copy != NULL && work.rows != NULL && work.transactions != NULL &&
              work.single != NULL && work.order != NULL && work.inner != NULL;
    if (ok)
        order_all(&work, rows, count);
    free(work.copy);
    free(work.rows);
    free(work.transactions);
    free(work.single);
    free(work.order);
    free(work.inner);
    return ok || error_memory(err, "ordering a block");
}
