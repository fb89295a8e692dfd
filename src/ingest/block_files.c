#include "ingest/block_files.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/limits.h"
#include "ingest/block_bytes.h"
#include "ingest/block_list.h"

enum {
    RECORD_HEAD = 8, /* magic and size */
    WINDOW_FIRST = 4096,
    WINDOW = 1 << 20,
    BLOCK_BYTES_MIN = HEADER_BYTES + 1,
};

/* The search through one file. */
struct scan {
    struct block_files *files;
    const struct coin_chain *chain;
    struct block_bytes bytes;
    uint32_t file;
    uint64_t size, at;
    unsigned char *window; /* WINDOW bytes */
    bool begins[256];      /* the first bytes of magics */
    struct progress *progress;
    uint64_t before; /* bytes of the files before */
    struct error *err;
};

static bool read_at(struct scan *scan, uint64_t offset, size_t size, unsigned char *ret_bytes)
{
    return block_bytes_read(&scan->bytes, scan->file, offset, size, ret_bytes, scan->err);
}

static void skip(const struct scan *scan, struct block_skip *kind, uint64_t offset, uint64_t bytes)
{
    if (kind->count++ == 0) {
        kind->file = scan->file;
        kind->offset = offset;
    }
    kind->bytes += bytes;
}

static uint32_t size_of_record(const unsigned char *head)
{
    return (uint32_t)head[4] | (uint32_t)head[5] << 8 | (uint32_t)head[6] << 16 |
           (uint32_t)head[7] << 24;
}

/* Whether a record can begin with these eight bytes: a known magic and a size that blocks have.
 * `*ret_ours` says whose magic it is. */
static bool is_head(const struct scan *scan, const unsigned char *head, bool *ret_ours)
{
    uint32_t size = size_of_record(head);
    *ret_ours = memcmp(head, scan->chain->magic, sizeof scan->chain->magic) == 0;
    return (*ret_ours || coin_chain_of_magic(head) != NULL) && size >= BLOCK_BYTES_MIN &&
           size <= COIN_BLOCK_BYTES_MAX;
}

static bool add_place(struct scan *scan, uint64_t offset, uint32_t size)
{
    struct block_files *files = scan->files;
    struct block_place *grown = array_grow(files->places, &files->place_capacity,
                                           files->place_count + 1, sizeof *grown, BLOCK_PLACES_MAX);
    if (grown == NULL)
        return array_error(files->place_count + 1, BLOCK_PLACES_MAX, "blocks", scan->err);
    files->places = grown;
    struct block_place *place = &grown[files->place_count];
    *place = (struct block_place){.offset = offset, .size = size, .file = scan->file};
    if (!read_at(scan, offset, HEADER_BYTES, place->header))
        return false;
    header_hash(place->header, place->hash);
    files->place_count++;
    return true;
}

/* Bytes as they lie on the disk and as they are read are two things: the node fills a file's end
 * with zeros past the key. Returns how many zeros of either kind begin the window. */
static size_t leading_zeros(const struct scan *scan, uint64_t offset, const unsigned char *window,
                            size_t size)
{
    const unsigned char *key = scan->files->files[scan->file].key;
    size_t plain = 0, keyed = 0;
    while (plain < size && window[plain] == 0)
        plain++;
    while (keyed < size && window[keyed] == key[(offset + keyed) % BLOCK_KEY_BYTES])
        keyed++;
    return plain > keyed ? plain : keyed;
}

/* Reads a window from `offset` on. The first of a search is small, as most end soon; each further
 * one is twice as large. */
static bool read_window(struct scan *scan, uint64_t offset, size_t *size)
{
    uint64_t left = scan->size - offset;
    *size = *size == 0 ? WINDOW_FIRST : *size * 2 < WINDOW ? *size * 2 : WINDOW;
    if (*size > left)
        *size = (size_t)left;
    return read_at(scan, offset, *size, scan->window);
}

/* Zeros: moves behind them. `*ret_some` when there were any, four at least or all that is left. */
static bool skip_zeros(struct scan *scan, bool *ret_some)
{
    uint64_t from = scan->at;
    size_t size = 0;
    *ret_some = false;
    while (scan->at < scan->size) {
        if (!read_window(scan, scan->at, &size))
            return false;
        size_t zeros = leading_zeros(scan, scan->at, scan->window, size);
        if (scan->at == from && zeros < 4 && zeros < size)
            return true;
        scan->at += zeros;
        if (zeros < size)
            break;
    }
    *ret_some = scan->at > from;
    if (*ret_some)
        skip(scan, &scan->files->padding, from, scan->at - from);
    return true;
}

