/* The order inside a block, by hand (docs/taint-rules.md): each case says the rows as given and the
 * order that must come out. One letter an account; "AB1" is A to B in transaction 1. */
#include "ingest/order.h"

#include <stdlib.h>

#include "run.h"

enum { ROWS_MAX = 16 };

static enum transfer_kind special; /* of the rows marked with a star */
static struct error err;

/* "AB1": from, to ('-' for nobody), transaction; a star: of the special kind; a quote: of another
 * asset. */
static void make_row(const char *word, size_t length, uint64_t sequence, struct flow_row *ret_row)
{
    *ret_row = (struct flow_row){.position = FLOW_NO_POSITION, .sequence = sequence};
    for (size_t i = 3; i < length; i++) {
        if (word[i] == '*')
            ret_row->row.kind = special;
        ret_row->asset += word[i] == '\'';
    }
    const struct transfer_kind_info *kind = transfer_kind_info(ret_row->row.kind);
    assert_true(!kind->debits || word[0] != '-');
    ret_row->row.has_from = word[0] != '-';
    ret_row->row.has_to = true;
    ret_row->row.from[0] = (unsigned char)word[0];
    ret_row->row.to[0] = (unsigned char)word[1];
    ret_row->row.transaction[0] = (unsigned char)word[2];
}

/* Rows as given in one block, and in the order that must come out. */
static void check(const char *given, const char *wanted)
{
    struct flow_row rows[ROWS_MAX];
    const char *words[ROWS_MAX];
    char found[128] = "";
    size_t count = 0;
    for (const char *at = given; *at != '\0'; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        words[count] = at;
        make_row(at, length, count, &rows[count]);
        count++;
        at += length;
    }
    assert_true(order_block(rows, count, &err));
    for (size_t i = 0; i < count; i++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%.3s", i > 0 ? " " : "",
                 words[rows[i].sequence]);
    assert_string_equal(found, wanted);
}

static void what_spends_waits_for_what_funds_it(void **state)
{
    (void)state;
    check("BC1 AB2", "AB2 BC1");
    check("CD1 BC2 AB3", "AB3 BC2 CD1");
    check("AB1 BC2 CD3", "AB1 BC2 CD3"); /* in order already */
    check("BC1 AB2 DB3", "AB2 DB3 BC1"); /* for all that fund it */
    check("XY1 BC2 AB3", "XY1 AB3 BC2"); /* a stranger keeps his place */
}

static void cycles_start_with_the_first_given(void **state)
{
    (void)state;
    check("AB1 BA2", "AB1 BA2");
    check("BA1 AB2", "BA1 AB2");
    check("AB1 CA2 BC3", "AB1 BC3 CA2");
    /* All wait, and so the first goes, though it is in no cycle itself; that frees E. */
    check("DE1 AB2 BC3 CA4 EF5 AD6", "DE1 EF5 AB2 BC3 CA4 AD6");
    check("AB2 DE1 BC3 CA4 EF5 AD6", "AB2 BC3 CA4 AD6 DE1 EF5");
}

static void what_a_sender_sends_itself_does_not_count(void **state)
{
    (void)state;
    check("AA1 AB2", "AA1 AB2");
    check("AB1 AA2", "AB1 AA2"); /* A does not wait for A's own row */
    check("AA1 AB2 CA3", "CA3 AA1 AB2");
    check("AB1 BA1 AC2", "AB1 BA1 AC2");
    /* B is a sender of transaction 1 too: what B sends A elsewhere is no reason to wait. */
    check("AX1 BX1 BA2", "AX1 BX1 BA2");
}

static void transactions_stay_together(void **state)
{
    (void)state;
    check("BC1 AB2 XY1", "AB2 BC1 XY1");
    check("AB1 BC2 CD1", "AB1 CD1 BC2");                 /* C is funded too late: a cycle of two */
    check("BC1 EF2 AB3 FG2 GA2", "EF2 FG2 GA2 AB3 BC1"); /* F and G wait for none but their own */
}

static void rows_inside_a_transaction_too(void **state)
{
    (void)state;
    check("BC1 AB1", "AB1 BC1");
    check("CD1 BC1 AB1", "AB1 BC1 CD1");
    check("CA1 AB1 BC1", "CA1 AB1 BC1"); /* a ring: the first given */
    check("AA1 AB1", "AA1 AB1");
}

static void assets_are_apart(void **state)
{
    (void)state;
    check("BC1 AB2'", "BC1 AB2");
    check("BC1' AB2'", "AB2 BC1");
    check("BC1 BD1' AB2'", "AB2 BC1 BD1");
}

/* WETH: Deposit and Withdrawal are arrivals, as are mint, withdrawal, reward and genesis. */
static void arrivals_of_every_kind(void **state)
{
    const enum transfer_kind kinds[] = {TRANSFER_WRAP,   TRANSFER_MINT,    TRANSFER_WITHDRAWAL,
                                        TRANSFER_REWARD, TRANSFER_GENESIS, TRANSFER_INTERNAL,
                                        TRANSFER_TOKEN};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        special = kinds[i];
        check("BC1 WB2*", "WB2 BC1");
        check("BC1 WB1*", "WB1 BC1");
        if (!transfer_kind_info(special)->debits)
            check("BC1 -B2*", "-B2 BC1");
    }
}

/* Gas, fees, burns and unwraps debit: they wait, and nobody waits for them. */
static void debits_of_every_kind(void **state)
{
    const enum transfer_kind kinds[] = {TRANSFER_GAS, TRANSFER_BURN, TRANSFER_UNWRAP,
                                        TRANSFER_L1FEE};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        special = kinds[i];
        check("BC1* AB2", "AB2 BC1");
        check("BC1 AB2*", "BC1 AB2"); /* B is named, and gets nothing */
    }
}

static void one_row_or_none(void **state)
{
    struct flow_row row = {.sequence = 7};
    (void)state;
    assert_true(order_block(&row, 0, &err));
    assert_true(order_block(&row, 1, &err) && row.sequence == 7);
}

/* A hundred thousand rows that wait for the next one each: linear, not quadratic. */
static void a_long_chain_backwards(void **state)
{
    enum { LONG = 100000 };
    struct flow_row *rows = calloc(LONG, sizeof *rows);
    (void)state;
    assert_non_null(rows);
    for (uint32_t i = 0; i < LONG; i++) {
        uint32_t from = LONG - i - 1, to = LONG - i;
        rows[i].sequence = i;
        rows[i].row.has_from = rows[i].row.has_to = true;
        memcpy(rows[i].row.from, &from, sizeof from);
        memcpy(rows[i].row.to, &to, sizeof to);
        memcpy(rows[i].row.transaction, &i, sizeof i);
    }
    assert_true(order_block(rows, LONG, &err));
    for (uint32_t i = 0; i < LONG; i++)
        assert_int_equal(rows[i].sequence, LONG - i - 1);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_spends_waits_for_what_funds_it),
        cmocka_unit_test(cycles_start_with_the_first_given),
        cmocka_unit_test(what_a_sender_sends_itself_does_not_count),
        cmocka_unit_test(transactions_stay_together),
        cmocka_unit_test(rows_inside_a_transaction_too),
        cmocka_unit_test(assets_are_apart),
        cmocka_unit_test(arrivals_of_every_kind),
        cmocka_unit_test(debits_of_every_kind),
        cmocka_unit_test(one_row_or_none),
        cmocka_unit_test(a_long_chain_backwards),
    };
    return RUN_ALL("ingest/order", tests);
}
