/* Ledgers of random coin chains against the arrays that they were made from: every reading function
 * by every number, however the chain came in: at once, in pieces, with branches given up. */
#include "ledger/coin/coins.h"

#include "ledger/coin/fetch.h"
#include "ledger/coin/scan.h"
#include "ledger/coin/writer.h"
#include "ledger/identity.h"
#include "ledger/verify.h"
#include "made_chain.h"
#include "run.h"
#include "scratch.h"

static struct error err;

#define MUST(call) assert_true((call) || (print_error("%s\n", err.text), false))

static const struct coin_chain *regtest(void)
{
    return coin_chain_find(span_text("regtest"));
}

/* One command: the blocks from `first` on. */
static void bring(const char *folder, const struct made_chain *chain, size_t first, size_t held)
{
    struct coin_writer *writer;
    MUST(coin_writer_open(&writer, folder, regtest(), 77 + held, &err));
    coin_writer_hold(writer, held);
    MUST(coin_writer_begin(writer, first, chain->block_count - 1, &err));
    for (size_t height = first; height < chain->block_count; height++)
        MUST(coin_writer_append(writer, made_chain_rows(chain, height, 77 + held), "here", &err));
    MUST(coin_writer_commit(writer, &err));
    coin_writer_free(writer);
}

static void identity_of(const char *folder, unsigned char *ret_identity)
{
    struct ledger *ledger;
    MUST(ledger_open(&ledger, folder, &err));
    ledger_identity(&ledger->manifest, ret_identity);
    ledger_free(ledger);
}

static void check_outputs(const struct ledger *ledger, const struct made_chain *chain,
                          const int64_t *numbers)
{
    for (size_t i = 0; i < chain->output_count; i++) {
        const struct chain_output *wanted = &chain->outputs[i];
        struct coins_output output;
        uint64_t spender, loser;
        MUST(coins_output(ledger, i, &output, &err));
        MUST(coins_spender(ledger, i, &spender, &err));
        MUST(coins_loser(ledger, i, &loser, &err));
        assert_int_equal(output.value, wanted->value);
        assert_int_equal(spender, wanted->spender);
        assert_int_equal(loser, wanted->loser);
        assert_int_equal(output.fate, wanted->key == CHAIN_BURNT    ? COIN_BURNT
                                      : wanted->key == CHAIN_NOBODY ? COIN_NOBODY
                                                                    : COIN_OWNED);
        assert_int_equal(output.owner, wanted->key < 0 ? -1 : numbers[wanted->key]);
    }
}

static void check_transactions(const struct ledger *ledger, const struct made_chain *chain)
{
    for (size_t i = 0; i < chain->transaction_count; i++) {
        const struct chain_transaction *wanted = &chain->transactions[i];
        struct coins_transaction found;
        unsigned char id[COIN_ID_BYTES];
        uint64_t first, second, of;
        MUST(coins_transaction(ledger, i, &found, &err));
        MUST(coins_id(ledger, i, id, &err));
        assert_memory_equal(id, wanted->id, COIN_ID_BYTES);
        assert_int_equal(found.first_input, wanted->first_input);
        assert_int_equal(found.inputs, wanted->inputs);
        assert_int_equal(found.first_output, wanted->first_output);
        assert_int_equal(found.outputs, wanted->outputs);
        MUST(coins_find_transaction(ledger, id, &first, &second, &err));
        assert_true(first == i || second != LEDGER_NONE);
        for (size_t j = 0; j < wanted->inputs; j++) {
            MUST(coins_spends(ledger, wanted->first_input + j, &of, &err));
            assert_int_equal(of, chain->inputs[wanted->first_input + j]);
            MUST(coins_of_input(ledger, wanted->first_input + j, &of, &err));
            assert_int_equal(of, i);
        }
        for (size_t j = 0; j < wanted->outputs; j++) {
            MUST(coins_of_output(ledger, wanted->first_output + j, &of, &err));
            assert_int_equal(of, i);
        }
    }
}

