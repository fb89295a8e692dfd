#include "ledger/coin/coins.h"

#include "ledger/coin/parts.h"

static bool no_such(const char *what, uint64_t number, struct error *err)
{
    return error_input(err, ERROR_DAMAGED, what, "number %llu is not in the ledger",
                       (unsigned long long)number);
}

/* The segment that holds a number, and the number in it. The count behind a count of what stands
 * before is the segment's own. */
static const struct segment *part_of(const struct ledger *ledger, int first, uint64_t number,
                                     uint64_t *ret_row)
{
    return ledger_segment_of(ledger, first, first + 1, number, ret_row);
}

enum { LATER_WITNESS = 16 }; /* and the version: a type of an address */

struct coins_key coins_key_of(const struct script *script)
{
    unsigned type =
        script->kind == SCRIPT_WITNESS ? LATER_WITNESS + script->version : (unsigned)script->kind;
    return (struct coins_key){type, script->key};
}

struct script coins_script_of(struct coins_key key)
{
    bool later = key.type > LATER_WITNESS;
    return (struct script){
        .kind = later ? SCRIPT_WITNESS : (enum script_kind)key.type,
        .version = later ? key.type - LATER_WITNESS : key.type == SCRIPT_P2TR,
        .key = key.bytes,
    };
}

bool coins_transaction(const struct ledger *ledger, uint64_t number,
                       struct coins_transaction *ret_transaction, struct error *err)
{
    uint64_t row;
    struct coins_transaction found;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_TRANSACTION, number, &row);
    if (part == NULL)
        return no_such("transaction", number, err);
    if (!part_inputs_before(part, row, &found.first_input, err) ||
        !part_outputs_before(part, row, &found.first_output, err) ||
        !part_narrow(part, COIN_NARROW_INPUTS, row, &found.inputs, err) ||
        !part_narrow(part, COIN_NARROW_OUTPUTS, row, &found.outputs, err))
        return false;
    if (found.inputs > part_count(part, COIN_COUNT_INPUTS) - found.first_input ||
        found.outputs > part_count(part, COIN_COUNT_OUTPUTS) - found.first_output)
        return segment_damaged(part, COIN_INPUTS, row, err);
    found.first_input += part_count(part, COIN_COUNT_FIRST_INPUT);
    found.first_output += part_count(part, COIN_COUNT_FIRST_OUTPUT);
    *ret_transaction = found;
    return true;
}

bool coins_output(const struct ledger *ledger, uint64_t number, struct coins_output *ret_output,
                  struct error *err)
{
    uint64_t row, value, owner;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_OUTPUT, number, &row);
    if (part == NULL)
        return no_such("output", number, err);
    uint64_t addresses =
        part_count(part, COIN_COUNT_FIRST_ADDRESS) + part_count(part, COIN_COUNT_ADDRESSES);
    if (!part_narrow(part, COIN_NARROW_VALUE, row, &value, err) ||
        !part_number(part, COIN_OWNER, row, COIN_OWNER_BURNT, &owner, err))
        return false;
    struct coins_output output = {value, COIN_BURNT, LEDGER_NONE};
    if (owner > addresses && owner != COIN_OWNER_BURNT)
        return segment_damaged(part, COIN_OWNER, row, err);
    if (owner != COIN_OWNER_BURNT) {
        output.fate = owner == 0 ? COIN_NOBODY : COIN_OWNED;
        output.owner = owner == 0 ? LEDGER_NONE : owner - 1;
    }
    *ret_output = output;
    return true;
}

bool coins_value(const struct ledger *ledger, uint64_t number, uint64_t *ret_value,
                 struct error *err)
{
    uint64_t row;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_OUTPUT, number, &row);
    if (part == NULL)
        return no_such("output", number, err);
    return part_narrow(part, COIN_NARROW_VALUE, row, ret_value, err);
}

bool coins_spends(const struct ledger *ledger, uint64_t input, uint64_t *ret_output,
                  struct error *err)
{
    uint64_t row;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_INPUT, input, &row);
    if (part == NULL)
        return no_such("input", input, err);
    uint64_t outputs =
        part_count(part, COIN_COUNT_FIRST_OUTPUT) + part_count(part, COIN_COUNT_OUTPUTS);
    return part_number(part, COIN_SPENDS, row, outputs - 1, ret_output, err);
}

/* Looks for an output in a run of numbers and in the column beside it. */
static bool find_in_run(const struct segment *part, int column, uint64_t output, uint64_t most,
                        uint64_t *ret_found, struct error *err)
{
    uint64_t at, found, rows = part->columns[column].rows;
    *ret_found = LEDGER_NONE;
    if (rows == 0)
        return true;
    if (!search_number(part, column, 0, rows, output, &at, err))
        return false;
    if (at == rows || !column_number(&part->columns[column], at, &found) || found != output)
        return true;
    return part_number(part, column + 1, at, most, ret_found, err);
}

bool coins_spender(const struct ledger *ledger, uint64_t output, uint64_t *ret_input,
                   struct error *err)
{
    uint64_t row, before, input = LEDGER_NONE;
    bool spent;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_OUTPUT, output, &row);
    if (part == NULL)
        return no_such("output", output, err);
    if (!part_spent(part, row, &before, &spent, err))
        return false;
    if (spent && !part_number(part, COIN_SPENDER, before, part_count(part, COIN_COUNT_INPUTS) - 1,
                              &input, err))
        return false;
    for (size_t i = 0; i < ledger->segment_count && input == LEDGER_NONE; i++) {
        const struct segment *later = ledger->segments[i];
        if (part_count(later, COIN_COUNT_FIRST_OUTPUT) <= output)
            continue;
        part = later;
        if (!find_in_run(part, COIN_RUN_OUTPUT, output, part_count(part, COIN_COUNT_INPUTS) - 1,
                         &input, err))
            return false;
    }
    *ret_input = input == LEDGER_NONE ? input : input + part_count(part, COIN_COUNT_FIRST_INPUT);
    return true;
}

