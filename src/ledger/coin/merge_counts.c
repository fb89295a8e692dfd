#include "ledger/coin/merge_parts.h"
#include "ledger/coin/narrow.h"

/* A narrow column from row to row: wide ones come in order, their values two columns behind. All
 * rows are proven. */
struct narrow_walk {
    const struct column *column;
    uint64_t escape, wide;
};

static bool narrow_walk_start(struct narrow_walk *walk, const struct segment *part,
                              struct coin_narrow narrow, struct error *err)
{
    const struct column *column = &part->columns[narrow.column];
    *walk = (struct narrow_walk){column, coin_narrow_escape(column->width), 0};
    return part_prove(part, narrow.column, err) && part_prove(part, narrow.column + 2, err);
}

static inline bool narrow_walk_row(struct narrow_walk *walk, uint64_t row, uint64_t *ret_value)
{
    *ret_value = proven_number(walk->column, row);
    return *ret_value != walk->escape || column_number(walk->column + 2, walk->wide++, ret_value);
}

bool coin_merge_survey_narrow(struct coin_merge *merge, struct coin_narrow narrow,
                              struct error *err)
{
    struct narrow_survey seen = {0};
    struct narrow_walk walk;
    uint64_t value;
    for (size_t i = 0; i < merge->count; i++) {
        if (!narrow_walk_start(&walk, merge->parts[i], narrow, err))
            return false;
        for (uint64_t row = 0; row < merge->parts[i]->columns[narrow.column].rows; row++) {
            if (!narrow_walk_row(&walk, row, &value))
                return segment_damaged(merge->parts[i], narrow.column, row, err);
            narrow_see(&seen, value);
        }
    }
    merge->shape.columns[narrow.column].width =
        narrow_width(&seen, &merge->shape.counts[narrow.count]);
    return true;
}

/* The three columns at once: the narrow one, the rows that are wide, their values. */
static bool put_narrow(struct coin_merge *merge, struct coin_narrow narrow,
                       struct segment_writer *wide_at, struct segment_writer *wide,
                       struct error *err)
{
    uint64_t escape = coin_narrow_escape(merge->shape.columns[narrow.column].width);
    uint64_t base = 0, value;
    struct narrow_walk walk;
    for (size_t i = 0; i < merge->count; i++) {
        uint64_t rows = merge->parts[i]->columns[narrow.column].rows;
        if (!narrow_walk_start(&walk, merge->parts[i], narrow, err))
            return false;
        for (uint64_t row = 0; row < rows; row++) {
            if (!narrow_walk_row(&walk, row, &value))
                return segment_damaged(merge->parts[i], narrow.column, row, err);
            segment_writer_put(merge->writer, value < escape ? value : escape);
            if (value < escape)
                continue;
            segment_writer_put(wide_at, base + row);
            segment_writer_put(wide, value);
        }
        base += rows;
    }
    return true;
}

bool coin_merge_put_narrow(struct coin_merge *merge, struct coin_narrow narrow, struct error *err)
{
    int at = narrow.column + 1;
    segment_writer_begin(merge->writer, narrow.column);
    struct segment_writer *wide_at = segment_writer_part(merge->writer, at, at + 1);
    struct segment_writer *wide = segment_writer_part(merge->writer, at + 1, at + 2);
    bool ok = wide_at != NULL && wide != NULL ? put_narrow(merge, narrow, wide_at, wide, err)
                                              : error_memory(err, "merging segments");
    if (wide_at != NULL)
        ok = segment_writer_join(merge->writer, wide_at, at, ok);
    if (wide != NULL)
        ok = segment_writer_join(merge->writer, wide, at + 1, ok);
    return ok;
}

/* Things before every 64th transaction, and before the end where that is one. */
static bool put_before(struct coin_merge *merge, struct coin_narrow narrow, int column, int count,
                       struct error *err)
{
    uint64_t transaction = 0, before = 0, value, most = merge->shape.counts[count];
    struct narrow_walk walk;
    segment_writer_begin(merge->writer, column);
    segment_writer_put(merge->writer, 0);
    for (size_t i = 0; i < merge->count; i++) {
        if (!narrow_walk_start(&walk, merge->parts[i], narrow, err))
            return false;
        for (uint64_t row = 0; row < merge->parts[i]->columns[narrow.column].rows; row++) {
            if (!narrow_walk_row(&walk, row, &value))
                return segment_damaged(merge->parts[i], narrow.column, row, err);
            if (value > most - before)
                return segment_damaged(merge->parts[i], narrow.column, row, err);
            before += value;
            if (++transaction % (1 << COIN_GROUP_SHIFT) == 0)
                segment_writer_put(merge->writer, before);
        }
    }
    return before == most || segment_damaged(merge->parts[0], narrow.column, 0, err);
}

/* The transaction of every 64th thing; of the end, where that is one, the end. */
static bool put_transaction_of(struct coin_merge *merge, struct coin_narrow narrow, int column,
                               struct error *err)
{
    uint64_t transaction = 0, before = 0, next = 0, value;
    uint64_t rows = merge->shape.columns[column].rows;
    struct narrow_walk walk;
    segment_writer_begin(merge->writer, column);
    for (size_t i = 0; i < merge->count; i++) {
        if (!narrow_walk_start(&walk, merge->parts[i], narrow, err))
            return false;
        for (uint64_t row = 0; row < merge->parts[i]->columns[narrow.column].rows;
             row++, transaction++) {
            if (!narrow_walk_row(&walk, row, &value))
                return segment_damaged(merge->parts[i], narrow.column, row, err);
            before += value;
            for (; next < before && rows > 0; next += 1 << COIN_GROUP_SHIFT, rows--)
                segment_writer_put(merge->writer, transaction);
        }
    }
    if (rows == 1 && next == before) {
        segment_writer_put(merge->writer, transaction);
        rows--;
    }
    return rows == 0 || segment_damaged(merge->parts[0], narrow.column, 0, err);
}

bool coin_merge_put_positions(struct coin_merge *merge, struct error *err)
{
    return put_before(merge, COIN_NARROW_INPUTS, COIN_INPUTS_BEFORE, COIN_COUNT_INPUTS, err) &&
           put_before(merge, COIN_NARROW_OUTPUTS, COIN_OUTPUTS_BEFORE, COIN_COUNT_OUTPUTS, err) &&
           put_transaction_of(merge, COIN_NARROW_INPUTS, COIN_INPUT_TRANSACTION, err) &&
           put_transaction_of(merge, COIN_NARROW_OUTPUTS, COIN_OUTPUT_TRANSACTION, err);
}
