#include "ledger/coin/batch.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "ledger/coin/parts.h"
#include "ledger/coin/refuse.h"

enum {
    EXPECTED = 8,          /* transactions ahead whose look-ups are fetched */
    EXPECTED_OWNERS = 4,   /* ahead whose addresses are fetched, once their look-ups are */
    FIRST_BYTES = 4 << 20, /* of a long list: from there on the system moves it, without a copy */
};

void coin_batch_init(struct coin_batch *batch, const struct coin_chain *chain,
                     const struct ledger *ledger, struct coin_before *before)
{
    *batch = (struct coin_batch){
        .chain = chain,
        .before = before,
        .first_transaction = ledger_count(ledger, COIN_COUNT_TRANSACTIONS),
        .first_input = ledger_count(ledger, COIN_COUNT_INPUTS),
        .first_output = ledger_count(ledger, COIN_COUNT_OUTPUTS),
    };
    if (ledger->segment_count > 0)
        batch->first_height =
            ledger->segments[ledger->segment_count - 1]->shape.counts[COUNT_LAST_BLOCK] + 1;
}

void coin_batch_follow(struct coin_batch *batch, const struct coin_batch *last)
{
    batch->chain = last->chain;
    batch->before = last->before;
    batch->first_height = last->first_height + last->blocks_count;
    batch->first_transaction = last->first_transaction + last->transactions_count;
    batch->first_input = last->first_input + last->spends_count;
    batch->first_output = last->first_output + last->outputs_count;
    batch->blocks_count = batch->transactions_count = batch->spends_count = 0;
    batch->outputs_count = batch->addresses_count = batch->keys_count = batch->lost_count = 0;
    hash_index_clear(&batch->address_index);
}

void coin_batch_release(struct coin_batch *batch)
{
    free(batch->blocks);
    free(batch->transactions);
    free(batch->spends);
    free(batch->outputs);
    free(batch->addresses);
    free(batch->keys);
    free(batch->lost);
    hash_index_release(&batch->address_index);
    *batch = (struct coin_batch){0};
}

