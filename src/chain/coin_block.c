#include "chain/coin_block.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "chain/block_cursor.h"
#include "chain/merged.h"

enum {
    INPUT_BYTES_MIN = 41, /* txid, index, no script, sequence */
    OUTPUT_BYTES_MIN = 9, /* value, no script */
    TRANSACTION_BYTES_MIN =
        10 + INPUT_BYTES_MIN + OUTPUT_BYTES_MIN, /* version, counts, lock time */
    FLAG_WITNESS = 1,
    FLAG_EXTENSION = 8, /* Litecoin's last transaction of a block with a MWEB extension block */
};

/* The cursor, and what is being filled. */
struct reader {
    struct block_cursor cursor;
    struct coin_block *block;
    const struct coin_chain *chain;
};

static bool read_inputs(struct reader *reader, struct coin_transaction *transaction)
{
    struct block_cursor *cursor = &reader->cursor;
    struct coin_block *block = reader->block;
    uint64_t count;
    if (!cursor_count(cursor, "the number of inputs", INPUT_BYTES_MIN, &count))
        return false;
    if (count == 0)
        return cursor_fail(cursor, cursor->at - 1, ERROR_VALUE, "no inputs; expected at least one");
    struct coin_input *inputs =
        array_grow(block->inputs, &block->input_capacity, block->input_count + (size_t)count,
                   sizeof *inputs, COIN_BLOCK_BYTES_MAX);
    if (inputs == NULL)
        return array_error(block->input_count + (size_t)count, COIN_BLOCK_BYTES_MAX, "inputs",
                           cursor->err);
    block->inputs = inputs;
    inputs += block->input_count;
    cursor->part = "input";
    for (size_t i = 0; i < count; i++) {
        cursor->number = i;
        if (cursor_left(cursor) < HASH256_BYTES + 4)
            return cursor_ends(cursor, "the spent output");
        inputs[i].previous = cursor->at;
        inputs[i].index = cursor_load_u32(cursor->at + HASH256_BYTES);
        cursor->at += HASH256_BYTES + 4;
        if (!cursor_bytes(cursor, "the size of the input's script", &inputs[i].script))
            return false;
        if (cursor_left(cursor) < 4)
            return cursor_ends(cursor, "the sequence number");
        inputs[i].sequence = cursor_load_u32(cursor->at);
        cursor->at += 4;
    }
    cursor->number = CURSOR_NOWHERE;
    transaction->first_input = (uint32_t)block->input_count;
    transaction->inputs = (uint32_t)count;
    block->input_count += (size_t)count;
    return true;
}

static bool bad_value(const struct reader *reader, uint64_t value, const char *what)
{
    const struct block_cursor *cursor = &reader->cursor;
    char text[200];
    snprintf(text, sizeof text, "%s %s%" PRIu64 "; expected 0 to %" PRIu64 ", all of %s", what,
             value > INT64_MAX ? "-" : "", value > INT64_MAX ? 0 - value : value,
             reader->chain->max_money, reader->chain->name);
    return cursor_fail(cursor, cursor->at - 8, ERROR_VALUE, text);
}

static bool read_outputs(struct reader *reader, struct coin_transaction *transaction)
{
    struct block_cursor *cursor = &reader->cursor;
    struct coin_block *block = reader->block;
    uint64_t count, paid = 0, most = reader->chain->max_money;
    if (!cursor_count(cursor, "the number of outputs", OUTPUT_BYTES_MIN, &count))
        return false;
    if (count == 0)
        return cursor_fail(cursor, cursor->at - 1, ERROR_VALUE,
                           "no outputs; expected at least one");
    struct coin_output *outputs =
        array_grow(block->outputs, &block->output_capacity, block->output_count + (size_t)count,
                   sizeof *outputs, COIN_BLOCK_BYTES_MAX);
    if (outputs == NULL)
        return array_error(block->output_count + (size_t)count, COIN_BLOCK_BYTES_MAX, "outputs",
                           cursor->err);
    block->outputs = outputs;
    outputs += block->output_count;
    cursor->part = "output";
    for (size_t i = 0; i < count; i++) {
        cursor->number = i;
        if (cursor_left(cursor) < 8)
            return cursor_ends(cursor, "a value");
        uint64_t value = cursor_load_u64(cursor->at);
        cursor->at += 8;
        if (value > most)
            return bad_value(reader, value, "value");
        if (value > most - paid)
            return bad_value(reader, paid + value, "outputs that sum to");
        paid += value;
        outputs[i].value = value;
        if (!cursor_bytes(cursor, "the size of the output's script", &outputs[i].script))
            return false;
    }
    cursor->number = CURSOR_NOWHERE;
    transaction->first_output = (uint32_t)block->output_count;
    transaction->outputs = (uint32_t)count;
    block->output_count += (size_t)count;
    return true;
}

