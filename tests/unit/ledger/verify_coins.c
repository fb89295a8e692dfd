/* `ledger verify` of a coin chain against a forger who seals what they changed: each column, each
 * count, and changes that fit each other. */
#include "ledger/verify.h"

#include "base/file.h"
#include "forged_chain.h"
#include "ledger/coin/coins.h"
#include "run.h"
#include "scratch.h"

static void a_copy_is_the_same(void **state)
{
    struct manifest found, wanted;
    (void)state;
    assert_true(forged_chain_verifies());
    assert_true(manifest_read(&found, scratch_path("forged"), &forged_chain.err));
    assert_true(manifest_read(&wanted, scratch_path("ledger"), &forged_chain.err));
    for (size_t i = 0; i < FORGED_CHAIN_PIECES; i++)
        assert_memory_equal(found.segments[i].identity, wanted.segments[i].identity, SHA256_BYTES);
    manifest_release(&found);
    manifest_release(&wanted);
    for (int column = 0; column < COIN_COLUMNS; column++) {
        uint64_t rows = 0;
        for (size_t i = 0; i < FORGED_CHAIN_PIECES; i++)
            rows += forged_chain_rows(i, column);
        if (rows == 0)
            print_message("column %s has no rows\n", coin_kind.column_name(column));
        assert_int_not_equal(rows, 0);
    }
}

/* How many changes of a column, one byte at a time, are not found. */
static unsigned missed(size_t segment, int column)
{
    struct forged *forged = &forged_chain.forgery.segments[segment];
    uint64_t size = forged_chain_rows(segment, column) * forged->shape.columns[column].width;
    unsigned count = 0;
    for (uint64_t at = 0; at < size; at += 1 + size / 13)
        for (unsigned change = 1; change < 256; change *= 11) {
            forged->columns[column][at] ^= (unsigned char)change;
            count += forged_chain_verifies();
            forged->columns[column][at] ^= (unsigned char)change;
        }
    return count;
}

/* The same for two rows that change places. */
static unsigned missed_swaps(size_t segment, int column)
{
    struct forged *forged = &forged_chain.forgery.segments[segment];
    unsigned width = forged->shape.columns[column].width, count = 0;
    uint64_t rows = forged_chain_rows(segment, column);
    for (uint64_t row = 0; row + 1 < rows; row += 1 + rows / 13) {
        unsigned char *a = forged->columns[column] + row * width, *b = a + width;
        unsigned char was[2 * SEGMENT_WIDTH_MAX];
        if (memcmp(a, b, width) == 0)
            continue;
        memcpy(was, a, 2 * (size_t)width);
        memcpy(a, was + width, width);
        memcpy(b, was, width);
        count += forged_chain_verifies();
        memcpy(a, was, 2 * (size_t)width);
    }
    return count;
}

/* What no other number repeats: how much was paid, as long as it is not too much; and where among
 * neighbours a transaction ends. */
static bool nobody_can_know(int column, bool swap)
{
    if (swap && (column == COIN_INPUTS || column == COIN_OUTPUTS || column == COIN_INPUTS_WIDE ||
                 column == COIN_OUTPUTS_WIDE || column == COIN_KEY))
        return true;
    return column == COIN_VALUE || column == COIN_VALUE_WIDE;
}

static void each_column_of_each_segment(void **state)
{
    (void)state;
    for (size_t segment = 0; segment < FORGED_CHAIN_PIECES; segment++)
        for (int column = 0; column < COIN_COLUMNS; column++) {
            unsigned bytes = nobody_can_know(column, false) ? 0 : missed(segment, column);
            unsigned swaps = nobody_can_know(column, true) ? 0 : missed_swaps(segment, column);
            if (bytes + swaps > 0)
                print_message("segment %zu, column %s: %u changes and %u swaps missed\n", segment,
                              coin_kind.column_name(column), bytes, swaps);
            assert_int_equal(bytes + swaps, 0);
        }
    assert_true(forged_chain_verifies());
}

