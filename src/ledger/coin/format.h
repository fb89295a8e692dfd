/* The columns of a segment of a coin chain. docs/ledger-format.md, "The coin kind", has the bytes.
 *
 * Transactions, inputs, outputs and addresses are numbered from 0 in chain order through the whole
 * ledger, in 40 bits. "Local" numbers count from the segment's first. Coinbase inputs spend nothing
 * and are not numbered.
 */
#pragma once

#include "ledger/format.h"

enum {
    COIN_NUMBER_BYTES = 5,
    COIN_ID_BYTES = 32,
    COIN_HEADER_BYTES = 80,
    COIN_PRINT_BYTES = 4, /* of a txid: its first bytes, read as a number with the first highest */
    COIN_ADDRESS_PRINT_BYTES = 5, /* of an address: the upper bits of a hash of its key */
    COIN_GROUP_SHIFT = 6,         /* positions are told for every 64th transaction, input, output */
    COIN_SPENT_BYTES = 32,        /* a row of the spent column: a count, and three words of bits */
    COIN_SPENT_BITS = 192,
};

/* Counts of the head, behind the two heights that every kind has. */
enum coin_count {
    COIN_COUNT_FIRST_TRANSACTION = COUNT_LAST_BLOCK + 1,
    COIN_COUNT_TRANSACTIONS,
    COIN_COUNT_FIRST_INPUT,
    COIN_COUNT_INPUTS,
    COIN_COUNT_FIRST_OUTPUT,
    COIN_COUNT_OUTPUTS,
    COIN_COUNT_FIRST_ADDRESS,
    COIN_COUNT_ADDRESSES,
    COIN_COUNT_SPENT,     /* inputs that spend an output of this segment */
    COIN_COUNT_OLD_LISTS, /* earlier addresses that get an output here */
    COIN_COUNT_POSTINGS,  /* outputs that have an owner */
    COIN_COUNT_KEY_BYTES, /* of all new addresses */
    COIN_COUNT_VALUES_WIDE,
    COIN_COUNT_INPUTS_WIDE,
    COIN_COUNT_OUTPUTS_WIDE,
    COIN_COUNT_LOST, /* outputs that a coinbase here puts out of reach, as it has the same txid */
    COIN_COUNTS
};

/* The numbers are in files: never change them. A narrow column holds what fits its width; the
 * highest number of the width says: look in the two columns behind it, row and value. */
enum coin_column {
    COIN_VALUE, /* by output, narrow: base units */
    COIN_VALUE_WIDE_AT,
    COIN_VALUE_WIDE,
    COIN_OWNER,   /* by output: 1 + address; 0: nobody; COIN_OWNER_BURNT */
    COIN_SPENT,   /* by 192 outputs: spent ones of the segment before these, then a bit each */
    COIN_SPENDER, /* by spent output of the segment, in order: local input */
    COIN_SPENDS,  /* by input: the output that it spends */
    COIN_INPUTS,  /* by transaction, narrow: how many inputs */
    COIN_INPUTS_WIDE_AT,
    COIN_INPUTS_WIDE,
    COIN_OUTPUTS, /* by transaction, narrow: how many outputs */
    COIN_OUTPUTS_WIDE_AT,
    COIN_OUTPUTS_WIDE,
    COIN_INPUTS_BEFORE,      /* by 64 transactions, and the end: local inputs before these */
    COIN_OUTPUTS_BEFORE,     /* likewise */
    COIN_INPUT_TRANSACTION,  /* by 64 inputs: local transaction of the first of these */
    COIN_OUTPUT_TRANSACTION, /* likewise */
    COIN_RUN_OUTPUT,         /* outputs of earlier segments that are spent here, ascending */
    COIN_RUN_INPUT,          /* the local input that spends it */
    COIN_TRANSACTION,        /* by transaction: txid */
    COIN_PRINT,              /* prints of the txids, ascending */
    COIN_PRINT_TRANSACTION,  /* local transaction, beside each; equal prints by number */
    COIN_BLOCK_TRANSACTION,  /* by block, and the end: first local transaction */
    COIN_MEDIAN_TIME,        /* by block: median time past (BIP-113) */
    COIN_BLOCK,              /* by block: hash */
    COIN_HEADER,             /* by block */
    COIN_KEY_END,            /* by new address: end of its key in the next column */
    COIN_KEY,                /* type, then bytes */
    COIN_ADDRESS_PRINT,      /* prints of the new addresses, ascending */
    COIN_PRINT_ADDRESS,      /* local address beside each; equal prints by number */
    COIN_LIST_OLD,           /* earlier addresses with an output here, ascending */
    COIN_LIST_START,         /* first posting of each list, and the end: old lists, new addresses */
    COIN_POSTING,            /* local outputs of the address, ascending */
    COIN_LOST,               /* outputs out of reach from here on, ascending */
    COIN_LOSER,              /* local transaction whose txid did it, beside each */
    COIN_COLUMNS
};

/* A narrow column and the two behind it. */
struct coin_narrow {
    int column, count; /* its own, and how many rows are wide */
};
#define COIN_NARROW_VALUE   ((struct coin_narrow){COIN_VALUE, COIN_COUNT_VALUES_WIDE})
#define COIN_NARROW_INPUTS  ((struct coin_narrow){COIN_INPUTS, COIN_COUNT_INPUTS_WIDE})
#define COIN_NARROW_OUTPUTS ((struct coin_narrow){COIN_OUTPUTS, COIN_COUNT_OUTPUTS_WIDE})

/* Nobody can ever spend it. */
#define COIN_OWNER_BURNT ((UINT64_C(1) << 8 * COIN_NUMBER_BYTES) - 1)

/* The highest number of a width: look in the wide columns. */
static inline uint64_t coin_narrow_escape(unsigned width)
{
    return UINT64_MAX >> (64 - 8 * width);
}
