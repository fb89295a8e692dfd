#include "ledger/coin/rows.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "ledger/coin/parts.h"

void coin_rows_release(struct coin_rows *rows)
{
    free(rows->transactions);
    free(rows->inputs);
    free(rows->outputs);
    free(rows->keys);
    free(rows->ids);
    *rows = (struct coin_rows){0};
}

static bool reserve(void **list, size_t *capacity, size_t need, size_t size, struct error *err)
{
    size_t max = size == 1 ? COIN_BATCH_KEYS_MAX : COIN_BATCH_MAX;
    void *grown = array_grow(*list, capacity, need, size, max);
    if (grown == NULL)
        return array_error(need, max, "rows of a block", err);
    *list = grown;
    return true;
}

static bool reserve_rows(struct coin_rows *rows, size_t transactions, size_t inputs, size_t outputs,
                         struct error *err)
{
    rows->transactions_count = rows->inputs_count = rows->outputs_count = rows->ids_count = 0;
    rows->keys_count = 0;
    return reserve((void **)&rows->transactions, &rows->transactions_capacity, transactions,
                   sizeof *rows->transactions, err) &&
           reserve((void **)&rows->inputs, &rows->inputs_capacity, inputs, sizeof *rows->inputs,
                   err) &&
           reserve((void **)&rows->outputs, &rows->outputs_capacity, outputs, sizeof *rows->outputs,
                   err);
}

static void begin_transaction(struct coin_rows *rows, const unsigned char *id, uint64_t seed)
{
    struct coin_rows_transaction *row = &rows->transactions[rows->transactions_count++];
    memcpy(row->id, id, COIN_ID_BYTES);
    row->first_input = (uint32_t)rows->inputs_count;
    row->first_output = (uint32_t)rows->outputs_count;
    row->inputs = row->outputs = 0;
    row->first = unspent_key_first(seed, id);
}

static void put_input(struct coin_rows *rows, const unsigned char *previous, uint32_t index,
                      uint64_t seed)
{
    rows->inputs[rows->inputs_count++] =
        (struct coin_rows_input){previous, index, unspent_key(seed, previous, index)};
    rows->transactions[rows->transactions_count - 1].inputs++;
}

bool coin_rows_put_key(struct coin_rows *rows, struct coin_rows_output *row, struct coins_key key,
                       struct error *err)
{
    size_t at = rows->keys_count, size = key.bytes.size + 1;
    if (at + size > rows->keys_capacity &&
        !reserve((void **)&rows->keys, &rows->keys_capacity, at + size, 1, err))
        return false;
    rows->keys[at] = (unsigned char)key.type;
    memcpy(&rows->keys[at + 1], key.bytes.data, key.bytes.size);
    rows->keys_count += size;
    row->hash = coin_key_hash(key);
    row->key = (uint32_t)at;
    row->key_bytes = (uint32_t)size;
    return true;
}

static struct coin_rows_output *put_output(struct coin_rows *rows, uint64_t value,
                                           enum coin_fate fate)
{
    struct coin_rows_output *row = &rows->outputs[rows->outputs_count++];
    *row = (struct coin_rows_output){.value = value, .fate = fate};
    rows->transactions[rows->transactions_count - 1].outputs++;
    return row;
}

static bool read_output(struct coin_rows *rows, const struct coin_output *output, struct error *err)
{
    struct script script = script_classify(output->script);
    enum coin_fate fate = COIN_OWNED;
    if (script.kind == SCRIPT_NULLDATA || script_unspendable(output->script))
        fate = COIN_BURNT;
    else if (script.kind == SCRIPT_UNKNOWN)
        fate = COIN_NOBODY;
    struct coin_rows_output *row = put_output(rows, output->value, fate);
    return fate != COIN_OWNED || coin_rows_put_key(rows, row, coins_key_of(&script), err);
}

