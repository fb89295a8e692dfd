/* What reports call an account: the one place that asks for names. */
#pragma once

#include "chain/evm_address.h"
#include "trace/request.h"

/* The name of an account, empty when nobody gave one. Bytes of the request, written by strangers:
 * may be long, may hold anything. */
struct span report_name(const struct trace_request *request, uint64_t account);

/* The address of an account ledger's account, EVM_ADDRESS_TEXT_BYTES with the zero. Errors:
 * damaged. */
bool report_address(const struct trace_request *request, uint64_t account, char *ret_text,
                    struct error *err);

/* Time, block and id of the transaction in which a transfer stands. Errors: damaged. */
bool report_transaction(const struct trace_request *request, uint64_t transfer,
                        struct transaction *ret_transaction, struct error *err);
