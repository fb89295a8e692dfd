/* Addresses: numbered by their first output, each with its key and a list of its outputs. */
#include "ledger/coin/verify_parts.h"

/* An owner is an address of before, or one of this segment's that was seen, or the next new one.
 * `*ret_owned` counts the outputs that have one. */
static bool check_owners(const struct segment *part, uint64_t *ret_owned, struct error *err)
{
    uint64_t next = part_count(part, COIN_COUNT_FIRST_ADDRESS), owned = 0, owner;
    uint64_t end = next + part_count(part, COIN_COUNT_ADDRESSES);
    for (uint64_t row = 0; row < part->columns[COIN_OWNER].rows; row++) {
        if (!part_number(part, COIN_OWNER, row, COIN_OWNER_BURNT, &owner, err))
            return false;
        if (owner == 0 || owner == COIN_OWNER_BURNT)
            continue;
        if (owner > next + 1 || owner > end)
            return segment_damaged(part, COIN_OWNER, row, err);
        next += owner == next + 1;
        owned++;
    }
    if (next != end)
        return segment_damaged(part, COIN_OWNER, part->columns[COIN_OWNER].rows, err);
    *ret_owned = owned;
    return true;
}

/* Keys lie one behind the other, to the end. That each has the form of its type, reading says. */
static bool check_keys(const struct segment *part, struct error *err)
{
    uint64_t addresses = part_count(part, COIN_COUNT_ADDRESSES);
    uint64_t bytes = part_count(part, COIN_COUNT_KEY_BYTES);
    struct coins_key key;
    if (!part_rises(part, COIN_KEY_END, bytes + 1, err))
        return false;
    for (uint64_t i = 0; i < addresses; i++)
        if (!part_key(part, i, &key, err))
            return false;
    return addresses == 0 ? bytes == 0 || segment_damaged(part, COIN_KEY, 0, err)
                          : part_number_is(part, COIN_KEY_END, addresses - 1, bytes, err);
}

/* Ascending outputs that the address owns. */
static bool check_list(const struct segment *part, uint64_t address, uint64_t from, uint64_t to,
                       struct error *err)
{
    uint64_t least = 0, output, owner;
    for (; from < to; from++, least = output + 1) {
        if (!part_number(part, COIN_POSTING, from, UINT64_MAX, &output, err))
            return false;
        if (output < least || !column_number(&part->columns[COIN_OWNER], output, &owner) ||
            owner != address + 1)
            return segment_damaged(part, COIN_POSTING, from, err);
    }
    return true;
}

/* Every posting is right, none is told twice, and there are as many as outputs with an owner: so
 * none is missing. No list is empty. */
static bool check_lists(const struct segment *part, uint64_t owned, struct error *err)
{
    uint64_t old = part_count(part, COIN_COUNT_OLD_LISTS), from, to;
    uint64_t first = part_count(part, COIN_COUNT_FIRST_ADDRESS);
    uint64_t lists = old + part_count(part, COIN_COUNT_ADDRESSES);
    if (owned != part_count(part, COIN_COUNT_POSTINGS))
        return segment_damaged(part, COIN_POSTING, owned, err);
    if (!part_rises(part, COIN_LIST_OLD, first, err) ||
        !part_rises(part, COIN_LIST_START, owned + 1, err) ||
        !part_number_is(part, COIN_LIST_START, 0, 0, err) ||
        !part_number_is(part, COIN_LIST_START, lists, owned, err))
        return false;
    for (uint64_t list = 0; list < lists; list++) {
        uint64_t address = first + list - old;
        if ((list < old && !part_number(part, COIN_LIST_OLD, list, UINT64_MAX, &address, err)) ||
            !part_list(part, list, &from, &to, err) || !check_list(part, address, from, to, err))
            return false;
    }
    return true;
}

bool coin_verify_addresses(struct coin_verify *verify)
{
    uint64_t owned;
    progress_phase(verify->progress, "addresses", "segments", verify->ledger->segment_count);
    for (size_t i = 0; i < verify->ledger->segment_count; i++) {
        const struct segment *part = verify->ledger->segments[i];
        if (!check_owners(part, &owned, verify->err) || !check_keys(part, verify->err) ||
            !check_lists(part, owned, verify->err))
            return false;
        progress_done(verify->progress, i + 1);
    }
    return true;
}
