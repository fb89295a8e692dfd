#include "trace/report/names.h"

#include "trace/kind.h"

struct span report_name(const struct trace_request *request, const struct trace_place *place)
{
    return place->account == LEDGER_NONE ? span_text("") : trace_name_of(request, place->account);
}

bool report_place_open(struct report_place *text, const struct trace_request *request,
                       const struct trace_place *place, struct error *err)
{
    dynbuf_init(&text->address, TRACE_ADDRESS_BYTES_MAX);
    dynbuf_init(&text->id, TRACE_ADDRESS_BYTES_MAX);
    if (!trace_kind_of(request->ledger)->place(request, place, &text->address, &text->id, err))
        return false;
    return (!text->address.failed || dynbuf_error(&text->address, "an address", err)) &&
           (!text->id.failed || dynbuf_error(&text->id, "an output", err));
}

void report_place_close(struct report_place *text)
{
    dynbuf_release(&text->address);
    dynbuf_release(&text->id);
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
