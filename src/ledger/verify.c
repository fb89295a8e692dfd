#include "ledger/verify.h"

#include <stdlib.h>

#include "ledger/postings.h"

struct check {
    struct sums sums;
    struct posting_cursor cursor;
    bool started;
};

static bool wrong(uint64_t transfer, const char *what, struct error *err)
{
    return error_input(err, ERROR_DAMAGED, "ledger", "transfer %llu: %s",
                       (unsigned long long)transfer, what);
}

/* The container's next posting must be this one. */
static bool check_posting(const struct ledger *ledger, struct check *check, uint64_t container,
                          uint64_t number, bool arrival, struct error *err)
{
    struct posting posting;
    if (!check->started && !postings_seek(ledger, container, 0, &check->cursor, err))
        return false;
    check->started = true;
    if (!postings_next(&check->cursor, &posting, err))
        return false;
    if (posting.transfer != number || posting.arrival != arrival)
        return wrong(number, "its posting is missing", err);
    return true;
}

static bool check_debit(const struct ledger *ledger, struct check *check, uint64_t number,
                        struct amount amount, struct error *err)
{
    struct amount balance, told, missing = amount_zero();
    if (!sums_balance(&check->sums, &balance) ||
        !ledger_transfer_unseen(ledger, number, &told, err))
        return wrong(number, "the sums contradict each other", err);
    if (amount_compare(amount, balance) > 0)
        ensure(amount_sub(amount, balance, &missing));
    if (amount_compare(told, missing) != 0)
        return wrong(number, "its unseen lot is not the debit less the balance", err);
    return (amount_add(check->sums.unseen, missing, &check->sums.unseen) &&
            amount_add(check->sums.out, amount, &check->sums.out)) ||
           wrong(number, "a running sum passes 2^256", err);
}

static bool check_transfer(const struct ledger *ledger, struct check *checks, uint64_t number,
                           struct error *err)
{
    struct transfer transfer;
    if (!ledger_transfer(ledger, number, &transfer, err))
        return false;
    const struct transfer_kind_info *kind = transfer_kind_info(transfer.kind);
    if (kind->debits &&
        (!check_posting(ledger, &checks[transfer.from], transfer.from, number, false, err) ||
         !check_debit(ledger, &checks[transfer.from], number, transfer.amount, err)))
        return false;
    if (!kind->credits)
        return true;
    struct check *to = &checks[transfer.to];
    return check_posting(ledger, to, transfer.to, number, true, err) &&
           (amount_add(to->sums.in, transfer.amount, &to->sums.in) ||
            wrong(number, "a running sum passes 2^256", err));
}

/* At the end every list must be used up, and the stored sums be those recomputed. */
static bool check_container(const struct ledger *ledger, struct check *check, uint64_t container,
                            struct error *err)
{
    struct posting posting;
    struct sums sums;
    uint64_t end = ledger_count(ledger, COUNT_TRANSFERS), account, asset, found;
    if (!ledger_container(ledger, container, &account, &asset, err) ||
        !ledger_find_container(ledger, account, asset, &found, err))
        return false;
    if (found != container)
        return error_input(err, ERROR_DAMAGED, "ledger", "container %llu is not in its index",
                           (unsigned long long)container);
    if (!postings_sums(ledger, container, end, &sums, err))
        return false;
    if (amount_compare(sums.in, check->sums.in) != 0 ||
        amount_compare(sums.out, check->sums.out) != 0 ||
        amount_compare(sums.unseen, check->sums.unseen) != 0)
        return error_input(err, ERROR_DAMAGED, "ledger",
                           "the running sums of container %llu are not those of its transfers",
                           (unsigned long long)container);
    if (!check->started)
        return true;
    if (!postings_next(&check->cursor, &posting, err))
        return false;
    return posting.transfer == LEDGER_NONE || wrong(posting.transfer, "a posting too many", err);
}

static bool check_accounts(const struct ledger *ledger, struct error *err)
{
    uint64_t count = ledger_count(ledger, COUNT_ACCOUNTS), found;
    unsigned char key[ACCOUNT_KEY_BYTES];
    for (uint64_t account = 0; account < count; account++) {
        if (!ledger_account(ledger, account, key, err) ||
            !ledger_find_account(ledger, key, &found, err))
            return false;
        if (found != account)
            return error_input(err, ERROR_DAMAGED, "ledger", "account %llu is not in its index",
                               (unsigned long long)account);
    }
    return true;
}

bool ledger_verify(const struct ledger *ledger, struct error *err)
{
    uint64_t containers = ledger_count(ledger, COUNT_CONTAINERS);
    uint64_t transfers = ledger_count(ledger, COUNT_TRANSFERS);
    for (size_t i = 0; i < ledger->segment_count; i++)
        if (!segment_verify(ledger->segments[i], err))
            return false;
    struct check *checks = calloc(containers + 1, sizeof *checks);
    if (checks == NULL)
        return error_memory(err, "verifying a ledger");
    bool ok = true;
    for (uint64_t number = 0; ok && number < transfers; number++)
        ok = check_transfer(ledger, checks, number, err);
    for (uint64_t container = 0; ok && container < containers; container++)
        ok = check_container(ledger, &checks[container], container, err);
    free(checks);
    return ok && check_accounts(ledger, err);
}
