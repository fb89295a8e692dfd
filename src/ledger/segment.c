#include "ledger/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "ledger/column_hash.h"
#include "ledger/segment_layout.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "columns are read with little-endian loads"
#endif

static bool damaged(const struct segment *segment, const char *what, struct error *err)
{
    return error_input(err, ERROR_DAMAGED, segment->path, "%s; expected a segment as it was sealed",
                       what);
}

/* The bytes of the head that say nothing yet. */
static bool spare_is_zero(const struct segment_kind *kind, const unsigned char *head)
{
    bool zero = le_load(head + 20, 4) == 0;
    for (size_t at = 32 + 8 * (size_t)kind->counts; at < kind->head_bytes; at++)
        zero = zero && head[at] == 0;
    return zero;
}

/* Magic, version and kind; the file reaches to the end of the table. */
static bool prove_start(struct segment *segment, struct error *err)
{
    struct span file = segment->map.bytes;
    if (file.size < 20 || memcmp(file.data, SEGMENT_MAGIC, 8) != 0)
        return damaged(segment, "no segment: the first bytes are others", err);
    const struct segment_kind *kind = segment_kind_numbered(le_load(file.data + 12, 4));
    if (le_load(file.data + 8, 4) != SEGMENT_VERSION || kind == NULL ||
        le_load(file.data + 16, 4) != (uint64_t)kind->columns)
        return error_input(err, ERROR_UNSUPPORTED, segment->path,
                           "a segment of version %llu, kind %llu; expected version %d, kind 1 or 2",
                           (unsigned long long)le_load(file.data + 8, 4),
                           (unsigned long long)le_load(file.data + 12, 4), SEGMENT_VERSION);
    segment->shape.kind = kind;
    if (file.size < kind->head_bytes + (size_t)kind->columns * SEGMENT_ENTRY_BYTES)
        return damaged(segment, "the table of contents is cut off", err);
    return spare_is_zero(kind, file.data) ||
           damaged(segment, "bytes of the head that are zero are others", err);
}

static bool prove_head(struct segment *segment, struct error *err)
{
    const unsigned char *head = segment->map.bytes.data;
    struct segment_shape *shape = &segment->shape;
    const struct segment_kind *kind = shape->kind;
    for (int i = 0; i < kind->counts; i++) {
        shape->counts[i] = le_load(head + 32 + 8 * i, 8);
        if (shape->counts[i] > UINT64_C(1) << 40 && i > COUNT_LAST_BLOCK)
            return damaged(segment, "a count passes 2^40", err);
    }
    if (shape->counts[COUNT_FIRST_BLOCK] > shape->counts[COUNT_LAST_BLOCK])
        return damaged(segment, "the last block stands before the first", err);
    for (int i = 0; i < kind->columns; i++) {
        const unsigned char *entry = head + kind->head_bytes + i * SEGMENT_ENTRY_BYTES;
        shape->columns[i].width = (unsigned)le_load(entry + 4, 4);
        shape->columns[i].rows = le_load(entry + 8, 8);
        if (le_load(entry, 4) != (uint64_t)i + 1 ||
            !kind->width_allowed(i, shape->columns[i].width) ||
            shape->columns[i].rows != kind->rows(shape->counts, i))
            return damaged(segment, "the table of contents contradicts the counts", err);
    }
    return kind->counts_agree(shape) || damaged(segment, "the counts contradict each other", err);
}

static bool prove_layout(struct segment *segment, struct segment_layout *ret_layout,
                         struct error *err)
{
    const unsigned char *head = segment->map.bytes.data;
    struct segment_layout layout;
    if (!segment_layout(&segment->shape, &layout) || layout.file_bytes != segment->map.bytes.size ||
        le_load(head + 24, 8) != layout.file_bytes)
        return damaged(segment, "the file's length is not what its columns need", err);
    for (int i = 0; i < segment->shape.kind->columns; i++) {
        const unsigned char *entry =
            head + segment->shape.kind->head_bytes + i * SEGMENT_ENTRY_BYTES;
        if (le_load(entry + 16, 8) != layout.offset[i] ||
            le_load(entry + 24, 8) != layout.first_check[i])
            return damaged(segment, "a column does not start where it should", err);
    }
    *ret_layout = layout;
    return true;
}

static bool prove_identity(struct segment *segment, const struct segment_layout *layout,
                           const unsigned char *identity, struct error *err)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, layout->head_bytes, segment->map.bytes.data);
    sha256_digest(&sha, SHA256_BYTES, segment->identity);
    if (identity != NULL && memcmp(identity, segment->identity, SHA256_BYTES) != 0)
        return damaged(segment, "its identity is not the one in the manifest", err);
    return true;
}

