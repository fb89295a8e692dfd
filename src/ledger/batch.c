#include "ledger/batch.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/array.h"

void batch_init(struct batch *batch, const struct ledger *base, uint64_t hash_seed)
{
    *batch = (struct batch){.base = base, .hash_seed = hash_seed};
    batch->accounts_next = batch->first_account = ledger_count(base, COUNT_ACCOUNTS);
    batch->containers_next = batch->first_container = ledger_count(base, COUNT_CONTAINERS);
    batch->assets_next = batch->first_asset = ledger_count(base, COUNT_ASSETS);
    batch->first_transfer = ledger_count(base, COUNT_TRANSFERS);
    batch->first_transaction = ledger_count(base, COUNT_TRANSACTIONS);
}

void batch_release(struct batch *batch)
{
    free(batch->blocks);
    free(batch->transactions);
    free(batch->transfers);
    free(batch->unseen);
    free(batch->accounts);
    free(batch->containers);
    free(batch->assets);
    free(batch->unseen_before);
    hash_index_release(&batch->account_index);
    hash_index_release(&batch->container_index);
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

static bool account_of(struct batch *batch, const unsigned char *key, uint64_t *ret_number,
                       struct error *err)
{
    uint64_t hash = XXH3_64bits_withSeed(key, ACCOUNT_KEY_BYTES, batch->hash_seed), number;
    uint32_t entry;
    for (size_t at = hash_index_first(&batch->account_index, hash);
         hash_index_find(&batch->account_index, hash, &at, &entry);
         at = hash_index_next(&batch->account_index, at))
        if (memcmp(batch->accounts[entry].key, key, ACCOUNT_KEY_BYTES) == 0) {
            *ret_number = batch->accounts[entry].number;
            return true;
        }
    if (!ledger_find_account(batch->base, key, &number, err) ||
        !ROOM(batch, accounts, BATCH_TRANSFERS_MAX, err))
        return false;
    if (!hash_index_add(&batch->account_index, hash, (uint32_t)batch->accounts_count))
        return error_memory(err, "gathering a batch of transfers");
    struct batch_account *account = &batch->accounts[batch->accounts_count++];
    account->number = number == LEDGER_NONE ? batch->accounts_next++ : number;
    memcpy(account->key, key, ACCOUNT_KEY_BYTES);
    *ret_number = account->number;
    return true;
}

static bool asset_of(struct batch *batch, struct span text, uint64_t *ret_number, struct error *err)
{
    uint64_t number;
    for (size_t i = batch->assets_count; i-- > 0;)
        if (span_equal(span_of(batch->assets[i].text, batch->assets[i].size), text)) {
            *ret_number = batch->assets[i].number;
            return true;
        }
    if (text.size == 0 || text.size > ASSET_TEXT_BYTES_MAX)
        return error_input(err, ERROR_VALUE, "asset", "expected 1 to %d bytes",
                           ASSET_TEXT_BYTES_MAX);
    if (!ledger_find_asset(batch->base, text, &number, err) ||
        !ROOM(batch, assets, BATCH_ASSETS_MAX, err))
        return false;
    struct batch_asset *asset = &batch->assets[batch->assets_count++];
    asset->number = number == LEDGER_NONE ? batch->assets_next++ : number;
    asset->size = text.size;
    memcpy(asset->text, text.data, text.size);
    *ret_number = asset->number;
    return true;
}

static bool new_container(struct batch *batch, uint64_t account, uint64_t asset, uint64_t hash,
                          struct error *err)
{
    uint64_t number = LEDGER_NONE;
    struct sums sums = {0};
    if (account < batch->first_account && asset < batch->first_asset &&
        !ledger_find_container(batch->base, account, asset, &number, err))
        return false;
    if (number != LEDGER_NONE &&
        !postings_sums(batch->base, number, batch->first_transfer, &sums, err))
        return false;
    if (!ROOM(batch, containers, BATCH_TRANSFERS_MAX, err))
        return false;
    if (!hash_index_add(&batch->container_index, hash, (uint32_t)batch->containers_count))
        return error_memory(err, "gathering a batch of transfers");
    batch->containers[batch->containers_count++] = (struct batch_container){
        .number = number == LEDGER_NONE ? batch->containers_next++ : number,
        .account = account,
        .asset = (uint32_t)asset,
        .sums = sums,
        .carry = sums,
    };
    return true;
}

static bool container_of(struct batch *batch, const unsigned char *key, uint64_t asset,
                         uint32_t *ret_index, struct error *err)
{
    uint64_t account;
    uint32_t entry;
    if (!account_of(batch, key, &account, err))
        return false;
    uint64_t pair[2] = {account, asset};
    uint64_t hash = XXH3_64bits_withSeed(pair, sizeof pair, batch->hash_seed);
    for (size_t at = hash_index_first(&batch->container_index, hash);
         hash_index_find(&batch->container_index, hash, &at, &entry);
         at = hash_index_next(&batch->container_index, at))
        if (batch->containers[entry].account == account &&
            batch->containers[entry].asset == asset) {
            *ret_index = entry;
            return true;
        }
    *ret_index = (uint32_t)batch->containers_count;
    return new_container(batch, account, asset, hash, err);
}

/* Debits: what passes the balance is an unseen lot, made just before (DESIGN, "Unseen balance"). */
static bool debit(struct batch *batch, struct batch_container *container, struct amount amount,
                  struct error *err)
{
    struct amount balance, missing;
    ensure(sums_balance(&container->sums, &balance));
    if (amount_compare(amount, balance) > 0) {
        ensure(amount_sub(amount, balance, &missing));
        if (!ROOM(batch, unseen, BATCH_TRANSFERS_MAX, err))
            return false;
        batch->unseen[batch->unseen_count++] =
            (struct batch_unseen){(uint32_t)batch->transfers_count, missing};
        if (!amount_add(container->sums.unseen, missing, &container->sums.unseen))
            return error_input(err, ERROR_LIMIT, "amount", "the account's unseen sum passes 2^256");
    }
    if (!amount_add(container->sums.out, amount, &container->sums.out))
        return error_input(err, ERROR_LIMIT, "amount",
                           "the sum of the sender's debits passes 2^256");
    return true;
}

static bool credit(struct batch_container *container, struct amount amount, struct error *err)
{
    struct amount all, in;
    if (!amount_add(container->sums.in, amount, &in) ||
        !amount_add(in, container->sums.unseen, &all))
        return error_input(err, ERROR_LIMIT, "amount",
                           "the sum of the receiver's arrivals passes 2^256");
    container->sums.in = in;
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
    for (size_t i = block->first_transaction; i < batch->transactions_count; i++) {
        bool last = i + 1 == batch->transactions_count;
        if (memcmp(batch->transactions[i].id, row->transaction, TRANSACTION_ID_BYTES) != 0)
            continue;
        return last || error_input(err, ERROR_VALUE, "transaction",
                                   "its rows stand apart; expected them one after the other");
    }
    if (!ROOM(batch, transactions, BATCH_TRANSFERS_MAX, err))
        return false;
    struct batch_transaction *transaction = &batch->transactions[batch->transactions_count++];
    memcpy(transaction->id, row->transaction, TRANSACTION_ID_BYTES);
    transaction->first_transfer = (uint32_t)batch->transfers_count;
    return true;
}

bool batch_append(struct batch *batch, const struct ledger_row *row, struct error *err)
{
    const struct transfer_kind_info *kind = transfer_kind_info(row->kind);
    struct batch_transfer transfer = {.kind = row->kind, .amount = row->amount};
    uint64_t asset;
    uint32_t from = 0, to = 0;
    ensure((!kind->debits || row->has_from) && (!kind->credits || row->has_to));
    if (!begin_block(batch, row, err) || !begin_transaction(batch, row, err) ||
        !asset_of(batch, row->asset, &asset, err) ||
        !ROOM(batch, transfers, BATCH_TRANSFERS_MAX, err))
        return false;
    if (row->has_from) {
        if (!container_of(batch, row->from, asset, &from, err))
            return false;
        transfer.from = from + 1;
    }
    if (row->has_to) {
        if (!container_of(batch, row->to, asset, &to, err))
            return false;
        transfer.to = to + 1;
    }
    if (kind->debits && !debit(batch, &batch->containers[from], row->amount, err))
        return false;
    if (kind->credits && !credit(&batch->containers[to], row->amount, err))
        return false;
    batch->transfers[batch->transfers_count++] = transfer;
    return true;
}
