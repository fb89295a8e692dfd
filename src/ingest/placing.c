#include "ingest/placing.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/limits.h"

#define NONE UINT32_MAX

struct placing_bank {
    uint32_t arrivals;   /* rows of unplaced groups that bring something */
    uint32_t own;        /* of these, the ones that the bank sends to itself */
    uint32_t next_plain; /* first of the plain groups that send from here, or NONE */
    uint32_t next_mixed; /* first of the memberships of mixed groups, or NONE */
};

struct placing_group {
    uint32_t first, count; /* in `rows` */
    uint32_t sender;       /* plain: its bank, or NO_BANK */
    uint32_t next_plain;
    uint32_t waits; /* mixed: rows waited for, counted once for each sender that they fund */
    bool mixed, queued, placed;
};

struct placing_member {
    uint32_t group, bank, next;
};

bool placing_init(struct placing *placing, size_t rows, const uint32_t *from, const uint32_t *to)
{
    *placing = (struct placing){.from = from, .to = to};
    placing->banks = malloc((2 * rows + 1) * sizeof *placing->banks);
    placing->groups = malloc((rows + 1) * sizeof *placing->groups);
    placing->members = malloc((rows + 1) * sizeof *placing->members);
    placing->heap = malloc((rows + 1) * sizeof *placing->heap);
    if (placing->banks == NULL || placing->groups == NULL || placing->members == NULL ||
        placing->heap == NULL)
        return false;
    memset(placing->banks, 0, (2 * rows + 1) * sizeof *placing->banks);
    for (size_t i = 0; i < 2 * rows; i++)
        placing->banks[i].next_plain = placing->banks[i].next_mixed = NONE;
    return true;
}

void placing_release(struct placing *placing)
{
    free(placing->banks);
    free(placing->groups);
    free(placing->members);
    free(placing->heap);
    hash_index_release(&placing->senders);
    *placing = (struct placing){0};
}

/* ---- senders of mixed groups ---- */

static bool is_sender(const struct placing *placing, uint32_t group, uint32_t bank)
{
    uint32_t pair[2] = {group, bank}, entry;
    uint64_t hash = XXH3_64bits(pair, sizeof pair);
    for (size_t at = hash_index_first(&placing->senders, hash);
         hash_index_find(&placing->senders, hash, &at, &entry);
         at = hash_index_next(&placing->senders, at))
        if (placing->members[entry].group == group && placing->members[entry].bank == bank)
            return true;
    return false;
}

static bool add_sender(struct placing *placing, uint32_t group, uint32_t bank)
{
    uint32_t pair[2] = {group, bank}, number = (uint32_t)placing->member_count;
    if (is_sender(placing, group, bank))
        return true;
    if (!hash_index_add(&placing->senders, XXH3_64bits(pair, sizeof pair), number))
        return false;
    placing->members[number] =
        (struct placing_member){group, bank, placing->banks[bank].next_mixed};
    placing->banks[bank].next_mixed = number;
    placing->member_count++;
    return true;
}

/* Mixed: several senders, or one and a row that comes from nobody and might be its own arrival. */
static bool describe(struct placing *placing, uint32_t number)
{
    struct placing_group *group = &placing->groups[number];
    bool from_nobody = false;
    for (uint32_t i = 0; i < group->count; i++) {
        uint32_t bank = placing->from[placing->rows[group->first + i]];
        from_nobody = from_nobody || bank == NO_BANK;
        if (bank == NO_BANK || bank == group->sender)
            continue;
        group->mixed = group->mixed || group->sender != NO_BANK;
        group->sender = bank;
    }
    group->mixed = group->mixed || (from_nobody && group->sender != NO_BANK);
    if (group->mixed) {
        for (uint32_t i = 0; i < group->count; i++) {
            uint32_t bank = placing->from[placing->rows[group->first + i]];
            if (bank != NO_BANK && !add_sender(placing, number, bank))
                return false;
        }
    } else if (group->sender != NO_BANK) {
        group->next_plain = placing->banks[group->sender].next_plain;
        placing->banks[group->sender].next_plain = number;
    }
    return true;
}

/* ---- what is waited for ---- */

/* Mixed groups begin to wait for a row of another group, or stop to. */
static void count_for_mixed(struct placing *placing, uint32_t row, uint32_t of_group, bool begin)
{
    uint32_t at = placing->banks[placing->to[row]].next_mixed, sender = placing->from[row];
    for (; at != NONE; at = placing->members[at].next) {
        uint32_t number = placing->members[at].group;
        struct placing_group *group = &placing->groups[number];
        placing->steps++;
        if (group->placed || number == of_group ||
            (sender != NO_BANK && is_sender(placing, number, sender)))
            continue;
        group->waits += begin ? 1 : UINT32_MAX;
    }
}