static void each_count(void **state)
{
    (void)state;
    for (size_t segment = 0; segment < FORGED_CHAIN_PIECES; segment++)
        for (int count = 0; count < COIN_COUNTS; count++)
            for (int change = -3; change <= 3; change++) {
                struct segment_shape *shape = &forged_chain.forgery.segments[segment].shape,
                                     was = *shape;
                if (change == 0)
                    continue;
                shape->counts[count] += (uint64_t)(int64_t)change;
                if (shape->counts[count] > UINT64_C(1) << 40) {
                    *shape = was;
                    continue; /* below zero: no number */
                }
                segment_shape_set(shape);
                if (forged_chain_verifies())
                    print_message("segment %zu, count %d by %d\n", segment, count, change);
                assert_false(forged_chain_verifies());
                *shape = was;
            }
    assert_true(forged_chain_verifies());
}

/* Sets the value of an output of the first segment; false when it changes between narrow and wide.
 */
static bool set_value(uint64_t output, uint64_t value)
{
    uint64_t escape =
        coin_narrow_escape(forged_chain.forgery.segments[0].shape.columns[COIN_VALUE].width);
    if (forged_chain_get(0, COIN_VALUE, output) != escape) {
        forged_chain_set(0, COIN_VALUE, output, value < escape ? value : 0);
        return value < escape;
    }
    for (uint64_t row = 0; row < forged_chain_rows(0, COIN_VALUE_WIDE); row++)
        if (forged_chain_get(0, COIN_VALUE_WIDE_AT, row) == output)
            forged_chain_set(0, COIN_VALUE_WIDE, row, value);
    return value >= escape;
}

/* A coinbase may take what is left over, and not one more. */
static void too_much_is_paid(void **state)
{
    size_t tried = 0;
    (void)state;
    for (size_t height = 1; height < 50; height++) {
        size_t output =
            forged_chain.chain.transactions[forged_chain.chain.blocks[height].first].first_output;
        size_t next = forged_chain.chain.blocks[height + 1].first;
        uint64_t value = forged_chain.chain.outputs[output].value,
                 most = value + made_chain_left(&forged_chain.chain, height);
        if (forged_chain.chain.outputs[output].spender >= 0 &&
            forged_chain.chain.outputs[output].spender <
                (int64_t)forged_chain.chain.transactions[next].first_input)
            continue; /* spent in its own block: more of it would be a fee */
        if (set_value(output, most)) {
            tried += forged_chain_verifies(); /* it does not where the txid comes again with the old
                                                 value */
            assert_true(set_value(output, most + 1));
            assert_false(forged_chain_verifies());
        }
        set_value(output, value);
    }
    assert_true(tried > 10);
    assert_true(forged_chain_verifies());
}

/* A segment in the middle is missing; the last is: then only the manifest's end can tell. */
static void a_segment_is_missing(void **state)
{
    struct forgery whole = forged_chain.forgery;
    struct ledger *ledger;
    (void)state;
    forged_chain.forgery.segments[1] = forged_chain.forgery.segments[2];
    forged_chain.forgery.count = 2;
    assert_false(forged_chain_verifies());
    assert_non_null(strstr(forged_chain.err.text, "does not follow"));
    forged_chain.forgery = whole;
    forged_chain.forgery.segments[0] = forged_chain.forgery.segments[1];
    forged_chain.forgery.segments[1] = forged_chain.forgery.segments[2];
    forged_chain.forgery.count = 2;
    assert_false(forged_chain_verifies());
    forged_chain.forgery = whole;
    forged_chain.forgery.count = 2;
    assert_true(forged_chain_verifies());
    struct manifest manifest;
    assert_true(manifest_read(&manifest, scratch_path("forged"), &forged_chain.err));
    manifest.last_block++;
    assert_true(manifest_write(&manifest, scratch_path("forged"), &forged_chain.err));
    assert_false(ledger_open(&ledger, scratch_path("forged"), &forged_chain.err));
    assert_int_equal(forged_chain.err.code, ERROR_DAMAGED);
    manifest_release(&manifest);
    forged_chain.forgery = whole;
}

