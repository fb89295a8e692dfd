#include "ledger/coin/fetch.h"

#include "ledger/coin/format.h"
#include "ledger/search.h"

static inline void fetch(const struct segment *segment, int column, uint64_t row)
{
    const struct column *of = &segment->columns[column];
    __builtin_prefetch(of->bytes + row * of->width);
}

void coin_fetch_transaction(const struct ledger *ledger, uint64_t number)
{
    uint64_t row;
    const struct segment *segment = ledger_segment_of(ledger, COIN_COUNT_FIRST_TRANSACTION,
                                                      COIN_COUNT_TRANSACTIONS, number, &row);
    if (segment == NULL)
        return;
    fetch(segment, COIN_INPUTS_BEFORE, row >> COIN_GROUP_SHIFT);
    fetch(segment, COIN_OUTPUTS_BEFORE, row >> COIN_GROUP_SHIFT);
    fetch(segment, COIN_INPUTS, row);
    fetch(segment, COIN_OUTPUTS, row);
}

void coin_fetch_output(const struct ledger *ledger, uint64_t number)
{
    uint64_t row;
    const struct segment *segment =
        ledger_segment_of(ledger, COIN_COUNT_FIRST_OUTPUT, COIN_COUNT_OUTPUTS, number, &row);
    if (segment == NULL)
        return;
    fetch(segment, COIN_VALUE, row);
    fetch(segment, COIN_OWNER, row);
    fetch(segment, COIN_SPENT, row / COIN_SPENT_BITS);
}

void coin_fetch_value(const struct ledger *ledger, uint64_t number)
{
    uint64_t row;
    const struct segment *segment =
        ledger_segment_of(ledger, COIN_COUNT_FIRST_OUTPUT, COIN_COUNT_OUTPUTS, number, &row);
    if (segment != NULL)
        fetch(segment, COIN_VALUE, row);
}
