#include "ledger/coin/verify.h"

#include "ledger/coin/verify_parts.h"

bool part_number_is(const struct segment *part, int column, uint64_t row, uint64_t wanted,
                    struct error *err)
{
    uint64_t found;
    return (column_number(&part->columns[column], row, &found) && found == wanted) ||
           segment_damaged(part, column, row, err);
}

bool part_rises(const struct segment *part, int column, uint64_t end, struct error *err)
{
    uint64_t rows = part->columns[column].rows, least = 0, found;
    for (uint64_t row = 0; row < rows; row++, least = found + 1)
        if (!column_number(&part->columns[column], row, &found) || found < least || found >= end)
            return segment_damaged(part, column, row, err);
    return true;
}

bool coin_verify(const struct ledger *ledger, struct progress *progress, struct error *err)
{
    struct coin_verify verify = {.ledger = ledger,
                                 .chain = coin_chain_find(span_text(ledger->manifest.chain)),
                                 .progress = progress,
                                 .err = err};
    if (verify.chain == NULL)
        return error_input(err, ERROR_UNSUPPORTED, ledger->manifest.chain,
                           "a chain whose rules are not known; expected one of those that "
                           "docs/coin-chains.md lists");
    return coin_verify_rows(&verify) && coin_verify_blocks(&verify) &&
           coin_verify_spends(&verify) && coin_verify_values(&verify) &&
           coin_verify_addresses(&verify) && coin_verify_indices(&verify);
}
