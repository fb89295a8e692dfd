/* What keeps a batch fast: most texts are listed nowhere, and that can be told from a hash of them
 * before any checksum is looked at.
 *
 * The sieve holds a hash of every listed key, and of every labelled one, in lower case. A text of a
 * shape whose key is the text itself but for its case is either there or surely not listed; every
 * other text (prefixes, CashAddr, X-addresses, Tron in hexadecimal, names of several words) is left
 * to look_up.
 *
 * Load: tens of millions of texts, some 20 ns each; eight bytes and more a listed key. Lifetime:
 * init to release; look-up and labels outlive it. Threads: one at a time.
 */
#pragma once

#include "screen/labelled.h"
#include "screen/look_up.h"

struct sieve {
    struct look_up *look_up;
    const struct labelled *labelled; /* NULL: labels do not matter */
    uint64_t *slots;                 /* hashes; 0 is free */
    size_t mask;
    bool made, names; /* names are in it only once a text came that might be one */
    unsigned char classes[256];
};

void sieve_init(struct sieve *sieve, struct look_up *look_up, const struct labelled *labelled);
void sieve_release(struct sieve *sieve);

/* Sets `*ret_clear` when the text is surely neither listed nor labelled, and then `*ret_form`:
 * ADDRESS_EVM for one of a single case, else ADDRESS_UNKNOWN: what it is was not looked at. Errors:
 * limit, memory. */
bool sieve_clears(struct sieve *sieve, struct span text, bool *ret_clear,
                  enum address_form *ret_form, struct error *err);
