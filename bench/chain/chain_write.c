#include "chain_write.h"

#include "block_file.h"
#include "encode.h"

#include <stdlib.h>

enum { BLOCK_SECONDS = 600, GENESIS_TIME = 1296688602, HEADER_BYTES = 80, COMMITMENT_BYTES = 38 };

#define REGTEST_BITS UINT32_C(0x207fffff)

struct hashes {
    unsigned char (*data)[HASH_BYTES];
    size_t count, capacity;
};

/* `body`, `ids` and `witness_ids` are of the transactions behind the coinbase, in order; the first
 * of each list is kept free for the coinbase. They stay until the next block begins. */
struct chain_writer {
    struct block_file *file;
    struct dynbuf body, first, block; /* without coinbase; coinbase; all of it */
    struct hashes ids, witness_ids, scratch;
    bool has_witness, ended, no_memory;
    struct chain_tip tip, before;
    struct chain_totals totals;
};

static bool hashes_add(struct hashes *list, const unsigned char hash[HASH_BYTES])
{
    if (list->count == list->capacity) {
        size_t room = list->capacity == 0 ? 4096 : 2 * list->capacity;
        void *grown = realloc(list->data, room * HASH_BYTES);
        if (grown == NULL)
            return false;
        list->data = grown;
        list->capacity = room;
    }
    memcpy(list->data[list->count++], hash, HASH_BYTES);
    return true;
}

/* Clears the running block. */
static void begin(struct chain_writer *writer)
{
    static const unsigned char none[HASH_BYTES];
    dynbuf_clear(&writer->body);
    writer->ids.count = writer->witness_ids.count = 0;
    writer->has_witness = writer->ended = false;
    bool ok = hashes_add(&writer->ids, none) && hashes_add(&writer->witness_ids, none);
    writer->no_memory = writer->no_memory || !ok;
}

bool chain_writer_open(struct chain_writer **ret_writer, const struct chain_place *place,
                       struct error *err)
{
    struct chain_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return error_memory(err, "making a chain");
    dynbuf_init(&writer->body, ENCODED_BYTES_MAX);
    dynbuf_init(&writer->first, ENCODED_BYTES_MAX);
    dynbuf_init(&writer->block, ENCODED_BYTES_MAX);
    if (!block_file_open(&writer->file, place, err)) {
        chain_writer_close(writer, err);
        return false;
    }
    begin(writer);
    *ret_writer = writer;
    return true;
}

/* The root over a list, worked out in `scratch`: an odd one is paired with itself. */
static bool merkle_root(struct chain_writer *writer, const struct hashes *list,
                        unsigned char ret_root[HASH_BYTES])
{
    struct hashes *row = &writer->scratch;
    row->count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!hashes_add(row, list->data[i]))
            return false;
    for (size_t count = row->count; count > 1; count = (count + 1) / 2)
        for (size_t i = 0; i < count; i += 2) {
            unsigned char pair[2 * HASH_BYTES];
            memcpy(pair, row->data[i], HASH_BYTES);
            memcpy(pair + HASH_BYTES, row->data[i + 1 < count ? i + 1 : i], HASH_BYTES);
            hash_twice(row->data[i / 2], span_of(pair, sizeof pair));
        }
    memcpy(ret_root, row->data[0], HASH_BYTES);
    return true;
}

void chain_writer_transaction(struct chain_writer *writer, const struct made_transaction *tx,
                              unsigned char ret_id[HASH_BYTES])
{
    unsigned char witness_id[HASH_BYTES];
    if (writer->ended)
        begin(writer);
    writer->has_witness =
        encode_transaction(&writer->body, tx, ret_id, witness_id) || writer->has_witness;
    bool ok = hashes_add(&writer->ids, ret_id) && hashes_add(&writer->witness_ids, witness_id);
    writer->no_memory = writer->no_memory || !ok;
    writer->totals.transactions++;
    writer->totals.inputs += tx->input_count;
    writer->totals.outputs += tx->output_count;
}

/* The output that commits to the witnesses: OP_RETURN, 36 bytes, aa21a9ed, hash. The coinbase's own
 * witness id counts as zeroes, and so does its reserved value. */
