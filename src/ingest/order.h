/* The order of rows inside a block where no position gives one (docs/taint-rules.md):
 * transactions in given order, but one that spends waits for those that fund it.
 *
 *     given   B->C   A->B          ledger   A->B   B->C      (B spends what A sends it)
 *
 * Inside a transaction the same, row by row. Seeds are never looked at. Load and bound: placing.h.
 */
#pragma once

#include "ingest/flow_row.h"

/* Puts `count` rows of one block, given in file order, into ledger order. Errors: memory; limit
 * when transactions with many senders fund each other too often. */
bool order_block(struct flow_row *rows, size_t count, struct error *err);
