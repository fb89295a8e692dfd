/* Opening a segment proves its head: every byte of it, and what a forger who seals anew may claim.
 */
#include "ledger/segment.h"

#include <nettle/sha2.h>

#include "base/dynbuf.h"
#include "base/file.h"
#include "forge.h"
#include "made.h"
#include "run.h"
#include "scratch.h"

enum {
    ROWS = 300,
    HEAD_BYTES = 192,
    TABLE_END = HEAD_BYTES + SEGMENT_COLUMNS * SEGMENT_ENTRY_BYTES
};

static struct made_row rows[ROWS];
static unsigned char identity[SHA256_BYTES];
static char good_path[512];
static struct dynbuf good; /* the bytes of a whole segment */
static struct error err;

static void make(void **state)
{
    char name[SEGMENT_NAME_BYTES];
    (void)state;
    made_random(rows, ROWS, 5);
    struct ledger *ledger = made_ledger(scratch_path("ledger"), rows, ROWS, 1);
    memcpy(identity, ledger->segments[0]->identity, SHA256_BYTES);
    segment_file_name(name, identity);
    snprintf(good_path, sizeof good_path, "%s/ledger/%s", scratch(), name);
    dynbuf_init(&good, 1 << 20);
    assert_true(file_read(&good, good_path, &err));
    ledger_free(ledger);
}

static bool opens(const unsigned char *of, enum error_code *ret_code)
{
    struct segment *segment = NULL;
    bool ok = segment_open(&segment, scratch_path("changed"), of, &err);
    *ret_code = ok ? ERROR_NONE : err.code;
    if (!ok)
        assert_null(segment); /* untouched */
    segment_free(segment);
    return ok;
}

static void write_changed(size_t at, unsigned char change, size_t size)
{
    good.data[at] = (char)(good.data[at] ^ change);
    assert_true(file_replace(scratch(), "changed", span_of(good.data, size), &err));
    good.data[at] = (char)(good.data[at] ^ change);
}

static void opens_as_it_was_sealed(void **state)
{
    enum error_code code;
    (void)state;
    write_changed(0, 0, good.size);
    assert_true(opens(identity, &code));
    assert_true(opens(NULL, &code));
}

static void every_byte_of_the_head_counts(void **state)
{
    enum error_code code;
    (void)state;
    for (size_t at = 0; at < TABLE_END + 8; at++) {
        write_changed(at, (unsigned char)(1 << at % 8), good.size);
        assert_false(opens(identity, &code));
        assert_int_equal(code, at >= 8 && at < 20 ? ERROR_UNSUPPORTED : ERROR_DAMAGED);
    }
}

/* Without an identity to hold it against: all but what nobody can know. */
static void every_byte_that_can_be_proven(void **state)
{
    enum error_code code;
    unsigned taken = 0;
    (void)state;
    for (size_t at = 0; at < TABLE_END; at++) {
        size_t in_entry = (at - HEAD_BYTES) % SEGMENT_ENTRY_BYTES;
        bool hash = at >= HEAD_BYTES && in_entry >= 32;
        bool first_of = at >= 32 && at < 32 + 8 * SEGMENT_COUNTS; /* counts: the next test */
        if (hash || first_of)
            continue;
        write_changed(at, 0x40, good.size);
        taken += opens(NULL, &code);
    }
    assert_int_equal(taken, 0);
}

/* A forger who makes rows, layout and hashes fit a changed count is caught all the same, when the
 * ledger opens or is verified. */
static void every_count_must_fit_the_others(void **state)
{
    struct ledger *ledger;
    struct forgery forgery;
    (void)state;
    assert_true(ledger_open(&ledger, scratch_path("ledger"), &err));
    forgery_copy(&forgery, ledger);
    ledger_free(ledger);
    const char *folder = scratch_path("forged");
    assert_true(file_make_folder(folder, &err));
    for (int count = COUNT_FIRST_TRANSFER; count < SEGMENT_COUNTS; count++) {
        struct forged *segment = &forgery.segments[count == COUNT_BLOCKS ? 0 : 1];
        uint64_t was = segment->shape.counts[count];
        segment->shape.counts[count] = UINT64_C(1) << 38;
        for (int i = 0; i < SEGMENT_COLUMNS; i++)
            segment->shape.columns[i].rows = account_kind.rows(segment->shape.counts, i);
        if (forgery_write(&forgery, folder)) { /* else it cannot be laid out */
            assert_false(ledger_open(&ledger, folder, &err));
            assert_int_equal(err.code, ERROR_DAMAGED);
        }
        segment->shape.counts[count] = was;
        forged_set_rows(segment);
    }
    forgery_release(&forgery);
}

