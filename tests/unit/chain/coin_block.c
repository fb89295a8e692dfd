#include "chain/coin_block.h"

#include <stdlib.h>

#include "run.h"
#include "vectors.h"

static struct error err;
static struct coin_block block;

static const struct coin_chain *chain_named(const char *name)
{
    return coin_chain_find(span_text(name));
}

#define ZEROS  "00000000000000000000000000000000"
#define HEADER ZEROS ZEROS ZEROS ZEROS ZEROS
#define COINBASE                                                                                   \
    "01000000"                                                                                     \
    "01" ZEROS ZEROS "ffffffff"                                                                    \
    "025151"                                                                                       \
    "ffffffff"                                                                                     \
    "01"                                                                                           \
    "00f2052a01000000"                                                                             \
    "0151"                                                                                         \
    "00000000"
#define SPEND                                                                                      \
    "02000000"                                                                                     \
    "01"                                                                                           \
    "11" ZEROS "111111111111111111111111111111"                                                    \
    "05000000"                                                                                     \
    "00"                                                                                           \
    "fdffffff"                                                                                     \
    "02"                                                                                           \
    "0100000000000000"                                                                             \
    "00"                                                                                           \
    "0200000000000000"                                                                             \
    "00"                                                                                           \
    "07000000"

/* Byte 80: the count; 81: the coinbase; 144: the other transaction; 213: the end. */
static size_t plain_block(unsigned char bytes[256])
{
    size_t size = vectors_bytes(span_text(HEADER "02" COINBASE SPEND), bytes, 256);
    assert_int_equal(size, 213);
    return size;
}

static void what_is_in_a_block(void **state)
{
    unsigned char bytes[256];
    size_t size = plain_block(bytes);
    (void)state;
    assert_true(coin_block_decode(&block, &coin_chains[0], span_of(bytes, size), "x", &err));
    assert_int_equal(block.transaction_count, 2);
    assert_int_equal(block.input_count, 2);
    assert_int_equal(block.output_count, 3);
    assert_false(block.witness || block.proven || block.extension);
    const struct coin_transaction *spend = &block.transactions[1];
    assert_int_equal(spend->version, 2);
    assert_int_equal(spend->lock_time, 7);
    assert_int_equal(spend->first_input, 1);
    assert_int_equal(spend->inputs, 1);
    assert_int_equal(spend->first_output, 1);
    assert_int_equal(spend->outputs, 2);
    assert_ptr_equal(spend->bytes.data, bytes + 144);
    assert_int_equal(spend->bytes.size, 69);
    assert_ptr_equal(spend->body.data, bytes + 148);
    assert_int_equal(spend->body.size, 61);
    assert_ptr_equal(block.inputs[1].previous, bytes + 149);
    assert_int_equal(block.inputs[1].index, 5);
    assert_int_equal(block.inputs[1].sequence, 0xfffffffd);
    assert_int_equal(block.inputs[1].script.size, 0);
    assert_int_equal(block.inputs[0].index, UINT32_MAX);
    assert_true(span_equal(block.inputs[0].script, span_of("\x51\x51", 2)));
    assert_int_equal(block.outputs[0].value, 5000000000);
    assert_int_equal(block.outputs[2].value, 2);
    assert_int_equal(coin_block_paid(&block, 1), 3);
}

