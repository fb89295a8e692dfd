#include "ledger/postings.h"

#include "ledger/search.h"

bool sums_balance(struct amount start, const struct sums *sums, struct amount *ret_balance)
{
    struct amount all;
    return amount_add(start, sums->in, &all) && amount_add(all, sums->unseen, &all) &&
           amount_sub(all, sums->out, ret_balance);
}

bool sums_add(struct sums *sums, struct amount *held, struct amount amount, bool arrival)
{
    struct amount missing;
    if (arrival)
        return amount_add(sums->in, amount, &sums->in) && amount_add(*held, amount, held);
    if (!amount_sub(*held, amount, held)) {
        if (!amount_sub(amount, *held, &missing) ||
            !amount_add(sums->unseen, missing, &sums->unseen))
            return false;
        *held = amount_zero();
    }
    return amount_add(sums->out, amount, &sums->out);
}

struct list {
    const struct segment *segment;
    uint64_t number;     /* of the list in its segment */
    uint64_t start, end; /* postings; equal when the container does not move in the segment */
};

static bool find_list(const struct segment *segment, uint64_t container, struct list *ret_list,
                      struct error *err)
{
    const uint64_t *counts = segment->shape.counts;
    uint64_t old = counts[COUNT_OLD_LISTS], number, found, start, end;
    *ret_list = (struct list){.segment = segment};
    if (container >= counts[COUNT_FIRST_CONTAINER] + counts[COUNT_CONTAINERS])
        return true;
    if (container >= counts[COUNT_FIRST_CONTAINER]) {
        number = old + container - counts[COUNT_FIRST_CONTAINER];
    } else {
        if (!search_number(segment, COLUMN_LIST_OLD, 0, old, container, &number, err))
            return false;
        if (number == old || !column_number(&segment->columns[COLUMN_LIST_OLD], number, &found) ||
            found != container)
            return true;
    }
    const struct column *starts = &segment->columns[COLUMN_LIST_START];
    if (!column_number(starts, number, &start) || !column_number(starts, number + 1, &end) ||
        start > end || end > counts[COUNT_POSTINGS])
        return segment_damaged(segment, COLUMN_LIST_START, number, err);
    *ret_list = (struct list){segment, number, start, end};
    return true;
}

static bool read_posting(const struct segment *segment, uint64_t at, struct posting *ret_posting,
                         struct error *err)
{
    uint64_t value;
    const uint64_t *counts = segment->shape.counts;
    if (!column_number(&segment->columns[COLUMN_POSTING], at, &value) ||
        value / 2 >= counts[COUNT_TRANSFERS])
        return segment_damaged(segment, COLUMN_POSTING, at, err);
    ret_posting->transfer = counts[COUNT_FIRST_TRANSFER] + value / 2;
    ret_posting->arrival = value % 2 != 0;
    return true;
}

/* The first posting of a list at or behind a transfer, or the list's end. */
static bool find_posting(const struct list *list, uint64_t from, uint64_t *ret_at,
                         struct error *err)
{
    uint64_t first = list->segment->shape.counts[COUNT_FIRST_TRANSFER];
    if (from <= first) {
        *ret_at = list->start;
        return true;
    }
    return search_number(list->segment, COLUMN_POSTING, list->start, list->end, 2 * (from - first),
                         ret_at, err);
}

static bool read_sums(const struct segment *segment, int in, uint64_t row, struct sums *ret_sums,
                      struct error *err)
{
    return search_amount(segment, in, row, &ret_sums->in, err) &&
           search_amount(segment, in + 1, row, &ret_sums->out, err) &&
           search_amount(segment, in + 2, row, &ret_sums->unseen, err);
}

/* The nearest stored sums of the list before a posting, and the posting they stand before. A sample
 * belongs to the list of its own posting: the one at a list's end is the next list's. */
static bool stored_sums(const struct list *list, uint64_t at, uint64_t *ret_from,
                        struct sums *ret_sums, struct error *err)
{
    uint64_t sample = (at == list->end ? at - 1 : at) / POSTINGS_PER_SUM;
    if (sample * POSTINGS_PER_SUM >= list->start) {
        *ret_from = sample * POSTINGS_PER_SUM;
        return read_sums(list->segment, COLUMN_SUM_IN, sample, ret_sums, err);
    }
    *ret_from = list->start;
    *ret_sums = (struct sums){0};
    return true;
}

