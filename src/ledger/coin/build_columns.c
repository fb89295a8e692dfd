/* The columns of a segment, from a batch and what build.c prepared. */
#include "base/beside.h"
#include "ledger/coin/build_parts.h"
#include "ledger/coin/narrow.h"
#include "ledger/segment_write.h"

static uint32_t inputs_end(const struct coin_batch *batch, size_t transaction)
{
    return transaction + 1 < batch->transactions_count
               ? batch->transactions[transaction + 1].first_input
               : (uint32_t)batch->spends_count;
}

static uint32_t outputs_end(const struct coin_batch *batch, size_t transaction)
{
    return transaction + 1 < batch->transactions_count
               ? batch->transactions[transaction + 1].first_output
               : (uint32_t)batch->outputs_count;
}

/* The three columns that are narrow, row by row. */
static uint64_t value_of(const struct coin_batch *batch, size_t row)
{
    return batch->outputs[row].value;
}

static uint64_t inputs_of(const struct coin_batch *batch, size_t row)
{
    return inputs_end(batch, row) - batch->transactions[row].first_input;
}

static uint64_t outputs_of(const struct coin_batch *batch, size_t row)
{
    return outputs_end(batch, row) - batch->transactions[row].first_output;
}

typedef uint64_t row_number(const struct coin_batch *batch, size_t row);

/* Of what takes a row_number, so that a row's number is no call. */
#define INLINED static inline __attribute__((always_inline))

INLINED void survey(const struct coin_batch *batch, size_t rows, row_number *number,
                    struct coin_narrow narrow, struct segment_shape *shape)
{
    struct narrow_survey seen = {0};
    for (size_t i = 0; i < rows; i++)
        narrow_see(&seen, number(batch, i));
    shape->columns[narrow.column].width = narrow_width(&seen, &shape->counts[narrow.count]);
}

INLINED void put_narrow(struct segment_writer *writer, const struct coin_batch *batch, size_t rows,
                        row_number *number, struct coin_narrow narrow)
{
    uint64_t escape = coin_narrow_escape(writer->shape.columns[narrow.column].width);
    segment_writer_begin(writer, narrow.column);
    for (size_t i = 0; i < rows; i++) {
        uint64_t value = number(batch, i);
        segment_writer_put(writer, value < escape ? value : escape);
    }
    segment_writer_begin(writer, narrow.column + 1);
    for (size_t i = 0; i < rows; i++)
        if (number(batch, i) >= escape)
            segment_writer_put(writer, i);
    segment_writer_begin(writer, narrow.column + 2);
    for (size_t i = 0; i < rows; i++)
        if (number(batch, i) >= escape)
            segment_writer_put(writer, number(batch, i));
}

static void make_shape(const struct coin_range *range, const struct manifest_segment *listed,
                       struct segment_shape *shape)
{
    const struct coin_batch *batch = range->batch;
    *shape = (struct segment_shape){.kind = &coin_kind};
    uint64_t *counts = shape->counts;
    counts[COUNT_FIRST_BLOCK] = listed->first_block;
    counts[COUNT_LAST_BLOCK] = listed->last_block;
    counts[COIN_COUNT_FIRST_TRANSACTION] = batch->first_transaction;
    counts[COIN_COUNT_TRANSACTIONS] = batch->transactions_count;
    counts[COIN_COUNT_FIRST_INPUT] = batch->first_input;
    counts[COIN_COUNT_INPUTS] = batch->spends_count;
    counts[COIN_COUNT_FIRST_OUTPUT] = batch->first_output;
    counts[COIN_COUNT_OUTPUTS] = batch->outputs_count;
    counts[COIN_COUNT_FIRST_ADDRESS] = range->first_address;
    counts[COIN_COUNT_ADDRESSES] = batch->addresses_count - range->numbers.old_count;
    counts[COIN_COUNT_SPENT] = batch->spends_count - range->runs_count;
    counts[COIN_COUNT_OLD_LISTS] = range->numbers.old_count;
    counts[COIN_COUNT_POSTINGS] = range->postings_count;
    counts[COIN_COUNT_KEY_BYTES] = range->key_bytes;
    counts[COIN_COUNT_LOST] = batch->lost_count;
    survey(batch, batch->outputs_count, value_of, COIN_NARROW_VALUE, shape);
    survey(batch, batch->transactions_count, inputs_of, COIN_NARROW_INPUTS, shape);
    survey(batch, batch->transactions_count, outputs_of, COIN_NARROW_OUTPUTS, shape);
    segment_shape_set(shape);
}

