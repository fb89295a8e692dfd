/* `ingest blk`: the best branch of a coin chain, from files of blocks, into its ledger. */
#pragma once

#include "ingest/header_tree.h"
#include "ledger/manifest.h"

struct blocks_options {
    const char *home;
    const char *chain; /* a name or CAIP-2; NULL: the one chain of which there are blocks */
    const char *const *paths;
    size_t path_count;
    bool no_work;              /* regtest only: headers need not meet their target */
    bool dry_run;              /* decode and check every block; write nothing */
    uint64_t seed;             /* secret, random */
    size_t held_max;           /* outputs in memory at one time; 0: as the writer likes */
    struct progress *progress; /* or NULL */
};

/* What of the files was passed over, and where it first was. */
struct blocks_passed {
    uint64_t count, bytes;
    char first[BLOCK_PLACE_BYTES];
};

struct blocks_report {
    const struct coin_chain *chain;
    bool unproven; /* headers were taken without their work, now or by an earlier one */
    bool empty;    /* no branch reaches the genesis: nothing went in */
    uint64_t first_new, blocks; /* height of the first block that went in, and how many did */
    uint64_t taken_back;        /* blocks of the ledger that a better branch replaced */
    uint64_t last_block;        /* of the ledger */
    unsigned char tip[HASH256_BYTES];
    uint64_t transactions, inputs, outputs, addresses; /* of the ledger */
    uint64_t decoded; /* blocks that did not go in, but were decoded and checked */
    uint64_t repeated, unconnected, beside;
    uint64_t refused; /* headers that do not count, and blocks that are wrong below a good one */
    struct error first_refused; /* code ERROR_NONE: none */
    struct error first_bad;     /* why a branch of more work was left for this one; or ERROR_NONE */
    struct blocks_passed other_chain, cut_off, garbage;
};

/* Brings what is new; a better branch than the ledger's takes blocks back first. Where a block of
 * the best branch is wrong under its good header, another copy of it, or the best branch without
 * it, is taken instead, if the files have it and it is more than what stood below the block; else
 * the block is the error. All of it is in, or, when it fails, what was saved on the way
 * (coin_writer). Errors: usage (no such chain; blocks of several); those of block_files_open,
 * header_tree_make, coin_block_decode, coin_writer_*. */
bool ingest_blocks(const struct blocks_options *options, struct blocks_report *ret_report,
                   struct error *err);
