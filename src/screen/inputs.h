/* What an answer of screening was given from beside the lists: the label packs, and for exposure
 * the ledger and everything that a trace was asked. Many receipts of one command share it, so it
 * stands once, in a file of the home that is named by its own SHA-256: lists/inputs/SHA256, one
 * JSON object (docs/list-format.md). Such a file never changes.
 *
 * Load: one a command; a million seeds. Lifetime: read to release. Threads: as any value.
 */
#pragma once

#include "base/arena.h"
#include "base/sum_line.h"
#include "label/labels.h"
#include "trace/request.h"

enum { INPUTS_HEX = SUM_HEX_BYTES };

/* Of a trace. All texts end with a zero; empty: not given. */
struct inputs_exposure {
    char chain[MANIFEST_CHAIN_BYTES];
    char identity[INPUTS_HEX];   /* of the ledger, in hex */
    char block_hash[INPUTS_HEX]; /* of the last block that counts, as the chain writes it; empty on
                                    account ledgers */
    uint64_t first_block, last_block; /* of the ledger */
    uint64_t until;                   /* the last block that counts */
    const char *rule, *services, *follow_fees, *min, *floor;
    const char **seeds, **service_lines, **through; /* as given */
    size_t seed_count, service_count, through_count;
};

struct inputs {
    bool labels_read; /* else no label was looked at */
    char (*packs)[LABEL_PACK_HEX];
    size_t pack_count;
    bool exposed; /* else exposure was not asked */
    struct inputs_exposure exposure;
    struct arena texts;
};

/* What the two were given from, as JSON on one line; `labels` and `request` may be NULL, `floor` is
 * NULL where none was given. Errors: damaged, of the ledger. */
bool inputs_print(struct dynbuf *out, const struct labels *labels,
                  const struct trace_request *request, const struct amount *floor,
                  struct error *err);

/* The same back. `name` is for errors: damaged, limit, memory. Release also what is zeroed. */
bool inputs_parse(struct inputs *ret_inputs, struct span bytes, const char *name,
                  struct error *err);
void inputs_release(struct inputs *inputs);

/* Keeps the bytes in the home, for good, unless they are there; `ret_hex` is what names them.
 * Errors: io, busy, limit. */
bool inputs_keep(const char *home, struct span bytes, char ret_hex[INPUTS_HEX], struct error *err);

/* What was kept under a name. Errors: damaged, io, limit, memory; not-found. */
bool inputs_read(struct inputs *ret_inputs, const char *home, struct span hex, struct error *err);

/* Whether the ledger still has, up to the last block that counts, what the answer was given from:
 * it reaches that block, and on a coin chain the block is the same. Errors: not-found, that it is
 * not; damaged. */
bool inputs_prove(const struct inputs *inputs, const struct ledger *ledger, struct error *err);
