#include "chain/coin_block.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"

enum {
    INPUT_BYTES_MIN = 41, /* txid, index, no script, sequence */
    OUTPUT_BYTES_MIN = 9, /* value, no script */
    TRANSACTION_BYTES_MIN =
        10 + INPUT_BYTES_MIN + OUTPUT_BYTES_MIN, /* version, counts, lock time */
    FLAG_WITNESS = 1,
    FLAG_EXTENSION = 8, /* Litecoin's last transaction of a block with a MWEB extension block */
    VERSION_MERGED = 0x100,
};

#define NOT_INSIDE SIZE_MAX

/* A cursor over the block, and where it stands for the errors. */
struct reader {
    const unsigned char *at, *end;
    struct coin_block *block;
    const struct coin_chain *chain;
    const char *place;
    const char *part; /* "input", "output" */
    size_t number;    /* of the input or output, or NOT_INSIDE */
    struct error *err;
};

static size_t left(const struct reader *reader)
{
    return (size_t)(reader->end - reader->at);
}

/* Every error of the decoder: "PLACE: byte 123, transaction 2, input 0: what". */
static bool fail_at(const struct reader *reader, const unsigned char *at, enum error_code code,
                    const char *what)
{
    char place[700];
    size_t byte = (size_t)(at - reader->block->bytes.data);
    size_t transaction = reader->block->transaction_count;
    int size = snprintf(place, sizeof place, "%.500s: byte %zu", reader->place, byte);
    if (reader->part != NULL && size > 0)
        size +=
            snprintf(place + size, sizeof place - (size_t)size, ", transaction %zu", transaction);
    if (reader->number != NOT_INSIDE && size > 0)
        snprintf(place + size, sizeof place - (size_t)size, ", %s %zu", reader->part,
                 reader->number);
    return error_input(reader->err, code, place, "%s", what);
}

static bool cut_off(const struct reader *reader, const char *what)
{
    char text[160];
    snprintf(text, sizeof text, "the block ends; expected %.100s", what);
    return fail_at(reader, reader->at, ERROR_SYNTAX, text);
}

