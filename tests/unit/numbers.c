/* u256 and amounts beside GMP, addresses beside the vectors of EIP-55. */
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "chain/amount.h"
#include "chain/evm_address.h"
#include "ingest/flow_time.h"

static unsigned passed, failed;

static void check(bool ok, const char *what)
{
    passed += ok;
    failed += !ok;
    if (!ok && failed <= 10)
        printf("failed: %s\n", what);
}

static uint64_t next(void)
{
    static uint64_t state = 1;
    uint64_t z = state += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

/* Numbers of every length, with the limbs at which division goes wrong. */
static struct u256 random_u256(void)
{
    struct u256 value = {{0}};
    int limbs = (int)(next() % 5);
    for (int i = 0; i < limbs; i++) {
        const uint64_t edges[] = {0, 1, UINT64_MAX, UINT64_C(1) << 63, UINT64_MAX - 1};
        value.limb[i] = next() % 3 == 0 ? edges[next() % 5] : next() >> next() % 64;
    }
    return value;
}

static void to_gmp(mpz_t ret, struct u256 value)
{
    mpz_import(ret, 4, -1, sizeof(uint64_t), 0, 0, value.limb);
}

static void check_arithmetic(int rounds)
{
    mpz_t a, b, c, wanted, got;
    mpz_inits(a, b, c, wanted, got, NULL);
    for (int i = 0; i < rounds; i++) {
        struct u256 x = random_u256(), y = random_u256(), z = random_u256(), result = {{7}};
        to_gmp(a, x);
        to_gmp(b, y);
        to_gmp(c, z);
        bool ok = u256_mul_div(x, y, z, &result);
        mpz_mul(wanted, a, b);
        if (mpz_sgn(c) != 0)
            mpz_fdiv_q(wanted, wanted, c);
        check(ok == (mpz_sgn(c) != 0 && mpz_sizeinbase(wanted, 2) <= 256), "mul_div: fits");
        to_gmp(got, result);
        check(!ok || mpz_cmp(got, wanted) == 0, "mul_div: quotient");
        mpz_add(wanted, a, b);
        ok = u256_add(x, y, &result);
        to_gmp(got, result);
        check(ok ? mpz_cmp(got, wanted) == 0 : mpz_sizeinbase(wanted, 2) > 256, "add");
        ok = u256_sub(x, y, &result);
        mpz_sub(wanted, a, b);
        to_gmp(got, result);
        check(ok ? mpz_cmp(got, wanted) == 0 : mpz_sgn(wanted) < 0, "sub");
    }
    mpz_clears(a, b, c, wanted, got, NULL);
}

static void check_decimal(int rounds)
{
    mpz_t value;
    mpz_init(value);
    for (int i = 0; i < rounds; i++) {
        struct amount amount = {random_u256()}, back;
        char ours[U256_DECIMAL_BYTES], *theirs;
        unsigned char bytes[32];
        size_t size = amount_to_decimal(amount, ours);
        to_gmp(value, amount.units);
        theirs = mpz_get_str(NULL, 10, value);
        check(strcmp(ours, theirs) == 0, "to decimal");
        free(theirs);
        check(amount_from_decimal(span_of(ours, size), &back) && !amount_compare(back, amount),
              "from decimal");
        amount_store(bytes, amount, amount_width(amount));
        back = amount_load(bytes, amount_width(amount));
        check(amount_compare(back, amount) == 0, "store and load");
    }
    mpz_clear(value);
    struct amount amount;
    check(!amount_from_decimal(span_text(""), &amount), "no digits");
    check(!amount_from_decimal(span_text("12a"), &amount), "a letter");
    check(!amount_from_decimal(
              span_text("115792089237316195423570985008687907853269984665640564039457584007913129"
                        "639936"),
              &amount),
          "2^256");
}

static void check_display(const char *units, unsigned decimals, const char *symbol,
                          const char *wanted)
{
    struct dynbuf text;
    struct amount amount = amount_zero();
    dynbuf_init(&text, 1000);
    check(amount_from_decimal(span_text(units), &amount), units);
    amount_display(&text, amount, decimals, symbol);
    check(span_is(dynbuf_bytes(&text), wanted), wanted);
    dynbuf_release(&text);
}

static void check_parse(const char *text, bool taken, const char *units, size_t place)
{
    struct amount amount = amount_zero(), wanted = amount_zero();
    size_t wrong = 99;
    bool ok = amount_parse_display(span_text(text), 2, &amount, &wrong);
    check(ok == taken, text);
    if (taken)
        check(amount_from_decimal(span_text(units), &wanted) && !amount_compare(amount, wanted),
              text);
    else
        check(wrong == place, text);
}

static void check_addresses(void)
{
    static const char *const good[] = {
        "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"};
    unsigned char key[EVM_ADDRESS_BYTES];
    struct error err;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        char printed[EVM_ADDRESS_TEXT_BYTES];
        check(evm_address_parse(span_text(good[i]), "x", key, &err), good[i]);
        evm_address_print_checksum(key, printed);
        check(strcmp(printed, good[i]) == 0, good[i]);
    }
    check(!evm_address_parse(span_text("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9adb"), "x", key,
                             &err) &&
              strstr(err.text, "character 41") != NULL,
          "a bad checksum is told with its place");
    check(!evm_address_parse(span_text("0xD1220A"), "x", key, &err), "too short");
    check(!evm_address_parse(span_text("0xz1220a0cf47c7b9be7a2e6ba89f429762e7b9adb"), "x", key,
                             &err) &&
              strstr(err.text, "character 3 ") != NULL,
          "a wrong digit is told with its place");
}

static void check_times(void)
{
    uint64_t seconds = 0;
    char text[FLOW_TIME_BYTES];
    check(flow_time_parse(span_text("2023-01-13T20:34:11Z"), &seconds) && seconds == 1673642051,
          "ISO 8601");
    flow_time_print(seconds, text);
    check(strcmp(text, "2023-01-13T20:34:11Z") == 0, "printed back");
    check(flow_time_parse(span_text("2000-02-29 23:59:59"), &seconds) && seconds == 951868799,
          "a leap day");
    check(!flow_time_parse(span_text("2100-02-29 00:00:00"), &seconds), "no leap day in 2100");
    check(!flow_time_parse(span_text("2023-13-01T00:00:00Z"), &seconds), "no 13th month");
    check(flow_time_parse(span_text("1673642051"), &seconds) && seconds == 1673642051, "seconds");
}

int main(void)
{
    check_arithmetic(300000);
    check_decimal(100000);
    check_display("7052514727", 2, "USD", "70,525,147.27 USD");
    check_display("5", 2, "USD", "0.05 USD");
    check_display("1230000000000000000", 18, "ETH", "1.23 ETH");
    check_display("1234567", 0, "", "1,234,567");
    check_parse("200000.0", true, "20000000", 0);
    check_parse("200991.72", true, "20099172", 0);
    check_parse("7", true, "700", 0);
    check_parse("1.234", false, "", 4);
    check_parse("1.", false, "", 1);
    check_parse(".5", false, "", 0);
    check_parse("-1", false, "", 0);
    check_parse("1e5", false, "", 1);
    check_addresses();
    check_times();
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
