/* One asset of a result as every form shows it, whatever the kind of ledger: the one place from
 * which JSON, the table and CSV take what they print.
 *
 *     for (uint64_t at = 0;;) {
 *         if (!report_next_part(request, shown, &at, &part, &found, err))
 *             return false;
 *         if (!found)
 *             break;
 *         use(&part);
 *         report_part_release(&part);
 *     }
 *
 * Load: as many rows as the colour has places. Threads: as any value.
 */
#pragma once

#include "base/arena.h"
#include "trace/request.h"

/* A place where coloured value rests, or on an account chain any place that it reached. */
struct report_row {
    const char *id;         /* of a holding: ADDRESS/ASSET, or txid:vout */
    const char *address;    /* empty: the output names none */
    struct span name;       /* by strangers; may be empty */
    struct amount amount;   /* holds, or at a service has received; under poison of services only */
    struct amount total_in; /* service: all that it received up to the end */
    uint64_t owner;         /* number of the address; LEDGER_NONE where there is none */
    uint64_t container;     /* what may hold several colours: container, or output */
    uint32_t hops;
    bool service;
};

struct report_part {
    struct span asset; /* CAIP-19 */
    unsigned decimals;
    char symbol[160];
    struct trace_asset sums;
    struct report_row *rows; /* in the order in which places were reached, or outputs made */
    size_t row_count;
    const char **reached; /* addresses, by their bytes */
    size_t reached_count;
    const char *farthest; /* the place with the most hops, the earliest of several; NULL: none */
    uint32_t farthest_hops;
    struct arena texts; /* what the pointers point into */
};

/* The next part of a result at or behind `*at`, which starts at 0 and moves on. Where nothing is
 * left, `*ret_found` is false. Release what was found. Errors: damaged, memory. */
bool report_next_part(const struct trace_request *request, const struct trace_shown *shown,
                      uint64_t *at, struct report_part *ret_part, bool *ret_found,
                      struct error *err);
void report_part_release(struct report_part *part);

/* Room for `rows` rows and as many reached addresses, for those that fill in a part. Errors:
 * memory. */
bool report_part_start(struct report_part *part, size_t rows, size_t reached, struct error *err);

/* A text of the part's own. Errors: memory. */
bool report_part_text(struct report_part *part, struct span text, const char **ret_text,
                      struct error *err);

/* Whether a row is a holding: money that rests somewhere that is no service. */
bool report_is_held(const struct report_row *row, const struct rule *rule);

/* The rows of one sort, sorted: services and holdings by address; or services by amount, the
 * largest first. Release with free(). Errors: memory. */
enum report_order { REPORT_BY_ADDRESS, REPORT_BY_AMOUNT };
bool report_sorted(const struct report_part *part, enum report_order order,
                   const struct report_row ***ret_rows, struct error *err);
