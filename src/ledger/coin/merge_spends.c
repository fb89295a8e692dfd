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
static bool next_bit(struct spend_walk *walk, const struct segment *part, struct error *err)
{
    uint64_t outputs = part_count(part, COIN_COUNT_OUTPUTS);
    while (walk->output < outputs) {
        uint64_t bit = walk->output % COIN_SPENT_BITS;
        if (walk->output >= walk->row_end) {
            const unsigned char *bytes =
                column_row(&part->columns[COIN_SPENT], walk->output / COIN_SPENT_BITS);
            if (bytes == NULL)
                return segment_damaged(part, COIN_SPENT, walk->output / COIN_SPENT_BITS, err);
            for (int i = 0; i < COIN_SPENT_BITS / 64; i++)
                walk->words[i] = le_load(bytes + 8 + 8 * i, 8);
            walk->row_end = walk->output - bit + COIN_SPENT_BITS;
        }
        uint64_t rest = walk->words[bit / 64] >> bit % 64;
        if (rest != 0) {
            walk->output += (uint64_t)__builtin_ctzll(rest);
            return true;
        }
        walk->output += 64 - bit % 64;
    }
    walk->output = outputs;
    return true;
}

static bool start(struct spend_walk *walk, const struct coin_merge *merge, struct error *err)
{
    walk->part = 0;
    walk->output = walk->row_end = walk->spender = 0;
    return pair_walk_start(&walk->runs, merge, COIN_RUN_OUTPUT, COIN_COUNT_FIRST_INPUT,
                           merge->shape.counts[COIN_COUNT_FIRST_OUTPUT], err) &&
           next_bit(walk, merge->parts[0], err);
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
            if (!part_number(part, COIN_SPENDER, walk->spender++,
                             part_count(part, COIN_COUNT_INPUTS) - 1, ret_input, err))
                return false;
            *ret_output = bit;
            *ret_input += coin_shift(merge, walk->part, COIN_COUNT_FIRST_INPUT);
            walk->output++;
            return next_bit(walk, part, err);
        }
        if (walk->part + 1 == merge->count) {
            *ret_more = false;
            return !run || segment_damaged(part, COIN_RUN_OUTPUT, 0, err);
        }
        walk->part++;
        walk->output = walk->row_end = walk->spender = 0;
        if (!next_bit(walk, merge->parts[walk->part], err))
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

static bool put_spent(struct coin_merge *merge, struct error *err)
{
    struct spend_walk walk;
    uint64_t rows = merge->shape.columns[COIN_SPENT].rows, row = 0, before = 0, seen = 0;
    uint64_t words[COIN_SPENT_BITS / 64] = {0}, output, input, last = UINT64_MAX;
    bool more;
    segment_writer_begin(merge->writer, COIN_SPENT);
    if (!start(&walk, merge, err))
        return false;
    for (;;) {
        if (!next(&walk, merge, &output, &input, &more, err))
            return false;
        uint64_t until = more ? output / COIN_SPENT_BITS : rows;
        if (until > rows || (more && output == last)) /* twice: a forged run */
            return segment_damaged(merge->parts[0], COIN_SPENT, row, err);
        for (; row < until; row++, before = seen) {
            put_row(merge->writer, before, words);
            memset(words, 0, sizeof words);
        }
        if (!more)
            return seen == merge->shape.counts[COIN_COUNT_SPENT] ||
                   segment_damaged(merge->parts[0], COIN_SPENT, row, err);
        words[output % COIN_SPENT_BITS / 64] |= UINT64_C(1) << output % 64;
        last = output;
        seen++;
    }
}

static bool put_spenders(struct coin_merge *merge, struct error *err)
{
    struct spend_walk walk;
    uint64_t output, input;
    bool more;
    segment_writer_begin(merge->writer, COIN_SPENDER);
    if (!start(&walk, merge, err))
        return false;
    for (;;) {
        if (!next(&walk, merge, &output, &input, &more, err))
            return false;
        if (!more)
            return true;
        if (input >= merge->shape.counts[COIN_COUNT_INPUTS])
            return segment_damaged(merge->parts[0], COIN_SPENDER, 0, err);
        segment_writer_put(merge->writer, input);
    }
}

bool coin_merge_put_spends(struct coin_merge *merge, struct error *err)
{
    return put_spent(merge, err) && put_spenders(merge, err);
}
