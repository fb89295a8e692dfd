/* The outputs of each address: a part's lists come in order of the addresses' numbers, old ones
 * before its new ones, so all parts' lists are walked at once, those of one address part by part.
 */
#include "ledger/coin/merge_parts.h"

struct list_walk {
    const struct coin_merge *merge;
    uint64_t at[STACK_MAX], end[STACK_MAX]; /* lists of the parts */
    uint64_t posting[STACK_MAX];            /* where the list at `at` begins */
    struct least next;                      /* by address */
};

/* What the tournament knows of a part: the address whose list comes next. */
static bool head(const struct list_walk *walk, size_t part, uint64_t *ret_head, struct error *err)
{
    const struct segment *segment = walk->merge->parts[part];
    uint64_t old = part_count(segment, COIN_COUNT_OLD_LISTS), at = walk->at[part];
    uint64_t first = part_count(segment, COIN_COUNT_FIRST_ADDRESS), address;
    *ret_head = LEAST_ENDED;
    if (at == walk->end[part])
        return true;
    if (at >= old)
        address = first + at - old;
    else if ((address = proven_number(&segment->columns[COIN_LIST_OLD], at)) >= first)
        return segment_damaged(segment, COIN_LIST_OLD, at, err);
    *ret_head = address << LEAST_PART_BITS | part;
    return true;
}

static bool start(struct list_walk *walk, const struct coin_merge *merge, struct error *err)
{
    uint64_t heads[STACK_MAX];
    walk->merge = merge;
    for (size_t part = 0; part < merge->count; part++) {
        walk->at[part] = walk->posting[part] = 0;
        walk->end[part] = merge->parts[part]->columns[COIN_LIST_START].rows - 1;
        if (!part_prove(merge->parts[part], COIN_LIST_OLD, err) ||
            !head(walk, part, &heads[part], err))
            return false;
    }
    least_start(&walk->next, heads, merge->count);
    return true;
}

/* Behind the list at hand. */
static bool next(struct list_walk *walk, struct error *err)
{
    size_t part = least_part(&walk->next);
    uint64_t done = walk->next.number, number;
    walk->at[part]++;
    if (!head(walk, part, &number, err))
        return false;
    if (number <= done)
        return segment_damaged(walk->merge->parts[part], COIN_LIST_OLD, walk->at[part], err);
    least_next(&walk->next, number);
    return true;
}

bool coin_merge_survey_lists(struct coin_merge *merge, struct error *err)
{
    struct list_walk walk;
    uint64_t old = 0, first = merge->shape.counts[COIN_COUNT_FIRST_ADDRESS], last = LEDGER_NONE;
    if (!start(&walk, merge, err))
        return false;
    while (!least_ended(&walk.next) && least_key(&walk.next) < first) {
        old += least_key(&walk.next) != last;
        last = least_key(&walk.next);
        if (!next(&walk, err))
            return false;
    }
    merge->shape.counts[COIN_COUNT_OLD_LISTS] = old;
    return true;
}

/* The postings of the list at hand: its part's next ones. */
static bool put_postings(struct list_walk *walk, struct segment_writer *postings, uint64_t *end,
                         struct error *err)
{
    const struct coin_merge *merge = walk->merge;
    size_t part = least_part(&walk->next);
    const struct segment *segment = merge->parts[part];
    uint64_t shift = coin_shift(merge, part, COIN_COUNT_FIRST_OUTPUT), from = walk->posting[part];
    uint64_t most = part_count(segment, COIN_COUNT_OUTPUTS) - 1;
    uint64_t to = proven_number(&segment->columns[COIN_LIST_START], walk->at[part] + 1);
    if (to < from || to > segment->columns[COIN_POSTING].rows)
        return segment_damaged(segment, COIN_LIST_START, walk->at[part] + 1, err);
    walk->posting[part] = to;
    *end += to - from;
    for (; from < to; from++) {
        uint64_t output = proven_number(&segment->columns[COIN_POSTING], from);
        if (output > most)
            return segment_damaged(segment, COIN_POSTING, from, err);
        segment_writer_put(postings, output + shift);
    }
    return true;
}

/* A list begins: of an old address, which is told, or of a new one. */
static void begin_list(struct coin_merge *merge, uint64_t address, struct segment_writer *starts,
                       uint64_t at)
{
    if (address < merge->shape.counts[COIN_COUNT_FIRST_ADDRESS])
        segment_writer_put(merge->writer, address);
    segment_writer_put(starts, at);
}

/* The three columns at once: the addresses of the old lists, where each list begins, the lists. */
static bool put_lists(struct coin_merge *merge, struct segment_writer *starts,
                      struct segment_writer *postings, struct error *err)
{
    struct list_walk walk;
    uint64_t end = 0, last = LEDGER_NONE;
    for (size_t part = 0; part < merge->count; part++)
        if (!part_prove(merge->parts[part], COIN_LIST_START, err) ||
            !part_prove(merge->parts[part], COIN_POSTING, err))
            return false;
    if (!start(&walk, merge, err))
        return false;
    while (!least_ended(&walk.next)) {
        uint64_t address = least_key(&walk.next);
        if (address != last)
            begin_list(merge, address, starts, end);
        last = address;
        if (!put_postings(&walk, postings, &end, err) || !next(&walk, err))
            return false;
    }
    segment_writer_put(starts, end);
    return end == merge->shape.counts[COIN_COUNT_POSTINGS] ||
           segment_damaged(merge->parts[0], COIN_LIST_START, 0, err);
}

bool coin_merge_put_lists(struct coin_merge *merge, struct error *err)
{
    segment_writer_begin(merge->writer, COIN_LIST_OLD);
    struct segment_writer *starts =
        segment_writer_part(merge->writer, COIN_LIST_START, COIN_POSTING);
    struct segment_writer *postings =
        segment_writer_part(merge->writer, COIN_POSTING, COIN_POSTING + 1);
    bool ok = starts != NULL && postings != NULL ? put_lists(merge, starts, postings, err)
                                                 : error_memory(err, "merging segments");
    if (starts != NULL)
        ok = segment_writer_join(merge->writer, starts, COIN_LIST_START, ok);
    if (postings != NULL)
        ok = segment_writer_join(merge->writer, postings, COIN_POSTING, ok);
    return ok;
}
