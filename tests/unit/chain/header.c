#include "chain/header.h"

#include "made_block.h"
#include "run.h"

static struct error err;

static void fields_of_a_header(void **state)
{
    unsigned char bytes[HEADER_BYTES];
    struct header header;
    (void)state;
    for (unsigned i = 0; i < HEADER_BYTES; i++)
        bytes[i] = (unsigned char)(i + 1);
    header_read(bytes, &header);
    assert_int_equal(header.version, 0x04030201);
    assert_memory_equal(header.previous, bytes + 4, 32);
    assert_memory_equal(header.merkle_root, bytes + 36, 32);
    assert_int_equal(header.time, 0x48474645);
    assert_int_equal(header.bits, 0x4c4b4a49);
    assert_int_equal(header.nonce, 0x504f4e4d);
}

static void bad_targets(void **state)
{
    static const struct {
        const char *chain;
        uint32_t bits;
        const char *told;
    } wrong[] = {
        {"bitcoin", 0x1d800001,
         "x: nBits 0x1d800001 is no target: negative, zero or over 256 bits"},
        {"bitcoin", 0, "x: nBits 0x00000000 is no target: negative, zero or over 256 bits"},
        {"regtest", 0xff123456,
         "x: nBits 0xff123456 is no target: negative, zero or over 256 bits"},
        {"bitcoin", 0x1d010000,
         "x: nBits 0x1d010000 is easier than the limit of bitcoin, 0x1d00ffff"},
        {"signet", 0x1e0377af,
         "x: nBits 0x1e0377af is easier than the limit of signet, 0x1e0377ae"},
        {"regtest", 0x2100ffff,
         "x: nBits 0x2100ffff is easier than the limit of regtest, 0x207fffff"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct coin_chain *chain = coin_chain_find(span_text(wrong[i].chain));
        struct u256 target = u256_from_u64(7);
        unsigned char bytes[HEADER_BYTES] = {0};
        for (int b = 0; b < 4; b++)
            bytes[72 + b] = (unsigned char)(wrong[i].bits >> 8 * b);
        assert_false(header_target(chain, wrong[i].bits, "x", &target, &err));
        assert_error(err, ERROR_VALUE, wrong[i].told);
        assert_false(header_prove(chain, span_of(bytes, HEADER_BYTES), "x", &target, &err));
        assert_error(err, ERROR_VALUE, wrong[i].told);
        assert_true(u256_equal(target, u256_from_u64(7)));
    }
}

/* Ground for regtest, a header has the work that it says; for a harder target it has none. */
static void work_is_counted_and_checked(void **state)
{
    static const unsigned char start[HASH256_BYTES];
    const struct coin_chain *regtest = coin_chain_find(span_text("regtest"));
    (void)state;
    for (uint32_t i = 0; i < 50; i++) {
        struct dynbuf coinbase, block;
        struct u256 work;
        uint32_t bits = i % 2 == 0 ? 0x207fffff : 0x200fffff;
        made_coinbase(&coinbase, i, 1);
        made_block(&block, start, 1700000000, bits, &coinbase, 1);
        if (!header_prove(regtest, dynbuf_bytes(&block), "x", &work, &err))
            fail_msg("%s", err.text);
        assert_true(u256_equal(work, u256_from_u64(i % 2 == 0 ? 2 : 16)));
        block.data[75] = 0x1d;
        assert_false(header_prove(regtest, dynbuf_bytes(&block), "x", &work, &err));
        assert_non_null(strstr(err.text, "x: no proof of work: the hash is "));
        dynbuf_release(&coinbase);
        dynbuf_release(&block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_a_header),
        cmocka_unit_test(bad_targets),
        cmocka_unit_test(work_is_counted_and_checked),
    };
    return RUN_ALL("chain/header", tests);
}