/* One transaction after the other, from some place on. */
static void check_scan(const struct ledger *ledger, const struct made_chain *chain, size_t from)
{
    struct coin_scan scan;
    uint64_t value;
    MUST(coin_scan_start(&scan, ledger, from, &err));
    for (size_t i = from; i < chain->transaction_count; i++) {
        const struct chain_transaction *wanted = &chain->transactions[i];
        assert_non_null(scan.segment);
        assert_int_equal(scan.inputs, wanted->inputs);
        assert_int_equal(scan.outputs, wanted->outputs);
        assert_int_equal(scan.first_output, wanted->first_output);
        for (size_t j = 0; j < wanted->inputs; j++)
            assert_int_equal(coin_scan_spends(&scan, j), chain->inputs[wanted->first_input + j]);
        for (size_t j = 0; j < wanted->outputs; j++) {
            value = coin_scan_load(scan.values + j * scan.value_width, scan.value_escape);
            if (value != scan.value_escape)
                assert_int_equal(value, chain->outputs[wanted->first_output + j].value);
            coin_fetch_output(ledger, wanted->first_output + j); /* of it nothing can be seen */
        }
        coin_fetch_transaction(ledger, i + 1);
        MUST(coin_scan_next(&scan, &err));
    }
    assert_null(scan.segment);
}

static void check_blocks(const struct ledger *ledger, const struct made_chain *chain)
{
    for (size_t i = 0; i < chain->block_count; i++) {
        struct coins_block block;
        unsigned char hash[COIN_ID_BYTES];
        uint64_t height;
        size_t last =
            i + 1 < chain->block_count ? chain->blocks[i + 1].first : chain->transaction_count;
        header_hash(chain->blocks[i].header, hash);
        MUST(coins_block(ledger, i, &block, &err));
        assert_memory_equal(block.hash, hash, COIN_ID_BYTES);
        assert_memory_equal(block.header, chain->blocks[i].header, COIN_HEADER_BYTES);
        assert_int_equal(block.median_time, made_chain_median(chain, i));
        assert_int_equal(block.first, chain->blocks[i].first);
        assert_int_equal(block.end, last);
        MUST(coins_block_of(ledger, block.first, &height, &err));
        assert_int_equal(height, i);
        MUST(coins_block_of(ledger, last - 1, &height, &err));
        assert_int_equal(height, i);
    }
}

/* Addresses are numbered by their first output. */
static void check_addresses(const struct ledger *ledger, const struct made_chain *chain,
                            int64_t *ret_numbers)
{
    int64_t next = 0;
    for (int key = 0; key < CHAIN_KEYS; key++)
        ret_numbers[key] = -1;
    for (size_t i = 0; i < chain->output_count; i++)
        if (chain->outputs[i].key >= 0 && ret_numbers[chain->outputs[i].key] < 0)
            ret_numbers[chain->outputs[i].key] = next++;
    assert_int_equal(ledger_count(ledger, COIN_COUNT_ADDRESSES), next);
    for (int key = 0; key < CHAIN_KEYS; key++) {
        uint64_t number, output = 0;
        struct coins_key found, wanted = made_chain_key(key);
        MUST(coins_find_address(ledger, wanted, &number, &err));
        assert_int_equal(number, ret_numbers[key]);
        if (ret_numbers[key] < 0)
            continue;
        MUST(coins_key(ledger, number, &found, &err));
        assert_int_equal(found.type, wanted.type);
        assert_true(span_equal(found.bytes, wanted.bytes));
        for (size_t i = 0; i < chain->output_count; i++) {
            if (chain->outputs[i].key != key)
                continue;
            MUST(coins_next_output(ledger, number, &output, &err));
            assert_int_equal(output, i);
            output++;
        }
        MUST(coins_next_output(ledger, number, &output, &err));
        assert_int_equal(output, LEDGER_NONE);
    }
}

static void check_same_output(const struct coin_rows_output *a, const struct coin_rows_output *b)
{
    assert_int_equal(a->value, b->value);
    assert_int_equal(a->fate, b->fate);
    assert_int_equal(a->hash, b->hash);
    assert_int_equal(a->key, b->key);
    assert_int_equal(a->key_bytes, b->key_bytes);
}

