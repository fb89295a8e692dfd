#include "made_files.h"

#include "base/file.h"
#include "base/hex.h"
#include "chain/header.h"
#include "made_block.h"
#include "run.h"
#include "scratch.h"

static const char genesis_transaction[] =
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d"
    "0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66"
    "207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe55"
    "48271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba"
    "0b8d578a4c702b6bf11d5fac00000000";

static void put_u32(struct dynbuf *buffer, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        dynbuf_char(buffer, (char)(value >> 8 * i));
}

void made_genesis(const struct coin_chain *chain, struct dynbuf *ret_block)
{
    unsigned char transaction[512], hash[HASH256_BYTES], nothing[HASH256_BYTES] = {0};
    char text[HASH256_TEXT_BYTES];
    size_t wrong;
    struct span digits = span_text(genesis_transaction);
    bool bitcoin = chain->retarget == RETARGET_BITCOIN;
    assert_true(hex_decode(transaction, digits, &wrong));
    hash256(hash, span_of(transaction, digits.size / 2));
    dynbuf_init(ret_block, 1 << 20);
    put_u32(ret_block, 1);
    dynbuf_append(ret_block, nothing, sizeof nothing);
    dynbuf_append(ret_block, hash, sizeof hash);
    put_u32(ret_block, bitcoin ? 1231006505 : 1296688602);
    put_u32(ret_block, chain->limit_bits);
    put_u32(ret_block, bitcoin ? 2083236893 : chain->retarget == RETARGET_TESTNET3 ? 414098458 : 2);
    dynbuf_char(ret_block, 1);
    dynbuf_append(ret_block, transaction, digits.size / 2);
    header_hash((const unsigned char *)ret_block->data, hash);
    hash256_print(hash, text);
    assert_string_equal(text, chain->genesis);
}

void made_next(const unsigned char *previous, uint32_t tag, struct dynbuf *ret_block,
               unsigned char *ret_hash)
{
    struct dynbuf coinbase;
    made_coinbase(&coinbase, tag, 5000000000);
    made_block(ret_block, previous, 1700000000 + tag, 0x207fffff, &coinbase, 1);
    dynbuf_release(&coinbase);
    header_hash((const unsigned char *)ret_block->data, ret_hash);
}

void made_record(struct dynbuf *file, const struct coin_chain *chain, const struct dynbuf *block)
{
    dynbuf_append(file, chain->magic, sizeof chain->magic);
    put_u32(file, (uint32_t)block->size);
    assert_true(dynbuf_span(file, dynbuf_bytes(block)));
}

const char *made_path(const char *folder, const char *name)
{
    static char paths[4][4096];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s%s%s", scratch_path(folder), name == NULL ? "" : "/",
             name == NULL ? "" : name);
    return path;
}

void made_file(const char *folder, const char *name, const struct dynbuf *bytes,
               const unsigned char *key)
{
    struct dynbuf keyed;
    struct error err;
    dynbuf_init(&keyed, 64 << 20);
    for (size_t i = 0; i < bytes->size; i++)
        dynbuf_char(&keyed, (char)(bytes->data[i] ^ (key == NULL ? 0 : key[i % 8])));
    if (!file_make_folder(made_path(folder, NULL), &err) ||
        !file_replace_path(made_path(folder, name), dynbuf_bytes(&keyed), &err))
        fail_msg("%s", err.text);
    dynbuf_release(&keyed);
}
