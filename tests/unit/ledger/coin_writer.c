/* What the writer of a coin chain refuses, and where it says that lies: within a batch, over
 * batches, and over commands. */
#include "ledger/coin/writer.h"

#include "ledger/coin/parts.h"
#include "ledger/verify.h"
#include "made.h"
#include "run.h"
#include "scratch.h"

enum { SEED = 3, ROOM = 8 };
#define COIN    UINT64_C(100000000)
#define SUBSIDY (50 * COIN)

static struct error err;

#define MUST(call) assert_true((call) || (print_error("%s\n", err.text), false))

static const struct coin_chain *chain_named(const char *name)
{
    return coin_chain_find(span_text(name));
}

/* ---- blocks by hand: txids are one number, keys are another ---- */

static struct coin_rows_transaction transactions[ROOM];
static struct coin_rows_input inputs[ROOM];
static struct coin_rows_output outputs[ROOM];
static unsigned char ids[256][COIN_ID_BYTES];
static struct coin_rows rows;

static const unsigned char *id_of(unsigned char number)
{
    ids[number][0] = number;
    return ids[number];
}

static void transaction(unsigned char id)
{
    struct coin_rows_transaction *row = &transactions[rows.transactions_count++];
    *row = (struct coin_rows_transaction){.first_input = (uint32_t)rows.inputs_count,
                                          .first_output = (uint32_t)rows.outputs_count};
    memcpy(row->id, id_of(id), COIN_ID_BYTES);
    row->first = unspent_key_first(SEED, row->id);
}

static void input(unsigned char id, uint32_t index)
{
    inputs[rows.inputs_count++] =
        (struct coin_rows_input){id_of(id), index, unspent_key(SEED, id_of(id), index)};
    transactions[rows.transactions_count - 1].inputs++;
}

static void output(uint64_t value)
{
    struct coin_rows_transaction *row = &transactions[rows.transactions_count - 1];
    struct coin_rows_output *out = &outputs[rows.outputs_count++];
    *out = (struct coin_rows_output){.value = value, .fate = value == 0 ? COIN_BURNT : COIN_OWNED};
    row->outputs++;
    struct coins_key key = {SCRIPT_P2PKH, span_of(id_of(1), 20)};
    assert_true(value == 0 || coin_rows_put_key(&rows, out, key, &err));
}

/* A block whose coinbase has this txid and takes this. */
static void block(unsigned char id, uint64_t value)
{
    rows = (struct coin_rows){.transactions = transactions,
                              .inputs = inputs,
                              .outputs = outputs,
                              .keys = rows.keys,
                              .keys_capacity = rows.keys_capacity};
    memset(rows.header, id, sizeof rows.header);
    transaction(id);
    output(value);
}

/* ---- the writer ---- */

static struct coin_writer *writer;

/* The ways in which two blocks can come in: held together, sealed one by one, two commands. */
enum way { TOGETHER, BATCHES, COMMANDS, WAYS };

static const char *folder_of(enum way way)
{
    return scratch_path(way == TOGETHER ? "together" : way == BATCHES ? "batches" : "commands");
}

static void begin(const char *folder, const char *chain, uint64_t first, uint64_t last,
                  enum way way)
{
    MUST(coin_writer_open(&writer, folder, chain_named(chain), SEED, &err));
    if (way == BATCHES)
        coin_writer_hold(writer, 1);
    MUST(coin_writer_begin(writer, first, last, &err));
}

static bool append(void)
{
    return coin_writer_append(writer, &rows, "blk00000.dat: block 2", &err);
}

/* Genesis 1, reward 2, then a block of reward 9 with a payment 10 of reward 2: 20 coins, 25, and a
 * burnt output. */
static void first_blocks(const char *folder, const char *chain, enum way way)
{
    begin(folder, chain, 0, way == COMMANDS ? 2 : 3, way);
    block(1, SUBSIDY);
    MUST(append());
    block(2, SUBSIDY);
    MUST(append());
    block(9, SUBSIDY);
    transaction(10);
    input(2, 0);
    output(20 * COIN);
    output(25 * COIN);
    output(0);
    MUST(append());
    if (way != COMMANDS)
        return;
    MUST(coin_writer_commit(writer, &err));
    coin_writer_free(writer);
    begin(folder, chain, 3, 3, way);
}

static void end(void)
{
    coin_writer_free(writer);
    writer = NULL;
}

