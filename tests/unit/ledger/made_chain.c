#include "made_chain.h"

#include <stdlib.h>

#include "chain/merkle.h"
#include "ledger/coin/parts.h"
#include "random.h"

enum { BLOCKS_MAX = 4000, ROOM = 1 << 20, PREVIOUS_AT = 4, MERKLE_ROOT_AT = 36, TIME_AT = 68 };

/* Block 0 of regtest; the merkle root is the txid of its one transaction. */
static const unsigned char genesis[COIN_HEADER_BYTES] = {
    1,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
    0,    0,    0,    0,    0x3b, 0xa3, 0xed, 0xfd, 0x7a, 0x7b, 0x12, 0xb2, 0x7a, 0xc7, 0x2c, 0x3e,
    0x67, 0x76, 0x8f, 0x61, 0x7f, 0xc8, 0x1b, 0xc3, 0x88, 0x8a, 0x51, 0x32, 0x3a, 0x9f, 0xb8, 0xaa,
    0x4b, 0x1e, 0x5e, 0x4a, 0xda, 0xe5, 0x49, 0x4d, 0xff, 0xff, 0x7f, 0x20, 2,    0,    0,    0};

void made_chain_init(struct made_chain *chain, uint64_t seed)
{
    *chain = (struct made_chain){.random = seed, .ids = seed << 32};
    chain->blocks = calloc(BLOCKS_MAX, sizeof *chain->blocks);
    chain->transactions = calloc(ROOM, sizeof *chain->transactions);
    chain->inputs = calloc(ROOM, sizeof *chain->inputs);
    chain->outputs = calloc(ROOM, sizeof *chain->outputs);
    ensure(chain->blocks != NULL && chain->transactions != NULL && chain->inputs != NULL &&
           chain->outputs != NULL);
}

void made_chain_release(struct made_chain *chain)
{
    free(chain->blocks);
    free(chain->transactions);
    free(chain->inputs);
    free(chain->outputs);
}

static uint64_t below(struct made_chain *chain, uint64_t bound)
{
    return random_from(&chain->random) % bound;
}

struct coins_key made_chain_key(int key)
{
    static unsigned char bytes[CHAIN_KEYS][CHAIN_KEY_BYTES_MAX];
    uint64_t state = (uint64_t)key;
    size_t size = key % 7 == 0 ? CHAIN_KEY_BYTES_MAX : key % 2 == 0 ? 32 : 20;
    for (size_t i = 0; i < size; i++)
        bytes[key][i] = (unsigned char)random_from(&state);
    unsigned type = key % 7 == 0 ? SCRIPT_MULTISIG : key % 2 == 0 ? SCRIPT_P2WSH : SCRIPT_P2PKH;
    return (struct coins_key){type, span_of(bytes[key], size)};
}

static void add_output(struct made_chain *chain, uint64_t value)
{
    struct chain_output *output = &chain->outputs[chain->output_count++];
    int key = (int)below(chain, CHAIN_KEYS + 4);
    *output = (struct chain_output){value, key, -1, -1};
    if (key >= CHAIN_KEYS)
        output->key = key % 2 == 0 ? CHAIN_NOBODY : CHAIN_BURNT;
    if (output->key == CHAIN_BURNT)
        output->value = 0;
    ensure(chain->output_count < ROOM);
}

static struct chain_transaction *begin(struct made_chain *chain)
{
    struct chain_transaction *to = &chain->transactions[chain->transaction_count];
    uint64_t id = chain->ids++;
    for (size_t i = 0; i < COIN_ID_BYTES; i++)
        to->id[i] = (unsigned char)random_from(&id);
    if (id % 5 == 0) /* many with one print */
        memset(to->id, 7, COIN_PRINT_BYTES);
    if (chain->transaction_count == 0)
        memcpy(to->id, genesis + MERKLE_ROOT_AT, COIN_ID_BYTES);
    to->first_input = chain->input_count;
    to->first_output = chain->output_count;
    return to;
}

static void end(struct made_chain *chain, struct chain_transaction *to)
{
    to->inputs = chain->input_count - to->first_input;
    to->outputs = chain->output_count - to->first_output;
    chain->transaction_count++;
    ensure(chain->transaction_count < ROOM && chain->input_count < ROOM);
}

/* Made by the coinbase of the block that is being made. */
static bool is_own_reward(const struct made_chain *chain, size_t output)
{
    const struct chain_transaction *of =
        &chain->transactions[chain->blocks[chain->block_count].first];
    return output >= of->first_output && output < of->first_output + of->outputs;
}

static bool can_spend(const struct made_chain *chain, size_t output)
{
    const struct chain_output *row = &chain->outputs[output];
    return row->spender < 0 && row->loser < 0 && row->key != CHAIN_BURNT &&
           output >= chain->transactions[0].outputs;
}

