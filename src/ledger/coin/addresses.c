#include "ledger/coin/addresses.h"

#include "base/beside.h"
#include "base/sort_u64.h"
#include "ledger/coin/parts.h"

enum {
    MEETINGS = 32, /* found before the first is looked at */
    GALLOP = 8,    /* prints that are looked through one by one */
    ALIKE = 8,     /* so many times as many prints as the batch's make a part long */
};

struct coins_key coin_batch_key(const struct coin_batch *batch, size_t address)
{
    const struct coin_batch_address *row = &batch->addresses[address];
    const unsigned char *bytes = batch->keys + row->key;
    return (struct coins_key){bytes[0], span_of(bytes + 1, row->key_bytes - 1)};
}

/* The sorted prints of a part, all of them proven. */
struct prints {
    const unsigned char *bytes;
    uint64_t count;
};

static uint64_t print_at(const struct prints *prints, uint64_t at)
{
    uint64_t print;
    memcpy(&print, prints->bytes + at * COIN_ADDRESS_PRINT_BYTES, sizeof print); /* has slack */
    return print & (UINT64_MAX >> (64 - 8 * COIN_ADDRESS_PRINT_BYTES));
}

/* The first place at or behind `from` whose print is not less: the next one wanted is seldom far,
 * so steps that double, then a search between the last two, down to a few that are looked through.
 */
static uint64_t gallop(const struct prints *prints, uint64_t from, uint64_t wanted)
{
    uint64_t step = GALLOP;
    while (prints->count - from > step && print_at(prints, from + step) < wanted) {
        from += step;
        step *= 2;
    }
    uint64_t to = prints->count - from > step ? from + step : prints->count;
    while (to - from > GALLOP) {
        uint64_t middle = from + (to - from) / 2;
        if (print_at(prints, middle) < wanted)
            from = middle;
        else
            to = middle;
    }
    while (from < to && print_at(prints, from) < wanted)
        from++;
    return from;
}

/* The print's bit: so few are set that a print of a part which has one is worth a look. */
static uint64_t bit_of(uint64_t print, size_t *ret_word)
{
    uint64_t bit = print >> (8 * COIN_ADDRESS_PRINT_BYTES - COIN_PRINT_BITS);
    *ret_word = bit / 64;
    return UINT64_C(1) << bit % 64;
}

static void set_bits(struct coin_numbers *numbers, size_t count)
{
    memset(numbers->bits, 0, COIN_PRINT_WORDS * sizeof *numbers->bits);
    for (size_t i = 0, word; i < count; i++) {
        uint64_t bit = bit_of(coin_entry_key(numbers->prints[i]), &word);
        numbers->bits[word] |= bit;
    }
}

static bool has_bit(const struct coin_numbers *numbers, uint64_t print)
{
    size_t word;
    uint64_t bit = bit_of(print, &word);
    return (numbers->bits[word] & bit) != 0;
}

/* A run of the batch's entries, in the order of their prints, and which of its addresses the base
 * has. */
struct run {
    const struct coin_batch *batch;
    const struct ledger *base;
    struct coin_numbers *numbers;
    size_t from, to;
    uint64_t *old; /* entries, as in coin_numbers */
    size_t old_count;
    bool ok;
    struct error err;
};

static uint64_t run_print(const struct run *run, size_t at)
{
    return coin_entry_key(run->numbers->prints[at]);
}

/* In a part that is much longer than the batch: entry by entry. */
static bool meet_in_long(const struct run *run, const struct prints *prints, size_t *at,
                         uint64_t *place)
{
    for (; *at < run->to; ++*at) {
        *place = gallop(prints, *place, run_print(run, *at));
        if (*place == prints->count)
            return false;
        if (print_at(prints, *place) == run_print(run, *at))
            return true;
    }
    return false;
}

/* The first entry of the run, from `*at` on, whose print the part has; `*place` moves to that
 * print, or to the first that is not less. False when there is none. Most prints of a part are none
 * of the batch's, and their bits say so. */
static bool meet(const struct run *run, const struct prints *prints, size_t *at, uint64_t *place)
{
    if (prints->count / ALIKE >= run->batch->addresses_count)
        return meet_in_long(run, prints, at, place);
    for (; *place < prints->count; ++*place) {
        uint64_t print = print_at(prints, *place);
        if (!has_bit(run->numbers, print))
            continue;
        while (*at < run->to && run_print(run, *at) < print)
            ++*at;
        if (*at == run->to)
            return false;
        if (run_print(run, *at) == print)
            return true;
    }
    return false;
}

/* Where entries of the batch and prints of a part meet: some are found before the first is looked
 * at, so that what that needs is there by then. */
struct meetings {
    size_t count;
    struct meeting {
        size_t address; /* of the batch */
        uint64_t place; /* in the part's index */
    } list[MEETINGS];
};

