#include "trace/naming.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "text/utf8.h"
#include "trace/kind.h"

bool request_load_labels(struct trace_request *request, const char *home, struct error *err)
{
    if (!labels_load(&request->own_labels, home, err))
        return false;
    request->labels = request->own_labels;
    return true;
}

bool request_add_service(struct trace_request *request, uint64_t account, struct span name,
                         struct error *err)
{
    struct trace_named *grown = array_grow(request->services, &request->service_capacity,
                                           request->service_count + 1, sizeof *grown, SEEDS_MAX);
    if (grown == NULL)
        return array_error(request->service_count + 1, SEEDS_MAX, "services", err);
    request->services = grown;
    struct trace_named service = {.account = account, .order = request->service_count};
    size_t room = sizeof service.name - 1, used = 0;
    for (size_t size; used < name.size; used += size) {
        size = utf8_character(span_part(name, used, name.size));
        size = size == 0 ? 1 : size;
        if (used + size > room)
            break;
    }
    if (used > 0)
        memcpy(service.name, name.data, used);
    request->services[request->service_count++] = service;
    return true;
}

/* Says how many labels name no address of the chain; a label is the word of strangers, and no
 * reason not to trace. */
static bool note_unread(struct trace_request *request, size_t unread, const struct error *first,
                        struct error *err)
{
    return unread == 0 ||
           dynbuf_format(&request->notes,
                         "labels: %zu of services name no address; the first: %s\n", unread,
                         first->text) ||
           dynbuf_error(&request->notes, "notes", err);
}

bool request_add_labelled(struct trace_request *request, struct error *err)
{
    const struct trace_kind *kind = trace_kind_of(request->ledger);
    struct span chain = span_text(request->ledger->manifest.chain);
    const struct label *label;
    struct error first, why;
    size_t at = 0, unread = 0;
    while ((label = labels_next_service(request->labels, chain, &at)) != NULL) {
        uint64_t account;
        if (!kind->address(request->ledger, label->address, "label", &account, &why)) {
            if (error_is_environment(why.code) || why.code == ERROR_DAMAGED) {
                *err = why;
                return false;
            }
            first = unread++ == 0 ? why : first;
        } else if (account != LEDGER_NONE &&
                   !request_add_service(request, account, label->text, err)) {
            return false;
        }
    }
    return note_unread(request, unread, &first, err);
}

static int by_account(const void *a, const void *b)
{
    const struct trace_named *x = a, *y = b;
    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

void request_sort_services(struct trace_request *request)
{
    if (request->service_count > 0)
        qsort(request->services, request->service_count, sizeof *request->services, by_account);
}

const char *trace_service_name(const struct trace_request *request, uint64_t account)
{
    size_t low = 0, high = request->service_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (request->services[middle].account < account)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < request->service_count && request->services[low].account == account;
    return found ? request->services[low].name : "";
}

struct span trace_name_of(const struct trace_request *request, uint64_t account)
{
    const char *service = trace_service_name(request, account);
    struct error ignored; /* an account without a name is no failure */
    struct dynbuf address;
    const struct label *label = NULL;
    if (service[0] != '\0' || request->labels == NULL || request->labels->count == 0)
        return span_text(service);
    dynbuf_init(&address, TRACE_ADDRESS_BYTES_MAX);
    if (trace_kind_of(request->ledger)->print(request->ledger, account, &address, &ignored))
        label = labels_winner(request->labels, span_text(request->ledger->manifest.chain),
                              dynbuf_bytes(&address));
    dynbuf_release(&address);
    return label != NULL ? label->text : span_text("");
}
