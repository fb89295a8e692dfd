/* Finding things by value, height and time in random ledgers of several segments, against loops. */
#include "ledger/ledger.h"

#include "made.h"
#include "run.h"
#include "scratch.h"

enum { ROWS = 900 };

static struct made_row rows[ROWS];
static struct ledger *ledger;
static struct error err;

static int make(void **state)
{
    (void)state;
    made_random(rows, ROWS, 42);
    ledger = made_ledger(scratch_path("ledger"), rows, ROWS, 4);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    ledger_free(ledger);
    return 0;
}

static void every_transfer_as_written(void **state)
{
    (void)state;
    assert_int_equal(ledger_count(ledger, COUNT_TRANSFERS), ROWS);
    for (uint64_t i = 0; i < ROWS; i++) {
        struct transfer transfer;
        const uint64_t *sides[] = {&transfer.from, &transfer.to};
        const unsigned wanted[] = {rows[i].from, rows[i].to};
        assert_true(ledger_transfer(ledger, i, &transfer, &err));
        assert_int_equal(transfer.kind, rows[i].kind);
        assert_true(amount_equal(transfer.amount, amount_from_u64(rows[i].amount)));
        for (int side = 0; side < 2; side++) {
            unsigned account, asset;
            assert_int_equal(*sides[side] == LEDGER_NONE, wanted[side] == 0);
            if (wanted[side] == 0)
                continue;
            made_container(ledger, *sides[side], &account, &asset);
            assert_int_equal(account, wanted[side]);
            assert_int_equal(asset, rows[i].asset);
        }
    }
}

static void every_transaction(void **state)
{
    uint64_t number, found;
    (void)state;
    for (uint64_t i = 0; i < ROWS; i++) {
        struct transaction transaction;
        unsigned char id[TRANSACTION_ID_BYTES];
        assert_true(ledger_transaction_of(ledger, i, &number, &err));
        assert_true(ledger_transaction(ledger, number, &transaction, &err));
        made_id(rows[i].transaction, id);
        assert_memory_equal(transaction.id, id, sizeof id);
        assert_true(transaction.first <= i && i < transaction.end);
        assert_int_equal(transaction.block, rows[i].block);
        assert_int_equal(transaction.time, rows[i].block * MADE_BLOCK_SECONDS);
        /* A transaction that goes on in the next block is two of one id. */
        bool twice =
            (transaction.first > 0 &&
             rows[transaction.first - 1].transaction == rows[i].transaction) ||
            (transaction.end < ROWS && rows[transaction.end].transaction == rows[i].transaction);
        if (twice) {
            assert_false(ledger_find_transaction(ledger, id, &found, &err));
            assert_int_equal(err.code, ERROR_CONFLICT);
        } else {
            assert_true(ledger_find_transaction(ledger, id, &found, &err));
            assert_int_equal(found, number);
        }
    }
}

static void names_are_found_and_strangers_are_not(void **state)
{
    unsigned char key[ACCOUNT_KEY_BYTES], found_key[ACCOUNT_KEY_BYTES];
    uint64_t account, asset, container;
    unsigned char id[TRANSACTION_ID_BYTES];
    (void)state;
    for (unsigned i = 1; i <= MADE_ACCOUNTS; i++) {
        made_key(i, key);
        assert_true(ledger_find_account(ledger, key, &account, &err));
        assert_true(ledger_account(ledger, account, found_key, &err));
        assert_memory_equal(key, found_key, sizeof key);
        for (unsigned a = 1; a <= MADE_ASSETS; a++) {
            unsigned back_account, back_asset;
            assert_true(ledger_find_asset(ledger, made_asset(a), &asset, &err));
            assert_true(ledger_find_container(ledger, account, asset, &container, &err));
            if (container == LEDGER_NONE)
                continue;
            made_container(ledger, container, &back_account, &back_asset);
            assert_true(back_account == i && back_asset == a);
        }
    }
    made_key(MADE_ACCOUNTS + 1, key);
    assert_true(ledger_find_account(ledger, key, &account, &err) && account == LEDGER_NONE);
    assert_true(ledger_find_asset(ledger, made_asset(9), &asset, &err) && asset == LEDGER_NONE);
    assert_true(ledger_find_container(ledger, 99, 0, &container, &err));
    assert_true(container == LEDGER_NONE);
    made_id(100000, id);
    assert_true(ledger_find_transaction(ledger, id, &container, &err));
    assert_true(container == LEDGER_NONE);
}

