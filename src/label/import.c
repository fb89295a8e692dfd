#include "label/import.h"

#include <nettle/sha2.h>

#include "base/map.h"
#include "label/csv_form.h"
#include "label/etherscan.h"
#include "label/tagpack.h"

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), size = strlen(ending);
    return length >= size && strcmp(name + length - size, ending) == 0;
}

static bool begins_with_brace(struct span bytes)
{
    size_t at = 0;
    while (at < bytes.size && (bytes.data[at] == ' ' || bytes.data[at] == '\n' ||
                               bytes.data[at] == '\r' || bytes.data[at] == '\t'))
        at++;
    return at < bytes.size && bytes.data[at] == '{';
}

static bool read_any(struct pack *pack, struct span bytes, const char *name,
                     struct rejects *rejects, struct error *err)
{
    if (ends_with(name, ".csv") || csv_form_is(bytes))
        return csv_form_read(pack, bytes, name, rejects, err);
    if (begins_with_brace(bytes))
        return etherscan_read(pack, bytes, name, rejects, err);
    return tagpack_read(pack, bytes, name, rejects, err);
}

static bool read_mapped(struct pack *pack, const struct label_import *import, const struct map *map,
                        struct label_report *report, struct error *err)
{
    struct rejects rejects;
    rejects_init(&rejects, import->keep_going);
    bool ok = read_any(pack, map->bytes, last_part(import->path), &rejects, err);
    if (map_damaged(map))
        ok = error_input(err, ERROR_IO, import->path, "the file was shortened while it was read");
    pack_sort(pack);
    report->labels = pack->label_count;
    report->actors = pack->actor_count;
    report->rejected = rejects.count;
    if (ok && pack->label_count + pack->actor_count == 0)
        ok = error_input(err, ERROR_VALUE, import->path,
                         "no labels that are good (%llu are not); "
                         "expected some",
                         (unsigned long long)rejects.count);
    if (ok && import->rejected != NULL && rejects.lines.size > 0 &&
        !dynbuf_span(import->rejected, dynbuf_bytes(&rejects.lines)))
        ok = dynbuf_error(import->rejected, "the rejected labels", err);
    rejects_release(&rejects);
    return ok;
}

bool label_import_read(struct pack *pack, const struct label_import *import,
                       unsigned char ret_sha256[PACK_SHA256_BYTES], struct label_report *ret_report,
                       struct error *err)
{
    struct map map;
    struct sha256_ctx sha;
    struct label_report report = {0};
    if (!map_open(&map, import->path, err))
        return false;
    if (map.bytes.size > LABEL_PACK_BYTES_MAX) {
        map_close(&map);
        return error_input(err, ERROR_LIMIT, import->path, "expected at most %d bytes",
                           LABEL_PACK_BYTES_MAX);
    }
    sha256_init(&sha);
    sha256_update(&sha, map.bytes.size, map.bytes.data);
    sha256_digest(&sha, PACK_SHA256_BYTES, ret_sha256);
    bool ok = label_store_has(import->home, ret_sha256, &report.already_in, err);
    if (ok && !report.already_in)
        ok = read_mapped(pack, import, &map, &report, err);
    map_close(&map);
    if (ok)
        *ret_report = report;
    return ok;
}
