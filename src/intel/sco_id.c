#include "intel/sco_id.h"

#include "base/limits.h"
#include "intel/shape.h"
#include "text/json_canonical.h"

/* 00abedb4-aa42-466c-9c01-fed23315a9b7 (2.9). */
static const struct uuid sco_namespace = {{0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c,
                                           0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7}};

const char *sco_contributing(struct span type)
{
    const struct shape *shape = shape_of_sco(type);
    if (shape == NULL)
        shape = shape_of_community(type);
    return shape == NULL ? NULL : shape->contributing;
}

static bool append_canonical(struct dynbuf *buffer, const struct json_value *value,
                             struct error *err)
{
    return json_canonical(buffer, value, JSON_CANONICAL_RFC_8785, err);
}

/* The name in quotes: those of the standard need no escapes. */
static void append_name(struct dynbuf *buffer, struct span name)
{
    dynbuf_char(buffer, '"');
    dynbuf_span(buffer, name);
    dynbuf_text(buffer, "\":");
}

static const struct json_value *one_hash(const struct json_value *hashes)
{
    static const char *const preferred[] = {"MD5", "SHA-1", "SHA-256", "SHA-512"};
    for (size_t i = 0; i < COUNT(preferred); i++) {
        const struct json_value *hash = json_member(hashes, preferred[i]);
        if (hash != NULL)
            return hash;
    }
    return hashes->first;
}

static bool append_hash(struct dynbuf *buffer, const struct json_value *hashes, struct error *err)
{
    struct json_value alone = {.type = JSON_TYPE_OBJECT};
    struct json_value copy;
    const struct json_value *hash = one_hash(hashes);
    if (hash != NULL) {
        copy = *hash;
        copy.next = NULL;
        alone.first = &copy;
        alone.count = 1;
    }
    return append_canonical(buffer, &alone, err);
}

static bool append_property(struct dynbuf *buffer, const struct json_value *value,
                            struct error *err)
{
    dynbuf_char(buffer, buffer->size == 0 ? '{' : ',');
    append_name(buffer, value->name);
    bool is_hashes = span_is(value->name, "hashes") && value->type == JSON_TYPE_OBJECT;
    return is_hashes ? append_hash(buffer, value, err) : append_canonical(buffer, value, err);
}

bool sco_id_make(const struct json_value *object, const char *contributing, bool *ret_has,
                 struct uuid *ret_uuid, struct error *err)
{
    struct dynbuf name;
    bool ok = true, has = false;
    dynbuf_init(&name, JSON_CANONICAL_BYTES_MAX);
    /* The tables list them in the order of their names. */
    for (struct span word = words_next(&contributing); ok && word.size > 0;
         word = words_next(&contributing)) {
        const struct json_value *value = json_member_span(object, word);
        if (value == NULL)
            continue;
        has = true;
        ok = append_property(&name, value, err);
    }
    if (ok && has && !dynbuf_char(&name, '}'))
        ok = dynbuf_error(&name, "an object's identifier", err);
    if (ok && has)
        *ret_uuid = uuid_v5(&sco_namespace, dynbuf_bytes(&name));
    if (ok)
        *ret_has = has;
    dynbuf_release(&name);
    return ok;
}

void check_sco_id(struct check *check, const struct shape *shape)
{
    const struct object *object = check->object;
    const struct json_value *id = json_member(object->root, "id");
    struct uuid own;
    bool has = false;
    unsigned version = uuid_version(&object->uuid);
    if (version == 4)
        return;
    if (!sco_id_make(object->root, shape->contributing, &has, &own, &check->failure))
        return;
    if (version != 5 || !has) {
        check_error(check, id, "expected a UUIDv4%s", has ? ", or the object's own UUIDv5" : "");
        return;
    }
    if (memcmp(own.bytes, object->uuid.bytes, UUID_BYTES) == 0)
        return;
    char text[UUID_TEXT_BYTES + 1];
    uuid_print(text, &own);
    check_error(check, id, "not the object's own UUIDv5; expected %s, or a UUIDv4", text);
}