static void numbers_behind_the_end_are_errors(void **state)
{
    struct transfer transfer;
    struct transaction transaction;
    struct amount unseen;
    struct span text;
    uint64_t a = 77, b = 77;
    unsigned char key[ACCOUNT_KEY_BYTES];
    (void)state;
    assert_false(ledger_transfer(ledger, ROWS, &transfer, &err));
    assert_error(err, ERROR_DAMAGED, "transfer: number 900 is not in the ledger");
    assert_false(ledger_transfer_unseen(ledger, ROWS, &unseen, &err));
    assert_false(
        ledger_transaction(ledger, ledger_count(ledger, COUNT_TRANSACTIONS), &transaction, &err));
    assert_false(ledger_transaction_of(ledger, LEDGER_NONE, &a, &err));
    assert_false(ledger_container(ledger, LEDGER_NONE, &a, &b, &err));
    assert_false(ledger_account(ledger, MADE_ACCOUNTS, key, &err));
    assert_false(ledger_asset(ledger, MADE_ASSETS, &text, &err));
    assert_true(a == 77 && b == 77);
}

static void blocks_by_height_and_time(void **state)
{
    uint64_t last = rows[ROWS - 1].block, found;
    (void)state;
    for (uint64_t height = 0; height <= last + 2; height++) {
        size_t first = 0;
        while (first < ROWS && rows[first].block < height)
            first++;
        assert_true(ledger_first_of_block(ledger, height, &found, &err));
        assert_int_equal(found, first);
        for (uint64_t time = height * MADE_BLOCK_SECONDS; time % MADE_BLOCK_SECONDS < 2; time++) {
            uint64_t wanted = LEDGER_NONE;
            for (size_t i = 0; i < ROWS && rows[i].block <= height; i++)
                wanted = rows[i].block;
            assert_true(ledger_block_at_time(ledger, time, &found, &err));
            assert_true(found == wanted);
        }
    }
    assert_true(ledger_first_of_block(ledger, UINT64_MAX, &found, &err) && found == ROWS);
    assert_true(ledger_block_at_time(ledger, UINT64_MAX, &found, &err) && found == last);
}

static void unseen_before_every_block(void **state)
{
    static struct made_sums sums[MADE_ACCOUNTS + 1][MADE_ASSETS + 1];
    uint64_t made[MADE_ASSETS + 1] = {0};
    (void)state;
    for (uint64_t end = 0; end <= ROWS; end++) {
        bool boundary = end == 0 || end == ROWS || rows[end].block != rows[end - 1].block;
        for (unsigned a = 1; boundary && a <= MADE_ASSETS; a++) {
            uint64_t asset;
            struct amount unseen;
            assert_true(ledger_find_asset(ledger, made_asset(a), &asset, &err));
            assert_true(ledger_unseen_before(ledger, asset, end, &unseen, &err));
            assert_true(amount_equal(unseen, amount_from_u64(made[a])));
        }
        if (end < ROWS)
            made[rows[end].asset] += made_move(sums, &rows[end]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_transfer_as_written),
        cmocka_unit_test(every_transaction),
        cmocka_unit_test(names_are_found_and_strangers_are_not),
        cmocka_unit_test(numbers_behind_the_end_are_errors),
        cmocka_unit_test(blocks_by_height_and_time),
        cmocka_unit_test(unseen_before_every_block),
    };
    int failed =
        _cmocka_run_group_tests("ledger/search", tests, sizeof tests / sizeof tests[0], make, drop);
    printf("%zu passed, %d failed\n", sizeof tests / sizeof tests[0] - (size_t)failed, failed);
    return failed;
}