/* Under another chain's name: other rules, another genesis; under none that is known. */
static void another_chain(void **state)
{
    (void)state;
    char was[MANIFEST_CHAIN_BYTES];
    memcpy(was, forged_chain.forgery.chain, sizeof was);
    snprintf(forged_chain.forgery.chain, sizeof forged_chain.forgery.chain, "%s",
             coin_chain_find(span_text("bitcoin"))->caip2);
    assert_false(forged_chain_verifies());
    snprintf(forged_chain.forgery.chain, sizeof forged_chain.forgery.chain,
             "bip122:00000000000000000000000000000000");
    struct ledger *ledger;
    assert_true(forgery_write(&forged_chain.forgery, scratch_path("forged")));
    assert_true(ledger_open(&ledger, scratch_path("forged"), &forged_chain.err));
    assert_false(ledger_verify(ledger, NULL, &forged_chain.err));
    assert_int_equal(forged_chain.err.code, ERROR_UNSUPPORTED);
    ledger_free(ledger);
    memcpy(forged_chain.forgery.chain, was, sizeof was);
}

/* How many keys a block sees first; the last of them. */
static size_t new_keys(size_t height, int *ret_key)
{
    size_t first = forged_chain.chain.transactions[forged_chain.chain.blocks[height].first]
                       .first_output,
           count = 0;
    size_t end =
        forged_chain.chain.transactions[forged_chain.chain.blocks[height + 1].first].first_output;
    for (size_t i = first; i < end; i++) {
        bool seen = forged_chain.chain.outputs[i].key < 0;
        for (size_t j = 0; j < i && !seen; j++)
            seen = forged_chain.chain.outputs[j].key == forged_chain.chain.outputs[i].key;
        count += !seen;
        if (!seen)
            *ret_key = forged_chain.chain.outputs[i].key;
    }
    return count;
}

/* A segment's only new address has the key of one that is there: its index says so too, only the
 * other segment's does not. */
static void a_key_twice(void **state)
{
    int key = 0, other;
    size_t height = 1, same;
    (void)state;
    while (height + 2 < FORGED_CHAIN_BLOCKS && new_keys(height, &key) != 1)
        height++;
    const size_t ends[FORGED_CHAIN_PIECES] = {height - 1, height, FORGED_CHAIN_BLOCKS - 1};
    assert_true(height + 2 < FORGED_CHAIN_BLOCKS);
    for (same = 0; same < forged_chain.chain.output_count; same++) {
        other = forged_chain.chain.outputs[same].key;
        if (other >= 0 && other != key &&
            made_chain_key(other).bytes.size == made_chain_key(key).bytes.size)
            break;
    }
    assert_true(
        same <
        forged_chain.chain.transactions[forged_chain.chain.blocks[height].first].first_output);
    made_chain_pieces(&forged_chain.chain, scratch_path("key"), ends, FORGED_CHAIN_PIECES);
    forged_chain_copy(scratch_path("key"));
    assert_int_equal(forged_chain_rows(1, COIN_KEY_END), 1);
    assert_true(forged_chain_verifies());
    struct coins_key twice = made_chain_key(other);
    forged_chain.forgery.segments[1].columns[COIN_KEY][0] = (unsigned char)twice.type;
    memcpy(forged_chain.forgery.segments[1].columns[COIN_KEY] + 1, twice.bytes.data,
           twice.bytes.size);
    for (uint64_t row = 0; row < forged_chain_rows(0, COIN_PRINT_ADDRESS); row++) {
        uint64_t address = forged_chain_get(0, COIN_PRINT_ADDRESS, row);
        if (address + 1 == forged_chain_get(0, COIN_OWNER, same))
            forged_chain_set(1, COIN_ADDRESS_PRINT, 0,
                             forged_chain_get(0, COIN_ADDRESS_PRINT, row));
    }
    assert_false(forged_chain_verifies());
    assert_non_null(strstr(forged_chain.err.text, "column key-end"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_is_the_same),   cmocka_unit_test(each_column_of_each_segment),
        cmocka_unit_test(each_count),           cmocka_unit_test(too_much_is_paid),
        cmocka_unit_test(a_segment_is_missing), cmocka_unit_test(another_chain),
        cmocka_unit_test(a_key_twice),
    };
    forged_chain_make();
    int failed = RUN_ALL("ledger/verify_coins", tests);
    forged_chain_release();
    return failed;
}
