/* The postings of a container: its debits and arrivals in ledger order, with running sums.
 *
 * Load: `postings_sums` reads one directory entry a segment and at most POSTINGS_PER_SUM transfers,
 * whatever the container's history; a cursor reads one posting a step.
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

/* The running sums before a transfer. */
bool postings_sums(const struct ledger *ledger, uint64_t container, uint64_t before,
                   struct sums *ret_sums, struct error *err);

/* Stands before the container's first posting at or behind a transfer. */
bool postings_seek(const struct ledger *ledger, uint64_t container, uint64_t from,
                   struct posting_cursor *ret_cursor, struct error *err);

/* The next posting; `transfer` is LEDGER_NONE at the end. */
bool postings_next(struct posting_cursor *cursor, struct posting *ret_posting, struct error *err);

/* What the container holds, by its sums. False when they contradict each other. */
bool sums_balance(const struct sums *sums, struct amount *ret_balance);
