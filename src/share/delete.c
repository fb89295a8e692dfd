/* Hides an object, or some of its versions, in a collection (TAXII 2.1, 5.7). */
#include "gate/hide.h"
#include "intel/id.h"
#include "share/call.h"
#include "share/problem.h"

bool endpoint_delete(struct taxii_call *call, struct error *err)
{
    struct taxii *taxii = call->taxii;
    struct released_query query = call->query.released;
    const struct hiding hiding = {.collection = call->collection,
                                  .audience = &call->caller->audience,
                                  .person = call->caller->person,
                                  .org = call->caller->org,
                                  .actor = call->caller->name,
                                  .query = &query};
    struct dynbuf body;
    struct span type;
    struct uuid uuid;
    bool any = false;
    query.ids = &call->object;
    query.id_count = 1;
    if (!call->query.has_version)
        query.versions = VERSION_ALL;
    if (stix_id_parse(call->object, &type, &uuid)) {
        if (!writing_begin(taxii->writing, err))
            return false;
        bool ok = gate_hide(taxii->writing->writer, &hiding, &any, err);
        if (!writing_end(taxii->writing, ok, err))
            return false;
    }
    if (!any) {
        taxii_problem(call->response, 404, NULL);
        return true;
    }
    dynbuf_init(&body, sizeof "{}");
    dynbuf_text(&body, "{}");
    bool ok = call_send(call, 200, &body, err);
    dynbuf_release(&body);
    return ok;
}
