#include "coin_write.h"

#include "coin_inside.h"
#include "script_make.h"

#include <stdlib.h>
#include <string.h>

struct transcript {
    const struct ref_coin_chain *chain;
    struct chain_writer *writer;
    bool with_witness;
    uint64_t noise;
    unsigned char (*ids)[HASH_BYTES];
};

/* What one transaction is made of, while it is being written. */
struct parts {
    struct made_input *inputs;
    struct made_output *outputs;
    unsigned char (*spends)[SPEND_MADE_MAX];
    unsigned char (*scripts)[SCRIPT_MADE_MAX];
};

/* The kinds that have one address each, by turns, so that a few owners show all of them. */
static enum owner_kind kind_of(int owner)
{
    return owner == REF_NONE ? OWNER_ODD : (enum owner_kind)(owner % OWNER_P2PK);
}

size_t coin_owner_script(int owner, unsigned char ret[128])
{
    return owner_script_of(owner == REF_NONE ? 7 : (uint64_t)owner, kind_of(owner), ret);
}

static void parts_init(struct parts *parts, const struct ref_coin_tx *tx)
{
    parts->inputs = ref_alloc(tx->input_count + 1, sizeof *parts->inputs);
    parts->outputs = ref_alloc(tx->output_count + 1, sizeof *parts->outputs);
    parts->spends = ref_alloc(tx->input_count + 1, sizeof *parts->spends);
    parts->scripts = ref_alloc(tx->output_count + 1, sizeof *parts->scripts);
}

static void parts_release(struct parts *parts)
{
    free(parts->inputs);
    free(parts->outputs);
    free(parts->spends);
    free(parts->scripts);
}

static void put_outputs(struct transcript *t, const struct ref_coin_tx *tx, struct parts *parts)
{
    for (size_t i = 0; i < tx->output_count; i++) {
        const struct ref_coin_output *output = &tx->outputs[i];
        size_t size = output->burnt ? return_script(&t->noise, parts->scripts[i])
                                    : coin_owner_script(output->owner, parts->scripts[i]);
        parts->outputs[i] = (struct made_output){output->value, span_of(parts->scripts[i], size)};
    }
}

static void put_inputs(struct transcript *t, const struct ref_coin_tx *tx, struct parts *parts)
{
    for (size_t i = 0; i < tx->input_count; i++) {
        const struct ref_coin_input *from = &tx->inputs[i];
        const struct ref_coin_output *spent = &t->chain->txs[from->tx].outputs[from->index];
        struct made_input *input = &parts->inputs[i];
        owner_spend(kind_of(spent->owner), &t->noise, parts->spends[i], input);
        if (!t->with_witness)
            input->witness = span_of(NULL, 0);
        memcpy(input->id, t->ids[from->tx], HASH_BYTES);
        input->index = (uint32_t)from->index;
    }
}

static void write_tx(struct transcript *t, size_t number)
{
    const struct ref_coin_tx *tx = &t->chain->txs[number];
    struct parts parts;
    parts_init(&parts, tx);
    put_inputs(t, tx, &parts);
    put_outputs(t, tx, &parts);
    struct made_transaction made = {
        2, 0, parts.inputs, tx->input_count, parts.outputs, tx->output_count};
    chain_writer_transaction(t->writer, &made, t->ids[number]);
    parts_release(&parts);
}

/* A repeated coinbase draws its noise (the bytes behind an OP_RETURN) from the height of the first,
   so that both have the same bytes. */
static bool write_coinbase(struct transcript *t, size_t block, struct error *err)
{
    size_t number = t->chain->blocks[block].first_tx;
    const struct ref_coin_tx *tx = &t->chain->txs[number];
    size_t height = tx->repeats == REF_NO_TX ? block : t->chain->txs[tx->repeats].block;
    unsigned char script[COINBASE_SCRIPT_MAX];
    struct parts parts;
    struct transcript own = *t;
    own.noise = height;
    parts_init(&parts, tx);
    put_outputs(&own, tx, &parts);
    size_t size = coinbase_script((uint32_t)height, height, script);
    parts.inputs[0].script = span_of(script, size);
    struct made_transaction made = {2, 0, parts.inputs, 1, parts.outputs, tx->output_count};
    bool ok = chain_writer_block(t->writer, &made, t->ids[number], err);
    parts_release(&parts);
    REF_ASSERT(!ok || tx->repeats == REF_NO_TX ||
               memcmp(t->ids[number], t->ids[tx->repeats], HASH_BYTES) == 0);
    return ok;
}

static bool write_blocks(struct transcript *t, struct error *err)
{
    bool ok = chain_writer_genesis(t->writer, t->ids[0], err);
    for (size_t b = 1; ok && b < t->chain->block_count; b++) {
        REF_ASSERT(t->chain->blocks[b].subsidy == regtest_subsidy((uint32_t)b));
        for (size_t i = t->chain->blocks[b].first_tx + 1; i < ref_coin_block_end(t->chain, b); i++)
            write_tx(t, i);
        ok = write_coinbase(t, b, err);
    }
    return ok;
}

bool coin_write(struct coin_names *ret_names, const struct ref_coin_chain *chain,
                const struct chain_place *place, struct error *err)
{
    struct transcript t = {.chain = chain, .with_witness = true, .noise = 1};
    for (size_t i = 0; i < chain->tx_count; i++)
        t.with_witness = t.with_witness && chain->txs[i].repeats == REF_NO_TX;
    t.ids = ref_alloc(chain->tx_count, sizeof *t.ids);
    bool ok = chain_writer_open(&t.writer, place, err) && write_blocks(&t, err);
    struct error second; /* the first failure is the one to tell */
    ok = chain_writer_close(t.writer, ok ? err : &second) && ok;
    if (ok)
        *ret_names = (struct coin_names){chain->tx_count, t.ids};
    else
        free(t.ids);
    return ok;
}

void coin_names_release(struct coin_names *names)
{
    free(names->ids);
    *names = (struct coin_names){0};
}