static bool commitment(struct chain_writer *writer, unsigned char ret_script[COMMITMENT_BYTES])
{
    unsigned char pair[2 * HASH_BYTES] = {0};
    if (!merkle_root(writer, &writer->witness_ids, pair))
        return false;
    memcpy(ret_script, "\x6a\x24\xaa\x21\xa9\xed", 6);
    hash_twice(ret_script + 6, span_of(pair, sizeof pair));
    return true;
}

static bool put_coinbase(struct chain_writer *writer, const struct made_transaction *coinbase)
{
    static const unsigned char reserved[] = {1, 32, [33] = 0}; /* one item of 32 zeroes */
    unsigned char script[COMMITMENT_BYTES], witness_id[HASH_BYTES];
    struct made_input input = {.index = UINT32_MAX, .script = coinbase->inputs[0].script};
    struct made_transaction whole = *coinbase;
    struct made_output *outputs = malloc((coinbase->output_count + 1) * sizeof *outputs);
    bool ok = outputs != NULL;
    if (ok)
        memcpy(outputs, coinbase->outputs, coinbase->output_count * sizeof *outputs);
    if (ok && writer->has_witness) {
        ok = commitment(writer, script);
        input.witness = span_of(reserved, sizeof reserved);
        outputs[whole.output_count++] = (struct made_output){0, span_of(script, sizeof script)};
    }
    if (ok) {
        whole.inputs = &input;
        whole.outputs = outputs;
        dynbuf_clear(&writer->first);
        encode_transaction(&writer->first, &whole, writer->ids.data[0], witness_id);
        writer->totals.transactions++;
        writer->totals.inputs++;
        writer->totals.outputs += whole.output_count;
    }
    free(outputs);
    return ok;
}

/* Puts the header in front of the transactions; its nonce is the first from `nonce` on that meets
 * the target. */
static bool put_block(struct chain_writer *writer, uint32_t version, uint32_t nonce,
                      struct chain_tip *ret_tip)
{
    struct dynbuf *block = &writer->block;
    unsigned char root[HASH_BYTES];
    if (!merkle_root(writer, &writer->ids, root))
        return false;
    dynbuf_clear(block);
    put_u32(block, version);
    dynbuf_append(block, writer->tip.hash, HASH_BYTES);
    dynbuf_append(block, root, HASH_BYTES);
    put_u32(block, ret_tip->time);
    put_u32(block, REGTEST_BITS);
    put_u32(block, nonce);
    put_count(block, writer->ids.count);
    dynbuf_span(block, dynbuf_bytes(&writer->first));
    if (!dynbuf_span(block, dynbuf_bytes(&writer->body)))
        return false;
    hash_twice(ret_tip->hash, span_of(block->data, HEADER_BYTES));
    /* The target begins with 7fff; a first byte below 7f is always under it. */
    while (ret_tip->hash[HASH_BYTES - 1] >= 0x7f) {
        nonce++;
        for (int i = 0; i < 4; i++)
            block->data[HEADER_BYTES - 4 + i] = (char)(nonce >> 8 * i & 0xff);
        hash_twice(ret_tip->hash, span_of(block->data, HEADER_BYTES));
    }
    return true;
}

/* Encodes and stores a block over `writer->tip`. */
static bool store(struct chain_writer *writer, const struct made_transaction *coinbase,
                  struct chain_tip *ret_tip, struct error *err)
{
    struct chain_tip tip = {.height = writer->tip.height + 1,
                            .time = writer->tip.time + BLOCK_SECONDS};
    bool ok = !writer->no_memory && !writer->body.failed && put_coinbase(writer, coinbase) &&
              put_block(writer, UINT32_C(0x20000000), 0, &tip);
    if (!ok)
        return error_memory(err, "making a block");
    if (!block_file_add(writer->file, dynbuf_bytes(&writer->block), err))
        return false;
    writer->totals.blocks++;
    writer->totals.bytes += writer->block.size;
    *ret_tip = tip;
    return true;
}

bool chain_writer_block(struct chain_writer *writer, const struct made_transaction *coinbase,
                        unsigned char ret_id[HASH_BYTES], struct error *err)
{
    struct chain_tip tip;
    if (writer->ended)
        begin(writer);
    if (!store(writer, coinbase, &tip, err))
        return false;
    if (ret_id != NULL)
        memcpy(ret_id, writer->ids.data[0], HASH_BYTES);
    writer->before = writer->tip;
    writer->tip = tip;
    writer->ended = true;
    return true;
}

