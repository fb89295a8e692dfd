/* Balances, sums and postings at every position of random ledgers, against the naive walk. */
#include "ledger/postings.h"

#include "made.h"
#include "run.h"
#include "scratch.h"

enum { ROWS = 1200, SAMPLE = 7 };

static struct made_row rows[ROWS];
static struct made_sums sums[MADE_ACCOUNTS + 1][MADE_ASSETS + 1];
static struct error err;

static bool is(struct amount amount, uint64_t units)
{
    return amount_equal(amount, amount_from_u64(units));
}

static void check_container(const struct ledger *ledger, uint64_t container, uint64_t before)
{
    unsigned account, asset;
    struct amount balance;
    struct sums found;
    made_container(ledger, container, &account, &asset);
    const struct made_sums *wanted = &sums[account][asset];
    assert_true(postings_balance(ledger, container, before, &balance, &err));
    assert_true(is(balance, wanted->in + wanted->unseen - wanted->out));
    assert_true(postings_sums(ledger, container, before, &found, &err));
    assert_true(is(found.in, wanted->in));
    assert_true(is(found.out, wanted->out));
    assert_true(is(found.unseen, wanted->unseen));
}

/* Every container at every position; returns how many containers there are. */
static uint64_t check_positions(const struct ledger *ledger, size_t count)
{
    uint64_t containers = ledger_count(ledger, COUNT_CONTAINERS);
    memset(sums, 0, sizeof sums);
    for (size_t before = 0; before <= count; before++) {
        struct amount unseen;
        for (uint64_t container = 0; container < containers; container++)
            check_container(ledger, container, before);
        if (before == count)
            break;
        assert_true(ledger_transfer_unseen(ledger, before, &unseen, &err));
        assert_true(is(unseen, made_move(sums, &rows[before])));
    }
    return containers;
}

static bool has_posting(const struct made_row *row, unsigned account, unsigned asset, bool arrival)
{
    const struct transfer_kind_info *kind = transfer_kind_info(row->kind);
    return row->asset == asset &&
           (arrival ? kind->credits && row->to == account : kind->debits && row->from == account);
}

/* A cursor from a transfer on gives the container's sides, in order, and then the end twice. */
static void check_cursor(const struct ledger *ledger, uint64_t container, uint64_t from)
{
    unsigned account, asset;
    struct posting_cursor cursor;
    struct posting posting;
    uint64_t postings = 0;
    made_container(ledger, container, &account, &asset);
    assert_true(postings_seek(ledger, container, from, &cursor, &err));
    for (uint64_t i = from; i < ROWS; i++)
        for (int arrival = 0; arrival < 2; arrival++) {
            if (!has_posting(&rows[i], account, asset, arrival != 0))
                continue;
            assert_true(postings_next(&cursor, &posting, &err));
            assert_int_equal(posting.transfer, i);
            assert_int_equal(posting.arrival, arrival);
            postings++;
        }
    for (int again = 0; again < 2; again++) {
        assert_true(postings_next(&cursor, &posting, &err));
        assert_true(posting.transfer == LEDGER_NONE);
    }
    assert_int_equal(cursor.reads, postings);
}

static void random_ledgers(void **state)
{
    const size_t commits[] = {1, 2, 5, 12};
    (void)state;
    for (size_t i = 0; i < sizeof commits / sizeof commits[0]; i++) {
        char name[16];
        snprintf(name, sizeof name, "random-%zu", commits[i]);
        made_random(rows, ROWS, commits[i]);
        struct ledger *ledger = made_ledger(scratch_path(name), rows, ROWS, commits[i]);
        assert_true(ledger->segment_count > 2);
        uint64_t containers = check_positions(ledger, ROWS);
        assert_true(containers > MADE_ACCOUNTS);
        for (uint64_t container = 0; container < containers; container++)
            for (uint64_t from = 0; from <= ROWS; from += SAMPLE)
                check_cursor(ledger, container, from);
        ledger_free(ledger);
    }
}

/* Lists of more than 64 postings that start and end at, before and behind a multiple of 64. */
static void hot_containers(void **state)
{
    static struct made_row hot[400];
    (void)state;
    for (unsigned first = 62; first <= 66; first++) {
        char name[16];
        snprintf(name, sizeof name, "hot-%u", first);
        for (unsigned i = 0; i < 400; i++)
            hot[i] = (struct made_row){5 + i, 1 + i, i < first ? 3 : 1, 2, 1, 1 + i % 3, 0};
        memcpy(rows, hot, sizeof hot);
        struct ledger *ledger = made_ledger(scratch_path(name), hot, 400, 1);
        check_positions(ledger, 400);
        ledger_free(ledger);
    }
}

/* A debit and an arrival, in this order: what is missing is made, then comes back. */
static void self_transfers(void **state)
{
    const struct made_row self[] = {{1, 1, 1, 1, 1, 10, TRANSFER_VALUE},
                                    {1, 2, 1, 1, 1, 25, TRANSFER_VALUE},
                                    {2, 3, 1, 2, 1, 25, TRANSFER_VALUE}};
    struct amount balance, unseen;
    struct sums found;
    (void)state;
    struct ledger *ledger = made_ledger(scratch_path("self"), self, 3, 1);
    assert_true(postings_balance(ledger, 0, 1, &balance, &err) && is(balance, 10));
    assert_true(postings_balance(ledger, 0, 2, &balance, &err) && is(balance, 25));
    assert_true(postings_balance(ledger, 0, 3, &balance, &err) && is(balance, 0));
    assert_true(ledger_transfer_unseen(ledger, 1, &unseen, &err) && is(unseen, 15));
    assert_true(postings_sums(ledger, 0, 3, &found, &err));
    assert_true(is(found.in, 35) && is(found.out, 60) && is(found.unseen, 25));
    ledger_free(ledger);
}

static void a_stranger_holds_nothing(void **state)
{
    const struct made_row row = {1, 1, 1, 2, 1, 10, TRANSFER_VALUE};
    struct amount balance;
    struct posting_cursor cursor;
    struct posting posting;
    (void)state;
    struct ledger *ledger = made_ledger(scratch_path("stranger"), &row, 1, 1);
    assert_true(postings_balance(ledger, 99, 1, &balance, &err) && amount_is_zero(balance));
    assert_true(postings_seek(ledger, 99, 0, &cursor, &err));
    assert_true(postings_next(&cursor, &posting, &err) && posting.transfer == LEDGER_NONE);
    ledger_free(ledger);
}

static void sums_that_contradict(void **state)
{
    struct sums found = {amount_from_u64(5), amount_from_u64(9), amount_from_u64(3)};
    struct amount balance = amount_from_u64(77);
    (void)state;
    assert_false(sums_balance(amount_zero(), &found, &balance));
    assert_true(is(balance, 77)); /* untouched */
    assert_true(sums_balance(amount_from_u64(2), &found, &balance) && is(balance, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_ledgers),       cmocka_unit_test(hot_containers),
        cmocka_unit_test(self_transfers),       cmocka_unit_test(a_stranger_holds_nothing),
        cmocka_unit_test(sums_that_contradict),
    };
    return RUN_ALL("ledger/postings", tests);
}
