/* Seeds, addresses and outputs of a coin chain as people write them. */
#include <stdio.h>

#include "base/hex.h"
#include "chain/coin_owner.h"
#include "trace/coin/request.h"

bool coin_chain_of(const struct ledger *ledger, const struct coin_chain **ret_chain,
                   struct error *err)
{
    const struct coin_chain *chain = coin_chain_find(span_text(ledger->manifest.chain));
    if (chain == NULL)
        return error_input(err, ERROR_UNSUPPORTED, ledger->manifest.chain,
                           "no coin chain that this version knows");
    *ret_chain = chain;
    return true;
}

bool coin_txid_text(const struct ledger *ledger, uint64_t transaction,
                    char ret_text[COIN_TXID_TEXT_BYTES], struct error *err)
{
    unsigned char id[COIN_ID_BYTES], reversed[COIN_ID_BYTES];
    if (!coins_id(ledger, transaction, id, err))
        return false;
    for (size_t i = 0; i < COIN_ID_BYTES; i++)
        reversed[i] = id[COIN_ID_BYTES - 1 - i];
    hex_encode(ret_text, reversed, COIN_ID_BYTES);
    return true;
}

bool coin_output_text(const struct ledger *ledger, uint64_t output,
                      char ret_text[COIN_OUTPUT_TEXT_BYTES], struct error *err)
{
    uint64_t transaction;
    struct coins_transaction rows;
    if (!coins_of_output(ledger, output, &transaction, err) ||
        !coins_transaction(ledger, transaction, &rows, err) ||
        !coin_txid_text(ledger, transaction, ret_text, err))
        return false;
    snprintf(ret_text + COIN_TXID_TEXT_BYTES - 1, COIN_OUTPUT_TEXT_BYTES - COIN_TXID_TEXT_BYTES + 1,
             ":%llu", (unsigned long long)(output - rows.first_output));
    return true;
}

bool coin_print_owner(const struct ledger *ledger, uint64_t owner, struct dynbuf *out,
                      struct error *err)
{
    const struct coin_chain *chain;
    struct coins_key key;
    if (owner == LEDGER_NONE)
        return true;
    if (!coin_chain_of(ledger, &chain, err) || !coins_key(ledger, owner, &key, err))
        return false;
    struct script script = coins_script_of(key);
    coin_owner_print(chain, &script, out);
    return !out->failed || dynbuf_error(out, "an owner", err);
}

bool coin_find_owner(const struct ledger *ledger, struct span text, const char *place,
                     uint64_t *ret_number, struct error *err)
{
    const struct coin_chain *chain;
    struct coin_owner owner;
    if (!coin_chain_of(ledger, &chain, err) || !coin_owner_parse(chain, text, place, &owner, err))
        return false;
    struct script script = script_classify(span_of(owner.script, owner.size));
    return coins_find_address(ledger, coins_key_of(&script), ret_number, err);
}

enum {
    TXID_DIGITS = 2 * COIN_ID_BYTES,
    NEAR_TXID_DIGITS = 40, /* more than an address in Base58 has */
    NEAR_TXID_WRONG = 2,   /* fewer than any other name of an owner has that are no hex digits */
};

bool coin_is_txid(struct span text)
{
    unsigned char id[COIN_ID_BYTES];
    size_t wrong;
    return text.size >= TXID_DIGITS && hex_decode(id, span_part(text, 0, TXID_DIGITS), &wrong) &&
           (text.size == TXID_DIGITS || text.data[TXID_DIGITS] == ':');
}

