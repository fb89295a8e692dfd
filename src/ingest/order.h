/* The order of rows inside a block where no position gives one (DESIGN, "Order inside a block"):
 * transactions in given order, but one that spends waits for the rows of the block that fund it.
 */
#pragma once

#include "ingest/flow_table.h"

/* Puts `count` rows of one block, given in file order, into ledger order. Costs O(n log n) for
 * blocks in order, O(n^2) comparisons in groups that wait. Errors: memory. */
bool order_block(struct flow_row *rows, size_t count, struct error *err);
