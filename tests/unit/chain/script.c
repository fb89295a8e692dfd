#include "chain/script.h"

#include <stdlib.h>

#include "run.h"
#include "vectors.h"

#define TWENTY     "0102030405060708090a0b0c0d0e0f1011121314"
#define THIRTY_TWO TWENTY "15161718191a1b1c1d1e1f20"
#define SHORT_KEY  "02" THIRTY_TWO
#define LONG_KEY   "04" THIRTY_TWO THIRTY_TWO

static const struct {
    const char *script;
    enum script_kind kind;
    unsigned version;
    unsigned from, size; /* of the key; size 0: the whole script */
} cases[] = {
    {"21" SHORT_KEY "ac", SCRIPT_P2PK, 0, 1, 33},
    {"2103" THIRTY_TWO "ac", SCRIPT_P2PK, 0, 1, 33},
    {"2104" THIRTY_TWO "ac", SCRIPT_UNKNOWN, 0, 0, 0}, /* a long key's first byte */
    {"2105" THIRTY_TWO "ac", SCRIPT_UNKNOWN, 0, 0, 0},
    {"41" LONG_KEY "ac", SCRIPT_P2PK, 0, 1, 65},
    {"4106" THIRTY_TWO THIRTY_TWO "ac", SCRIPT_P2PK, 0, 1, 65}, /* hybrid */
    {"4107" THIRTY_TWO THIRTY_TWO "ac", SCRIPT_P2PK, 0, 1, 65},
    {"4102" THIRTY_TWO THIRTY_TWO "ac", SCRIPT_UNKNOWN, 0, 0, 0},
    {"41" LONG_KEY "ad", SCRIPT_UNKNOWN, 0, 0, 0},
    {"4c21" SHORT_KEY "ac", SCRIPT_UNKNOWN, 0, 0, 0}, /* by PUSHDATA1 */
    {"76a914" TWENTY "88ac", SCRIPT_P2PKH, 0, 3, 20},
    {"76a914" TWENTY "88ad", SCRIPT_UNKNOWN, 0, 0, 0},
    {"76a914" TWENTY "88ac61", SCRIPT_UNKNOWN, 0, 0, 0},
    {"76a94c14" TWENTY "88ac", SCRIPT_UNKNOWN, 0, 0, 0},
    {"a914" TWENTY "87", SCRIPT_P2SH, 0, 2, 20},
    {"a914" TWENTY "88", SCRIPT_UNKNOWN, 0, 0, 0},
    {"aa14" TWENTY "87", SCRIPT_UNKNOWN, 0, 0, 0},
    {"0014" TWENTY, SCRIPT_P2WPKH, 0, 2, 20},
    {"0020" THIRTY_TWO, SCRIPT_P2WSH, 0, 2, 32},
    {"0013"
     "0102030405060708090a0b0c0d0e0f10111213",
     SCRIPT_UNKNOWN, 0, 0, 0},
    {"00020102", SCRIPT_UNKNOWN, 0, 0, 0},
    {"0021" SHORT_KEY, SCRIPT_UNKNOWN, 0, 0, 0},
    {"5120" THIRTY_TWO, SCRIPT_P2TR, 1, 2, 32},
    {"5114" TWENTY, SCRIPT_WITNESS, 1, 2, 20},
    {"51024e73", SCRIPT_WITNESS, 1, 2, 2}, /* pay to anchor */
    {"6002751e", SCRIPT_WITNESS, 16, 2, 2},
    {"6020" THIRTY_TWO, SCRIPT_WITNESS, 16, 2, 32},
    {"5228" TWENTY TWENTY, SCRIPT_WITNESS, 2, 2, 40},
    {"5229" TWENTY TWENTY "29", SCRIPT_UNKNOWN, 0, 0, 0},
    {"510101", SCRIPT_UNKNOWN, 0, 0, 0},
    {"61020102", SCRIPT_UNKNOWN, 0, 0, 0}, /* NOP is no version */
    {"4f020102", SCRIPT_UNKNOWN, 0, 0, 0}, /* nor is -1 */
    {"5103010203ff", SCRIPT_UNKNOWN, 0, 0, 0},
    {"6a", SCRIPT_NULLDATA, 0, 0, 0},
    {"6a0401020304", SCRIPT_NULLDATA, 0, 0, 0},
    {"6a4c0401020304", SCRIPT_NULLDATA, 0, 0, 0},
    {"6a4d040001020304", SCRIPT_NULLDATA, 0, 0, 0},
    {"6a00515f60", SCRIPT_NULLDATA, 0, 0, 0},
    {"6a50", SCRIPT_NULLDATA, 0, 0, 0}, /* RESERVED counts as a push */
    {"6a61", SCRIPT_UNKNOWN, 0, 0, 0},
    {"6a04010203", SCRIPT_UNKNOWN, 0, 0, 0}, /* a push over the end */
    {"6a4c", SCRIPT_UNKNOWN, 0, 0, 0},
    {"6a4dff", SCRIPT_UNKNOWN, 0, 0, 0},
    {"6a4effffffff", SCRIPT_UNKNOWN, 0, 0, 0},
    {"5121" SHORT_KEY "51ae", SCRIPT_MULTISIG, 0, 0, 0},
    {"5221" SHORT_KEY "41" LONG_KEY "52ae", SCRIPT_MULTISIG, 0, 0, 0},
    {"514c21" SHORT_KEY "51ae", SCRIPT_MULTISIG, 0, 0, 0}, /* the key by PUSHDATA1 */
    {"5221" SHORT_KEY "51ae", SCRIPT_UNKNOWN, 0, 0, 0},    /* 2 of 1 */
    {"5121" SHORT_KEY "52ae", SCRIPT_UNKNOWN, 0, 0, 0},    /* one key, said to be two */
    {"5121" SHORT_KEY "51ae61", SCRIPT_UNKNOWN, 0, 0, 0},
    {"5121" SHORT_KEY "51afae", SCRIPT_UNKNOWN, 0, 0, 0},
    {"0021" SHORT_KEY "51ae", SCRIPT_UNKNOWN, 0, 0, 0},   /* 0 of 1 */
    {"010121" SHORT_KEY "51ae", SCRIPT_UNKNOWN, 0, 0, 0}, /* 1, not in its shortest form */
    {"5120" THIRTY_TWO "51ae", SCRIPT_UNKNOWN, 0, 0, 0},  /* no key */
    {"5151ae", SCRIPT_UNKNOWN, 0, 0, 0},
    {"51ae", SCRIPT_UNKNOWN, 0, 0, 0},
    {"ae", SCRIPT_UNKNOWN, 0, 0, 0},
    {"5121" SHORT_KEY "ae", SCRIPT_UNKNOWN, 0, 0, 0},
    {"", SCRIPT_UNKNOWN, 0, 0, 0},
    {"51", SCRIPT_UNKNOWN, 0, 0, 0},
    {"4c", SCRIPT_UNKNOWN, 0, 0, 0},
};

