#include "ledger/build.h"

#include <stdlib.h>

#include "ledger/build_columns.h"

void range_release(struct range *range)
{
    free(range->lists);
    free(range->list_of);
    free(range->list_start);
    free(range->postings);
    free(range->samples);
    free(range->starts);
    free(range->unseen_sums);
}

static bool posts(const struct batch_transfer *transfer, bool arrival, uint32_t *ret_container)
{
    const struct transfer_kind_info *kind = transfer_kind_info(transfer->kind);
    uint32_t side = arrival ? transfer->to : transfer->from;
    if (side == 0 || !(arrival ? kind->credits : kind->debits))
        return false;
    *ret_container = side - 1;
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct range_list *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static void raise(uint64_t *count, uint64_t number)
{
    if (number >= *count)
        *count = number + 1;
}

/* Numbers are given in chain order, so what is new in a range is a run of numbers that ends with
 * the highest that the range names. */
static void count_new(struct range *range)
{
    const struct batch *batch = range->batch;
    range->accounts = range->first_account;
    range->containers = range->first_container;
    range->assets = range->first_asset;
    for (size_t i = range->transfer; i < range->transfer_end; i++) {
        const uint32_t sides[2] = {batch->transfers[i].from, batch->transfers[i].to};
        for (int side = 0; side < 2; side++) {
            if (sides[side] == 0)
                continue;
            uint32_t container = sides[side] - 1;
            raise(&range->containers, batch->containers[container].number);
            raise(&range->accounts, batch_account_number(batch, container));
            raise(&range->assets, batch_asset_number(batch, container));
        }
    }
    range->accounts -= range->first_account;
    range->containers -= range->first_container;
    range->assets -= range->first_asset;
}

/* Which containers have a list: the new ones, at the place of their number (a list may be empty),
 * and before them the old ones with a posting. */
static bool make_lists(struct range *range, struct error *err)
{
    const struct batch *batch = range->batch;
    struct range_list *fresh;
    range->list_of = calloc(batch->containers_count + 1, sizeof *range->list_of);
    range->lists = malloc((batch->containers_count + range->containers + 1) * sizeof *fresh);
    if (range->list_of == NULL || range->lists == NULL)
        return error_memory(err, "building a segment");
    fresh = range->lists + batch->containers_count;
    for (size_t i = range->transfer; i < range->transfer_end; i++) {
        for (int arrival = 0; arrival < 2; arrival++) {
            const struct batch_transfer *transfer = &batch->transfers[i];
            uint32_t side = arrival ? transfer->to : transfer->from, container;
            if (side == 0 || range->list_of[side - 1] != 0)
                continue;
            uint64_t number = batch->containers[side - 1].number;
            if (number >= range->first_container) {
                fresh[number - range->first_container] = (struct range_list){number, side - 1};
            } else {
                if (!posts(transfer, arrival != 0, &container))
                    continue;
                range->lists[range->old_count++] = (struct range_list){number, side - 1};
            }
            range->list_of[side - 1] = 1;
        }
    }
    qsort(range->lists, range->old_count, sizeof *range->lists, by_number);
    memmove(range->lists + range->old_count, fresh, range->containers * sizeof *fresh);
    range->lists_count = range->old_count + range->containers;
    for (size_t i = 0; i < range->lists_count; i++)
        range->list_of[range->lists[i].container] = (uint32_t)i + 1;
    return true;
}

/* A counting sort of the postings by list; within a list they stay in ledger order. */
static bool make_postings(struct range *range, struct error *err)
{
    const struct batch *batch = range->batch;
    uint64_t *starts = calloc(range->lists_count + 2, sizeof *starts);
    range->list_start = starts;
    range->postings = calloc(2 * (range->transfer_end - range->transfer) + 1, sizeof(uint64_t));
    if (starts == NULL || range->postings == NULL)
        return error_memory(err, "building a segment");
    uint32_t container;
    for (size_t i = range->transfer; i < range->transfer_end; i++)
        for (int arrival = 0; arrival < 2; arrival++)
            if (posts(&batch->transfers[i], arrival != 0, &container))
                starts[range->list_of[container] + 1]++;
    for (size_t i = 2; i < range->lists_count + 2; i++)
        starts[i] += starts[i - 1];
    range->postings_count = starts[range->lists_count + 1];
    /* starts[list + 1] is now where the list begins and moves to its end while it is filled. */
    for (size_t i = range->transfer; i < range->transfer_end; i++)
        for (int arrival = 0; arrival < 2; arrival++)
            if (posts(&batch->transfers[i], arrival != 0, &container))
                range->postings[starts[range->list_of[container]]++] =
                    2 * (i - range->transfer) + (uint64_t)arrival;
    return true;
}

static struct amount unseen_of(const struct range *range, size_t transfer)
{
    size_t from = range->unseen, to = range->unseen_end;
    const struct batch_unseen *unseen = range->batch->unseen;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (unseen[middle].transfer < transfer)
            from = middle + 1;
        else
            to = middle;
    }
    return from < range->unseen_end && unseen[from].transfer == transfer ? unseen[from].amount
                                                                         : amount_zero();
}

