/* Containers of observables (STIX 2.0, part 3 and 4): each becomes an object of its own, whose
 * references `"0"` become identifiers. The order is that of need: what names another comes behind
 * it, as its identifier is made of it. */
#include <nettle/sha2.h>

#include "base/limits.h"
#include "intel/sco_id.h"
#include "intel/shape.h"
#include "intel/upgrade.h"

enum { WORD_BITS = 64, WORDS = UPGRADE_OBSERVABLES_MAX / WORD_BITS };

struct observable {
    const struct json_value *value; /* its name is the key */
    struct span id;                 /* empty: not yet, or lost */
    bool done;
    uint64_t needs[WORDS]; /* a bit each: whose identifier is a part of it */
};

struct container {
    struct import *import;
    const struct json_value *observed;
    struct observable *observables;
    size_t count;
    struct json_writer json;
    struct error *err;
    bool failed; /* the environment: `err` says */
};

/* What 2.1 calls otherwise, and what it has no more: an empty name. */
static const char *const renamed[][3] = {
    {"directory", "created", "ctime"},
    {"directory", "modified", "mtime"},
    {"directory", "accessed", "atime"},
    {"file", "created", "ctime"},
    {"file", "modified", "mtime"},
    {"file", "accessed", "atime"},
    {"file", "is_encrypted", ""},
    {"file", "encryption_algorithm", ""},
    {"file", "decryption_key", ""},
    {"process", "created", "created_time"},
    {"process", "binary_ref", "image_ref"},
    {"process", "name", ""},
    {"process", "arguments", ""},
    {"user-account", "password_last_changed", "credential_last_changed"},
    {"windows-registry-key", "modified", "modified_time"},
};

static struct span name_of(struct span type, struct span name)
{
    for (size_t i = 0; i < COUNT(renamed); i++)
        if (span_is(type, renamed[i][0]) && span_is(name, renamed[i][1]))
            return span_text(renamed[i][2]);
    return name;
}

static bool ends_with(struct span text, const char *end)
{
    size_t size = strlen(end);
    return text.size >= size && span_is(span_part(text, text.size - size, text.size), end);
}

/* Whether the value is a reference into the container: `…_ref`, or an element of `…_refs`. */
static bool is_local(const struct json_value *value)
{
    return value->type == JSON_TYPE_STRING &&
           (ends_with(value->name, "_ref") ||
            (value->parent != NULL && value->parent->type == JSON_TYPE_ARRAY &&
             ends_with(value->parent->name, "_refs")));
}

static struct observable *find(const struct container *container, struct span key)
{
    for (size_t i = 0; i < container->count; i++)
        if (span_equal(container->observables[i].value->name, key))
            return &container->observables[i];
    return NULL;
}

static void lose(struct container *container, const struct json_value *place, const char *why)
{
    if (!container->failed &&
        !import_lose(container->import, place, place->name, why, container->err))
        container->failed = true;
}

static void write_value(struct container *container, const struct json_value *value,
                        struct span name, unsigned depth);

static void write_inside(struct container *container, const struct json_value *value,
                         unsigned depth)
{
    for (const struct json_value *one = value->first; one != NULL; one = one->next)
        write_value(container, one, one->name, depth);
}

static const struct observable *target_of(const struct container *container,
                                          const struct json_value *value)
{
    const struct observable *target = is_local(value) ? find(container, value->text) : NULL;
    return target == NULL || target->id.size == 0 ? NULL : target;
}

/* A list of references none of which can be kept: STIX has no empty lists. */
static bool is_empty_list(const struct container *container, const struct json_value *value)
{
    const struct json_value *one = value->type == JSON_TYPE_ARRAY ? value->first : NULL;
    if (one == NULL)
        return false;
    while (one != NULL && is_local(one) && target_of(container, one) == NULL)
        one = one->next;
    return one == NULL;
}

/* A reference whose target is not there, or was lost, is left out. */
static void write_value(struct container *container, const struct json_value *value,
                        struct span name, unsigned depth)
{
    const struct observable *target = target_of(container, value);
    ensure(depth < JSON_DEPTH_MAX);
    if (is_empty_list(container, value)) {
        lose(container, value, "refers to nothing in the container that could be taken");
        return;
    }
    if (is_local(value) && target == NULL) {
        lose(container, value, "refers to nothing in the container that could be taken");
        return;
    }
    if (value->parent->type == JSON_TYPE_OBJECT)
        json_name(&container->json, name);
    if (target != NULL) {
        json_string(&container->json, NULL, target->id);
    } else if (value->first == NULL) {
        json_raw(&container->json, NULL, value->source);
    } else {
        if (value->type == JSON_TYPE_OBJECT)
            json_open_object(&container->json, NULL);
        else
            json_open_array(&container->json, NULL);
        write_inside(container, value, depth + 1);
        json_close(&container->json);
    }
}

static bool has_contributing(const struct json_value *observable, struct span type)
{
    const char *names = sco_contributing(type);
    for (struct span word = names == NULL ? span_of(NULL, 0) : words_next(&names); word.size > 0;
         word = words_next(&names))
        if (json_member_span(observable, word) != NULL)
            return true;
    return false;
}

