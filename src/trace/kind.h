/* What each kind of ledger does in its own way for a trace; everything else is the same for all.
 *
 *     words of seeds, addresses    ->  numbers        seed, address, block_at_time
 *     numbers                      ->  text           print
 *     a request                    ->  a result       run
 *     a result                     ->  its parts      next_part
 *     a result                     ->  a graph        graph, place, time, asset
 *     a holding                    ->  its story      why, way
 *
 * Threads: constant data.
 */
#pragma once

#include "trace/report/part.h"
#include "trace/report/report.h"
#include "trace/report/trace_graph.h"
#include "trace/report/why.h"

/* Of a text that `print` appends. */
enum { TRACE_ADDRESS_BYTES_MAX = 4096 };

struct trace_kind {
    const struct segment_kind *ledger;

    /* SEED without amount and colour; fills in the seed. `cap` is NULL where none was given.
     * Errors: value, not-found, conflict, with `place` before them; damaged. */
    bool (*seed)(const struct ledger *ledger, struct span text, const char *place,
                 const struct amount *cap, struct named_seed *seed, struct error *err);

    /* An address, plain or CAIP-10, to its number; LEDGER_NONE when it never occurs. Errors: value,
     * with `place` before it; damaged. */
    bool (*address)(const struct ledger *ledger, struct span text, const char *place,
                    uint64_t *ret_number, struct error *err);

    /* Appends the text of an address. Errors: damaged. */
    bool (*print)(const struct ledger *ledger, uint64_t number, struct dynbuf *out,
                  struct error *err);

    /* The last height that is not later; LEDGER_NONE when all are. Errors: damaged. */
    bool (*block_at_time)(const struct ledger *ledger, uint64_t time, uint64_t *ret_height,
                          struct error *err);

    /* trace_request_run. */
    bool (*run)(const struct trace_request *request, struct trace_shown *shown, struct error *err);

    /* report_next_part. */
    bool (*next_part)(const struct trace_request *request, const struct trace_shown *shown,
                      uint64_t *at, struct report_part *part, bool *ret_found, struct error *err);

    /* why_tell. */
    bool (*why)(const struct trace_request *request, const struct trace_shown *shown,
                const char *holding, struct why_out *out, struct error *err);

    /* why_way. */
    bool (*way)(const struct trace_request *request, const struct trace_shown *shown,
                uint64_t place, struct why_out *out, struct error *err);

    /* What moved in a result that wanted its flows. Errors: memory, limit, damaged. */
    bool (*graph)(const struct trace_request *request, const struct trace_shown *shown,
                  enum graph_detail detail, struct trace_graph *ret_graph, struct error *err);

    /* Appends the address of a place of a graph, if it has one, and what else it is told by: a
     * txid, or `txid:vout`. Errors: damaged. */
    bool (*place)(const struct trace_request *request, const struct trace_place *place,
                  struct dynbuf *address, struct dynbuf *id, struct error *err);

    /* When a flow's first or last was, seconds since 1970; the CAIP-19 of an asset, appended.
     * Errors: damaged. */
    bool (*time)(const struct ledger *ledger, uint64_t flow, uint64_t *ret_time, struct error *err);
    bool (*asset)(const struct ledger *ledger, uint64_t asset, struct dynbuf *out,
                  struct error *err);

    struct graph_words words;
    const char *covers; /* what a ledger of this kind has of its chain */
    bool unseen;        /* value of unknown origin can be spent */
    bool fees;          /* --follow-fees means something */
};

extern const struct trace_kind trace_of_accounts, trace_of_coins;

/* Of an open ledger, which has a kind. */
const struct trace_kind *trace_kind_of(const struct ledger *ledger);
