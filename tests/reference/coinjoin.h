/*
 * Real transactions with every input's value and script, read from text, each as a tiny chain.
 *
 * A line: `txid:::blockhash:::index:::unixtime:::inputs:::outputs`; an input is
 * `txid-vout-sats+scripthex+type`, an output `sats+scripthex+type`, several joined by `}{`. The
 * chain has block 0, then a block an input whose coinbase makes its value, then one with the
 * transaction. Owners are scripts: equal scripts are one address. A line that does not say this
 * aborts: the files are fixed.
 */
#pragma once

#include "coin.h"

#include <stdio.h>

struct coinjoin {
    char id[65];
    struct ref_coin_chain chain;
    size_t tx;      /* the transaction; its inputs are in the order of the line */
    char **scripts; /* of each address, in hexadecimal digits */
    char *line;
    size_t line_room;
};

/* Reads the next line; false at the end of the file. What it gives lives until the next call. */
bool coinjoin_next(struct coinjoin *joined, FILE *file);
void coinjoin_release(struct coinjoin *joined);
