/* make-coins FOLDER SEED END...: the ledger of a random regtest chain whose segments end with the
 * blocks END, for tests/fuzz/make_ledger_corpus.py. */
#include <stdio.h>
#include <stdlib.h>

#include "made_chain.h"

enum { ENDS_MAX = 8 };

int main(int count, char **words)
{
    struct made_chain chain;
    size_t ends[ENDS_MAX], pieces = 0;
    if (count < 4 || count > 3 + ENDS_MAX) {
        fprintf(stderr, "usage: make-coins FOLDER SEED END...\n");
        return 2;
    }
    while (pieces + 3 < (size_t)count) {
        ends[pieces] = strtoull(words[pieces + 3], NULL, 10);
        pieces++;
    }
    made_chain_init(&chain, strtoull(words[2], NULL, 10));
    made_chain_grow(&chain, ends[pieces - 1] + 1);
    made_chain_pieces(&chain, words[1], ends, pieces);
    made_chain_release(&chain);
    return 0;
}