/* The next offset behind `from` where a whole record may begin; the file's end when there is none.
 */
static bool find_head(struct scan *scan, uint64_t from, uint64_t *ret_at)
{
    size_t size = 0;
    for (uint64_t at = from; at + RECORD_HEAD <= scan->size;) {
        if (!read_window(scan, at, &size))
            return false;
        for (size_t i = 0; i + RECORD_HEAD <= size; i++) {
            bool ours;
            if (scan->begins[scan->window[i]] && is_head(scan, scan->window + i, &ours) &&
                size_of_record(scan->window + i) <= scan->size - at - i - RECORD_HEAD) {
                *ret_at = at + i;
                return true;
            }
        }
        at += size - (RECORD_HEAD - 1);
    }
    *ret_at = scan->size;
    return true;
}

/* Something that is no whole record. What the file's end cuts off is named so when nothing follows
 * it. */
static bool skip_broken(struct scan *scan, bool is_record)
{
    uint64_t from = scan->at;
    if (!find_head(scan, from + 1, &scan->at))
        return false;
    bool cut = is_record && scan->at == scan->size;
    skip(scan, cut ? &scan->files->cut_off : &scan->files->garbage, from, scan->at - from);
    return true;
}

static bool scan_record(struct scan *scan)
{
    unsigned char head[RECORD_HEAD] = {0};
    uint64_t left = scan->size - scan->at;
    bool zeros = false, ours = false;
    if (!read_at(scan, scan->at, left < RECORD_HEAD ? (size_t)left : RECORD_HEAD, head))
        return false;
    bool is_record = left >= RECORD_HEAD && is_head(scan, head, &ours);
    if (!is_record && !skip_zeros(scan, &zeros))
        return false;
    if (zeros)
        return true;
    if (left < RECORD_HEAD) /* too few for a record: the start of one, or nothing */
        return skip_broken(scan, memcmp(head, scan->chain->magic, left < 4 ? left : 4) == 0);
    uint32_t size = size_of_record(head);
    if (!is_record || size > left - RECORD_HEAD)
        return skip_broken(scan, is_record);
    if (!ours)
        skip(scan, &scan->files->other_chain, scan->at, RECORD_HEAD + (uint64_t)size);
    else if (!add_place(scan, scan->at + RECORD_HEAD, size))
        return false;
    scan->at += RECORD_HEAD + (uint64_t)size;
    return true;
}

static bool scan_file(struct scan *scan)
{
    scan->size = scan->files->files[scan->file].size;
    for (scan->at = 0; scan->at < scan->size;) {
        if (!scan_record(scan))
            return false;
        progress_done(scan->progress, scan->before + scan->at);
    }
    scan->before += scan->size;
    return true;
}

static bool scan_all(struct block_files *files, const struct coin_chain *chain,
                     struct progress *progress, struct error *err)
{
    struct scan scan = {
        .files = files, .chain = chain, .window = malloc(WINDOW), .progress = progress, .err = err};
    uint64_t total = 0;
    bool ok = scan.window != NULL || error_memory(err, "looking for blocks");
    for (size_t i = 0; i < files->file_count; i++)
        total += files->files[i].size;
    for (size_t i = 0; i < COIN_CHAINS; i++)
        scan.begins[coin_chains[i].magic[0]] = true;
    progress_phase(progress, "looking for blocks", "bytes", total);
    block_bytes_init(&scan.bytes, files);
    for (; ok && scan.file < files->file_count; scan.file++)
        ok = scan_file(&scan);
    block_bytes_release(&scan.bytes);
    free(scan.window);
    return ok;
}

bool block_files_open(struct block_files *ret_files, const struct coin_chain *chain,
                      const char *const *paths, size_t path_count, struct progress *progress,
                      struct error *err)
{
    struct block_files files = {0};
    if (!block_list_make(&files, paths, path_count, err) ||
        !scan_all(&files, chain, progress, err)) {
        block_files_close(&files);
        return false;
    }
    *ret_files = files;
    return true;
}

void block_files_close(struct block_files *files)
{
    if (files == NULL)
        return;
    for (size_t i = 0; i < files->file_count; i++)
        free(files->files[i].path);
    free(files->files);
    free(files->places);
    *files = (struct block_files){0};
}

void block_place_print(const struct block_files *files, uint32_t file, uint64_t offset,
                       char ret_text[BLOCK_PLACE_BYTES])
{
    const char *path = files->files[file].path;
    size_t size = strlen(path), most = BLOCK_PLACE_BYTES - 64;
    snprintf(ret_text, BLOCK_PLACE_BYTES, "%s: byte %" PRIu64,
             size > most ? path + size - most : path, offset);
}
