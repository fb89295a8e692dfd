#include "ledger/batch.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/limits.h"

void batch_init(struct batch *batch, const struct ledger *base, uint64_t hash_seed)
{
    *batch = (struct batch){.base = base, .hash_seed = hash_seed};
    batch->accounts_next = batch->first_account = ledger_count(base, COUNT_ACCOUNTS);
    batch->containers_next = batch->first_container = ledger_count(base, COUNT_CONTAINERS);
    batch->assets_next = batch->first_asset = ledger_count(base, COUNT_ASSETS);
    batch->first_transfer = ledger_count(base, COUNT_TRANSFERS);
    batch->first_transaction = ledger_count(base, COUNT_TRANSACTIONS);
    for (size_t i = 0; i < base->segment_count; i++)
        batch->base_wide |= base->segments[i]->columns[COLUMN_AMOUNT].width > NARROW_BYTES ||
                            base->segments[i]->columns[COLUMN_UNSEEN].width > NARROW_BYTES;
}

void batch_release(struct batch *batch)
{
    free(batch->blocks);
    free(batch->transactions);
    free(batch->transfers);
    free(batch->wide);
    free(batch->unseen);
    free(batch->accounts);
    free(batch->containers);
    free(batch->starts);
    free(batch->numbers);
    free(batch->fresh);
    free(batch->assets);
    free(batch->unseen_before);
    free(batch->held);
    hash_index_release(&batch->account_index);
    hash_index_release(&batch->container_index);
    hash_index_release(&batch->asset_index);
    *batch = (struct batch){0};
}

/* Room for one more; the new place is not zeroed. */
#define ROOM(batch, list, max, err)                                                                \
    batch_room((void **)&(batch)->list, &(batch)->list##_capacity, (batch)->list##_count + 1,      \
               sizeof *(batch)->list, max, err)

static bool batch_room(void **list, size_t *capacity, size_t need, size_t size, size_t max,
                       struct error *err)
{
    void *grown = array_grow(*list, capacity, need, size, max);
    if (grown == NULL)
        return error_memory(err, "gathering a batch of transfers");
    *list = grown;
    return true;
}

void ledger_row_hash(struct ledger_row *row, uint64_t seed)
{
    row->from_hash = (uint32_t)XXH3_64bits_withSeed(row->from, ACCOUNT_KEY_BYTES, seed);
    row->to_hash = (uint32_t)XXH3_64bits_withSeed(row->to, ACCOUNT_KEY_BYTES, seed);
}

/* A thing may reach over two lines of the cache. */
__attribute__((always_inline)) static inline void prefetch(const void *thing, size_t size)
{
    __builtin_prefetch(thing, 1);
    __builtin_prefetch((const char *)thing + size - 1, 1);
}

static void expect_side(const struct batch *batch, uint32_t hash, int depth)
{
    const struct hash_index *index = &batch->account_index;
    size_t at = hash_index_first(index, hash);
    uint32_t entry;
    if (index->slots == NULL)
        return;
    if (depth == 0) {
        __builtin_prefetch(&index->slots[at]);
        return;
    }
    if (!hash_index_find(index, hash, &at, &entry)) /* or another key's of this hash, rarely */
        return;
    const struct batch_account *account = &batch->accounts[entry];
    if (depth == 1)
        prefetch(account, sizeof *account);
    else if (account->last_asset != 0)
        prefetch(&batch->containers[account->last_container], sizeof *batch->containers);
}

void batch_expect(const struct batch *batch, const struct ledger_row *row, int depth)
{
    if (row->has_from)
        expect_side(batch, row->from_hash, depth);
    if (row->has_to)
        expect_side(batch, row->to_hash, depth);
}

static bool account_of(struct batch *batch, const unsigned char *key, uint32_t hash,
                       uint32_t *ret_index, struct error *err)
{
    uint64_t number;
    for (size_t at = hash_index_first(&batch->account_index, hash);
         hash_index_find(&batch->account_index, hash, &at, ret_index);
         at = hash_index_next(&batch->account_index, at))
        if (memcmp(batch->accounts[*ret_index].key, key, ACCOUNT_KEY_BYTES) == 0)
            return true;
    *ret_index = (uint32_t)batch->accounts_count;
    if (!ledger_find_account(batch->base, key, &number, err) ||
        !ROOM(batch, accounts, BATCH_TRANSFERS_MAX, err))
        return false;
    if (!hash_index_add(&batch->account_index, hash, *ret_index))
        return error_memory(err, "gathering a batch of transfers");
    struct batch_account *account = &batch->accounts[batch->accounts_count++];
    *account =
        (struct batch_account){.number = number == LEDGER_NONE ? batch->accounts_next++ : number};
    memcpy(account->key, key, ACCOUNT_KEY_BYTES);
    return true;
}