/* Walks over one stack of items an input; at least one must have an item (BIP-144). */
static bool skip_witnesses(struct reader *reader, uint32_t inputs)
{
    struct block_cursor *cursor = &reader->cursor;
    const unsigned char *from = cursor->at;
    bool some = false;
    cursor->part = "witness of input";
    for (uint32_t i = 0; i < inputs; i++) {
        uint64_t items;
        struct span item;
        cursor->number = i;
        if (!cursor_count(cursor, "the number of items", 1, &items))
            return false;
        some = some || items > 0;
        for (; items > 0; items--)
            if (!cursor_bytes(cursor, "the size of an item", &item))
                return false;
    }
    cursor->number = CURSOR_NOWHERE;
    return some ||
           cursor_fail(cursor, from, ERROR_SYNTAX,
                       "the form with witnesses, and none is there; expected an item at least");
}

/* A count of inputs of 0 is the marker of a longer form; its flag says which. */
static bool read_marker(struct reader *reader, unsigned *ret_flag)
{
    struct block_cursor *cursor = &reader->cursor;
    const struct coin_chain *chain = reader->chain;
    *ret_flag = 0;
    if (cursor_left(cursor) < 2)
        return cursor_ends(cursor, "the number of inputs");
    if (cursor->at[0] != 0)
        return true;
    if (chain->witness_prefix == NULL)
        return cursor_fail(cursor, cursor->at, ERROR_VALUE, "no inputs; expected at least one");
    unsigned flag = cursor->at[1];
    if (flag != FLAG_WITNESS && !(flag == FLAG_EXTENSION && chain->extension))
        return cursor_fail(cursor, cursor->at, ERROR_VALUE,
                           "no inputs; expected at least one, or the marker 00 01 of witnesses");
    cursor->at += 2;
    *ret_flag = flag;
    return true;
}

static bool is_null(const struct coin_input *input)
{
    static const unsigned char zeros[HASH256_BYTES];
    return input->index == UINT32_MAX && memcmp(input->previous, zeros, HASH256_BYTES) == 0;
}

/* The first transaction makes coins from nothing, and no other does. */
static bool check_coinbase(struct reader *reader, const struct coin_transaction *transaction)
{
    struct block_cursor *cursor = &reader->cursor;
    const struct coin_input *inputs = reader->block->inputs + transaction->first_input;
    if (reader->block->transaction_count == 0)
        return (transaction->inputs == 1 && is_null(inputs)) ||
               cursor_fail(cursor, transaction->bytes.data, ERROR_VALUE,
                           "expected a coinbase, one input that spends nothing");
    for (uint32_t i = 0; i < transaction->inputs; i++)
        if (is_null(&inputs[i])) {
            cursor->part = "input";
            cursor->number = i;
            return cursor_fail(cursor, inputs[i].previous, ERROR_VALUE,
                               "spends nothing, as only the first transaction may");
        }
    return true;
}

