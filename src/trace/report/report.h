/* A finished trace, for people and for programs. */
#pragma once

#include "trace/request.h"

/* Append to the buffer. Errors: damaged; a full buffer is `failed`. */
bool trace_json(struct dynbuf *buffer, const char *version, const struct trace_request *request,
                const struct trace_shown *shown, size_t count, struct error *err);
bool trace_table(struct dynbuf *buffer, const struct trace_request *request,
                 const struct trace_shown *shown, size_t count, struct error *err);