static uint32_t load_u32(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static uint64_t load_u64(const unsigned char *bytes)
{
    return (uint64_t)load_u32(bytes) | (uint64_t)load_u32(bytes + 4) << 32;
}

/* A size of 1, 3, 5 or 9 bytes; longer than needed is refused, as every node refuses it. */
static bool read_long_size(struct reader *reader, const char *what, uint64_t *ret)
{
    unsigned width = 1u << (reader->at[0] - 0xfc);
    if (left(reader) < 1 + width)
        return cut_off(reader, what);
    const unsigned char *bytes = reader->at + 1;
    uint64_t value = width == 2   ? (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8
                     : width == 4 ? load_u32(bytes)
                                  : load_u64(bytes);
    uint64_t least = width == 2 ? 0xfd : UINT64_C(1) << 4 * width;
    if (value < least) {
        char text[160];
        snprintf(text, sizeof text,
                 "%.60s, %" PRIu64 ", is written in %u bytes; expected the shortest form", what,
                 value, 1 + width);
        return fail_at(reader, reader->at, ERROR_SYNTAX, text);
    }
    reader->at += 1 + width;
    *ret = value;
    return true;
}

static inline bool read_size(struct reader *reader, const char *what, uint64_t *ret)
{
    if (left(reader) == 0)
        return cut_off(reader, what);
    if (reader->at[0] >= 0xfd)
        return read_long_size(reader, what, ret);
    *ret = *reader->at++;
    return true;
}

/* How many things of at least `least` bytes follow: as many as the bytes that are left can hold. */
static bool read_count(struct reader *reader, const char *what, size_t least, uint64_t *ret)
{
    const unsigned char *at = reader->at;
    uint64_t count;
    char text[200];
    if (!read_size(reader, what, &count))
        return false;
    if (count <= left(reader) / least) {
        *ret = count;
        return true;
    }
    snprintf(text, sizeof text,
             "%.60s is %" PRIu64 "; expected at most %zu in the %zu bytes that are left", what,
             count, left(reader) / least, left(reader));
    return fail_at(reader, at, ERROR_SYNTAX, text);
}

static inline bool read_script(struct reader *reader, const char *what, struct span *ret)
{
    uint64_t size;
    if (!read_count(reader, what, 1, &size))
        return false;
    *ret = span_of(reader->at, (size_t)size);
    reader->at += size;
    return true;
}

static bool read_inputs(struct reader *reader, struct coin_transaction *transaction)
{
    struct coin_block *block = reader->block;
    uint64_t count;
    if (!read_count(reader, "the number of inputs", INPUT_BYTES_MIN, &count))
        return false;
    if (count == 0)
        return fail_at(reader, reader->at - 1, ERROR_VALUE, "no inputs; expected at least one");
    struct coin_input *inputs =
        array_grow(block->inputs, &block->input_capacity, block->input_count + (size_t)count,
                   sizeof *inputs, COIN_BLOCK_BYTES_MAX);
    if (inputs == NULL)
        return array_error(block->input_count + (size_t)count, COIN_BLOCK_BYTES_MAX, "inputs",
                           reader->err);
    block->inputs = inputs;
    inputs += block->input_count;
    reader->part = "input";
    for (size_t i = 0; i < count; i++) {
        reader->number = i;
        if (left(reader) < HASH256_BYTES + 4)
            return cut_off(reader, "the spent output");
        inputs[i].previous = reader->at;
        inputs[i].index = load_u32(reader->at + HASH256_BYTES);
        reader->at += HASH256_BYTES + 4;
        if (!read_script(reader, "the size of the input's script", &inputs[i].script))
            return false;
        if (left(reader) < 4)
            return cut_off(reader, "the sequence number");
        inputs[i].sequence = load_u32(reader->at);
        reader->at += 4;
    }
    reader->number = NOT_INSIDE;
    transaction->first_input = (uint32_t)block->input_count;
    transaction->inputs = (uint32_t)count;
    block->input_count += (size_t)count;
    return true;
}

static bool bad_value(const struct reader *reader, uint64_t value, const char *what)
{
    char text[200];
    snprintf(text, sizeof text, "%s %s%" PRIu64 "; expected 0 to %" PRIu64 ", all of %s", what,
             value > INT64_MAX ? "-" : "", value > INT64_MAX ? 0 - value : value,
             reader->chain->max_money, reader->chain->name);
    return fail_at(reader, reader->at - 8, ERROR_VALUE, text);
}

static bool read_outputs(struct reader *reader, struct coin_transaction *transaction)
{
    struct coin_block *block = reader->block;
    uint64_t count, paid = 0, most = reader->chain->max_money;
    if (!read_count(reader, "the number of outputs", OUTPUT_BYTES_MIN, &count))
        return false;
    if (count == 0)
        return fail_at(reader, reader->at - 1, ERROR_VALUE, "no outputs; expected at least one");
    struct coin_output *outputs =
        array_grow(block->outputs, &block->output_capacity, block->output_count + (size_t)count,
                   sizeof *outputs, COIN_BLOCK_BYTES_MAX);
    if (outputs == NULL)
        return array_error(block->output_count + (size_t)count, COIN_BLOCK_BYTES_MAX, "outputs",
                           reader->err);
    block->outputs = outputs;
    outputs += block->output_count;
    reader->part = "output";
    for (size_t i = 0; i < count; i++) {
        reader->number = i;
        if (left(reader) < 8)
            return cut_off(reader, "a value");
        uint64_t value = load_u64(reader->at);
        reader->at += 8;
        if (value > most)
            return bad_value(reader, value, "value");
        if (value > most - paid)
            return bad_value(reader, paid + value, "outputs that sum to");
        paid += value;
        outputs[i].value = value;
        if (!read_script(reader, "the size of the output's script", &outputs[i].script))
            return false;
    }
    reader->number = NOT_INSIDE;
    transaction->first_output = (uint32_t)block->output_count;
    transaction->outputs = (uint32_t)count;
    block->output_count += (size_t)count;
    return true;
}

/* Walks over one stack of items an input; at least one must have an item (BIP-144). */
static bool skip_witnesses(struct reader *reader, uint32_t inputs)
{
    const unsigned char *from = reader->at;
    bool some = false;
    reader->part = "witness of input";
    for (uint32_t i = 0; i < inputs; i++) {
        uint64_t items;
        struct span item;
        reader->number = i;
        if (!read_count(reader, "the number of items", 1, &items))
            return false;
        some = some || items > 0;
        for (; items > 0; items--)
            if (!read_script(reader, "the size of an item", &item))
                return false;
    }
    reader->number = NOT_INSIDE;
    return some || fail_at(reader, from, ERROR_SYNTAX,
                           "the form with witnesses, and none is there; expected an item at least");
}

/* A count of inputs of 0 is the marker of a longer form; its flag says which. */
static bool read_marker(struct reader *reader, unsigned *ret_flag)
{
    const struct coin_chain *chain = reader->chain;
    *ret_flag = 0;
    if (left(reader) < 2)
        return cut_off(reader, "the number of inputs");
    if (reader->at[0] != 0)
        return true;
    if (chain->witness_prefix == NULL)
        return fail_at(reader, reader->at, ERROR_VALUE, "no inputs; expected at least one");
    unsigned flag = reader->at[1];
    if (flag != FLAG_WITNESS && !(flag == FLAG_EXTENSION && chain->extension))
        return fail_at(reader, reader->at, ERROR_VALUE,
                       "no inputs; expected at least one, or the marker 00 01 of witnesses");
    reader->at += 2;
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
    const struct coin_input *inputs = reader->block->inputs + transaction->first_input;
    if (reader->block->transaction_count == 0)
        return (transaction->inputs == 1 && is_null(inputs)) ||
               fail_at(reader, transaction->bytes.data, ERROR_VALUE,
                       "expected a coinbase, one input that spends nothing");
    for (uint32_t i = 0; i < transaction->inputs; i++)
        if (is_null(&inputs[i])) {
            reader->part = "input";
            reader->number = i;
            return fail_at(reader, inputs[i].previous, ERROR_VALUE,
                           "spends nothing, as only the first transaction may");
        }
    return true;
}

static bool read_transaction(struct reader *reader, struct coin_transaction *transaction)
{
    const unsigned char *from = reader->at;
    unsigned flag;
    reader->part = "";
    if (left(reader) < 4)
        return cut_off(reader, "a transaction's version");
    transaction->version = load_u32(reader->at);
    reader->at += 4;
    if (!read_marker(reader, &flag))
        return false;
    const unsigned char *body = reader->at;
    if (!read_inputs(reader, transaction) || !read_outputs(reader, transaction))
        return false;
    transaction->body = span_of(body, (size_t)(reader->at - body));
    transaction->witness = flag == FLAG_WITNESS;
    if (transaction->witness && !skip_witnesses(reader, transaction->inputs))
        return false;
    if (flag == FLAG_EXTENSION) { /* a MWEB transaction that is none */
        if (left(reader) < 1 || *reader->at != 0)
            return fail_at(reader, reader->at, ERROR_UNSUPPORTED,
                           "a MWEB transaction outside the extension block; expected none");
        reader->at++;
    }
    if (left(reader) < 4)
        return cut_off(reader, "the lock time");
    transaction->lock_time = load_u32(reader->at);
    reader->at += 4;
    transaction->bytes = span_of(from, (size_t)(reader->at - from));
    reader->block->witness = reader->block->witness || transaction->witness;
    reader->block->extension = flag == FLAG_EXTENSION;
    return check_coinbase(reader, transaction);
}

static bool read_transactions(struct reader *reader)
{
    struct coin_block *block = reader->block;
    uint64_t count;
    if (!read_count(reader, "the number of transactions", TRANSACTION_BYTES_MIN, &count))
        return false;
    if (count == 0)
        return fail_at(reader, reader->at - 1, ERROR_VALUE,
                       "no transactions; expected a coinbase at least");
    struct coin_transaction *transactions =
        array_grow(block->transactions, &block->transaction_capacity, (size_t)count,
                   sizeof *transactions, COIN_BLOCK_BYTES_MAX);
    if (transactions == NULL)
        return array_error((size_t)count, COIN_BLOCK_BYTES_MAX, "transactions", reader->err);
    block->transactions = transactions;
    while (block->transaction_count < count) {
        if (!read_transaction(reader, &transactions[block->transaction_count]))
            return false;
        block->transaction_count++;
    }
    reader->part = NULL;
    if (left(reader) != 0 && !block->extension)
        return fail_at(reader, reader->at, ERROR_SYNTAX,
                       "bytes behind the last transaction; expected the block's end");
    return true;
}

static bool read_block(struct reader *reader)
{
    if (left(reader) > COIN_BLOCK_BYTES_MAX) {
        char text[100];
        snprintf(text, sizeof text, "a block of %zu bytes; expected at most %d", left(reader),
                 COIN_BLOCK_BYTES_MAX);
        return fail_at(reader, reader->at, ERROR_LIMIT, text);
    }
    if (left(reader) < HEADER_BYTES)
        return cut_off(reader, "a header of 80 bytes");
    header_read(reader->at, &reader->block->header);
    if (reader->chain->merged && (reader->block->header.version & VERSION_MERGED) != 0)
        return fail_at(reader, reader->at, ERROR_UNSUPPORTED,
                       "a merged block, whose work is another chain's header; these are not read");
    reader->at += HEADER_BYTES;
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
    struct reader reader = {.at = bytes.data,
                            .end = bytes.data + bytes.size,
                            .block = block,
                            .chain = chain,
                            .place = place,
                            .number = NOT_INSIDE,
                            .err = err};
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
