#include "chain/bech32.h"

#include <stdlib.h>

#include "run.h"
#include "vectors.h"

static struct error err;

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static void valid_texts_of_both_forms(void **state)
{
    struct dynbuf file = vectors_read("bech32.txt");
    struct span rest = dynbuf_bytes(&file), line, form, text;
    unsigned count = 0;
    (void)state;
    for (; vectors_next(&rest, &line); count++) {
        struct bech32 content;
        char printed[BECH32_TEXT_BYTES], prefix[BECH32_TEXT_BYTES];
        assert_true(vectors_word(&line, &form) && vectors_word(&line, &text));
        if (!bech32_decode(text, "x", &content, &err))
            fail_msg("%s", err.text);
        assert_int_equal(content.form, span_is(form, "bech32") ? BECH32 : BECH32M);
        for (size_t i = 0; i < content.prefix.size; i++)
            prefix[i] = lower((char)content.prefix.data[i]);
        content.prefix = span_of(prefix, content.prefix.size);
        assert_int_equal(bech32_encode(&content, printed), text.size);
        for (size_t i = 0; i < text.size; i++)
            assert_int_equal(printed[i], lower((char)text.data[i]));
    }
    assert_int_equal(count, 14);
    dynbuf_release(&file);
}

/* The invalid texts of both BIPs, each with the place of its fault. */
static void invalid_texts_name_their_place(void **state)
{
    static const struct {
        const char *text, *told;
    } wrong[] = {
        {" 1nwldj5", "character 1 is none of Bech32: expected a visible one of ASCII"},
        {"\x7f"
         "1axkwrx",
         "character 1 is none of Bech32: expected a visible one of ASCII"},
        {"\x80"
         "1eym55h",
         "character 1 is none of Bech32: expected a visible one of ASCII"},
        {"an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569p"
         "vx",
         "character 91 is one too many: expected at most 90"},
        {"pzry9x0s0muk", "character 13 is the end: expected a separator, 1"},
        {"1pzry9x0s0muk", "character 1 is the separator: expected a prefix before it"},
        {"x1b4n0q5v",
         "character 3 is no digit of Bech32: expected a letter or number without 1, b, "
         "i, o"},
        {"li1dgmt3", "character 9 is the end: expected six of checksum behind the separator"},
        {"de1lg7wt\xff", "character 9 is none of Bech32: expected a visible one of ASCII"},
        {"A1G7SGD8", "character 3 begins a checksum that fails: more than one character is wrong"},
        {"10a06t8", "character 1 is the separator: expected a prefix before it"},
        {"1qzzfhee", "character 1 is the separator: expected a prefix before it"},
        {"y1b0jsk6g",
         "character 3 is no digit of Bech32: expected a letter or number without 1, b, "
         "i, o"},
        {"lt1igcx5c0", "character 4 is no digit of Bech32: expected a letter or number without 1, "
                       "b, i, o"},
        {"in1muywd", "character 9 is the end: expected six of checksum behind the separator"},
        {"mm1crxm3i",
         "character 9 is no digit of Bech32: expected a letter or number without 1, b, "
         "i, o"},
        {"au1s5cgom",
         "character 8 is no digit of Bech32: expected a letter or number without 1, b, "
         "i, o"},
        {"M1VUXWEZ", "character 3 begins a checksum that fails: more than one character is wrong"},
        {"16plkw9", "character 1 is the separator: expected a prefix before it"},
        {"a12uEl5l", "character 5 is of the other case: expected all lower or all upper"},
        {"", "character 1 is the end: expected a separator, 1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct bech32 content = {.size = 7};
        assert_false(bech32_decode(span_text(wrong[i].text), "x", &content, &err));
        assert_int_equal(err.code, ERROR_VALUE);
        const char *told = strstr(err.text, ": character ");
        assert_non_null(told);
        assert_string_equal(told + 2, wrong[i].told);
        assert_int_equal(content.size, 7);
    }
}

/* Each other digit at each place behind the prefix: the place is named, and it is the right one. */
static void one_wrong_character_is_found(void **state)
{
    static const char digits[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    static const char *const addresses[] = {
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    };
    unsigned other_form = 0;
    (void)state;
    for (size_t a = 0; a < 2; a++)
        for (size_t i = 3; i < strlen(addresses[a]); i++)
            for (const char *digit = digits; *digit != '\0'; digit++) {
                char text[BECH32_TEXT_BYTES], told[64];
                struct bech32 content;
                snprintf(text, sizeof text, "%s", addresses[a]);
                if (text[i] == *digit)
                    continue;
                text[i] = *digit;
                assert_false(bech32_decode(span_text(text), "x", &content, &err));
                snprintf(told, sizeof told, ": character %zu is likely wrong", i + 1);
                other_form += strstr(err.text, told) == NULL; /* one change makes the other form */
            }
    assert_int_equal(other_form, 0);
}

/* `address`, then the script that it pays to: the program behind a version and a push. */
static void valid_witness_addresses(void **state)
{
    struct dynbuf file = vectors_read("witness.txt");
    struct span rest = dynbuf_bytes(&file), line, text, digits;
    unsigned count = 0;
    (void)state;
    for (; vectors_next(&rest, &line); count++) {
        unsigned char script[64];
        char printed[BECH32_TEXT_BYTES];
        struct witness_program program;
        assert_true(vectors_word(&line, &text) && vectors_word(&line, &digits));
        size_t size = vectors_bytes(digits, script, sizeof script);
        const char *prefix = lower((char)text.data[0]) == 'b' ? "bc" : "tb";
        if (!witness_decode(text, prefix, "x", &program, &err))
            fail_msg("%s", err.text);
        assert_int_equal(program.version, script[0] == 0 ? 0 : script[0] - 0x50);
        assert_int_equal(program.size, size - 2);
        assert_memory_equal(program.bytes, script + 2, program.size);
        witness_encode(program.version, span_of(script + 2, size - 2), prefix, printed);
        for (size_t i = 0; i < text.size; i++)
            assert_int_equal(printed[i], lower((char)text.data[i]));
    }
    assert_int_equal(count, 8);
    dynbuf_release(&file);
}

#define OLD_FORM   "begins a checksum of Bech32: expected that of Bech32m from version 1"
#define NEW_FORM   "begins a checksum of Bech32m: expected that of Bech32 for version 0"
#define NO_PROGRAM "ends no witness program: expected 2 to 40 whole bytes and zero bits"
#define NOT_V0     "ends no program of version 0: expected 20 or 32 bytes"

static void invalid_witness_addresses(void **state)
{
    static const struct {
        const char *text, *told;
    } wrong[] = {
        {"tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut",
         "character 2 is not of this chain: expected the prefix tb1"},
        {"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
         "character 57 " OLD_FORM},
        {"tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
         "character 57 " OLD_FORM},
        {"BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
         "character 57 " OLD_FORM},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", "character 37 " NEW_FORM},
        {"tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
         "character 57 " NEW_FORM},
        {"bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
         "character 60 is no digit of Bech32: expected a letter or number without 1, b, i, o"},
        {"BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
         "character 4 is a witness version over 16"},
        {"bc1pw5dgrnzv", "character 6 ends the program early: expected at least 2 bytes"},
        {"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
         "character 70 " NO_PROGRAM},
        {"BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "character 30 " NOT_V0},
        {"tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
         "character 59 is of the other case: expected all lower or all upper"},
        {"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
         "character 58 " NO_PROGRAM},
        {"tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
         "character 56 " NO_PROGRAM},
        {"bc1gmk9yu", "character 4 begins the checksum: expected a witness version"},
        {"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
         "character 42 is likely wrong: the checksum fails, and holds with another one there"},
        {"bc1rw5uspcuh", "character 7 " OLD_FORM},
        {"tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
         "character 59 is of the other case: expected all lower or all upper"},
        {"tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv",
         "character 56 " NO_PROGRAM},
        {"bc", "character 3 is not of this chain: expected the prefix bc1"},
        {"", "character 1 is not of this chain: expected the prefix tb1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct witness_program program = {.version = 7};
        const char *prefix = lower(wrong[i].text[0]) == 'b' ? "bc" : "tb";
        assert_false(witness_decode(span_text(wrong[i].text), prefix, "x", &program, &err));
        const char *told = strstr(err.text, ": character ");
        assert_non_null(told);
        assert_string_equal(told + 2, wrong[i].told);
        assert_int_equal(program.version, 7);
    }
}

static void reads_no_byte_beyond_the_text(void **state)
{
    static const char address[] = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0";
    (void)state;
    for (size_t length = 0; length < sizeof address; length++) {
        struct witness_program program;
        char *text = malloc(length == 0 ? 1 : length);
        assert_non_null(text);
        memcpy(text, address, length);
        assert_int_equal(witness_decode(span_of(text, length), "bc", "x", &program, &err),
                         length == sizeof address - 1);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_texts_of_both_forms),
        cmocka_unit_test(invalid_texts_name_their_place),
        cmocka_unit_test(one_wrong_character_is_found),
        cmocka_unit_test(valid_witness_addresses),
        cmocka_unit_test(invalid_witness_addresses),
        cmocka_unit_test(reads_no_byte_beyond_the_text),
    };
    return RUN_ALL("chain/bech32", tests);
}
