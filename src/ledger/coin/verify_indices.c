/* The indices of all segments at once, in order of their prints: each transaction and address in
 * its place, no key twice, and no txid but those of coinbases of old. */
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "ledger/coin/merge_parts.h"
#include "ledger/coin/verify_parts.h"

struct entry {
    unsigned type; /* of a key */
    struct span bytes;
    uint64_t number;
};

/* One of the two indices. */
struct index {
    int prints; /* column */
    int first;  /* count of what stands before; the next one is the count */
    bool (*read)(const struct coin_verify *verify, struct entry *entry, uint64_t *ret_print);
    bool (*twice)(struct coin_verify *verify, uint64_t first, uint64_t second);
};

/* Entries of one print. */
struct group {
    struct entry *entries;
    size_t count, capacity;
};

static bool wrong(const struct coin_verify *verify, const struct pair_walk *walk)
{
    size_t part = least_part(&walk->next);
    return segment_damaged(verify->ledger->segments[part], walk->keys, walk->at[part], verify->err);
}

/* ---- txids ---- */

static bool read_id(const struct coin_verify *verify, struct entry *entry, uint64_t *ret_print)
{
    uint64_t row;
    const struct segment *part = ledger_segment_of(verify->ledger, COIN_COUNT_FIRST_TRANSACTION,
                                                   COIN_COUNT_TRANSACTIONS, entry->number, &row);
    const unsigned char *id = column_row(&part->columns[COIN_TRANSACTION], row);
    if (id == NULL)
        return segment_damaged(part, COIN_TRANSACTION, row, verify->err);
    entry->bytes = span_of(id, COIN_ID_BYTES);
    *ret_print = coin_print(id);
    return true;
}

static bool bad_transaction(const struct coin_verify *verify, uint64_t number)
{
    uint64_t row;
    const struct segment *part = ledger_segment_of(verify->ledger, COIN_COUNT_FIRST_TRANSACTION,
                                                   COIN_COUNT_TRANSACTIONS, number, &row);
    return segment_damaged(part, COIN_TRANSACTION, row, verify->err);
}

/* Only a coinbase may put outputs out of reach; on chains where it is known which did, only those.
 */
static bool check_loser(const struct coin_verify *verify, uint64_t transaction)
{
    struct coins_block block;
    uint64_t height;
    uint32_t first;
    if (!coins_block_of(verify->ledger, transaction, &height, verify->err) ||
        !coins_block(verify->ledger, height, &block, verify->err))
        return false;
    return (block.first == transaction &&
            (verify->chain->duplicates == NULL ||
             coin_duplicate_of(verify->chain, (uint32_t)height, &first))) ||
           bad_transaction(verify, transaction);
}

/* An output of a transaction whose txid comes again: nobody can spend it, or it was spent before
 * that, or it is told among the lost ones. */
static bool check_output_twice(struct coin_verify *verify, uint64_t output, uint64_t same,
                               uint64_t second)
{
    struct coins_output row, other;
    uint64_t spender, loser, by = 0;
    if (!coins_output(verify->ledger, output, &row, verify->err) ||
        !coins_output(verify->ledger, same, &other, verify->err) ||
        !coins_spender(verify->ledger, output, &spender, verify->err) ||
        !coins_loser(verify->ledger, output, &loser, verify->err) ||
        (spender != LEDGER_NONE && !coins_of_input(verify->ledger, spender, &by, verify->err)))
        return false;
    bool equal = row.value == other.value && row.owner == other.owner && row.fate == other.fate;
    bool lost = row.fate != COIN_BURNT && spender == LEDGER_NONE;
    if (!equal || by > second || loser != (lost ? second : LEDGER_NONE))
        return bad_transaction(verify, second);
    verify->lost += lost;
    return !lost || check_loser(verify, second);
}

static bool id_twice(struct coin_verify *verify, uint64_t first, uint64_t second)
{
    struct coins_transaction a, b;
    if (!coins_transaction(verify->ledger, first, &a, verify->err) ||
        !coins_transaction(verify->ledger, second, &b, verify->err))
        return false;
    if (a.outputs != b.outputs || a.inputs != b.inputs || first == 0)
        return bad_transaction(verify, second);
    for (uint64_t i = 0; i < a.outputs; i++)
        if (!check_output_twice(verify, a.first_output + i, b.first_output + i, second))
            return false;
    return true;
}

/* ---- keys ---- */

static bool read_key(const struct coin_verify *verify, struct entry *entry, uint64_t *ret_print)
{
    struct coins_key key;
    if (!coins_key(verify->ledger, entry->number, &key, verify->err))
        return false;
    entry->type = key.type;
    entry->bytes = key.bytes;
    *ret_print = coin_key_print(coin_key_hash(key));
    return true;
}

