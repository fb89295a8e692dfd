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

/* How many hops of one way `why_way` tells: the nearest to its end. */
enum { WAY_HOPS_MAX = 32 };

/* Appends what one traced colour has to say of a holding: a head line, then a sentence a hop; or
 * the same as JSON (docs/trace-json.md has the names). HOLDING is `ADDRESS` or `ADDRESS/ASSET` on
 * account ledgers, `txid:vout` or `ADDRESS` on coin ledgers. Errors: value, not-found, damaged,
 * memory. */
bool why_tell(const struct trace_request *request, const struct trace_shown *shown,
              const char *holding, struct why_out *out, struct error *err);

/* Appends the way of colour to one place of a result (an account ledger), or to one output that it
 * reached (a coin ledger), as a part of another answer: lines, each four blanks further in than
 * those of why_tell, or, in an open object, the members `holding`, `from_seed` and `path`, in the
 * form of why_tell. Of a way of more than WAY_HOPS_MAX hops its last ones, and in place of the seed
 * how many are left out: `path_omitted`. Errors: damaged, memory. */
bool why_way(const struct trace_request *request, const struct trace_shown *shown, uint64_t place,
             struct why_out *out, struct error *err);

/* The line that stands for the hops that a way leaves out. */
void why_tell_omitted(struct dynbuf *out, const char *indent, size_t omitted);

/* Of an account ledger: trace_kind.why, trace_kind.way. */
bool why_account(const struct trace_request *request, const struct trace_shown *shown,
                 const char *text, struct why_out *out, struct error *err);
bool why_account_way(const struct trace_request *request, const struct trace_shown *shown,
                     uint64_t place, struct why_out *out, struct error *err);