/* One change of the plain block, and what is said of it. `size` 0: all of it. */
static const struct {
    size_t at;
    const char *bytes; /* in hexadecimal, over what is there */
    size_t size;
    enum error_code code;
    const char *told;
} changes[] = {
    {0, "", 79, ERROR_SYNTAX, "x: byte 0: the block ends; expected a header of 80 bytes"},
    {0, "", 80, ERROR_SYNTAX, "x: byte 80: the block ends; expected the number of transactions"},
    {80, "00", 81, ERROR_VALUE, "x: byte 80: no transactions; expected a coinbase at least"},
    {80, "03", 0, ERROR_SYNTAX,
     "x: byte 80: the number of transactions is 3; expected at most 2 in the 132 bytes that are "
     "left"},
    {80, "fdff", 0, ERROR_SYNTAX,
     "x: byte 80: the number of transactions is 255; expected at most 2 in the 130 bytes that are "
     "left"},
    {80, "ffffffffffffffffff", 0, ERROR_SYNTAX,
     "x: byte 80: the number of transactions is 18446744073709551615; expected at most 2 in the "
     "124 bytes that are left"},
    {80, "fd0200", 0, ERROR_SYNTAX,
     "x: byte 80: the number of transactions, 2, is written in 3 bytes; expected the shortest "
     "form"},
    {80, "fe02000000", 0, ERROR_SYNTAX,
     "x: byte 80: the number of transactions, 2, is written in 5 bytes; expected the shortest "
     "form"},
    {80, "ff0200000000000000", 0, ERROR_SYNTAX,
     "x: byte 80: the number of transactions, 2, is written in 9 bytes; expected the shortest "
     "form"},
    {80, "feffff0000", 0, ERROR_SYNTAX,
     "x: byte 80: the number of transactions, 65535, is written in 5 bytes; expected the shortest "
     "form"},
    {80, "ffffffffff00000000", 0, ERROR_SYNTAX,
     "x: byte 80: the number of transactions, 4294967295, is written in 9 bytes; expected the "
     "shortest form"},
    {85, "feffffffff", 0, ERROR_SYNTAX,
     "x: byte 85, transaction 0: the number of inputs is 4294967295; expected at most 3 in the 123 "
     "bytes that are left"},
    {85, "0002", 0, ERROR_VALUE,
     "x: byte 85, transaction 0: no inputs; expected at least one, or the marker 00 01 of "
     "witnesses"},
    {148, "0000", 0, ERROR_VALUE,
     "x: byte 148, transaction 1: no inputs; expected at least one, or the marker 00 01 of "
     "witnesses"},
    {148, "000100", 0, ERROR_VALUE, "x: byte 150, transaction 1: no inputs; expected at least one"},
    {118, "feffffff", 0, ERROR_VALUE,
     "x: byte 81, transaction 0: expected a coinbase, one input that spends nothing"},
    {86, "01", 0, ERROR_VALUE,
     "x: byte 81, transaction 0: expected a coinbase, one input that spends nothing"},
    {149, ZEROS ZEROS "ffffffff", 0, ERROR_VALUE,
     "x: byte 149, transaction 1, input 0: spends nothing, as only the first transaction may"},
    {122, "ff00000001000000ff", 0, ERROR_SYNTAX,
     "x: byte 122, transaction 0, input 0: the size of the input's script is 18374686479688400896; "
     "expected at most 82 in the 82 bytes that are left"},
    {122, "fd0200", 0, ERROR_SYNTAX,
     "x: byte 122, transaction 0, input 0: the size of the input's script, 2, is written in 3 "
     "bytes; expected the shortest form"},
    {129, "00", 0, ERROR_VALUE, "x: byte 129, transaction 0: no outputs; expected at least one"},
    {129, "feffffffff", 0, ERROR_SYNTAX,
     "x: byte 129, transaction 0: the number of outputs is 4294967295; expected at most 8 in the "
     "79 bytes that are left"},
    {130, "ffffffffffffffff", 0, ERROR_VALUE,
     "x: byte 130, transaction 0, output 0: value -1; expected 0 to 2100000000000000, all of "
     "bitcoin"},
    {130, "01 40 07 5a f0 75 07 00", 0, ERROR_VALUE,
     "x: byte 130, transaction 0, output 0: value 2100000000000001; expected 0 to "
     "2100000000000000, all of bitcoin"},
    {191, "0040075af0750700", 0, ERROR_VALUE,
     "x: byte 200, transaction 1, output 1: outputs that sum to 2100000000000002; expected 0 to "
     "2100000000000000, all of bitcoin"},
    {138, "4c", 0, ERROR_SYNTAX,
     "x: byte 138, transaction 0, output 0: the size of the output's script is 76; expected at "
     "most 74 in the 74 bytes that are left"},
    {0, "", 212, ERROR_SYNTAX,
     "x: byte 209, transaction 1: the block ends; expected the lock time"},
    {0, "", 214, ERROR_SYNTAX,
     "x: byte 213: bytes behind the last transaction; expected the block's end"},
};

