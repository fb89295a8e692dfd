#include "trace/report/names.h"

struct span report_name(const struct trace_request *request, uint64_t account)
{
    return trace_name_of(request, account);
}

bool report_address(const struct trace_request *request, uint64_t account, char *ret_text,
                    struct error *err)
{
    unsigned char key[ACCOUNT_KEY_BYTES];
    if (!ledger_account(request->ledger, account, key, err))
        return false;
    evm_address_print(key, ret_text);
    return true;
}

bool report_transaction(const struct trace_request *request, uint64_t transfer,
                        struct transaction *ret_transaction, struct error *err)
{
    uint64_t number;
    return ledger_transaction_of(request->ledger, transfer, &number, err) &&
           ledger_transaction(request->ledger, number, ret_transaction, err);
}
