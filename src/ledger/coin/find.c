/* Looking up by value: a txid, a key, an address's outputs. */
#include "ledger/coin/parts.h"

/* The first place of a column of big-endian prints whose print is not less. */
static bool search_print(const struct segment *part, int column, uint64_t print, uint64_t *ret_at,
                         struct error *err)
{
    return search_number(part, column, 0, part->columns[column].rows, print, ret_at, err);
}

/* Transactions of the part with this txid, in order: the first goes to `found[0]` if that is none
 * yet, else `found[1]`. */
static bool find_in_part(const struct segment *part, const unsigned char *id, uint64_t *found,
                         struct error *err)
{
    uint64_t at, print, row, wanted = coin_print(id);
    uint64_t transactions = part_count(part, COIN_COUNT_TRANSACTIONS);
    if (!search_print(part, COIN_PRINT, wanted, &at, err))
        return false;
    for (; at < transactions; at++) {
        if (!part_number(part, COIN_PRINT, at, UINT32_MAX, &print, err))
            return false;
        if (print != wanted)
            break;
        if (!part_number(part, COIN_PRINT_TRANSACTION, at, transactions - 1, &row, err))
            return false;
        const unsigned char *bytes = column_row(&part->columns[COIN_TRANSACTION], row);
        if (bytes == NULL)
            return segment_damaged(part, COIN_TRANSACTION, row, err);
        if (memcmp(bytes, id, COIN_ID_BYTES) == 0)
            found[found[0] == LEDGER_NONE ? 0 : 1] =
                row + part_count(part, COIN_COUNT_FIRST_TRANSACTION);
    }
    return true;
}

bool coins_find_transaction(const struct ledger *ledger, const unsigned char *id,
                            uint64_t *ret_first, uint64_t *ret_second, struct error *err)
{
    uint64_t found[2] = {LEDGER_NONE, LEDGER_NONE};
    for (size_t i = 0; i < ledger->segment_count; i++)
        if (!find_in_part(ledger->segments[i], id, found, err))
            return false;
    *ret_first = found[0];
    *ret_second = found[1];
    return true;
}

bool part_find_key(const struct segment *part, struct coins_key key, uint64_t at,
                   uint64_t *ret_address, struct error *err)
{
    uint64_t wanted = coin_key_print(coin_key_hash(key)), print, row;
    uint64_t addresses = part_count(part, COIN_COUNT_ADDRESSES);
    *ret_address = LEDGER_NONE;
    for (; at < addresses; at++) {
        struct coins_key found;
        if (!part_number(part, COIN_ADDRESS_PRINT, at, UINT64_MAX, &print, err))
            return false;
        if (print != wanted)
            break;
        if (!part_number(part, COIN_PRINT_ADDRESS, at, addresses - 1, &row, err) ||
            !part_key(part, row, &found, err))
            return false;
        if (found.type == key.type && span_equal(found.bytes, key.bytes)) {
            *ret_address = row + part_count(part, COIN_COUNT_FIRST_ADDRESS);
            break;
        }
    }
    return true;
}

bool coins_find_address(const struct ledger *ledger, struct coins_key key, uint64_t *ret_address,
                        struct error *err)
{
    uint64_t at, print = coin_key_print(coin_key_hash(key)), found = LEDGER_NONE;
    for (size_t i = 0; i < ledger->segment_count && found == LEDGER_NONE; i++)
        if (!search_print(ledger->segments[i], COIN_ADDRESS_PRINT, print, &at, err) ||
            !part_find_key(ledger->segments[i], key, at, &found, err))
            return false;
    *ret_address = found;
    return true;
}

bool part_list(const struct segment *part, uint64_t list, uint64_t *ret_from, uint64_t *ret_to,
               struct error *err)
{
    uint64_t to;
    return part_number(part, COIN_LIST_START, list + 1, part_count(part, COIN_COUNT_POSTINGS), &to,
                       err) &&
           part_number(part, COIN_LIST_START, list, to, ret_from, err) && (*ret_to = to, true);
}

/* The list of an address in a part; LEDGER_NONE when it has no output there. */
static bool find_list(const struct segment *part, uint64_t address, uint64_t *ret_list,
                      struct error *err)
{
    uint64_t first = part_count(part, COIN_COUNT_FIRST_ADDRESS), at, found;
    uint64_t old = part_count(part, COIN_COUNT_OLD_LISTS);
    *ret_list = LEDGER_NONE;
    if (address >= first) {
        if (address - first < part_count(part, COIN_COUNT_ADDRESSES))
            *ret_list = old + address - first;
        return true;
    }
    if (!search_number(part, COIN_LIST_OLD, 0, old, address, &at, err))
        return false;
    if (at < old && column_number(&part->columns[COIN_LIST_OLD], at, &found) && found == address)
        *ret_list = at;
    return true;
}

bool coins_next_output(const struct ledger *ledger, uint64_t address, uint64_t *output,
                       struct error *err)
{
    for (size_t i = 0; i < ledger->segment_count; i++) {
        const struct segment *part = ledger->segments[i];
        uint64_t first = part_count(part, COIN_COUNT_FIRST_OUTPUT), list, from, to, found;
        uint64_t outputs = part_count(part, COIN_COUNT_OUTPUTS);
        if (*output >= first + outputs)
            continue;
        if (!find_list(part, address, &list, err))
            return false;
        if (list == LEDGER_NONE)
            continue;
        uint64_t local = *output > first ? *output - first : 0;
        if (!part_list(part, list, &from, &to, err) ||
            !search_number(part, COIN_POSTING, from, to, local, &from, err))
            return false;
        if (from == to)
            continue;
        if (!part_number(part, COIN_POSTING, from, outputs - 1, &found, err))
            return false;
        *output = first + found;
        return true;
    }
    *output = LEDGER_NONE;
    return true;
}
