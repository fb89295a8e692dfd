#include "ledger/verify.h"

#include <stdlib.h>

#include "ledger/postings.h"
#include "ledger/search.h"
#include "ledger/verify_tables.h"

/* What the walk over the segments carries: everything recomputed from the transfers alone. */
struct verify {
    const struct ledger *ledger;
    const struct segment *segment; /* being walked */
    struct amount *balances;       /* by container, before the segment */
    struct amount *unseen;         /* by asset */
    struct progress *progress;
    struct error *err;
};

static bool wrong(const struct verify *verify, enum segment_column column, uint64_t row)
{
    return segment_damaged(verify->segment, column, row, verify->err);
}

static bool number_at(const struct verify *verify, enum segment_column column, uint64_t row,
                      uint64_t *ret_number)
{
    return column_number(&verify->segment->columns[column], row, ret_number) ||
           wrong(verify, column, row);
}

static bool amount_is(const struct verify *verify, enum segment_column column, uint64_t row,
                      struct amount wanted)
{
    struct amount found;
    return search_amount(verify->segment, column, row, &found, verify->err) &&
           (amount_compare(found, wanted) == 0 || wrong(verify, column, row));
}

/* ---- posting lists ---- */

static bool check_debit(const struct verify *verify, uint64_t transfer, struct amount amount,
                        struct amount start, struct sums *sums)
{
    struct amount balance, told, missing = amount_zero();
    if (!sums_balance(start, sums, &balance) ||
        !ledger_transfer_unseen(verify->ledger, transfer, &told, verify->err))
        return wrong(verify, COLUMN_UNSEEN, transfer);
    if (amount_compare(amount, balance) > 0)
        ensure(amount_sub(amount, balance, &missing));
    return (amount_compare(told, missing) == 0 &&
            amount_add(sums->unseen, missing, &sums->unseen) &&
            amount_add(sums->out, amount, &sums->out)) ||
           wrong(verify, COLUMN_UNSEEN, transfer);
}

/* A posting names a transfer of the container, on the side that it says. */
static bool check_posting(const struct verify *verify, uint64_t container, uint64_t at,
                          struct amount start, struct sums *sums)
{
    uint64_t value;
    struct transfer transfer;
    uint64_t first = verify->segment->shape.counts[COUNT_FIRST_TRANSFER];
    if (at % POSTINGS_PER_SUM == 0 &&
        !(amount_is(verify, COLUMN_SUM_IN, at / POSTINGS_PER_SUM, sums->in) &&
          amount_is(verify, COLUMN_SUM_OUT, at / POSTINGS_PER_SUM, sums->out) &&
          amount_is(verify, COLUMN_SUM_UNSEEN, at / POSTINGS_PER_SUM, sums->unseen)))
        return false;
    if (!number_at(verify, COLUMN_POSTING, at, &value) ||
        !ledger_transfer(verify->ledger, first + value / 2, &transfer, verify->err))
        return false;
    const struct transfer_kind_info *kind = transfer_kind_info(transfer.kind);
    if (value % 2 != 0)
        return (kind->credits && transfer.to == container &&
                amount_add(sums->in, transfer.amount, &sums->in)) ||
               wrong(verify, COLUMN_POSTING, at);
    return ((kind->debits && transfer.from == container) || wrong(verify, COLUMN_POSTING, at)) &&
           check_debit(verify, first + value / 2, transfer.amount, start, sums);
}

static bool check_list(const struct verify *verify, uint64_t list, uint64_t container)
{
    uint64_t at, end, value, last = UINT64_MAX;
    struct amount start = verify->balances[container];
    struct sums sums = {0};
    if (list < verify->segment->shape.counts[COUNT_OLD_LISTS] &&
        !amount_is(verify, COLUMN_START, list, start))
        return false;
    if (!number_at(verify, COLUMN_LIST_START, list, &at) ||
        !number_at(verify, COLUMN_LIST_START, list + 1, &end) || at > end)
        return wrong(verify, COLUMN_LIST_START, list);
    for (; at < end; at++) {
        if (!number_at(verify, COLUMN_POSTING, at, &value))
            return false;
        progress_done(verify->progress, at);
        if (last != UINT64_MAX && value <= last)
            return wrong(verify, COLUMN_POSTING, at);
        if (!check_posting(verify, container, at, start, &sums))
            return false;
        last = value;
    }
    return sums_balance(start, &sums, &verify->balances[container]) ||
           wrong(verify, COLUMN_LIST_START, list);
}

