/* The layout of a segment file, byte by byte in docs/ledger-format.md.
 *
 *   head | table of contents | checks | column, column, ...
 *
 * All numbers are little-endian. A column is `rows` values of `width` bytes each; a width of 0 says
 * that every value is zero. Columns start at multiples of 64 and are followed by at least 8 bytes.
 */
#pragma once

#include <stdint.h>

#define SEGMENT_MAGIC "TRFLSEG\n"

enum {
    SEGMENT_VERSION = 1,
    SEGMENT_COLUMNS_MAX = 40, /* of any kind */
    SEGMENT_COUNTS_MAX = 24,
    SEGMENT_WIDTH_MAX = 80, /* bytes of a value */

    SEGMENT_ENTRY_BYTES = 64,
    SEGMENT_ALIGN = 64,
    SEGMENT_SLACK = 8,        /* so that a value may be read with one load of 8 bytes */
    SEGMENT_CHECK_SHIFT = 18, /* one XXH3-64 for each 2^18 bytes of a column */

    ACCOUNT_KEY_BYTES = 20,
    TRANSACTION_ID_BYTES = 32,
    SHA256_BYTES = 32,
    POSTINGS_PER_SUM = 64,
    ASSET_TEXT_BYTES_MAX = 256,
    SEGMENT_UNIT_SHIFT = 10, /* segments start and end at multiples of 2^10 blocks */
};

/* Counts of the account kind, in this order, eight bytes each. `FIRST` is what stands before the
 * segment. Every kind begins with the two heights. */
enum segment_count {
    COUNT_FIRST_BLOCK, /* the range of heights that the segment covers: first and last, inclusive */
    COUNT_LAST_BLOCK,
    COUNT_FIRST_TRANSFER,
    COUNT_TRANSFERS,
    COUNT_FIRST_TRANSACTION,
    COUNT_TRANSACTIONS,
    COUNT_FIRST_ACCOUNT,
    COUNT_ACCOUNTS,
    COUNT_FIRST_CONTAINER,
    COUNT_CONTAINERS,
    COUNT_FIRST_ASSET,
    COUNT_ASSETS,
    COUNT_BLOCKS, /* blocks that have a transfer */
    COUNT_POSTINGS,
    COUNT_OLD_LISTS, /* containers of earlier segments that move in this one */
    COUNT_UNSEEN,    /* transfers that made an unseen lot */
    COUNT_UNSEEN_SUMS,
    COUNT_ASSET_BYTES,
    SEGMENT_COUNTS
};

/* The columns of the account kind. The numbers are in files: never change them. */
enum segment_column {
    COLUMN_FROM,       /* by transfer: 1 + container, 0 for none */
    COLUMN_TO,         /* by transfer: likewise */
    COLUMN_KIND,       /* by transfer: enum transfer_kind */
    COLUMN_AMOUNT,     /* by transfer, up to 32 bytes */
    COLUMN_UNSEEN_AT,  /* transfers (from the segment's first) whose debit made an unseen lot */
    COLUMN_UNSEEN,     /* its amount */
    COLUMN_LIST_OLD,   /* container numbers of the old lists, ascending */
    COLUMN_LIST_START, /* first posting of each list, and the end; old lists, then the new
                          containers */
    COLUMN_POSTING,    /* 2 * transfer (from the segment's first) + 1 for an arrival */
    COLUMN_START,      /* by old list: what the container holds before the segment */
    COLUMN_SUM_IN,     /* by 64 postings: sums of its list from the segment's start to before it */
    COLUMN_SUM_OUT,
    COLUMN_SUM_UNSEEN,
    COLUMN_CONTAINER_ACCOUNT, /* by new container */
    COLUMN_CONTAINER_ASSET,
    COLUMN_CONTAINER_SORT, /* new containers (from the segment's first) by account, then asset */
    COLUMN_ACCOUNT,        /* by new account: its 20 bytes */
    COLUMN_ACCOUNT_SORT,   /* new accounts (from the segment's first) by their bytes */
    COLUMN_ASSET_END,      /* by new asset: end of its CAIP-19 text */
    COLUMN_ASSET_TEXT,
    COLUMN_TRANSACTION,       /* by transaction: its 32 bytes */
    COLUMN_TRANSACTION_SORT,  /* transactions (from the segment's first) by their bytes */
    COLUMN_TRANSACTION_FIRST, /* by transaction, and the end: first transfer (from the segment's) */
    COLUMN_BLOCK,             /* by block: height from the segment's first */
    COLUMN_BLOCK_TIME,        /* by block: seconds since 1970 */
    COLUMN_BLOCK_FIRST,       /* by block, and the end: first transaction (from the segment's) */
    COLUMN_UNSEEN_SUM_ASSET,  /* running sums of unseen by (asset, block), where they change */
    COLUMN_UNSEEN_SUM_BLOCK,  /* row of the block table */
    COLUMN_UNSEEN_SUM,
    SEGMENT_COLUMNS
};
