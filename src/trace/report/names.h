/* What reports call what a trace has reached: the one place that asks for names. */
#pragma once

#include "base/dynbuf.h"
#include "chain/evm_address.h"
#include "trace/request.h"

/* The name of a place's owner, empty when it has none or nobody named it. Bytes of the request,
 * written by strangers: may be long, may hold anything. */
struct span report_name(const struct trace_request *request, const struct trace_place *place);

/* The address of an account ledger's account, EVM_ADDRESS_TEXT_BYTES with the zero. Errors:
 * damaged. */
bool report_address(const struct trace_request *request, uint64_t account, char *ret_text,
                    struct error *err);

/* Time, block and id of the transaction in which a transfer of an account ledger stands. Errors:
 * damaged. */
bool report_transaction(const struct trace_request *request, uint64_t transfer,
                        struct transaction *ret_transaction, struct error *err);

/* The texts of a place of a graph (trace_kind.place). */
struct report_place {
    struct dynbuf address, id;
};

/* Close also after a failure. Errors: damaged, memory. */
bool report_place_open(struct report_place *text, const struct trace_request *request,
                       const struct trace_place *place, struct error *err);
void report_place_close(struct report_place *text);