/* A sealed block gives the rows that it was sealed from. */
static void check_sealed_rows(const struct ledger *ledger, const struct made_chain *chain)
{
    struct coin_rows rows = {0};
    for (size_t height = 0; height < chain->block_count; height++) {
        const struct coin_rows *wanted = made_chain_rows(chain, height, 8);
        MUST(coin_rows_of_sealed(&rows, ledger, height, 8, &err));
        assert_int_equal(rows.transactions_count, wanted->transactions_count);
        assert_int_equal(rows.inputs_count, wanted->inputs_count);
        assert_int_equal(rows.outputs_count, wanted->outputs_count);
        assert_int_equal(rows.keys_count, wanted->keys_count);
        if (rows.keys_count > 0)
            assert_memory_equal(rows.keys, wanted->keys, rows.keys_count);
        assert_memory_equal(rows.hash, wanted->hash, COIN_ID_BYTES);
        assert_memory_equal(rows.header, wanted->header, COIN_HEADER_BYTES);
        assert_memory_equal(rows.transactions, wanted->transactions,
                            rows.transactions_count * sizeof *rows.transactions);
        for (size_t i = 0; i < rows.inputs_count; i++) {
            assert_memory_equal(rows.inputs[i].previous, wanted->inputs[i].previous, COIN_ID_BYTES);
            assert_int_equal(rows.inputs[i].index, wanted->inputs[i].index);
            assert_memory_equal(&rows.inputs[i].key, &wanted->inputs[i].key,
                                sizeof rows.inputs[i].key);
        }
        for (size_t i = 0; i < rows.outputs_count; i++)
            check_same_output(&rows.outputs[i], &wanted->outputs[i]);
    }
    coin_rows_release(&rows);
}

static void check(const char *folder, const struct made_chain *chain)
{
    struct ledger *ledger;
    int64_t numbers[CHAIN_KEYS];
    MUST(ledger_open(&ledger, folder, &err));
    assert_int_equal(ledger->manifest.last_block, chain->block_count - 1);
    assert_int_equal(ledger_count(ledger, COIN_COUNT_TRANSACTIONS), chain->transaction_count);
    assert_int_equal(ledger_count(ledger, COIN_COUNT_INPUTS), chain->input_count);
    assert_int_equal(ledger_count(ledger, COIN_COUNT_OUTPUTS), chain->output_count);
    check_addresses(ledger, chain, numbers);
    check_outputs(ledger, chain, numbers);
    check_transactions(ledger, chain);
    check_scan(ledger, chain, 0);
    check_scan(ledger, chain, chain->transaction_count / 2);
    check_blocks(ledger, chain);
    check_sealed_rows(ledger, chain);
    MUST(ledger_verify(ledger, NULL, &err));
    ledger_free(ledger);
}

static void reads_what_was_made(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct made_chain chain;
        char name[32];
        snprintf(name, sizeof name, "whole-%llu", (unsigned long long)seed);
        const char *folder = scratch_path(name);
        made_chain_init(&chain, seed);
        made_chain_grow(&chain, seed == 1 ? 1 : 100 * seed);
        bring(folder, &chain, 0, 1 << 20);
        check(folder, &chain);
        made_chain_release(&chain);
    }
}

/* Held in memory or sealed after every block; one command or many; a better branch now and then:
 * the same bytes. The chain is longer than a unit and a tip. */
