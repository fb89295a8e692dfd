#include "cli/convert_in.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/map.h"
#include "intel/import_attack.h"
#include "intel/import_misp.h"

static enum import_form form_of(const char *from, struct span bytes)
{
    for (enum import_form form = IMPORT_STIX; from != NULL && form <= IMPORT_ATTACK; form++)
        if (strcmp(from, import_form_name(form)) == 0)
            return form;
    return is_misp(bytes) ? IMPORT_MISP : is_stix_2_0_bundle(bytes) ? IMPORT_ATTACK : IMPORT_STIX;
}

static bool read_bytes(struct import *import, enum import_form form, struct span bytes,
                       const char *file, struct error *err)
{
    return form == IMPORT_MISP     ? import_misp(import, bytes, file, err)
           : form == IMPORT_ATTACK ? import_attack(import, bytes, file, err)
                                   : import_stix(import, bytes, file, err);
}

/* FOLDER/UUID.json beside the manifest. */
static bool path_beside(const char *manifest, const char *uuid, char ret_path[PATH_BYTES_MAX],
                        struct error *err)
{
    const char *slash = strrchr(manifest, '/');
    int folder = slash == NULL ? 0 : (int)(slash + 1 - manifest);
    int size = snprintf(ret_path, PATH_BYTES_MAX, "%.*s%s.json", folder, manifest, uuid);
    return (size > 0 && size < PATH_BYTES_MAX) ||
           error_input(err, ERROR_LIMIT, manifest, "a path that is too long");
}

static bool has_hash(const struct import *import, const struct misp_entry *entry)
{
    const struct import_source *source = &import->sources[import->source_count - 1];
    return !entry->has_sha256 || memcmp(source->sha256, entry->sha256, sizeof entry->sha256) == 0;
}

/* An event that is not what the manifest says is evidence of nothing: the command ends. */
static bool read_event(struct import *import, const char *manifest, const struct misp_entry *entry,
                       struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct map map = {.slot = -1};
    if (!path_beside(manifest, entry->uuid, path, err) || !map_open(&map, path, err))
        return false;
    bool ok = import_misp(import, map.bytes, path, err);
    if (ok && map_damaged(&map))
        ok = error_os(err, ERROR_IO, "read", path, 0);
    if (ok && !has_hash(import, entry))
        ok = error_input(err, ERROR_CONFLICT, path, "not the bytes whose SHA-256 %s has", manifest);
    map_close(&map);
    return ok;
}

static bool read_feed(struct import *import, const char *file, struct span bytes, bool *ret_is,
                      struct error *err)
{
    struct misp_manifest manifest;
    struct arena arena;
    arena_init(&arena, IMPORT_ARENA_BYTES);
    bool ok = misp_manifest_read(bytes, file, &arena, &manifest, err);
    *ret_is = ok && manifest.count > 0;
    for (size_t i = 0; ok && i < manifest.count; i++)
        ok = read_event(import, file, &manifest.entries[i], err);
    arena_release(&arena);
    return ok;
}

bool convert_read(struct import *import, const char *file, const char *from, struct error *err)
{
    struct map map = {.slot = -1};
    bool is_feed = false;
    if (!map_open(&map, file, err))
        return false;
    enum import_form form = form_of(from, map.bytes);
    bool ok = form != IMPORT_MISP || read_feed(import, file, map.bytes, &is_feed, err);
    if (ok && !is_feed)
        ok = read_bytes(import, form, map.bytes, file, err);
    if (ok && map_damaged(&map))
        ok = error_os(err, ERROR_IO, "read", file, 0);
    map_close(&map);
    return ok;
}