/* A copy that ends where its memory ends: one byte too far is seen by the address sanitizer. */
static unsigned char *exact_copy(const unsigned char *bytes, size_t size)
{
    unsigned char *copy = malloc(size == 0 ? 1 : size);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    return copy;
}

static void kinds_and_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned char bytes[256];
        size_t size = vectors_bytes(span_text(cases[i].script), bytes, sizeof bytes);
        unsigned char *script = exact_copy(bytes, size);
        struct script found = script_classify(span_of(script, size));
        if (found.kind != cases[i].kind)
            fail_msg("%s is %s", cases[i].script, script_kind_name(found.kind));
        assert_int_equal(found.version, cases[i].version);
        assert_ptr_equal(found.key.data, script + cases[i].from);
        assert_int_equal(found.key.size, cases[i].size == 0 ? size : cases[i].size);
        free(script);
    }
}

/* Up to sixteen keys by a small number, to twenty by a push of one byte, and no more. */
static void multisig_of_up_to_twenty(void **state)
{
    (void)state;
    for (unsigned keys = 1; keys <= 21; keys++) {
        unsigned char script[21 * 34 + 8];
        size_t size = 0;
        script[size++] = 0x51;
        for (unsigned i = 0; i < keys; i++) {
            script[size++] = 33;
            script[size++] = 2;
            memset(script + size, (int)i, 32);
            size += 32;
        }
        if (keys > 16)
            script[size++] = 1;
        script[size++] = (unsigned char)(keys > 16 ? keys : 0x50 + keys);
        script[size++] = 0xae;
        assert_int_equal(script_classify(span_of(script, size)).kind,
                         keys <= 20 ? SCRIPT_MULTISIG : SCRIPT_UNKNOWN);
    }
}

static void what_nobody_can_spend(void **state)
{
    static unsigned char long_script[10001];
    (void)state;
    assert_true(script_unspendable(span_of("\x6a", 1)));
    assert_true(script_unspendable(span_of("\x6a\x61", 2)));
    assert_true(script_unspendable(span_of(long_script, 10001)));
    assert_false(script_unspendable(span_of(long_script, 10000)));
    assert_false(script_unspendable(span_of("\x51", 1)));
    assert_false(script_unspendable(span_of(NULL, 0)));
}

/* Random bytes, and scripts with one byte changed, cut off at each place: no byte beyond is read,
 * and the key lies inside. */
static void any_bytes_have_a_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned char bytes[256];
        size_t size = vectors_bytes(span_text(cases[i].script), bytes, sizeof bytes);
        for (size_t end = 0; end <= size; end++)
            for (int round = 0; round < 20; round++) {
                unsigned char *script = exact_copy(bytes, end);
                if (round > 0 && end > 0)
                    script[random_next() % end] = (unsigned char)random_next();
                struct script found = script_classify(span_of(script, end));
                assert_true(found.key.data >= script &&
                            found.key.data + found.key.size <= script + end);
                free(script);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_and_keys),
        cmocka_unit_test(multisig_of_up_to_twenty),
        cmocka_unit_test(what_nobody_can_spend),
        cmocka_unit_test(any_bytes_have_a_kind),
    };
    return RUN_ALL("chain/script", tests);
}
