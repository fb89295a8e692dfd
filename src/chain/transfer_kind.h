/* The kinds of transfers on account chains: which side moves, and what becomes of a debit that
 * nobody receives (docs/taint-rules.md). The numbers are written in ledgers: never change
 * them.
 */
#pragma once

#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"

enum transfer_kind {
    TRANSFER_VALUE,
    TRANSFER_INTERNAL,
    TRANSFER_TOKEN,
    TRANSFER_GAS,
    TRANSFER_MINT,
    TRANSFER_BURN,
    TRANSFER_WRAP,
    TRANSFER_UNWRAP,
    TRANSFER_WITHDRAWAL, /* of a validator's stake: value that the chain pays out */
    TRANSFER_REWARD,
    TRANSFER_GENESIS,
    TRANSFER_L1FEE,
    TRANSFER_KINDS
};

/* Where a debit ends when no account is credited. */
enum transfer_sink { SINK_NONE, SINK_FEES, SINK_BURNT, SINK_UNRESOLVED };

struct transfer_kind_info {
    const char *name;
    bool debits;
    bool credits;
    enum transfer_sink sink;
};

extern const struct transfer_kind_info transfer_kinds[TRANSFER_KINDS];

/* Static storage; `kind` below TRANSFER_KINDS. */
static inline const struct transfer_kind_info *transfer_kind_info(enum transfer_kind kind)
{
    ensure((unsigned)kind < TRANSFER_KINDS);
    return &transfer_kinds[kind];
}

/* By its name in the native form; false when there is no such kind. */
bool transfer_kind_parse(struct span name, enum transfer_kind *ret_kind);