static void count_arrivals(struct placing *placing, uint32_t number, bool begin)
{
    const struct placing_group *group = &placing->groups[number];
    for (uint32_t i = 0; i < group->count; i++) {
        uint32_t row = placing->rows[group->first + i], to = placing->to[row];
        if (to == NO_BANK)
            continue;
        placing->banks[to].arrivals += begin ? 1 : UINT32_MAX;
        if (placing->from[row] == to)
            placing->banks[to].own += begin ? 1 : UINT32_MAX;
        count_for_mixed(placing, row, number, begin);
    }
}

static bool is_open(const struct placing_bank *bank)
{
    return bank->arrivals != bank->own;
}

static bool waits(const struct placing *placing, const struct placing_group *group)
{
    if (group->mixed)
        return group->waits > 0;
    return group->sender != NO_BANK && is_open(&placing->banks[group->sender]);
}

/* ---- the heap ---- */

static void queue(struct placing *placing, uint32_t number)
{
    struct placing_group *group = &placing->groups[number];
    if (group->queued || group->placed)
        return;
    group->queued = true;
    size_t at = placing->heap_count++;
    for (; at > 0 && number < placing->heap[(at - 1) / 2]; at = (at - 1) / 2)
        placing->heap[at] = placing->heap[(at - 1) / 2];
    placing->heap[at] = number;
}

static uint32_t take_first(struct placing *placing)
{
    uint32_t first = placing->heap[0], last = placing->heap[--placing->heap_count];
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < placing->heap_count; at = child) {
        if (child + 1 < placing->heap_count && placing->heap[child + 1] < placing->heap[child])
            child++;
        if (placing->heap[child] >= last)
            break;
        placing->heap[at] = placing->heap[child];
    }
    placing->heap[at] = last;
    return first;
}

/* ---- placing ---- */

/* A row less arrives at a bank: whoever waited for just that is free. */
static void queue_freed(struct placing *placing, struct placing_bank *bank)
{
    if (!is_open(bank)) {
        for (uint32_t at = bank->next_plain; at != NONE; at = placing->groups[at].next_plain)
            queue(placing, at);
        bank->next_plain = NONE;
    }
    for (uint32_t at = bank->next_mixed; at != NONE; at = placing->members[at].next) {
        placing->steps++;
        if (placing->groups[placing->members[at].group].waits == 0)
            queue(placing, placing->members[at].group);
    }
}

static void place(struct placing *placing, uint32_t number)
{
    struct placing_group *group = &placing->groups[number];
    group->placed = true;
    count_arrivals(placing, number, false);
    for (uint32_t i = 0; i < group->count; i++) {
        uint32_t to = placing->to[placing->rows[group->first + i]];
        if (to != NO_BANK)
            queue_freed(placing, &placing->banks[to]);
    }
}

static bool begin(struct placing *placing, const uint32_t *starts, uint32_t groups)
{
    placing->member_count = 0;
    placing->heap_count = 0;
    for (uint32_t i = 0; i < groups; i++) {
        placing->groups[i] = (struct placing_group){.first = starts[i],
                                                    .count = starts[i + 1] - starts[i],
                                                    .sender = NO_BANK,
                                                    .next_plain = NONE};
        if (!describe(placing, i))
            return false;
    }
    for (uint32_t i = 0; i < groups && placing->steps < ORDER_STEPS_MAX; i++)
        count_arrivals(placing, i, true);
    for (uint32_t i = 0; i < groups; i++)
        if (!waits(placing, &placing->groups[i]))
            queue(placing, i);
    return true;
}

/* The counters of banks are back at zero once all is placed; the lists are emptied here. */
static void end(struct placing *placing, const uint32_t *starts, size_t groups)
{
    for (uint32_t i = starts[0]; i < starts[groups]; i++) {
        uint32_t bank = placing->from[placing->rows[i]];
        if (bank != NO_BANK)
            placing->banks[bank].next_plain = placing->banks[bank].next_mixed = NONE;
    }
    if (placing->member_count > 0)
        hash_index_clear(&placing->senders);
}

bool placing_order(struct placing *placing, const uint32_t *rows, const uint32_t *starts,
                   size_t groups, uint32_t *ret_order)
{
    uint32_t first = 0;
    placing->rows = rows;
    if (!begin(placing, starts, (uint32_t)groups)) {
        placing->no_memory = true;
        return false;
    }
    for (size_t done = 0; done < groups; done++) {
        if (placing->steps >= ORDER_STEPS_MAX)
            return false;
        while (placing->groups[first].placed)
            first++;
        while (placing->heap_count > 0 && placing->groups[placing->heap[0]].placed)
            take_first(placing);
        ret_order[done] = placing->heap_count > 0 ? take_first(placing) : first;
        place(placing, ret_order[done]);
    }
    end(placing, starts, groups);
    return true;
}