static void put_outputs(const struct coin_range *range, struct segment_writer *writer)
{
    const struct coin_batch *batch = range->batch;
    put_narrow(writer, batch, batch->outputs_count, value_of, COIN_NARROW_VALUE);
    segment_writer_begin(writer, COIN_OWNER);
    for (size_t i = 0; i < batch->outputs_count; i++) {
        const struct coin_batch_output *output = &batch->outputs[i];
        uint64_t owner = output->owner == 0 ? 0 : range->numbers.numbers[output->owner - 1] + 1;
        segment_writer_put(writer, output->burnt ? COIN_OWNER_BURNT : owner);
    }
    segment_writer_begin(writer, COIN_SPENT);
    uint64_t before = 0;
    for (size_t row = 0; row < batch->outputs_count; row += COIN_SPENT_BITS) {
        unsigned char bytes[COIN_SPENT_BYTES];
        uint64_t words[COIN_SPENT_BITS / 64] = {0};
        le_store(bytes, before, 8);
        for (size_t i = row; i < row + COIN_SPENT_BITS && i < batch->outputs_count; i++)
            if (range->spender[i] != 0) {
                words[(i - row) / 64] |= UINT64_C(1) << (i - row) % 64;
                before++;
            }
        for (size_t i = 0; i < COIN_SPENT_BITS / 64; i++)
            le_store(bytes + 8 + 8 * i, words[i], 8);
        segment_writer_put_bytes(writer, bytes);
    }
    segment_writer_begin(writer, COIN_SPENDER);
    for (size_t i = 0; i < batch->outputs_count; i++)
        if (range->spender[i] != 0)
            segment_writer_put(writer, range->spender[i] - 1);
}

static uint64_t first_input_of(const struct coin_batch *batch, size_t row)
{
    return row < batch->transactions_count ? batch->transactions[row].first_input
                                           : batch->spends_count;
}

static uint64_t first_output_of(const struct coin_batch *batch, size_t row)
{
    return row < batch->transactions_count ? batch->transactions[row].first_output
                                           : batch->outputs_count;
}

/* What stands before every 64th transaction, and before the end where that is one. */
INLINED void put_before(struct segment_writer *writer, const struct coin_batch *batch,
                        row_number *first, int column)
{
    segment_writer_begin(writer, column);
    for (size_t i = 0; i <= batch->transactions_count; i += (size_t)1 << COIN_GROUP_SHIFT)
        segment_writer_put(writer, first(batch, i));
}

/* The transaction of every 64th thing; of the end, where that is one, the end. */
INLINED void put_transaction_of(struct segment_writer *writer, const struct coin_batch *batch,
                                row_number *first, size_t things, int column)
{
    size_t transaction = 0;
    segment_writer_begin(writer, column);
    for (size_t i = 0; i <= things; i += (size_t)1 << COIN_GROUP_SHIFT) {
        while (transaction < batch->transactions_count && first(batch, transaction + 1) <= i)
            transaction++;
        segment_writer_put(writer, transaction);
    }
}

static void put_transactions(const struct coin_range *range, struct segment_writer *writer)
{
    const struct coin_batch *batch = range->batch;
    segment_writer_begin(writer, COIN_SPENDS);
    for (size_t i = 0; i < batch->spends_count; i++)
        segment_writer_put(writer, batch->spends[i]);
    put_narrow(writer, batch, batch->transactions_count, inputs_of, COIN_NARROW_INPUTS);
    put_narrow(writer, batch, batch->transactions_count, outputs_of, COIN_NARROW_OUTPUTS);
    put_before(writer, batch, first_input_of, COIN_INPUTS_BEFORE);
    put_before(writer, batch, first_output_of, COIN_OUTPUTS_BEFORE);
    put_transaction_of(writer, batch, first_input_of, batch->spends_count, COIN_INPUT_TRANSACTION);
    put_transaction_of(writer, batch, first_output_of, batch->outputs_count,
                       COIN_OUTPUT_TRANSACTION);
    segment_writer_begin(writer, COIN_RUN_OUTPUT);
    for (size_t i = 0; i < range->runs_count; i++)
        segment_writer_put(writer, coin_entry_key(range->runs[i]));
    segment_writer_begin(writer, COIN_RUN_INPUT);
    for (size_t i = 0; i < range->runs_count; i++)
        segment_writer_put(writer, coin_entry_index(range->runs[i]));
    segment_writer_begin(writer, COIN_TRANSACTION);
    for (size_t i = 0; i < batch->transactions_count; i++)
        segment_writer_put_bytes(writer, batch->transactions[i].id);
    segment_writer_begin(writer, COIN_PRINT);
    for (size_t i = 0; i < batch->transactions_count; i++)
        segment_writer_put(writer, coin_entry_key(range->prints[i]));
    segment_writer_begin(writer, COIN_PRINT_TRANSACTION);
    for (size_t i = 0; i < batch->transactions_count; i++)
        segment_writer_put(writer, coin_entry_index(range->prints[i]));
}