/* A UUIDv4 where nothing makes a UUIDv5, the same every time: of the container and the key. */
static void write_chance_id(struct container *container, const struct json_value *observable,
                            struct span type)
{
    struct span of = json_member_text(container->observed, "id");
    unsigned char hash[SHA256_DIGEST_SIZE];
    char id[STIX_ID_BYTES_MAX + 1];
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, of.size, of.data);
    sha256_update(&sha, 1, (const uint8_t *)"\n");
    sha256_update(&sha, observable->name.size, observable->name.data);
    sha256_digest(&sha, sizeof hash, hash);
    struct uuid uuid = uuid_v4(hash);
    stix_id_print(id, type, &uuid);
    json_text(&container->json, "id", id);
}

static void write_observable(struct container *container, const struct json_value *observable)
{
    struct json_writer *json = &container->json;
    struct span type = json_member_text(observable, "type");
    const struct json_value *marks = json_member(container->observed, "object_marking_refs");
    json_open_object(json, NULL);
    json_text(json, "spec_version", "2.1");
    if (!has_contributing(observable, type) && stix_type_valid(type))
        write_chance_id(container, observable, type);
    if (marks != NULL && json_member(observable, "object_marking_refs") == NULL)
        json_raw(json, "object_marking_refs", marks->source);
    for (const struct json_value *one = observable->first; one != NULL; one = one->next) {
        struct span name = name_of(type, one->name);
        if (name.size == 0)
            lose(container, one, "no property of STIX 2.1");
        else if (!span_is(name, "spec_version") && !span_is(name, "id"))
            write_value(container, one, name, 1);
    }
    json_close(json);
}

static bool take(struct container *container, struct observable *observable)
{
    struct dynbuf buffer;
    observable->done = true;
    if (observable->value->type != JSON_TYPE_OBJECT) {
        lose(container, observable->value, "no observable");
        return !container->failed;
    }
    dynbuf_init(&buffer, OBJECT_BYTES_MAX);
    json_writer_init_compact(&container->json, &buffer);
    write_observable(container, observable->value);
    bool ok = !container->failed &&
              import_add_written(container->import, &container->json, observable->value,
                                 json_member_text(observable->value, "type"), &observable->id,
                                 container->err);
    dynbuf_release(&buffer);
    return ok;
}

/* Notes whom each needs; false when they refer to one another too often. */
static bool read_needs(struct container *container)
{
    size_t refs = 0;
    for (size_t i = 0; i < container->count; i++) {
        struct observable *one = &container->observables[i];
        for (const struct json_value *at = one->value; at != NULL; at = json_walk(one->value, at)) {
            if (!is_local(at))
                continue;
            if (++refs > UPGRADE_REFS_MAX)
                return false;
            const struct observable *target = find(container, at->text);
            if (target == NULL || target == one)
                continue;
            size_t number = (size_t)(target - container->observables);
            one->needs[number / WORD_BITS] |= UINT64_C(1) << number % WORD_BITS;
        }
    }
    return true;
}

static bool is_ready(const struct container *container, const struct observable *observable)
{
    for (size_t i = 0; i < container->count; i++)
        if ((observable->needs[i / WORD_BITS] >> i % WORD_BITS & 1) != 0 &&
            !container->observables[i].done)
            return false;
    return true;
}

/* The next one that waits for nobody; else, in a ring, the first that is left. */
static struct observable *next(const struct container *container)
{
    struct observable *left = NULL;
    for (size_t i = 0; i < container->count; i++) {
        struct observable *one = &container->observables[i];
        if (one->done)
            continue;
        if (is_ready(container, one))
            return one;
        if (left == NULL)
            left = one;
    }
    return left;
}

static bool take_all(struct container *container)
{
    for (struct observable *one = next(container); one != NULL; one = next(container))
        if (!take(container, one))
            return false;
    return true;
}

static void write_observed(struct container *container)
{
    json_open_object(&container->json, NULL);
    upgrade_members(&container->json, container->observed);
    if (container->count > 0) {
        json_open_array(&container->json, "object_refs");
        for (size_t i = 0; i < container->count; i++)
            if (container->observables[i].id.size > 0)
                json_string(&container->json, NULL, container->observables[i].id);
        json_close(&container->json);
    }
    json_close(&container->json);
}

static bool add(struct container *container, struct span what, struct error *err)
{
    struct dynbuf buffer;
    dynbuf_init(&buffer, OBJECT_BYTES_MAX);
    json_writer_init_compact(&container->json, &buffer);
    write_observed(container);
    bool ok = import_add_written(container->import, &container->json, container->observed, what,
                                 NULL, err);
    dynbuf_release(&buffer);
    return ok;
}

bool upgrade_observed(struct import *import, const struct json_value *object, struct span what,
                      struct error *err)
{
    const struct json_value *objects = json_member(object, "objects");
    struct observable observables[UPGRADE_OBSERVABLES_MAX];
    struct container container = {
        .import = import, .observed = object, .observables = observables, .err = err};
    if (objects != NULL && objects->count > UPGRADE_OBSERVABLES_MAX)
        return import_lose(import, objects, what, "more observables than are taken apart", err);
    for (const struct json_value *one = objects == NULL ? NULL : objects->first; one != NULL;
         one = one->next)
        observables[container.count++] = (struct observable){.value = one};
    if (!read_needs(&container))
        return import_lose(import, objects, what, "more references than are followed", err);
    return take_all(&container) && add(&container, what, err);
}
