/* The columns of the coin kind: how many rows and how wide, told by the counts. */
#include <stddef.h>

#include "base/error.h"
#include "ledger/coin/format.h"
#include "ledger/segment_layout.h"

/* Where a column's rows come from: a count, or one of the sums below. */
enum { BLOCKS = -1, BLOCKS_END = -2, RUNS = -3, LISTS_END = -4, SPENT_ROWS = -5, GROUPS = 100 };

/* Widths: bytes, or of the largest number that a count allows, or of the values. */
enum { BY_VALUE = -1, BY_COUNT = 100 };

static const struct coin_column_info {
    const char *name;
    int rows;  /* a count; one of the above; GROUPS + count for one row each 64, rounded up */
    int width; /* bytes; BY_VALUE; BY_COUNT + count */
} columns[COIN_COLUMNS] = {
    [COIN_VALUE] = {"value", COIN_COUNT_OUTPUTS, BY_VALUE},
    [COIN_VALUE_WIDE_AT] = {"value-wide-at", COIN_COUNT_VALUES_WIDE, BY_COUNT + COIN_COUNT_OUTPUTS},
    [COIN_VALUE_WIDE] = {"value-wide", COIN_COUNT_VALUES_WIDE, 8},
    [COIN_OWNER] = {"owner", COIN_COUNT_OUTPUTS, COIN_NUMBER_BYTES},
    [COIN_SPENT] = {"spent", SPENT_ROWS, COIN_SPENT_BYTES},
    [COIN_SPENDER] = {"spender", COIN_COUNT_SPENT, BY_COUNT + COIN_COUNT_INPUTS},
    [COIN_SPENDS] = {"spends", COIN_COUNT_INPUTS, COIN_NUMBER_BYTES},
    [COIN_INPUTS] = {"inputs", COIN_COUNT_TRANSACTIONS, BY_VALUE},
    [COIN_INPUTS_WIDE_AT] = {"inputs-wide-at", COIN_COUNT_INPUTS_WIDE,
                             BY_COUNT + COIN_COUNT_TRANSACTIONS},
    [COIN_INPUTS_WIDE] = {"inputs-wide", COIN_COUNT_INPUTS_WIDE, 8},
    [COIN_OUTPUTS] = {"outputs", COIN_COUNT_TRANSACTIONS, BY_VALUE},
    [COIN_OUTPUTS_WIDE_AT] = {"outputs-wide-at", COIN_COUNT_OUTPUTS_WIDE,
                              BY_COUNT + COIN_COUNT_TRANSACTIONS},
    [COIN_OUTPUTS_WIDE] = {"outputs-wide", COIN_COUNT_OUTPUTS_WIDE, 8},
    [COIN_INPUTS_BEFORE] = {"inputs-before", GROUPS + COIN_COUNT_TRANSACTIONS,
                            BY_COUNT + COIN_COUNT_INPUTS},
    [COIN_OUTPUTS_BEFORE] = {"outputs-before", GROUPS + COIN_COUNT_TRANSACTIONS,
                             BY_COUNT + COIN_COUNT_OUTPUTS},
    [COIN_INPUT_TRANSACTION] = {"input-transaction", GROUPS + COIN_COUNT_INPUTS,
                                BY_COUNT + COIN_COUNT_TRANSACTIONS},
    [COIN_OUTPUT_TRANSACTION] = {"output-transaction", GROUPS + COIN_COUNT_OUTPUTS,
                                 BY_COUNT + COIN_COUNT_TRANSACTIONS},
    [COIN_RUN_OUTPUT] = {"run-output", RUNS, COIN_NUMBER_BYTES},
    [COIN_RUN_INPUT] = {"run-input", RUNS, BY_COUNT + COIN_COUNT_INPUTS},
    [COIN_TRANSACTION] = {"transaction", COIN_COUNT_TRANSACTIONS, COIN_ID_BYTES},
    [COIN_PRINT] = {"print", COIN_COUNT_TRANSACTIONS, COIN_PRINT_BYTES},
    [COIN_PRINT_TRANSACTION] = {"print-transaction", COIN_COUNT_TRANSACTIONS,
                                BY_COUNT + COIN_COUNT_TRANSACTIONS},
    [COIN_BLOCK_TRANSACTION] = {"block-transaction", BLOCKS_END,
                                BY_COUNT + COIN_COUNT_TRANSACTIONS},
    [COIN_MEDIAN_TIME] = {"median-time", BLOCKS, 4},
    [COIN_BLOCK] = {"block", BLOCKS, COIN_ID_BYTES},
    [COIN_HEADER] = {"header", BLOCKS, COIN_HEADER_BYTES},
    [COIN_KEY_END] = {"key-end", COIN_COUNT_ADDRESSES, BY_COUNT + COIN_COUNT_KEY_BYTES},
    [COIN_KEY] = {"key", COIN_COUNT_KEY_BYTES, 1},
    [COIN_ADDRESS_PRINT] = {"address-print", COIN_COUNT_ADDRESSES, COIN_ADDRESS_PRINT_BYTES},
    [COIN_PRINT_ADDRESS] = {"print-address", COIN_COUNT_ADDRESSES, BY_COUNT + COIN_COUNT_ADDRESSES},
    [COIN_LIST_OLD] = {"list-old", COIN_COUNT_OLD_LISTS, COIN_NUMBER_BYTES},
    [COIN_LIST_START] = {"list-start", LISTS_END, BY_COUNT + COIN_COUNT_POSTINGS},
    [COIN_POSTING] = {"posting", COIN_COUNT_POSTINGS, BY_COUNT + COIN_COUNT_OUTPUTS},
    [COIN_LOST] = {"lost", COIN_COUNT_LOST, COIN_NUMBER_BYTES},
    [COIN_LOSER] = {"loser", COIN_COUNT_LOST, BY_COUNT + COIN_COUNT_TRANSACTIONS},
};

