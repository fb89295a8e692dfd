/* Manifests of feeds (core format, 4), and what a file of MISP looks like. */
#include "base/hex.h"
#include "base/limits.h"
#include "intel/import_misp.h"
#include "text/json_reader.h"

enum look { LOOK_OTHER, LOOK_EVENT, LOOK_MANIFEST };

/* By the names at the top: an array is one of events; UUIDs are a manifest's. */
static enum look look(struct span bytes)
{
    struct json_reader json;
    struct error err;
    struct uuid uuid;
    enum look look = LOOK_OTHER;
    bool more = false;
    json_reader_init(&json, bytes, "");
    bool ok = json_next(&json, &err);
    if (ok && json.token.kind == JSON_BEGIN_ARRAY) {
        look = LOOK_EVENT;
    } else if (ok && json.token.kind == JSON_BEGIN_OBJECT) {
        while (look == LOOK_OTHER && json_next_member(&json, &more, &err) && more) {
            struct span name = json.token.text;
            if (span_is(name, "Event") || span_is(name, "response") || span_is(name, "Attribute") ||
                span_is(name, "info") || span_is(name, "Orgc"))
                look = LOOK_EVENT;
            else if (uuid_parse(name, &uuid))
                look = LOOK_MANIFEST;
            else if (!json_skip_value(&json, &err))
                break;
        }
    }
    json_reader_release(&json);
    return look;
}

bool is_misp(struct span bytes)
{
    return look(bytes) != LOOK_OTHER;
}

static bool read_entry(const struct json_value *value, struct misp_entry *entry)
{
    struct span hash = json_member_text(value, "integrity:sha256");
    struct uuid uuid;
    size_t place;
    if (!uuid_parse(value->name, &uuid))
        return false;
    uuid_print(entry->uuid, &uuid);
    entry->has_sha256 =
        hash.size == sizeof entry->sha256 * 2 && hex_decode(entry->sha256, hash, &place);
    return hash.size == 0 || entry->has_sha256;
}

bool misp_manifest_read(struct span bytes, const char *name, struct arena *arena,
                        struct misp_manifest *ret_manifest, struct error *err)
{
    const struct json_value *root;
    *ret_manifest = (struct misp_manifest){0};
    if (look(bytes) != LOOK_MANIFEST)
        return true;
    if (!json_tree_read(bytes, name, arena, &root, err))
        return false;
    struct misp_entry *entries = arena_array(arena, root->count, sizeof *entries);
    if (entries == NULL)
        return error_memory(err, "reading a manifest");
    size_t count = 0;
    for (const struct json_value *one = root->first; one != NULL; one = one->next) {
        char path[JSON_PATH_BYTES];
        json_path(path, one);
        if (!read_entry(one, &entries[count++]))
            return error_input(err, ERROR_VALUE, name, "%s: expected a UUID, and a SHA-256 of it",
                               path);
    }
    *ret_manifest = (struct misp_manifest){entries, count};
    return true;
}
