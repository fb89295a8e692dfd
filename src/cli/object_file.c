#include "cli/object_file.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "intel/check.h"

static int compare(const void *one, const void *other)
{
    return span_compare(((const struct object *)one)->id, ((const struct object *)other)->id);
}

static const struct object *find_definition(void *context, struct span id)
{
    const struct object_file *file = context;
    struct object key = {.id = id};
    return file->count == 0 ? NULL
                            : bsearch(&key, file->definitions, file->count, sizeof key, compare);
}

static bool keep_definition(struct object_file *file, const struct object *object,
                            struct error *err)
{
    struct object *grown = array_grow(file->definitions, &file->capacity, file->count + 1,
                                      sizeof *grown, ENVELOPE_OBJECTS_MAX);
    if (grown == NULL)
        return array_error(file->count + 1, ENVELOPE_OBJECTS_MAX, "definitions", err);
    file->definitions = grown;
    grown[file->count++] = *object;
    return true;
}

static bool gather(struct object_file *file, struct error *err)
{
    for (size_t i = 0; i < file->envelope.count; i++) {
        struct arena arena;
        struct object object;
        struct error why;
        arena_init(&arena, OBJECT_ARENA_BYTES);
        bool is = object_read(file->envelope.objects[i], &arena, &object, &why) &&
                  object.class == OBJECT_MARKING && check_passes(&object, &arena, &why);
        arena_release(&arena);
        if (is && !(object_read(file->envelope.objects[i], &file->arena, &object, err) &&
                    keep_definition(file, &object, err)))
            return false;
    }
    if (file->count > 1)
        qsort(file->definitions, file->count, sizeof *file->definitions, compare);
    return true;
}

bool object_file_open(struct object_file *ret_file, const char *path, struct error *err)
{
    *ret_file = (struct object_file){.path = path, .map = {.slot = -1}};
    arena_init(&ret_file->arena, OBJECT_ARENA_BYTES);
    return map_open(&ret_file->map, path, err);
}

bool object_file_read(struct object_file *file, struct error *err)
{
    return envelope_read(&file->envelope, file->map.bytes, file->path, err) && gather(file, err);
}

bool object_file_whole(const struct object_file *file, struct error *err)
{
    return !map_damaged(&file->map) || error_os(err, ERROR_IO, "read", file->path, 0);
}

void object_file_release(struct object_file *file)
{
    envelope_release(&file->envelope);
    free(file->definitions);
    arena_release(&file->arena);
    map_close(&file->map);
}

struct marking_source object_file_markings(struct object_file *file)
{
    return (struct marking_source){.find = find_definition, .context = file};
}
