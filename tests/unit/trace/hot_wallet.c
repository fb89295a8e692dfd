/* A wallet with a long history is never walked: what a trace looks at is counted.
 *
 *     seed --1--> hot wallet, in the middle of HISTORY arrivals and HISTORY debits of 2 each
 *
 * Beforehand the wallet holds so much that FIFO reaches the coloured unit near the end only.
 */
#include "made.h"
#include "run.h"
#include "scratch.h"
#include "trace/trace.h"

enum {
    HISTORY = 100000,
    ROWS = 2 * HISTORY + 3,
    SEED = 2,
    HOT = 1,
    PAYER = 3,
    PAID = 4,
    HELD = HISTORY / 2
};

static struct made_row rows[ROWS];
static size_t row_count;
static uint64_t coloured_at; /* the row that brings colour to the wallet */
static struct ledger *ledger;
static struct error err;

static void add(unsigned from, unsigned to, uint64_t amount, enum transfer_kind kind)
{
    unsigned number = (unsigned)row_count;
    rows[row_count++] = (struct made_row){1 + number / 50, 1 + number, from, to, 1, amount, kind};
}

static void make_ledger(void)
{
    add(0, HOT, HELD, TRANSFER_GENESIS);
    add(0, SEED, 1, TRANSFER_GENESIS);
    for (int i = 0; i < HISTORY; i++) {
        add(PAYER, HOT, 2, TRANSFER_VALUE);
        if (i == HISTORY / 2) {
            coloured_at = row_count;
            add(SEED, HOT, 1, TRANSFER_VALUE);
        }
        add(HOT, PAID, 2, TRANSFER_VALUE);
    }
    assert_true(made_append(scratch_path("hot"), rows, row_count, &err));
    assert_true(ledger_open(&ledger, scratch_path("hot"), &err));
}

static struct trace_result run_trace(const char *rule, enum trace_way way)
{
    struct trace_result result;
    struct trace_seed seed = {.asset = LEDGER_NONE, .transaction = LEDGER_NONE, .row = LEDGER_NONE};
    struct trace_query query = {.ledger = ledger,
                                .rule = rule_named(rule),
                                .seeds = &seed,
                                .seed_count = 1,
                                .end = ledger_count(ledger, COUNT_TRANSFERS),
                                .way = way};
    unsigned char key[ACCOUNT_KEY_BYTES];
    made_key(SEED, key);
    assert_true(ledger_find_account(ledger, key, &seed.account, &err));
    assert_int_not_equal(seed.account, LEDGER_NONE);
    if (!trace_run(&query, &result, &err))
        fail_msg("%s", err.text);
    return result;
}

/* FIFO passes the clean value before the colour in one step: some postings are tried first, then
 * the debit that gets through is searched; behind it the colour is gone from the wallet, and who
 * then holds it and only receives is not walked either. */
static void fifo_passes_clean_value(void **state)
{
    struct trace_result sparse = run_trace("fifo", TRACE_SPARSE);
    struct trace_result dense = run_trace("fifo", TRACE_DENSE);
    (void)state;
    assert_in_range(sparse.transfers_read, 2, 500);
    assert_in_range(dense.transfers_read, HISTORY / 2, ROWS);
    assert_int_equal(sparse.assets[0].reached, dense.assets[0].reached);
    assert_true(amount_equal(sparse.assets[0].held, dense.assets[0].held));
    trace_result_release(&sparse);
    trace_result_release(&dense);
}

/* No rule looks at what happened before colour came; the mixture of haircut has to be followed from
 * then on, the newest value of LIFO goes out at once. */
static void nobody_walks_the_past(void **state)
{
    struct trace_result haircut = run_trace("haircut", TRACE_SPARSE);
    struct trace_result lifo = run_trace("lifo", TRACE_SPARSE);
    (void)state;
    assert_in_range(haircut.transfers_read, 2, ROWS - coloured_at + 2);
    assert_in_range(lifo.transfers_read, 2, 500);
    trace_result_release(&haircut);
    trace_result_release(&lifo);
}

/* A balance deep in the history costs a look at running sums, and the rest of a stretch. */
static void a_balance_is_a_search(void **state)
{
    struct posting_cursor cursor;
    struct posting posting;
    (void)state;
    assert_true(postings_seek(ledger, 0, coloured_at + 1, &cursor, &err));
    assert_true(postings_next_beyond(&cursor, amount_from_u64(HISTORY / 2), &posting, &err));
    assert_int_not_equal(posting.transfer, LEDGER_NONE);
    assert_in_range(cursor.reads, 1, POSTINGS_PER_SUM + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fifo_passes_clean_value),
        cmocka_unit_test(nobody_walks_the_past),
        cmocka_unit_test(a_balance_is_a_search),
    };
    make_ledger();
    int failed = RUN_ALL("trace/hot_wallet", tests);
    ledger_free(ledger);
    return failed;
}
