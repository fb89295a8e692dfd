/* Addresses of EVM chains: 20 bytes, written 0x and 40 hexadecimal digits, with the checksum of
 * EIP-55 in the case of the letters.
 *
 * Load: two a transfer. What hurts: mixed case costs a Keccak permutation, ten times the rest.
 * Errors: value (syntax for a CAIP-10 name that is none), whose text says which character is wrong,
 * from 1; `place` stands before it. Threads: pure functions.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

enum { EVM_ADDRESS_BYTES = 20, EVM_ADDRESS_TEXT_BYTES = 43 };

/* One case alone carries no checksum and is taken; mixed case must hold it. */
bool evm_address_parse(struct span text, const char *place, unsigned char *ret_address,
                       struct error *err);

/* The plain address, or CAIP-10 of the eip155 namespace such as `eip155:1:0x...`. `ret_chain` is
 * the CAIP-2 name in the text, empty for a plain address. */
bool evm_account_parse(struct span text, const char *place, struct span *ret_chain,
                       unsigned char *ret_address, struct error *err);

/* Lower case, and with checksum; EVM_ADDRESS_TEXT_BYTES with a zero behind. */
void evm_address_print(const unsigned char *address, char *ret_text);
void evm_address_print_checksum(const unsigned char *address, char *ret_text);
