/* Reading the ledger of a coin chain: who paid what to whom, and what became of it.
 *
 *     transaction   inputs   ->  the outputs that they spend      (coins_spends)
 *                   outputs  ->  value, owner                     (coins_output)
 *                            ->  the input that spends it         (coins_spender)
 *     address       ->  its outputs                               (coins_next_output)
 *     txid, key     ->  transaction, address                      (coins_find_...)
 *
 * Numbers count from 0 in chain order. A ledger covers the chain from its genesis; coinbase inputs
 * are not numbered. Every number that a column gives is range-checked here; every function returns
 * false with `damaged` when a segment is not as it was sealed, and otherwise only with the errors
 * it names.
 *
 * Load: a look-up touches one segment, or where it must ask later ones (who spends an output) one
 * of each size. Threads: reading from many threads is safe.
 */
#pragma once

#include "chain/script.h"
#include "ledger/coin/format.h"
#include "ledger/ledger.h"

struct coins_transaction {
    uint64_t first_input, inputs;
    uint64_t first_output, outputs;
};

/* What a script says of its output. */
enum coin_fate {
    COIN_OWNED,  /* it names an address */
    COIN_NOBODY, /* it can be spent, by a script that names nobody */
    COIN_BURNT,  /* nobody can ever spend it */
};

struct coins_output {
    uint64_t value; /* base units */
    enum coin_fate fate;
    uint64_t owner; /* address; LEDGER_NONE but for owned ones */
};

struct coins_block {
    const unsigned char *hash;   /* COIN_ID_BYTES; these two live as long as the ledger */
    const unsigned char *header; /* COIN_HEADER_BYTES */
    uint64_t median_time;        /* median time past, seconds since 1970 */
    uint64_t first, end;         /* transactions */
};

/* An address: the kind of its script (chain/script.h), or 16 + the version of a later witness
 * program; and its key. */
struct coins_key {
    unsigned type;
    struct span bytes; /* lives as long as the ledger */
};

/* The address of a script that names somebody, and back. */
struct coins_key coins_key_of(const struct script *script);
struct script coins_script_of(struct coins_key key);

bool coins_transaction(const struct ledger *ledger, uint64_t number,
                       struct coins_transaction *ret_transaction, struct error *err);
bool coins_output(const struct ledger *ledger, uint64_t number, struct coins_output *ret_output,
                  struct error *err);

/* The value alone: one column less to touch. */
bool coins_value(const struct ledger *ledger, uint64_t number, uint64_t *ret_value,
                 struct error *err);

/* The output that an input spends. */
bool coins_spends(const struct ledger *ledger, uint64_t input, uint64_t *ret_output,
                  struct error *err);

/* The input that spends an output; LEDGER_NONE while it is unspent. */
bool coins_spender(const struct ledger *ledger, uint64_t output, uint64_t *ret_input,
                   struct error *err);

/* The coinbase that put an output out of reach, as it has the same txid; LEDGER_NONE for none. */
bool coins_loser(const struct ledger *ledger, uint64_t output, uint64_t *ret_transaction,
                 struct error *err);

/* The transaction that an input, or an output, belongs to. */
bool coins_of_input(const struct ledger *ledger, uint64_t input, uint64_t *ret_transaction,
                    struct error *err);
bool coins_of_output(const struct ledger *ledger, uint64_t output, uint64_t *ret_transaction,
                     struct error *err);

/* By height. Not-found above the last block. */
bool coins_block(const struct ledger *ledger, uint64_t height, struct coins_block *ret_block,
                 struct error *err);
bool coins_block_of(const struct ledger *ledger, uint64_t transaction, uint64_t *ret_height,
                    struct error *err);

/* The last height whose median time past is not later; LEDGER_NONE when all are. */
bool coins_block_at_time(const struct ledger *ledger, uint64_t time, uint64_t *ret_height,
                         struct error *err);

/* `ret_id` takes COIN_ID_BYTES. */
bool coins_id(const struct ledger *ledger, uint64_t transaction, unsigned char *ret_id,
              struct error *err);

/* The transaction of a txid; LEDGER_NONE when it does not occur. Coinbases of old may have the same
 * txid twice: then `*ret_second` is the later one, else LEDGER_NONE. */
bool coins_find_transaction(const struct ledger *ledger, const unsigned char *id,
                            uint64_t *ret_first, uint64_t *ret_second, struct error *err);

bool coins_key(const struct ledger *ledger, uint64_t address, struct coins_key *ret_key,
               struct error *err);

/* LEDGER_NONE when it does not occur. */
bool coins_find_address(const struct ledger *ledger, struct coins_key key, uint64_t *ret_address,
                        struct error *err);

/* The first output of an address at or above `*output`, which becomes that number; LEDGER_NONE when
 * there is none. */
bool coins_next_output(const struct ledger *ledger, uint64_t address, uint64_t *output,
                       struct error *err);
