/* Searching the columns of a segment; for the files of this room. */
#pragma once

#include "ledger/ledger.h"

/* The segment that holds a number, by the counts that say what stands before each segment and how
 * many it has; NULL when none does. `ret_row` is the row inside it. */
const struct segment *ledger_segment_of(const struct ledger *ledger, int first, int count,
                                        uint64_t number, uint64_t *ret_row);

/* The first row in [from, to) of an ascending column whose value is at least `value`, or `to`. */
bool search_number(const struct segment *segment, int column, uint64_t from, uint64_t to,
                   uint64_t value, uint64_t *ret_row, struct error *err);

/* The last row of an ascending column that starts at 0 (first transfers, first transactions) whose
 * value is at most `value`; it has one row more than there are things. */
bool search_start(const struct segment *segment, int column, uint64_t value, uint64_t *ret_row,
                  struct error *err);

bool search_amount(const struct segment *segment, int column, uint64_t row,
                   struct amount *ret_amount, struct error *err);
