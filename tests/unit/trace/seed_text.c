/* Seeds as people write them, against a small ledger. */
#include "trace/seed_text.h"

#include "made.h"
#include "run.h"
#include "scratch.h"

#define ONE  "0x2500000000000000000000000000000001000000" /* made_key(1) */
#define TWO  "0x4a00000000000000000000000000000002000000"
#define NONE "0x1111111111111111111111111111111111111111"
#define TX   "0x6500000000000000000000000000000000000000000000000000000001000000" /* made_id(1) */
#define TX2  "0xca00000000000000000000000000000000000000000000000000000002000000"
#define TX9  "0x8d00000000000000000000000000000000000000000000000000000009000000"

static const struct made_row rows[] = {
    {100, 1, 1, 2, 1, 50, TRANSFER_VALUE},
    {100, 1, 2, 3, 2, 20, TRANSFER_VALUE},
    {105, 2, 3, 1, 1, 7, TRANSFER_VALUE},
    {109, 2, 3, 1, 1, 7, TRANSFER_VALUE},
};
static struct ledger *ledger;
static struct error err;

static struct named_seed parse(const char *text)
{
    struct named_seed seed;
    if (!seed_parse(ledger, span_text(text), "--seed", &seed, &err))
        fail_msg("%s: %s", text, err.text);
    return seed;
}

static void refuse(const char *text, enum error_code code, const char *why)
{
    struct named_seed seed = {.block = 77};
    if (seed_parse(ledger, span_text(text), "--seed", &seed, &err))
        fail_msg("%s: taken", text);
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.text, why));
    assert_true(strncmp(err.text, "--seed: ", 8) == 0);
    assert_int_equal(seed.block, 77); /* untouched */
}

static uint64_t number_of(unsigned account)
{
    unsigned char key[ACCOUNT_KEY_BYTES];
    uint64_t number;
    made_key(account, key);
    assert_true(ledger_find_account(ledger, key, &number, &err));
    return number;
}

static void addresses(void **state)
{
    (void)state;
    struct named_seed seed = parse(ONE);
    assert_true(seed.seed.account == number_of(1) && seed.seed.asset == LEDGER_NONE);
    assert_true(seed.seed.from == 0 && seed.seed.transaction == LEDGER_NONE && !seed.absent);
    assert_true(!seed.seed.has_cap && strcmp(seed.colour, "default") == 0);
    assert_true(parse("eip155:1:" TWO).seed.account == number_of(2));
    assert_true(parse(NONE).absent);
    assert_true(parse("eip155:2:" TWO).absent); /* of another chain */
    refuse("", ERROR_VALUE, "");
    refuse(ONE "0", ERROR_VALUE, "");
}

static void blocks(void **state)
{
    (void)state;
    assert_int_equal(parse(ONE "@0").seed.from, 0);
    assert_int_equal(parse(ONE "@100").seed.from, 0);
    assert_int_equal(parse(ONE "@101").seed.from, 2);
    assert_int_equal(parse(ONE "@109").seed.from, 3);
    assert_int_equal(parse(ONE "@110").seed.from, 4); /* behind the end: never starts */
    assert_true(parse(ONE "@9223372036854775807").block == INT64_MAX);
    refuse(ONE "@9223372036854775808", ERROR_VALUE, "height behind the @");
    refuse(ONE "@", ERROR_VALUE, "height behind the @");
    refuse(ONE "@-1", ERROR_VALUE, "height behind the @");
}

static void assets_caps_and_colours(void **state)
{
    (void)state;
    struct named_seed seed = parse(ONE "/eip155:1/erc20:a2@105=30#lazarus");
    assert_true(seed.seed.asset == 1 && seed.block == 105 && seed.seed.from == 2);
    assert_true(seed.seed.has_cap && amount_equal(seed.seed.cap, amount_from_u64(30)));
    assert_string_equal(seed.colour, "lazarus");
    assert_string_equal(parse(ONE "#\xed\x95\x9c").colour, "\xed\x95\x9c");
    refuse(ONE "/eip155:1/erc20:a9", ERROR_NOT_FOUND, "no asset");
    refuse(ONE "=", ERROR_VALUE, "amount");
    refuse(ONE "=1.5", ERROR_VALUE, "amount");
    refuse(ONE "#", ERROR_VALUE, "colour");
    refuse(ONE "#a\nb", ERROR_VALUE, "colour");
    refuse(ONE "#\xff", ERROR_VALUE, "colour");
    refuse(ONE "#0123456789012345678901234567890123456789012345678901234567890123", ERROR_VALUE,
           "colour");
}

static void transactions(void **state)
{
    (void)state;
    struct named_seed seed = parse(TX "#a");
    assert_true(seed.seed.transaction == 0 && seed.seed.row == LEDGER_NONE);
    assert_true(seed.seed.account == LEDGER_NONE);
    assert_int_equal(parse(TX ":1").seed.row, 1);
    refuse(TX ":2", ERROR_VALUE, "from 0 to 1");
    refuse(TX ":", ERROR_VALUE, "from 0 to 1");
    refuse(TX9, ERROR_NOT_FOUND, "blocks 100 to 109");
    refuse(TX2, ERROR_CONFLICT, "105 and 109"); /* names two */
    refuse("0x"
           "zz00000000000000000000000000000000000000000000000000000001000000",
           ERROR_VALUE, "character 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),
        cmocka_unit_test(blocks),
        cmocka_unit_test(assets_caps_and_colours),
        cmocka_unit_test(transactions),
    };
    ledger = made_ledger(scratch_path("ledger"), rows, sizeof rows / sizeof rows[0], 1);
    int failed = RUN_ALL("trace/seed_text", tests);
    ledger_free(ledger);
    return failed;
}
