/* The rows of one block made ready: equal rows, positions, transactions in pieces. */
#include "ingest/block_rows.h"

#include "run.h"

static struct error err;

/* A block of rows given as "AB1" (from, to, transaction) with positions, '.' for none. */
static void fill(struct block_rows *block, const char *const *rows, const char *positions)
{
    for (size_t i = 0; rows[i] != NULL; i++) {
        struct flow_row row = {.line = 2 + i, .sequence = i, .position = FLOW_NO_POSITION};
        row.row.has_from = row.row.has_to = true;
        row.row.from[0] = (unsigned char)rows[i][0];
        row.row.to[0] = (unsigned char)rows[i][1];
        row.row.transaction[0] = (unsigned char)rows[i][2];
        row.row.amount = amount_from_u64(5);
        if (positions[i] != '.')
            row.position = (uint64_t)(positions[i] - '0');
        assert_true(block_rows_add(block, &row, &err));
    }
}

static void order_of(const struct block_rows *block, char *ret_text)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct ledger_row *row = &block->rows[i].row;
        *ret_text++ = (char)row->from[0];
        *ret_text++ = (char)row->to[0];
        *ret_text++ = (char)row->transaction[0];
        *ret_text++ = i + 1 < block->count ? ' ' : '\0';
    }
}

/* A block that is taken, and what comes out. */
static void taken(bool unique, const char *positions, const char *wanted, uint64_t equal,
                  uint64_t dropped, const char *const *rows)
{
    struct block_rows block = {.unique = unique};
    const struct flow_row *blamed = NULL;
    char found[256] = "";
    fill(&block, rows, positions);
    assert_true(block_rows_prepare(&block, &blamed, &err));
    order_of(&block, found);
    assert_string_equal(found, wanted);
    assert_int_equal(block.equal, equal);
    assert_int_equal(block.dropped, dropped);
    block_rows_release(&block);
}

/* One that is refused, and the line that is blamed. */
static void refused(const char *positions, uint64_t line, enum error_code code, const char *text,
                    const char *const *rows)
{
    struct block_rows block = {0};
    const struct flow_row *blamed = NULL;
    fill(&block, rows, positions);
    assert_false(block_rows_prepare(&block, &blamed, &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.text, text));
    assert_non_null(blamed);
    assert_int_equal(blamed->line, line);
    block_rows_release(&block);
}

#define ROWS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void equal_rows_are_two_transfers(void **state)
{
    (void)state;
    taken(false, "....", "AB1 AB1 AB1 BC2", 2, 0, ROWS("AB1", "BC2", "AB1", "AB1"));
    taken(true, "....", "AB1 BC2", 2, 2, ROWS("AB1", "BC2", "AB1", "AB1"));
    taken(true, "...", "AB1 AC1 AB2", 0, 0, ROWS("AB1", "AC1", "AB2"));
}

static void positions_order_and_prove(void **state)
{
    (void)state;
    taken(false, "312", "BC2 CD3 AB1", 0, 0, ROWS("AB1", "BC2", "CD3"));
    taken(false, "122", "AB1 BC2", 1, 1, ROWS("AB1", "BC2", "BC2"));    /* one row said twice */
    taken(true, "123", "AB1 AB1 AB1", 0, 0, ROWS("AB1", "AB1", "AB1")); /* proven three */
}

static void positions_of_some_rows_only(void **state)
{
    (void)state;
    refused("1.", 3, ERROR_VALUE, "position", ROWS("AB1", "BC2"));
    refused(".1", 3, ERROR_VALUE, "position", ROWS("AB1", "BC2"));
}

static void one_position_of_two_rows(void **state)
{
    (void)state;
    refused("11", 3, ERROR_CONFLICT, "line 2", ROWS("AB1", "BC2"));
    refused("11", 3, ERROR_CONFLICT, "line 2", ROWS("AB1", "AB2")); /* another transaction */
}

static void a_transaction_in_pieces(void **state)
{
    (void)state;
    refused("123", 4, ERROR_VALUE, "stand apart", ROWS("AB1", "BC2", "CD1"));
    taken(false, "132", "AB1 CD1 BC2", 0, 0, ROWS("AB1", "BC2", "CD1"));
    taken(false, "...", "AB1 CD1 BC2", 0, 0, ROWS("AB1", "BC2", "CD1")); /* put together */
}

static void one_block_after_another(void **state)
{
    struct block_rows block = {.unique = true};
    const struct flow_row *blamed;
    (void)state;
    for (int again = 1; again <= 3; again++) {
        block.count = 0;
        fill(&block, ROWS("AB1", "AB1"), "..");
        assert_true(block_rows_prepare(&block, &blamed, &err));
        assert_int_equal(block.count, 1); /* the block before is forgotten */
        assert_int_equal(block.dropped, again);
    }
    block_rows_release(&block);
    block_rows_release(&block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_rows_are_two_transfers), cmocka_unit_test(positions_order_and_prove),
        cmocka_unit_test(positions_of_some_rows_only),  cmocka_unit_test(one_position_of_two_rows),
        cmocka_unit_test(a_transaction_in_pieces),      cmocka_unit_test(one_block_after_another),
    };
    return RUN_ALL("ingest/block_rows", tests);
}
