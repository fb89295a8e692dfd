#include "ledger/coin/scan.h"

#include "ledger/coin/parts.h"

static const unsigned char *whole(const struct segment *segment, int column)
{
    const struct column *of = &segment->columns[column];
    return column_rows(of, 0, of->rows);
}

/* Proves what is read of a segment. */
static bool enter(struct coin_scan *scan, struct error *err)
{
    static const int columns[] = {COIN_INPUTS, COIN_OUTPUTS, COIN_SPENDS, COIN_VALUE, COIN_OWNER};
    const struct segment *segment = scan->segment;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (whole(segment, columns[i]) == NULL)
            return segment_damaged(segment, columns[i], 0, err);
    scan->inputs = whole(segment, COIN_INPUTS);
    scan->outputs = whole(segment, COIN_OUTPUTS);
    scan->inputs_width = segment->columns[COIN_INPUTS].width;
    scan->outputs_width = segment->columns[COIN_OUTPUTS].width;
    scan->value_width = segment->columns[COIN_VALUE].width;
    scan->inputs_escape = coin_narrow_escape(scan->inputs_width);
    scan->outputs_escape = coin_narrow_escape(scan->outputs_width);
    scan->value_escape = coin_narrow_escape(scan->value_width);
    scan->locals = part_count(segment, COIN_COUNT_TRANSACTIONS);
    return true;
}

bool coin_scan_count(struct coin_scan *scan, struct error *err)
{
    uint64_t inputs, outputs;
    if (!part_narrow(scan->segment, COIN_NARROW_INPUTS, scan->local, &inputs, err) ||
        !part_narrow(scan->segment, COIN_NARROW_OUTPUTS, scan->local, &outputs, err))
        return false;
    if (inputs > scan->inputs_left || outputs > scan->outputs_left)
        return segment_damaged(scan->segment, COIN_INPUTS, scan->local, err);
    scan->row.inputs = inputs;
    scan->row.outputs = outputs;
    return true;
}

bool coin_scan_start(struct coin_scan *scan, const struct ledger *ledger, uint64_t transaction,
                     struct error *err)
{
    uint64_t input, output;
    *scan = (struct coin_scan){.ledger = ledger, .transaction = transaction};
    while (scan->part < ledger->segment_count) {
        scan->segment = ledger->segments[scan->part];
        scan->local = transaction - part_count(scan->segment, COIN_COUNT_FIRST_TRANSACTION);
        if (scan->local < part_count(scan->segment, COIN_COUNT_TRANSACTIONS))
            break;
        scan->segment = NULL;
        scan->part++;
    }
    if (scan->segment == NULL)
        return true;
    if (!enter(scan, err) || !part_inputs_before(scan->segment, scan->local, &input, err) ||
        !part_outputs_before(scan->segment, scan->local, &output, err))
        return false;
    scan->row.first_input = part_count(scan->segment, COIN_COUNT_FIRST_INPUT) + input;
    scan->row.first_output = part_count(scan->segment, COIN_COUNT_FIRST_OUTPUT) + output;
    scan->inputs_left = part_count(scan->segment, COIN_COUNT_INPUTS) - input;
    scan->outputs_left = part_count(scan->segment, COIN_COUNT_OUTPUTS) - output;
    scan->spends = whole(scan->segment, COIN_SPENDS) + COIN_NUMBER_BYTES * input;
    scan->values = whole(scan->segment, COIN_VALUE) + scan->value_width * output;
    scan->owners = whole(scan->segment, COIN_OWNER) + COIN_NUMBER_BYTES * output;
    return coin_scan_count(scan, err);
}

bool coin_scan_wide(const struct coin_scan *scan, uint64_t output, uint64_t *ret_value,
                    struct error *err)
{
    struct coins_output row;
    if (!coins_output(scan->ledger, output, &row, err))
        return false;
    *ret_value = row.value;
    return true;
}
