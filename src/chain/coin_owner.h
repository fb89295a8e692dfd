/* Who a script of a coin chain pays, as text: the address, and for scripts that name somebody and
 * have no address form the output descriptor (BIP-381, BIP-383, BIP-385).
 *
 *     P2PKH, P2SH, witness programs    1BoatSLRHtKNngkdXEeobR76b53LETtpyT     chain/coin_address.h
 *     P2PK                             pk(0279be66...)                        the key in hex
 *     multisig                         multi(1,0279be66...,04c6047f...)
 *       that pushes its keys oddly     raw(514c...)                           the script in hex
 *
 * Load: one a line of a report, one a seed. Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"
#include "chain/coin_chain.h"
#include "chain/script.h"

enum {
    COIN_OWNER_SCRIPT_BYTES_MAX = 1500, /* multisig of 20 keys of 65 bytes */
    COIN_OWNER_TEXT_BYTES_MAX = 3008,   /* the same in hex */
};

/* Appends the text to a buffer; nothing for scripts that name nobody. */
void coin_owner_print(const struct coin_chain *chain, const struct script *script,
                      struct dynbuf *out);

/* A script that pays somebody. */
struct coin_owner {
    size_t size;
    unsigned char script[COIN_OWNER_SCRIPT_BYTES_MAX];
};

/* An address of the chain (CAIP-10 too), or a descriptor of these forms. Errors: value, with
 * `place` before it. */
bool coin_owner_parse(const struct coin_chain *chain, struct span text, const char *place,
                      struct coin_owner *ret, struct error *err);
