/* What endpoints read and write alike. */
#include <stdio.h>

#include "base/limits.h"
#include "intel/timestamp.h"
#include "log/lines.h"
#include "log/record.h"
#include "node/api_inside.h"
#include "text/json_tree.h"

struct json_writer *api_begin(struct api_request *request, unsigned status)
{
    request->answer->status = status;
    request->answer->media_type = API_JSON;
    json_writer_init(&request->json, &request->answer->body);
    return &request->json;
}

bool api_end(struct api_request *request, struct error *err)
{
    return json_writer_finish(&request->json, "the answer", err);
}

bool api_empty(struct api_request *request)
{
    request->answer->status = 204;
    return true;
}

static struct api_field *field_of(struct api_field *fields, size_t count, struct span name)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(name, fields[i].name))
            return &fields[i];
    return NULL;
}

bool api_fields(const struct api_request *request, struct api_field *fields, size_t count,
                struct error *err)
{
    const struct json_value *root = NULL;
    if (!json_tree_read(request->call->body, "body", request->call->arena, &root, err))
        return false;
    if (root->type != JSON_TYPE_OBJECT)
        return error_input(err, ERROR_VALUE, "body", "%s; expected an object",
                           json_type_name(root->type));
    for (const struct json_value *at = root->first; at != NULL; at = at->next) {
        char path[JSON_PATH_BYTES];
        struct api_field *field = field_of(fields, count, at->name);
        json_path(path, at);
        if (field == NULL)
            return error_input(err, ERROR_VALUE, path, "is not known here");
        if (at->type != JSON_TYPE_STRING || at->text.size == 0)
            return error_input(err, ERROR_VALUE, path, "expected a string that is not empty");
        field->text = at->text;
    }
    for (size_t i = 0; i < count; i++)
        if (fields[i].needed && fields[i].text.size == 0)
            return error_input(err, ERROR_VALUE, "body", "expected '%s'", fields[i].name);
    return true;
}

bool api_number(struct span text, int64_t *ret_number)
{
    uint64_t number = 0;
    if (!decimal_parse(text, &number))
        return false;
    *ret_number = (int64_t)number;
    return true;
}

bool api_moment(const struct api_request *request, const struct api_field *field,
                int64_t *ret_moment, struct error *err)
{
    struct timestamp time;
    int64_t moment = 0;
    if (!timestamp_parse(field->text, &time))
        return error_input(err, ERROR_VALUE, field->name,
                           "expected a time such as 2027-01-31T12:00:00Z");
    moment = timestamp_micros(&time);
    if (moment <= api_now(request))
        return error_input(err, ERROR_VALUE, field->name, "expected a time to come");
    *ret_moment = moment;
    return true;
}

void api_write_moment(struct json_writer *json, const char *name, int64_t micros)
{
    char text[TIMESTAMP_MICROS_TEXT_BYTES];
    timestamp_print_micros(text, micros);
    json_text(json, name, text);
}

bool api_log(struct api_request *request, enum leaf_kind kind, struct span act, struct span subject,
             struct error *err)
{
    uint64_t leaf = 0;
    const struct record record = {{
        [RECORD_RULE] = act,
        [RECORD_ACTOR] = request->call->who->name,
        [RECORD_SUBJECT] = subject,
    }};
    return gate_log(request->call->node->writing.writer, kind, &record, &leaf, err);
}
