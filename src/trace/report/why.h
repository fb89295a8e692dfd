/* Explains one holding: the shortest way that colour took to it, hop by hop. */
#pragma once

#include "text/json_writer.h"
#include "trace/request.h"

/* Where stories go: text, or objects of an open array; one of the two is NULL. */
struct why_out {
    struct dynbuf *text;
    struct json_writer *json;
    size_t found; /* stories told */
};

/* Appends what one traced colour has to say of a holding: a head line, then a sentence a hop; or
 * the same as JSON (docs/trace-json.md has the names). HOLDING is `ADDRESS` or `ADDRESS/ASSET` on
 * account ledgers, `txid:vout` or `ADDRESS` on coin ledgers. Errors: value, not-found, damaged,
 * memory. */
bool why_tell(const struct trace_request *request, const struct trace_shown *shown,
              const char *holding, struct why_out *out, struct error *err);

/* Of an account ledger: trace_kind.why. */
bool why_account(const struct trace_request *request, const struct trace_shown *shown,
                 const char *text, struct why_out *out, struct error *err);
