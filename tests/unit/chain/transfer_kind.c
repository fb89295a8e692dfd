#include "chain/transfer_kind.h"

#include "run.h"

/* The numbers are written in ledgers: a change here is a new ledger format. */
static const struct {
    const char *name;
    int number;
    bool debits, credits;
    enum transfer_sink sink;
} kinds[] = {
    {"value", 0, true, true, SINK_NONE},       {"internal", 1, true, true, SINK_NONE},
    {"token", 2, true, true, SINK_NONE},       {"gas", 3, true, false, SINK_FEES},
    {"mint", 4, false, true, SINK_NONE},       {"burn", 5, true, false, SINK_BURNT},
    {"wrap", 6, false, true, SINK_NONE},       {"unwrap", 7, true, false, SINK_UNRESOLVED},
    {"withdrawal", 8, false, true, SINK_NONE}, {"reward", 9, false, true, SINK_NONE},
    {"genesis", 10, false, true, SINK_NONE},   {"l1fee", 11, true, false, SINK_FEES},
};

static void names_numbers_and_sides(void **state)
{
    (void)state;
    assert_int_equal(sizeof kinds / sizeof kinds[0], TRANSFER_KINDS);
    for (int i = 0; i < TRANSFER_KINDS; i++) {
        enum transfer_kind kind = TRANSFER_KINDS;
        assert_true(transfer_kind_parse(span_text(kinds[i].name), &kind));
        assert_int_equal(kind, kinds[i].number);
        const struct transfer_kind_info *info = transfer_kind_info(kind);
        assert_string_equal(info->name, kinds[i].name);
        assert_int_equal(info->debits, kinds[i].debits);
        assert_int_equal(info->credits, kinds[i].credits);
        assert_int_equal(info->sink, kinds[i].sink);
        /* What leaves an account goes to another or to a sink, never nowhere. */
        assert_true(info->debits || info->credits);
        assert_int_equal(info->debits && !info->credits, info->sink != SINK_NONE);
    }
}

static void other_names_are_refused(void **state)
{
    static const char *const wrong[] = {"", "Value", "values", "valu", " value", "swap"};
    enum transfer_kind kind = TRANSFER_MINT;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(transfer_kind_parse(span_text(wrong[i]), &kind));
    assert_int_equal(kind, TRANSFER_MINT);
}

static void ask_for_none(void)
{
    transfer_kind_info(TRANSFER_KINDS);
}

static void no_such_kind_is_a_broken_program(void **state)
{
    (void)state;
    assert_true(aborts(ask_for_none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_numbers_and_sides),
        cmocka_unit_test(other_names_are_refused),
        cmocka_unit_test(no_such_kind_is_a_broken_program),
    };
    return RUN_ALL("chain/transfer_kind", tests);
}
