#include "intel/import.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "intel/check.h"
#include "intel/sco_id.h"
#include "text/json_canonical.h"

enum { WHAT_BYTES_MAX = STIX_ID_BYTES_MAX };

void import_init(struct import *import)
{
    *import = (struct import){0};
    arena_init(&import->arena, IMPORT_ARENA_BYTES);
    arena_init(&import->scratch, OBJECT_ARENA_BYTES);
}

void import_release(struct import *import)
{
    if (import == NULL)
        return;
    free(import->objects);
    free(import->losses);
    free(import->sources);
    arena_release(&import->arena);
    arena_release(&import->scratch);
    *import = (struct import){0};
}

const char *import_form_name(enum import_form form)
{
    static const char *const names[] = {
        [IMPORT_STIX] = "stix", [IMPORT_MISP] = "misp", [IMPORT_ATTACK] = "attack"};
    return names[form];
}

bool import_begin(struct import *import, enum import_form form, const char *name, struct span bytes,
                  struct error *err)
{
    struct sha256_ctx sha;
    struct import_source *grown =
        array_grow(import->sources, &import->source_capacity, import->source_count + 1,
                   sizeof *grown, IMPORT_SOURCES_MAX);
    if (grown == NULL)
        return array_error(import->source_count + 1, IMPORT_SOURCES_MAX, "files", err);
    import->sources = grown;
    const char *kept = arena_text(&import->arena, span_text(name));
    if (kept == NULL)
        return error_memory(err, "importing");
    struct import_source *source = &grown[import->source_count++];
    *source = (struct import_source){.form = form, .name = kept, .size = bytes.size};
    sha256_init(&sha);
    sha256_update(&sha, bytes.size, bytes.data);
    sha256_digest(&sha, OBJECT_HASH_BYTES, source->sha256);
    return true;
}

/* `objects[3]` and a path in its tree; the root's is `$`. */
static const char *place_text(struct import *import, const struct json_value *place)
{
    char path[JSON_PATH_BYTES] = "$", whole[2 * JSON_PATH_BYTES];
    if (place != NULL)
        json_path(path, place);
    bool is_root = strcmp(path, "$") == 0;
    if (import->within == NULL)
        return arena_text(&import->arena, span_text(path));
    snprintf(whole, sizeof whole, "%s%s%s", import->within, is_root || path[0] == '[' ? "" : ".",
             is_root ? "" : path);
    return arena_text(&import->arena, span_text(whole));
}

bool import_lose(struct import *import, const struct json_value *place, struct span what,
                 const char *why, struct error *err)
{
    if (what.size > WHAT_BYTES_MAX)
        what.size = WHAT_BYTES_MAX;
    import->left_out++;
    import->sources[import->source_count - 1].left_out++;
    if (import->loss_count == IMPORT_LOSSES_MAX)
        return true;
    struct import_loss *grown =
        array_grow(import->losses, &import->loss_capacity, import->loss_count + 1, sizeof *grown,
                   IMPORT_LOSSES_MAX);
    if (grown == NULL)
        return array_error(import->loss_count + 1, IMPORT_LOSSES_MAX, "losses", err);
    import->losses = grown;
    struct import_loss loss = {
        .source = import->source_count - 1,
        .place = place_text(import, place),
        .what = span_of(arena_text(&import->arena, what), what.size),
        .why = arena_text(&import->arena, span_text(why)),
    };
    if (loss.place == NULL || loss.what.data == NULL || loss.why == NULL)
        return error_memory(err, "importing");
    grown[import->loss_count++] = loss;
    return true;
}

/* Puts the identifier before the members of an observable that came without. */
static bool name_observable(struct import *import, const struct json_value **root,
                            struct error *err)
{
    struct span type = json_member_text(*root, "type");
    const char *contributing = sco_contributing(type);
    char id[STIX_ID_BYTES_MAX + 1];
    struct dynbuf named;
    struct uuid uuid;
    bool has = false;
    if (json_member(*root, "id") != NULL || contributing == NULL || (*root)->count == 0)
        return true;
    if (!sco_id_make(*root, contributing, &has, &uuid, err))
        return false;
    if (!has)
        return error_input(err, ERROR_VALUE, "$", "nothing that its identifier is made of");
    stix_id_print(id, type, &uuid);
    dynbuf_init(&named, OBJECT_BYTES_MAX);
    dynbuf_format(&named, "{\"id\":\"%s\",", id);
    dynbuf_span(&named, span_part((*root)->source, 1, (*root)->source.size));
    bool ok = !named.failed || dynbuf_error(&named, "an object", err);
    const char *kept = ok ? arena_text(&import->scratch, dynbuf_bytes(&named)) : NULL;
    if (ok && kept == NULL)
        ok = error_memory(err, "importing");
    ok = ok && json_tree_read(span_of(kept, named.size), "an object", &import->scratch, root, err);
    dynbuf_release(&named);
    return ok;
}

