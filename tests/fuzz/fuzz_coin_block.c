/* Arbitrary bytes as a block: what is decoded, written again by the plain rules, is what was read;
 * every part lies in the block; an error names a byte of it. The first byte chooses the chain. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/dynbuf.h"
#include "chain/coin_block.h"
#include "target.h"

static void put(struct dynbuf *buffer, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        dynbuf_char(buffer, (char)(value >> 8 * i));
}

static void put_size(struct dynbuf *buffer, uint64_t value)
{
    if (value >= 0xfd)
        put(buffer, value <= 0xffff ? 0xfd : value <= UINT32_MAX ? 0xfe : 0xff, 1);
    put(buffer, value, value < 0xfd ? 1 : value <= 0xffff ? 2 : value <= UINT32_MAX ? 4 : 8);
}

/* The transaction without its witnesses. */
static void write_stripped(struct dynbuf *buffer, const struct coin_block *block,
                           const struct coin_transaction *transaction)
{
    put(buffer, transaction->version, 4);
    put_size(buffer, transaction->inputs);
    for (uint32_t i = 0; i < transaction->inputs; i++) {
        const struct coin_input *input = &block->inputs[transaction->first_input + i];
        dynbuf_append(buffer, input->previous, HASH256_BYTES);
        put(buffer, input->index, 4);
        put_size(buffer, input->script.size);
        dynbuf_span(buffer, input->script);
        put(buffer, input->sequence, 4);
    }
    put_size(buffer, transaction->outputs);
    for (uint32_t i = 0; i < transaction->outputs; i++) {
        const struct coin_output *output = &block->outputs[transaction->first_output + i];
        put(buffer, output->value, 8);
        put_size(buffer, output->script.size);
        dynbuf_span(buffer, output->script);
    }
    put(buffer, transaction->lock_time, 4);
}

static void check_transaction(const struct coin_block *block, size_t number)
{
    const struct coin_transaction *transaction = &block->transactions[number];
    struct dynbuf written;
    unsigned char txid[HASH256_BYTES], expected[HASH256_BYTES];
    dynbuf_init(&written, 64 << 20);
    write_stripped(&written, block, transaction);
    hash256(expected, dynbuf_bytes(&written));
    coin_transaction_txid(transaction, txid);
    if (memcmp(txid, expected, sizeof txid) != 0)
        target_fails("a txid is not that of what was decoded");
    if (transaction->body.size + 8 == transaction->bytes.size &&
        !span_equal(dynbuf_bytes(&written), transaction->bytes))
        target_fails("a transaction is not what was decoded");
    dynbuf_release(&written);
}

static void check_block(const struct coin_block *block, const struct coin_chain *chain)
{
    const unsigned char *at = block->bytes.data + HEADER_BYTES;
    uint32_t inputs = 0, outputs = 0;
    at += *at < 0xfd ? 1 : *at == 0xfd ? 3 : *at == 0xfe ? 5 : 9;
    for (size_t i = 0; i < block->transaction_count; i++) {
        const struct coin_transaction *transaction = &block->transactions[i];
        ensure(transaction->bytes.data == at && transaction->first_input == inputs &&
               transaction->first_output == outputs);
        at += transaction->bytes.size;
        inputs += transaction->inputs;
        outputs += transaction->outputs;
        ensure(transaction->inputs > 0 && transaction->outputs > 0);
        ensure(coin_block_paid(block, i) <= chain->max_money);
        check_transaction(block, i);
    }
    ensure(inputs == block->input_count && outputs == block->output_count);
    ensure(block->extension || at == block->bytes.data + block->bytes.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct coin_block block; /* used again, as ingest does */
    struct error err;
    if (size == 0)
        return 0;
    const struct coin_chain *chain = &coin_chains[data[0] % COIN_CHAINS];
    if (!coin_block_decode(&block, chain, span_of(data + 1, size - 1), "fuzz", &err)) {
        ensure(err.code != ERROR_NONE && strncmp(err.text, "fuzz: byte ", 11) == 0);
        ensure(block.transaction_count == 0);
        return 0;
    }
    check_block(&block, chain);
    if (!coin_block_prove(&block, "fuzz", &err))
        ensure(err.code == ERROR_VALUE && !block.proven);
    return 0;
}
