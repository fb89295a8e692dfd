/* Explains one holding: the shortest way that colour took to it, hop by hop. */
#pragma once

#include "text/json_writer.h"
#include "trace/request.h"

struct why_holding {
    uint64_t account;
    uint64_t asset; /* LEDGER_NONE: every asset */
};

/* HOLDING as people write it: `ADDRESS` or `ADDRESS/ASSET`. Errors: value, not-found. */
bool why_parse(const struct ledger *ledger, const char *text, struct why_holding *ret_holding,
               struct error *err);

/* Appends what one traced colour has to say of the holding: a head line, then a sentence a hop; and
 * adds to `*found` for each asset in which the colour reached it. Errors: damaged, memory. */
bool why_text(struct dynbuf *out, const struct trace_request *request,
              const struct trace_shown *shown, struct why_holding holding, size_t *found,
              struct error *err);

/* The same as objects of an open array; docs/trace-json.md has the names. */
bool why_json(struct json_writer *out, const struct trace_request *request,
              const struct trace_shown *shown, struct why_holding holding, size_t *found,
              struct error *err);
