/* Who spends what: spends inside a part stay, and those that reach from a later part into an
 * earlier one leave its run. Both come in order of outputs. */
#include "ledger/coin/merge_parts.h"

bool coin_merge_survey_spends(struct coin_merge *merge, struct error *err)
{
    uint64_t first = merge->shape.counts[COIN_COUNT_FIRST_OUTPUT], spent = 0, at;
    for (size_t i = 0; i < merge->count; i++) {
        const struct segment *part = merge->parts[i];
        uint64_t rows = part->columns[COIN_RUN_OUTPUT].rows;
        if (!search_number(part, COIN_RUN_OUTPUT, 0, rows, first, &at, err))
            return false;
        spent += part_count(part, COIN_COUNT_SPENT) + rows - at;
    }
    merge->shape.counts[COIN_COUNT_SPENT] = spent;
    return true;
}

/* The spent outputs in order: the bits of the part at hand, and the runs of later ones. */
struct spend_walk {
    struct pair_walk runs;
    size_t part;
    uint64_t output, row_end; /* local: the next to look at; behind the bits that are loaded */
    uint64_t words[COIN_SPENT_BITS / 64];
    uint64_t spender; /* the next row of the part's spender column */
};

/* The next output at or behind `walk->output` that is spent in its part, or the part's end. */
static void next_bit(struct spend_walk *walk, const struct segment *part)
{
    uint64_t outputs = part_count(part, COIN_COUNT_OUTPUTS);
    while (walk->output < outputs) {
        uint64_t row = walk->output / COIN_SPENT_BITS, bit = walk->output % COIN_SPENT_BITS;
        if (walk->output >= walk->row_end) {
            const unsigned char *bytes = part->columns[COIN_SPENT].bytes + row * COIN_SPENT_BYTES;
            for (int i = 0; i < COIN_SPENT_BITS / 64; i++)
                walk->words[i] = le_load(bytes + 8 + 8 * i, 8);
            walk->row_end = (row + 1) * COIN_SPENT_BITS;
        }
        uint64_t rest = walk->words[bit / 64] >> bit % 64;
        if (rest != 0) {
            walk->output += (uint64_t)__builtin_ctzll(rest);
            return;
        }
        walk->output += 64 - bit % 64;
    }
    walk->output = outputs;
}

/* At the first spent output of a part. */
static bool enter_part(struct spend_walk *walk, const struct coin_merge *merge, size_t part,
                       struct error *err)
{
    walk->part = part;
    walk->output = walk->row_end = walk->spender = 0;
    if (!part_prove(merge->parts[part], COIN_SPENT, err) ||
        !part_prove(merge->parts[part], COIN_SPENDER, err))
        return false;
    next_bit(walk, merge->parts[part]);
    return true;
}

static bool start(struct spend_walk *walk, const struct coin_merge *merge, struct error *err)
{
    return pair_walk_start(&walk->runs, merge, COIN_RUN_OUTPUT, COIN_COUNT_FIRST_INPUT,
                           merge->shape.counts[COIN_COUNT_FIRST_OUTPUT], err) &&
           enter_part(walk, merge, 0, err);
}

/* The input that spends the output at hand, of its part; the walk moves on. */
static bool take_bit(struct spend_walk *walk, const struct coin_merge *merge, uint64_t *ret_input,
                     struct error *err)
{
    const struct segment *part = merge->parts[walk->part];
    const struct column *spenders = &part->columns[COIN_SPENDER];
    if (walk->spender == spenders->rows)
        return segment_damaged(part, COIN_SPENDER, walk->spender, err);
    uint64_t input = proven_number(spenders, walk->spender++);
    if (input >= part_count(part, COIN_COUNT_INPUTS))
        return segment_damaged(part, COIN_SPENDER, walk->spender - 1, err);
    *ret_input = input + coin_shift(merge, walk->part, COIN_COUNT_FIRST_INPUT);
    walk->output++;
    next_bit(walk, part);
    return true;
}

