#include "ledger/ledger.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "ledger/asset_index.h"
#include "ledger/search.h"

/* A segment says what stands before it; that is what the segments opened so far hold. */
static bool follows(const struct ledger *ledger, const struct segment *segment)
{
    const struct segment_kind *kind = segment->shape.kind;
    for (const struct segment_pair *pair = kind->pairs; pair->count != 0; pair++)
        if (segment->shape.counts[pair->before] != ledger_count(ledger, pair->count))
            return false;
    return ledger->segment_count == 0 || kind == ledger->kind;
}

/* Ranges ascend; where each height has a block they leave none out, and the manifest says so. */
static bool in_range(const struct ledger *ledger, const struct segment *segment, size_t at,
                     uint64_t next_block)
{
    const struct manifest *manifest = &ledger->manifest;
    const struct manifest_segment *listed = &manifest->segments[at];
    const uint64_t *counts = segment->shape.counts;
    bool last = at + 1 == manifest->segment_count;
    if (counts[COUNT_FIRST_BLOCK] != listed->first_block ||
        counts[COUNT_LAST_BLOCK] != listed->last_block || listed->first_block < next_block)
        return false;
    return !segment->shape.kind->every_height ||
           (listed->first_block == next_block && manifest->first_block == 0 &&
            (!last || manifest->last_block == listed->last_block));
}

static bool open_segments(struct ledger *ledger, const char *folder, struct error *err)
{
    uint64_t next_block = 0;
    for (size_t i = 0; i < ledger->manifest.segment_count; i++) {
        char name[SEGMENT_NAME_BYTES], path[PATH_BYTES_MAX];
        const struct manifest_segment *listed = &ledger->manifest.segments[i];
        segment_file_name(name, listed->identity);
        if (!file_path(path, folder, name, err) ||
            !segment_open(&ledger->segments[i], path, listed->identity, err))
            return false;
        bool fits = follows(ledger, ledger->segments[i]) &&
                    in_range(ledger, ledger->segments[i], i, next_block);
        ledger->kind = ledger->segments[i]->shape.kind;
        ledger->segment_count++;
        if (!fits)
            return error_input(err, ERROR_DAMAGED, path,
                               "the segment does not follow the one before it");
        next_block = listed->last_block + 1;
    }
    return true;
}

bool ledger_open(struct ledger **ret_ledger, const char *folder, struct error *err)
{
    struct ledger *ledger = calloc(1, sizeof *ledger);
    if (ledger == NULL)
        return error_memory(err, "opening a ledger");
    bool ok =
        asset_index_new(&ledger->asset_index, err) && manifest_read(&ledger->manifest, folder, err);
    if (ok) {
        ledger->segments = calloc(ledger->manifest.segment_count + 1, sizeof *ledger->segments);
        ok = ledger->segments != NULL || error_memory(err, "opening a ledger");
    }
    if (!ok || !open_segments(ledger, folder, err)) {
        ledger_free(ledger);
        return false;
    }
    *ret_ledger = ledger;
    return true;
}

void ledger_free(struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    for (size_t i = 0; i < ledger->segment_count; i++)
        segment_free(ledger->segments[i]);
    free(ledger->segments);
    manifest_release(&ledger->manifest);
    asset_index_free(ledger->asset_index);
    free(ledger);
}

uint64_t ledger_count(const struct ledger *ledger, int count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < ledger->segment_count; i++)
        sum += ledger->segments[i]->shape.counts[count];
    return sum;
}

const struct segment *ledger_segment_of(const struct ledger *ledger, int first, int count,
                                        uint64_t number, uint64_t *ret_row)
{
    for (size_t i = ledger->segment_count; i-- > 0;) {
        const uint64_t *counts = ledger->segments[i]->shape.counts;
        if (number < counts[first])
            continue;
        *ret_row = number - counts[first];
        return *ret_row < counts[count] ? ledger->segments[i] : NULL;
    }
    return NULL;
}

static bool no_such(const char *what, uint64_t number, struct error *err)
{
    return error_input(err, ERROR_DAMAGED, what, "number %llu is not in the ledger",
                       (unsigned long long)number);
}

static bool container_of_row(const struct segment *segment, int column, uint64_t row,
                             uint64_t *ret_container, struct error *err)
{
    uint64_t value;
    const uint64_t *counts = segment->shape.counts;
    if (!column_number(&segment->columns[column], row, &value) ||
        value > counts[COUNT_FIRST_CONTAINER] + counts[COUNT_CONTAINERS])
        return segment_damaged(segment, column, row, err);
    *ret_container = value == 0 ? LEDGER_NONE : value - 1;
    return true;
}

/* A row of a segment's transfers. */
static bool transfer_of_row(const struct segment *segment, uint64_t row, struct transfer *transfer,
                            struct error *err)
{
    uint64_t kind;
    if (!container_of_row(segment, COLUMN_FROM, row, &transfer->from, err) ||
        !container_of_row(segment, COLUMN_TO, row, &transfer->to, err))
        return false;
    if (!column_number(&segment->columns[COLUMN_KIND], row, &kind) || kind >= TRANSFER_KINDS)
        return segment_damaged(segment, COLUMN_KIND, row, err);
    const unsigned char *amount = column_row(&segment->columns[COLUMN_AMOUNT], row);
    if (amount == NULL)
        return segment_damaged(segment, COLUMN_AMOUNT, row, err);
    transfer->kind = (enum transfer_kind)kind;
    transfer->amount = amount_load(amount, segment->columns[COLUMN_AMOUNT].width);
    const struct transfer_kind_info *info = transfer_kind_info(transfer->kind);
    return (!(info->debits && transfer->from == LEDGER_NONE) &&
            !(info->credits && transfer->to == LEDGER_NONE)) ||
           segment_damaged(segment, COLUMN_FROM, row, err);
}

