#include "ledger/coin/build.h"

#include <stdlib.h>

#include "base/sort_u64.h"
#include "ledger/coin/addresses.h"
#include "ledger/coin/build_parts.h"
#include "ledger/coin/parts.h"

/* Who spends what: outputs of the batch in their own order, older ones sorted. */
static bool prepare_spends(struct coin_range *range, struct error *err)
{
    const struct coin_batch *batch = range->batch;
    range->spender = calloc(batch->outputs_count + 1, sizeof *range->spender);
    range->runs = malloc((batch->spends_count + 1) * sizeof *range->runs);
    uint64_t *spare = malloc((batch->spends_count + 1) * sizeof *spare);
    bool ok = range->spender != NULL && range->runs != NULL && spare != NULL;
    for (size_t i = 0; ok && i < batch->spends_count; i++) {
        uint64_t output = batch->spends[i];
        if (output >= batch->first_output)
            range->spender[output - batch->first_output] = (uint32_t)i + 1;
        else
            range->runs[range->runs_count++] = coin_entry(output, i);
    }
    if (ok)
        sort_u64(range->runs, spare, range->runs_count);
    free(spare);
    return ok || error_memory(err, "sealing a batch");
}

static bool prepare_prints(struct coin_range *range, struct error *err)
{
    const struct coin_batch *batch = range->batch;
    size_t count = batch->transactions_count;
    range->prints = malloc((count + 1) * sizeof *range->prints);
    uint64_t *spare = malloc((count + 1) * sizeof *spare);
    bool ok = range->prints != NULL && spare != NULL;
    for (size_t i = 0; ok && i < count; i++)
        range->prints[i] = coin_entry(coin_print(batch->transactions[i].id), i);
    if (ok)
        sort_u64(range->prints, spare, count);
    free(spare);
    return ok || error_memory(err, "sealing a batch");
}

/* Where each address's list begins: old ones by number, then the new ones. */
static bool prepare_lists(struct coin_range *range, struct error *err)
{
    const struct coin_batch *batch = range->batch;
    const struct coin_numbers *numbers = &range->numbers;
    size_t count = batch->addresses_count, list = 0;
    range->list_start = malloc((count + 1) * sizeof *range->list_start);
    range->next = malloc((count + 1) * sizeof *range->next);
    if (range->list_start == NULL || range->next == NULL)
        return error_memory(err, "sealing a batch");
    uint32_t at = 0;
    for (size_t i = 0; i < numbers->old_count; i++) {
        size_t address = coin_entry_index(numbers->old[i]);
        range->list_start[list++] = range->next[address] = at;
        at += batch->addresses[address].outputs;
    }
    for (size_t i = 0; i < count; i++) {
        if (numbers->numbers[i] < batch->first_address)
            continue;
        range->list_start[list++] = range->next[i] = at;
        at += batch->addresses[i].outputs;
        range->key_bytes += batch->addresses[i].key_bytes;
    }
    range->list_start[list] = at;
    range->postings_count = at;
    range->postings = malloc((at + (size_t)1) * sizeof *range->postings);
    if (range->postings == NULL)
        return error_memory(err, "sealing a batch");
    for (size_t i = 0; i < batch->outputs_count; i++)
        if (batch->outputs[i].owner != 0)
            range->postings[range->next[batch->outputs[i].owner - 1]++] = (uint32_t)i;
    return true;
}

static int compare_lost(const void *a, const void *b)
{
    const struct coin_batch_lost *first = a, *second = b;
    return (first->output > second->output) - (first->output < second->output);
}

static bool prepare(struct coin_range *range, struct error *err)
{
    struct coin_batch *batch = range->batch;
    if (batch->lost_count > 0)
        qsort(batch->lost, batch->lost_count, sizeof *batch->lost, compare_lost);
    return coin_number_addresses(batch, &range->numbers, err) && prepare_spends(range, err) &&
           prepare_prints(range, err) && prepare_lists(range, err);
}

static void release(struct coin_range *range)
{
    coin_numbers_release(&range->numbers);
    free(range->spender);
    free(range->runs);
    free(range->prints);
    free(range->list_start);
    free(range->next);
    free(range->postings);
}

bool coin_build(struct coin_batch *batch, const char *folder, struct manifest_segment *listed,
                struct error *err)
{
    struct coin_range range = {.batch = batch};
    ensure(batch->blocks_count > 0);
    listed->first_block = batch->first_height;
    listed->last_block = batch->first_height + batch->blocks_count - 1;
    bool ok = prepare(&range, err) && coin_range_write(&range, folder, listed, err);
    release(&range);
    return ok;
}
