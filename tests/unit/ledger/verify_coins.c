/* `ledger verify` of a coin chain against a forger who seals what they changed: each column, each
 * count, and changes that fit each other. */
#include "ledger/verify.h"

#include "base/file.h"
#include "forge.h"
#include "ledger/coin/coins.h"
#include "made_chain.h"
#include "run.h"
#include "scratch.h"

enum { BLOCKS = 130, PIECES = 3, TRIES = 20 };

static struct made_chain chain;
static struct forgery forgery;
static struct error err;

/* Seals the forgery, opens and verifies; false too where it cannot even be laid out. */
static bool verifies(void)
{
    struct ledger *ledger;
    if (!forgery_write(&forgery, scratch_path("forged")))
        return false;
    bool ok = ledger_open(&ledger, scratch_path("forged"), &err);
    if (ok) {
        ok = ledger_verify(ledger, NULL, &err);
        ledger_free(ledger);
    }
    if (!ok)
        assert_int_equal(err.code, ERROR_DAMAGED);
    return ok;
}

static void copy(const char *folder)
{
    struct ledger *ledger;
    ensure(ledger_open(&ledger, folder, &err));
    forgery_release(&forgery);
    forgery_copy(&forgery, ledger);
    ledger_free(ledger);
}

static void make(void)
{
    const size_t ends[PIECES] = {49, 89, BLOCKS - 1};
    made_chain_init(&chain, 1);
    made_chain_grow(&chain, BLOCKS);
    made_chain_pieces(&chain, scratch_path("ledger"), ends, PIECES);
    ensure(file_make_folder(scratch_path("forged"), &err));
    copy(scratch_path("ledger"));
}

static uint64_t get(size_t segment, int column, uint64_t row)
{
    return forged_get(&forgery.segments[segment], column, row);
}

static void set(size_t segment, int column, uint64_t row, uint64_t value)
{
    forged_set(&forgery.segments[segment], column, row, value);
}

static uint64_t rows_of(size_t segment, int column)
{
    return forgery.segments[segment].shape.columns[column].rows;
}

static void a_copy_is_the_same(void **state)
{
    struct manifest found, wanted;
    (void)state;
    assert_true(verifies());
    assert_true(manifest_read(&found, scratch_path("forged"), &err));
    assert_true(manifest_read(&wanted, scratch_path("ledger"), &err));
    for (size_t i = 0; i < PIECES; i++)
        assert_memory_equal(found.segments[i].identity, wanted.segments[i].identity, SHA256_BYTES);
    manifest_release(&found);
    manifest_release(&wanted);
    for (int column = 0; column < COIN_COLUMNS; column++) {
        uint64_t rows = 0;
        for (size_t i = 0; i < PIECES; i++)
            rows += rows_of(i, column);
        if (rows == 0)
            print_message("column %s has no rows\n", coin_kind.column_name(column));
        assert_int_not_equal(rows, 0);
    }
}

/* How many changes of a column, one byte at a time, are not found. */
static unsigned missed(size_t segment, int column)
{
    struct forged *forged = &forgery.segments[segment];
    uint64_t size = rows_of(segment, column) * forged->shape.columns[column].width;
    unsigned count = 0;
    for (uint64_t at = 0; at < size; at += 1 + size / 13)
        for (unsigned change = 1; change < 256; change *= 11) {
            forged->columns[column][at] ^= (unsigned char)change;
            count += verifies();
            forged->columns[column][at] ^= (unsigned char)change;
        }
    return count;
}

