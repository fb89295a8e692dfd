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
    scan->input_counts = whole(segment, COIN_INPUTS);
    scan->output_counts = whole(segment, COIN_OUTPUTS);
    scan->inputs_width = segment->columns[COIN_INPUTS].width;
    scan->outputs_width = segment->columns[COIN_OUTPUTS].width;
    scan->value_width = segment->columns[COIN_VALUE].width;
    scan->inputs_escape = coin_narrow_escape(scan->inputs_width);
    scan->outputs_escape = coin_narrow_escape(scan->outputs_width);
    scan->value_escape = coin_narrow_escape(scan->value_width);
    scan->locals = part_count(segment, COIN_COUNT_TRANSACTIONS);
    return true;
}

/* How many inputs and outputs the one at hand has. */
static bool count(struct coin_scan *scan, struct error *err)
{
    if (!part_narrow(scan->segment, COIN_NARROW_INPUTS, scan->local, &scan->inputs, err) ||
        !part_narrow(scan->segment, COIN_NARROW_OUTPUTS, scan->local, &scan->outputs, err))
        return false;
    return (scan->inputs <= scan->inputs_left && scan->outputs <= scan->outputs_left) ||
           segment_damaged(scan->segment, COIN_INPUTS, scan->local, err);
}

bool coin_scan_start(struct coin_scan *scan, const struct ledger *ledger, uint64_t transaction,
                     struct error *err)
{
    uint64_t input, output;
    *scan = (struct coin_scan){.ledger = ledger};
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
    scan->first_output = part_count(scan->segment, COIN_COUNT_FIRST_OUTPUT) + output;
    scan->inputs_left = part_count(scan->segment, COIN_COUNT_INPUTS) - input;
    scan->outputs_left = part_count(scan->segment, COIN_COUNT_OUTPUTS) - output;
    scan->spends = whole(scan->segment, COIN_SPENDS) + COIN_NUMBER_BYTES * input;
    scan->values = whole(scan->segment, COIN_VALUE) + scan->value_width * output;
    scan->owners = whole(scan->segment, COIN_OWNER) + COIN_NUMBER_BYTES * output;
    return count(scan, err);
}

bool coin_scan_next(struct coin_scan *scan, struct error *err)
{
    if (coin_scan_step(scan))
        return true;
    if (scan->local + 1 == scan->locals)
        return coin_scan_start(
            scan, scan->ledger,
            part_count(scan->segment, COIN_COUNT_FIRST_TRANSACTION) + scan->locals, err);
    scan->local++;
    scan->spends += COIN_NUMBER_BYTES * scan->inputs;
    scan->values += scan->value_width * scan->outputs;
    scan->owners += COIN_NUMBER_BYTES * scan->outputs;
    scan->first_output += scan->outputs;
    scan->inputs_left -= scan->inputs;
    scan->outputs_left -= scan->outputs;
    return count(scan, err);
}
