/* What a text is as an address: which families of networks it is valid in, by its checksum alone.
 * An asset's label, such as USDT, is no network: USDT may lie on Tron, Ethereum or Omni.
 *
 * Load: one a listed address, and one a question. Threads: pure functions.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"

enum address_form {
    ADDRESS_UNKNOWN,      /* of no family known here */
    ADDRESS_BROKEN,       /* looks like one of a family, and its checksum fails */
    ADDRESS_EVM,          /* 0x and 40 hexadecimal digits; mixed case holds EIP-55 */
    ADDRESS_EVM_MISCASED, /* mixed case that does not: a warning, not another address */
    ADDRESS_BASE58,       /* Base58Check: Bitcoin, Litecoin, Dash, Zcash, Tron and the like */
    ADDRESS_BECH32,       /* any prefix */
    ADDRESS_CASHADDR,     /* Bitcoin Cash, with or without `bitcoincash:` */
    ADDRESS_RIPPLE,       /* XRP: Base58Check in its own alphabet */
    ADDRESS_MONERO,       /* Base58 in blocks, with Keccak */
    ADDRESS_HEX32,        /* 64 hexadecimal digits: a key or a payment id */
    ADDRESS_SOLANA,       /* Base58 of 32 bytes; there is no checksum */
};

enum address_form address_form_of(struct span text);

/* Neither unknown nor broken; a miscased EVM address is sound. */
bool address_form_is_sound(enum address_form form);

/* "base58", "broken". Static storage. */
const char *address_form_word(enum address_form form);