/* The block at hand is refused, with this sentence, in transaction `at`, whose number is named. */
static void refused(size_t at, const char *what)
{
    char id[HASH256_TEXT_BYTES], place[200];
    assert_false(append());
    assert_int_equal(err.code, ERROR_VALUE);
    hash256_print(transactions[at].id, id);
    snprintf(place, sizeof place, "blk00000.dat: block 2: transaction %zu (%s): ", at, id);
    if (strncmp(err.text, place, strlen(place)) != 0 || strstr(err.text, what) == NULL)
        print_message("%s\n", err.text);
    assert_memory_equal(err.text, place, strlen(place));
    assert_non_null(strstr(err.text, what));
    end();
}

static const char not_there[] = "which is not there, or is spent; expected an unspent output";

static void spends_what_is_not_there(void **state)
{
    const struct {
        unsigned char id;
        uint32_t index;
    } bad[] = {
        {77, 0}, /* no such transaction */
        {10, 3}, /* no such output */
        {10, 2}, /* burnt */
        {2, 0},  /* spent, by block 2 */
        {1, 0},  /* the genesis' */
        {11, 0}, /* its own */
        {12, 0}, /* a later transaction's */
        {10, UINT32_MAX},
    };
    (void)state;
    for (enum way way = 0; way < WAYS; way++)
        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
            first_blocks(folder_of(way), "regtest", way);
            block(3, SUBSIDY);
            transaction(11);
            input(bad[i].id, bad[i].index);
            output(1);
            transaction(12);
            input(10, 0);
            output(1);
            refused(1, not_there);
        }
}

static void spends_twice(void **state)
{
    (void)state;
    for (enum way way = 0; way < WAYS; way++)
        for (int apart = 0; apart < 2; apart++) {
            first_blocks(folder_of(way), "regtest", way);
            block(3, SUBSIDY);
            transaction(11);
            input(10, 1);
            if (apart != 0) {
                output(1);
                transaction(12);
            }
            input(10, 1);
            output(1);
            refused(apart != 0 ? 2 : 1, not_there);
        }
}

static void pays_too_much(void **state)
{
    (void)state;
    for (enum way way = 0; way < WAYS; way++) {
        first_blocks(folder_of(way), "regtest", way);
        block(3, SUBSIDY);
        transaction(11);
        input(10, 0);
        output(20 * COIN + 1);
        refused(1, "pays 2000000001; expected at most 2000000000, what its inputs hold");
        first_blocks(folder_of(way), "regtest", way);
        block(3, SUBSIDY + COIN + 1);
        transaction(11);
        input(10, 0);
        output(19 * COIN);
        refused(0, "claims 5100000001; expected at most 5100000000, subsidy and fees");
    }
}

static void spends_its_own_reward(void **state)
{
    (void)state;
    for (enum way way = 0; way < WAYS; way++) {
        first_blocks(folder_of(way), "regtest", way);
        block(3, SUBSIDY);
        transaction(11);
        input(10, 0);
        output(COIN);
        transaction(12); /* another of the same block may be spent */
        input(11, 0);
        input(3, 0);
        output(1);
        refused(2, ":0, the reward of its own block");
    }
}

/* A payment may not have the txid of one with unspent outputs; a coinbase only where the chain is
 * known to have such, or has no list of them. */
static void repeats_a_txid(void **state)
{
    (void)state;
    for (enum way way = 0; way < WAYS; way++) {
        char name[16];
        snprintf(name, sizeof name, "bitcoin-%d", (int)way);
        first_blocks(scratch_path(name), "bitcoin", way);
        block(10, SUBSIDY);
        refused(0, "a transaction with this txid is there, with unspent outputs");
    }
    first_blocks(folder_of(TOGETHER), "regtest", TOGETHER);
    block(3, SUBSIDY);
    transaction(10);
    input(10, 1);
    output(1);
    refused(1, "a transaction with this txid is there, with unspent outputs");
}

static void payment_10(void)
{
    transaction(10);
    input(2, 0);
    output(20 * COIN);
    output(25 * COIN);
    output(0);
}

/* A command ends here, and the next one begins with block `next`. */
static void next_command(const char *folder, uint64_t next, uint64_t last)
{
    MUST(coin_writer_commit(writer, &err));
    end();
    begin(folder, "regtest", next, last, COMMANDS);
}

/* Block 2 pays 10 of reward 2; block 3 has that reward once more, so that block 4 can hold payment
 * 10 once more. That is refused while the first one has unspent outputs, whichever of these blocks
 * were sealed by earlier commands: bit 0 of `cuts` behind block 2, bit 1 behind block 3. */
