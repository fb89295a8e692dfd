#include "intel/import_attack.h"

#include <stdio.h>

#include "base/limits.h"
#include "intel/envelope.h"
#include "intel/upgrade.h"

/* The tree begins at the object: its number in the bundle stands before the places in it. */
static bool take(struct import *import, struct span bytes, size_t place, bool upgrading,
                 struct error *err)
{
    const struct json_value *root;
    struct arena arena;
    struct error why;
    char number[sizeof "objects[]" + 20];
    snprintf(number, sizeof number, "objects[%zu]", place);
    arena_init(&arena, OBJECT_ARENA_BYTES);
    import->within = number;
    bool ok = json_tree_read(bytes, number, &arena, &root, &why);
    struct span id = ok ? json_member_text(root, "id") : span_of(NULL, 0);
    if (!ok && error_is_environment(why.code))
        *err = why;
    else if (!ok)
        ok = import_lose(import, NULL, id, why.text, err);
    else if (root->type != JSON_TYPE_OBJECT)
        ok = import_lose(import, NULL, id, "expected a STIX object", err);
    else if (upgrading && is_stix_2_0(root))
        ok = upgrade(import, root, id, err);
    else
        ok = import_add(import, bytes, NULL, id, NULL, err);
    import->within = NULL;
    arena_release(&arena);
    return ok;
}

static bool take_all(struct import *import, enum import_form form, struct span bytes,
                     const char *name, struct error *err)
{
    struct envelope envelope;
    if (!envelope_read(&envelope, bytes, name, err))
        return false;
    bool ok = import_begin(import, form, name, bytes, err);
    for (size_t i = 0; ok && i < envelope.count; i++)
        ok = take(import, envelope.objects[i], i, form == IMPORT_ATTACK, err);
    envelope_release(&envelope);
    return ok;
}

bool import_stix(struct import *import, struct span bytes, const char *name, struct error *err)
{
    return take_all(import, IMPORT_STIX, bytes, name, err);
}

bool import_attack(struct import *import, struct span bytes, const char *name, struct error *err)
{
    return take_all(import, IMPORT_ATTACK, bytes, name, err);
}

bool is_stix_2_0_bundle(struct span bytes)
{
    struct json_reader json;
    struct error err;
    bool more = false, is = false;
    json_reader_init(&json, bytes, "");
    bool ok = json_expect(&json, JSON_BEGIN_OBJECT, &err);
    while (ok && !is && json_next_member(&json, &more, &err) && more) {
        bool version = span_is(json.token.text, "spec_version");
        struct span raw;
        ok = json_raw_value(&json, &raw, &err);
        is = ok && version && span_is(raw, "\"2.0\"");
    }
    json_reader_release(&json);
    return is;
}
