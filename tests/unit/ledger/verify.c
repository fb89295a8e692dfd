/* `ledger verify` against a forger who seals what they changed: each column, many places. */
#include "ledger/verify.h"

#include "base/file.h"
#include "forge.h"
#include "made.h"
#include "run.h"
#include "scratch.h"

enum { ROWS = 400 };

static struct made_row rows[ROWS];
static struct forgery forgery;
static struct error err;

static void make(void)
{
    made_random(rows, ROWS, 11);
    struct ledger *ledger = made_ledger(scratch_path("ledger"), rows, ROWS, 3);
    assert_true(ledger_verify(ledger, NULL, &err));
    assert_true(ledger->segment_count > 1);
    forgery_copy(&forgery, ledger);
    ledger_free(ledger);
    assert_true(file_make_folder(scratch_path("forged"), &err));
}

/* Seals the forgery, opens and verifies. */
static bool verifies(void)
{
    struct ledger *ledger;
    assert_true(forgery_write(&forgery, scratch_path("forged")));
    assert_true(ledger_open(&ledger, scratch_path("forged"), &err));
    bool ok = ledger_verify(ledger, NULL, &err);
    if (!ok)
        assert_int_equal(err.code, ERROR_DAMAGED);
    ledger_free(ledger);
    return ok;
}

static void a_copy_is_the_same(void **state)
{
    struct ledger *ledger;
    (void)state;
    assert_true(verifies());
    assert_true(ledger_open(&ledger, scratch_path("ledger"), &err));
    struct manifest found;
    assert_true(manifest_read(&found, scratch_path("forged"), &err));
    for (size_t i = 0; i < forgery.count; i++)
        assert_memory_equal(found.segments[i].identity, ledger->segments[i]->identity,
                            SHA256_BYTES);
    manifest_release(&found);
    ledger_free(ledger);
}

/* How many changes of a column, one byte at a time, are not found. */
static unsigned missed(size_t segment, int column)
{
    struct forged *forged = &forgery.segments[segment];
    uint64_t size = forged->shape.columns[column].rows * forged->shape.columns[column].width;
    unsigned count = 0;
    for (uint64_t at = 0; at < size; at += 1 + size / 23)
        for (unsigned change = 1; change < 256; change *= 8) {
            forged->columns[column][at] ^= (unsigned char)change;
            count += verifies();
            forged->columns[column][at] ^= (unsigned char)change;
        }
    return count;
}

/* What no other number repeats: a time, a name, digits that keep their place in an order, where in
 * a block a transaction ends. */
static bool nobody_can_know(int column)
{
    return column == COLUMN_BLOCK_TIME || column == COLUMN_ASSET_TEXT || column == COLUMN_ACCOUNT ||
           column == COLUMN_TRANSACTION || column == COLUMN_BLOCK ||
           column == COLUMN_TRANSACTION_FIRST || column == COLUMN_BLOCK_FIRST;
}

static void each_column_of_each_segment(void **state)
{
    (void)state;
    for (size_t segment = 0; segment < 2; segment++)
        for (int column = 0; column < SEGMENT_COLUMNS; column++) {
            if (nobody_can_know(column) || column == COLUMN_KIND || column == COLUMN_TO ||
                column == COLUMN_FROM)
                continue;
            if (column == COLUMN_AMOUNT && segment > 0)
                continue; /* behind a list's last sums only its hash knows an amount */
            unsigned count = missed(segment, column);
            if (count > 0)
                print_message("segment %zu, column %s: %u changes missed\n", segment,
                              account_kind.column_name(column), count);
            assert_int_equal(count, 0);
        }
}

/* A side that moves nothing may be another of the same asset, a kind another with the same sides:
 * everything else of a transfer is in the postings too. */
static void sides_and_kinds(void **state)
{
    struct forged *forged = &forgery.segments[0];
    const int columns[] = {COLUMN_FROM, COLUMN_TO, COLUMN_KIND};
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(forged->shape.columns[columns[i]].width, 1);
        for (size_t row = 0; row < forged->shape.counts[COUNT_TRANSFERS]; row += 5) {
            const struct transfer_kind_info *kind = transfer_kind_info(rows[row].kind);
            unsigned char *value = &forged->columns[columns[i]][row], was = *value;
            bool moves = columns[i] == COLUMN_FROM ? kind->debits : kind->credits;
            *value = columns[i] == COLUMN_KIND
                         ? (unsigned char)(kind->debits ? TRANSFER_MINT : TRANSFER_BURN)
                         : (unsigned char)(was == 1 ? 2 : 1);
            bool same = *value == was;
            if (moves || columns[i] == COLUMN_KIND)
                assert_true(same || !verifies());
            *value = was;
        }
    }
}

