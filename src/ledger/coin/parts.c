/* xxhash.h: most keys have one of two lengths, for which its code is short. */
#define XXH_INLINE_ALL
#include "ledger/coin/parts.h"

#include <xxhash.h>

enum { GROUP = 1 << COIN_GROUP_SHIFT };

bool part_number(const struct segment *segment, int column, uint64_t row, uint64_t most,
                 uint64_t *ret_value, struct error *err)
{
    uint64_t value;
    if (!column_number(&segment->columns[column], row, &value) || value > most)
        return segment_damaged(segment, column, row, err);
    *ret_value = value;
    return true;
}

bool part_narrow(const struct segment *segment, struct coin_narrow narrow, uint64_t row,
                 uint64_t *ret_value, struct error *err)
{
    uint64_t value, at, found, wide = segment->shape.counts[narrow.count];
    if (!column_number(&segment->columns[narrow.column], row, &value))
        return segment_damaged(segment, narrow.column, row, err);
    if (value == coin_narrow_escape(segment->columns[narrow.column].width)) {
        if (!search_number(segment, narrow.column + 1, 0, wide, row, &at, err))
            return false;
        if (!column_number(&segment->columns[narrow.column + 1], at, &found) || found != row ||
            !column_number(&segment->columns[narrow.column + 2], at, &value))
            return segment_damaged(segment, narrow.column, row, err);
    }
    *ret_value = value;
    return true;
}

/* Adds up rows [from, to) of a narrow column, at most 64, as long as the sum stays within `most`;
 * tells the row that would pass it, or `to`. They are proven once and read side by side, as each
 * look at a transaction adds up half of its group. */
static bool add_narrow(const struct segment *segment, struct coin_narrow narrow, uint64_t from,
                       uint64_t to, uint64_t most, uint64_t *sum, uint64_t *ret_row,
                       struct error *err)
{
    const struct column *column = &segment->columns[narrow.column];
    const unsigned char *bytes = column_rows(column, from, to);
    uint64_t escape = coin_narrow_escape(column->width), value;
    if (bytes == NULL)
        return segment_damaged(segment, narrow.column, from, err);
    for (; from < to; from++, bytes += column->width, *sum += value) {
        memcpy(&value, bytes, 8); /* columns have slack */
        value &= escape;
        if (value == escape && !part_narrow(segment, narrow, from, &value, err))
            return false;
        if (value > most - *sum)
            break;
    }
    *ret_row = from;
    return true;
}

/* One side of the transactions: how many each has, what stands before every 64th, and how many
 * there are in all. */
struct side {
    struct coin_narrow narrow;
    int before, of; /* columns */
    enum coin_count count;
};

static const struct side inputs_side = {{COIN_INPUTS, COIN_COUNT_INPUTS_WIDE},
                                        COIN_INPUTS_BEFORE,
                                        COIN_INPUT_TRANSACTION,
                                        COIN_COUNT_INPUTS};
static const struct side outputs_side = {{COIN_OUTPUTS, COIN_COUNT_OUTPUTS_WIDE},
                                         COIN_OUTPUTS_BEFORE,
                                         COIN_OUTPUT_TRANSACTION,
                                         COIN_COUNT_OUTPUTS};

static bool things_before(const struct segment *segment, const struct side *side,
                          uint64_t transaction, uint64_t *ret_before, struct error *err)
{
    uint64_t group = transaction >> COIN_GROUP_SHIFT, before, row;
    uint64_t most = part_count(segment, side->count);
    if (!part_number(segment, side->before, group, most, &before, err) ||
        !add_narrow(segment, side->narrow, group << COIN_GROUP_SHIFT, transaction, most, &before,
                    &row, err))
        return false;
    if (row < transaction)
        return segment_damaged(segment, side->narrow.column, transaction, err);
    *ret_before = before;
    return true;
}

bool part_inputs_before(const struct segment *segment, uint64_t transaction, uint64_t *ret_input,
                        struct error *err)
{
    return things_before(segment, &inputs_side, transaction, ret_input, err);
}

bool part_outputs_before(const struct segment *segment, uint64_t transaction, uint64_t *ret_output,
                         struct error *err)
{
    return things_before(segment, &outputs_side, transaction, ret_output, err);
}

/* The 64th things tell where to look, as a transaction has few; many transactions that have none
 * (coinbases have no input) are passed over by search. */
