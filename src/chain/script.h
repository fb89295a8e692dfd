/* Output scripts: which kind one is, and the key in it. What counts as which is the `Solver` of
 * Bitcoin Core 28, except that pay-to-anchor counts as a witness of a later version, which it is.
 *
 *     P2PK        push of a public key, CHECKSIG                  the public key, 33 or 65 bytes
 *     P2PKH       DUP HASH160 push20 EQUALVERIFY CHECKSIG         20 bytes
 *     P2SH        HASH160 push20 EQUAL                            20 bytes
 *     P2WPKH      0 push20                                        20 bytes
 *     P2WSH       0 push32                                        32 bytes
 *     P2TR        1 push32                                        32 bytes
 *     witness     1..16 push2..40, not P2TR                       the program
 *     multisig    m, public keys, n, CHECKMULTISIG; n to 20       the whole script
 *     nulldata    RETURN and nothing but pushes                   the whole script
 *     unknown     anything else                                   the whole script
 *
 * A public key is valid by its length and first byte alone, as it is for the Solver: nobody asks
 * whether it lies on the curve. Load: one an output, billions; addresses as people ask. Threads:
 * pure functions.
 */
#pragma once

#include "base/span.h"

/* The numbers are written in ledgers: never change them. */
enum script_kind {
    SCRIPT_UNKNOWN,
    SCRIPT_P2PK,
    SCRIPT_P2PKH,
    SCRIPT_P2SH,
    SCRIPT_P2WPKH,
    SCRIPT_P2WSH,
    SCRIPT_P2TR,
    SCRIPT_WITNESS,
    SCRIPT_MULTISIG,
    SCRIPT_NULLDATA,
    SCRIPT_KINDS
};

struct script {
    enum script_kind kind;
    unsigned version; /* of the witness program; 0 for kinds without one */
    struct span key;  /* lies in the script */
};

struct script script_classify(struct span bytes);

/* Nobody can ever spend it: it begins with RETURN (of the kind nulldata or not), or is longer than
 * the 10,000 bytes that a script may have. */
bool script_unspendable(struct span bytes);

/* "p2pkh". Static storage; `kind` below SCRIPT_KINDS. */
const char *script_kind_name(enum script_kind kind);