static void swap_keys(unsigned char *keys, size_t width)
{
    unsigned char other[32];
    memcpy(other, keys, width);
    memcpy(keys, keys + width, width);
    memcpy(keys + width, other, width);
}

/* Ids and keys in another place, blocks that do not rise: the indices tell. */
static void names_that_change_places(void **state)
{
    struct forged *forged = &forgery.segments[0];
    (void)state;
    swap_keys(forged->columns[COLUMN_ACCOUNT], ACCOUNT_KEY_BYTES);
    assert_false(verifies());
    swap_keys(forged->columns[COLUMN_ACCOUNT], ACCOUNT_KEY_BYTES);
    swap_keys(forged->columns[COLUMN_TRANSACTION], TRANSACTION_ID_BYTES);
    assert_false(verifies());
    swap_keys(forged->columns[COLUMN_TRANSACTION], TRANSACTION_ID_BYTES);
    swap_keys(forged->columns[COLUMN_BLOCK], forged->shape.columns[COLUMN_BLOCK].width);
    assert_false(verifies());
    swap_keys(forged->columns[COLUMN_BLOCK], forged->shape.columns[COLUMN_BLOCK].width);
    assert_true(verifies());
}

/* First rows go from 0 to the end, and up. */
static void first_rows(void **state)
{
    struct forged *forged = &forgery.segments[0];
    const int columns[] = {COLUMN_TRANSACTION_FIRST, COLUMN_BLOCK_FIRST};
    (void)state;
    for (int i = 0; i < 2; i++) {
        size_t width = forged->shape.columns[columns[i]].width;
        size_t last = width * (forged->shape.columns[columns[i]].rows - 1);
        const size_t places[] = {0, last};
        for (int place = 0; place < 2; place++) {
            forged->columns[columns[i]][places[place]] ^= 1;
            assert_false(verifies());
            forged->columns[columns[i]][places[place]] ^= 1;
        }
        swap_keys(forged->columns[columns[i]] + width, width);
        assert_false(verifies());
        swap_keys(forged->columns[columns[i]] + width, width);
    }
    assert_true(verifies());
}

/* What the segment before has already. */
static bool verifies_with(int column, size_t size)
{
    const struct made_row far[] = {{1, 1, 1, 2, 1, 5, TRANSFER_VALUE},
                                   {5000, 2, 3, 4, 2, 5, TRANSFER_VALUE}};
    struct forgery twice;
    struct ledger *ledger = made_ledger(scratch_path("twice"), far, 2, 1);
    forgery_copy(&twice, ledger);
    ledger_free(ledger);
    assert_int_equal(twice.segments[1].shape.counts[COUNT_ACCOUNTS], 2);
    assert_int_equal(twice.segments[1].shape.counts[COUNT_ASSETS], 1);
    memcpy(twice.segments[1].columns[column], twice.segments[0].columns[column], size);
    assert_true(forgery_write(&twice, scratch_path("forged")));
    assert_true(ledger_open(&ledger, scratch_path("forged"), &err));
    bool ok = ledger_verify(ledger, NULL, &err);
    if (!ok)
        assert_int_equal(err.code, ERROR_DAMAGED);
    ledger_free(ledger);
    forgery_release(&twice);
    return ok;
}

static void a_name_twice(void **state)
{
    (void)state;
    assert_true(verifies_with(COLUMN_ACCOUNT, 0));
    assert_false(verifies_with(COLUMN_ACCOUNT, 2 * ACCOUNT_KEY_BYTES));
    assert_false(verifies_with(COLUMN_ASSET_TEXT, made_asset(1).size));
}

/* A segment less: what follows does not fit. */
static void a_segment_is_missing(void **state)
{
    struct ledger *ledger;
    struct forgery less = {.count = 1, .segments = {forgery.segments[1]}};
    (void)state;
    assert_true(forgery_write(&less, scratch_path("forged")));
    assert_false(ledger_open(&ledger, scratch_path("forged"), &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    assert_non_null(strstr(err.text, "does not follow"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_is_the_same),
        cmocka_unit_test(sides_and_kinds),
        cmocka_unit_test(each_column_of_each_segment),
        cmocka_unit_test(names_that_change_places),
        cmocka_unit_test(first_rows),
        cmocka_unit_test(a_name_twice),
        cmocka_unit_test(a_segment_is_missing),
    };
    make();
    int failed = RUN_ALL("ledger/verify", tests);
    forgery_release(&forgery);
    return failed;
}