/* Every posting is right, and there are as many as the transfers have sides: so none is missing. */
static bool check_lists(const struct verify *verify)
{
    const uint64_t *counts = verify->segment->shape.counts;
    uint64_t old = counts[COUNT_OLD_LISTS], sides = 0, container, before = 0, first, end;
    for (uint64_t i = 0; i < counts[COUNT_TRANSFERS]; i++) {
        struct transfer transfer;
        if (!ledger_transfer(verify->ledger, counts[COUNT_FIRST_TRANSFER] + i, &transfer,
                             verify->err))
            return false;
        sides += transfer_kind_info(transfer.kind)->debits;
        sides += transfer_kind_info(transfer.kind)->credits;
    }
    if (!number_at(verify, COLUMN_LIST_START, 0, &first) ||
        !number_at(verify, COLUMN_LIST_START, old + counts[COUNT_CONTAINERS], &end))
        return false;
    if (first != 0 || end != sides || sides != counts[COUNT_POSTINGS])
        return wrong(verify, COLUMN_LIST_START, 0);
    for (uint64_t list = 0; list < old + counts[COUNT_CONTAINERS]; list++) {
        container = counts[COUNT_FIRST_CONTAINER] + list - old;
        if (list < old &&
            (!number_at(verify, COLUMN_LIST_OLD, list, &container) ||
             (list > 0 && container <= before) || container >= counts[COUNT_FIRST_CONTAINER]))
            return wrong(verify, COLUMN_LIST_OLD, list);
        before = container;
        if (!check_list(verify, list, container))
            return false;
    }
    return true;
}

/* ---- sums of unseen lots by block ---- */

/* Adds up the lots of an asset from `*lot` on, of transfers below `limit`; says whether there were
 * any. */
static bool add_lots(const struct verify *verify, uint64_t asset, uint64_t limit, uint64_t *lot,
                     bool *ret_any)
{
    const uint64_t *counts = verify->segment->shape.counts;
    *ret_any = false;
    for (; *lot < counts[COUNT_UNSEEN]; ++*lot) {
        uint64_t transfer, account, lot_asset;
        struct transfer moved;
        struct amount amount;
        if (!number_at(verify, COLUMN_UNSEEN_AT, *lot, &transfer))
            return false;
        if (transfer >= limit)
            break;
        if (!ledger_transfer(verify->ledger, counts[COUNT_FIRST_TRANSFER] + transfer, &moved,
                             verify->err) ||
            !ledger_container(verify->ledger, moved.from, &account, &lot_asset, verify->err) ||
            !search_amount(verify->segment, COLUMN_UNSEEN, *lot, &amount, verify->err))
            return false;
        if (lot_asset != asset)
            continue;
        *ret_any = true;
        if (!amount_add(verify->unseen[asset], amount, &verify->unseen[asset]))
            return wrong(verify, COLUMN_UNSEEN, *lot);
    }
    return true;
}

/* The first transfer of a row of the block table, or the end. */
static bool block_start(const struct verify *verify, uint64_t block, uint64_t *ret_transfer)
{
    uint64_t transaction;
    return number_at(verify, COLUMN_BLOCK_FIRST, block, &transaction) &&
           number_at(verify, COLUMN_TRANSACTION_FIRST, transaction, ret_transfer);
}

/* The sums stand by asset, then block, one for each block that has a lot: for each asset the lots
 * are walked once. */
static bool check_unseen_of(const struct verify *verify, uint64_t asset, uint64_t *ret_rows)
{
    const uint64_t *counts = verify->segment->shape.counts;
    uint64_t row, end, lot = 0;
    bool any;
    if (!search_number(verify->segment, COLUMN_UNSEEN_SUM_ASSET, 0, counts[COUNT_UNSEEN_SUMS],
                       asset, &row, verify->err) ||
        !search_number(verify->segment, COLUMN_UNSEEN_SUM_ASSET, row, counts[COUNT_UNSEEN_SUMS],
                       asset + 1, &end, verify->err))
        return false;
    *ret_rows += end - row;
    for (; row < end; row++) {
        uint64_t block, from, to, told;
        if (!number_at(verify, COLUMN_UNSEEN_SUM_ASSET, row, &told) || told != asset)
            return wrong(verify, COLUMN_UNSEEN_SUM_ASSET, row);
        if (!number_at(verify, COLUMN_UNSEEN_SUM_BLOCK, row, &block) ||
            block >= counts[COUNT_BLOCKS])
            return wrong(verify, COLUMN_UNSEEN_SUM_BLOCK, row);
        if (!block_start(verify, block, &from) || !block_start(verify, block + 1, &to) ||
            !add_lots(verify, asset, from, &lot, &any))
            return false;
        if (any) /* in a block before, which has no row */
            return wrong(verify, COLUMN_UNSEEN_SUM_BLOCK, row);
        if (!add_lots(verify, asset, to, &lot, &any))
            return false;
        if (!any)
            return wrong(verify, COLUMN_UNSEEN_SUM_BLOCK, row);
        if (!amount_is(verify, COLUMN_UNSEEN_SUM, row, verify->unseen[asset]))
            return false;
    }
    if (!add_lots(verify, asset, counts[COUNT_TRANSFERS], &lot, &any))
        return false;
    return !any || wrong(verify, COLUMN_UNSEEN_SUM_BLOCK, end);
}

