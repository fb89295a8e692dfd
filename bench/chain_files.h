/* The made chains of the benches: files of blocks and their ledger, made once. */
#pragma once

#include <stdint.h>

/* A folder with the files of a chain of that length (make_chain.h). Static storage, good until the
 * next call; ends the program over an error. */
const char *chain_files(uint64_t length);

/* A home with the ledger of these files. */
const char *chain_home(uint64_t length);
