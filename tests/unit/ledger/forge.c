#include "forge.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"
#include "base/limits.h"

void forged_set_rows(struct forged *segment)
{
    const struct segment_kind *kind = segment->shape.kind;
    for (int i = 0; i < kind->columns; i++)
        segment->shape.columns[i].rows = kind->rows(segment->shape.counts, i);
}

uint64_t forged_get(const struct forged *segment, int column, uint64_t row)
{
    unsigned width = segment->shape.columns[column].width;
    return le_load(segment->columns[column] + row * width, width);
}

void forged_set(struct forged *segment, int column, uint64_t row, uint64_t value)
{
    unsigned width = segment->shape.columns[column].width;
    le_store(segment->columns[column] + row * width, value, width);
}

void forgery_copy(struct forgery *ret_forgery, const struct ledger *ledger)
{
    *ret_forgery = (struct forgery){.count = ledger->segment_count};
    ensure(ledger->segment_count <= FORGED_SEGMENTS_MAX);
    memcpy(ret_forgery->chain, ledger->manifest.chain, sizeof ret_forgery->chain);
    for (size_t i = 0; i < ledger->segment_count; i++) {
        const struct segment *from = ledger->segments[i];
        struct forged *to = &ret_forgery->segments[i];
        to->shape = from->shape;
        for (int column = 0; column < to->shape.kind->columns; column++) {
            uint64_t size = from->columns[column].size;
            to->columns[column] = calloc(1, 2 * size + FORGED_SLACK);
            ensure(to->columns[column] != NULL);
            memcpy(to->columns[column], from->columns[column].bytes, size);
        }
    }
}

void forgery_release(struct forgery *forgery)
{
    for (size_t i = 0; i < forgery->count; i++)
        for (int column = 0; column < SEGMENT_COLUMNS_MAX; column++)
            free(forgery->segments[i].columns[column]);
    *forgery = (struct forgery){0};
}

static void hash(struct span bytes, unsigned char *ret_hash)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, bytes.size, bytes.data);
    sha256_digest(&sha, SHA256_BYTES, ret_hash);
}

/* Of a column: over the hashes of its leaves (docs/ledger-format.md). */
static void hash_column(struct span bytes, unsigned char *ret_hash)
{
    enum { LEAF = 1 << 17 };
    static unsigned char leaves[FORGED_BYTES_MAX / LEAF + 1][SHA256_BYTES];
    size_t count = 0;
    for (size_t at = 0; at < bytes.size; at += LEAF)
        hash(span_part(bytes, at, bytes.size - at < LEAF ? bytes.size : at + LEAF),
             leaves[count++]);
    hash(span_of(leaves, count * SHA256_BYTES), ret_hash);
}

static void put_column(const struct forged *segment, const struct segment_layout *layout,
                       int column, unsigned char *file, unsigned char *ret_hash)
{
    const uint64_t piece = UINT64_C(1) << SEGMENT_CHECK_SHIFT;
    unsigned char *bytes = file + layout->offset[column];
    uint64_t size = layout->bytes[column];
    unsigned char *checks = file + layout->checks_at + 8 * layout->first_check[column];
    if (segment->columns[column] != NULL && size > 0)
        memcpy(bytes, segment->columns[column], size);
    for (uint64_t at = 0; at < size; at += piece, checks += 8)
        le_store(checks, XXH3_64bits(bytes + at, size - at < piece ? size - at : piece), 8);
    hash_column(span_of(bytes, size), ret_hash);
}

static void write_file(const char *folder, const char *name, struct span bytes)
{
    char path[PATH_BYTES_MAX];
    struct error err;
    ensure(file_path(path, folder, name, &err));
    FILE *file = fopen(path, "wb");
    ensure(file != NULL && fwrite(bytes.data, 1, bytes.size, file) == bytes.size);
    ensure(fclose(file) == 0);
}

static bool write_segment(const struct forged *segment, const char *folder,
                          unsigned char *ret_identity)
{
    struct segment_layout layout;
    unsigned char hashes[SEGMENT_COLUMNS_MAX][SHA256_BYTES];
    char name[SEGMENT_NAME_BYTES];
    if (!segment_layout(&segment->shape, &layout) || layout.file_bytes > FORGED_BYTES_MAX)
        return false;
    unsigned char *file = calloc(1, layout.file_bytes);
    ensure(file != NULL);
    for (int column = 0; column < segment->shape.kind->columns; column++)
        put_column(segment, &layout, column, file, hashes[column]);
    segment_head_encode(&segment->shape, &layout, hashes, file);
    hash(span_of(file, layout.head_bytes), ret_identity);
    segment_file_name(name, ret_identity);
    write_file(folder, name, span_of(file, layout.file_bytes));
    free(file);
    return true;
}

static void remove_old(const char *folder)
{
    struct manifest old;
    struct error err;
    if (!manifest_read(&old, folder, &err))
        return;
    for (size_t i = 0; i < old.segment_count; i++) {
        char name[SEGMENT_NAME_BYTES], path[PATH_BYTES_MAX];
        segment_file_name(name, old.segments[i].identity);
        if (file_path(path, folder, name, &err))
            unlink(path);
    }
    manifest_release(&old);
}

bool forgery_write(const struct forgery *forgery, const char *folder)
{
    static struct manifest manifest;
    struct error err;
    remove_old(folder);
    manifest = (struct manifest){.chain = "eip155:1", .generation = 1};
    if (forgery->chain[0] != '\0')
        memcpy(manifest.chain, forgery->chain, sizeof manifest.chain);
    for (size_t i = 0; i < forgery->count; i++) {
        const uint64_t *counts = forgery->segments[i].shape.counts;
        struct manifest_segment *listed = &manifest.segments[manifest.segment_count++];
        listed->first_block = counts[COUNT_FIRST_BLOCK];
        listed->last_block = manifest.last_block = counts[COUNT_LAST_BLOCK];
        if (i == 0)
            manifest.first_block = listed->first_block;
        if (!write_segment(&forgery->segments[i], folder, listed->identity))
            return false;
    }
    return manifest_write(&manifest, folder, &err);
}