bool ledger_transfer(const struct ledger *ledger, uint64_t number, struct transfer *ret_transfer,
                     struct error *err)
{
    uint64_t row;
    struct transfer transfer;
    const struct segment *segment =
        ledger_segment_of(ledger, COUNT_FIRST_TRANSFER, COUNT_TRANSFERS, number, &row);
    if (segment == NULL)
        return no_such("transfer", number, err);
    if (!transfer_of_row(segment, row, &transfer, err))
        return false;
    *ret_transfer = transfer;
    return true;
}

bool ledger_transfers(const struct ledger *ledger, uint64_t first, size_t count,
                      struct transfer *ret_transfers, struct error *err)
{
    while (count > 0) {
        uint64_t row;
        const struct segment *segment =
            ledger_segment_of(ledger, COUNT_FIRST_TRANSFER, COUNT_TRANSFERS, first, &row);
        if (segment == NULL)
            return no_such("transfer", first, err);
        uint64_t left = segment->shape.counts[COUNT_TRANSFERS] - row;
        size_t here = left < count ? (size_t)left : count;
        for (size_t i = 0; i < here; i++)
            if (!transfer_of_row(segment, row + i, &ret_transfers[i], err))
                return false;
        ret_transfers += here;
        first += here;
        count -= here;
    }
    return true;
}

bool ledger_transfer_unseen(const struct ledger *ledger, uint64_t number, struct amount *ret_amount,
                            struct error *err)
{
    uint64_t row, at, found;
    const struct segment *segment =
        ledger_segment_of(ledger, COUNT_FIRST_TRANSFER, COUNT_TRANSFERS, number, &row);
    if (segment == NULL)
        return no_such("transfer", number, err);
    if (!search_number(segment, COLUMN_UNSEEN_AT, 0, segment->shape.counts[COUNT_UNSEEN], row, &at,
                       err))
        return false;
    if (at == segment->shape.counts[COUNT_UNSEEN] ||
        !column_number(&segment->columns[COLUMN_UNSEEN_AT], at, &found) || found != row) {
        *ret_amount = amount_zero();
        return true;
    }
    return search_amount(segment, COLUMN_UNSEEN, at, ret_amount, err);
}

bool ledger_container(const struct ledger *ledger, uint64_t container, uint64_t *ret_account,
                      uint64_t *ret_asset, struct error *err)
{
    uint64_t row, account, asset;
    const struct segment *segment =
        ledger_segment_of(ledger, COUNT_FIRST_CONTAINER, COUNT_CONTAINERS, container, &row);
    if (segment == NULL)
        return no_such("container", container, err);
    const uint64_t *counts = segment->shape.counts;
    if (!column_number(&segment->columns[COLUMN_CONTAINER_ACCOUNT], row, &account) ||
        account >= counts[COUNT_FIRST_ACCOUNT] + counts[COUNT_ACCOUNTS])
        return segment_damaged(segment, COLUMN_CONTAINER_ACCOUNT, row, err);
    if (!column_number(&segment->columns[COLUMN_CONTAINER_ASSET], row, &asset) ||
        asset >= counts[COUNT_FIRST_ASSET] + counts[COUNT_ASSETS])
        return segment_damaged(segment, COLUMN_CONTAINER_ASSET, row, err);
    *ret_account = account;
    *ret_asset = asset;
    return true;
}

bool ledger_account(const struct ledger *ledger, uint64_t account, unsigned char *ret_key,
                    struct error *err)
{
    uint64_t row;
    const struct segment *segment =
        ledger_segment_of(ledger, COUNT_FIRST_ACCOUNT, COUNT_ACCOUNTS, account, &row);
    if (segment == NULL)
        return no_such("account", account, err);
    const unsigned char *key = column_row(&segment->columns[COLUMN_ACCOUNT], row);
    if (key == NULL)
        return segment_damaged(segment, COLUMN_ACCOUNT, row, err);
    memcpy(ret_key, key, ACCOUNT_KEY_BYTES);
    return true;
}

bool ledger_asset(const struct ledger *ledger, uint64_t asset, struct span *ret_text,
                  struct error *err)
{
    uint64_t row, start = 0, end;
    const struct segment *segment =
        ledger_segment_of(ledger, COUNT_FIRST_ASSET, COUNT_ASSETS, asset, &row);
    if (segment == NULL)
        return no_such("asset", asset, err);
    const struct column *ends = &segment->columns[COLUMN_ASSET_END];
    const struct column *text = &segment->columns[COLUMN_ASSET_TEXT];
    if ((row > 0 && !column_number(ends, row - 1, &start)) || !column_number(ends, row, &end) ||
        start >= end || end > text->rows || column_row(text, start) == NULL ||
        column_row(text, end - 1) == NULL)
        return segment_damaged(segment, COLUMN_ASSET_END, row, err);
    *ret_text = span_of(text->bytes + start, end - start);
    return true;
}
