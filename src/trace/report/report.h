/* A finished trace, for people and for programs. docs/trace.md and docs/trace-json.md have every
 * form. Each appends to the buffer; the same bytes every time. Errors: damaged, memory, limit; a
 * full buffer is `failed`. Threads: one buffer a thread.
 */
#pragma once

#include "trace/request.h"

typedef bool report_form(struct dynbuf *buffer, const struct trace_request *request,
                         const struct trace_shown *shown, size_t count, struct error *err);

bool trace_json(struct dynbuf *buffer, const char *version, const struct trace_request *request,
                const struct trace_shown *shown, size_t count, struct error *err);
report_form trace_table, trace_csv;

/* These three need what moved in each result: trace_shown.wants_flows. */
report_form trace_graphml, trace_dot, trace_svg;
