/* What a block that does not connect is refused with: where, and what was expected. */
#pragma once

#include "base/error.h"
#include "ledger/coin/rows.h"

struct coin_where {
    const struct coin_rows *rows;
    size_t transaction;
    const char *place; /* of the block */
};

const unsigned char *coin_where_id(const struct coin_where *where);

/* False, with a `value` error: the place, the transaction and its txid, then the text. */
__attribute__((format(printf, 3, 4))) bool coin_refuse(const struct coin_where *where,
                                                       struct error *err, const char *format, ...);

/* The same of one of its inputs; `what` goes on after the output that it names. */
bool coin_refuse_input(const struct coin_where *where, const struct coin_rows_input *input,
                       const char *what, struct error *err);
