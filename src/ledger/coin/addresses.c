#include "ledger/coin/addresses.h"

#include <stdlib.h>

#include "base/sort_u64.h"
#include "ledger/coin/parts.h"

struct coins_key coin_batch_key(const struct coin_batch *batch, size_t address)
{
    const struct coin_batch_address *row = &batch->addresses[address];
    const unsigned char *bytes = batch->keys + row->key;
    return (struct coins_key){bytes[0], span_of(bytes + 1, row->key_bytes - 1)};
}

/* The first place at or behind `from` whose print is not less: the next one wanted is seldom far,
 * so steps that double, then a search between the last two. */
static bool gallop(const struct segment *part, uint64_t from, uint64_t print, uint64_t *ret_at,
                   struct error *err)
{
    uint64_t rows = part_count(part, COIN_COUNT_ADDRESSES), step = 1, found;
    while (from + step < rows) {
        if (!part_number(part, COIN_ADDRESS_PRINT, from + step, UINT64_MAX, &found, err))
            return false;
        if (found >= print)
            break;
        from += step;
        step *= 2;
    }
    uint64_t to = from + step < rows ? from + step : rows;
    return search_number(part, COIN_ADDRESS_PRINT, from, to, print, ret_at, err);
}

/* One walk over a part's index beside the batch's prints. */
static bool find_in_part(const struct coin_batch *batch, const struct segment *part,
                         struct coin_numbers *numbers, struct error *err)
{
    uint64_t at = 0, number;
    for (size_t i = 0; i < batch->addresses_count; i++) {
        size_t address = coin_entry_index(numbers->prints[i]);
        if (numbers->numbers[address] != LEDGER_NONE)
            continue;
        if (!gallop(part, at, coin_entry_key(numbers->prints[i]), &at, err) ||
            !part_find_key(part, coin_batch_key(batch, address), at, &number, err))
            return false;
        if (number == LEDGER_NONE)
            continue;
        numbers->numbers[address] = number;
        numbers->old[numbers->old_count++] = coin_entry(number, address);
    }
    return true;
}

bool coin_number_addresses(const struct coin_batch *batch, struct coin_numbers *ret_numbers,
                           struct error *err)
{
    size_t count = batch->addresses_count;
    struct coin_numbers numbers = {
        .numbers = calloc(count + 1, sizeof(uint64_t)),
        .prints = calloc(count + 1, sizeof(uint64_t)),
        .old = calloc(count + 1, sizeof(uint64_t)),
    };
    bool ok = (numbers.numbers != NULL && numbers.prints != NULL && numbers.old != NULL) ||
              error_memory(err, "numbering addresses");
    for (size_t i = 0; ok && i < count; i++) {
        numbers.numbers[i] = LEDGER_NONE;
        numbers.prints[i] = coin_entry(coin_key_print(batch->addresses[i].hash), i);
    }
    if (ok)
        sort_u64(numbers.prints, numbers.old, count);
    for (size_t i = 0; ok && i < batch->base->segment_count; i++)
        ok = find_in_part(batch, batch->base->segments[i], &numbers, err);
    uint64_t next = batch->first_address;
    for (size_t i = 0; ok && i < count; i++)
        if (numbers.numbers[i] == LEDGER_NONE)
            numbers.numbers[i] = next++;
    uint64_t *spare = ok ? malloc((numbers.old_count + 1) * sizeof *spare) : NULL;
    if (ok && spare == NULL)
        ok = error_memory(err, "numbering addresses");
    if (ok)
        sort_u64(numbers.old, spare, numbers.old_count);
    free(spare);
    if (!ok) {
        coin_numbers_release(&numbers);
        return false;
    }
    *ret_numbers = numbers;
    return true;
}

void coin_numbers_release(struct coin_numbers *numbers)
{
    free(numbers->numbers);
    free(numbers->prints);
    free(numbers->old);
    *numbers = (struct coin_numbers){0};
}