static bool read_transaction(struct reader *reader, struct coin_transaction *transaction)
{
    struct block_cursor *cursor = &reader->cursor;
    const unsigned char *from = cursor->at;
    unsigned flag;
    cursor->part = "";
    if (cursor_left(cursor) < 4)
        return cursor_ends(cursor, "a transaction's version");
    transaction->version = cursor_load_u32(cursor->at);
    cursor->at += 4;
    if (!read_marker(reader, &flag))
        return false;
    const unsigned char *body = cursor->at;
    if (!read_inputs(reader, transaction) || !read_outputs(reader, transaction))
        return false;
    transaction->body = span_of(body, (size_t)(cursor->at - body));
    transaction->witness = flag == FLAG_WITNESS;
    if (transaction->witness && !skip_witnesses(reader, transaction->inputs))
        return false;
    if (flag == FLAG_EXTENSION) { /* a MWEB transaction that is none */
        if (cursor_left(cursor) < 1 || *cursor->at != 0)
            return cursor_fail(cursor, cursor->at, ERROR_UNSUPPORTED,
                               "a MWEB transaction outside the extension block; expected none");
        cursor->at++;
    }
    if (cursor_left(cursor) < 4)
        return cursor_ends(cursor, "the lock time");
    transaction->lock_time = cursor_load_u32(cursor->at);
    cursor->at += 4;
    transaction->bytes = span_of(from, (size_t)(cursor->at - from));
    reader->block->witness = reader->block->witness || transaction->witness;
    reader->block->extension = flag == FLAG_EXTENSION;
    return check_coinbase(reader, transaction);
}

static bool read_transactions(struct reader *reader)
{
    struct block_cursor *cursor = &reader->cursor;
    struct coin_block *block = reader->block;
    uint64_t count;
    if (!cursor_count(cursor, "the number of transactions", TRANSACTION_BYTES_MIN, &count))
        return false;
    if (count == 0)
        return cursor_fail(cursor, cursor->at - 1, ERROR_VALUE,
                           "no transactions; expected a coinbase at least");
    struct coin_transaction *transactions =
        array_grow(block->transactions, &block->transaction_capacity, (size_t)count,
                   sizeof *transactions, COIN_BLOCK_BYTES_MAX);
    if (transactions == NULL)
        return array_error((size_t)count, COIN_BLOCK_BYTES_MAX, "transactions", cursor->err);
    block->transactions = transactions;
    while (block->transaction_count < count) {
        if (!read_transaction(reader, &transactions[block->transaction_count]))
            return false;
        cursor->transaction = ++block->transaction_count;
    }
    cursor->part = NULL;
    if (cursor_left(cursor) != 0 && !block->extension)
        return cursor_fail(cursor, cursor->at, ERROR_SYNTAX,
                           "bytes behind the last transaction; expected the block's end");
    return true;
}

static bool read_block(struct reader *reader)
{
    struct block_cursor *cursor = &reader->cursor;
    struct merged_proof merged; /* proven with the header, not here */
    if (cursor_left(cursor) > COIN_BLOCK_BYTES_MAX) {
        char text[100];
        snprintf(text, sizeof text, "a block of %zu bytes; expected at most %d",
                 cursor_left(cursor), COIN_BLOCK_BYTES_MAX);
        return cursor_fail(cursor, cursor->at, ERROR_LIMIT, text);
    }
    if (cursor_left(cursor) < HEADER_BYTES)
        return cursor_ends(cursor, "a header of 80 bytes");
    header_read(cursor->at, &reader->block->header);
    cursor->at += HEADER_BYTES;
    if (reader->chain->merged_number != 0 && merged_is(reader->block->header.version) &&
        !merged_read(cursor, &merged))
        return false;
    return read_transactions(reader);
}

static void forget(struct coin_block *block)
{
    block->bytes = span_of(NULL, 0);
    block->transaction_count = block->input_count = block->output_count = 0;
    block->witness = block->extension = block->proven = false;
}

bool coin_block_decode(struct coin_block *block, const struct coin_chain *chain, struct span bytes,
                       const char *place, struct error *err)
{
    struct reader reader = {
        .cursor = {.at = bytes.data,
                   .start = bytes.data,
                   .end = bytes.data + bytes.size,
                   .place = place,
                   .number = CURSOR_NOWHERE,
                   .err = err},
        .block = block,
        .chain = chain,
    };
    forget(block);
    block->bytes = bytes;
    if (read_block(&reader))
        return true;
    forget(block);
    return false;
}

void coin_block_release(struct coin_block *block)
{
    if (block == NULL)
        return;
    free(block->transactions);
    free(block->inputs);
    free(block->outputs);
    free(block->ids);
    free(block->tree);
    *block = (struct coin_block){0};
}

uint64_t coin_block_paid(const struct coin_block *block, size_t transaction)
{
    const struct coin_transaction *of = &block->transactions[transaction];
    uint64_t paid = 0;
    for (uint32_t i = 0; i < of->outputs; i++)
        paid += block->outputs[of->first_output + i].value;
    return paid;
}
