#include "trace/seed_text.h"

#include "base/hex.h"
#include "chain/evm_address.h"
#include "text/utf8.h"
#include "trace/kind.h"

bool height_parse(struct span text, uint64_t *ret_height)
{
    struct amount value;
    unsigned char bytes[8];
    if (!amount_from_decimal(text, &value) || amount_width(value) > 8)
        return false;
    amount_store(bytes, value, 8);
    uint64_t height = 0;
    for (int i = 7; i >= 0; i--)
        height = height << 8 | bytes[i];
    if (height >> 63 != 0) /* so that there is always a height behind it */
        return false;
    *ret_height = height;
    return true;
}

bool seed_cut_last(struct span *text, char mark, struct span *ret_tail)
{
    for (size_t i = text->size; i-- > 0;)
        if (text->data[i] == (unsigned char)mark) {
            *ret_tail = span_part(*text, i + 1, text->size);
            *text = span_part(*text, 0, i);
            return true;
        }
    return false;
}

/* How many bytes name an EVM chain before the address, its colon included: `eip155:N:`. */
static size_t other_chain(struct span text)
{
    const size_t name = 7;
    size_t at = name;
    if (!span_starts_with(text, "eip155:"))
        return 0;
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at > name && at < text.size && text.data[at] == ':' ? at + 1 : 0;
}

bool account_parse(const struct ledger *ledger, struct span text, const char *place,
                   uint64_t *ret_account, struct error *err)
{
    unsigned char key[EVM_ADDRESS_BYTES];
    size_t chain = strlen(ledger->manifest.chain);
    bool here = text.size > chain && span_starts_with(text, ledger->manifest.chain) &&
                text.data[chain] == ':';
    if (here)
        text = span_part(text, chain + 1, text.size);
    size_t elsewhere = here ? 0 : other_chain(text);
    if (!evm_address_parse(span_part(text, elsewhere, text.size), place, key, err))
        return false;
    if (elsewhere == 0)
        return ledger_find_account(ledger, key, ret_account, err);
    *ret_account = LEDGER_NONE;
    return true;
}

static bool parse_transaction(const struct ledger *ledger, struct span text, struct span row,
                              const char *place, struct trace_seed *seed, struct error *err)
{
    unsigned char id[TRANSACTION_ID_BYTES];
    struct transaction transaction;
    size_t wrong;
    if (!hex_decode(id, span_part(text, 2, text.size), &wrong))
        return error_input(err, ERROR_VALUE, place, "character %zu is no hexadecimal digit",
                           wrong + 3);
    if (!ledger_find_transaction(ledger, id, &seed->transaction, err))
        return error_prefix(err, place);
    if (seed->transaction == LEDGER_NONE)
        return error_input(err, ERROR_NOT_FOUND, place,
                           "no such transaction in %s, blocks %llu to %llu", ledger->manifest.chain,
                           (unsigned long long)ledger->manifest.first_block,
                           (unsigned long long)ledger->manifest.last_block);
    if (row.data == NULL)
        return true;
    if (!ledger_transaction(ledger, seed->transaction, &transaction, err))
        return false;
    if (!height_parse(row, &seed->row) || seed->row >= transaction.end - transaction.first)
        return error_input(err, ERROR_VALUE, place,
                           "expected a row from 0 to %llu behind the colon",
                           (unsigned long long)(transaction.end - transaction.first - 1));
    return true;
}

static bool parse_address(const struct ledger *ledger, struct span text, const char *place,
                          struct named_seed *seed, struct error *err)
{
    struct span block, address = text;
    if (seed_cut_last(&text, '@', &block)) {
        if (!height_parse(block, &seed->block))
            return error_input(err, ERROR_VALUE, place, "expected a block height behind the @");
        if (!ledger_first_of_block(ledger, seed->block, &seed->seed.from, err))
            return false;
    }
    address = text;
    const unsigned char *slash = text.size == 0 ? NULL : memchr(text.data, '/', text.size);
    if (slash != NULL) {
        size_t at = (size_t)(slash - text.data);
        struct span asset = span_part(text, at + 1, text.size);
        address = span_part(text, 0, at);
        if (!ledger_find_asset(ledger, asset, &seed->seed.asset, err))
            return false;
        if (seed->seed.asset == LEDGER_NONE)
            return error_input(err, ERROR_NOT_FOUND, place, "the ledger has no asset '%.*s'",
                               (int)asset.size, (const char *)asset.data);
    }
    if (!account_parse(ledger, address, place, &seed->seed.account, err))
        return false;
    seed->absent = seed->seed.account == LEDGER_NONE;
    return true;
}

/* A name that stands in tables and JSON as it is. */
static bool is_colour(struct span name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] < 0x20 || name.data[i] == 0x7f)
            return false;
    return name.size > 0 && name.size < COLOUR_BYTES && utf8_valid(name) == name.size;
}

bool account_seed_parse(const struct ledger *ledger, struct span text, const char *place,
                        const struct amount *cap, struct named_seed *seed, struct error *err)
{
    const size_t id_size = 2 + 2 * TRANSACTION_ID_BYTES;
    bool id = text.size >= id_size && span_starts_with(text, "0x") &&
              (text.size == id_size || text.data[id_size] == ':');
    struct span row = {0};
    seed->seed = (struct trace_seed){.account = LEDGER_NONE,
                                     .asset = LEDGER_NONE,
                                     .transaction = LEDGER_NONE,
                                     .row = LEDGER_NONE,
                                     .has_cap = cap != NULL,
                                     .cap = cap != NULL ? *cap : amount_zero()};
    if (!id)
        return parse_address(ledger, text, place, seed, err);
    if (text.size > id_size)
        row = span_part(text, id_size + 1, text.size);
    return parse_transaction(ledger, span_part(text, 0, id_size), row, place, &seed->seed, err);
}

bool seed_parse(const struct ledger *ledger, struct span text, const char *place,
                struct named_seed *ret_seed, struct error *err)
{
    struct named_seed seed = {.colour = "default"};
    struct span colour, digits;
    struct amount cap, *given = NULL;
    if (seed_cut_last(&text, '#', &colour)) {
        if (!is_colour(colour))
            return error_input(err, ERROR_VALUE, place,
                               "expected a colour of 1 to %d bytes of printable UTF-8 behind the #",
                               COLOUR_BYTES - 1);
        memcpy(seed.colour, colour.data, colour.size);
        seed.colour[colour.size] = '\0';
    }
    if (seed_cut_last(&text, '=', &digits)) {
        if (!amount_from_decimal(digits, &cap))
            return error_input(err, ERROR_VALUE, place,
                               "expected an amount in base units behind the =");
        given = &cap;
    }
    if (!trace_kind_of(ledger)->seed(ledger, text, place, given, &seed, err))
        return false;
    *ret_seed = seed;
    return true;
}
