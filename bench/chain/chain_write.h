/* Files of blocks for tests and benches: regtest, valid by every rule that needs no scripts.
 *
 *     chain_writer_open(&writer, &place, err)
 *     chain_writer_genesis(writer, id, err)
 *     for each block: chain_writer_transaction(writer, &tx, id) for each but the coinbase, then
 *                     chain_writer_block(writer, &coinbase, id, err)
 *     chain_writer_close(writer, err)
 *
 * A block gets its merkle root, its proof of work (regtest: two tries on average) and, when one of
 * its transactions has a witness, the commitment of BIP 141 as the last output of its coinbase.
 * Frames are as Bitcoin Core writes them: magic, size, block; blk00000.dat and so on, a new file
 * when the next block would pass `file_bytes`; all of it behind the key of `xor.dat`, if any.
 * Values, spends and scripts are as the caller gives them: sums are the caller's to keep.
 *
 * Load: half a gigabyte in seconds; memory: one block. Threads: one writer, one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

enum { HASH_BYTES = 32, XOR_KEY_BYTES = 8, COINBASE_SCRIPT_MAX = 100 };

struct made_input {
    unsigned char id[HASH_BYTES]; /* in the order of the file, not of the eye */
    uint32_t index;
    struct span script;
    struct span witness; /* encoded: count of items, items; empty: none */
};

struct made_output {
    uint64_t value;
    struct span script;
};

struct made_transaction {
    uint32_t version, lock_time;
    const struct made_input *inputs;
    size_t input_count;
    const struct made_output *outputs;
    size_t output_count;
};

struct chain_place {
    const char *folder; /* made unless it is there */
    bool has_key;       /* write xor.dat, and everything behind it */
    unsigned char key[XOR_KEY_BYTES];
    uint64_t file_bytes; /* 0: as Bitcoin Core, 128 MiB */
    bool backwards;      /* keep the whole chain in memory and write its last block first */
};

/* The block that the next one stands on. */
struct chain_tip {
    unsigned char hash[HASH_BYTES];
    uint32_t height, time;
};

struct chain_totals {
    uint64_t blocks, transactions, inputs, outputs, bytes; /* coinbases and their inputs counted */
};

struct chain_writer;

/* Errors: io, memory, limit (a block above 4 MB of witness-free size is the caller's mistake). */
bool chain_writer_open(struct chain_writer **ret_writer, const struct chain_place *place,
                       struct error *err);

/* Regtest's own first block, byte for byte. Its output can never be spent. `ret_id` may be NULL. */
bool chain_writer_genesis(struct chain_writer *writer, unsigned char ret_id[HASH_BYTES],
                          struct error *err);

/* Adds to the running block; an error waits for chain_writer_block. */
void chain_writer_transaction(struct chain_writer *writer, const struct made_transaction *tx,
                              unsigned char ret_id[HASH_BYTES]);

/* Ends the running block, 600 seconds after the one before; `coinbase` has one input, whose id and
 * index are not looked at. `ret_id` may be NULL. */
bool chain_writer_block(struct chain_writer *writer, const struct made_transaction *coinbase,
                        unsigned char ret_id[HASH_BYTES], struct error *err);

/* The same transactions once more under another coinbase, as a sibling of the block just written:
 * nothing builds on it. The tip stays. */
bool chain_writer_sibling(struct chain_writer *writer, const struct made_transaction *coinbase,
                          struct error *err);

/* For branches. */
struct chain_tip chain_writer_tip(const struct chain_writer *writer);
void chain_writer_stand_on(struct chain_writer *writer, const struct chain_tip *tip);

struct chain_totals chain_writer_totals(const struct chain_writer *writer);

/* Writes what is left and frees, also on failure. NULL is fine. */
bool chain_writer_close(struct chain_writer *writer, struct error *err);

/* What a coinbase of this height may claim beside the fees. */
uint64_t regtest_subsidy(uint32_t height);

/* The script of a coinbase by BIP 34: the height, then `extra` as 8 bytes. Returns its size. */
size_t coinbase_script(uint32_t height, uint64_t extra, unsigned char ret[COINBASE_SCRIPT_MAX]);
