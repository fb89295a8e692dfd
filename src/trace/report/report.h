/* A finished trace, for people and for programs. docs/trace.md and docs/trace-json.md have every
 * form. Each appends to the buffer; the same bytes every time. Errors: damaged, memory, limit; a
 * full buffer is `failed`. Threads: one buffer a thread.
 */
#pragma once

#include "trace/request.h"

bool trace_json(struct dynbuf *buffer, const char *version, const struct trace_request *request,
                const struct trace_shown *shown, size_t count, struct error *err);
bool trace_table(struct dynbuf *buffer, const struct trace_request *request,
                 const struct trace_shown *shown, size_t count, struct error *err);
bool trace_csv(struct dynbuf *buffer, const struct trace_request *request,
               const struct trace_shown *shown, size_t count, struct error *err);

/* These three need the flows of each result: trace_shown.flows. */
bool trace_graphml(struct dynbuf *buffer, const struct trace_request *request,
                   const struct trace_shown *shown, size_t count, struct error *err);
bool trace_dot(struct dynbuf *buffer, const struct trace_request *request,
               const struct trace_shown *shown, size_t count, struct error *err);
bool trace_svg(struct dynbuf *buffer, const struct trace_request *request,
               const struct trace_shown *shown, size_t count, struct error *err);