static bool asset_of(struct batch *batch, struct span text, uint32_t *ret_index, struct error *err)
{
    uint64_t number, hash = XXH3_64bits_withSeed(text.data, text.size, batch->hash_seed);
    for (size_t at = hash_index_first(&batch->asset_index, hash);
         hash_index_find(&batch->asset_index, hash, &at, ret_index);
         at = hash_index_next(&batch->asset_index, at))
        if (span_equal(span_of(batch->assets[*ret_index].text, batch->assets[*ret_index].size),
                       text))
            return true;
    if (text.size == 0 || text.size > ASSET_TEXT_BYTES_MAX)
        return error_input(err, ERROR_VALUE, "asset", "expected 1 to %d bytes",
                           ASSET_TEXT_BYTES_MAX);
    if (!ledger_find_asset(batch->base, text, &number, err) ||
        !ROOM(batch, assets, ASSETS_MAX, err))
        return false;
    *ret_index = (uint32_t)batch->assets_count;
    if (!hash_index_add(&batch->asset_index, hash, *ret_index))
        return error_memory(err, "gathering a batch of transfers");
    struct batch_asset *asset = &batch->assets[batch->assets_count++];
    asset->number = number == LEDGER_NONE ? batch->assets_next++ : number;
    asset->size = text.size;
    memcpy(asset->text, text.data, text.size);
    return true;
}

static bool new_container(struct batch *batch, uint32_t account, uint32_t asset, uint64_t hash,
                          struct error *err)
{
    uint32_t container = (uint32_t)batch->containers_count;
    uint64_t number = LEDGER_NONE;
    struct amount balance = amount_zero();
    if (batch->accounts[account].number < batch->first_account &&
        batch->assets[asset].number < batch->first_asset &&
        !ledger_find_container(batch->base, batch->accounts[account].number,
                               batch->assets[asset].number, &number, err))
        return false;
    if (number != LEDGER_NONE &&
        !postings_balance(batch->base, number, batch->first_transfer, &balance, err))
        return false;
    if (!ROOM(batch, containers, BATCH_TRANSFERS_MAX, err) ||
        !ROOM(batch, starts, BATCH_TRANSFERS_MAX, err) ||
        !ROOM(batch, numbers, BATCH_TRANSFERS_MAX, err) ||
        !ROOM(batch, fresh, BATCH_TRANSFERS_MAX, err))
        return false;
    if (!hash_index_add(&batch->container_index, hash, container))
        return error_memory(err, "gathering a batch of transfers");
    if (number == LEDGER_NONE) {
        number = batch->containers_next++;
        batch->fresh[batch->fresh_count++] =
            (struct batch_fresh){container, (uint32_t)batch->transfers_count};
    }
    batch->numbers[batch->numbers_count++] = (struct batch_number){number};
    batch->containers[batch->containers_count++] = (struct batch_container){
        .account = account,
        .asset = asset,
        .balance = balance,
        .summed = number >= batch->first_container,
    };
    if (!amount_is_zero(balance))
        batch->starts[batch->starts_count++] = (struct batch_start){container, balance};
    return true;
}

static bool find_container(struct batch *batch, uint32_t account, uint32_t asset,
                           uint32_t *ret_index, struct error *err)
{
    uint32_t pair[2] = {account, asset};
    uint64_t hash = XXH3_64bits_withSeed(pair, sizeof pair, batch->hash_seed);
    for (size_t at = hash_index_first(&batch->container_index, hash);
         hash_index_find(&batch->container_index, hash, &at, ret_index);
         at = hash_index_next(&batch->container_index, at))
        if (batch->containers[*ret_index].account == account &&
            batch->containers[*ret_index].asset == asset)
            return true;
    *ret_index = (uint32_t)batch->containers_count;
    return new_container(batch, account, asset, hash, err);
}

/* Most accounts use one asset again and again: it is remembered. */
static bool container_of(struct batch *batch, const unsigned char *key, uint32_t hash,
                         uint32_t asset, uint32_t *ret_index, struct error *err)
{
    uint32_t account;
    if (!account_of(batch, key, hash, &account, err))
        return false;
    if (batch->accounts[account].last_asset == asset + 1) {
        *ret_index = batch->accounts[account].last_container;
        return true;
    }
    if (!find_container(batch, account, asset, ret_index, err))
        return false;
    batch->accounts[account].last_asset = asset + 1;
    batch->accounts[account].last_container = *ret_index;
    return true;
}

static bool arrived_too_much(struct error *err)
{
    return error_input(err, ERROR_LIMIT, "amount",
                       "what comes to its sender or receiver adds up to more than 2^256");
}

/* What the base has brought to the container comes to `arrived`. */
static bool sum_base(const struct batch *batch, uint32_t index, struct error *err)
{
    struct batch_container *container = &batch->containers[index];
    struct sums sums;
    if (!postings_sums(batch->base, batch->numbers[index].container, batch->first_transfer, &sums,
                       err))
        return false;
    container->summed = true;
    return (amount_add(container->arrived, sums.in, &container->arrived) &&
            amount_add(container->arrived, sums.unseen, &container->arrived)) ||
           arrived_too_much(err);
}

/* What comes to a container, ever, adds up below 2^256, so that no running sum of it can pass that
 * in any segment. Amounts up to NARROW_BYTES cannot reach it, as there are fewer than 2^40
 * transfers: the base is asked only where there are wider ones. */
