/* Explains holdings on a coin chain: trace_kind.why. */
#pragma once

#include "trace/kind.h"

/* HOLDING: `txid:vout`, or ADDRESS for each of its outputs in which the colour rests, and where it
 * rests in none, each that it passed. The way is one with the fewest hops; of several, through the
 * lowest input. */
bool why_coins(const struct trace_request *request, const struct trace_shown *shown,
               const char *holding, struct why_out *out, struct error *err);

/* trace_kind.way: of one output. */
bool why_coins_way(const struct trace_request *request, const struct trace_shown *shown,
                   uint64_t output, struct why_out *out, struct error *err);
