/* Addresses of coin chains: the text of an output script's key, and back.
 *
 *     P2PKH, P2SH                    Base58Check of a version byte and 20 bytes
 *     P2WPKH, P2WSH, P2TR, witness   Bech32 or Bech32m, where the chain has segwit
 *     the others                     none
 *
 * Errors: value, whose text quotes the text, says what is wrong, which character, and what the
 * chain's addresses are; `place` stands before it. Threads: pure functions.
 */
#pragma once

#include "base/error.h"
#include "chain/coin_chain.h"
#include "chain/script.h"

enum {
    COIN_ADDRESS_TEXT_BYTES = 96,
    COIN_ADDRESS_KEY_BYTES_MAX = 40,
};

/* With a zero behind. False, and `ret_text` untouched, for kinds that have no address. */
bool coin_address_print(const struct coin_chain *chain, const struct script *script,
                        char ret_text[COIN_ADDRESS_TEXT_BYTES]);

struct coin_address {
    enum script_kind kind;
    unsigned version; /* of the witness program */
    size_t size;
    unsigned char key[COIN_ADDRESS_KEY_BYTES_MAX];
};

/* The plain address, or CAIP-10 with the chain's name before it. Bech32 may be all lower or all
 * upper case; Base58 knows no case. Litecoin's older P2SH version is taken too. */
bool coin_address_parse(const struct coin_chain *chain, struct span text, const char *place,
                        struct coin_address *ret, struct error *err);

/* The script that pays to the address: what `script_classify` makes kind and key from. */
enum { COIN_ADDRESS_SCRIPT_BYTES_MAX = 42 };
size_t coin_address_script(const struct coin_address *address,
                           unsigned char ret_script[COIN_ADDRESS_SCRIPT_BYTES_MAX]);
