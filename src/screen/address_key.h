/* The one form under which an address is compared, whatever form it is written in:
 *
 *     EVM, with or without 0x, any case           0x and 40 digits in lower case
 *     bech32, any case                            lower case
 *     bitcoincash:, CashAddr, any case            the Base58 form of the same key or script
 *     Tron, 42 hexadecimal digits from 41         its Base58 form
 *     XRP X-address                               the classic address in it
 *     CAIP-10, such as eip155:1:0x...             the address behind the chain
 *     everything else                             as it stands
 *
 * The key says nothing of a network: one key is one on every network in which the text is valid.
 * Load: one a question and one a listed address. Threads: pure functions.
 */
#pragma once

#include "screen/address_form.h"

enum { ADDRESS_KEY_BYTES = 256 };

struct address_key {
    enum address_form form; /* of what was written, behind a prefix */
    size_t size;            /* 0: too long to be an address */
    char text[ADDRESS_KEY_BYTES];
};

void address_key_of(struct span text, struct address_key *ret_key);
