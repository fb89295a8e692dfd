#include "chain/caip.h"

#include <stdlib.h>

#include "run.h"
#include "vectors.h"

static struct error err;

static bool print_parsed(unsigned page, struct span text, struct dynbuf *buffer)
{
    struct caip2 chain;
    struct caip10 account;
    struct caip19 asset;
    if (page == 2)
        return caip2_parse(text, "x", &chain, &err) && caip2_print(&chain, buffer);
    if (page == 10)
        return caip10_parse(text, "x", &account, &err) && caip10_print(&account, buffer);
    return caip19_parse(text, "x", &asset, &err) && caip19_print(&asset, buffer);
}

static void published_names_come_back(void **state)
{
    struct dynbuf file = vectors_read("caip.txt");
    struct span rest = dynbuf_bytes(&file), line;
    unsigned count = 0;
    (void)state;
    for (; vectors_next(&rest, &line); count++) {
        unsigned own = span_starts_with(line, "2 ") ? 2 : span_starts_with(line, "10 ") ? 10 : 19;
        struct span name = span_part(line, own == 2 ? 2 : 3, line.size);
        for (unsigned page = 2; page <= 19; page += page == 2 ? 8 : 9) {
            struct dynbuf printed;
            dynbuf_init(&printed, CAIP19_BYTES_MAX);
            bool ok = print_parsed(page, name, &printed);
            assert_int_equal(ok, page == own); /* no name is of two kinds */
            if (ok)
                assert_true(span_equal(dynbuf_bytes(&printed), name));
            dynbuf_release(&printed);
        }
    }
    assert_int_equal(count, 29);
    dynbuf_release(&file);
}

static void parts_lie_in_the_text(void **state)
{
    struct caip2 chain;
    struct caip10 account;
    struct caip19 asset;
    (void)state;
    assert_true(caip2_parse(span_text("bip122:0000-_Z"), "x", &chain, &err));
    assert_true(span_is(chain.whole, "bip122:0000-_Z"));
    assert_true(span_is(chain.name_space, "bip122"));
    assert_true(span_is(chain.reference, "0000-_Z"));
    assert_true(caip10_parse(span_text("eip155:1:0xAb.%-"), "x", &account, &err));
    assert_true(span_is(account.chain.whole, "eip155:1"));
    assert_true(span_is(account.chain.reference, "1"));
    assert_true(span_is(account.address, "0xAb.%-"));
    assert_true(caip19_parse(span_text("eip155:1/erc721:0xAb/77"), "x", &asset, &err));
    assert_true(span_is(asset.chain.whole, "eip155:1"));
    assert_true(span_is(asset.name_space, "erc721"));
    assert_true(span_is(asset.reference, "0xAb"));
    assert_true(span_is(asset.token, "77"));
    assert_true(caip19_parse(span_text("eip155:1/slip44:60"), "x", &asset, &err));
    assert_true(span_is(asset.reference, "60"));
    assert_int_equal(asset.token.size, 0);
}

#define NAME_SPACE      "a namespace, 3 to 8 of a-z 0-9 -"
#define CHAIN_REFERENCE "a chain's reference, 1 to 32 of a-z A-Z 0-9 - _"
#define ADDRESS         "an address, 1 to 128 of a-z A-Z 0-9 - . %"
#define ASSET_NAMESPACE "an asset's namespace, 3 to 8 of a-z 0-9 -"
#define ASSET_REFERENCE "an asset's reference, 1 to 128 of a-z A-Z 0-9 - . %"
#define TOKEN           "a token, 1 to 78 of a-z A-Z 0-9 - . %"
#define X32             "0123456789abcdef0123456789ABCDEF"
#define X128            X32 X32 X32 X32

