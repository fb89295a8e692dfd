/* How much of each traced colour an address holds, or has passed on: by amount, under a named rule,
 * never a count of hops alone. Says nothing of lists, and no list of it.
 *
 * De minimis, so that mailing somebody dirty dust does not mark them: what is below the floor by
 * value, and either below the floor by share, or unsolicited: received, and never spent. A seed is
 * never de minimis, nor is a directly listed address.
 *
 * Load: every colour and rule is traced once, at open; an address then is a binary search (account
 * ledgers) or a pass over its own outputs (coin ledgers). Lifetime: open to close; the request
 * outlives it. Threads: reading is free.
 */
#pragma once

#include "trace/report/why.h"

enum { EXPOSURE_SHARE = 1000, EXPOSURE_ROWS_MAX = 1024 }; /* floor by share: a part in so many */

/* One place of a trace, to be found by its account. */
struct exposure_place {
    uint64_t account;
    uint32_t place;
};

/* One colour under one rule. */
struct exposure_trace {
    struct trace_shown shown;
    struct flow_node *nodes;       /* of account ledgers */
    struct exposure_place *places; /* reached ones, by account, then place; likewise */
    size_t place_count;
};

struct exposure {
    const struct trace_request *request;
    struct exposure_trace *traces; /* every colour under every rule asked for */
    size_t count;
    char identity[2 * SHA256_BYTES + 1]; /* of the ledger, in hex */
    bool has_floor; /* else a thousandth of the unit in which the asset is shown */
    struct amount floor;
};

enum exposure_kind {
    EXPOSURE_HOLDS,   /* coloured value rests there */
    EXPOSURE_SERVICE, /* it has come to rest at this service; `coloured` is what came */
    EXPOSURE_PASSED,  /* it has had some, and has none any more */
    EXPOSURE_MARKED,  /* poison: reached, without amounts */
};

/* One colour and asset under one rule. */
struct exposure_row {
    const struct trace_shown *shown; /* whose colour and rule; lives as long as the exposure */
    uint64_t place; /* for why_way: of an account ledger; of a coin ledger the output of the address
                       that holds most, or where none holds any, that passed most */
    enum exposure_kind kind;
    struct span asset; /* CAIP-19; lives as long as the ledger and the row */
    char coin[128];    /* its bytes, on a coin ledger */
    unsigned decimals;
    char symbol[160];
    struct amount whole;    /* what it holds in all; a service: all that it received */
    struct amount coloured; /* of it */
    struct amount received; /* coloured, ever */
    struct amount floor;    /* by value, as applied */
    uint32_t hops;          /* the fewest */
    bool seed, unsolicited, de_minimis;
};

struct exposure_rows {
    const char *chain;   /* CAIP-2, of the ledger that was asked */
    uint64_t last_block; /* what is behind it did not count */
    bool unproven;       /* headers of its blocks came in without proof of work */
    bool foreign;        /* the text is no address of that chain: nothing was computed */
    size_t count;
    size_t omitted; /* rows for which there is no room: of an address with very many assets */
    struct exposure_row rows[EXPOSURE_ROWS_MAX];
};

/* Traces. `floor` in base units, or NULL. Close also after a failure. Errors: memory, damaged. */
bool exposure_open(struct exposure *ret_exposure, const struct trace_request *request,
                   const struct amount *floor, struct error *err);
void exposure_close(struct exposure *exposure);

/* The rows of an address, up to EXPOSURE_ROWS_MAX; none where it never occurs in the ledger.
 * Errors: damaged. */
bool exposure_of(const struct exposure *exposure, struct span address,
                 struct exposure_rows *ret_rows, struct error *err);

/* Appends how colour came to the row's place (trace/report/why.h, why_way). Errors: damaged,
 * memory.
 */
bool exposure_way(const struct exposure *exposure, const struct exposure_row *row,
                  struct why_out *out, struct error *err);

/* "holds", "service", "passed", "marked". Static storage. */
const char *exposure_kind_word(enum exposure_kind kind);