static bool key_twice(struct coin_verify *verify, uint64_t first, uint64_t second)
{
    uint64_t row;
    const struct segment *part = ledger_segment_of(verify->ledger, COIN_COUNT_FIRST_ADDRESS,
                                                   COIN_COUNT_ADDRESSES, second, &row);
    (void)first;
    return segment_damaged(part, COIN_KEY_END, row, verify->err);
}

static const struct index indices[] = {
    {COIN_PRINT, COIN_COUNT_FIRST_TRANSACTION, read_id, id_twice},
    {COIN_ADDRESS_PRINT, COIN_COUNT_FIRST_ADDRESS, read_key, key_twice},
};

/* ---- both ---- */

static int compare_names(const struct entry *a, const struct entry *b)
{
    return a->type != b->type ? (a->type < b->type ? -1 : 1) : span_compare(a->bytes, b->bytes);
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *first = a, *second = b;
    int order = compare_names(first, second);
    return order != 0 ? order : (first->number > second->number) - (first->number < second->number);
}

/* Entries whose prints are equal mostly are different all the same. */
static bool check_group(struct coin_verify *verify, const struct index *index, struct group *group)
{
    struct entry *entries = group->entries;
    if (group->count < 2)
        return true;
    qsort(entries, group->count, sizeof *entries, compare_entries);
    for (size_t i = 1; i < group->count; i++)
        if (compare_names(&entries[i - 1], &entries[i]) == 0 &&
            !index->twice(verify, entries[i - 1].number, entries[i].number))
            return false;
    return true;
}

/* The entry at hand has the print that it stands under, and comes behind the one before. */
static bool take_entry(const struct coin_verify *verify, const struct index *index,
                       const struct pair_walk *walk, struct group *group)
{
    const struct segment *part = verify->ledger->segments[least_part(&walk->next)];
    struct entry entry = {.number = pair_walk_value(walk)};
    uint64_t print;
    if (entry.number - part->shape.counts[index->first] >= part->shape.counts[index->first + 1] ||
        (group->count > 0 && entry.number <= group->entries[group->count - 1].number))
        return wrong(verify, walk);
    if (!index->read(verify, &entry, &print))
        return false;
    if (print != pair_walk_key(walk))
        return wrong(verify, walk);
    struct entry *grown = array_grow(group->entries, &group->capacity, group->count + 1,
                                     sizeof *grown, COIN_BATCH_MAX);
    if (grown == NULL)
        return array_error(group->count + 1, COIN_BATCH_MAX, "equal prints", verify->err);
    group->entries = grown;
    group->entries[group->count++] = entry;
    return true;
}

/* Prints ascend strictly from group to group, numbers within one: so no number stands twice in a
 * segment, and as there are as many rows as numbers, none is missing. */
static bool check_index(struct coin_verify *verify, const struct index *index, struct group *group)
{
    struct coin_merge all = {.parts = verify->ledger->segments,
                             .count = verify->ledger->segment_count};
    struct pair_walk walk;
    uint64_t least = 0, done = 0;
    if (!pair_walk_start(&walk, &all, index->prints, (int)index->first, 0, verify->err))
        return false;
    while (!pair_walk_ended(&walk)) {
        uint64_t print = pair_walk_key(&walk);
        if (print < least)
            return wrong(verify, &walk);
        for (group->count = 0; !pair_walk_ended(&walk) && pair_walk_key(&walk) == print; done++) {
            if (!take_entry(verify, index, &walk, group))
                return false;
            pair_walk_next(&walk);
        }
        if (!check_group(verify, index, group))
            return false;
        least = print + 1;
        progress_done(verify->progress, done);
    }
    return true;
}

/* Every output that is told as lost was found above. */
static bool check_lost(const struct coin_verify *verify)
{
    const struct ledger *ledger = verify->ledger;
    for (size_t i = 0; i < ledger->segment_count; i++)
        if (!part_rises(ledger->segments[i], COIN_LOST, ledger_count(ledger, COIN_COUNT_OUTPUTS),
                        verify->err))
            return false;
    return verify->lost == ledger_count(ledger, COIN_COUNT_LOST) ||
           segment_damaged(ledger->segments[ledger->segment_count - 1], COIN_LOST, 0, verify->err);
}

bool coin_verify_indices(struct coin_verify *verify)
{
    struct group group = {0};
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof indices / sizeof indices[0]; i++) {
        progress_phase(verify->progress, "indices", "entries",
                       ledger_count(verify->ledger, indices[i].first + 1));
        ok = check_index(verify, &indices[i], &group);
    }
    free(group.entries);
    return ok && check_lost(verify);
}
