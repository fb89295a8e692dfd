/* Who the accounts of a trace are: services that end it, and names. For the files of this room;
 * what others ask, trace_service_name and trace_name_of, stands in trace/request.h. */
#pragma once

#include "trace/request.h"

/* Loads the labels of a home into the request. Errors: as labels_load. */
bool request_load_labels(struct trace_request *request, const char *home, struct error *err);

/* Makes services of the accounts whose winning label ends a trace. Errors: memory, limit,
 * damaged. */
bool request_add_labelled(struct trace_request *request, struct error *err);

/* Adds a service that occurs in the ledger; the name is cut to what trace_named has room for.
 * Errors: memory, limit. */
bool request_add_service(struct trace_request *request, uint64_t account, struct span name,
                         struct error *err);

/* Sorts the services, so that trace_service_name finds them. */
void request_sort_services(struct trace_request *request);