bool coin_rows_of_block(struct coin_rows *rows, const struct coin_block *block, uint64_t seed,
                        struct error *err)
{
    ensure(block->proven);
    if (!reserve_rows(rows, block->transaction_count, block->input_count, block->output_count, err))
        return false;
    memcpy(rows->header, block->bytes.data, COIN_HEADER_BYTES);
    header_hash(rows->header, rows->hash);
    for (size_t i = 0; i < block->transaction_count; i++) {
        const struct coin_transaction *from = &block->transactions[i];
        begin_transaction(rows, coin_block_id(block, i), seed);
        for (uint32_t j = from->first_input; i > 0 && j < from->first_input + from->inputs; j++)
            put_input(rows, block->inputs[j].previous, block->inputs[j].index, seed);
        for (uint32_t j = from->first_output; j < from->first_output + from->outputs; j++)
            if (!read_output(rows, &block->outputs[j], err))
                return false;
    }
    return true;
}

/* The txid and index of what an input of the ledger spends. */
static bool put_sealed_input(struct coin_rows *rows, const struct ledger *ledger, uint64_t input,
                             uint64_t seed, struct error *err)
{
    uint64_t output, transaction;
    struct coins_transaction made;
    unsigned char *id = rows->ids + COIN_ID_BYTES * rows->ids_count++;
    if (!coins_spends(ledger, input, &output, err) ||
        !coins_of_output(ledger, output, &transaction, err) ||
        !coins_transaction(ledger, transaction, &made, err) ||
        !coins_id(ledger, transaction, id, err))
        return false;
    put_input(rows, id, (uint32_t)(output - made.first_output), seed);
    return true;
}

static bool put_sealed_output(struct coin_rows *rows, const struct ledger *ledger, uint64_t output,
                              struct error *err)
{
    struct coins_output found;
    struct coins_key key;
    if (!coins_output(ledger, output, &found, err))
        return false;
    struct coin_rows_output *row = put_output(rows, found.value, found.fate);
    return found.fate != COIN_OWNED ||
           (coins_key(ledger, found.owner, &key, err) && coin_rows_put_key(rows, row, key, err));
}

static bool put_sealed(struct coin_rows *rows, const struct ledger *ledger, uint64_t transaction,
                       uint64_t seed, struct error *err)
{
    struct coins_transaction from;
    unsigned char id[COIN_ID_BYTES];
    if (!coins_transaction(ledger, transaction, &from, err) ||
        !coins_id(ledger, transaction, id, err) ||
        !reserve((void **)&rows->inputs, &rows->inputs_capacity, rows->inputs_count + from.inputs,
                 sizeof *rows->inputs, err) ||
        !reserve((void **)&rows->outputs, &rows->outputs_capacity,
                 rows->outputs_count + from.outputs, sizeof *rows->outputs, err))
        return false;
    begin_transaction(rows, id, seed);
    for (uint64_t i = 0; i < from.inputs; i++)
        if (!put_sealed_input(rows, ledger, from.first_input + i, seed, err))
            return false;
    for (uint64_t i = 0; i < from.outputs; i++)
        if (!put_sealed_output(rows, ledger, from.first_output + i, err))
            return false;
    return true;
}

bool coin_rows_of_sealed(struct coin_rows *rows, const struct ledger *ledger, uint64_t height,
                         uint64_t seed, struct error *err)
{
    struct coins_block block;
    struct coins_transaction first, last;
    if (!coins_block(ledger, height, &block, err) ||
        !coins_transaction(ledger, block.first, &first, err) ||
        !coins_transaction(ledger, block.end - 1, &last, err) ||
        !reserve_rows(rows, block.end - block.first, 0, 0, err))
        return false;
    uint64_t inputs = last.first_input + last.inputs - first.first_input;
    if (inputs > COIN_BATCH_MAX)
        return array_error(inputs, COIN_BATCH_MAX, "inputs of a block", err);
    if (!reserve((void **)&rows->ids, &rows->ids_capacity, inputs * COIN_ID_BYTES, 1, err))
        return false;
    memcpy(rows->hash, block.hash, COIN_ID_BYTES);
    memcpy(rows->header, block.header, COIN_HEADER_BYTES);
    for (uint64_t i = block.first; i < block.end; i++)
        if (!put_sealed(rows, ledger, i, seed, err))
            return false;
    return true;
}

uint64_t coin_rows_paid(const struct coin_rows *rows, size_t transaction)
{
    const struct coin_rows_transaction *row = &rows->transactions[transaction];
    uint64_t sum = 0;
    for (uint32_t i = 0; i < row->outputs; i++)
        sum += rows->outputs[row->first_output + i].value;
    return sum;
}