/* The earlier outputs of this txid are out of reach. */
static void lose(struct made_chain *chain, const struct chain_transaction *to)
{
    for (size_t block = 0; block < chain->block_count; block++) {
        const struct chain_transaction *same = &chain->transactions[chain->blocks[block].first];
        for (size_t i = 0; i < same->outputs; i++)
            if (memcmp(same->id, to->id, COIN_ID_BYTES) == 0 &&
                can_spend(chain, same->first_output + i))
                chain->outputs[same->first_output + i].loser = (int64_t)chain->transaction_count;
    }
}

/* Now and then a coinbase of before is made once more. */
static bool repeat(struct made_chain *chain, struct chain_transaction *to, uint64_t subsidy)
{
    if (chain->block_count < 2 || below(chain, 10) != 0)
        return false;
    size_t height = 1 + below(chain, chain->block_count - 1);
    const struct chain_transaction *from = &chain->transactions[chain->blocks[height].first];
    uint64_t paid = 0;
    for (size_t i = 0; i < from->outputs; i++)
        paid += chain->outputs[from->first_output + i].value;
    if (paid > subsidy)
        return false;
    memcpy(to->id, from->id, COIN_ID_BYTES);
    lose(chain, to);
    for (size_t i = 0; i < from->outputs; i++) {
        struct chain_output output = chain->outputs[from->first_output + i];
        output.spender = output.loser = -1;
        chain->outputs[chain->output_count++] = output;
    }
    return true;
}

static void add_coinbase(struct made_chain *chain)
{
    struct chain_transaction *to = begin(chain);
    uint64_t subsidy = coin_subsidy(coin_chain_find(span_text("regtest")),
                                    (uint32_t)chain->block_count, &(bool){false});
    uint64_t left = subsidy, parts = repeat(chain, to, subsidy) ? 0 : 1 + below(chain, 3);
    for (; parts > 0; parts--) {
        uint64_t value = parts == 1 ? left : below(chain, left + 1);
        add_output(chain, value);
        left -= value;
    }
    end(chain, to);
}

static void add_transaction(struct made_chain *chain)
{
    struct chain_transaction *to = begin(chain);
    uint64_t in = 0, wanted = 1 + below(chain, 3);
    if (below(chain, 50) == 0)
        wanted = 300;
    for (size_t tries = 0; tries < 20 * wanted && wanted > 0; tries++) {
        size_t output = below(chain, chain->output_count);
        if (!can_spend(chain, output) || is_own_reward(chain, output))
            continue;
        chain->outputs[output].spender = (int64_t)chain->input_count;
        in += chain->outputs[output].value;
        chain->inputs[chain->input_count++] = output;
        wanted--;
    }
    if (chain->input_count == to->first_input)
        return; /* nothing to spend: no transaction */
    uint64_t parts = below(chain, 50) == 0 ? 400 : 1 + below(chain, 4);
    for (; parts > 0; parts--) {
        uint64_t value = below(chain, in + 1);
        add_output(chain, value);
        in -= value;
    }
    end(chain, to);
}

/* The header of the last block, whose transactions are there: it links to the one before, names its
 * txids, and its time is behind the median (BIP-113), if not behind the last. */
static void seal_block(struct made_chain *chain)
{
    size_t last = chain->block_count - 1;
    struct chain_block *block = &chain->blocks[last];
    if (last == 0) {
        memcpy(block->header, genesis, COIN_HEADER_BYTES);
        return;
    }
    for (size_t i = 0; i < COIN_HEADER_BYTES; i++)
        block->header[i] = (unsigned char)random_from(&chain->random);
    uint32_t time = made_chain_median(chain, last - 1) + 1 + (uint32_t)below(chain, 5000);
    le_store(block->header + TIME_AT, time, 4);
    header_hash(block[-1].header, block->header + PREVIOUS_AT);
    size_t count = chain->transaction_count - block->first;
    unsigned char *tree = malloc((count + 1) * COIN_ID_BYTES);
    ensure(tree != NULL);
    for (size_t i = 0; i < count; i++)
        memcpy(tree + i * COIN_ID_BYTES, chain->transactions[block->first + i].id, COIN_ID_BYTES);
    ensure(merkle_reduce(tree, count));
    memcpy(block->header + MERKLE_ROOT_AT, tree, COIN_ID_BYTES);
    free(tree);
}

