#include "gate/definitions.h"

#include "base/limits.h"
#include "store/versions.h"

enum { DEFINITIONS_BYTES = OBJECT_ARENA_BYTES };

void definitions_forget(struct definitions *definitions)
{
    arena_release(&definitions->arena);
    definitions->count = 0;
}

static bool read(struct store *store, int64_t seq, struct arena *arena,
                 const struct object **ret_object, struct error *err)
{
    struct version version;
    struct object *object = arena_alloc(arena, sizeof *object);
    if (object == NULL)
        return error_memory(err, "reading markings");
    if (!version_read(store, seq, true, arena, &version, err) ||
        !object_read(version.bytes, arena, object, err))
        return false;
    *ret_object = object->class == OBJECT_MARKING ? object : NULL;
    return true;
}

bool definition_find(struct definitions *definitions, struct store *store, struct span id,
                     struct arena *arena, const struct object **ret_object, struct error *err)
{
    int64_t number = 0;
    int64_t seq = 0;
    *ret_object = NULL;
    if (!identifier_find(store, id, &number, err))
        return false;
    for (size_t i = 0; i < definitions->count; i++)
        if (definitions->kept[i].id == number) {
            *ret_object = definitions->kept[i].object;
            return true;
        }
    if (number != 0 && !identifier_newest(store, number, &seq, err))
        return false;
    if (seq == 0)
        return true;
    if (definitions->count == DEFINITIONS_KEPT)
        return read(store, seq, arena, ret_object, err);
    if (definitions->arena.budget == 0)
        arena_init(&definitions->arena, DEFINITIONS_BYTES);
    if (!read(store, seq, &definitions->arena, ret_object, err))
        return false;
    definitions->kept[definitions->count++] =
        (struct kept_definition){.id = number, .object = *ret_object};
    return true;
}