/* The next spent output and its spender, counted from the merged segment's first; false in
 * `ret_more` at the end. */
static bool next(struct spend_walk *walk, const struct coin_merge *merge, uint64_t *ret_output,
                 uint64_t *ret_input, bool *ret_more, struct error *err)
{
    uint64_t first = merge->shape.counts[COIN_COUNT_FIRST_OUTPUT];
    for (;;) {
        const struct segment *part = merge->parts[walk->part];
        uint64_t outputs = part_count(part, COIN_COUNT_OUTPUTS);
        uint64_t bit = part_count(part, COIN_COUNT_FIRST_OUTPUT) + walk->output - first;
        bool run = !pair_walk_ended(&walk->runs);
        *ret_more = true;
        if (run && pair_walk_key(&walk->runs) - first < bit) {
            *ret_output = pair_walk_key(&walk->runs) - first;
            *ret_input = pair_walk_value(&walk->runs);
            pair_walk_next(&walk->runs);
            return true;
        }
        if (walk->output < outputs) {
            *ret_output = bit;
            return take_bit(walk, merge, ret_input, err);
        }
        if (walk->part + 1 == merge->count) {
            *ret_more = false;
            return !run || segment_damaged(part, COIN_RUN_OUTPUT, 0, err);
        }
        if (!enter_part(walk, merge, walk->part + 1, err))
            return false;
    }
}

static void put_row(struct segment_writer *writer, uint64_t before, const uint64_t *words)
{
    unsigned char bytes[COIN_SPENT_BYTES];
    le_store(bytes, before, 8);
    for (int i = 0; i < COIN_SPENT_BITS / 64; i++)
        le_store(bytes + 8 + 8 * i, words[i], 8);
    segment_writer_put_bytes(writer, bytes);
}

/* Both columns at once: which outputs are spent, and by which input. */
static bool put_spends(struct coin_merge *merge, struct segment_writer *spenders, struct error *err)
{
    struct spend_walk walk;
    const struct segment *parts = merge->parts[0];
    const uint64_t *counts = merge->shape.counts;
    uint64_t rows = merge->shape.columns[COIN_SPENT].rows, row = 0, before = 0, seen = 0;
    uint64_t words[COIN_SPENT_BITS / 64] = {0}, output, input, last = UINT64_MAX;
    bool more;
    if (!start(&walk, merge, err))
        return false;
    for (;;) {
        if (!next(&walk, merge, &output, &input, &more, err))
            return false;
        uint64_t until = more ? output / COIN_SPENT_BITS : rows;
        if (more && (output >= counts[COIN_COUNT_OUTPUTS] || output == last)) /* a forged run */
            return segment_damaged(parts, COIN_SPENT, row, err);
        for (; row < until; row++, before = seen) {
            put_row(merge->writer, before, words);
            memset(words, 0, sizeof words);
        }
        if (more == (seen == counts[COIN_COUNT_SPENT]))
            return segment_damaged(parts, COIN_SPENT, row, err);
        if (!more)
            return true;
        if (input >= counts[COIN_COUNT_INPUTS])
            return segment_damaged(parts, COIN_SPENDER, seen, err);
        words[output % COIN_SPENT_BITS / 64] |= UINT64_C(1) << output % 64;
        segment_writer_put(spenders, input);
        last = output;
        seen++;
    }
}

bool coin_merge_put_spends(struct coin_merge *merge, struct error *err)
{
    segment_writer_begin(merge->writer, COIN_SPENT);
    struct segment_writer *spenders =
        segment_writer_part(merge->writer, COIN_SPENDER, COIN_SPENDER + 1);
    if (spenders == NULL)
        return error_memory(err, "merging segments");
    bool ok = put_spends(merge, spenders, err);
    return segment_writer_join(merge->writer, spenders, COIN_SPENDER, ok);
}
