#include "chain/evm_address.h"

#include <stdlib.h>

#include "run.h"
#include "vectors.h"

static struct error err;

static void published_checksums(void **state)
{
    struct dynbuf file = vectors_read("eip55.txt");
    struct span rest = dynbuf_bytes(&file), line;
    unsigned count = 0;
    (void)state;
    for (; vectors_next(&rest, &line); count++) {
        unsigned char address[EVM_ADDRESS_BYTES], again[EVM_ADDRESS_BYTES];
        char printed[EVM_ADDRESS_TEXT_BYTES];
        assert_true(evm_address_parse(line, "x", address, &err));
        evm_address_print_checksum(address, printed);
        assert_true(span_is(line, printed));
        evm_address_print(address, printed);
        for (size_t i = 0; i < line.size; i++)
            assert_int_equal(printed[i], line.data[i] >= 'A' && line.data[i] <= 'F'
                                             ? line.data[i] + 'a' - 'A'
                                             : line.data[i]);
        assert_true(evm_address_parse(span_text(printed), "x", again, &err)); /* one case alone */
        assert_memory_equal(again, address, EVM_ADDRESS_BYTES);
        for (size_t i = 2; printed[i] != '\0'; i++)
            if (printed[i] >= 'a')
                printed[i] = (char)(printed[i] - 'a' + 'A');
        assert_true(evm_address_parse(span_text(printed), "x", again, &err));
        assert_memory_equal(again, address, EVM_ADDRESS_BYTES);
    }
    assert_int_equal(count, 8);
    dynbuf_release(&file);
}

/* Each letter of a checksummed address in the other case is an error, at that character. */
static void a_bad_checksum_names_its_character(void **state)
{
    struct dynbuf file = vectors_read("eip55.txt");
    struct span rest = dynbuf_bytes(&file), line;
    unsigned count = 0;
    (void)state;
    while (vectors_next(&rest, &line))
        for (size_t i = 2; i < line.size; i++) {
            unsigned char text[42], address[EVM_ADDRESS_BYTES] = "kept";
            char told[200];
            bool other_upper = false, other_lower = false;
            memcpy(text, line.data, sizeof text);
            if (text[i] < 'A')
                continue;
            text[i] ^= 'a' ^ 'A';
            for (size_t j = 2; j < line.size; j++) {
                other_upper = other_upper || (text[j] >= 'A' && text[j] <= 'F');
                other_lower = other_lower || text[j] >= 'a';
            }
            if (!other_upper || !other_lower)
                continue;
            assert_false(evm_address_parse(span_of(text, sizeof text), "row 7", address, &err));
            snprintf(told, sizeof told,
                     "row 7: '%.42s': the EIP-55 checksum fails at character %zu",
                     (const char *)text, i + 1);
            assert_string_equal(err.text, told);
            count++;
            assert_int_equal(err.code, ERROR_VALUE);
            assert_string_equal((const char *)address, "kept");
        }
    assert_true(count > 80);
    dynbuf_release(&file);
}

#define EXPECTED "expected an address, 0x and 40 hexadecimal digits"

static void what_is_no_address_is_told(void **state)
{
    static const struct {
        const char *text, *told;
    } wrong[] = {
        {"", "x: '': " EXPECTED},
        {"0x", "x: '0x': " EXPECTED},
        {"0xde709f2102306220921060314715629080e2fb7",
         "x: '0xde709f2102306220921060314715629080e2fb7': " EXPECTED},
        {"0xde709f2102306220921060314715629080e2fb777",
         "x: '0xde709f2102306220921060314715629080e2fb777': " EXPECTED},
        {"0Xde709f2102306220921060314715629080e2fb77",
         "x: '0Xde709f2102306220921060314715629080e2fb77': " EXPECTED},
        {"de709f2102306220921060314715629080e2fb7777",
         "x: 'de709f2102306220921060314715629080e2fb7777': " EXPECTED},
        {"0xde709f2102306220921060314715629080e2fb7g",
         "x: '0xde709f2102306220921060314715629080e2fb7g': character 42 is no hexadecimal digit"},
        {"0x\nde709f2102306220921060314715629080e2fb7",
         "x: '0x?de709f2102306220921060314715629080e2fb7': character 3 is no hexadecimal digit"},
        {"0x0000000000000000000000000000000000000000000000000000000000000000000000",
         "x: '0x00000000000000000000000000000000000000000000000000000000000000': " EXPECTED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        unsigned char address[EVM_ADDRESS_BYTES] = "kept";
        assert_false(evm_address_parse(span_text(wrong[i].text), "x", address, &err));
        assert_error(err, ERROR_VALUE, wrong[i].told);
        assert_string_equal((const char *)address, "kept");
    }
}

#define PLAIN "0xde709f2102306220921060314715629080e2fb77"

static void accounts_are_plain_or_caip_10(void **state)
{
    unsigned char plain[EVM_ADDRESS_BYTES], named[EVM_ADDRESS_BYTES];
    struct span chain = span_text("kept");
    (void)state;
    assert_true(evm_account_parse(span_text(PLAIN), "x", &chain, plain, &err));
    assert_int_equal(chain.size, 0);
    assert_true(evm_account_parse(span_text("eip155:137:" PLAIN), "x", &chain, named, &err));
    assert_true(span_is(chain, "eip155:137"));
    assert_memory_equal(named, plain, EVM_ADDRESS_BYTES);
    chain = span_text("kept");
    memset(named, 'k', sizeof named);
    assert_false(evm_account_parse(span_text("eip155:1:0x12"), "x", &chain, named, &err));
    assert_error(err, ERROR_VALUE, "x: '0x12': " EXPECTED);
    assert_false(evm_account_parse(span_text("eip155:" PLAIN), "x", &chain, named, &err));
    assert_int_equal(err.code, ERROR_SYNTAX);
    assert_false(evm_account_parse(span_text("cosmos:1:" PLAIN), "x", &chain, named, &err));
    assert_error(err, ERROR_VALUE, "x: 'cosmos:1:" PLAIN "': expected an account of eip155");
    assert_false(evm_account_parse(span_text(""), "x", &chain, named, &err));
    assert_error(err, ERROR_VALUE, "x: '': " EXPECTED);
    assert_true(span_is(chain, "kept"));
    assert_int_equal(named[0], 'k');
    /* The checksum counts inside a CAIP-10 name too. */
    assert_true(evm_account_parse(span_text("eip155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb"),
                                  "x", &chain, named, &err));
    assert_false(evm_account_parse(span_text("eip155:1:0xAb16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb"),
                                   "x", &chain, named, &err));
    assert_non_null(strstr(err.text, "checksum fails at character 3"));
}

/* The text ends where its memory ends: one byte too far is seen by the address sanitizer. */
static void reads_no_byte_beyond_the_text(void **state)
{
    (void)state;
    for (size_t size = 0; size <= strlen(PLAIN); size++) {
        unsigned char address[EVM_ADDRESS_BYTES];
        char *text = malloc(size == 0 ? 1 : size);
        assert_non_null(text);
        memcpy(text, PLAIN, size);
        assert_int_equal(evm_address_parse(span_of(text, size), "x", address, &err),
                         size == strlen(PLAIN));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_checksums),
        cmocka_unit_test(a_bad_checksum_names_its_character),
        cmocka_unit_test(what_is_no_address_is_told),
        cmocka_unit_test(accounts_are_plain_or_caip_10),
        cmocka_unit_test(reads_no_byte_beyond_the_text),
    };
    return RUN_ALL("chain/evm_address", tests);
}
