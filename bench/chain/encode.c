#include "encode.h"

#include <nettle/sha2.h>

static void put_number(struct dynbuf *out, uint64_t value, size_t size)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(value >> 8 * i & 0xff);
    dynbuf_append(out, bytes, size);
}

void put_u32(struct dynbuf *out, uint32_t value)
{
    put_number(out, value, 4);
}

void put_count(struct dynbuf *out, uint64_t count)
{
    if (count < 0xfd) {
        put_number(out, count, 1);
        return;
    }
    size_t size = count <= UINT16_MAX ? 2 : count <= UINT32_MAX ? 4 : 8;
    put_number(out, size == 2 ? 0xfd : size == 4 ? 0xfe : 0xff, 1);
    put_number(out, count, size);
}

static void put_script(struct dynbuf *out, struct span script)
{
    put_count(out, script.size);
    dynbuf_span(out, script);
}

static void digest_twice(struct sha256_ctx *sha, unsigned char ret_hash[HASH_BYTES])
{
    sha256_digest(sha, HASH_BYTES, ret_hash);
    sha256_update(sha, HASH_BYTES, ret_hash);
    sha256_digest(sha, HASH_BYTES, ret_hash);
}

void hash_twice(unsigned char ret_hash[HASH_BYTES], struct span bytes)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, bytes.size, bytes.data);
    digest_twice(&sha, ret_hash);
}

static bool has_witness(const struct made_transaction *tx)
{
    for (size_t i = 0; i < tx->input_count; i++)
        if (tx->inputs[i].witness.size != 0)
            return true;
    return false;
}

/* Inputs and outputs: the part that both ids share, behind the version. */
static void put_core(struct dynbuf *out, const struct made_transaction *tx)
{
    put_count(out, tx->input_count);
    for (size_t i = 0; i < tx->input_count; i++) {
        dynbuf_append(out, tx->inputs[i].id, HASH_BYTES);
        put_u32(out, tx->inputs[i].index);
        put_script(out, tx->inputs[i].script);
        put_u32(out, UINT32_MAX);
    }
    put_count(out, tx->output_count);
    for (size_t i = 0; i < tx->output_count; i++) {
        put_number(out, tx->outputs[i].value, 8);
        put_script(out, tx->outputs[i].script);
    }
}

static void put_witnesses(struct dynbuf *out, const struct made_transaction *tx)
{
    for (size_t i = 0; i < tx->input_count; i++) {
        struct span witness = tx->inputs[i].witness;
        if (witness.size == 0)
            put_number(out, 0, 1);
        else
            dynbuf_span(out, witness);
    }
}

bool encode_transaction(struct dynbuf *out, const struct made_transaction *tx,
                        unsigned char ret_id[HASH_BYTES], unsigned char ret_witness_id[HASH_BYTES])
{
    bool witness = has_witness(tx);
    size_t start = out->size;
    put_u32(out, tx->version);
    if (witness)
        put_number(out, 0x0100, 2); /* marker 0, flag 1 */
    size_t core = out->size;
    put_core(out, tx);
    size_t core_end = out->size;
    if (witness)
        put_witnesses(out, tx);
    put_u32(out, tx->lock_time);
    if (out->failed)
        return witness;
    struct span whole = span_part(dynbuf_bytes(out), start, out->size);
    hash_twice(ret_witness_id, whole);
    if (!witness) {
        memcpy(ret_id, ret_witness_id, HASH_BYTES);
        return false;
    }
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, 4, whole.data);
    sha256_update(&sha, core_end - core, whole.data + (core - start));
    sha256_update(&sha, 4, whole.data + whole.size - 4);
    digest_twice(&sha, ret_id);
    return true;
}
