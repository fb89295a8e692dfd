/* Members that several JSON answers share; docs/trace-json.md has them. A full buffer is `failed`.
 */
#pragma once

#include "text/json_writer.h"
#include "trace/request.h"

/* `NAME` in base units as a decimal string, and `NAME_display`. */
void json_amount(struct json_writer *out, const char *name, struct amount amount, unsigned decimals,
                 const char *symbol);

/* `inputs`: the ledger with its identity and what it covers, and every option. */
void json_inputs(struct json_writer *out, const struct trace_request *request);
