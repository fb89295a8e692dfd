#include "ledger/coin/merge_parts.h"

static bool load_key(struct pair_walk *walk, size_t part, struct error *err)
{
    if (walk->at[part] == walk->end[part])
        return true;
    return part_number(walk->merge->parts[part], walk->keys, walk->at[part], UINT64_MAX,
                       &walk->key[part], err);
}

/* Finds the next pair, and loads its value. */
static bool choose(struct pair_walk *walk, struct error *err)
{
    size_t least = walk->merge->count;
    for (size_t part = 0; part < walk->merge->count; part++)
        if (walk->at[part] < walk->end[part] &&
            (least == walk->merge->count || walk->key[part] < walk->key[least]))
            least = part;
    walk->least = least;
    if (least == walk->merge->count)
        return true;
    if (!part_number(walk->merge->parts[least], walk->keys + 1, walk->at[least], UINT64_MAX,
                     &walk->value, err))
        return false;
    walk->value += coin_shift(walk->merge, least, walk->first);
    return true;
}

bool pair_walk_start(struct pair_walk *walk, const struct coin_merge *merge, int keys, int first,
                     uint64_t from, struct error *err)
{
    *walk = (struct pair_walk){.merge = merge, .keys = keys, .first = first};
    for (size_t part = 0; part < merge->count; part++) {
        const struct segment *segment = merge->parts[part];
        walk->end[part] = segment->columns[keys].rows;
        if (from > 0 && walk->end[part] > 0 &&
            !search_number(segment, keys, 0, walk->end[part], from, &walk->at[part], err))
            return false;
        if (!load_key(walk, part, err))
            return false;
    }
    return choose(walk, err);
}

bool pair_walk_next(struct pair_walk *walk, struct error *err)
{
    walk->at[walk->least]++;
    return load_key(walk, walk->least, err) && choose(walk, err);
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
            uint64_t number = column == keys ? pair_walk_key(&walk) : walk.value;
            if (number >> (8 * merge->writer->width) != 0)
                return segment_damaged(merge->parts[walk.least], column, 0, err);
            segment_writer_put(merge->writer, number);
            if (!pair_walk_next(&walk, err))
                return false;
        }
        if (rows > 0)
            return segment_damaged(merge->parts[0], keys, 0, err);
    }
    return true;
}