static bool arrive(const struct batch *batch, uint32_t index, struct amount amount,
                   struct error *err)
{
    struct batch_container *container = &batch->containers[index];
    if (!container->summed && (batch->base_wide || amount_width(amount) > NARROW_BYTES) &&
        !sum_base(batch, index, err))
        return false;
    return amount_add(container->arrived, amount, &container->arrived) || arrived_too_much(err);
}

/* Debits: what passes the balance is an unseen lot, made just before (docs/taint-rules.md). */
static bool debit(struct batch *batch, uint32_t index, struct amount amount, uint32_t *ret_unseen,
                  struct error *err)
{
    struct batch_container *container = &batch->containers[index];
    struct amount missing;
    *ret_unseen = 0;
    if (amount_sub(container->balance, amount, &container->balance))
        return true;
    ensure(amount_sub(amount, container->balance, &missing));
    if (!ROOM(batch, unseen, BATCH_TRANSFERS_MAX, err) || !arrive(batch, index, missing, err))
        return false;
    batch->unseen[batch->unseen_count++] =
        (struct batch_unseen){(uint32_t)batch->transfers_count, missing};
    container->balance = amount_zero();
    *ret_unseen = (uint32_t)batch->unseen_count;
    return true;
}

static bool credit(const struct batch *batch, uint32_t index, struct amount amount,
                   struct error *err)
{
    struct batch_container *container = &batch->containers[index];
    if (!arrive(batch, index, amount, err))
        return false;
    ensure(amount_add(container->balance, amount, &container->balance));
    return true;
}

static bool begin_block(struct batch *batch, const struct ledger_row *row, struct error *err)
{
    const struct batch_block *last =
        batch->blocks_count > 0 ? &batch->blocks[batch->blocks_count - 1] : NULL;
    if (last != NULL && last->height == row->block)
        return last->time == row->time ||
               error_input(err, ERROR_VALUE, "time", "block %llu has two times; expected one",
                           (unsigned long long)row->block);
    ensure(last == NULL || last->height < row->block);
    if (!ROOM(batch, blocks, BATCH_TRANSFERS_MAX, err))
        return false;
    batch->blocks[batch->blocks_count++] =
        (struct batch_block){row->block, row->time, (uint32_t)batch->transactions_count,
                             (uint32_t)batch->transfers_count};
    return true;
}

static bool begin_transaction(struct batch *batch, const struct ledger_row *row, struct error *err)
{
    const struct batch_block *block = &batch->blocks[batch->blocks_count - 1];
    size_t count = batch->transactions_count;
    if (count > block->first_transaction &&
        memcmp(batch->transactions[count - 1].id, row->transaction, TRANSACTION_ID_BYTES) == 0)
        return true;
    if (!ROOM(batch, transactions, BATCH_TRANSFERS_MAX, err))
        return false;
    struct batch_transaction *transaction = &batch->transactions[batch->transactions_count++];
    memcpy(transaction->id, row->transaction, TRANSACTION_ID_BYTES);
    transaction->first_transfer = (uint32_t)batch->transfers_count;
    return true;
}

static bool store_amount(struct batch *batch, struct amount amount, struct batch_transfer *transfer,
                         struct error *err)
{
    transfer->is_wide = amount_width(amount) > BATCH_AMOUNT_BYTES;
    if (!transfer->is_wide) {
        amount_store(transfer->amount.bytes, amount, BATCH_AMOUNT_BYTES);
        return true;
    }
    if (!ROOM(batch, wide, BATCH_TRANSFERS_MAX, err))
        return false;
    transfer->amount.wide = (uint32_t)batch->wide_count;
    batch->wide[batch->wide_count++] = (struct batch_wide){amount};
    return true;
}

bool batch_append(struct batch *batch, const struct ledger_row *row, struct error *err)
{
    const struct transfer_kind_info *kind = transfer_kind_info(row->kind);
    struct batch_transfer transfer = {.kind = (uint8_t)row->kind};
    uint32_t asset, from = 0, to = 0;
    ensure((!kind->debits || row->has_from) && (!kind->credits || row->has_to));
    if (!begin_block(batch, row, err) || !begin_transaction(batch, row, err) ||
        !asset_of(batch, row->asset, &asset, err) ||
        !ROOM(batch, transfers, BATCH_TRANSFERS_MAX, err) ||
        !store_amount(batch, row->amount, &transfer, err))
        return false;
    if (row->has_from) {
        if (!container_of(batch, row->from, row->from_hash, asset, &from, err))
            return false;
        transfer.from = from + 1;
    }
    if (row->has_to) {
        if (!container_of(batch, row->to, row->to_hash, asset, &to, err))
            return false;
        transfer.to = to + 1;
    }
    if (kind->debits && !debit(batch, from, row->amount, &transfer.unseen, err))
        return false;
    if (kind->credits && !credit(batch, to, row->amount, err))
        return false;
    batch->transfers[batch->transfers_count++] = transfer;
    return true;
}