/* What the container holds before the segment. */
static bool read_start(const struct list *list, struct amount *ret_start, struct error *err)
{
    *ret_start = amount_zero();
    return list->number >= list->segment->shape.counts[COUNT_OLD_LISTS] ||
           search_amount(list->segment, COLUMN_START, list->number, ret_start, err);
}

static bool add_posting(const struct list *list, uint64_t at, struct sums *sums,
                        struct amount *balance, struct error *err)
{
    struct posting posting;
    struct amount amount;
    uint64_t first = list->segment->shape.counts[COUNT_FIRST_TRANSFER];
    if (!read_posting(list->segment, at, &posting, err) ||
        !search_amount(list->segment, COLUMN_AMOUNT, posting.transfer - first, &amount, err))
        return false;
    return sums_add(sums, balance, amount, posting.arrival) ||
           segment_damaged(list->segment, COLUMN_SUM_IN, at, err);
}

/* From the segment's start to before a posting of the list, and what is held then. */
static bool sums_in_segment(const struct list *list, uint64_t at, struct sums *ret_sums,
                            struct amount *ret_balance, struct error *err)
{
    struct sums sums = {0};
    struct amount start, balance;
    uint64_t from = at;
    if (!read_start(list, &start, err) ||
        (at > list->start && !stored_sums(list, at, &from, &sums, err)))
        return false;
    if (!sums_balance(start, &sums, &balance))
        return segment_damaged(list->segment, COLUMN_START, list->number, err);
    for (; from < at; from++)
        if (!add_posting(list, from, &sums, &balance, err))
            return false;
    *ret_sums = sums;
    *ret_balance = balance;
    return true;
}

/* The list of a container in a segment, and its first posting at or behind a transfer. */
static bool find_place(const struct segment *segment, uint64_t container, uint64_t before,
                       struct list *ret_list, uint64_t *ret_at, struct error *err)
{
    return find_list(segment, container, ret_list, err) &&
           find_posting(ret_list, before, ret_at, err);
}

bool postings_balance(const struct ledger *ledger, uint64_t container, uint64_t before,
                      struct amount *ret_balance, struct error *err)
{
    for (size_t i = ledger->segment_count; i-- > 0;) {
        const struct segment *segment = ledger->segments[i];
        struct list list;
        struct sums sums;
        uint64_t at;
        if (before <= segment->shape.counts[COUNT_FIRST_TRANSFER])
            continue;
        if (!find_place(segment, container, before, &list, &at, err))
            return false;
        if (list.end > list.start)
            return sums_in_segment(&list, at, &sums, ret_balance, err);
    }
    *ret_balance = amount_zero();
    return true;
}

bool postings_sums(const struct ledger *ledger, uint64_t container, uint64_t before,
                   struct sums *ret_sums, struct error *err)
{
    struct sums all = {0};
    for (size_t i = 0; i < ledger->segment_count; i++) {
        const struct segment *segment = ledger->segments[i];
        struct list list;
        struct sums part;
        struct amount balance;
        uint64_t at;
        if (before <= segment->shape.counts[COUNT_FIRST_TRANSFER])
            break;
        if (!find_place(segment, container, before, &list, &at, err) ||
            !sums_in_segment(&list, at, &part, &balance, err))
            return false;
        if (!amount_add(all.in, part.in, &all.in) || !amount_add(all.out, part.out, &all.out) ||
            !amount_add(all.unseen, part.unseen, &all.unseen))
            return error_input(err, ERROR_LIMIT, "container", "its running sums pass 2^256");
    }
    *ret_sums = all;
    return true;
}

static bool enter_segment(struct posting_cursor *cursor, uint64_t from, struct error *err)
{
    struct list list;
    if (!find_list(cursor->ledger->segments[cursor->segment], cursor->container, &list, err) ||
        !find_posting(&list, from, &cursor->at, err))
        return false;
    cursor->end = list.end;
    return true;
}

bool postings_seek(const struct ledger *ledger, uint64_t container, uint64_t from,
                   struct posting_cursor *ret_cursor, struct error *err)
{
    struct posting_cursor cursor = {.ledger = ledger, .container = container};
    while (cursor.segment + 1 < ledger->segment_count &&
           ledger->segments[cursor.segment + 1]->shape.counts[COUNT_FIRST_TRANSFER] <= from)
        cursor.segment++;
    if (ledger->segment_count > 0 && !enter_segment(&cursor, from, err))
        return false;
    *ret_cursor = cursor;
    return true;
}