static void put_blocks(const struct coin_batch *batch, struct segment_writer *writer)
{
    segment_writer_begin(writer, COIN_BLOCK_TRANSACTION);
    for (size_t i = 0; i < batch->blocks_count; i++)
        segment_writer_put(writer, batch->blocks[i].first_transaction);
    segment_writer_put(writer, batch->transactions_count);
    segment_writer_begin(writer, COIN_MEDIAN_TIME);
    for (size_t i = 0; i < batch->blocks_count; i++)
        segment_writer_put(writer, batch->blocks[i].median_time);
    segment_writer_begin(writer, COIN_BLOCK);
    for (size_t i = 0; i < batch->blocks_count; i++)
        segment_writer_put_bytes(writer, batch->blocks[i].hash);
    segment_writer_begin(writer, COIN_HEADER);
    for (size_t i = 0; i < batch->blocks_count; i++)
        segment_writer_put_bytes(writer, batch->blocks[i].header);
}

static bool is_new(const struct coin_range *range, size_t address)
{
    return range->numbers.numbers[address] >= range->first_address;
}

static void put_keys(const struct coin_range *range, struct segment_writer *writer)
{
    const struct coin_batch *batch = range->batch;
    uint64_t end = 0;
    segment_writer_begin(writer, COIN_KEY_END);
    for (size_t i = 0; i < batch->addresses_count; i++)
        if (is_new(range, i))
            segment_writer_put(writer, end += batch->addresses[i].key_bytes);
    segment_writer_begin(writer, COIN_KEY);
    for (size_t i = 0; i < batch->addresses_count; i++)
        if (is_new(range, i))
            segment_writer_put_rows(writer, batch->keys + batch->addresses[i].key,
                                    batch->addresses[i].key_bytes);
    segment_writer_begin(writer, COIN_ADDRESS_PRINT);
    for (size_t i = 0; i < batch->addresses_count; i++)
        if (is_new(range, coin_entry_index(range->numbers.prints[i])))
            segment_writer_put(writer, coin_entry_key(range->numbers.prints[i]));
    segment_writer_begin(writer, COIN_PRINT_ADDRESS);
    for (size_t i = 0; i < batch->addresses_count; i++) {
        size_t address = coin_entry_index(range->numbers.prints[i]);
        if (is_new(range, address))
            segment_writer_put(writer, range->numbers.numbers[address] - range->first_address);
    }
}

static void put_lists(const struct coin_range *range, struct segment_writer *writer)
{
    const struct coin_batch *batch = range->batch;
    segment_writer_begin(writer, COIN_LIST_OLD);
    for (size_t i = 0; i < range->numbers.old_count; i++)
        segment_writer_put(writer, coin_entry_key(range->numbers.old[i]));
    segment_writer_begin(writer, COIN_LIST_START);
    for (size_t i = 0; i <= batch->addresses_count; i++)
        segment_writer_put(writer, range->list_start[i]);
    segment_writer_begin(writer, COIN_POSTING);
    for (size_t i = 0; i < range->postings_count; i++)
        segment_writer_put(writer, range->postings[i]);
    segment_writer_begin(writer, COIN_LOST);
    for (size_t i = 0; i < batch->lost_count; i++)
        segment_writer_put(writer, batch->lost[i].output);
    segment_writer_begin(writer, COIN_LOSER);
    for (size_t i = 0; i < batch->lost_count; i++)
        segment_writer_put(writer, batch->lost[i].transaction);
}

/* The columns from COIN_KEY_END on, beside those before. */
struct addresses_half {
    const struct coin_range *range;
    struct segment_writer *writer;
};

static void put_addresses(void *context)
{
    struct addresses_half *half = context;
    put_keys(half->range, half->writer);
    put_lists(half->range, half->writer);
}

static bool put_columns(const struct coin_range *range, struct segment_writer *writer,
                        struct error *err)
{
    struct beside other;
    struct addresses_half half = {range, segment_writer_part(writer, COIN_KEY_END, COIN_COLUMNS)};
    if (half.writer == NULL)
        return error_memory(err, "writing a segment");
    beside_start(&other, put_addresses, &half);
    put_outputs(range, writer);
    put_transactions(range, writer);
    put_blocks(range->batch, writer);
    beside_join(&other);
    return segment_writer_join(writer, half.writer, COIN_KEY_END, true);
}

bool coin_range_write(const struct coin_range *range, bool aside, const char *folder,
                      struct manifest_segment *listed, struct error *err)
{
    struct segment_shape shape;
    struct segment_writer *writer;
    make_shape(range, listed, &shape);
    if (!segment_writer_open(&writer, folder, &shape, err))
        return false;
    if (aside)
        segment_writer_aside(writer);
    bool ok =
        put_columns(range, writer, err) && segment_writer_finish(writer, listed->identity, err);
    segment_writer_free(writer);
    return ok;
}
