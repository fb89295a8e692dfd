/*
 * A chain of the reference as blk files, so that a whole program can be driven by it.
 *
 * Block 0 must be regtest's own (ref_coin_random_init makes it so) and subsidies those of regtest.
 * Owner N has the script of owner N of bench/chain/script_make.h, of a kind that has an address;
 * REF_NONE has a script without one, burnt is OP_RETURN. A coinbase that repeats an earlier one has
 * its bytes, so BIP 34 does not hold there. With a witness in a block, its coinbase gets one output
 * more, of value 0: the commitment.
 */
#pragma once

#include "chain_write.h"
#include "coin.h"

struct coin_names {
    size_t count;
    unsigned char (*ids)[HASH_BYTES]; /* of each transaction, in the order of the file */
};

/* Writes all of it, with witnesses only when no coinbase is repeated. Errors: io, memory. */
bool coin_write(struct coin_names *ret_names, const struct ref_coin_chain *chain,
                const struct chain_place *place, struct error *err);
void coin_names_release(struct coin_names *names);

/* The output script of an address of the chain; its size. */
size_t coin_owner_script(int owner, unsigned char ret[128]);