static bool set_columns(struct segment *segment, const struct segment_layout *layout,
                        struct error *err)
{
    const unsigned char *file = segment->map.bytes.data;
    const unsigned char *checks = file + layout->checks_at;
    segment->checked = calloc(layout->checks + 1, sizeof *segment->checked);
    if (segment->checked == NULL)
        return error_memory(err, "opening a segment");
    for (int i = 0; i < segment->shape.kind->columns; i++)
        segment->columns[i] = (struct column){
            .bytes = file + layout->offset[i],
            .rows = segment->shape.columns[i].rows,
            .width = segment->shape.columns[i].width,
            .checked = segment->checked + layout->first_check[i],
            .checks = checks + 8 * layout->first_check[i],
            .size = layout->bytes[i],
        };
    return true;
}

bool segment_open(struct segment **ret_segment, const char *path, const unsigned char *identity,
                  struct error *err)
{
    struct segment_layout layout = {0};
    struct segment *segment = calloc(1, sizeof *segment);
    if (segment == NULL)
        return error_memory(err, "opening a segment");
    snprintf(segment->path, sizeof segment->path, "%s", path);
    bool ok = map_open(&segment->map, path, err) && prove_start(segment, err) &&
              prove_head(segment, err) && prove_layout(segment, &layout, err) &&
              prove_identity(segment, &layout, identity, err) && set_columns(segment, &layout, err);
    if (ok && map_damaged(&segment->map))
        ok = damaged(segment, "the file was shortened", err);
    if (!ok) {
        segment_free(segment);
        return false;
    }
    *ret_segment = segment;
    return true;
}

void segment_free(struct segment *segment)
{
    if (segment == NULL)
        return;
    map_close(&segment->map);
    free(segment->checked);
    free(segment);
}

bool column_check(const struct column *column, uint64_t from, uint64_t to)
{
    for (uint64_t piece = from; piece <= to; piece++) {
        if (atomic_load_explicit(&column->checked[piece], memory_order_acquire) != 0)
            continue;
        uint64_t start = piece << SEGMENT_CHECK_SHIFT;
        uint64_t size = column->size - start;
        if (size > UINT64_C(1) << SEGMENT_CHECK_SHIFT)
            size = UINT64_C(1) << SEGMENT_CHECK_SHIFT;
        if (XXH3_64bits(column->bytes + start, size) != le_load(column->checks + 8 * piece, 8))
            return false;
        atomic_store_explicit(&column->checked[piece], 1, memory_order_release);
    }
    return true;
}

bool segment_damaged(const struct segment *segment, int column, uint64_t row, struct error *err)
{
    if (map_damaged(&segment->map))
        return damaged(segment, "the file was shortened while it was read", err);
    return error_input(err, ERROR_DAMAGED, segment->path,
                       "column %s, row %llu: expected a value as it was sealed",
                       segment->shape.kind->column_name(column), (unsigned long long)row);
}

/* Between the head and the columns, and behind each. No reader takes these for a value, and no
 * check covers them. */
static bool zeros_hold(const struct segment *segment, const struct segment_layout *layout)
{
    const unsigned char *file = segment->map.bytes.data;
    uint64_t at = layout->head_bytes;
    for (int i = 0; i <= segment->shape.kind->columns; i++) {
        bool last = i == segment->shape.kind->columns;
        for (uint64_t end = last ? layout->file_bytes : layout->offset[i]; at < end; at++)
            if (file[at] != 0)
                return false;
        at += last ? 0 : layout->bytes[i];
    }
    return true;
}

bool segment_verify(struct segment *segment, struct error *err)
{
    struct segment_layout layout;
    for (int i = 0; i < segment->shape.kind->columns; i++) {
        const struct column *column = &segment->columns[i];
        if (column->size > 0 && !column_check(column, 0, (column->size - 1) >> SEGMENT_CHECK_SHIFT))
            return segment_damaged(segment, i, 0, err);
        unsigned char hash[SHA256_BYTES];
        struct column_hash made;
        column_hash_init(&made);
        column_hash_add(&made, span_of(column->bytes, column->size));
        column_hash_end(&made, hash);
        const unsigned char *entry =
            segment->map.bytes.data + segment->shape.kind->head_bytes + i * SEGMENT_ENTRY_BYTES;
        if (memcmp(hash, entry + 32, SHA256_BYTES) != 0)
            return segment_damaged(segment, i, 0, err);
    }
    ensure(segment_layout(&segment->shape, &layout)); /* proven when it was opened */
    bool zeros = zeros_hold(segment, &layout);
    if (map_damaged(&segment->map))
        return damaged(segment, "the file was shortened", err);
    return zeros || damaged(segment, "bytes between the columns that are zero are others", err);
}

bool segments_whole(struct segment *const *segments, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++)
        if (map_damaged(&segments[i]->map))
            return error_input(err, ERROR_DAMAGED, segments[i]->path,
                               "the file is shorter than it was");
    return true;
}
