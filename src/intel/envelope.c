#include "intel/envelope.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "intel/id.h"
#include "text/json_reader.h"

struct reading {
    struct json_reader json;
    struct envelope envelope;
    bool has_id, has_objects, odd_objects, odd_next,
        odd_member; /* odd: wrong, unless it is an object's own */
};

static bool add_object(struct envelope *envelope, struct span object, struct error *err)
{
    struct span *grown = array_grow(envelope->objects, &envelope->capacity, envelope->count + 1,
                                    sizeof *grown, ENVELOPE_OBJECTS_MAX);
    if (grown == NULL)
        return array_error(envelope->count + 1, ENVELOPE_OBJECTS_MAX, "objects", err);
    envelope->objects = grown;
    grown[envelope->count++] = object;
    return true;
}

/* `objects` of something that has another type is none of our business. */
static bool read_objects(struct reading *reading, struct error *err)
{
    struct json_reader *json = &reading->json;
    bool more = false;
    reading->has_objects = true;
    if (!json_next(json, err))
        return false;
    if (json->token.kind != JSON_BEGIN_ARRAY) {
        reading->odd_objects = true;
        return json->token.kind != JSON_BEGIN_OBJECT || json_skip_rest(json, err);
    }
    while (json_next_element(json, &more, err) && more) {
        size_t from = json->token.from;
        bool opens = json->token.kind == JSON_BEGIN_OBJECT || json->token.kind == JSON_BEGIN_ARRAY;
        if (opens && !json_skip_rest(json, err))
            return false;
        if (!add_object(&reading->envelope, span_part(json->input, from, json->token.to), err))
            return false;
    }
    return json->state != JSON_STATE_FAILED;
}

static bool read_next(struct reading *reading, struct error *err)
{
    struct span raw;
    if (!json_raw_value(&reading->json, &raw, err))
        return false;
    struct span text = reading->json.token.text;
    reading->odd_next = reading->json.token.kind != JSON_STRING ||
                        text.size > ENVELOPE_NEXT_BYTES_MAX ||
                        (text.size > 0 && memchr(text.data, 0, text.size) != NULL);
    if (reading->odd_next)
        return true;
    char *copy = malloc(text.size + 1);
    if (copy == NULL)
        return error_memory(err, "reading an envelope");
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    copy[text.size] = 0;
    reading->envelope.next = copy;
    return true;
}

static bool is_bundle_id(struct span text)
{
    struct span type;
    struct uuid uuid;
    return stix_id_parse(text, &type, &uuid) && span_is(type, "bundle");
}

/* One member; what a name means is known only when the type is. */
static bool read_member(struct reading *reading, struct error *err)
{
    struct json_reader *json = &reading->json;
    struct span name = json->token.text, raw;
    if (span_is(name, "objects"))
        return read_objects(reading, err);
    if (span_is(name, "next"))
        return read_next(reading, err);
    bool is_type = span_is(name, "type"), is_id = span_is(name, "id");
    bool is_more = span_is(name, "more");
    if (!json_raw_value(json, &raw, err))
        return false;
    bool text = json->token.kind == JSON_STRING;
    if (is_type)
        reading->envelope.kind =
            text && span_is(json->token.text, "bundle") ? ENVELOPE_BUNDLE : ENVELOPE_OBJECT;
    if (is_id)
        reading->has_id = text && is_bundle_id(json->token.text);
    if (is_more)
        reading->envelope.more = json->token.kind == JSON_TRUE;
    reading->odd_member = reading->odd_member || !(is_type || is_id || is_more);
    return true;
}

static bool read_members(struct reading *reading, struct error *err)
{
    bool more = false;
    if (!json_expect(&reading->json, JSON_BEGIN_OBJECT, err))
        return false;
    while (json_next_member(&reading->json, &more, err) && more)
        if (!read_member(reading, err))
            return false;
    return reading->json.state != JSON_STATE_FAILED && json_expect(&reading->json, JSON_END, err);
}

static bool conclude(struct reading *reading, const char *name, struct error *err)
{
    struct envelope *envelope = &reading->envelope;
    if (envelope->kind == ENVELOPE_OBJECT) {
        envelope->count = 0;
        return add_object(envelope, reading->json.input, err);
    }
    if (reading->odd_objects)
        return error_input(err, ERROR_VALUE, name, "objects is no array; expected one of objects");
    if (envelope->kind == ENVELOPE_TAXII && reading->odd_member && !reading->has_objects)
        return error_input(err, ERROR_VALUE, name,
                           "expected a bundle, a TAXII envelope or a STIX object");
    if (envelope->kind == ENVELOPE_TAXII && reading->odd_next)
        return error_input(err, ERROR_VALUE, name, "next is no text of up to %d bytes",
                           ENVELOPE_NEXT_BYTES_MAX);
    if (envelope->kind == ENVELOPE_BUNDLE && !reading->has_id)
        return error_input(err, ERROR_VALUE, name,
                           "a bundle without an identifier; expected bundle--UUID");
    return true;
}

bool envelope_read(struct envelope *ret_envelope, struct span bytes, const char *name,
                   struct error *err)
{
    struct reading reading = {.envelope.kind = ENVELOPE_TAXII};
    json_reader_init(&reading.json, bytes, name);
    bool ok = read_members(&reading, err) && conclude(&reading, name, err);
    json_reader_release(&reading.json);
    if (ok)
        *ret_envelope = reading.envelope;
    else
        envelope_release(&reading.envelope);
    return ok;
}

void envelope_release(struct envelope *envelope)
{
    if (envelope == NULL)
        return;
    free(envelope->next);
    free(envelope->objects);
    *envelope = (struct envelope){0};
}