static const struct {
    unsigned page;
    const char *text;
    size_t character;
    const char *expected;
} wrong[] = {
    {2, "", 1, NAME_SPACE},
    {2, ":1", 1, NAME_SPACE},
    {2, "ei:1", 3, NAME_SPACE},
    {2, "eiP155:1", 3, NAME_SPACE},
    {2, " eip155:1", 1, NAME_SPACE},
    {2, "eip155", 7, "':' behind " NAME_SPACE},
    {2, "eip_155:1", 4, "':' behind " NAME_SPACE},
    {2, "abcdefghi:1", 9, "':' behind " NAME_SPACE},
    {2, "eip155/1", 7, "':' behind " NAME_SPACE},
    {2, "eip155:", 8, CHAIN_REFERENCE},
    {2, "eip155: 1", 8, CHAIN_REFERENCE},
    {2, "eip155:1 ", 9, "the end behind " CHAIN_REFERENCE},
    {2, "eip155:1.5", 9, "the end behind " CHAIN_REFERENCE},
    {2, "eip155:1:0x00", 9, "the end behind " CHAIN_REFERENCE},
    {2, "eip155:" X32 "0", 40, "the end behind " CHAIN_REFERENCE},
    {2, "eip155:\xc3\xa9", 8, CHAIN_REFERENCE},
    {10, "eip155:1", 9, "':' behind " CHAIN_REFERENCE},
    {10, "eip155:1/0x", 9, "':' behind " CHAIN_REFERENCE},
    {10, "eip155:" X32 "0:0x", 40, "':' behind " CHAIN_REFERENCE},
    {10, "eip155:1:", 10, ADDRESS},
    {10, "eip155:1:_", 10, ADDRESS},
    {10, "eip155:1:0x00:", 14, "the end behind " ADDRESS},
    {10, "eip155:1:" X128 "0", 138, "the end behind " ADDRESS},
    {19, "eip155:1", 9, "'/' behind " CHAIN_REFERENCE},
    {19, "eip155:1:erc20:0x", 9, "'/' behind " CHAIN_REFERENCE},
    {19, "eip155:1/", 10, ASSET_NAMESPACE},
    {19, "eip155:1/er:0x", 12, ASSET_NAMESPACE},
    {19, "eip155:1/ERC20:0x", 10, ASSET_NAMESPACE},
    {19, "eip155:1/erc20", 15, "':' behind " ASSET_NAMESPACE},
    {19, "eip155:1/erc200000:0x", 18, "':' behind " ASSET_NAMESPACE},
    {19, "eip155:1/erc20:", 16, ASSET_REFERENCE},
    {19, "eip155:1/erc20:0x_", 18, "the end behind " ASSET_REFERENCE},
    {19, "eip155:1/erc20:" X128 "0", 144, "the end behind " ASSET_REFERENCE},
    {19, "eip155:1/erc20:0x/", 19, TOKEN},
    {19, "eip155:1/erc20:0x//1", 19, TOKEN},
    {19, "eip155:1/erc20:0x/1/2", 20, "the end behind " TOKEN},
    {19, "eip155:1/erc20:0x/" X32 X32 "0123456789abcd0", 97, "the end behind " TOKEN},
};

static void wrong_names_tell_the_place_and_what_was_expected(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct span text = span_text(wrong[i].text), chain = span_of("kept", 4);
        struct dynbuf printed, told;
        dynbuf_init(&printed, 1000);
        dynbuf_init(&told, 1000);
        err = (struct error){0};
        assert_false(print_parsed(wrong[i].page, text, &printed));
        assert_int_equal(printed.size, 0);
        dynbuf_format(&told, "x: '%.64s%s': character %zu: expected %s", wrong[i].text,
                      text.size > 64 ? "..." : "", wrong[i].character, wrong[i].expected);
        assert_error(err, ERROR_SYNTAX, told.data);
        if (wrong[i].page == 2)
            assert_false(caip2_valid(text));
        if (wrong[i].page == 19)
            assert_false(caip19_valid(text, &chain));
        assert_true(span_is(chain, "kept"));
        dynbuf_release(&printed);
        dynbuf_release(&told);
    }
}