static void the_same_bytes_on_every_way(void **state)
{
    struct made_chain chain;
    unsigned char wanted[SHA256_BYTES], found[SHA256_BYTES];
    char whole[512], pieces[512];
    (void)state;
    made_chain_init(&chain, 9);
    snprintf(pieces, sizeof pieces, "%s", scratch_path("pieces"));
    uint64_t random = 5;
    size_t height = 0;
    while (chain.block_count < 1500) {
        made_chain_grow(&chain, 1 + random_from(&random) % 300);
        size_t held = random_from(&random) % 3 == 0 ? 1 : 20 + random_from(&random) % 2000;
        bring(pieces, &chain, height, held);
        if (random_from(&random) % 3 != 0) {
            height = chain.block_count;
            continue;
        }
        size_t back = 1 + random_from(&random) % (random_from(&random) % 2 == 0 ? 30 : 400);
        height = back < chain.block_count ? chain.block_count - back : 1;
        made_chain_cut(&chain, height);
        chain.ids += 1000000;
    }
    if (height != chain.block_count)
        bring(pieces, &chain, height, 100);
    check(pieces, &chain);
    identity_of(pieces, found);
    for (size_t held = 1; held <= 1 << 20; held *= 32) {
        char name[32];
        snprintf(name, sizeof name, "again-%zu", held);
        snprintf(whole, sizeof whole, "%s", scratch_path(name));
        bring(whole, &chain, 0, held);
        identity_of(whole, wanted);
        assert_memory_equal(wanted, found, SHA256_BYTES);
    }
    made_chain_release(&chain);
}

/* A command that ends before its commit, with blocks from `first` to below `end` of a chain that is
 * to reach `last`; each is sealed by itself. Returns the highest block of the ledger afterwards. */
static uint64_t give_up(const char *folder, const struct made_chain *chain, size_t first,
                        size_t end, size_t last)
{
    struct coin_writer *writer;
    struct ledger *ledger;
    MUST(coin_writer_open(&writer, folder, regtest(), 5, &err));
    coin_writer_hold(writer, 1);
    MUST(coin_writer_begin(writer, first, last, &err));
    for (size_t height = first; height < end; height++)
        MUST(coin_writer_append(writer, made_chain_rows(chain, height, 5), "here", &err));
    coin_writer_free(writer);
    MUST(ledger_open(&ledger, folder, &err));
    uint64_t found = ledger->manifest.last_block;
    ledger_free(ledger);
    return found;
}

/* What is saved on the way keeps all that was there. */
static void nothing_is_lost_on_the_way(void **state)
{
    enum { FIRST = 1150, LAST = 1500, FORK = 1000 };
    struct made_chain chain;
    unsigned char before[SHA256_BYTES], after[SHA256_BYTES];
    char folder[512];
    (void)state;
    snprintf(folder, sizeof folder, "%s", scratch_path("on-the-way"));
    made_chain_init(&chain, 11);
    made_chain_grow(&chain, FIRST);
    bring(folder, &chain, 0, 1000);
    made_chain_grow(&chain, LAST + 1 - FIRST);
    assert_int_equal(give_up(folder, &chain, FIRST, FIRST, LAST), FIRST - 1); /* the tip again */
    identity_of(folder, before);
    made_chain_cut(&chain, FORK);
    chain.ids += 1000000;
    made_chain_grow(&chain, LAST + 1 - FORK);
    assert_int_equal(give_up(folder, &chain, FORK, LAST, LAST), FIRST - 1); /* a better branch */
    identity_of(folder, after);
    assert_memory_equal(before, after, SHA256_BYTES);
    bring(folder, &chain, FORK, 1000);
    check(folder, &chain);
    made_chain_release(&chain);
}

/* A command that is given up far behind what was there goes on from where it was. */
static void much_is_saved_on_the_way(void **state)
{
    struct made_chain chain;
    (void)state;
    made_chain_init(&chain, 12);
    made_chain_grow(&chain, 200);
    bring(scratch_path("saved"), &chain, 0, 1000);
    made_chain_grow(&chain, 300);
    uint64_t saved = give_up(scratch_path("saved"), &chain, 200, 499, 499);
    assert_in_range(saved, 300, 498);
    bring(scratch_path("saved"), &chain, saved + 1, 1000);
    check(scratch_path("saved"), &chain);
    made_chain_release(&chain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_was_made),
        cmocka_unit_test(the_same_bytes_on_every_way),
        cmocka_unit_test(nothing_is_lost_on_the_way),
        cmocka_unit_test(much_is_saved_on_the_way),
    };
    return RUN_ALL("ledger/coins", tests);
}
