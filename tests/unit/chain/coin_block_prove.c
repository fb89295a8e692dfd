/* Txids, merkle root and witness commitment of blocks that are made here. */
#include "chain/coin_block.h"
#include "chain/merkle.h"
#include "made_block.h"
#include "run.h"
#include "vectors.h"

static struct error err;
static struct coin_block block;
static const struct coin_chain *chain;
static const unsigned char start[HASH256_BYTES] = {0x77};

/* A block of a coinbase and `count` - 1 spends of nothing in particular. */
static void make(struct dynbuf *ret_block, size_t count)
{
    struct dynbuf transactions[1024];
    assert_true(count <= 1024);
    made_coinbase(&transactions[0], 7, 5000000000);
    for (size_t i = 1; i < count; i++)
        made_spend(&transactions[i], start, (uint32_t)i, 1 + (uint32_t)(i % 3), i);
    made_block(ret_block, start, 1700000000, chain->limit_bits, transactions, count);
    for (size_t i = 0; i < count; i++)
        dynbuf_release(&transactions[i]);
}

static bool prove(const struct dynbuf *bytes)
{
    if (!coin_block_decode(&block, chain, dynbuf_bytes(bytes), "x", &err))
        fail_msg("%s", err.text);
    return coin_block_prove(&block, "x", &err);
}

/* The block is used again and again, up and down in size. */
static void roots_of_all_sizes(void **state)
{
    (void)state;
    for (size_t i = 0; i < 300; i++) {
        size_t count = i < 70 ? i + 1 : 1 + random_next() % 600;
        struct dynbuf bytes;
        unsigned char id[HASH256_BYTES];
        make(&bytes, count);
        if (!prove(&bytes))
            fail_msg("%s", err.text);
        assert_true(block.proven);
        assert_int_equal(block.transaction_count, count);
        for (size_t t = 0; t < count; t++) {
            hash256(id, block.transactions[t].bytes);
            assert_memory_equal(coin_block_id(&block, t), id, sizeof id);
        }
        dynbuf_release(&bytes);
    }
}

static void a_wrong_root_is_told(void **state)
{
    struct dynbuf bytes;
    char told[300], root[HASH256_TEXT_BYTES], found[HASH256_TEXT_BYTES];
    (void)state;
    make(&bytes, 5);
    hash256_print((const unsigned char *)bytes.data + 36, found);
    bytes.data[36] ^= 1;
    hash256_print((const unsigned char *)bytes.data + 36, root);
    assert_false(prove(&bytes));
    snprintf(told, sizeof told, "x: the merkle root of the transactions is %s; expected %s", found,
             root);
    assert_error(err, ERROR_VALUE, told);
    assert_false(block.proven);
    dynbuf_release(&bytes);
}

/* CVE-2012-2459: transactions 1 2 3 and 1 2 3 3 have one root; the second list is refused. */
static void doubled_transactions_are_refused(void **state)
{
    static const size_t counts[] = {3, 5, 6, 7, 13};
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        size_t count = counts[i], tail = count % 2 != 0 ? 1 : 2;
        struct dynbuf bytes;
        make(&bytes, count);
        assert_true(prove(&bytes));
        const struct coin_transaction *from = &block.transactions[count - tail];
        size_t at = (size_t)(from->bytes.data - (const unsigned char *)bytes.data);
        struct dynbuf twice;
        dynbuf_init(&twice, 1 << 20);
        dynbuf_span(&twice, span_of(bytes.data, bytes.size));
        dynbuf_append(&twice, bytes.data + at, bytes.size - at);
        twice.data[80] = (char)(count + tail);
        assert_false(prove(&twice));
        assert_non_null(strstr(err.text, "CVE-2012-2459"));
        dynbuf_release(&twice);
        dynbuf_release(&bytes);
    }
}

#define ZEROS "00000000000000000000000000000000"
#define SPEND_WITH_WITNESS                                                                         \
    "02000000"                                                                                     \
    "0001"                                                                                         \
    "01"                                                                                           \
    "11" ZEROS "111111111111111111111111111111"                                                    \
    "05000000"                                                                                     \
    "00"                                                                                           \
    "fdffffff"                                                                                     \
    "01"                                                                                           \
    "0100000000000000"                                                                             \
    "00"                                                                                           \
    "02"                                                                                           \
    "03aabbcc"                                                                                     \
    "00"                                                                                           \
    "07000000"

/* A coinbase with a commitment in its second output and a witness of one item of zeros, then a
 * transaction with a witness. The commitment is right when `right`. */