static bool check_unseen(const struct verify *verify)
{
    uint64_t assets = ledger_count(verify->ledger, COUNT_ASSETS), rows = 0;
    for (uint64_t asset = 0; asset < assets; asset++)
        if (!check_unseen_of(verify, asset, &rows))
            return false;
    return rows == verify->segment->shape.counts[COUNT_UNSEEN_SUMS] ||
           wrong(verify, COLUMN_UNSEEN_SUM_ASSET, rows);
}

/* ---- indices ---- */

static bool not_found(struct error *err, const char *what, uint64_t number)
{
    return error_input(err, ERROR_DAMAGED, "ledger", "%s %llu is not in its index", what,
                       (unsigned long long)number);
}

static bool check_indices(const struct ledger *ledger, struct progress *progress, struct error *err)
{
    uint64_t accounts = ledger_count(ledger, COUNT_ACCOUNTS), found;
    uint64_t containers = ledger_count(ledger, COUNT_CONTAINERS);
    unsigned char key[ACCOUNT_KEY_BYTES];
    progress_phase(progress, "indices", "entries", accounts + containers);
    for (uint64_t account = 0; account < accounts; account++) {
        progress_done(progress, account);
        if (!ledger_account(ledger, account, key, err) ||
            !ledger_find_account(ledger, key, &found, err))
            return false;
        if (found != account)
            return not_found(err, "account", account);
    }
    for (uint64_t container = 0; container < containers; container++) {
        uint64_t account, asset;
        progress_done(progress, accounts + container);
        if (!ledger_container(ledger, container, &account, &asset, err) ||
            !ledger_find_container(ledger, account, asset, &found, err))
            return false;
        if (found != container)
            return not_found(err, "container", container);
    }
    return true;
}

static uint64_t bytes_of(const struct segment *segment)
{
    uint64_t bytes = 0;
    for (int i = 0; i < SEGMENT_COLUMNS; i++)
        bytes += segment->columns[i].size;
    return bytes;
}

static bool check_bytes(const struct ledger *ledger, struct progress *progress, struct error *err)
{
    uint64_t all = 0, done = 0;
    for (size_t i = 0; i < ledger->segment_count; i++)
        all += bytes_of(ledger->segments[i]);
    progress_phase(progress, "hashes", "bytes", all);
    for (size_t i = 0; i < ledger->segment_count; i++) {
        if (!segment_verify(ledger->segments[i], err))
            return false;
        progress_done(progress, done += bytes_of(ledger->segments[i]));
    }
    return true;
}

bool ledger_verify(const struct ledger *ledger, struct progress *progress, struct error *err)
{
    struct verify verify = {.ledger = ledger, .err = err, .progress = progress};
    if (!check_bytes(ledger, progress, err))
        return false;
    verify.balances = calloc(ledger_count(ledger, COUNT_CONTAINERS) + 1, sizeof(struct amount));
    verify.unseen = calloc(ledger_count(ledger, COUNT_ASSETS) + 1, sizeof(struct amount));
    bool ok = (verify.balances != NULL && verify.unseen != NULL) ||
              error_memory(err, "verifying a ledger");
    for (size_t i = 0; ok && i < ledger->segment_count; i++) {
        verify.segment = ledger->segments[i];
        progress_phase(progress, "balances", "postings",
                       verify.segment->shape.counts[COUNT_POSTINGS]);
        ok = verify_tables(ledger, verify.segment, err) && check_lists(&verify) &&
             check_unseen(&verify);
    }
    free(verify.balances);
    free(verify.unseen);
    return ok && check_indices(ledger, progress, err);
}