static bool of_thing(const struct segment *segment, const struct side *side, uint64_t thing,
                     uint64_t *ret_transaction, struct error *err)
{
    uint64_t transactions = part_count(segment, COIN_COUNT_TRANSACTIONS);
    uint64_t at = thing >> COIN_GROUP_SHIFT, low, high = transactions, group, before, end;
    if (!part_number(segment, side->of, at, transactions, &low, err) ||
        (at + 1 < segment->columns[side->of].rows &&
         !part_number(segment, side->of, at + 1, transactions, &high, err)))
        return false;
    uint64_t from = low >> COIN_GROUP_SHIFT, to = (high >> COIN_GROUP_SHIFT) + 1;
    if (low > high || !search_number(segment, side->before, from, to, thing + 1, &group, err))
        return segment_damaged(segment, side->of, at, err);
    if (group == from)
        return segment_damaged(segment, side->of, at, err);
    uint64_t transaction = (group - 1) << COIN_GROUP_SHIFT;
    end = transactions - transaction < GROUP ? transactions : transaction + GROUP;
    if (!part_number(segment, side->before, group - 1, thing, &before, err) ||
        !add_narrow(segment, side->narrow, transaction, end, thing, &before, &transaction, err))
        return false;
    if (transaction == end)
        return segment_damaged(segment, side->of, at, err);
    *ret_transaction = transaction;
    return true;
}

bool part_of_input(const struct segment *segment, uint64_t input, uint64_t *ret_transaction,
                   struct error *err)
{
    return of_thing(segment, &inputs_side, input, ret_transaction, err);
}

bool part_of_output(const struct segment *segment, uint64_t output, uint64_t *ret_transaction,
                    struct error *err)
{
    return of_thing(segment, &outputs_side, output, ret_transaction, err);
}

bool part_spent(const struct segment *segment, uint64_t output, uint64_t *ret_before,
                bool *ret_spent, struct error *err)
{
    uint64_t row = output / COIN_SPENT_BITS, bit = output % COIN_SPENT_BITS;
    const unsigned char *bytes = column_row(&segment->columns[COIN_SPENT], row);
    if (bytes == NULL)
        return segment_damaged(segment, COIN_SPENT, row, err);
    uint64_t before = le_load(bytes, 8), word = 0;
    for (uint64_t i = 0; i <= bit / 64; i++) {
        word = le_load(bytes + 8 + 8 * i, 8);
        uint64_t below = i < bit / 64 ? UINT64_MAX : (UINT64_C(1) << bit % 64) - 1;
        before += (uint64_t)__builtin_popcountll(word & below);
    }
    bool spent = (word >> bit % 64 & 1) != 0;
    if (before + spent > part_count(segment, COIN_COUNT_SPENT))
        return segment_damaged(segment, COIN_SPENT, row, err);
    *ret_before = before;
    *ret_spent = spent;
    return true;
}

/* Whether a key of this size can be of the type (coins.h): later witness programs have 2 to 40
 * bytes, those of version 1 and 32 bytes a type of their own. */
static bool key_fits(unsigned type, uint64_t size)
{
    switch (type) {
    case SCRIPT_P2PK:
        return size == 33 || size == 65;
    case SCRIPT_P2PKH:
    case SCRIPT_P2SH:
    case SCRIPT_P2WPKH:
        return size == 20;
    case SCRIPT_P2WSH:
    case SCRIPT_P2TR:
        return size == 32;
    case SCRIPT_MULTISIG:
        return size > 0;
    default:
        return type > 16 && type <= 32 && size >= 2 && size <= 40 && !(type == 17 && size == 32);
    }
}

bool part_key(const struct segment *segment, uint64_t address, struct coins_key *ret_key,
              struct error *err)
{
    uint64_t from = 0, to, bytes = part_count(segment, COIN_COUNT_KEY_BYTES);
    const struct column *keys = &segment->columns[COIN_KEY];
    if ((address > 0 && !part_number(segment, COIN_KEY_END, address - 1, bytes, &from, err)) ||
        !part_number(segment, COIN_KEY_END, address, bytes, &to, err))
        return false;
    if (from >= to || column_row(keys, from) == NULL || column_row(keys, to - 1) == NULL)
        return segment_damaged(segment, COIN_KEY, from, err);
    for (uint64_t piece = (from >> SEGMENT_CHECK_SHIFT) + 1; piece < to >> SEGMENT_CHECK_SHIFT;
         piece++)
        if (column_row(keys, piece << SEGMENT_CHECK_SHIFT) == NULL)
            return segment_damaged(segment, COIN_KEY, from, err);
    if (!key_fits(keys->bytes[from], to - from - 1))
        return segment_damaged(segment, COIN_KEY, from, err);
    *ret_key =
        (struct coins_key){keys->bytes[from], span_of(keys->bytes + from + 1, to - from - 1)};
    return true;
}

uint64_t coin_print(const unsigned char *id)
{
    return (uint64_t)id[0] << 24 | (uint64_t)id[1] << 16 | (uint64_t)id[2] << 8 | id[3];
}

uint64_t coin_key_hash(struct coins_key key)
{
    return XXH3_64bits_withSeed(key.bytes.data, key.bytes.size, key.type);
}

uint64_t coin_key_print(uint64_t hash)
{
    return hash >> (64 - 8 * COIN_ADDRESS_PRINT_BYTES);
}
