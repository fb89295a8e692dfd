#include "ledger/coin/refuse.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "chain/hash256.h"

const unsigned char *coin_where_id(const struct coin_where *where)
{
    return where->rows->transactions[where->transaction].id;
}

bool coin_refuse(const struct coin_where *where, struct error *err, const char *format, ...)
{
    char id[HASH256_TEXT_BYTES], place[ERROR_TEXT_BYTES], text[ERROR_TEXT_BYTES / 2];
    va_list rest;
    va_start(rest, format);
    vsnprintf(text, sizeof text, format, rest);
    va_end(rest);
    hash256_print(coin_where_id(where), id);
    snprintf(place, sizeof place, "%s: transaction %zu (%s)", where->place, where->transaction, id);
    return error_input(err, ERROR_VALUE, place, "%s", text);
}

bool coin_refuse_input(const struct coin_where *where, const struct coin_rows_input *input,
                       const char *what, struct error *err)
{
    const struct coin_rows *rows = where->rows;
    char id[HASH256_TEXT_BYTES];
    hash256_print(input->previous, id);
    return coin_refuse(where, err, "input %zu spends %s:%" PRIu32 ", %s",
                       (size_t)(input - rows->inputs) -
                           rows->transactions[where->transaction].first_input,
                       id, input->index, what);
}