/* Room for `more` in a list of the batch. */
#define RESERVE(batch, name, more, err)                                                            \
    reserve((void **)&(batch)->name, &(batch)->name##_capacity, (batch)->name##_count + (more),    \
            sizeof *(batch)->name, #name, err)

static bool reserve(void **list, size_t *capacity, size_t need, size_t size, const char *what,
                    struct error *err)
{
    size_t max = size == 1 ? COIN_BATCH_KEYS_MAX : COIN_BATCH_MAX;
    if (need <= FIRST_BYTES / size)
        need = FIRST_BYTES / size + 1;
    void *grown = array_grow(*list, capacity, need, size, max);
    if (grown == NULL)
        return array_error(need, max, what, err);
    *list = grown;
    return true;
}

static bool reserve_block(struct coin_batch *batch, const struct coin_rows *rows, struct error *err)
{
    return RESERVE(batch, blocks, 1, err) &&
           RESERVE(batch, transactions, rows->transactions_count, err) &&
           RESERVE(batch, spends, rows->inputs_count, err) &&
           RESERVE(batch, outputs, rows->outputs_count, err) &&
           RESERVE(batch, keys, rows->keys_count, err);
}

/* An output that was sealed before the writer began, and is unspent; LEDGER_NONE when there is
 * none.
 */
struct old_output {
    uint64_t number, value;
    unsigned named; /* transactions there that have the txid: 0, 1, 2 */
};

static bool find_old(const struct coin_batch *batch, const unsigned char *id, uint32_t index,
                     struct old_output *ret, struct error *err)
{
    uint64_t first, second, spender, loser;
    struct coins_transaction transaction;
    struct coins_output output;
    const struct ledger *old = batch->before->old;
    *ret = (struct old_output){.number = LEDGER_NONE};
    if (old == NULL)
        return true;
    if (!coins_find_transaction(old, id, &first, &second, err))
        return false;
    ret->named = first == LEDGER_NONE ? 0 : second == LEDGER_NONE ? 1 : 2;
    if (second != LEDGER_NONE)
        first = second;                     /* the earlier one is out of reach */
    if (first == LEDGER_NONE || first == 0) /* nobody can spend the genesis' */
        return true;
    if (!coins_transaction(old, first, &transaction, err))
        return false;
    uint64_t number = transaction.first_output + index;
    if (index >= transaction.outputs || number >= batch->before->unspent.since)
        return true;
    if (!coins_spender(old, number, &spender, err) || !coins_loser(old, number, &loser, err) ||
        !coins_output(old, number, &output, err))
        return false;
    if (spender == LEDGER_NONE && loser == LEDGER_NONE && output.fate != COIN_BURNT) {
        ret->number = number;
        ret->value = output.value;
    }
    return true;
}

/* An old output is used up. */
static bool take_old(struct coin_batch *batch, uint64_t output, bool *taken, struct error *err)
{
    return spent_set_add(&batch->before->old_spent, output, taken) ||
           error_memory(err, "connecting a block");
}

/* Whether the coinbase of the block that is appended made it: 100 blocks have to pass first, and a
 * trace that follows fees takes a coinbase after all others of its block. */
static bool is_own_reward(const struct coin_batch *batch, const struct coin_where *where,
                          uint64_t output)
{
    const struct coin_batch_block *block = &batch->blocks[batch->blocks_count];
    uint64_t first =
        batch->first_output + batch->transactions[block->first_transaction].first_output;
    return output >= first && output - first < where->rows->transactions[0].outputs;
}

static bool spend(struct coin_batch *batch, const struct coin_where *where,
                  const struct coin_rows_input *input, uint64_t *sum, struct error *err)
{
    uint64_t output, value;
    if (!unspent_take(&batch->before->unspent, input->key, &output, &value)) {
        struct old_output old;
        bool taken = false;
        if (!find_old(batch, input->previous, input->index, &old, err) ||
            (old.number != LEDGER_NONE && !take_old(batch, old.number, &taken, err)))
            return false;
        batch->before->repeats = batch->before->repeats || old.named > 1;
        output = old.number;
        value = old.value;
        if (!taken)
            return coin_refuse_input(
                where, input, "which is not there, or is spent; expected an unspent output", err);
    }
    if (is_own_reward(batch, where, output))
        return coin_refuse_input(where, input,
                                 "the reward of its own block; expected an older output", err);
    batch->spends[batch->spends_count++] = output;
    return !__builtin_add_overflow(*sum, value, sum) ||
           coin_refuse(where, err, "its inputs add up to more than 2^64");
}

/* A coinbase with the txid of an earlier one puts that one's outputs out of reach. */
static bool lose(struct coin_batch *batch, const struct coin_where *where, uint64_t output,
                 struct error *err)
{
    uint32_t height = (uint32_t)(batch->first_height + batch->blocks_count), first;
    if (where->transaction != 0 ||
        (batch->chain->duplicates != NULL && !coin_duplicate_of(batch->chain, height, &first)))
        return coin_refuse(where, err,
                           "a transaction with this txid is there, with unspent outputs; "
                           "expected a new txid (BIP-30)");
    if (!RESERVE(batch, lost, 1, err))
        return false;
    batch->lost[batch->lost_count++] =
        (struct coin_batch_lost){output, (uint32_t)batch->transactions_count};
    return true;
}

/* From now on the output can be spent. */
static bool put_unspent(struct coin_batch *batch, const struct coin_where *where,
                        struct unspent_key key, uint64_t value, struct error *err)
{
    uint64_t number = batch->first_output + batch->outputs_count, earlier, earlier_value;
    struct unspent *set = &batch->before->unspent;
    enum unspent_put put = unspent_put(set, key, number, value);
    if (put == UNSPENT_THERE) {
        unspent_take(set, key, &earlier, &earlier_value);
        if (!lose(batch, where, earlier, err))
            return false;
        put = unspent_put(set, key, number, value);
    }
    return put == UNSPENT_PUT || error_memory(err, "connecting a block");
}

/* The same for an earlier transaction that is sealed. */
static bool lose_sealed(struct coin_batch *batch, const struct coin_where *where, uint32_t index,
                        struct error *err)
{
    struct old_output old;
    bool taken = false;
    if (!find_old(batch, coin_where_id(where), index, &old, err))
        return false;
    batch->before->repeats = batch->before->repeats || old.named > 0;
    if (old.number == LEDGER_NONE)
        return true;
    return take_old(batch, old.number, &taken, err) &&
           (!taken || lose(batch, where, old.number, err));
}

/* Whether a transaction may have the txid of a sealed one. A coinbase may. Any other one then
 * spends what that one spent, so it spends an output of a transaction that came twice: where none
 * did, it need not be looked for. */
static bool may_repeat(const struct coin_batch *batch, const struct coin_where *where)
{
    return batch->before->unspent.since > 0 && (where->transaction == 0 || batch->before->repeats);
}

/* 1 + the batch's number of an address, new or not. The room for its key is reserved. */
static bool find_owner(struct coin_batch *batch, const struct coin_rows_output *output,
                       const unsigned char *key, uint32_t *ret_owner, struct error *err)
{
    struct hash_index *index = &batch->address_index;
    uint32_t entry;
    for (size_t at = hash_index_first(index, output->hash);
         hash_index_find(index, output->hash, &at, &entry); at = hash_index_next(index, at)) {
        struct coin_batch_address *address = &batch->addresses[entry];
        if (address->hash == output->hash && address->key_bytes == output->key_bytes &&
            memcmp(&batch->keys[address->key], key, output->key_bytes) == 0) {
            address->outputs++;
            *ret_owner = entry + 1;
            return true;
        }
    }
    if (!RESERVE(batch, addresses, 1, err))
        return false;
    if (!hash_index_add(index, output->hash, (uint32_t)batch->addresses_count))
        return error_memory(err, "numbering addresses");
    batch->addresses[batch->addresses_count++] = (struct coin_batch_address){
        .hash = output->hash,
        .key = batch->keys_count,
        .key_bytes = output->key_bytes,
        .outputs = 1,
    };
    memcpy(&batch->keys[batch->keys_count], key, output->key_bytes);
    batch->keys_count += output->key_bytes;
    *ret_owner = (uint32_t)batch->addresses_count;
    return true;
}

static bool append_output(struct coin_batch *batch, const struct coin_where *where, uint32_t index,
                          struct error *err)
{
    const struct coin_rows_transaction *from = &where->rows->transactions[where->transaction];
    const struct coin_rows_output *output = &where->rows->outputs[from->first_output + index];
    struct coin_batch_output row = {.value = output->value, .burnt = output->fate == COIN_BURNT};
    struct unspent_key key = unspent_key_at(from->first, index);
    bool genesis = batch->first_height + batch->blocks_count == 0;
    if (output->fate == COIN_OWNED &&
        !find_owner(batch, output, &where->rows->keys[output->key], &row.owner, err))
        return false;
    if (may_repeat(batch, where) && !lose_sealed(batch, where, index, err))
        return false;
    if (!row.burnt && !genesis && !put_unspent(batch, where, key, output->value, err))
        return false;
    batch->outputs[batch->outputs_count++] = row;
    return true;
}

static bool append_transaction(struct coin_batch *batch, const struct coin_where *where,
                               uint64_t *fees, struct error *err)
{
    const struct coin_rows_transaction *from = &where->rows->transactions[where->transaction];
    struct coin_batch_transaction *to = &batch->transactions[batch->transactions_count];
    uint64_t in = 0, out = coin_rows_paid(where->rows, where->transaction);
    memcpy(to->id, from->id, COIN_ID_BYTES);
    to->first_input = (uint32_t)batch->spends_count;
    to->first_output = (uint32_t)batch->outputs_count;
    for (uint32_t i = 0; i < from->inputs; i++)
        if (!spend(batch, where, &where->rows->inputs[from->first_input + i], &in, err))
            return false;
    for (uint32_t i = 0; i < from->outputs; i++)
        if (!append_output(batch, where, i, err))
            return false;
    batch->transactions_count++;
    if (where->transaction == 0)
        return true;
    if (out > in)
        return coin_refuse(
            where, err, "it pays %" PRIu64 "; expected at most %" PRIu64 ", what its inputs hold",
            out, in);
    return !__builtin_add_overflow(*fees, in - out, fees) ||
           coin_refuse(where, err, "the block's fees pass 2^64");
}

static bool check_reward(const struct coin_batch *batch, const struct coin_where *where,
                         uint64_t fees, struct error *err)
{
    bool exact;
    uint32_t height = (uint32_t)(batch->first_height + batch->blocks_count);
    uint64_t most, subsidy = coin_subsidy(batch->chain, height, &exact);
    uint64_t claimed = coin_rows_paid(where->rows, 0);
    return __builtin_add_overflow(subsidy, fees, &most) || claimed <= most ||
           coin_refuse(where, err,
                       "the coinbase claims %" PRIu64 "; expected at most %" PRIu64
                       ", subsidy and fees",
                       claimed, most);
}

/* What a transaction will look up is fetched ahead: each look-up misses the cache. */
static void expect(const struct coin_batch *batch, const struct coin_rows *rows, size_t transaction)
{
    const struct coin_rows_transaction *from = &rows->transactions[transaction];
    for (uint32_t i = 0; i < from->inputs; i++)
        unspent_expect(&batch->before->unspent, rows->inputs[from->first_input + i].key);
    for (uint32_t i = 0; i < from->outputs; i++) {
        unspent_expect(&batch->before->unspent, unspent_key_at(from->first, i));
        hash_index_expect(&batch->address_index, rows->outputs[from->first_output + i].hash);
    }
}

/* The addresses that these look-ups find lie anywhere too. */
static void expect_owners(const struct coin_batch *batch, const struct coin_rows *rows,
                          size_t transaction)
{
    const struct coin_rows_transaction *from = &rows->transactions[transaction];
    for (uint32_t i = 0; i < from->outputs; i++) {
        uint64_t hash = rows->outputs[from->first_output + i].hash;
        size_t at = hash_index_first(&batch->address_index, hash);
        uint32_t entry;
        if (hash_index_find(&batch->address_index, hash, &at, &entry))
            __builtin_prefetch(&batch->addresses[entry]);
    }
}

bool coin_batch_append(struct coin_batch *batch, const struct coin_rows *rows, uint32_t median_time,
                       const char *place, struct error *err)
{
    struct coin_where where = {.rows = rows, .place = place};
    uint64_t fees = 0;
    if (!reserve_block(batch, rows, err))
        return false;
    for (size_t i = 0; i < EXPECTED && i < rows->transactions_count; i++)
        expect(batch, rows, i);
    struct coin_batch_block *row = &batch->blocks[batch->blocks_count];
    memcpy(row->hash, rows->hash, COIN_ID_BYTES);
    memcpy(row->header, rows->header, COIN_HEADER_BYTES);
    row->median_time = median_time;
    row->first_transaction = (uint32_t)batch->transactions_count;
    for (; where.transaction < rows->transactions_count; where.transaction++) {
        if (where.transaction + EXPECTED < rows->transactions_count)
            expect(batch, rows, where.transaction + EXPECTED);
        if (where.transaction + EXPECTED_OWNERS < rows->transactions_count)
            expect_owners(batch, rows, where.transaction + EXPECTED_OWNERS);
        if (!append_transaction(batch, &where, &fees, err))
            return false;
    }
    where.transaction = 0;
    if (!check_reward(batch, &where, fees, err))
        return false;
    batch->blocks_count++;
    return true;
}