bool postings_next(struct posting_cursor *cursor, struct posting *ret_posting, struct error *err)
{
    while (cursor->at == cursor->end) {
        if (cursor->segment + 1 >= cursor->ledger->segment_count) {
            *ret_posting = (struct posting){.transfer = LEDGER_NONE};
            return true;
        }
        cursor->segment++;
        if (!enter_segment(cursor, 0, err))
            return false;
    }
    cursor->reads++;
    return read_posting(cursor->ledger->segments[cursor->segment], cursor->at++, ret_posting, err);
}

/* The last of the list's samples in [from, to) before which no more than `amount` has gone out, or
 * LEDGER_NONE. */
static bool last_sample_within(const struct segment *segment, uint64_t from, uint64_t to,
                               struct amount amount, uint64_t *ret_sample, struct amount *ret_out,
                               struct error *err)
{
    *ret_sample = LEDGER_NONE;
    while (from < to) {
        uint64_t middle = from + (to - from) / 2;
        struct amount out;
        if (!search_amount(segment, COLUMN_SUM_OUT, middle, &out, err))
            return false;
        if (amount_compare(out, amount) > 0) {
            to = middle;
            continue;
        }
        *ret_sample = middle;
        *ret_out = out;
        from = middle + 1;
    }
    return true;
}

/* Walks from a posting, before which `out` has gone out, to the first debit that takes it beyond
 * `limit`; at the list's end `*out` is all of it. */
static bool walk_beyond(struct posting_cursor *cursor, struct amount limit, struct amount *out,
                        struct posting *ret_posting, struct error *err)
{
    const struct segment *segment = cursor->ledger->segments[cursor->segment];
    *ret_posting = (struct posting){.transfer = LEDGER_NONE};
    while (cursor->at < cursor->end) {
        struct posting posting;
        struct transfer transfer;
        if (!read_posting(segment, cursor->at, &posting, err))
            return false;
        cursor->at++;
        cursor->reads++;
        if (posting.arrival)
            continue;
        if (!ledger_transfer(cursor->ledger, posting.transfer, &transfer, err))
            return false;
        if (!amount_add(*out, transfer.amount, out))
            return segment_damaged(segment, COLUMN_SUM_OUT, cursor->at - 1, err);
        if (amount_compare(*out, limit) <= 0)
            continue;
        *ret_posting = posting;
        return true;
    }
    return true;
}

/* In one segment: `*amount` is what may still go out, and is lowered by what does. */
static bool beyond_in_segment(struct posting_cursor *cursor, struct amount *amount,
                              struct posting *ret_posting, struct error *err)
{
    const struct segment *segment = cursor->ledger->segments[cursor->segment];
    struct list list;
    struct sums before;
    struct amount limit, out, sampled, balance;
    uint64_t sample, first = (cursor->at + POSTINGS_PER_SUM - 1) / POSTINGS_PER_SUM;
    if (!find_list(segment, cursor->container, &list, err) ||
        !sums_in_segment(&list, cursor->at, &before, &balance, err))
        return false;
    if (!amount_add(before.out, *amount, &limit))
        return segment_damaged(segment, COLUMN_SUM_OUT, first, err);
    out = before.out;
    uint64_t end = (list.end + POSTINGS_PER_SUM - 1) / POSTINGS_PER_SUM;
    if (!last_sample_within(segment, first, end, limit, &sample, &sampled, err))
        return false;
    if (sample != LEDGER_NONE) {
        cursor->at = sample * POSTINGS_PER_SUM;
        out = sampled;
    }
    if (!walk_beyond(cursor, limit, &out, ret_posting, err))
        return false;
    return ret_posting->transfer != LEDGER_NONE || amount_sub(limit, out, amount) ||
           segment_damaged(segment, COLUMN_SUM_OUT, end, err);
}

bool postings_next_beyond(struct posting_cursor *cursor, struct amount amount,
                          struct posting *ret_posting, struct error *err)
{
    struct posting posting = {.transfer = LEDGER_NONE};
    for (;;) {
        if (cursor->at < cursor->end && !beyond_in_segment(cursor, &amount, &posting, err))
            return false;
        if (posting.transfer != LEDGER_NONE || cursor->segment + 1 >= cursor->ledger->segment_count)
            break;
        cursor->segment++;
        if (!enter_segment(cursor, 0, err))
            return false;
    }
    *ret_posting = posting;
    return true;
}
