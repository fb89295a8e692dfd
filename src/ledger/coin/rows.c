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
    free(rows->ids);
    *rows = (struct coin_rows){0};
}

static bool reserve(void **list, size_t *capacity, size_t need, size_t size, struct error *err)
{
    void *grown = array_grow(*list, capacity, need, size, COIN_BATCH_MAX);
    if (grown == NULL)
        return array_error(need, COIN_BATCH_MAX, "rows of a block", err);
    *list = grown;
    return true;
}

static bool reserve_rows(struct coin_rows *rows, size_t transactions, size_t inputs, size_t outputs,
                         struct error *err)
{
    rows->transactions_count = rows->inputs_count = rows->outputs_count = rows->ids_count = 0;
    rows->key_bytes = 0;
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
    rows->first_key = unspent_key_first(seed, id);
}

static void put_input(struct coin_rows *rows, const unsigned char *previous, uint32_t index,
                      uint64_t seed)
{
    rows->inputs[rows->inputs_count++] =
        (struct coin_rows_input){previous, index, unspent_key(seed, previous, index)};
    rows->transactions[rows->transactions_count - 1].inputs++;
}

static void put_output(struct coin_rows *rows, struct coin_rows_output output)
{
    struct coin_rows_transaction *transaction = &rows->transactions[rows->transactions_count - 1];
    if (output.fate == COIN_OWNED) {
        output.hash = coin_key_hash(output.key);
        rows->key_bytes += output.key.bytes.size + 1;
    }
    output.unspent = unspent_key_at(rows->first_key, transaction->outputs++);
    rows->outputs[rows->outputs_count++] = output;
}

static struct coin_rows_output read_output(const struct coin_output *output)
{
    struct script script = script_classify(output->script);
    struct coin_rows_output row = {.value = output->value, .fate = COIN_OWNED};
    if (script.kind == SCRIPT_NULLDATA || script_unspendable(output->script))
        row.fate = COIN_BURNT;
    else if (script.kind == SCRIPT_UNKNOWN)
        row.fate = COIN_NOBODY;
    else
        row.key = coins_key_of(&script);
    return row;
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
            put_output(rows, read_output(&block->outputs[j]));
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
    struct coin_rows_output row;
    if (!coins_output(ledger, output, &found, err))
        return false;
    row = (struct coin_rows_output){.value = found.value, .fate = found.fate};
    if (found.fate == COIN_OWNED && !coins_key(ledger, found.owner, &row.key, err))
        return false;
    put_output(rows, row);
    return true;
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