void made_chain_grow(struct made_chain *chain, size_t blocks)
{
    for (; blocks > 0; blocks--) {
        struct chain_block *block = &chain->blocks[chain->block_count];
        block->first = chain->transaction_count;
        add_coinbase(chain);
        uint64_t more = below(chain, 3) == 0 ? below(chain, 12) : 0;
        for (; chain->block_count > 0 && more > 0; more--)
            add_transaction(chain);
        chain->block_count++;
        seal_block(chain);
        ensure(chain->block_count < BLOCKS_MAX);
    }
}

void made_chain_cut(struct made_chain *chain, size_t height)
{
    const struct chain_transaction *first = &chain->transactions[chain->blocks[height].first];
    for (size_t i = 0; i < first->first_output; i++) {
        if (chain->outputs[i].spender >= (int64_t)first->first_input)
            chain->outputs[i].spender = -1;
        if (chain->outputs[i].loser >= (int64_t)chain->blocks[height].first)
            chain->outputs[i].loser = -1;
    }
    chain->output_count = first->first_output;
    chain->input_count = first->first_input;
    chain->transaction_count = chain->blocks[height].first;
    chain->block_count = height;
}

static struct coin_rows rows;

static void row_transaction(const struct made_chain *chain, const struct chain_transaction *from,
                            uint64_t seed)
{
    struct coin_rows_transaction *to = &rows.transactions[rows.transactions_count++];
    memcpy(to->id, from->id, COIN_ID_BYTES);
    to->first_input = (uint32_t)rows.inputs_count;
    to->first_output = (uint32_t)rows.outputs_count;
    to->inputs = (uint32_t)from->inputs;
    to->outputs = (uint32_t)from->outputs;
    to->first = unspent_key_first(seed, to->id);
    for (size_t i = from->first_input; i < from->first_input + from->inputs; i++) {
        size_t output = chain->inputs[i], made = 0;
        while (made + 1 < chain->transaction_count &&
               chain->transactions[made + 1].first_output <= output)
            made++;
        const struct chain_transaction *spent = &chain->transactions[made];
        uint32_t index = (uint32_t)(output - spent->first_output);
        rows.inputs[rows.inputs_count++] =
            (struct coin_rows_input){spent->id, index, unspent_key(seed, spent->id, index)};
    }
    for (size_t i = 0; i < from->outputs; i++) {
        const struct chain_output *output = &chain->outputs[from->first_output + i];
        struct coin_rows_output *row = &rows.outputs[rows.outputs_count++];
        *row = (struct coin_rows_output){.value = output->value,
                                         .fate = output->key == CHAIN_BURNT    ? COIN_BURNT
                                                 : output->key == CHAIN_NOBODY ? COIN_NOBODY
                                                                               : COIN_OWNED};
        struct error err;
        ensure(row->fate != COIN_OWNED ||
               coin_rows_put_key(&rows, row, made_chain_key(output->key), &err));
    }
}

const struct coin_rows *made_chain_rows(const struct made_chain *chain, size_t height,
                                        uint64_t seed)
{
    const struct chain_block *block = &chain->blocks[height];
    size_t last = height + 1 < chain->block_count ? chain->blocks[height + 1].first
                                                  : chain->transaction_count;
    coin_rows_release(&rows);
    rows.transactions = calloc(last - block->first, sizeof *rows.transactions);
    rows.inputs = calloc(10000, sizeof *rows.inputs);
    rows.outputs = calloc(10000, sizeof *rows.outputs);
    ensure(rows.transactions != NULL && rows.inputs != NULL && rows.outputs != NULL);
    memcpy(rows.header, block->header, COIN_HEADER_BYTES);
    header_hash(rows.header, rows.hash);
    for (size_t i = block->first; i < last; i++)
        row_transaction(chain, &chain->transactions[i], seed);
    return &rows;
}

uint64_t made_chain_left(const struct made_chain *chain, size_t height)
{
    size_t next = chain->blocks[height + 1].first;
    uint64_t left =
        coin_subsidy(coin_chain_find(span_text("regtest")), (uint32_t)height, &(bool){false});
    for (size_t i = chain->blocks[height].first; i < next; i++) {
        const struct chain_transaction *made = &chain->transactions[i];
        for (size_t j = 0; j < made->inputs; j++)
            left += chain->outputs[chain->inputs[made->first_input + j]].value;
        for (size_t j = 0; j < made->outputs; j++)
            left -= chain->outputs[made->first_output + j].value;
    }
    return left;
}

static int compare_times(const void *a, const void *b)
{
    const uint32_t *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

uint32_t made_chain_median(const struct made_chain *chain, size_t height)
{
    uint32_t times[11];
    size_t count = 0;
    for (size_t i = height + 1; i-- > 0 && count < 11;) {
        times[count++] = (uint32_t)le_load(chain->blocks[i].header + TIME_AT, 4);
    }
    qsort(times, count, sizeof *times, compare_times);
    return times[count / 2];
}