/* Its canonical bytes, once it has passed. */
static bool pass(struct import *import, struct span json, struct dynbuf *canonical,
                 struct object *object, struct error *err)
{
    const struct json_value *root;
    return json_tree_read(json, "an object", &import->scratch, &root, err) &&
           name_observable(import, &root, err) &&
           object_read(root->source, &import->scratch, object, err) &&
           check_passes(object, &import->scratch, err) &&
           json_canonical(canonical, object->root, JSON_CANONICAL_EXACT, err) &&
           (!canonical->failed || dynbuf_error(canonical, "an object", err));
}

static bool keep(struct import *import, struct span bytes, struct span id, struct span *ret_id,
                 struct error *err)
{
    struct import_object *grown = array_grow(import->objects, &import->capacity, import->count + 1,
                                             sizeof *grown, ENVELOPE_OBJECTS_MAX);
    if (grown == NULL)
        return array_error(import->count + 1, ENVELOPE_OBJECTS_MAX, "objects", err);
    import->objects = grown;
    const char *kept = arena_text(&import->arena, bytes);
    const char *kept_id = arena_text(&import->arena, id);
    if (kept == NULL || kept_id == NULL)
        return error_memory(err, "importing");
    grown[import->count++] =
        (struct import_object){span_of(kept, bytes.size), span_of(kept_id, id.size)};
    import->sources[import->source_count - 1].objects++;
    if (ret_id != NULL)
        *ret_id = grown[import->count - 1].id;
    return true;
}

bool import_add(struct import *import, struct span json, const struct json_value *place,
                struct span what, struct span *ret_id, struct error *err)
{
    struct dynbuf canonical;
    struct object object;
    struct error why;
    bool ok;
    arena_clear(&import->scratch);
    dynbuf_init(&canonical, OBJECT_BYTES_MAX);
    if (pass(import, json, &canonical, &object, &why)) {
        ok = keep(import, dynbuf_bytes(&canonical), object.id, ret_id, err);
    } else if (error_is_environment(why.code)) {
        *err = why;
        ok = false;
    } else {
        ok = import_lose(import, place, what, why.text, err);
        if (ok && ret_id != NULL)
            *ret_id = span_of(NULL, 0);
    }
    dynbuf_release(&canonical);
    return ok;
}

bool import_add_written(struct import *import, const struct json_writer *json,
                        const struct json_value *place, struct span what, struct span *ret_id,
                        struct error *err)
{
    struct error why;
    if (json_writer_finish(json, "an object", &why))
        return import_add(import, dynbuf_bytes(json->buffer), place, what, ret_id, err);
    if (ret_id != NULL)
        *ret_id = span_of(NULL, 0);
    if (!error_is_environment(why.code))
        return import_lose(import, place, what, why.text, err);
    *err = why;
    return false;
}

static int compare(const void *one, const void *other)
{
    const struct import_object *const *a = one, *const *b = other;
    int order = span_compare((*a)->bytes, (*b)->bytes);
    return order != 0 ? order : (*a > *b) - (*a < *b);
}

bool import_finish(struct import *import, struct error *err)
{
    struct import_object **sorted;
    size_t kept = 0;
    if (import->count < 2)
        return true;
    sorted = malloc(import->count * sizeof *sorted);
    if (sorted == NULL)
        return error_memory(err, "importing");
    for (size_t i = 0; i < import->count; i++)
        sorted[i] = &import->objects[i];
    qsort(sorted, import->count, sizeof *sorted, compare);
    for (size_t i = import->count - 1; i > 0; i--)
        if (span_equal(sorted[i]->bytes, sorted[i - 1]->bytes))
            sorted[i]->id.size = 0;
    for (size_t i = 0; i < import->count; i++)
        if (import->objects[i].id.size > 0)
            import->objects[kept++] = import->objects[i];
    import->count = kept;
    free(sorted);
    return true;
}
