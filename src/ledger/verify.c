#include "ledger/verify.h"

#include <stdlib.h>

#include "ledger/coin/verify.h"
#include "ledger/postings.h"
#include "ledger/search.h"
#include "ledger/verify_tables.h"

/* Of one asset. */
struct unseen_of {
    struct amount sum;  /* of all lots so far */
    uint64_t row;       /* its next sum in the segment */
    uint64_t block_end; /* first transfer behind the block at hand; 0: none yet */
};

/* What the walk over the segments carries: everything recomputed from the transfers alone. */
struct verify {
    const struct ledger *ledger;
    const struct segment *segment; /* being walked */
    struct amount *balances;       /* by container, before the segment */
    struct unseen_of *unseen;      /* by asset */
    struct progress *progress;
    struct error *err;
};

static bool wrong(const struct verify *verify, int column, uint64_t row)
{
    return segment_damaged(verify->segment, column, row, verify->err);
}

static bool number_at(const struct verify *verify, int column, uint64_t row, uint64_t *ret_number)
{
    return column_number(&verify->segment->columns[column], row, ret_number) ||
           wrong(verify, column, row);
}

static bool amount_is(const struct verify *verify, int column, uint64_t row, struct amount wanted)
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

/* The sums of a segment stand by asset, then block: finds where those of each asset begin. */
static bool find_first_sums(const struct verify *verify)
{
    uint64_t rows = verify->segment->shape.counts[COUNT_UNSEEN_SUMS];
    uint64_t assets = ledger_count(verify->ledger, COUNT_ASSETS), next = 0, asset;
    for (uint64_t row = 0; row < rows; row++) {
        if (!number_at(verify, COLUMN_UNSEEN_SUM_ASSET, row, &asset))
            return false;
        if (asset >= assets || asset + 1 < next)
            return wrong(verify, COLUMN_UNSEEN_SUM_ASSET, row);
        for (; next <= asset; next++)
            verify->unseen[next].row = row;
    }
    for (; next < assets; next++)
        verify->unseen[next].row = rows;
    for (asset = 0; asset < assets; asset++)
        verify->unseen[asset].block_end = 0;
    return true;
}

/* The first transfer of a row of the block table, or the end. */
static bool block_start(const struct verify *verify, uint64_t block, uint64_t *ret_transfer)
{
    uint64_t transaction;
    return number_at(verify, COLUMN_BLOCK_FIRST, block, &transaction) &&
           number_at(verify, COLUMN_TRANSACTION_FIRST, transaction, ret_transfer);
}

/* The lots of a block are all added up: that is what its row says. */
static bool close_block(const struct verify *verify, const struct unseen_of *unseen)
{
    return unseen->block_end == 0 ||
           amount_is(verify, COLUMN_UNSEEN_SUM, unseen->row - 1, unseen->sum);
}

/* An asset's first lot in a block: the asset's next row is for that block. */
static bool enter_block(const struct verify *verify, uint64_t asset, uint64_t transfer)
{
    const uint64_t *counts = verify->segment->shape.counts;
    struct unseen_of *unseen = &verify->unseen[asset];
    uint64_t row = unseen->row, told, block, from, to;
    if (!close_block(verify, unseen))
        return false;
    if (row == counts[COUNT_UNSEEN_SUMS] ||
        !number_at(verify, COLUMN_UNSEEN_SUM_ASSET, row, &told) || told != asset ||
        !number_at(verify, COLUMN_UNSEEN_SUM_BLOCK, row, &block) || block >= counts[COUNT_BLOCKS])
        return wrong(verify, COLUMN_UNSEEN_SUM_BLOCK, row);
    if (!block_start(verify, block, &from) || !block_start(verify, block + 1, &to))
        return false;
    if (transfer < from || transfer >= to)
        return wrong(verify, COLUMN_UNSEEN_SUM_BLOCK, row);
    unseen->row = row + 1;
    unseen->block_end = to;
    return true;
}

static bool check_lot(const struct verify *verify, uint64_t lot, uint64_t *rows)
{
    const uint64_t *counts = verify->segment->shape.counts;
    uint64_t transfer, account, asset;
    struct transfer moved;
    struct amount amount;
    if (!number_at(verify, COLUMN_UNSEEN_AT, lot, &transfer) ||
        !ledger_transfer(verify->ledger, counts[COUNT_FIRST_TRANSFER] + transfer, &moved,
                         verify->err) ||
        !ledger_container(verify->ledger, moved.from, &account, &asset, verify->err) ||
        !search_amount(verify->segment, COLUMN_UNSEEN, lot, &amount, verify->err))
        return false;
    struct unseen_of *unseen = &verify->unseen[asset];
    if (transfer >= unseen->block_end) {
        if (!enter_block(verify, asset, transfer))
            return false;
        ++*rows;
    }
    return amount_add(unseen->sum, amount, &unseen->sum) || wrong(verify, COLUMN_UNSEEN, lot);
}

/* One row for each asset and block that has a lot, none else. */
static bool check_unseen(const struct verify *verify)
{
    const uint64_t *counts = verify->segment->shape.counts;
    uint64_t assets = ledger_count(verify->ledger, COUNT_ASSETS), rows = 0;
    if (!find_first_sums(verify))
        return false;
    for (uint64_t lot = 0; lot < counts[COUNT_UNSEEN]; lot++)
        if (!check_lot(verify, lot, &rows))
            return false;
    for (uint64_t asset = 0; asset < assets; asset++)
        if (!close_block(verify, &verify->unseen[asset]))
            return false;
    return rows == counts[COUNT_UNSEEN_SUMS] || wrong(verify, COLUMN_UNSEEN_SUM_ASSET, rows);
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
    uint64_t assets = ledger_count(ledger, COUNT_ASSETS);
    unsigned char key[ACCOUNT_KEY_BYTES];
    progress_phase(progress, "indices", "entries", accounts + containers);
    for (uint64_t asset = 0; asset < assets; asset++) {
        struct span text;
        if (!ledger_asset(ledger, asset, &text, err) ||
            !ledger_find_asset(ledger, text, &found, err))
            return false;
        if (found != asset)
            return not_found(err, "asset", asset);
    }
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
    for (int i = 0; i < segment->shape.kind->columns; i++)
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

static bool verify_accounts(const struct ledger *ledger, struct progress *progress,
                            struct error *err)
{
    struct verify verify = {.ledger = ledger, .err = err, .progress = progress};
    verify.balances = calloc(ledger_count(ledger, COUNT_CONTAINERS) + 1, sizeof(struct amount));
    verify.unseen = calloc(ledger_count(ledger, COUNT_ASSETS) + 1, sizeof *verify.unseen);
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

bool ledger_verify(const struct ledger *ledger, struct progress *progress, struct error *err)
{
    return check_bytes(ledger, progress, err) &&
           (ledger->kind == &coin_kind ? coin_verify(ledger, progress, err)
                                       : verify_accounts(ledger, progress, err));
}