static const char *column_name(int column)
{
    return columns[column].name;
}

static uint64_t rows_expected(const uint64_t *counts, int column)
{
    uint64_t blocks = counts[COUNT_LAST_BLOCK] - counts[COUNT_FIRST_BLOCK] + 1;
    int rows = columns[column].rows;
    switch (rows) {
    case BLOCKS:
        return blocks;
    case BLOCKS_END:
        return blocks + 1;
    case RUNS:
        return counts[COIN_COUNT_INPUTS] - counts[COIN_COUNT_SPENT];
    case LISTS_END:
        return counts[COIN_COUNT_OLD_LISTS] + counts[COIN_COUNT_ADDRESSES] + 1;
    case SPENT_ROWS:
        return (counts[COIN_COUNT_OUTPUTS] + COIN_SPENT_BITS - 1) / COIN_SPENT_BITS;
    default:
        return rows < GROUPS ? counts[rows] : (counts[rows - GROUPS] >> COIN_GROUP_SHIFT) + 1;
    }
}

static bool width_allowed(int column, unsigned width)
{
    int rule = columns[column].width;
    if (rule == BY_VALUE)
        return width >= 1 && width <= 7;
    return rule < BY_COUNT ? width == (unsigned)rule : width <= 8;
}

static void set_widths(struct segment_shape *shape)
{
    for (int i = 0; i < COIN_COLUMNS; i++) {
        int rule = columns[i].width;
        if (rule >= BY_COUNT)
            shape->columns[i].width = segment_number_width(shape->counts[rule - BY_COUNT]);
        else if (rule != BY_VALUE)
            shape->columns[i].width = (unsigned)rule;
    }
}

/* The widths that follow from counts, checked against them; so no forged width feeds zeros. */
static bool widths_agree(const struct segment_shape *shape)
{
    for (int i = 0; i < COIN_COLUMNS; i++)
        if (columns[i].width >= BY_COUNT &&
            shape->columns[i].width !=
                segment_number_width(shape->counts[columns[i].width - BY_COUNT]))
            return false;
    return true;
}

static bool counts_agree(const struct segment_shape *shape)
{
    const uint64_t *counts = shape->counts;
    uint64_t transactions = counts[COIN_COUNT_TRANSACTIONS];
    uint64_t outputs = counts[COIN_COUNT_OUTPUTS];
    return counts[COUNT_LAST_BLOCK] - counts[COUNT_FIRST_BLOCK] < transactions &&
           transactions <= outputs && /* a transaction has an output, a block a transaction */
           counts[COIN_COUNT_SPENT] <= counts[COIN_COUNT_INPUTS] &&
           counts[COIN_COUNT_SPENT] <= outputs && counts[COIN_COUNT_POSTINGS] <= outputs &&
           counts[COIN_COUNT_OLD_LISTS] + counts[COIN_COUNT_ADDRESSES] <=
               counts[COIN_COUNT_POSTINGS] &&
           counts[COIN_COUNT_OLD_LISTS] <= counts[COIN_COUNT_FIRST_ADDRESS] &&
           counts[COIN_COUNT_ADDRESSES] <= counts[COIN_COUNT_KEY_BYTES] &&
           counts[COIN_COUNT_VALUES_WIDE] <= outputs &&
           counts[COIN_COUNT_INPUTS_WIDE] <= transactions &&
           counts[COIN_COUNT_OUTPUTS_WIDE] <= transactions &&
           counts[COIN_COUNT_LOST] <= counts[COIN_COUNT_FIRST_OUTPUT] + outputs &&
           widths_agree(shape);
}

static const struct segment_pair pairs[] = {{COIN_COUNT_FIRST_TRANSACTION, COIN_COUNT_TRANSACTIONS},
                                            {COIN_COUNT_FIRST_INPUT, COIN_COUNT_INPUTS},
                                            {COIN_COUNT_FIRST_OUTPUT, COIN_COUNT_OUTPUTS},
                                            {COIN_COUNT_FIRST_ADDRESS, COIN_COUNT_ADDRESSES},
                                            {0, 0}};

const struct segment_kind coin_kind = {
    .number = 1,
    .name = "coin",
    .columns = COIN_COLUMNS,
    .counts = COIN_COUNTS,
    .head_bytes = 192,
    .column_name = column_name,
    .pairs = pairs,
    .every_height = true,
    .rows = rows_expected,
    .width_allowed = width_allowed,
    .set_widths = set_widths,
    .counts_agree = counts_agree,
};
