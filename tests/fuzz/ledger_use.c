#include "ledger_use.h"

#include "coins_use.h"

#include "alloc_faults.h"
#include "ledger/postings.h"
#include "ledger/verify.h"
#include "target.h"
#include "trace/trace.h"

enum { LOOKS = 300 }; /* numbers of one kind that are looked at; and postings of a list */

/* One past the end is asked for too: it must be an error. */
static uint64_t looks(const struct ledger *ledger, int count)
{
    uint64_t there = ledger_count(ledger, count);
    return there < LOOKS ? there + 1 : LOOKS;
}

static void use_transfers(const struct ledger *ledger)
{
    struct error err;
    for (uint64_t i = 0; i < looks(ledger, COUNT_TRANSFERS); i++) {
        struct transfer transfer;
        struct amount unseen;
        uint64_t number;
        bool there = i < ledger_count(ledger, COUNT_TRANSFERS);
        ensure(!ledger_transfer(ledger, i, &transfer, &err) || there);
        ensure(!ledger_transfer_unseen(ledger, i, &unseen, &err) || there);
        ensure(!ledger_transaction_of(ledger, i, &number, &err) || there);
    }
}

static void use_transactions(const struct ledger *ledger)
{
    struct error err;
    for (uint64_t i = 0; i < looks(ledger, COUNT_TRANSACTIONS); i++) {
        struct transaction found;
        uint64_t number, first;
        if (!ledger_transaction(ledger, i, &found, &err))
            continue;
        ensure(found.first < found.end && found.end <= ledger_count(ledger, COUNT_TRANSFERS));
        ledger_find_transaction(ledger, found.id, &number, &err);
        ledger_first_of_block(ledger, found.block, &first, &err);
        ledger_first_of_block(ledger, found.block + 1, &first, &err);
        ledger_block_at_time(ledger, found.time, &number, &err);
    }
}

static void use_names(const struct ledger *ledger)
{
    struct error err;
    unsigned char key[ACCOUNT_KEY_BYTES];
    uint64_t number;
    for (uint64_t i = 0; i < looks(ledger, COUNT_ACCOUNTS); i++)
        if (ledger_account(ledger, i, key, &err))
            ledger_find_account(ledger, key, &number, &err);
    for (uint64_t i = 0; i < looks(ledger, COUNT_ASSETS); i++) {
        struct span text;
        struct amount unseen;
        if (ledger_asset(ledger, i, &text, &err) && ledger_find_asset(ledger, text, &number, &err))
            ensure(number <= i);
        for (uint64_t end = 0; end < looks(ledger, COUNT_TRANSFERS); end++)
            ledger_unseen_before(ledger, i, end, &unseen, &err);
    }
}

static void use_postings(const struct ledger *ledger, uint64_t container)
{
    struct error err;
    struct posting_cursor cursor;
    struct posting posting;
    uint64_t transfers = ledger_count(ledger, COUNT_TRANSFERS);
    for (uint64_t before = 0; before <= transfers; before += 1 + transfers / 16) {
        struct amount balance;
        struct sums sums;
        postings_balance(ledger, container, before, &balance, &err);
        postings_sums(ledger, container, before, &sums, &err);
    }
    if (!postings_seek(ledger, container, transfers / 2, &cursor, &err))
        return;
    for (int i = 0; i < LOOKS && postings_next(&cursor, &posting, &err); i++) {
        if (posting.transfer == LEDGER_NONE)
            return;
        ensure(posting.transfer < transfers);
    }
}

static void use_containers(const struct ledger *ledger)
{
    struct error err;
    for (uint64_t i = 0; i < looks(ledger, COUNT_CONTAINERS); i++) {
        uint64_t account, asset, number;
        if (ledger_container(ledger, i, &account, &asset, &err)) {
            ensure(asset < ledger_count(ledger, COUNT_ASSETS));
            ledger_find_container(ledger, account, asset, &number, &err);
        }
        use_postings(ledger, i);
    }
}

static void use_trace(const struct ledger *ledger, const struct ledger_use *use)
{
    struct error err;
    uint64_t accounts = ledger_count(ledger, COUNT_ACCOUNTS);
    uint64_t transactions = ledger_count(ledger, COUNT_TRANSACTIONS), service;
    struct trace_seed seeds[2] = {
        {use->seed, LEDGER_NONE, 0, LEDGER_NONE, LEDGER_NONE, use->seed % 3 == 1,
         amount_from_u64(use->seed)},
        {LEDGER_NONE, LEDGER_NONE, 0, use->seed, LEDGER_NONE, false, amount_zero()}};
    struct trace_query query = {.ledger = ledger,
                                .seeds = seeds,
                                .seed_count = 2,
                                .services = &service,
                                .service_count = use->service % 2,
                                .end = ledger_count(ledger, COUNT_TRANSFERS),
                                .min = amount_from_u64(use->min)};
    if (accounts == 0 || transactions == 0)
        return;
    seeds[0].account %= accounts;
    seeds[1].transaction %= transactions;
    service = use->service % accounts;
    if (use->end % 4 == 3 &&
        !ledger_first_of_block(ledger, ledger->manifest.first_block + use->end, &query.end, &err))
        return;
    for (int rule = 0; rule < RULES; rule++) {
        struct trace_result result;
        query.rule = rule_at(rule);
        if (trace_run(&query, &result, &err))
            trace_result_release(&result);
    }
}

/* What verifies is whole: reading it can fail for want of memory only. */
static void use_verify(const struct ledger *ledger)
{
    struct error err;
    struct transfer transfer;
    struct transaction transaction;
    if (!ledger_verify(ledger, NULL, &err))
        return;
    for (uint64_t i = 0; i < ledger_count(ledger, COUNT_TRANSFERS); i++)
        ensure(ledger_transfer(ledger, i, &transfer, &err));
    for (uint64_t i = 0; i < ledger_count(ledger, COUNT_TRANSACTIONS); i++)
        ensure(ledger_transaction(ledger, i, &transaction, &err));
    for (uint64_t i = 0; i < ledger_count(ledger, COUNT_CONTAINERS); i++) {
        struct amount balance;
        ensure(postings_balance(ledger, i, ledger_count(ledger, COUNT_TRANSFERS), &balance, &err));
    }
}

static void use_all(const struct ledger *ledger, const struct ledger_use *use)
{
    use_transfers(ledger);
    use_transactions(ledger);
    use_names(ledger);
    use_containers(ledger);
    use_verify(ledger);
    use_trace(ledger, use);
}

void ledger_use(const char *folder, const struct ledger_use *use, unsigned fails_at)
{
    struct ledger *ledger;
    struct error err;
    alloc_fail_at(fails_at);
    if (ledger_open(&ledger, folder, &err)) {
        if (ledger->kind == &coin_kind)
            coins_use(ledger, folder);
        else
            use_all(ledger, use);
        ledger_free(ledger);
    }
    alloc_fail_at(0);
}