static bool is_hex(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool coin_no_bad_txid(struct span text, const char *place, struct error *err)
{
    size_t size = 0, wrong = 0, first_wrong = 0;
    for (; size < text.size && text.data[size] != ':' && text.data[size] != '@'; size++)
        if (!is_hex(text.data[size]) && wrong++ == 0)
            first_wrong = size;
    if (size < NEAR_TXID_DIGITS || wrong > NEAR_TXID_WRONG)
        return true;
    if (wrong > 0)
        return error_input(err, ERROR_VALUE, place,
                           "character %zu is no hexadecimal digit; expected %d, a txid",
                           first_wrong + 1, TXID_DIGITS);
    if (size != TXID_DIGITS)
        return error_input(err, ERROR_VALUE, place, "%zu hexadecimal digits; expected %d, a txid",
                           size, TXID_DIGITS);
    return error_input(err, ERROR_VALUE, place,
                       "a block behind a txid; expected its end, or a colon and an output's index");
}

/* Coinbases of old may share a txid: then the later one is `ret_both[1]`, else LEDGER_NONE. */
static bool find_transactions(const struct ledger *ledger, struct span digits, const char *place,
                              uint64_t ret_both[2], struct error *err)
{
    unsigned char reversed[COIN_ID_BYTES], id[COIN_ID_BYTES];
    size_t wrong;
    ensure(hex_decode(reversed, digits, &wrong));
    for (size_t i = 0; i < COIN_ID_BYTES; i++)
        id[i] = reversed[COIN_ID_BYTES - 1 - i];
    if (!coins_find_transaction(ledger, id, &ret_both[0], &ret_both[1], err))
        return false;
    return ret_both[0] != LEDGER_NONE ||
           error_input(err, ERROR_NOT_FOUND, place,
                       "no such transaction in %s, blocks %llu to %llu", ledger->manifest.chain,
                       (unsigned long long)ledger->manifest.first_block,
                       (unsigned long long)ledger->manifest.last_block);
}

/* Nobody can say which of two a seed means. */
static bool find_transaction(const struct ledger *ledger, struct span digits, const char *place,
                             uint64_t *ret_transaction, struct error *err)
{
    uint64_t both[2], heights[2];
    if (!find_transactions(ledger, digits, place, both, err))
        return false;
    if (both[1] != LEDGER_NONE) {
        if (!coins_block_of(ledger, both[0], &heights[0], err) ||
            !coins_block_of(ledger, both[1], &heights[1], err))
            return false;
        return error_input(err, ERROR_CONFLICT, place,
                           "two coinbases have this txid, in blocks %llu and %llu; expected an "
                           "address seed",
                           (unsigned long long)heights[0], (unsigned long long)heights[1]);
    }
    *ret_transaction = both[0];
    return true;
}

/* The output of a transaction whose index stands behind the colon; LEDGER_NONE without a colon. */
static bool find_output(const struct ledger *ledger, uint64_t transaction, struct span text,
                        const char *place, uint64_t *ret_output, struct error *err)
{
    struct coins_transaction rows;
    uint64_t index;
    *ret_output = LEDGER_NONE;
    if (text.size == TXID_DIGITS)
        return true;
    if (!coins_transaction(ledger, transaction, &rows, err))
        return false;
    if (!height_parse(span_part(text, TXID_DIGITS + 1, text.size), &index) || index >= rows.outputs)
        return error_input(err, ERROR_VALUE, place,
                           "expected an output from 0 to %llu behind the colon",
                           (unsigned long long)(rows.outputs - 1));
    *ret_output = rows.first_output + index;
    return true;
}

bool coin_find_outputs(const struct ledger *ledger, struct span text, const char *place,
                       uint64_t ret_both[2], struct error *err)
{
    uint64_t both[2];
    if (!find_transactions(ledger, span_part(text, 0, TXID_DIGITS), place, both, err))
        return false;
    ret_both[1] = LEDGER_NONE;
    return find_output(ledger, both[0], text, place, &ret_both[0], err) &&
           (both[1] == LEDGER_NONE || find_output(ledger, both[1], text, place, &ret_both[1], err));
}

/* The first transaction of a height; LEDGER_NONE above the last block. */
static bool first_of(const struct ledger *ledger, uint64_t height, uint64_t *ret_first,
                     struct error *err)
{
    struct coins_block block = {.first = LEDGER_NONE};
    if (height <= ledger->manifest.last_block && !coins_block(ledger, height, &block, err))
        return false;
    *ret_first = block.first;
    return true;
}

static bool parse_address(const struct ledger *ledger, struct span text, const char *place,
                          struct named_seed *seed, struct error *err)
{
    struct span block;
    seed->coin.kind = COIN_SEED_ADDRESS;
    if (seed_cut_last(&text, '@', &block)) {
        if (!height_parse(block, &seed->block))
            return error_input(err, ERROR_VALUE, place, "expected a block height behind the @");
        if (!first_of(ledger, seed->block, &seed->coin.from, err))
            return false;
    }
    if (!coin_find_owner(ledger, text, place, &seed->coin.number, err))
        return false;
    seed->absent = seed->coin.number == LEDGER_NONE;
    return true;
}

bool coin_seed_parse(const struct ledger *ledger, struct span text, const char *place,
                     const struct amount *cap, struct named_seed *seed, struct error *err)
{
    uint64_t transaction, output;
    seed->coin = (struct coin_seed){.has_cap = cap != NULL};
    if (cap != NULL)
        seed->coin.cap = amount_as_bound(*cap); /* no chain has more */
    if (!coin_is_txid(text))
        return coin_no_bad_txid(text, place, err) && parse_address(ledger, text, place, seed, err);
    if (!find_transaction(ledger, span_part(text, 0, TXID_DIGITS), place, &transaction, err) ||
        !find_output(ledger, transaction, text, place, &output, err))
        return false;
    bool one = output != LEDGER_NONE;
    seed->coin.kind = one ? COIN_SEED_OUTPUT : COIN_SEED_TRANSACTION;
    seed->coin.number = one ? output : transaction;
    return true;
}