static void each_fault_names_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        unsigned char bytes[256] = {0}, change[64];
        char digits[128];
        size_t size = plain_block(bytes), length = 0;
        for (const char *c = changes[i].bytes; *c != '\0'; c++)
            if (*c != ' ')
                digits[length++] = *c;
        memcpy(bytes + changes[i].at, change,
               vectors_bytes(span_of(digits, length), change, sizeof change));
        if (changes[i].size != 0)
            size = changes[i].size;
        unsigned char *copy = malloc(size); /* one byte too far is seen by the sanitizer */
        assert_non_null(copy);
        memcpy(copy, bytes, size);
        assert_false(coin_block_decode(&block, &coin_chains[0], span_of(copy, size), "x", &err));
        assert_error(err, changes[i].code, changes[i].told);
        assert_int_equal(block.transaction_count, 0);
        free(copy);
    }
}

/* Cut at every byte: always an error, never a byte too far. */
static void every_end_is_refused(void **state)
{
    unsigned char bytes[256];
    size_t size = plain_block(bytes);
    (void)state;
    for (size_t end = 0; end < size; end++) {
        unsigned char *copy = malloc(end == 0 ? 1 : end);
        assert_non_null(copy);
        memcpy(copy, bytes, end);
        assert_false(coin_block_decode(&block, &coin_chains[0], span_of(copy, end), "x", &err));
        assert_int_equal(err.code, ERROR_SYNTAX);
        free(copy);
    }
}

static void forms_of_other_chains(void **state)
{
    unsigned char bytes[256];
    size_t size = plain_block(bytes);
    (void)state;
    memcpy(bytes + 148, "\0\1", 2);
    assert_false(
        coin_block_decode(&block, chain_named("bitcoin-cash"), span_of(bytes, size), "x", &err));
    assert_error(err, ERROR_VALUE, "x: byte 148, transaction 1: no inputs; expected at least one");
    plain_block(bytes);
    bytes[1] = 1; /* version 0x100: a proof would follow */
    assert_false(
        coin_block_decode(&block, chain_named("dogecoin"), span_of(bytes, size), "x", &err));
    assert_error(err, ERROR_VALUE, "x: byte 84: the parent's coinbase has no inputs; expected one");
    assert_true(coin_block_decode(&block, &coin_chains[0], span_of(bytes, size), "x", &err));
}

/* Litecoin's last transaction: flag 8, a zero before the lock time, then the extension block. */
static void litecoins_extension(void **state)
{
    unsigned char bytes[512];
    static const char last[] = HEADER "02" COINBASE "02000000"
                                      "0008"
                                      "01"
                                      "11" ZEROS "111111111111111111111111111111"
                                      "05000000"
                                      "00"
                                      "fdffffff"
                                      "01"
                                      "0100000000000000"
                                      "00"
                                      "00"
                                      "07000000"
                                      "01abcdef";
    size_t size = vectors_bytes(span_text(last), bytes, sizeof bytes);
    unsigned char id[HASH256_BYTES], plain[HASH256_BYTES];
    unsigned char stripped[128];
    (void)state;
    assert_true(
        coin_block_decode(&block, chain_named("litecoin"), span_of(bytes, size), "x", &err));
    assert_true(block.extension);
    assert_false(block.witness);
    const struct coin_transaction *transaction = &block.transactions[1];
    memcpy(stripped, transaction->bytes.data, 4);
    memcpy(stripped + 4, transaction->body.data, transaction->body.size);
    memcpy(stripped + 4 + transaction->body.size, "\7\0\0\0", 4);
    hash256(plain, span_of(stripped, 8 + transaction->body.size));
    coin_transaction_txid(transaction, id);
    assert_memory_equal(id, plain, sizeof id);
    assert_false(coin_block_decode(&block, &coin_chains[0], span_of(bytes, size), "x", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_a_block),   cmocka_unit_test(each_fault_names_its_place),
        cmocka_unit_test(every_end_is_refused), cmocka_unit_test(forms_of_other_chains),
        cmocka_unit_test(litecoins_extension),
    };
    int failed = RUN_ALL("chain/coin_block", tests);
    coin_block_release(&block);
    return failed;
}
