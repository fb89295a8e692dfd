/* Reading the columns of one segment of a coin chain, by local numbers; for the files of this
 * folder. Everything is range-checked; errors: damaged. */
#pragma once

#include "ledger/coin/coins.h"
#include "ledger/search.h"

/* A number of a column that must be at most `most`. */
bool part_number(const struct segment *segment, int column, uint64_t row, uint64_t most,
                 uint64_t *ret_value, struct error *err);

/* A value of a narrow column. */
bool part_narrow(const struct segment *segment, struct coin_narrow narrow, uint64_t row,
                 uint64_t *ret_value, struct error *err);

/* Inputs before a transaction of the segment (or before the end), and outputs likewise. */
bool part_inputs_before(const struct segment *segment, uint64_t transaction, uint64_t *ret_input,
                        struct error *err);
bool part_outputs_before(const struct segment *segment, uint64_t transaction, uint64_t *ret_output,
                         struct error *err);

/* The transaction that an input of the segment belongs to; an output. */
bool part_of_input(const struct segment *segment, uint64_t input, uint64_t *ret_transaction,
                   struct error *err);
bool part_of_output(const struct segment *segment, uint64_t output, uint64_t *ret_transaction,
                    struct error *err);

/* How many outputs of the segment before this one are spent in it, and whether this one is. */
bool part_spent(const struct segment *segment, uint64_t output, uint64_t *ret_before,
                bool *ret_spent, struct error *err);

/* The key of a new address of the segment; it has the form that its type says. */
bool part_key(const struct segment *segment, uint64_t address, struct coins_key *ret_key,
              struct error *err);

/* An address of the segment by its key, from a place of the sorted prints on that is not behind it;
 * its number in the ledger, or LEDGER_NONE. */
bool part_find_key(const struct segment *segment, struct coins_key key, uint64_t at,
                   uint64_t *ret_address, struct error *err);

/* The postings of a list of the segment: old lists come first, then the new addresses'. */
bool part_list(const struct segment *segment, uint64_t list, uint64_t *ret_from, uint64_t *ret_to,
               struct error *err);

/* The print of a txid and of a key, as the indices hold them. */
uint64_t coin_print(const unsigned char *id);
uint64_t coin_key_hash(struct coins_key key); /* the print is its upper bits */
uint64_t coin_key_print(uint64_t hash);

static inline uint64_t part_count(const struct segment *segment, enum coin_count count)
{
    return segment->shape.counts[count];
}