/* Asks for what lies anywhere: rows of the batch first, then the keys that they name. */
static void expect(const struct coin_batch *batch, const struct segment *part,
                   const struct meetings *meetings)
{
    const struct column *rows = &part->columns[COIN_PRINT_ADDRESS];
    const struct column *ends = &part->columns[COIN_KEY_END];
    uint64_t row;
    for (size_t i = 0; i < meetings->count; i++) {
        const struct meeting *met = &meetings->list[i];
        __builtin_prefetch(&batch->keys[batch->addresses[met->address].key]);
        if (column_number(rows, met->place, &row) && row < ends->rows)
            __builtin_prefetch(ends->bytes + row * ends->width);
    }
    for (size_t i = 0; i < meetings->count; i++) {
        uint64_t end;
        if (column_number(rows, meetings->list[i].place, &row) && column_number(ends, row, &end) &&
            end <= part->columns[COIN_KEY].rows)
            __builtin_prefetch(part->columns[COIN_KEY].bytes + end - 1);
    }
}

static bool look_at(struct run *run, const struct segment *part, const struct meetings *meetings,
                    struct error *err)
{
    uint64_t number;
    expect(run->batch, part, meetings);
    for (size_t i = 0; i < meetings->count; i++) {
        size_t address = meetings->list[i].address;
        if (run->numbers->numbers[address] != LEDGER_NONE)
            continue;
        if (!part_find_key(part, coin_batch_key(run->batch, address), meetings->list[i].place,
                           &number, err))
            return false;
        if (number == LEDGER_NONE)
            continue;
        run->numbers->numbers[address] = number;
        run->old[run->old_count++] = coin_entry(number, address);
    }
    return true;
}

/* One walk over a part's index beside the batch's prints; a key is looked at only where they meet.
 */
static bool find_in_part(struct run *run, const struct segment *part, struct error *err)
{
    const struct coin_numbers *numbers = run->numbers;
    const struct column *column = &part->columns[COIN_ADDRESS_PRINT];
    struct prints prints = {column_rows(column, 0, column->rows), column->rows};
    struct meetings meetings = {0};
    if (prints.bytes == NULL)
        return segment_damaged(part, COIN_ADDRESS_PRINT, 0, err);
    if (run->from == run->to)
        return true;
    uint64_t place = gallop(&prints, 0, coin_entry_key(numbers->prints[run->from]));
    for (size_t i = run->from; meet(run, &prints, &i, &place); i++) {
        size_t address = coin_entry_index(numbers->prints[i]);
        __builtin_prefetch(&numbers->numbers[address]);
        __builtin_prefetch(&run->batch->addresses[address]);
        meetings.list[meetings.count++] = (struct meeting){address, place};
        if (meetings.count < MEETINGS)
            continue;
        if (!look_at(run, part, &meetings, err))
            return false;
        meetings.count = 0;
    }
    return look_at(run, part, &meetings, err);
}

static void find_in_parts(void *context)
{
    struct run *run = context;
    run->ok = true;
    for (size_t i = 0; run->ok && i < run->base->segment_count; i++)
        run->ok = find_in_part(run, run->base->segments[i], &run->err);
}

/* The addresses that the base has, in two halves side by side: no address is in both. */
static bool find_old(const struct coin_batch *batch, const struct ledger *base,
                     struct coin_numbers *numbers, struct error *err)
{
    size_t count = batch->addresses_count, middle = count / 2;
    struct run first = {batch, base, numbers, .from = 0, .to = middle, .old = numbers->old};
    struct run second = {batch,          base,        numbers,
                         .from = middle, .to = count, .old = numbers->old + middle};
    struct beside other;
    beside_start(&other, find_in_parts, &second);
    find_in_parts(&first);
    beside_join(&other);
    if (!first.ok || !second.ok) {
        *err = first.ok ? second.err : first.err;
        return false;
    }
    memmove(numbers->old + first.old_count, second.old, second.old_count * sizeof *second.old);
    numbers->old_count = first.old_count + second.old_count;
    return true;
}

bool coin_number_addresses(const struct coin_batch *batch, const struct ledger *base,
                           struct coin_numbers *numbers, uint64_t *spare, struct error *err)
{
    size_t count = batch->addresses_count;
    uint64_t next = ledger_count(base, COIN_COUNT_ADDRESSES);
    for (size_t i = 0; i < count; i++) {
        numbers->numbers[i] = LEDGER_NONE;
        numbers->prints[i] = coin_entry(coin_key_print(batch->addresses[i].hash), i);
    }
    sort_u64(numbers->prints, spare, count, COIN_ENTRY_SHIFT);
    set_bits(numbers, count);
    if (!find_old(batch, base, numbers, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (numbers->numbers[i] == LEDGER_NONE)
            numbers->numbers[i] = next++;
    sort_u64(numbers->old, spare, numbers->old_count, COIN_ENTRY_SHIFT);
    return true;
}
