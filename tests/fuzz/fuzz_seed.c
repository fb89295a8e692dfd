/* The text of a seed, an address, a height, against a small account ledger and one of a coin chain:
 * what is taken names something that is there, and what a coin ledger has reads back from its text.
 */
#include "ledger/coin/writer.h"
#include "made.h"
#include "made_chain.h"
#include "scratch.h"
#include "target.h"
#include "trace/coin/request.h"

static const struct made_row rows[] = {
    {100, 1, 1, 2, 1, 50, TRANSFER_VALUE}, {100, 1, 2, 3, 1, 20, TRANSFER_VALUE},
    {101, 2, 3, 1, 2, 7, TRANSFER_TOKEN},  {105, 3, 2, 0, 1, 1, TRANSFER_GAS},
    {108, 2, 1, 2, 1, 5, TRANSFER_VALUE},  {109, 4, 0, 4, 2, 9, TRANSFER_MINT},
};

static struct ledger *small_ledger(void)
{
    static struct ledger *ledger; /* lives as long as the program */
    struct error err;
    if (ledger == NULL)
        ensure(made_append(scratch(), rows, sizeof rows / sizeof rows[0], &err) &&
               ledger_open(&ledger, scratch(), &err));
    return ledger;
}

static void check_seed(const struct ledger *ledger, const struct named_seed *named)
{
    const struct trace_seed *seed = &named->seed;
    struct transaction transaction;
    struct error err;
    ensure(strlen(named->colour) > 0 && strlen(named->colour) < COLOUR_BYTES);
    ensure(seed->account == LEDGER_NONE || seed->account < ledger_count(ledger, COUNT_ACCOUNTS));
    ensure(seed->asset == LEDGER_NONE || seed->asset < ledger_count(ledger, COUNT_ASSETS));
    ensure(seed->from <= ledger_count(ledger, COUNT_TRANSFERS));
    if (seed->transaction == LEDGER_NONE) {
        ensure(named->absent == (seed->account == LEDGER_NONE) && seed->row == LEDGER_NONE);
        return;
    }
    ensure(seed->account == LEDGER_NONE && !named->absent);
    ensure(ledger_transaction(ledger, seed->transaction, &transaction, &err));
    ensure(seed->row == LEDGER_NONE || seed->row < transaction.end - transaction.first);
}

/* 40 blocks of regtest; some txids name two coinbases. */
static struct ledger *coin_ledger(void)
{
    static struct ledger *ledger;
    struct coin_writer *writer;
    struct made_chain chain;
    struct error err;
    if (ledger != NULL)
        return ledger;
    made_chain_init(&chain, 5);
    made_chain_grow(&chain, 40);
    ensure(coin_writer_open(&writer, scratch_path("coins"), coin_chain_find(span_text("regtest")),
                            7, &err) &&
           coin_writer_begin(writer, 0, chain.block_count - 1, &err));
    for (size_t height = 0; height < chain.block_count; height++)
        ensure(coin_writer_append(writer, made_chain_rows(&chain, height, 7), "here", &err));
    ensure(coin_writer_commit(writer, &err) && ledger_open(&ledger, scratch_path("coins"), &err));
    coin_writer_free(writer);
    made_chain_release(&chain);
    return ledger;
}

/* The text of an owner is a seed that names it. */
static void check_owner(const struct ledger *ledger, uint64_t owner)
{
    struct named_seed again;
    struct dynbuf text;
    struct error err;
    dynbuf_init(&text, TRACE_ADDRESS_BYTES_MAX);
    ensure(owner < ledger_count(ledger, COIN_COUNT_ADDRESSES));
    ensure(coin_print_owner(ledger, owner, &text, &err));
    ensure(seed_parse(ledger, dynbuf_bytes(&text), "again", &again, &err));
    ensure(again.coin.kind == COIN_SEED_ADDRESS && again.coin.number == owner);
    dynbuf_release(&text);
}

static void check_output(const struct ledger *ledger, uint64_t output)
{
    char text[COIN_OUTPUT_TEXT_BYTES];
    struct named_seed again;
    struct error err;
    ensure(output < ledger_count(ledger, COIN_COUNT_OUTPUTS));
    ensure(coin_output_text(ledger, output, text, &err));
    ensure(seed_parse(ledger, span_text(text), "again", &again, &err));
    ensure(again.coin.kind == COIN_SEED_OUTPUT && again.coin.number == output);
}

static void check_coin_seed(const struct ledger *ledger, const struct named_seed *named)
{
    const struct coin_seed *seed = &named->coin;
    uint64_t transactions = ledger_count(ledger, COIN_COUNT_TRANSACTIONS);
    ensure(strlen(named->colour) > 0 && strlen(named->colour) < COLOUR_BYTES);
    ensure(seed->has_cap || seed->cap == 0);
    ensure(named->absent == (seed->number == LEDGER_NONE));
    if (seed->kind == COIN_SEED_TRANSACTION)
        ensure(seed->number < transactions && named->block == 0);
    else if (seed->kind == COIN_SEED_OUTPUT)
        check_output(ledger, seed->number);
    else if (!named->absent)
        check_owner(ledger, seed->number);
    ensure(seed->from == LEDGER_NONE || seed->from < transactions);
}

static void take_coins(struct span text)
{
    const struct ledger *ledger = coin_ledger();
    struct named_seed seed = {.block = 77};
    struct error err;
    uint64_t owner = 77;
    if (seed_parse(ledger, text, "a seed", &seed, &err))
        check_coin_seed(ledger, &seed);
    else
        ensure(seed.block == 77 && strstr(err.text, "a seed") != NULL);
    if (!coin_find_owner(ledger, text, "an owner", &owner, &err))
        ensure(owner == 77 && strstr(err.text, "an owner") != NULL);
    else if (owner != LEDGER_NONE)
        check_owner(ledger, owner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct ledger *ledger = small_ledger();
    struct span text = span_of(data, size);
    struct named_seed seed = {.block = 77};
    struct error err;
    uint64_t account = 77, height = 77;
    if (seed_parse(ledger, text, "a seed", &seed, &err))
        check_seed(ledger, &seed);
    else
        ensure(seed.block == 77 && strstr(err.text, "a seed") != NULL);
    if (account_parse(ledger, text, "an account", &account, &err))
        ensure(account == LEDGER_NONE || account < ledger_count(ledger, COUNT_ACCOUNTS));
    else
        ensure(account == 77 && strstr(err.text, "an account") != NULL);
    ensure(height_parse(text, &height) || height == 77);
    ensure(height >> 63 == 0);
    take_coins(text);
    return 0;
}
