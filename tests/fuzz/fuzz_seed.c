/* The text of a seed, an address, a height, against a small ledger: what is taken names something
 * that is there. */
#include "made.h"
#include "scratch.h"
#include "target.h"
#include "trace/seed_text.h"

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
    return 0;
}