bool coins_loser(const struct ledger *ledger, uint64_t output, uint64_t *ret_transaction,
                 struct error *err)
{
    uint64_t found = LEDGER_NONE;
    for (size_t i = 0; i < ledger->segment_count && found == LEDGER_NONE; i++) {
        const struct segment *part = ledger->segments[i];
        uint64_t transactions = part_count(part, COIN_COUNT_TRANSACTIONS);
        if (!find_in_run(part, COIN_LOST, output, transactions - 1, &found, err))
            return false;
        if (found != LEDGER_NONE)
            found += part_count(part, COIN_COUNT_FIRST_TRANSACTION);
    }
    *ret_transaction = found;
    return true;
}

bool coins_of_input(const struct ledger *ledger, uint64_t input, uint64_t *ret_transaction,
                    struct error *err)
{
    uint64_t row;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_INPUT, input, &row);
    if (part == NULL)
        return no_such("input", input, err);
    if (!part_of_input(part, row, &row, err))
        return false;
    *ret_transaction = row + part_count(part, COIN_COUNT_FIRST_TRANSACTION);
    return true;
}

bool coins_of_output(const struct ledger *ledger, uint64_t output, uint64_t *ret_transaction,
                     struct error *err)
{
    uint64_t row;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_OUTPUT, output, &row);
    if (part == NULL)
        return no_such("output", output, err);
    if (!part_of_output(part, row, &row, err))
        return false;
    *ret_transaction = row + part_count(part, COIN_COUNT_FIRST_TRANSACTION);
    return true;
}

static const struct segment *part_of_height(const struct ledger *ledger, uint64_t height)
{
    for (size_t i = 0; i < ledger->segment_count; i++)
        if (height <= ledger->segments[i]->shape.counts[COUNT_LAST_BLOCK])
            return height >= ledger->segments[i]->shape.counts[COUNT_FIRST_BLOCK]
                       ? ledger->segments[i]
                       : NULL;
    return NULL;
}

bool coins_block(const struct ledger *ledger, uint64_t height, struct coins_block *ret_block,
                 struct error *err)
{
    const struct segment *part = part_of_height(ledger, height);
    struct coins_block block;
    if (part == NULL)
        return error_input(err, ERROR_NOT_FOUND, "block", "height %llu is not in the ledger",
                           (unsigned long long)height);
    uint64_t row = height - part->shape.counts[COUNT_FIRST_BLOCK];
    uint64_t transactions = part_count(part, COIN_COUNT_TRANSACTIONS);
    if (!part_number(part, COIN_BLOCK_TRANSACTION, row + 1, transactions, &block.end, err) ||
        !part_number(part, COIN_BLOCK_TRANSACTION, row, block.end, &block.first, err) ||
        !part_number(part, COIN_MEDIAN_TIME, row, UINT32_MAX, &block.median_time, err))
        return false;
    block.hash = column_row(&part->columns[COIN_BLOCK], row);
    block.header = column_row(&part->columns[COIN_HEADER], row);
    if (block.hash == NULL || block.header == NULL)
        return segment_damaged(part, COIN_BLOCK, row, err);
    block.first += part_count(part, COIN_COUNT_FIRST_TRANSACTION);
    block.end += part_count(part, COIN_COUNT_FIRST_TRANSACTION);
    *ret_block = block;
    return true;
}

bool coins_block_of(const struct ledger *ledger, uint64_t transaction, uint64_t *ret_height,
                    struct error *err)
{
    uint64_t row;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_TRANSACTION, transaction, &row);
    if (part == NULL)
        return no_such("transaction", transaction, err);
    if (!search_start(part, COIN_BLOCK_TRANSACTION, row, &row, err))
        return false;
    *ret_height = part->shape.counts[COUNT_FIRST_BLOCK] + row;
    return true;
}

/* Median times do not fall along a chain. */
bool coins_block_at_time(const struct ledger *ledger, uint64_t time, uint64_t *ret_height,
                         struct error *err)
{
    uint64_t height = LEDGER_NONE, row;
    for (size_t i = 0; i < ledger->segment_count; i++) {
        const struct segment *part = ledger->segments[i];
        uint64_t rows = part->columns[COIN_MEDIAN_TIME].rows;
        if (!search_number(part, COIN_MEDIAN_TIME, 0, rows, time + 1, &row, err))
            return false;
        if (row > 0)
            height = part->shape.counts[COUNT_FIRST_BLOCK] + row - 1;
        if (row < rows)
            break;
    }
    *ret_height = height;
    return true;
}

bool coins_id(const struct ledger *ledger, uint64_t transaction, unsigned char *ret_id,
              struct error *err)
{
    uint64_t row;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_TRANSACTION, transaction, &row);
    if (part == NULL)
        return no_such("transaction", transaction, err);
    const unsigned char *id = column_row(&part->columns[COIN_TRANSACTION], row);
    if (id == NULL)
        return segment_damaged(part, COIN_TRANSACTION, row, err);
    memcpy(ret_id, id, COIN_ID_BYTES);
    return true;
}

bool coins_key(const struct ledger *ledger, uint64_t address, struct coins_key *ret_key,
               struct error *err)
{
    uint64_t row;
    const struct segment *part = part_of(ledger, COIN_COUNT_FIRST_ADDRESS, address, &row);
    if (part == NULL)
        return no_such("address", address, err);
    return part_key(part, row, ret_key, err);
}
