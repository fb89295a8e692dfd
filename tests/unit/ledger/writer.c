/* The writer: one at a time, all or nothing, and bytes that tell nothing of how they came. */
#include "ledger/writer.h"

#include "base/file.h"
#include "made.h"
#include "run.h"
#include "scratch.h"

#include <dirent.h>

enum { ROWS = 500 };

static const struct made_row one = {7, 1, 1, 2, 1, 10, TRANSFER_VALUE};
static struct error err;

static void a_second_writer_is_told(void **state)
{
    struct ledger_writer *first, *second = NULL;
    const char *folder = scratch_path("busy");
    (void)state;
    assert_true(ledger_writer_open(&first, folder, "eip155:1", 1, &err));
    assert_false(ledger_writer_open(&second, folder, "eip155:1", 1, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    assert_null(second); /* untouched */
    ledger_writer_free(first);
    assert_true(ledger_writer_open(&second, folder, "eip155:1", 1, &err));
    ledger_writer_free(second);
    ledger_writer_free(NULL);
}

static void readers_are_not_kept_out(void **state)
{
    struct ledger_writer *writer;
    struct ledger_row row;
    const struct made_row next = {9, 2, 2, 3, 1, 4, TRANSFER_VALUE};
    (void)state;
    struct ledger *before = made_ledger(scratch_path("readers"), &one, 1, 1), *after;
    assert_true(ledger_writer_open(&writer, scratch_path("readers"), "eip155:1", 1, &err));
    made_ledger_row(&next, &row);
    assert_true(ledger_writer_append(writer, &row, &err));
    assert_true(ledger_open(&after, scratch_path("readers"), &err));
    assert_int_equal(ledger_count(after, COUNT_TRANSFERS), 1); /* nothing is visible yet */
    ledger_free(after);
    assert_true(ledger_writer_commit(writer, &err));
    ledger_writer_free(writer);
    struct transfer transfer;
    assert_true(ledger_transfer(before, 0, &transfer, &err)); /* a generation stays readable */
    assert_int_equal(ledger_count(before, COUNT_TRANSFERS), 1);
    assert_true(ledger_open(&after, scratch_path("readers"), &err));
    assert_int_equal(ledger_count(after, COUNT_TRANSFERS), 2);
    assert_int_equal(after->manifest.generation, 2);
    ledger_free(before);
    ledger_free(after);
}

static void without_commit_nothing_was(void **state)
{
    struct ledger_writer *writer;
    struct ledger_row row;
    struct ledger *ledger;
    (void)state;
    made_ledger_row(&one, &row);
    assert_true(ledger_writer_open(&writer, scratch_path("given-up"), "eip155:1", 1, &err));
    assert_true(ledger_writer_append(writer, &row, &err));
    ledger_writer_free(writer);
    assert_false(ledger_open(&ledger, scratch_path("given-up"), &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
}

static void nothing_to_seal(void **state)
{
    struct ledger_writer *writer;
    (void)state;
    assert_true(ledger_writer_open(&writer, scratch_path("nothing"), "eip155:1", 1, &err));
    assert_false(ledger_writer_commit(writer, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    ledger_writer_free(writer);
}

static void another_chain_is_a_conflict(void **state)
{
    struct ledger_writer *writer;
    (void)state;
    assert_true(made_append(scratch_path("chain"), &one, 1, &err));
    assert_false(ledger_writer_open(&writer, scratch_path("chain"), "eip155:56", 1, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_non_null(strstr(err.text, "eip155:56"));
}

static void sealed_blocks_stay_closed(void **state)
{
    struct made_row row = one;
    (void)state;
    assert_true(made_append(scratch_path("sealed"), &one, 1, &err));
    row.transaction = 2;
    assert_false(made_append(scratch_path("sealed"), &row, 1, &err));
    assert_error(err, ERROR_VALUE, "block: 7 is sealed already; expected a block above 7");
    row.block = 8;
    assert_true(made_append(scratch_path("sealed"), &row, 1, &err));
}

static void a_block_has_one_time(void **state)
{
    struct ledger_writer *writer;
    struct ledger_row row;
    (void)state;
    made_ledger_row(&one, &row);
    assert_true(ledger_writer_open(&writer, scratch_path("times"), "eip155:1", 1, &err));
    assert_true(ledger_writer_append(writer, &row, &err));
    row.time++;
    assert_false(ledger_writer_append(writer, &row, &err));
    assert_error(err, ERROR_VALUE, "time: block 7 has two times; expected one");
    ledger_writer_free(writer);
}

static void amounts_to_the_last_bit(void **state)
{
    struct ledger_writer *writer;
    struct ledger_row row;
    struct amount most, balance;
    struct ledger *ledger;
    (void)state;
    assert_true(amount_from_decimal(
        span_text("1157920892373161954235709850086879078532699846656405640394575840079131296399"
                  "35"),
        &most));
    made_ledger_row(&one, &row);
    row.kind = TRANSFER_MINT;
    row.amount = most;
    assert_true(ledger_writer_open(&writer, scratch_path("most"), "eip155:1", 1, &err));
    assert_true(ledger_writer_append(writer, &row, &err));
    row.block++, row.time++;
    row.amount = amount_from_u64(1);
    assert_false(ledger_writer_append(writer, &row, &err));
    assert_int_equal(err.code, ERROR_LIMIT);
    assert_non_null(strstr(err.text, "2^256"));
    ledger_writer_free(writer);
    assert_true(ledger_writer_open(&writer, scratch_path("most"), "eip155:1", 1, &err));
    row.amount = most;
    assert_true(ledger_writer_append(writer, &row, &err) && ledger_writer_commit(writer, &err));
    ledger_writer_free(writer);
    assert_true(ledger_open(&ledger, scratch_path("most"), &err));
    assert_true(postings_balance(ledger, 1, 1, &balance, &err));
    assert_true(amount_equal(balance, most));
    ledger_free(ledger);
}

/* A batch keeps narrow amounts and wide ones in two places. */
static void amounts_of_all_widths(void **state)
{
    enum { AMOUNTS = 3 * 255 };
    static struct amount amounts[AMOUNTS];
    struct ledger_writer *writer;
    struct ledger_row row;
    struct transfer transfer;
    struct ledger *ledger;
    (void)state;
    made_ledger_row(&one, &row);
    row.kind = TRANSFER_MINT;
    assert_true(ledger_writer_open(&writer, scratch_path("widths"), "eip155:1", 1, &err));
    for (size_t i = 0; i < AMOUNTS; i++) { /* 2^n - 1, 2^n, 2^n + 1, by accounts of their own */
        unsigned char power[32] = {0};
        power[i / 3 / 8] = (unsigned char)(1 << (i / 3 % 8));
        amounts[i] = amount_load(power, sizeof power);
        if (i % 3 == 0)
            assert_true(amount_sub(amounts[i], amount_from_u64(1), &amounts[i]));
        if (i % 3 == 2)
            assert_true(amount_add(amounts[i], amount_from_u64(1), &amounts[i]));
        row.amount = amounts[i];
        made_key((unsigned)i + 1, row.to);
        ledger_row_hash(&row, 1);
        assert_true(ledger_writer_append(writer, &row, &err));
    }
    assert_true(ledger_writer_commit(writer, &err));
    ledger_writer_free(writer);
    assert_true(ledger_open(&ledger, scratch_path("widths"), &err));
    for (size_t i = 0; i < AMOUNTS; i++) {
        assert_true(ledger_transfer(ledger, i, &transfer, &err));
        assert_true(amount_equal(transfer.amount, amounts[i]));
    }
    ledger_free(ledger);
}

static unsigned segment_files(const char *path)
{
    unsigned count = 0;
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += strstr(entry->d_name, ".segment") != NULL;
    closedir(folder);
    return count;
}

/* The segments are a function of the rows, whatever commits brought them; none is left over. */
static void commits_leave_no_trace(void **state)
{
    static struct made_row rows[ROWS];
    (void)state;
    made_random(rows, ROWS, 3);
    struct ledger *whole = made_ledger(scratch_path("whole"), rows, ROWS, 1);
    for (size_t commits = 2; commits < 40; commits += 9) {
        char name[16];
        snprintf(name, sizeof name, "parts-%zu", commits);
        struct ledger *parts = made_ledger(scratch_path(name), rows, ROWS, commits);
        assert_int_equal(parts->segment_count, whole->segment_count);
        for (size_t i = 0; i < whole->segment_count; i++)
            assert_memory_equal(parts->segments[i]->identity, whole->segments[i]->identity,
                                SHA256_BYTES);
        assert_int_equal(segment_files(scratch_path(name)), parts->segment_count);
        ledger_free(parts);
    }
    ledger_free(whole);
}

/* Nor does it matter how many rows were held in memory: what was sealed aside is merged. */
static void memory_leaves_no_trace(void **state)
{
    static const size_t held[] = {1, 2, 3, 10, 77, 400, 1500};
    static struct made_row rows[ROWS];
    (void)state;
    made_random(rows, ROWS, 5);
    struct ledger *whole = made_ledger(scratch_path("held-all"), rows, ROWS, 1);
    for (size_t i = 0; i < sizeof held / sizeof held[0]; i++) {
        char name[24];
        struct ledger_writer *writer;
        struct ledger *parts;
        snprintf(name, sizeof name, "held-%zu", held[i]);
        assert_true(ledger_writer_open(&writer, scratch_path(name), "eip155:1", 1, &err));
        ledger_writer_hold(writer, held[i]);
        for (size_t row = 0; row < ROWS; row++) {
            struct ledger_row made;
            made_ledger_row(&rows[row], &made);
            assert_true(ledger_writer_append(writer, &made, &err));
        }
        assert_true(ledger_writer_commit(writer, &err));
        ledger_writer_free(writer);
        assert_true(ledger_open(&parts, scratch_path(name), &err));
        assert_int_equal(parts->manifest.first_block, whole->manifest.first_block);
        assert_int_equal(parts->segment_count, whole->segment_count);
        for (size_t s = 0; s < whole->segment_count; s++)
            assert_memory_equal(parts->segments[s]->identity, whole->segments[s]->identity,
                                SHA256_BYTES);
        assert_int_equal(segment_files(scratch_path(name)), parts->segment_count);
        ledger_free(parts);
    }
    ledger_free(whole);
}

/* What a killed writer left behind goes when the next one comes. */
static void strangers_are_removed(void **state)
{
    (void)state;
    assert_true(made_append(scratch_path("strangers"), &one, 1, &err));
    assert_true(file_replace(scratch_path("strangers"), "00000000000000000000000000000000.segment",
                             span_text("x"), &err));
    assert_true(file_replace(scratch_path("strangers"), ".segment.new", span_text("x"), &err));
    assert_true(file_replace(scratch_path("strangers"), ".sums.segment.new", span_text("x"), &err));
    struct made_row next = {20, 2, 1, 2, 1, 1, TRANSFER_VALUE};
    assert_true(made_append(scratch_path("strangers"), &next, 1, &err));
    assert_int_equal(segment_files(scratch_path("strangers")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_writer_is_told),     cmocka_unit_test(readers_are_not_kept_out),
        cmocka_unit_test(without_commit_nothing_was),  cmocka_unit_test(nothing_to_seal),
        cmocka_unit_test(another_chain_is_a_conflict), cmocka_unit_test(sealed_blocks_stay_closed),
        cmocka_unit_test(a_block_has_one_time),        cmocka_unit_test(amounts_to_the_last_bit),
        cmocka_unit_test(amounts_of_all_widths),       cmocka_unit_test(commits_leave_no_trace),
        cmocka_unit_test(memory_leaves_no_trace),      cmocka_unit_test(strangers_are_removed),
    };
    return RUN_ALL("ledger/writer", tests);
}
