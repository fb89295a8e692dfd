/* Flow tables for the benches: native form, sorted, the same bytes for the same seed everywhere.
 *
 * The shape of an account chain: two million accounts of which a few dozen are hot wallets with
 * 100,000 transfers and more each, amounts in wei from 10^12 to 10^22 over all magnitudes, blocks
 * of about a hundred rows, transactions of one to three. Accounts are funded by genesis rows before
 * they spend, most of them enough; some spend what the table has not seen.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct generate_shape {
    uint64_t transfers; /* besides the genesis rows */
    uint32_t accounts;
    uint32_t hot; /* of these, the first ones */
    uint64_t seed;
};

/* Writes the table; false when the file cannot be written. */
bool generate_table(const struct generate_shape *shape, const char *path);

/* The address of an account, as text with "0x". */
void generate_address(uint32_t account, char ret_text[43]);

/* splitmix64, for benches that draw their own numbers. */
uint64_t generate_next(uint64_t *state);