static size_t witness_block(unsigned char bytes[512], bool right)
{
    static const char head[] =
        ZEROS ZEROS ZEROS ZEROS ZEROS "02"
                                      "01000000"
                                      "0001"
                                      "01" ZEROS ZEROS "ffffffff"
                                      "025151"
                                      "ffffffff"
                                      "02"
                                      "00f2052a01000000"
                                      "0151"
                                      "0000000000000000"
                                      "26"
                                      "6a24aa21a9ed" ZEROS ZEROS "01"
                                      "20" ZEROS ZEROS "00000000" SPEND_WITH_WITNESS;
    size_t size = vectors_bytes(span_text(head), bytes, 512);
    unsigned char both[2 * HASH256_BYTES] = {0}, ids[3 * HASH256_BYTES];
    assert_true(coin_block_decode(&block, chain, span_of(bytes, size), "x", &err));
    const struct coin_transaction *spend = &block.transactions[1];
    hash256(both + HASH256_BYTES, spend->bytes); /* beside the zeros of the coinbase */
    hash256(both, span_of(both, sizeof both));
    memset(both + HASH256_BYTES, 0, HASH256_BYTES);
    hash256(both, span_of(both, sizeof both));
    size_t at = (size_t)(block.outputs[1].script.data - bytes) + 6;
    if (right)
        memcpy(bytes + at, both, HASH256_BYTES);
    for (size_t i = 0; i < 2; i++)
        coin_transaction_txid(&block.transactions[i], ids + i * HASH256_BYTES);
    assert_true(merkle_reduce(ids, 2));
    memcpy(bytes + 36, ids, HASH256_BYTES);
    return size;
}

static bool prove_bytes(const unsigned char *bytes, size_t size)
{
    if (!coin_block_decode(&block, chain, span_of(bytes, size), "x", &err))
        fail_msg("%s", err.text);
    return coin_block_prove(&block, "x", &err);
}

static void witnesses_are_committed_to(void **state)
{
    unsigned char bytes[512], id[HASH256_BYTES], plain[128];
    size_t size = witness_block(bytes, true);
    (void)state;
    if (!prove_bytes(bytes, size))
        fail_msg("%s", err.text);
    assert_true(block.witness && block.transactions[1].witness);
    /* The txid is that of the form without witnesses. */
    size_t plain_size = vectors_bytes(span_text("02000000"
                                                "01"
                                                "11" ZEROS "111111111111111111111111111111"
                                                "05000000"
                                                "00"
                                                "fdffffff"
                                                "01"
                                                "0100000000000000"
                                                "00"
                                                "07000000"),
                                      plain, sizeof plain);
    hash256(id, span_of(plain, plain_size));
    assert_memory_equal(coin_block_id(&block, 1), id, sizeof id);

    bytes[size - 6] ^= 1; /* in the witness: no txid changes */
    assert_false(prove_bytes(bytes, size));
    assert_non_null(strstr(err.text, "x: the commitment to the witnesses is "));

    size = witness_block(bytes, false);
    assert_false(prove_bytes(bytes, size));
    assert_non_null(strstr(err.text, "x: the commitment to the witnesses is "));
}

static void commitments_of_the_wrong_form(void **state)
{
    unsigned char bytes[512];
    size_t size = witness_block(bytes, true);
    (void)state;
    size_t script = (size_t)(block.outputs[1].script.data - bytes);
    assert_int_equal(bytes[script + 38], 1); /* items in the coinbase's witness */
    assert_int_equal(bytes[script + 39], 32);
    /* One item more, in place of some of the first one's bytes. */
    bytes[script + 38] = 2;
    bytes[script + 39] = 31;
    bytes[script + 39 + 32] = 0;
    assert_false(prove_bytes(bytes, size));
    assert_error(err, ERROR_VALUE,
                 "x: expected one item of 32 bytes as the witness of the coinbase (BIP-141)");

    size = witness_block(bytes, true);
    bytes[script + 2] ^= 1; /* no commitment's start; the root of the txids changes with it */
    assert_true(coin_block_decode(&block, chain, span_of(bytes, size), "x", &err));
    unsigned char ids[3 * HASH256_BYTES];
    for (size_t i = 0; i < 2; i++)
        coin_transaction_txid(&block.transactions[i], ids + i * HASH256_BYTES);
    assert_true(merkle_reduce(ids, 2));
    memcpy(bytes + 36, ids, HASH256_BYTES);
    assert_false(prove_bytes(bytes, size));
    assert_error(err, ERROR_VALUE,
                 "x: transactions with witnesses; expected a commitment to them in an output of "
                 "the coinbase (BIP-141)");
}

/* BIP-144: the longer form is for transactions that have a witness. */
static void an_empty_witness_is_refused(void **state)
{
    static const char text[] = ZEROS ZEROS ZEROS ZEROS ZEROS "01"
                                                             "01000000"
                                                             "0001"
                                                             "01" ZEROS ZEROS "ffffffff"
                                                             "025151"
                                                             "ffffffff"
                                                             "01"
                                                             "00f2052a01000000"
                                                             "0151"
                                                             "00"
                                                             "00000000";
    unsigned char bytes[256];
    size_t size = vectors_bytes(span_text(text), bytes, sizeof bytes);
    (void)state;
    assert_false(coin_block_decode(&block, chain, span_of(bytes, size), "x", &err));
    assert_error(err, ERROR_SYNTAX,
                 "x: byte 142, transaction 0: the form with witnesses, and none is there; expected "
                 "an item at least");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_of_all_sizes),
        cmocka_unit_test(a_wrong_root_is_told),
        cmocka_unit_test(doubled_transactions_are_refused),
        cmocka_unit_test(witnesses_are_committed_to),
        cmocka_unit_test(commitments_of_the_wrong_form),
        cmocka_unit_test(an_empty_witness_is_refused),
    };
    chain = coin_chain_find(span_text("regtest"));
    int failed = RUN_ALL("chain/coin_block_prove", tests);
    coin_block_release(&block);
    return failed;
}
