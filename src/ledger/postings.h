/* The postings of a container: its debits and arrivals in ledger order, with running sums.
 *
 * Load: `postings_balance` reads a directory entry of each segment back to the last in which the
 * container moved, and at most POSTINGS_PER_SUM transfers there, whatever the container's history;
 * a cursor reads one posting a step.
 */
#pragma once

#include "ledger/ledger.h"

struct posting {
    uint64_t transfer;
    bool arrival; /* else a debit; a self-transfer is a debit, then an arrival */
};

struct posting_cursor {
    const struct ledger *ledger;
    uint64_t container;
    size_t segment;   /* of the list that is read */
    uint64_t at, end; /* postings of the segment left in the list */
    uint64_t reads;   /* postings read so far, for those who count */
};

/* What a container holds before a transfer. */
bool postings_balance(const struct ledger *ledger, uint64_t container, uint64_t before,
                      struct amount *ret_balance, struct error *err);

/* The running sums before a transfer, from the ledger's first: a look at each segment. Errors:
 * limit when one passes 2^256. */
bool postings_sums(const struct ledger *ledger, uint64_t container, uint64_t before,
                   struct sums *ret_sums, struct error *err);

/* Stands before the container's first posting at or behind a transfer. */
bool postings_seek(const struct ledger *ledger, uint64_t container, uint64_t from,
                   struct posting_cursor *ret_cursor, struct error *err);

/* The next posting; `transfer` is LEDGER_NONE at the end. */
bool postings_next(struct posting_cursor *cursor, struct posting *ret_posting, struct error *err);

/* The first debit from the cursor on with which more than `amount` has gone out since the cursor;
 * the cursor then stands behind it. Reads running sums, and POSTINGS_PER_SUM transfers at most.
 * `transfer` is LEDGER_NONE when there is none. */
bool postings_next_beyond(struct posting_cursor *cursor, struct amount amount,
                          struct posting *ret_posting, struct error *err);

/* One posting more, in the sums and in what is held: a debit beyond what is held makes an unseen
 * lot of what is missing. False when a sum passes 2^256. */
bool sums_add(struct sums *sums, struct amount *held, struct amount amount, bool arrival);

/* start + in + unseen - out. False when they contradict each other. */
bool sums_balance(struct amount start, const struct sums *sums, struct amount *ret_balance);
