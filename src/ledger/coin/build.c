#include "ledger/coin/build.h"

#include <stdlib.h>

#include "base/beside.h"
#include "base/huge.h"
#include "base/sort_u64.h"
#include "ledger/coin/addresses.h"
#include "ledger/coin/build_parts.h"
#include "ledger/coin/parts.h"

void coin_build_room_release(struct coin_build_room *room)
{
    free(room->bytes);
    *room = (struct coin_build_room){0};
}

static uint64_t *take_u64(unsigned char **at, size_t count)
{
    uint64_t *taken = (uint64_t *)(void *)*at;
    *at += count * sizeof *taken;
    return taken;
}

static uint32_t *take_u32(unsigned char **at, size_t count)
{
    uint32_t *taken = (uint32_t *)(void *)*at;
    *at += count * sizeof *taken;
    return taken;
}

/* All arrays of the range, one behind the other, wider ones first. A batch has at most 2^24 things
 * of a sort (COIN_BATCH_MAX), so nothing here overflows. */
static bool lay_out(struct coin_range *range, struct coin_build_room *room, struct error *err)
{
    const struct coin_batch *batch = range->batch;
    size_t addresses = batch->addresses_count, spends = batch->spends_count;
    size_t transactions = batch->transactions_count, outputs = batch->outputs_count;
    size_t most = transactions > spends ? transactions : spends;
    size_t bytes =
        (COIN_PRINT_WORDS + 4 * addresses + spends + transactions + most) * sizeof(uint64_t) +
        (2 * outputs + 2 * addresses + 1) * sizeof(uint32_t);
    if (bytes > room->capacity) {
        coin_build_room_release(room);
        room->bytes = huge_alloc(bytes);
        if (room->bytes == NULL)
            return error_memory(err, "sealing a batch");
        room->capacity = bytes;
    }
    unsigned char *at = room->bytes;
    range->numbers.bits = take_u64(&at, COIN_PRINT_WORDS);
    range->numbers.numbers = take_u64(&at, addresses);
    range->numbers.prints = take_u64(&at, addresses);
    range->numbers.old = take_u64(&at, addresses);
    range->runs = take_u64(&at, spends);
    range->prints = take_u64(&at, transactions);
    range->spare_addresses = take_u64(&at, addresses);
    range->spare = take_u64(&at, most);
    range->spender = take_u32(&at, outputs);
    range->postings = take_u32(&at, outputs);
    range->next = take_u32(&at, addresses);
    range->list_start = take_u32(&at, addresses + 1);
    return true;
}

/* Who spends what: outputs of the batch in their own order, older ones sorted. */
static void prepare_spends(struct coin_range *range)
{
    const struct coin_batch *batch = range->batch;
    memset(range->spender, 0, batch->outputs_count * sizeof *range->spender);
    for (size_t i = 0; i < batch->spends_count; i++) {
        uint64_t output = batch->spends[i];
        if (output >= batch->first_output)
            range->spender[output - batch->first_output] = (uint32_t)i + 1;
        else
            range->runs[range->runs_count++] = coin_entry(output, i);
    }
    sort_u64(range->runs, range->spare, range->runs_count, COIN_ENTRY_SHIFT);
}

static void prepare_prints(struct coin_range *range)
{
    const struct coin_batch *batch = range->batch;
    size_t count = batch->transactions_count;
    for (size_t i = 0; i < count; i++)
        range->prints[i] = coin_entry(coin_print(batch->transactions[i].id), i);
    sort_u64(range->prints, range->spare, count, COIN_ENTRY_SHIFT);
}

/* Where each address's list begins: old ones by number, then the new ones. */
static void prepare_lists(struct coin_range *range)
{
    const struct coin_batch *batch = range->batch;
    const struct coin_numbers *numbers = &range->numbers;
    size_t count = batch->addresses_count, list = 0;
    uint32_t at = 0;
    for (size_t i = 0; i < numbers->old_count; i++) {
        size_t address = coin_entry_index(numbers->old[i]);
        range->list_start[list++] = range->next[address] = at;
        at += batch->addresses[address].outputs;
    }
    for (size_t i = 0; i < count; i++) {
        if (numbers->numbers[i] < range->first_address)
            continue;
        range->list_start[list++] = range->next[i] = at;
        at += batch->addresses[i].outputs;
        range->key_bytes += batch->addresses[i].key_bytes;
    }
    range->list_start[list] = at;
    range->postings_count = at;
    for (size_t i = 0; i < batch->outputs_count; i++)
        if (batch->outputs[i].owner != 0)
            range->postings[range->next[batch->outputs[i].owner - 1]++] = (uint32_t)i;
}

/* What follows from the addresses of the batch, and what does not, side by side. */
struct addresses_half {
    struct coin_range *range;
    const struct ledger *base;
    bool ok;
    struct error err;
};

static void prepare_addresses(void *context)
{
    struct addresses_half *half = context;
    struct coin_range *range = half->range;
    half->ok = coin_number_addresses(range->batch, half->base, &range->numbers,
                                     range->spare_addresses, &half->err);
    if (half->ok)
        prepare_lists(range);
}

static bool prepare(struct coin_range *range, const struct ledger *base, struct error *err)
{
    struct addresses_half half = {.range = range, .base = base};
    struct beside other;
    beside_start(&other, prepare_addresses, &half);
    prepare_spends(range);
    prepare_prints(range);
    beside_join(&other);
    if (!half.ok)
        *err = half.err;
    return half.ok;
}

static int compare_lost(const void *a, const void *b)
{
    const struct coin_batch_lost *first = a, *second = b;
    return (first->output > second->output) - (first->output < second->output);
}

bool coin_build(struct coin_batch *batch, const struct ledger *base, struct coin_build_room *room,
                bool aside, const char *folder, struct manifest_segment *listed, struct error *err)
{
    struct coin_range range = {.batch = batch,
                               .first_address = ledger_count(base, COIN_COUNT_ADDRESSES)};
    ensure(batch->blocks_count > 0);
    listed->first_block = batch->first_height;
    listed->last_block = batch->first_height + batch->blocks_count - 1;
    if (batch->lost_count > 0)
        qsort(batch->lost, batch->lost_count, sizeof *batch->lost, compare_lost);
    return lay_out(&range, room, err) && prepare(&range, base, err) &&
           coin_range_write(&range, aside, folder, listed, err);
}
