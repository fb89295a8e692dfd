/* Widths that no caller may ask for end the program, where it is broken. */
#include "base/u256.h"

#include "run.h"

static void store_too_narrow(void)
{
    unsigned char bytes[U256_BYTES];
    u256_store(bytes, (struct u256){{0, 1}}, 8);
}

static void store_too_wide(void)
{
    unsigned char bytes[U256_BYTES + 1];
    u256_store(bytes, u256_zero(), U256_BYTES + 1);
}

static void load_too_wide(void)
{
    unsigned char bytes[U256_BYTES + 1] = {0};
    struct u256 value = u256_load(bytes, U256_BYTES + 1);
    printf("%u\n", u256_width(value));
}

static void a_wrong_width_is_a_broken_program(void **state)
{
    (void)state;
    assert_true(aborts(store_too_narrow));
    assert_true(aborts(store_too_wide));
    assert_true(aborts(load_too_wide));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_wrong_width_is_a_broken_program)};
    return RUN_ALL("base/u256_misuse", tests);
}
