/* Scripts in the shapes of the real chain, made of numbers: owner N always has the same script, of
 * the kind and with the key or hash that N draws. Nothing here could be signed; keys and signatures
 * are noise of the right size. Pure functions, the same bytes everywhere.
 */
#pragma once

#include "chain_write.h"

enum owner_kind {
    OWNER_P2PKH,
    OWNER_P2WPKH,
    OWNER_P2SH_NESTED, /* a key hash behind a script hash */
    OWNER_P2SH_MULTISIG,
    OWNER_P2TR,
    OWNER_P2WSH,
    OWNER_P2PK,
    OWNER_MULTISIG, /* bare, 2 of 3 */
    OWNER_ODD,      /* no address */
    OWNER_KINDS
};

enum { SCRIPT_MADE_MAX = 128, SPEND_MADE_MAX = 320 };

/* In the shares of a chain of some years: 40 % P2PKH, 25 % P2WPKH, 14 % P2SH and so on. */
enum owner_kind owner_kind_of(uint64_t owner);

/* The output script of an owner, of the kind it draws, or of a kind given. Returns its size. */
size_t owner_script(uint64_t owner, unsigned char ret[SCRIPT_MADE_MAX]);
size_t owner_script_of(uint64_t owner, enum owner_kind kind, unsigned char ret[SCRIPT_MADE_MAX]);

/* OP_RETURN and one push of 1 to 75 bytes. */
size_t return_script(uint64_t *state, unsigned char ret[SCRIPT_MADE_MAX]);

/* What spends an output of this kind: the script and the witness of the input, both in `ret_bytes`.
 */
void owner_spend(enum owner_kind kind, uint64_t *state, unsigned char ret_bytes[SPEND_MADE_MAX],
                 struct made_input *ret_input);