static void the_longest_names_are_taken(void **state)
{
    static const char chain_text[] = "abcdefgh:" X32;
    static const char account_text[] = "abcdefgh:" X32 ":" X128;
    static const char asset_text[] = "abcdefgh:" X32 "/abcdefgh:" X128 "/" X32 X32 "0123456789abcd";
    struct caip2 chain;
    struct caip10 account;
    struct caip19 asset;
    struct span of_asset;
    (void)state;
    assert_int_equal(sizeof chain_text - 1, CAIP2_BYTES_MAX);
    assert_int_equal(sizeof account_text - 1, CAIP10_BYTES_MAX);
    assert_int_equal(sizeof asset_text - 1, CAIP19_BYTES_MAX);
    assert_true(caip2_parse(span_text(chain_text), "x", &chain, &err));
    assert_true(caip10_parse(span_text(account_text), "x", &account, &err));
    assert_true(caip19_parse(span_text(asset_text), "x", &asset, &err));
    assert_true(caip2_valid(span_text(chain_text)));
    assert_true(caip19_valid(span_text(asset_text), &of_asset));
    assert_true(span_is(of_asset, chain_text));
}

/* The character sets, byte by byte, each against the set as the page writes it. */
static void every_byte_in_every_part(void **state)
{
    static const struct {
        unsigned page;
        const char *before;
        const char *others; /* beside a-z 0-9 - and, where `capitals`, A-Z */
        bool capitals;
        const char *behind;
    } parts[] = {
        {2, "abc", "", false, ":1"},         {2, "abc:1", "_", true, ""},
        {10, "abc:1:0", ".%", true, ""},     {19, "abc:1/abc", "", false, ":1"},
        {19, "abc:1/abc:0", ".%", true, ""}, {19, "abc:1/abc:0/0", ".%", true, ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        for (int byte = 0; byte < 256; byte++) {
            struct dynbuf text, printed;
            bool capital = byte >= 'A' && byte <= 'Z';
            bool allowed = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
                           byte == '-' || (capital && parts[i].capitals) ||
                           (byte != 0 && strchr(parts[i].others, byte) != NULL);
            if (byte == ':' && strchr(parts[i].behind, ':') != NULL)
                continue; /* two marks: another fault */
            if (byte == '/' && i == 4)
                continue; /* starts an empty token */
            dynbuf_init(&text, 100);
            dynbuf_init(&printed, 100);
            dynbuf_format(&text, "%s%c", parts[i].before, 'x');
            text.data[text.size - 1] = (char)byte;
            dynbuf_text(&text, parts[i].behind);
            assert_int_equal(print_parsed(parts[i].page, dynbuf_bytes(&text), &printed), allowed);
            dynbuf_release(&text);
            dynbuf_release(&printed);
        }
}

/* The text ends where its memory ends: one byte too far is seen by the address sanitizer. */
static void every_beginning_of_a_name(void **state)
{
    static const char whole[] = "eip155:1/erc721:0x06012c8cf97BEaD5/771769";
    (void)state;
    for (size_t size = 0; size < sizeof whole; size++) {
        struct caip19 asset;
        char *text = malloc(size == 0 ? 1 : size);
        assert_non_null(text);
        memcpy(text, whole, size);
        bool ok = caip19_parse(span_of(text, size), "x", &asset, &err);
        /* Whole from the first digit of the reference on, but for the bare slash. */
        assert_int_equal(ok, size > strlen("eip155:1/erc721:") &&
                                 size != strlen("eip155:1/erc721:0x06012c8cf97BEaD5/"));
        free(text);
    }
}

static void printing_past_a_maximum_fails(void **state)
{
    struct caip19 asset;
    (void)state;
    assert_true(caip19_parse(span_text("eip155:1/erc721:0x00/7"), "x", &asset, &err));
    for (size_t max = 0; max <= 22; max++) {
        struct dynbuf buffer;
        dynbuf_init(&buffer, max);
        assert_int_equal(caip19_print(&asset, &buffer), max == 22);
        dynbuf_release(&buffer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_names_come_back),
        cmocka_unit_test(parts_lie_in_the_text),
        cmocka_unit_test(wrong_names_tell_the_place_and_what_was_expected),
        cmocka_unit_test(the_longest_names_are_taken),
        cmocka_unit_test(every_byte_in_every_part),
        cmocka_unit_test(every_beginning_of_a_name),
        cmocka_unit_test(printing_past_a_maximum_fails),
    };
    return RUN_ALL("chain/caip", tests);
}
