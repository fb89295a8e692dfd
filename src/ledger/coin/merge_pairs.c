#include "ledger/coin/merge_parts.h"

static const struct column *column_of(const struct pair_walk *walk, size_t part, int column)
{
    return &walk->merge->parts[part]->columns[column];
}

/* A number of a column that is proven. */
static uint64_t load(const struct column *column, uint64_t row)
{
    uint64_t number;
    if (column->width == 0)
        return 0;
    memcpy(&number, column->bytes + row * column->width, sizeof number); /* columns have slack */
    return number & (UINT64_MAX >> (64 - 8 * column->width));
}

static void load_head(struct pair_walk *walk, size_t part)
{
    const struct column *keys = column_of(walk, part, walk->keys);
    uint64_t at = walk->at[part];
    walk->head[part] = at < walk->end[part] ? load(keys, at) << PAIR_PART_BITS | part : PAIR_ENDED;
}

/* A head tells its part, so the least of them is all there is to find: no branches. */
static void choose(struct pair_walk *walk)
{
    uint64_t least = PAIR_ENDED;
    for (size_t part = 0; part < walk->merge->count; part++)
        least = walk->head[part] < least ? walk->head[part] : least;
    walk->least =
        least == PAIR_ENDED ? walk->merge->count : (size_t)(least & ((1 << PAIR_PART_BITS) - 1));
}

bool pair_walk_start(struct pair_walk *walk, const struct coin_merge *merge, int keys, int first,
                     uint64_t from, struct error *err)
{
    *walk = (struct pair_walk){.merge = merge, .keys = keys, .first = first};
    for (size_t part = 0; part < merge->count; part++) {
        const struct segment *segment = merge->parts[part];
        const struct column *key = column_of(walk, part, keys), *value = key + 1;
        uint64_t *at = &walk->at[part];
        walk->end[part] = key->rows;
        if (from > 0 && key->rows > 0 && !search_number(segment, keys, 0, key->rows, from, at, err))
            return false;
        if (column_rows(key, *at, key->rows) == NULL ||
            column_rows(value, *at, value->rows) == NULL)
            return segment_damaged(segment, keys, *at, err);
        load_head(walk, part);
    }
    choose(walk);
    return true;
}

void pair_walk_next(struct pair_walk *walk)
{
    walk->at[walk->least]++;
    load_head(walk, walk->least);
    choose(walk);
}

uint64_t pair_walk_value(const struct pair_walk *walk)
{
    size_t part = walk->least;
    return load(column_of(walk, part, walk->keys + 1), walk->at[part]) +
           coin_shift(walk->merge, part, walk->first);
}

bool coin_merge_put_pairs(struct coin_merge *merge, int keys, int first, uint64_t below,
                          struct error *err)
{
    struct pair_walk walk;
    for (int column = keys; column <= keys + 1; column++) {
        uint64_t rows = merge->shape.columns[column].rows;
        segment_writer_begin(merge->writer, column);
        if (!pair_walk_start(&walk, merge, keys, first, 0, err))
            return false;
        for (; rows > 0 && !pair_walk_ended(&walk) && pair_walk_key(&walk) < below; rows--) {
            uint64_t number = column == keys ? pair_walk_key(&walk) : pair_walk_value(&walk);
            if (number >> (8 * merge->writer->width) != 0)
                return segment_damaged(merge->parts[walk.least], column, 0, err);
            segment_writer_put(merge->writer, number);
            pair_walk_next(&walk);
        }
        if (rows > 0)
            return segment_damaged(merge->parts[0], keys, 0, err);
    }
    return true;
}