/* The same for two rows that change places. */
static unsigned missed_swaps(size_t segment, int column)
{
    struct forged *forged = &forgery.segments[segment];
    unsigned width = forged->shape.columns[column].width, count = 0;
    uint64_t rows = rows_of(segment, column);
    for (uint64_t row = 0; row + 1 < rows; row += 1 + rows / 13) {
        unsigned char *a = forged->columns[column] + row * width, *b = a + width;
        unsigned char was[2 * SEGMENT_WIDTH_MAX];
        if (memcmp(a, b, width) == 0)
            continue;
        memcpy(was, a, 2 * (size_t)width);
        memcpy(a, was + width, width);
        memcpy(b, was, width);
        count += verifies();
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
    for (size_t segment = 0; segment < PIECES; segment++)
        for (int column = 0; column < COIN_COLUMNS; column++) {
            unsigned bytes = nobody_can_know(column, false) ? 0 : missed(segment, column);
            unsigned swaps = nobody_can_know(column, true) ? 0 : missed_swaps(segment, column);
            if (bytes + swaps > 0)
                print_message("segment %zu, column %s: %u changes and %u swaps missed\n", segment,
                              coin_kind.column_name(column), bytes, swaps);
            assert_int_equal(bytes + swaps, 0);
        }
    assert_true(verifies());
}

static void each_count(void **state)
{
    (void)state;
    for (size_t segment = 0; segment < PIECES; segment++)
        for (int count = 0; count < COIN_COUNTS; count++)
            for (int change = -3; change <= 3; change++) {
                struct segment_shape *shape = &forgery.segments[segment].shape, was = *shape;
                if (change == 0)
                    continue;
                shape->counts[count] += (uint64_t)(int64_t)change;
                if (shape->counts[count] > UINT64_C(1) << 40) {
                    *shape = was;
                    continue; /* below zero: no number */
                }
                segment_shape_set(shape);
                if (verifies())
                    print_message("segment %zu, count %d by %d\n", segment, count, change);
                assert_false(verifies());
                *shape = was;
            }
    assert_true(verifies());
}

/* Whether a run stays ascending when a row of it gets another value. */
static bool run_takes(size_t segment, uint64_t row, uint64_t output)
{
    return output != get(segment, COIN_RUN_OUTPUT, row) &&
           (row == 0 || get(segment, COIN_RUN_OUTPUT, row - 1) < output) &&
           (row + 1 == rows_of(segment, COIN_RUN_OUTPUT) ||
            get(segment, COIN_RUN_OUTPUT, row + 1) > output) &&
           output < forgery.segments[segment].shape.counts[COIN_COUNT_FIRST_OUTPUT];
}

/* The last segment spends an output of the chain in place of one that it spends; returns in how
 * many ways that was tried, and asserts that none verifies. */
static unsigned spends_instead(bool (*wanted)(const struct chain_output *output, size_t number))
{
    const size_t segment = PIECES - 1;
    unsigned tried = 0;
    for (uint64_t row = 0; row < rows_of(segment, COIN_RUN_OUTPUT); row++)
        for (size_t output = 0; output < chain.output_count && tried < TRIES; output++) {
            if (!run_takes(segment, row, output) || !wanted(&chain.outputs[output], output))
                continue;
            uint64_t was = get(segment, COIN_RUN_OUTPUT, row);
            uint64_t input = get(segment, COIN_RUN_INPUT, row);
            set(segment, COIN_RUN_OUTPUT, row, output);
            set(segment, COIN_SPENDS, input, output);
            assert_false(verifies());
            set(segment, COIN_RUN_OUTPUT, row, was);
            set(segment, COIN_SPENDS, input, was);
            tried++;
        }
    return tried;
}

static bool is_spent(const struct chain_output *output, size_t number)
{
    (void)number;
    return output->spender >= 0;
}

static bool is_burnt(const struct chain_output *output, size_t number)
{
    (void)number;
    return output->key == CHAIN_BURNT;
}

static bool is_lost(const struct chain_output *output, size_t number)
{
    (void)number;
    return output->loser >= 0;
}

static bool is_of_the_genesis(const struct chain_output *output, size_t number)
{
    (void)output;
    return number < chain.transactions[0].outputs;
}

/* Spent twice, burnt, out of reach, of the genesis: the input and the run agree, the chain does
 * not. */
static void what_cannot_be_spent(void **state)
{
    (void)state;
    assert_int_not_equal(spends_instead(is_spent), 0);
    assert_int_not_equal(spends_instead(is_burnt), 0);
    assert_int_not_equal(spends_instead(is_lost), 0);
    assert_int_not_equal(spends_instead(is_of_the_genesis), 0);
    assert_true(verifies());
}

/* Sets the value of an output of the first segment; false when it changes between narrow and wide.
 */
static bool set_value(uint64_t output, uint64_t value)
{
    uint64_t escape = coin_narrow_escape(forgery.segments[0].shape.columns[COIN_VALUE].width);
    if (get(0, COIN_VALUE, output) != escape) {
        set(0, COIN_VALUE, output, value < escape ? value : 0);
        return value < escape;
    }
    for (uint64_t row = 0; row < rows_of(0, COIN_VALUE_WIDE); row++)
        if (get(0, COIN_VALUE_WIDE_AT, row) == output)
            set(0, COIN_VALUE_WIDE, row, value);
    return value >= escape;
}

/* A coinbase may take what is left over, and not one more. */
static void too_much_is_paid(void **state)
{
    size_t tried = 0;
    (void)state;
    for (size_t height = 1; height < 50; height++) {
        size_t output = chain.transactions[chain.blocks[height].first].first_output;
        size_t next = chain.blocks[height + 1].first;
        uint64_t value = chain.outputs[output].value,
                 most = value + made_chain_left(&chain, height);
        if (chain.outputs[output].spender >= 0 &&
            chain.outputs[output].spender < (int64_t)chain.transactions[next].first_input)
            continue; /* spent in its own block: more of it would be a fee */
        if (set_value(output, most)) {
            tried += verifies(); /* it does not where the txid comes again with the old value */
            assert_true(set_value(output, most + 1));
            assert_false(verifies());
        }
        set_value(output, value);
    }
    assert_true(tried > 10);
    assert_true(verifies());
}

/* A segment in the middle is missing; the last is: then only the manifest's end can tell. */
static void a_segment_is_missing(void **state)
{
    struct forgery whole = forgery;
    struct ledger *ledger;
    (void)state;
    forgery.segments[1] = forgery.segments[2];
    forgery.count = 2;
    assert_false(verifies());
    assert_non_null(strstr(err.text, "does not follow"));
    forgery = whole;
    forgery.segments[0] = forgery.segments[1];
    forgery.segments[1] = forgery.segments[2];
    forgery.count = 2;
    assert_false(verifies());
    forgery = whole;
    forgery.count = 2;
    assert_true(verifies());
    struct manifest manifest;
    assert_true(manifest_read(&manifest, scratch_path("forged"), &err));
    manifest.last_block++;
    assert_true(manifest_write(&manifest, scratch_path("forged"), &err));
    assert_false(ledger_open(&ledger, scratch_path("forged"), &err));
    assert_int_equal(err.code, ERROR_DAMAGED);
    manifest_release(&manifest);
    forgery = whole;
}

/* Under another chain's name: other rules, another genesis; under none that is known. */
static void another_chain(void **state)
{
    (void)state;
    char was[MANIFEST_CHAIN_BYTES];
    memcpy(was, forgery.chain, sizeof was);
    snprintf(forgery.chain, sizeof forgery.chain, "%s",
             coin_chain_find(span_text("bitcoin"))->caip2);
    assert_false(verifies());
    snprintf(forgery.chain, sizeof forgery.chain, "bip122:00000000000000000000000000000000");
    struct ledger *ledger;
    assert_true(forgery_write(&forgery, scratch_path("forged")));
    assert_true(ledger_open(&ledger, scratch_path("forged"), &err));
    assert_false(ledger_verify(ledger, NULL, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    ledger_free(ledger);
    memcpy(forgery.chain, was, sizeof was);
}

/* How many keys a block sees first; the last of them. */
static size_t new_keys(size_t height, int *ret_key)
{
    size_t first = chain.transactions[chain.blocks[height].first].first_output, count = 0;
    size_t end = chain.transactions[chain.blocks[height + 1].first].first_output;
    for (size_t i = first; i < end; i++) {
        bool seen = chain.outputs[i].key < 0;
        for (size_t j = 0; j < i && !seen; j++)
            seen = chain.outputs[j].key == chain.outputs[i].key;
        count += !seen;
        if (!seen)
            *ret_key = chain.outputs[i].key;
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
    while (height + 2 < BLOCKS && new_keys(height, &key) != 1)
        height++;
    const size_t ends[PIECES] = {height - 1, height, BLOCKS - 1};
    assert_true(height + 2 < BLOCKS);
    for (same = 0; same < chain.output_count; same++) {
        other = chain.outputs[same].key;
        if (other >= 0 && other != key &&
            made_chain_key(other).bytes.size == made_chain_key(key).bytes.size)
            break;
    }
    assert_true(same < chain.transactions[chain.blocks[height].first].first_output);
    made_chain_pieces(&chain, scratch_path("key"), ends, PIECES);
    copy(scratch_path("key"));
    assert_int_equal(rows_of(1, COIN_KEY_END), 1);
    assert_true(verifies());
    struct coins_key twice = made_chain_key(other);
    forgery.segments[1].columns[COIN_KEY][0] = (unsigned char)twice.type;
    memcpy(forgery.segments[1].columns[COIN_KEY] + 1, twice.bytes.data, twice.bytes.size);
    for (uint64_t row = 0; row < rows_of(0, COIN_PRINT_ADDRESS); row++) {
        uint64_t address = get(0, COIN_PRINT_ADDRESS, row);
        if (address + 1 == get(0, COIN_OWNER, same))
            set(1, COIN_ADDRESS_PRINT, 0, get(0, COIN_ADDRESS_PRINT, row));
    }
    assert_false(verifies());
    assert_non_null(strstr(err.text, "column key-end"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_is_the_same), cmocka_unit_test(each_column_of_each_segment),
        cmocka_unit_test(each_count),         cmocka_unit_test(what_cannot_be_spent),
        cmocka_unit_test(too_much_is_paid),   cmocka_unit_test(a_segment_is_missing),
        cmocka_unit_test(another_chain),      cmocka_unit_test(a_key_twice),
    };
    make();
    int failed = RUN_ALL("ledger/verify_coins", tests);
    forgery_release(&forgery);
    made_chain_release(&chain);
    return failed;
}