static void repeat_payment(unsigned cuts, bool spent)
{
    char folder[32];
    snprintf(folder, sizeof folder, "%s-%u", spent ? "spent" : "repeats", cuts);
    const char *path = scratch_path(folder);
    uint64_t ends[] = {4, 2, 3, 2};
    begin(path, "regtest", 0, ends[cuts], TOGETHER);
    for (unsigned char id = 1; id <= 2; id++) {
        block(id, SUBSIDY);
        MUST(append());
    }
    block(9, SUBSIDY);
    payment_10();
    MUST(append());
    if ((cuts & 1) != 0)
        next_command(path, 3, cuts == 1 ? 4 : 3);
    block(2, SUBSIDY);
    if (spent) {
        transaction(11);
        input(10, 0);
        input(10, 1);
        output(COIN);
    }
    MUST(append());
    if ((cuts & 2) != 0)
        next_command(path, 4, 4);
    block(4, SUBSIDY);
    payment_10();
    if (!spent) {
        refused(1, "a transaction with this txid is there, with unspent outputs");
        return;
    }
    MUST(append());
    MUST(coin_writer_commit(writer, &err));
    end();
}

static void repeats_a_payment(void **state)
{
    (void)state;
    for (unsigned cuts = 0; cuts < 4; cuts++) {
        repeat_payment(cuts, false);
        repeat_payment(cuts, true);
    }
}

/* What was refused has changed nothing: the right block still fits, and the ledger is read. */
static void the_right_block_fits(void **state)
{
    (void)state;
    for (enum way way = 0; way < WAYS; way++) {
        struct ledger *ledger;
        uint64_t spender;
        first_blocks(folder_of(way), "regtest", way);
        block(3, SUBSIDY + COIN);
        transaction(11);
        input(10, 0);
        output(19 * COIN);
        MUST(append());
        MUST(coin_writer_commit(writer, &err));
        end();
        MUST(ledger_open(&ledger, folder_of(way), &err));
        assert_int_equal(ledger_count(ledger, COIN_COUNT_TRANSACTIONS), 6);
        MUST(coins_spender(ledger, 3, &spender, &err));
        assert_int_equal(spender, 1);
        ledger_free(ledger);
    }
}

/* ---- folders ---- */

static void another_writes(void **state)
{
    struct coin_writer *second;
    (void)state;
    begin(scratch_path("busy"), "regtest", 0, 0, TOGETHER);
    assert_false(
        coin_writer_open(&second, scratch_path("busy"), chain_named("regtest"), SEED, &err));
    assert_int_equal(err.code, ERROR_BUSY);
    end();
    MUST(coin_writer_open(&second, scratch_path("busy"), chain_named("regtest"), SEED, &err));
    coin_writer_free(second);
}

static void another_ledger_is_there(void **state)
{
    const struct made_row row = {1, 1, 1, 2, 1, 5, TRANSFER_VALUE};
    struct coin_writer *second;
    (void)state;
    begin(scratch_path("other"), "regtest", 0, 0, TOGETHER);
    block(1, SUBSIDY);
    MUST(append());
    MUST(coin_writer_commit(writer, &err));
    end();
    assert_false(
        coin_writer_open(&second, scratch_path("other"), chain_named("signet"), SEED, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_non_null(strstr(err.text, chain_named("signet")->caip2));
    assert_true(made_append(scratch_path("accounts"), &row, 1, &err));
    struct coin_chain same = *chain_named("regtest");
    for (int known = 0; known < 2; known++) { /* another chain, and another kind of the same name */
        assert_false(coin_writer_open(&second, scratch_path("accounts"), &same, SEED, &err));
        assert_int_equal(err.code, ERROR_CONFLICT);
        assert_non_null(strstr(err.text, "coin kind"));
        same.caip2 = "eip155:1";
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spends_what_is_not_there),
        cmocka_unit_test(spends_twice),
        cmocka_unit_test(pays_too_much),
        cmocka_unit_test(spends_its_own_reward),
        cmocka_unit_test(repeats_a_txid),
        cmocka_unit_test(repeats_a_payment),
        cmocka_unit_test(the_right_block_fits),
        cmocka_unit_test(another_writes),
        cmocka_unit_test(another_ledger_is_there),
    };
    return RUN_ALL("ledger/coin_writer", tests);
}
