/* Leaves, records and openings: their bytes, and that nothing else is taken for them. */
#include "log/leaf.h"
#include "run.h"

#include "log/opening.h"

static const unsigned char salt[LEAF_SALT_BYTES] = "0123456789abcdef0123456789abcde";

static const char record_text[] =
    "trefoil-record/v1\n"
    "object indicator--9c3f1c5e-0d0b-4c59-9a5b-6f3f5f1f0d11\n"
    "version 2026-11-28T11:59:02.114Z\n"
    "hash 7d87c5ea75f7378bb701e404c50639161af3eff66293e9f375b5f17eb50476f4\n"
    "audience member:jpn\n"
    "rule flags-members\n"
    "actor akira\n"
    "second bettina\n"
    "subject \xed\x95\x9c\n";

/* The bytes are fixed for ever: a log that is there must stay readable. */
static void the_bytes_of_a_leaf(void **state)
{
    (void)state;
    struct leaf leaf = {.kind = LEAF_RELEASED, .time = 1764331200000000}, back;
    struct dynbuf bytes;
    struct error err;
    leaf_commit(salt, span_text(record_text), &leaf.commitment);
    dynbuf_init(&bytes, 1000);
    assert_true(leaf_print(&leaf, &bytes, &err));
    assert_string_equal(bytes.data, "trefoil-leaf/v1\nreleased\n1764331200000000\n"
                                    "QgH0c8HBxzD9rgDiKK/OL2O1XPBw8ULbIiVu3ABclQs=\n");
    assert_true(leaf_parse(dynbuf_bytes(&bytes), "leaf", &back, &err));
    assert_memory_equal(&leaf.commitment, &back.commitment, sizeof leaf.commitment);
    assert_true(back.kind == leaf.kind && back.time == leaf.time);
    dynbuf_release(&bytes);
}

static void every_kind(void **state)
{
    (void)state;
    static const char *const words[] = {
        "received", "imported", "released", "denied", "approved", "recalled", "acknowledged",
        "hidden",   "decided",  "policy",   "key",    "account",  "continued"};
    assert_int_equal(LEAF_KINDS, sizeof words / sizeof words[0]);
    for (unsigned kind = 0; kind < LEAF_KINDS; kind++) {
        struct leaf leaf = {.kind = kind, .time = INT64_MAX}, back;
        struct dynbuf bytes;
        struct error err;
        assert_string_equal(leaf_kind_name(kind), words[kind]);
        dynbuf_init(&bytes, LEAF_BYTES_MAX);
        assert_true(leaf_print(&leaf, &bytes, &err));
        assert_true(leaf_parse(dynbuf_bytes(&bytes), "leaf", &back, &err));
        assert_int_equal(back.kind, kind);
        dynbuf_release(&bytes);
    }
}

#define COMMITMENT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

