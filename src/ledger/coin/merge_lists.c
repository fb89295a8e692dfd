/* The outputs of each address: a part's lists come in order of the addresses' numbers, old ones
 * before its new ones, so all parts' lists are walked at once. */
#include "ledger/coin/merge_parts.h"

struct list_walk {
    const struct coin_merge *merge;
    uint64_t at[STACK_MAX], end[STACK_MAX], address[STACK_MAX];
    uint64_t least; /* the address whose lists come next; LEDGER_NONE at the end */
};

static bool load_address(struct list_walk *walk, size_t part, struct error *err)
{
    const struct segment *segment = walk->merge->parts[part];
    uint64_t old = part_count(segment, COIN_COUNT_OLD_LISTS), at = walk->at[part];
    uint64_t first = part_count(segment, COIN_COUNT_FIRST_ADDRESS);
    if (at == walk->end[part])
        walk->address[part] = LEDGER_NONE;
    else if (at >= old)
        walk->address[part] = first + at - old;
    else
        return part_number(segment, COIN_LIST_OLD, at, first - 1, &walk->address[part], err);
    return true;
}

static void choose(struct list_walk *walk)
{
    walk->least = LEDGER_NONE;
    for (size_t part = 0; part < walk->merge->count; part++)
        if (walk->address[part] < walk->least)
            walk->least = walk->address[part];
}

static bool start(struct list_walk *walk, const struct coin_merge *merge, struct error *err)
{
    walk->merge = merge;
    for (size_t part = 0; part < merge->count; part++) {
        walk->at[part] = 0;
        walk->end[part] = merge->parts[part]->columns[COIN_LIST_START].rows - 1;
        if (!load_address(walk, part, err))
            return false;
    }
    choose(walk);
    return true;
}

/* Behind all lists of the address at hand; one address after the other, each once. */
static bool next(struct list_walk *walk, struct error *err)
{
    uint64_t done = walk->least;
    for (size_t part = 0; part < walk->merge->count; part++) {
        if (walk->address[part] != done)
            continue;
        walk->at[part]++;
        if (!load_address(walk, part, err))
            return false;
        if (walk->address[part] <= done)
            return segment_damaged(walk->merge->parts[part], COIN_LIST_OLD, walk->at[part], err);
    }
    choose(walk);
    return true;
}

bool coin_merge_survey_lists(struct coin_merge *merge, struct error *err)
{
    struct list_walk walk;
    uint64_t old = 0;
    if (!start(&walk, merge, err))
        return false;
    while (walk.least < merge->shape.counts[COIN_COUNT_FIRST_ADDRESS]) {
        old++;
        if (!next(&walk, err))
            return false;
    }
    merge->shape.counts[COIN_COUNT_OLD_LISTS] = old;
    return true;
}

static bool put_old(struct coin_merge *merge, struct error *err)
{
    struct list_walk walk;
    segment_writer_begin(merge->writer, COIN_LIST_OLD);
    if (!start(&walk, merge, err))
        return false;
    while (walk.least < merge->shape.counts[COIN_COUNT_FIRST_ADDRESS]) {
        segment_writer_put(merge->writer, walk.least);
        if (!next(&walk, err))
            return false;
    }
    return true;
}

/* The postings of a part's list at hand: how many, or the postings themselves. */
static bool put_list(struct coin_merge *merge, const struct list_walk *walk, size_t part,
                     bool postings, uint64_t *end, struct error *err)
{
    const struct segment *segment = merge->parts[part];
    uint64_t shift = coin_shift(merge, part, COIN_COUNT_FIRST_OUTPUT), from, to, output;
    if (walk->address[part] != walk->least)
        return true;
    if (!part_list(segment, walk->at[part], &from, &to, err))
        return false;
    *end += to - from;
    for (; postings && from < to; from++) {
        if (!part_number(segment, COIN_POSTING, from, part_count(segment, COIN_COUNT_OUTPUTS) - 1,
                         &output, err))
            return false;
        segment_writer_put(merge->writer, output + shift);
    }
    return true;
}

static bool put_column(struct coin_merge *merge, int column, struct error *err)
{
    struct list_walk walk;
    uint64_t end = 0, most = merge->shape.counts[COIN_COUNT_POSTINGS];
    bool postings = column == COIN_POSTING;
    segment_writer_begin(merge->writer, column);
    if (!start(&walk, merge, err))
        return false;
    if (!postings)
        segment_writer_put(merge->writer, 0);
    while (walk.least != LEDGER_NONE) {
        for (size_t part = 0; part < merge->count; part++)
            if (!put_list(merge, &walk, part, postings, &end, err))
                return false;
        if (end > most)
            return segment_damaged(merge->parts[0], COIN_LIST_START, 0, err);
        if (!postings)
            segment_writer_put(merge->writer, end);
        if (!next(&walk, err))
            return false;
    }
    return end == most || segment_damaged(merge->parts[0], COIN_LIST_START, 0, err);
}

bool coin_merge_put_lists(struct coin_merge *merge, struct error *err)
{
    return put_old(merge, err) && put_column(merge, COIN_LIST_START, err) &&
           put_column(merge, COIN_POSTING, err);
}
