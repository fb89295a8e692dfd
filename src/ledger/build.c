#include "ledger/build.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/huge.h"

enum { AHEAD = 16 }; /* transfers whose containers are fetched before they are needed */

void range_release(struct range *range)
{
    free(range->lists);
    free(range->next);
    free(range->list_start);
    free(range->postings);
    free(range->samples);
    free(range->starts);
    free(range->unseen_sums);
}

static bool posts(const struct batch_transfer *transfer, bool arrival, uint32_t *ret_container)
{
    const struct transfer_kind_info *kind = transfer_kind_info((enum transfer_kind)transfer->kind);
    uint32_t side = arrival ? transfer->to : transfer->from;
    if (side == 0 || !(arrival ? kind->credits : kind->debits))
        return false;
    *ret_container = side - 1;
    return true;
}

static void raise(uint64_t *count, uint64_t number)
{
    if (number >= *count)
        *count = number + 1;
}

/* Numbers are given in chain order, so what is new in a range is a run of numbers; a new account or
 * asset comes with a new container. */
static void count_new(struct range *range)
{
    const struct batch *batch = range->batch;
    uint64_t containers = range->first_container, accounts = range->first_account;
    uint64_t assets = range->first_asset, end = batch->first_container + batch->fresh_count;
    while (containers < end &&
           batch->fresh[containers - batch->first_container].transfer < range->transfer_end)
        containers++;
    for (uint64_t number = range->first_container; number < containers; number++) {
        uint32_t container = batch->fresh[number - batch->first_container].index;
        raise(&accounts, batch_account_number(batch, container));
        raise(&assets, batch_asset_number(batch, container));
    }
    range->containers = containers - range->first_container;
    range->accounts = accounts - range->first_account;
    range->assets = assets - range->first_asset;
}

static void count_postings(const struct range *range, const struct batch_transfer *transfer)
{
    uint32_t container;
    for (int arrival = 0; arrival < 2; arrival++)
        if (posts(transfer, arrival != 0, &container))
            range->next[container]++;
}

static void expect_postings(const struct range *range, const struct batch_transfer *transfer)
{
    uint32_t container;
    for (int arrival = 0; arrival < 2; arrival++)
        if (posts(transfer, arrival != 0, &container))
            __builtin_prefetch(&range->next[container], 1);
}