static void what_is_no_leaf(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum error_code code;
    } rows[] = {
        {"trefoil-leaf/v1\nkey\n1\n" COMMITMENT, ERROR_NONE},
        {"trefoil-leaf/v1\nkey\n0\n" COMMITMENT, ERROR_NONE},
        {"", ERROR_SYNTAX},
        {"trefoil-leaf/v2\nkey\n1\n" COMMITMENT, ERROR_UNSUPPORTED},
        {"trefoil-leaf/v1\nkeys\n1\n" COMMITMENT, ERROR_UNSUPPORTED},
        {"trefoil-leaf/v1\n\n1\n" COMMITMENT, ERROR_UNSUPPORTED},
        {"trefoil-leaf/v1 \nkey\n1\n" COMMITMENT, ERROR_UNSUPPORTED},
        {"trefoil-record/v1\nkey\n1\n" COMMITMENT, ERROR_SYNTAX},
        {"trefoil-leaf/v1\nkey\n01\n" COMMITMENT, ERROR_SYNTAX},
        {"trefoil-leaf/v1\nkey\n-1\n" COMMITMENT, ERROR_SYNTAX},
        {"trefoil-leaf/v1\nkey\n9223372036854775808\n" COMMITMENT, ERROR_SYNTAX},
        {"trefoil-leaf/v1\nkey\n1\n" COMMITMENT "\n", ERROR_SYNTAX},
        {"trefoil-leaf/v1\nkey\n1\nAAAA\n", ERROR_SYNTAX},
        {"trefoil-leaf/v1\r\nkey\r\n1\r\n" COMMITMENT, ERROR_SYNTAX},
        {"trefoil-leaf/v1\nkey\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ERROR_SYNTAX},
        {"trefoil-leaf/v1\nkey\n1\n" COMMITMENT
         "........................................................................................"
         "...............................................",
         ERROR_LIMIT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct leaf leaf = {.time = 77};
        struct error err = {ERROR_NONE, ""};
        leaf_parse(span_text(rows[i].text), "leaf", &leaf, &err);
        if (err.code != rows[i].code)
            fail_msg("row %zu: %s", i, err.text);
        assert_true((rows[i].code != ERROR_NONE) == (leaf.time == 77));
    }
}

static void records_both_ways(void **state)
{
    (void)state;
    struct record record;
    struct dynbuf bytes;
    struct error err;
    assert_true(record_parse(span_text(record_text), "record", &record, &err));
    assert_true(span_is(record.values[RECORD_AUDIENCE], "member:jpn"));
    assert_true(span_is(record.values[RECORD_SUBJECT], "\xed\x95\x9c"));
    /* Whichever fields are there. */
    for (unsigned some = 1; some < 1U << RECORD_FIELDS; some++) {
        struct record part = {.values = {{NULL, 0}}}, back;
        for (unsigned field = 0; field < RECORD_FIELDS; field++)
            if ((some >> field & 1) != 0)
                part.values[field] = record.values[field];
        dynbuf_init(&bytes, 1000);
        assert_true(record_print(&part, &bytes, &err));
        if (some == (1U << RECORD_FIELDS) - 1)
            assert_string_equal(bytes.data, record_text);
        assert_true(record_parse(dynbuf_bytes(&bytes), "record", &back, &err));
        for (unsigned field = 0; field < RECORD_FIELDS; field++)
            assert_true(span_equal(part.values[field], back.values[field]));
        dynbuf_release(&bytes);
    }
}

static void what_is_no_record(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum error_code code;
    } rows[] = {
        {"", ERROR_SYNTAX},
        {"trefoil-record/v1\n", ERROR_SYNTAX},
        {"trefoil-record/v2\nactor a\n", ERROR_UNSUPPORTED},
        {"trefoil-record/v1\nactor a", ERROR_SYNTAX},
        {"trefoil-record/v1\nactor \n", ERROR_SYNTAX},
        {"trefoil-record/v1\nactor\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nactora\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nactor a\n\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nactor a\nactor b\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nactor a\nobject b\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nweather fine\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nactor a\tb\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nactor \xff\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nhash 00\n", ERROR_SYNTAX},
        {"trefoil-record/v1\nhash "
         "7D87c5ea75f7378bb701e404c50639161af3eff66293e9f375b5f17eb50476f4\n",
         ERROR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct record record = {.values = {{NULL, 77}}};
        struct error err;
        if (record_parse(span_text(rows[i].text), "record", &record, &err))
            fail_msg("taken: row %zu", i);
        assert_int_equal(err.code, rows[i].code);
        assert_int_equal(record.values[0].size, 77);
    }
}

static void records_that_cannot_be_written(void **state)
{
    (void)state;
    char long_value[LOG_VALUE_BYTES_MAX + 1];
    memset(long_value, 'x', sizeof long_value);
    struct record record = {.values = {{NULL, 0}}};
    struct dynbuf bytes;
    struct error err;
    dynbuf_init(&bytes, 4000);
    assert_false(record_print(&record, &bytes, &err));
    assert_error(err, ERROR_VALUE, "record: it says nothing");
    record.values[RECORD_ACTOR] = span_text("two\nlines");
    assert_false(record_print(&record, &bytes, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    record.values[RECORD_ACTOR] = span_of(long_value, LOG_VALUE_BYTES_MAX);
    assert_true(record_print(&record, &bytes, &err));
    record.values[RECORD_ACTOR] = span_of(long_value, sizeof long_value);
    assert_false(record_print(&record, &bytes, &err));
    assert_int_equal(err.code, ERROR_VALUE);
    record.values[RECORD_ACTOR] = span_text("a");
    record.values[RECORD_HASH] = span_text("ab");
    assert_false(record_print(&record, &bytes, &err));
    assert_error(err, ERROR_VALUE, "record: its hash is not 64 lower-case hexadecimal digits");
    dynbuf_release(&bytes);
}

static void make_opening(struct dynbuf *ret_bytes)
{
    struct leaf leaf = {.kind = LEAF_DENIED, .time = 5};
    struct dynbuf bytes;
    struct error err;
    leaf_commit(salt, span_text(record_text), &leaf.commitment);
    dynbuf_init(&bytes, 1000);
    dynbuf_init(ret_bytes, 4000);
    assert_true(leaf_print(&leaf, &bytes, &err));
    assert_true(opening_print(salt, dynbuf_bytes(&bytes), span_text(record_text), ret_bytes, &err));
    dynbuf_release(&bytes);
}

static void openings(void **state)
{
    (void)state;
    struct dynbuf bytes;
    struct opening opening = {.record_bytes = {NULL, 77}};
    struct error err;
    make_opening(&bytes);
    assert_true(opening_parse(dynbuf_bytes(&bytes), "opening", &opening, &err));
    assert_memory_equal(opening.salt, salt, sizeof salt);
    assert_int_equal(opening.leaf.kind, LEAF_DENIED);
    assert_true(span_is(opening.record_bytes, record_text));
    assert_true(span_is(opening.record.values[RECORD_ACTOR], "akira"));
    /* No bit of it can be another one, and nothing can be missing. */
    for (size_t i = 0; i < bytes.size * 8; i++) {
        bytes.data[i / 8] = (char)(bytes.data[i / 8] ^ 1 << i % 8);
        if (opening_parse(dynbuf_bytes(&bytes), "opening", &opening, &err)) {
            /* The kind and the time are the leaf's to say, and the tree holds the leaf. */
            assert_memory_equal(opening.salt, salt, sizeof salt);
            assert_true(span_is(opening.record_bytes, record_text));
        }
        bytes.data[i / 8] = (char)(bytes.data[i / 8] ^ 1 << i % 8);
    }
    for (size_t size = 0; size < bytes.size; size++)
        assert_false(opening_parse(span_of(bytes.data, size), "opening", &opening, &err));
    struct span text = span_text("trefoil-opening/v2\n");
    assert_false(opening_parse(text, "opening", &opening, &err));
    assert_int_equal(err.code, ERROR_UNSUPPORTED);
    dynbuf_release(&bytes);
}

static void an_opening_of_another_leaf(void **state)
{
    (void)state;
    struct leaf leaf = {.kind = LEAF_DENIED, .time = 5};
    struct dynbuf of_leaf, bytes;
    struct opening opening;
    struct error err;
    dynbuf_init(&of_leaf, 1000);
    dynbuf_init(&bytes, 1000);
    assert_true(leaf_print(&leaf, &of_leaf, &err));
    assert_true(opening_print(salt, dynbuf_bytes(&of_leaf), span_text(record_text), &bytes, &err));
    assert_false(opening_parse(dynbuf_bytes(&bytes), "opening", &opening, &err));
    assert_error(err, ERROR_CONFLICT, "opening: the leaf does not commit to this salt and record");
    dynbuf_release(&of_leaf);
    dynbuf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_of_a_leaf),
        cmocka_unit_test(every_kind),
        cmocka_unit_test(what_is_no_leaf),
        cmocka_unit_test(records_both_ways),
        cmocka_unit_test(what_is_no_record),
        cmocka_unit_test(records_that_cannot_be_written),
        cmocka_unit_test(openings),
        cmocka_unit_test(an_opening_of_another_leaf),
    };
    return RUN_ALL("log/leaf", tests);
}