/* Walks the lists: the sums before the segment, at every POSTINGS_PER_SUM, and after it. In the
 * last segment of a batch nobody asks for the sums after it, so that lists without a sample are
 * passed. */
static bool make_sums(struct range *range, struct error *err)
{
    struct batch *batch = range->batch;
    range->samples = calloc(range->postings_count / POSTINGS_PER_SUM + 1, sizeof(struct sums));
    range->starts = calloc(range->old_count + 1, sizeof(struct sums));
    if (range->samples == NULL || range->starts == NULL)
        return error_memory(err, "building a segment");
    uint64_t at = 0;
    for (size_t list = 0; list < range->lists_count; list++) {
        struct sums *sums = &batch->containers[range->lists[list].container].carry;
        uint64_t end = range->list_start[list + 1];
        if (list < range->old_count)
            range->starts[list] = *sums;
        if (range->block_end == batch->blocks_count &&
            (at + POSTINGS_PER_SUM - 1) / POSTINGS_PER_SUM * POSTINGS_PER_SUM >= end) {
            at = end;
            continue;
        }
        for (; at < end; at++) {
            size_t transfer = range->transfer + range->postings[at] / 2;
            struct amount amount = batch->transfers[transfer].amount;
            if (at % POSTINGS_PER_SUM == 0)
                range->samples[at / POSTINGS_PER_SUM] = *sums;
            if (range->postings[at] % 2 != 0) {
                ensure(amount_add(sums->in, amount, &sums->in));
                continue;
            }
            ensure(amount_add(sums->out, amount, &sums->out));
            ensure(amount_add(sums->unseen, unseen_of(range, transfer), &sums->unseen));
        }
    }
    return true;
}

static int by_asset_and_block(const void *a, const void *b)
{
    const struct unseen_sum *x = a, *y = b;
    if (x->asset != y->asset)
        return x->asset < y->asset ? -1 : 1;
    return (x->block > y->block) - (x->block < y->block);
}

/* One entry a (block, asset) with unseen lots, then running sums along each asset. */
static bool make_unseen_sums(struct range *range, struct error *err)
{
    const struct batch *batch = range->batch;
    size_t count = 0, kept = 0, block = range->block;
    struct unseen_sum *sums = calloc(range->unseen_end - range->unseen + 1, sizeof *sums);
    range->unseen_sums = sums;
    if (sums == NULL)
        return error_memory(err, "building a segment");
    for (size_t i = range->unseen; i < range->unseen_end; i++) {
        const struct batch_unseen *unseen = &batch->unseen[i];
        while (block + 1 < range->block_end &&
               batch->blocks[block + 1].first_transfer <= unseen->transfer)
            block++;
        uint32_t from = batch->transfers[unseen->transfer].from - 1;
        sums[count++] = (struct unseen_sum){batch_asset_number(batch, from), block - range->block,
                                            unseen->amount};
    }
    qsort(sums, count, sizeof *sums, by_asset_and_block);
    for (size_t i = 0; i < count; i++) {
        struct unseen_sum next = sums[i];
        bool same_asset = kept > 0 && sums[kept - 1].asset == next.asset;
        struct amount before = same_asset ? sums[kept - 1].sum : batch->unseen_before[next.asset];
        if (!amount_add(before, next.sum, &next.sum))
            return error_input(err, ERROR_LIMIT, "unseen",
                               "the sum over all accounts passes 2^256");
        if (!same_asset || sums[kept - 1].block != next.block)
            kept++;
        sums[kept - 1] = next;
        range->batch->unseen_before[next.asset] = next.sum;
    }
    range->unseen_sums_count = kept;
    return true;
}

static void set_range(struct range *range, struct batch *batch, size_t first_row, size_t end_row)
{
    bool last = end_row == batch->blocks_count;
    const struct batch_block *end = last ? NULL : &batch->blocks[end_row];
    *range = (struct range){.batch = batch, .block = first_row, .block_end = end_row};
    range->transaction = batch->blocks[first_row].first_transaction;
    range->transaction_end = last ? batch->transactions_count : end->first_transaction;
    range->transfer = batch->blocks[first_row].first_transfer;
    range->transfer_end = last ? batch->transfers_count : end->first_transfer;
    while (range->unseen < batch->unseen_count &&
           batch->unseen[range->unseen].transfer < range->transfer)
        range->unseen++;
    range->unseen_end = range->unseen;
    while (range->unseen_end < batch->unseen_count &&
           batch->unseen[range->unseen_end].transfer < range->transfer_end)
        range->unseen_end++;
    range->first_account = batch->built_accounts;
    range->first_container = batch->built_containers;
    range->first_asset = batch->built_assets;
}

bool build_segment(struct batch *batch, size_t first_row, size_t end_row, const char *folder,
                   struct manifest_segment *listed, struct error *err)
{
    struct range range;
    set_range(&range, batch, first_row, end_row);
    count_new(&range);
    bool ok = make_lists(&range, err) && make_postings(&range, err) && make_sums(&range, err) &&
              make_unseen_sums(&range, err) && range_write(&range, folder, listed, err);
    if (ok) {
        batch->built_accounts += range.accounts;
        batch->built_containers += range.containers;
        batch->built_assets += range.assets;
    }
    range_release(&range);
    return ok;
}