static int by_number(const void *a, const void *b)
{
    const struct range_list *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* Which containers have a list: the new ones, at the place of their number (a list may be empty),
 * and before them the old ones with a posting. */
static bool make_lists(struct range *range, struct error *err)
{
    const struct batch *batch = range->batch;
    range->next = huge_zeroed(batch->containers_count + 1, sizeof *range->next);
    range->lists = huge_alloc((batch->containers_count + 1) * sizeof *range->lists);
    if (range->next == NULL || range->lists == NULL)
        return error_memory(err, "building a segment");
    for (size_t i = range->transfer; i < range->transfer_end; i++)
        count_postings(range, &batch->transfers[i]);
    for (uint32_t i = 0; i < batch->containers_count; i++) {
        uint64_t number = batch->numbers[i].container;
        if (range->next[i] > 0 && number < range->first_container)
            range->lists[range->old_count++] = (struct range_list){number, i};
    }
    qsort(range->lists, range->old_count, sizeof *range->lists, by_number);
    for (uint64_t i = 0; i < range->containers; i++) {
        uint64_t number = range->first_container + i;
        uint32_t container = batch->fresh[number - batch->first_container].index;
        range->lists[range->old_count + i] = (struct range_list){number, container};
    }
    range->lists_count = range->old_count + range->containers;
    return true;
}

/* A counting sort of the postings by list; within a list they stay in ledger order. */
static bool make_postings(struct range *range, struct error *err)
{
    const struct batch *batch = range->batch;
    size_t count = 0;
    range->list_start = huge_alloc((range->lists_count + 1) * sizeof *range->list_start);
    range->postings =
        huge_alloc((2 * (range->transfer_end - range->transfer) + 1) * sizeof(uint32_t));
    if (range->list_start == NULL || range->postings == NULL)
        return error_memory(err, "building a segment");
    for (size_t i = 0; i < range->lists_count; i++) {
        uint32_t *next = &range->next[range->lists[i].container], postings = *next;
        range->list_start[i] = count;
        *next = (uint32_t)count;
        count += postings;
    }
    range->list_start[range->lists_count] = count;
    range->postings_count = count;
    for (size_t i = range->transfer; i < range->transfer_end; i++) {
        uint32_t container;
        if (i + AHEAD < range->transfer_end)
            expect_postings(range, &batch->transfers[i + AHEAD]);
        for (int arrival = 0; arrival < 2; arrival++)
            if (posts(&batch->transfers[i], arrival != 0, &container))
                range->postings[range->next[container]++] =
                    (uint32_t)(2 * (i - range->transfer)) + (uint32_t)arrival;
    }
    return true;
}

/* The first unseen lot at or behind a transfer. */
static size_t first_unseen(const struct batch *batch, size_t transfer)
{
    size_t from = 0, to = batch->unseen_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (batch->unseen[middle].transfer < transfer)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static void add_to_sums(const struct range *range, uint64_t at, struct sums *sums)
{
    const struct batch *batch = range->batch;
    const struct batch_transfer *moved =
        &batch->transfers[range->transfer + range->postings[at] / 2];
    struct amount amount = batch_amount(batch, moved);
    if (range->postings[at] % 2 != 0) {
        ensure(amount_add(sums->in, amount, &sums->in));
        return;
    }
    ensure(amount_add(sums->out, amount, &sums->out));
    if (moved->unseen != 0)
        ensure(amount_add(sums->unseen, batch->unseen[moved->unseen - 1].amount, &sums->unseen));
}

/* Some of the lists; their postings are theirs alone, and so are the samples that stand there. */
struct some_lists {
    struct range *range;
    size_t list, list_end;
};

/* Walks the lists: what was held before the segment, the sums at every POSTINGS_PER_SUM, and what
 * is held after it. In the last segment of a batch nobody asks for that, and lists without a sample
 * are passed. */
static void *sum_lists(void *context)
{
    const struct some_lists *some = context;
    struct range *range = some->range;
    struct batch *batch = range->batch;
    bool last = range->block_end == batch->blocks_count;
    uint64_t at = range->list_start[some->list];
    for (size_t list = some->list; list < some->list_end; list++) {
        struct amount *held = &batch->held[range->lists[list].container];
        uint64_t end = range->list_start[list + 1];
        struct sums sums = {0};
        if (list < range->old_count)
            range->starts[list] = *held;
        if (last && (at + POSTINGS_PER_SUM - 1) / POSTINGS_PER_SUM * POSTINGS_PER_SUM >= end)
            at = end;
        for (; at < end; at++) {
            if (at + AHEAD < range->postings_count)
                __builtin_prefetch(
                    &batch->transfers[range->transfer + range->postings[at + AHEAD] / 2]);
            if (at % POSTINGS_PER_SUM == 0)
                range->samples[at / POSTINGS_PER_SUM] = sums;
            add_to_sums(range, at, &sums);
        }
        if (!last)
            ensure(sums_balance(*held, &sums, held));
    }
    return NULL;
}

/* The list in which half of the postings are reached. */
static size_t middle_list(const struct range *range)
{
    size_t from = 0, to = range->lists_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (range->list_start[middle] < range->postings_count / 2)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Half of the lists in a thread of their own, where the system gives one. */
static bool make_sums(struct range *range, struct error *err)
{
    pthread_t thread;
    size_t middle = middle_list(range);
    struct some_lists first = {range, 0, middle}, second = {range, middle, range->lists_count};
    range->samples =
        huge_alloc((range->postings_count / POSTINGS_PER_SUM + 1) * sizeof(struct sums));
    range->starts = huge_alloc((range->old_count + 1) * sizeof *range->starts);
    if (range->samples == NULL || range->starts == NULL)
        return error_memory(err, "building a segment");
    bool threaded = pthread_create(&thread, NULL, sum_lists, &second) == 0;
    sum_lists(&first);
    if (threaded)
        pthread_join(thread, NULL);
    else
        sum_lists(&second);
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
    range->unseen = first_unseen(batch, range->transfer);
    range->unseen_end = first_unseen(batch, range->transfer_end);
    range->first_account = batch->built_accounts;
    range->first_container = batch->built_containers;
    range->first_asset = batch->built_assets;
}

bool range_prepare(struct range *range, struct batch *batch, size_t first_row, size_t end_row,
                   struct error *err)
{
    set_range(range, batch, first_row, end_row);
    count_new(range);
    batch->built_accounts += range->accounts;
    batch->built_containers += range->containers;
    batch->built_assets += range->assets;
    return make_lists(range, err) && make_postings(range, err) && make_sums(range, err) &&
           make_unseen_sums(range, err);
}
