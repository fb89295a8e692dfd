#include "ledger/coin/merge_parts.h"

bool part_prove(const struct segment *part, int column, struct error *err)
{
    const struct column *of = &part->columns[column];
    return column_rows(of, 0, of->rows) != NULL || segment_damaged(part, column, 0, err);
}

/* What the tournament knows of a part: the key that comes next. */
static uint64_t head(const struct pair_walk *walk, size_t part)
{
    uint64_t at = walk->at[part];
    if (at >= walk->end[part])
        return LEAST_ENDED;
    return proven_number(&walk->merge->parts[part]->columns[walk->keys], at) << LEAST_PART_BITS |
           part;
}

bool pair_walk_start(struct pair_walk *walk, const struct coin_merge *merge, int keys, int first,
                     uint64_t from, struct error *err)
{
    uint64_t heads[STACK_MAX];
    *walk = (struct pair_walk){.merge = merge, .keys = keys, .first = first};
    for (size_t part = 0; part < merge->count; part++) {
        const struct segment *segment = merge->parts[part];
        uint64_t rows = segment->columns[keys].rows;
        walk->end[part] = rows;
        if (from > 0 && rows > 0 &&
            !search_number(segment, keys, 0, rows, from, &walk->at[part], err))
            return false;
        if (!part_prove(segment, keys, err) || !part_prove(segment, keys + 1, err))
            return false;
        heads[part] = head(walk, part);
    }
    least_start(&walk->next, heads, merge->count);
    return true;
}

void pair_walk_next(struct pair_walk *walk)
{
    size_t part = least_part(&walk->next);
    walk->at[part]++;
    least_next(&walk->next, head(walk, part));
}

uint64_t pair_walk_value(const struct pair_walk *walk)
{
    size_t part = least_part(&walk->next);
    return proven_number(&walk->merge->parts[part]->columns[walk->keys + 1], walk->at[part]) +
           coin_shift(walk->merge, part, walk->first);
}

/* A number that the column cannot hold was forged. */
static bool fits(const struct coin_merge *merge, int column, uint64_t number)
{
    unsigned width = merge->shape.columns[column].width;
    return width == 8 || number >> (8 * width) == 0;
}

static bool put_pairs(struct coin_merge *merge, struct segment_writer *values, int keys, int first,
                      uint64_t below, struct error *err)
{
    struct pair_walk walk;
    uint64_t rows = merge->shape.columns[keys].rows;
    if (!pair_walk_start(&walk, merge, keys, first, 0, err))
        return false;
    for (; rows > 0 && !pair_walk_ended(&walk) && pair_walk_key(&walk) < below; rows--) {
        uint64_t key = pair_walk_key(&walk), value = pair_walk_value(&walk);
        if (!fits(merge, keys, key) || !fits(merge, keys + 1, value))
            return segment_damaged(merge->parts[least_part(&walk.next)], keys, 0, err);
        segment_writer_put(merge->writer, key);
        segment_writer_put(values, value);
        pair_walk_next(&walk);
    }
    return rows == 0 || segment_damaged(merge->parts[0], keys, 0, err);
}

bool coin_merge_put_pairs(struct coin_merge *merge, int keys, int first, uint64_t below,
                          struct error *err)
{
    segment_writer_begin(merge->writer, keys);
    struct segment_writer *values = segment_writer_part(merge->writer, keys + 1, keys + 2);
    if (values == NULL)
        return error_memory(err, "merging segments");
    bool ok = put_pairs(merge, values, keys, first, below, err);
    return segment_writer_join(merge->writer, values, keys + 1, ok);
}
