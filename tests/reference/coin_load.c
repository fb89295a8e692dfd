#include "coin_load.h"

#include <stdlib.h>
#include <string.h>

#include "chain/merkle.h"
#include "ledger/coin/parts.h"
#include "ledger/coin/writer.h"

/* The one transaction of regtest's first block, and that block's other fields. */
static const char genesis_root[] =
    "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
static const unsigned char genesis_start[4] = {1},
                           genesis_end[12] = {0xda, 0xe5, 0x49, 0x4d, 0xff, 0xff, 0x7f, 0x20, 2};

static void id_of(const struct ref_coin_chain *chain, size_t before, size_t tx,
                  unsigned char *ret_id)
{
    while (chain->txs[tx].repeats != REF_NO_TX)
        tx = chain->txs[tx].repeats;
    if (before + tx == 0) {
        if (!hash256_parse(span_text(genesis_root), ret_id))
            abort();
        return;
    }
    memset(ret_id, (int)(tx % 3), COIN_ID_BYTES); /* some share their print */
    ret_id[COIN_ID_BYTES - 1] = (unsigned char)tx;
    ret_id[COIN_ID_BYTES - 2] = (unsigned char)(tx >> 8);
}

/* Of a block that stands before the reference's: its transaction pays nothing to nobody. */
static void row_before(size_t block, struct coin_rows *rows)
{
    struct coin_rows_transaction *to = &rows->transactions[rows->transactions_count++];
    memset(to, 0, sizeof *to);
    memset(to->id, 0xff, sizeof to->id);
    to->id[0] = (unsigned char)block;
    to->first = unspent_key_first(COIN_LOAD_SEED, to->id);
    to->outputs = 1;
    rows->outputs[rows->outputs_count++] = (struct coin_rows_output){.fate = COIN_NOBODY};
}

struct coins_key coin_load_key(int owner)
{
    static unsigned char keys[64][20];
    memset(keys[owner], owner + 1, sizeof keys[owner]);
    return (struct coins_key){SCRIPT_P2PKH, span_of(keys[owner], sizeof keys[owner])};
}

static unsigned char previous_ids[10000][COIN_ID_BYTES];

static void row_of(const struct ref_coin_chain *chain, size_t before, size_t tx,
                   struct coin_rows *rows)
{
    const struct ref_coin_tx *from = &chain->txs[tx];
    struct coin_rows_transaction *to = &rows->transactions[rows->transactions_count++];
    id_of(chain, before, tx, to->id);
    to->first_input = (uint32_t)rows->inputs_count;
    to->first_output = (uint32_t)rows->outputs_count;
    to->inputs = (uint32_t)from->input_count;
    to->outputs = (uint32_t)from->output_count;
    to->first = unspent_key_first(COIN_LOAD_SEED, to->id);
    for (size_t i = 0; i < from->input_count; i++) {
        unsigned char *id = previous_ids[rows->inputs_count];
        uint32_t index = (uint32_t)from->inputs[i].index;
        id_of(chain, before, from->inputs[i].tx, id);
        rows->inputs[rows->inputs_count++] =
            (struct coin_rows_input){id, index, unspent_key(COIN_LOAD_SEED, id, index)};
    }
    for (uint32_t i = 0; i < from->output_count; i++) {
        const struct ref_coin_output *output = &from->outputs[i];
        struct coin_rows_output *row = &rows->outputs[rows->outputs_count++];
        *row = (struct coin_rows_output){.value = output->value,
                                         .fate = output->burnt               ? COIN_BURNT
                                                 : output->owner == REF_NONE ? COIN_NOBODY
                                                                             : COIN_OWNED};
        struct error err;
        if (row->fate == COIN_OWNED &&
            !coin_rows_put_key(rows, row, coin_load_key(output->owner), &err))
            abort();
    }
}

static void rows_of(const struct ref_coin_chain *chain, size_t before, size_t block,
                    struct coin_rows *rows)
{
    for (size_t tx = chain->blocks[block].first_tx; tx < ref_coin_block_end(chain, block); tx++)
        row_of(chain, before, tx, rows);
}

static void set_time(unsigned char *header, uint32_t time)
{
    for (int i = 0; i < 4; i++)
        header[68 + i] = (unsigned char)(time >> (8 * i));
}

static void set_root(struct coin_rows *rows)
{
    static unsigned char ids[1001][COIN_ID_BYTES];
    for (size_t i = 0; i < rows->transactions_count; i++)
        memcpy(ids[i], rows->transactions[i].id, COIN_ID_BYTES);
    if (!merkle_reduce(ids[0], rows->transactions_count))
        abort();
    memcpy(rows->header + 36, ids[0], COIN_ID_BYTES);
}

static void put_block(const struct ref_coin_chain *chain, size_t before, size_t height,
                      struct coin_rows *rows)
{
    rows->transactions_count = rows->inputs_count = rows->outputs_count = rows->keys_count = 0;
    memset(rows->header, 0, sizeof rows->header);
    if (height > 0)
        memcpy(rows->header + 4, rows->hash, sizeof rows->hash);
    memcpy(rows->header, genesis_start, sizeof genesis_start);
    memcpy(rows->header + 68, genesis_end, sizeof genesis_end);
    set_time(rows->header, 1296688602 + 600 * (uint32_t)height);
    if (height < before)
        row_before(height, rows);
    else
        rows_of(chain, before, height - before, rows);
    set_root(rows);
    header_hash(rows->header, rows->hash);
}

bool coin_load(const struct ref_coin_chain *chain, const struct coin_load *how, const char *folder,
               struct error *err)
{
    struct coin_writer *writer;
    static struct coin_rows_transaction transactions[1000];
    static struct coin_rows_input inputs[10000];
    static struct coin_rows_output outputs[10000];
    struct coin_rows rows = {.transactions = transactions, .inputs = inputs, .outputs = outputs};
    size_t blocks = how->before + chain->block_count;
    bool ok = coin_writer_open(&writer, folder, how->chain, COIN_LOAD_SEED, err);
    if (!ok)
        return false;
    if (how->held > 0)
        coin_writer_hold(writer, how->held);
    ok = coin_writer_begin(writer, 0, blocks - 1, err);
    for (size_t height = 0; ok && height < blocks; height++) {
        put_block(chain, how->before, height, &rows);
        ok = coin_writer_append(writer, &rows, "block", err);
    }
    ok = ok && coin_writer_commit(writer, err);
    coin_writer_free(writer);
    free(rows.keys);
    return ok;
}