/* Columns that are all zero have no bytes: their rows must be bounded by something else. */
static void a_small_file_has_few_rows(void **state)
{
    struct forgery forgery = {.count = 1, .segments[0].shape.kind = &account_kind};
    struct ledger *ledger;
    uint64_t *counts = forgery.segments[0].shape.counts;
    (void)state;
    for (int column = 0; column < SEGMENT_COLUMNS; column++)
        forgery.segments[0].shape.columns[column].width = 0;
    forgery.segments[0].shape.columns[COLUMN_ACCOUNT].width = ACCOUNT_KEY_BYTES;
    forgery.segments[0].shape.columns[COLUMN_TRANSACTION].width = TRANSACTION_ID_BYTES;
    forgery.segments[0].shape.columns[COLUMN_ASSET_TEXT].width = 1;
    counts[COUNT_TRANSFERS] = UINT64_C(1) << 40;
    counts[COUNT_CONTAINERS] = counts[COUNT_ACCOUNTS] = counts[COUNT_ASSETS] = 1;
    counts[COUNT_TRANSACTIONS] = counts[COUNT_BLOCKS] = counts[COUNT_ASSET_BYTES] = 1;
    forged_set_rows(&forgery.segments[0]);
    const char *folder = scratch_path("small");
    assert_true(file_make_folder(folder, &err) && forgery_write(&forgery, folder));
    assert_false(ledger_open(&ledger, folder, &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    assert_non_null(strstr(err.text, "the counts contradict each other"));
}

static void cut_at_any_length(void **state)
{
    enum error_code code;
    (void)state;
    for (size_t size = 0; size < good.size; size += size < 64 ? 1 : 97) {
        write_changed(0, 0, size);
        assert_false(opens(NULL, &code));
        assert_int_equal(code, ERROR_DAMAGED);
    }
}

static void what_is_no_file(void **state)
{
    struct segment *segment;
    (void)state;
    assert_false(segment_open(&segment, scratch_path("absent"), NULL, &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_false(segment_open(&segment, scratch(), NULL, &err));
}

/* Every piece of a column is proven when it is first touched. */
static void a_changed_value_is_never_read(void **state)
{
    struct segment *segment;
    struct segment_layout layout;
    enum error_code code;
    (void)state;
    write_changed(0, 0, good.size);
    assert_true(segment_open(&segment, scratch_path("changed"), identity, &err));
    assert_true(segment_layout(&segment->shape, &layout));
    segment_free(segment);
    for (int column = 0; column < SEGMENT_COLUMNS; column++) {
        uint64_t value;
        if (layout.bytes[column] == 0)
            continue;
        write_changed(layout.offset[column] + layout.bytes[column] - 1, 1, good.size);
        assert_true(opens(identity, &code));
        assert_true(segment_open(&segment, scratch_path("changed"), identity, &err));
        assert_false(column_number(&segment->columns[column], 0, &value));
        assert_false(segment_verify(segment, &err));
        assert_int_equal(err.code, ERROR_DAMAGED);
        assert_non_null(strstr(err.text, account_kind.column_name(column)));
        segment_free(segment);
    }
}

static void is_found(size_t at)
{
    struct segment *segment;
    write_changed(at, 0x40, good.size);
    assert_true(segment_open(&segment, scratch_path("changed"), identity, &err));
    assert_false(segment_verify(segment, &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    segment_free(segment);
}

/* No reader takes the bytes between the columns for a value; all the same, nothing hides there. */
static void zeros_between_columns_are_verified(void **state)
{
    struct segment *segment;
    struct segment_layout layout;
    (void)state;
    write_changed(0, 0, good.size);
    assert_true(segment_open(&segment, scratch_path("changed"), identity, &err));
    assert_true(segment_layout(&segment->shape, &layout));
    assert_true(segment_verify(segment, &err));
    segment_free(segment);
    if (layout.head_bytes < layout.offset[0])
        is_found(layout.head_bytes);
    for (int column = 0; column < account_kind.columns; column++) {
        bool last = column + 1 == account_kind.columns;
        is_found(layout.offset[column] + layout.bytes[column]);
        is_found((last ? layout.file_bytes : layout.offset[column + 1]) - 1);
    }
}

/* SIGBUS: the file is shortened while it is open. */
static void shortened_while_open(void **state)
{
    struct segment *segment;
    uint64_t value;
    make(state);
    write_changed(0, 0, good.size);
    assert_true(segment_open(&segment, scratch_path("changed"), identity, &err));
    assert_int_equal(truncate(scratch_path("changed"), 0), 0);
    assert_false(column_number(&segment->columns[COLUMN_AMOUNT], 0, &value));
    assert_false(segment_damaged(segment, COLUMN_AMOUNT, 0, &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    assert_non_null(strstr(err.text, "the file was shortened while it was read"));
    assert_false(segment_verify(segment, &err));
    segment_free(segment);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* First: cmocka takes SIGBUS before each test, the map takes it back when it first opens.
         */
        cmocka_unit_test(shortened_while_open),
        cmocka_unit_test(opens_as_it_was_sealed),
        cmocka_unit_test(every_byte_of_the_head_counts),
        cmocka_unit_test(every_byte_that_can_be_proven),
        cmocka_unit_test(every_count_must_fit_the_others),
        cmocka_unit_test(a_small_file_has_few_rows),
        cmocka_unit_test(cut_at_any_length),
        cmocka_unit_test(what_is_no_file),
        cmocka_unit_test(a_changed_value_is_never_read),
        cmocka_unit_test(zeros_between_columns_are_verified),
    };
    int failed = RUN_ALL("ledger/segment", tests);
    dynbuf_release(&good);
    return failed;
}