bool chain_writer_sibling(struct chain_writer *writer, const struct made_transaction *coinbase,
                          struct error *err)
{
    struct chain_tip best = writer->tip, unused;
    ensure(writer->ended);
    writer->tip = writer->before;
    bool ok = store(writer, coinbase, &unused, err);
    writer->tip = best;
    return ok;
}

bool chain_writer_genesis(struct chain_writer *writer, unsigned char ret_id[HASH_BYTES],
                          struct error *err)
{
    static const char input_script[] = "\x04\xff\xff\x00\x1d\x01\x04\x45"
                                       "The Times 03/Jan/2009 Chancellor on brink of second "
                                       "bailout for banks";
    static const unsigned char output_script[] = {
        0x41, 0x04, 0x67, 0x8a, 0xfd, 0xb0, 0xfe, 0x55, 0x48, 0x27, 0x19, 0x67, 0xf1, 0xa6,
        0x71, 0x30, 0xb7, 0x10, 0x5c, 0xd6, 0xa8, 0x28, 0xe0, 0x39, 0x09, 0xa6, 0x79, 0x62,
        0xe0, 0xea, 0x1f, 0x61, 0xde, 0xb6, 0x49, 0xf6, 0xbc, 0x3f, 0x4c, 0xef, 0x38, 0xc4,
        0xf3, 0x55, 0x04, 0xe5, 0x1e, 0xc1, 0x12, 0xde, 0x5c, 0x38, 0x4d, 0xf7, 0xba, 0x0b,
        0x8d, 0x57, 0x8a, 0x4c, 0x70, 0x2b, 0x6b, 0xf1, 0x1d, 0x5f, 0xac};
    struct made_input input = {.script = span_of(input_script, sizeof input_script - 1)};
    struct made_output output = {UINT64_C(5000000000),
                                 span_of(output_script, sizeof output_script)};
    struct made_transaction coinbase = {1, 0, &input, 1, &output, 1};
    struct chain_tip tip = {.time = GENESIS_TIME};
    if (!put_coinbase(writer, &coinbase) || !put_block(writer, 1, 2, &tip))
        return error_memory(err, "making the first block");
    if (!block_file_add(writer->file, dynbuf_bytes(&writer->block), err))
        return false;
    writer->totals.blocks++;
    writer->totals.bytes += writer->block.size;
    if (ret_id != NULL)
        memcpy(ret_id, writer->ids.data[0], HASH_BYTES);
    writer->tip = tip;
    writer->ended = true;
    return true;
}

struct chain_tip chain_writer_tip(const struct chain_writer *writer)
{
    return writer->tip;
}

void chain_writer_stand_on(struct chain_writer *writer, const struct chain_tip *tip)
{
    writer->tip = *tip;
}

struct chain_totals chain_writer_totals(const struct chain_writer *writer)
{
    return writer->totals;
}

bool chain_writer_close(struct chain_writer *writer, struct error *err)
{
    if (writer == NULL)
        return true;
    bool ok = block_file_close(writer->file, err);
    dynbuf_release(&writer->body);
    dynbuf_release(&writer->first);
    dynbuf_release(&writer->block);
    free(writer->ids.data);
    free(writer->witness_ids.data);
    free(writer->scratch.data);
    free(writer);
    return ok;
}

uint64_t regtest_subsidy(uint32_t height)
{
    return height / 150 < 64 ? UINT64_C(5000000000) >> height / 150 : 0;
}

size_t coinbase_script(uint32_t height, uint64_t extra, unsigned char ret[COINBASE_SCRIPT_MAX])
{
    size_t size = 0;
    if (height <= 16) {
        ret[size++] = (unsigned char)(height == 0 ? 0 : 0x50 + height);
    } else {
        uint32_t left = height;
        for (size = 1; left != 0; left >>= 8)
            ret[size++] = (unsigned char)(left & 0xff);
        if (ret[size - 1] & 0x80) /* the top bit is the sign */
            ret[size++] = 0;
        ret[0] = (unsigned char)(size - 1);
    }
    ret[size++] = 8;
    for (int i = 0; i < 8; i++)
        ret[size++] = (unsigned char)(extra >> 8 * i & 0xff);
    return size;
}
