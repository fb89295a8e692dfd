#include "made_block.h"

#include <stdlib.h>

#include "chain/hash256.h"
#include "chain/target.h"
#include "run.h"

static void put(struct dynbuf *buffer, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        assert_true(dynbuf_char(buffer, (char)(value >> 8 * i)));
}

static void put_size(struct dynbuf *buffer, uint64_t value)
{
    if (value >= 0xfd)
        put(buffer, 0xfd, 1);
    put(buffer, value, value < 0xfd ? 1 : 2);
}

void made_coinbase(struct dynbuf *ret_transaction, uint32_t tag, uint64_t value)
{
    static const unsigned char nothing[HASH256_BYTES];
    dynbuf_init(ret_transaction, 1 << 20);
    put(ret_transaction, 1, 4);
    put(ret_transaction, 1, 1);
    dynbuf_append(ret_transaction, nothing, sizeof nothing);
    put(ret_transaction, UINT32_MAX, 4);
    put(ret_transaction, 4, 1);
    put(ret_transaction, tag, 4);
    put(ret_transaction, UINT32_MAX, 4);
    put(ret_transaction, 1, 1);
    put(ret_transaction, value, 8);
    put(ret_transaction, 1, 1);
    put(ret_transaction, 0x51, 1);
    put(ret_transaction, 0, 4);
}

void made_spend(struct dynbuf *ret_transaction, const unsigned char *previous, uint32_t index,
                uint32_t outputs, uint64_t value)
{
    dynbuf_init(ret_transaction, 1 << 20);
    put(ret_transaction, 2, 4);
    put(ret_transaction, 1, 1);
    dynbuf_append(ret_transaction, previous, HASH256_BYTES);
    put(ret_transaction, index, 4);
    put(ret_transaction, 0, 1);
    put(ret_transaction, UINT32_MAX, 4);
    put_size(ret_transaction, outputs);
    for (uint32_t i = 0; i < outputs; i++) {
        put(ret_transaction, value, 8);
        put(ret_transaction, 1, 1);
        put(ret_transaction, 0x51, 1);
    }
    put(ret_transaction, 0, 4);
}

/* Of transactions [from, from + count), at a height of the tree that holds 2^height. */
static void naive_root(unsigned char *ret_root, const struct dynbuf *transactions, size_t from,
                       size_t count, unsigned height)
{
    unsigned char both[2 * HASH256_BYTES];
    size_t half = (size_t)1 << (height == 0 ? 0 : height - 1);
    if (height == 0) {
        hash256(ret_root, dynbuf_bytes(&transactions[from]));
        return;
    }
    naive_root(both, transactions, from, count < half ? count : half, height - 1);
    if (count > half)
        naive_root(both + HASH256_BYTES, transactions, from + half, count - half, height - 1);
    else
        memcpy(both + HASH256_BYTES, both, HASH256_BYTES);
    hash256(ret_root, span_of(both, sizeof both));
}

void made_block(struct dynbuf *ret_block, const unsigned char *previous, uint32_t time,
                uint32_t bits, const struct dynbuf *transactions, size_t count)
{
    unsigned char root[HASH256_BYTES], hash[HASH256_BYTES];
    struct u256 target;
    unsigned height = 0;
    while ((size_t)1 << height < count)
        height++;
    naive_root(root, transactions, 0, count, height);
    dynbuf_init(ret_block, 64 << 20);
    put(ret_block, 4, 4);
    dynbuf_append(ret_block, previous, HASH256_BYTES);
    dynbuf_append(ret_block, root, HASH256_BYTES);
    put(ret_block, time, 4);
    put(ret_block, bits, 4);
    put(ret_block, 0, 4);
    assert_true(target_from_bits(bits, &target));
    for (uint32_t nonce = 0;; nonce++) {
        for (int i = 0; i < 4; i++)
            ret_block->data[76 + i] = (char)(nonce >> 8 * i);
        hash256(hash, span_of(ret_block->data, 80));
        if (target_met(target, hash))
            break;
    }
    put_size(ret_block, count);
    for (size_t i = 0; i < count; i++)
        assert_true(dynbuf_span(ret_block, dynbuf_bytes(&transactions[i])));
}
