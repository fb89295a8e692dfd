/* Recalls: an audience reads and acknowledges its own; officers and auditors see who has. */
#include "gate/acknowledge.h"
#include "node/api_inside.h"
#include "store/recalls.h"

/* Whether the asker is told of recalls as an audience, not as one of the own people. */
static bool is_told(const struct api_request *request)
{
    enum audience_class class = request->call->who->caller.audience.class;
    return request->call->who->account != 0 && (class == AUDIENCE_MEMBER || class == AUDIENCE_DESK);
}

static void write_recall(struct api_request *request, const struct recall *recall, bool told)
{
    struct json_writer *json = &request->json;
    const struct stored_audience *to = world_audience(request->world, recall->audience);
    json_open_object(json, NULL);
    json_string(json, "id", recall->id);
    json_u64(json, "leaf", (uint64_t)recall->leaf);
    api_write_moment(json, "time", recall->made);
    if (!told && to != NULL)
        api_write_audience(json, "to", to);
    if (recall->acknowledged != 0) {
        api_write_moment(json, "acknowledged", recall->acknowledged);
        json_string(json, "by", recall->by);
    }
    json_close(json);
}

bool api_recalls(struct api_request *request, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    bool told = is_told(request);
    int64_t audience = told ? request->call->who->caller.audience.number : 0;
    struct store *store = NULL;
    struct recall *recalls = NULL;
    size_t count = 0;
    if (!told && (request->call->who->may & (MAY_RELEASE | MAY_READ_LOG)) == 0)
        return api_refuse(request, 403, "role", "The account's role may not do this.");
    if (!reading_take(readers, &store, err))
        return false;
    bool ok = recalls_read(store, audience, request->call->arena, &recalls, &count, err);
    reading_give(readers, store);
    if (!ok)
        return false;
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    json_open_array(json, "recalls");
    for (size_t i = 0; i < count; i++)
        write_recall(request, &recalls[i], told);
    json_close(json);
    json_close(json);
    return api_end(request, err);
}

bool api_recall_acknowledge(struct api_request *request, struct error *err)
{
    struct writing *writing = &request->call->node->writing;
    const struct signed_in *who = request->call->who;
    int64_t leaf = 0;
    bool some = false;
    if (!is_told(request))
        return api_refuse(request, 403, "role", "Whom a recall was sent to acknowledges it.");
    if (!api_number(request->names[0], &leaf))
        return error_input(err, ERROR_NOT_FOUND, "recall", "there is none of this number");
    if (!writing_begin(writing, err))
        return false;
    bool ok = gate_acknowledge(writing->writer, &who->caller.audience, leaf, who->name, &some, err);
    if (!writing_end(writing, ok, err))
        return false;
    return some ? api_empty(request)
                : error_input(err, ERROR_NOT_FOUND, "recall", "there is none of this number");
}
