/* sync_file_range, which only starts the disk, is Linux's own. */
#define _GNU_SOURCE
#include "ledger/segment_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"
#include "base/limits.h"
#include "ledger/segment_layout.h"

enum { START_BYTES = 2 << 20 }; /* so much at a time begins to be written to the disk */

static const char aside_name[] = ".segment.new";

void segment_file_name(char *ret_name, const unsigned char *identity)
{
    for (int i = 0; i < 16; i++)
        snprintf(ret_name + 2 * i, 3, "%02x", identity[i]);
    memcpy(ret_name + 32, ".segment", 9);
}

bool segment_writer_open(struct segment_writer **ret_writer, const char *folder,
                         const struct segment_shape *shape, struct error *err)
{
    struct segment_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return error_memory(err, "writing a segment");
    writer->shape = *shape;
    writer->fd = -1;
    writer->at = writer->piece;
    writer->end = writer->piece + SEGMENT_PIECE_BYTES;
    writer->width = shape->columns[0].width;
    writer->column_end = shape->kind->columns;
    column_hash_init(&writer->hash);
    snprintf(writer->folder, sizeof writer->folder, "%s", folder);
    bool ok = file_path(writer->unfinished, folder, aside_name, err);
    if (ok && !segment_layout(shape, &writer->layout))
        ok =
            error_input(err, ERROR_LIMIT, folder, "a segment of this many rows cannot be laid out");
    if (ok && (writer->head = calloc(1, writer->layout.head_bytes)) == NULL)
        ok = error_memory(err, "writing a segment");
    if (ok)
        writer->fd = open(writer->unfinished, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (ok && writer->fd < 0)
        ok = error_os(err, ERROR_IO, "create the file", writer->unfinished, errno);
    if (!ok) {
        segment_writer_free(writer);
        return false;
    }
    *ret_writer = writer;
    return true;
}

void segment_writer_aside(struct segment_writer *writer)
{
    writer->aside = true;
}

/* The column's last `size` bytes, with those before them since the last call, go to the disk beside
 * what is yet to be made: the sync at the end finds little left, and tells of failures. */
static void start_writing(const struct segment_writer *writer, size_t size)
{
    uint64_t from = (writer->done - size) / START_BYTES * START_BYTES;
    (void)sync_file_range(writer->fd, (off_t)(writer->layout.offset[writer->column] + from),
                          (off_t)(writer->done - from), SYNC_FILE_RANGE_WRITE);
}

static void write_piece(struct segment_writer *writer, size_t size)
{
    uint64_t check = XXH3_64bits(writer->piece, size);
    uint64_t at = writer->layout.first_check[writer->column] + writer->done / SEGMENT_PIECE_BYTES;
    unsigned char *checks = writer->head + writer->layout.checks_at;
    le_store(checks + 8 * at, check, 8);
    if (!writer->aside)
        column_hash_add(&writer->hash, span_of(writer->piece, size));
    if (!writer->failed)
        writer->failed = !file_write_at(writer->fd, span_of(writer->piece, size),
                                        writer->layout.offset[writer->column] + writer->done,
                                        writer->unfinished, &writer->failure);
    writer->done += size;
    if (!writer->aside && (writer->done % START_BYTES == 0 || size < SEGMENT_PIECE_BYTES))
        start_writing(writer, size);
}

void segment_writer_flush(struct segment_writer *writer)
{
    size_t over = (size_t)(writer->at - writer->end);
    write_piece(writer, SEGMENT_PIECE_BYTES);
    memcpy(writer->piece, writer->end, over);
    writer->at = writer->piece + over;
}

/* `count` numbers of a width that the compiler knows, one behind the other. Each is stored whole
 * and the next one goes over what is too much of it; the piece has room behind it for the last. */
static inline unsigned char *pack(unsigned char *at, const uint64_t *numbers, size_t count,
                                  unsigned width)
{
    for (size_t i = 0; i < count; i++, at += width)
        memcpy(at, &numbers[i], sizeof numbers[i]);
    return at;
}

static unsigned char *pack_width(unsigned char *at, const uint64_t *numbers, size_t count,
                                 unsigned width)
{
    switch (width) {
    case 1:
        return pack(at, numbers, count, 1);
    case 2:
        return pack(at, numbers, count, 2);
    case 3:
        return pack(at, numbers, count, 3);
    case 4:
        return pack(at, numbers, count, 4);
    case 5:
        return pack(at, numbers, count, 5);
    default:
        return pack(at, numbers, count, width);
    }
}

void segment_writer_pack(struct segment_writer *writer)
{
    uint64_t bits = 0;
    if (writer->held_count == 0)
        return;
    for (size_t i = 0; i < writer->held_count; i++)
        bits |= writer->held[i];
    ensure(writer->width == 8 || bits >> (8 * writer->width) == 0);
    for (size_t done = 0; done < writer->held_count && writer->width > 0;) {
        if (writer->at >= writer->end)
            segment_writer_flush(writer);
        size_t fits = ((size_t)(writer->end - writer->at) + writer->width - 1) / writer->width;
        size_t left = writer->held_count - done, count = fits < left ? fits : left;
        writer->at = pack_width(writer->at, writer->held + done, count, writer->width);
        done += count;
    }
    writer->rows += writer->held_count;
    writer->held_count = 0;
}

void segment_writer_put_rows(struct segment_writer *writer, const unsigned char *bytes,
                             uint64_t rows)
{
    uint64_t left = rows * writer->width;
    segment_writer_pack(writer);
    while (left > 0) {
        if (writer->at >= writer->end)
            segment_writer_flush(writer);
        size_t room = (size_t)(writer->end - writer->at);
        size_t size = left < room ? (size_t)left : room;
        memcpy(writer->at, bytes, size);
        writer->at += size;
        bytes += size;
        left -= size;
    }
    writer->rows += rows;
}

static void end_column(struct segment_writer *writer)
{
    segment_writer_pack(writer);
    ensure(writer->rows == writer->shape.columns[writer->column].rows);
    if (writer->at >= writer->end)
        segment_writer_flush(writer);
    if (writer->at > writer->piece)
        write_piece(writer, (size_t)(writer->at - writer->piece));
    if (!writer->aside)
        column_hash_end(&writer->hash, writer->hashes[writer->column]);
    writer->column++;
    writer->rows = 0;
    writer->done = 0;
    writer->at = writer->piece;
    if (writer->column < writer->shape.kind->columns)
        writer->width = writer->shape.columns[writer->column].width;
}

void segment_writer_begin(struct segment_writer *writer, int column)
{
    while (writer->column < column)
        end_column(writer);
    ensure(writer->column == column && writer->rows == 0 && writer->held_count == 0);
}

struct segment_writer *segment_writer_part(const struct segment_writer *whole, int first, int end)
{
    struct segment_writer *part = malloc(sizeof *part);
    if (part == NULL)
        return NULL;
    ensure(whole->column < first && first < end && end <= whole->column_end);
    memcpy(part, whole, offsetof(struct segment_writer, piece)); /* the same file, layout, head */
    part->at = part->piece;
    part->end = part->piece + SEGMENT_PIECE_BYTES;
    part->width = whole->shape.columns[first].width;
    part->rows = part->done = part->held_count = 0;
    part->column = first;
    part->column_end = end;
    column_hash_init(&part->hash);
    return part;
}

bool segment_writer_join(struct segment_writer *whole, struct segment_writer *part, int first,
                         bool complete)
{
    int end = part->column_end;
    while (complete && part->column < end)
        end_column(part);
    while (complete && whole->column < first)
        end_column(whole);
    memcpy(whole->hashes[first], part->hashes[first], (size_t)(end - first) * SHA256_BYTES);
    if (part->failed && !whole->failed) {
        whole->failed = true;
        whole->failure = part->failure;
    }
    whole->column = end;
    if (end < whole->shape.kind->columns)
        whole->width = whole->shape.columns[end].width;
    free(part);
    return complete;
}

static bool write_head(struct segment_writer *writer, unsigned char *ret_identity,
                       struct error *err)
{
    segment_head_encode(&writer->shape, &writer->layout, writer->hashes, writer->head);
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, writer->layout.head_bytes, writer->head);
    sha256_digest(&sha, SHA256_BYTES, ret_identity);
    if (!file_write_at(writer->fd, span_of(writer->head, writer->layout.head_bytes), 0,
                       writer->unfinished, err))
        return false;
    if (ftruncate(writer->fd, (off_t)writer->layout.file_bytes) != 0)
        return error_os(err, ERROR_IO, "lengthen the file", writer->unfinished, errno);
    return true;
}

bool segment_writer_finish(struct segment_writer *writer, unsigned char *ret_identity,
                           struct error *err)
{
    unsigned char identity[SHA256_BYTES];
    char name[SEGMENT_NAME_BYTES], path[PATH_BYTES_MAX];
    while (writer->column < writer->column_end)
        end_column(writer);
    if (writer->failed) {
        *err = writer->failure;
        return false;
    }
    if (!write_head(writer, identity, err))
        return false;
    segment_file_name(name, identity);
    if (!file_path(path, writer->folder, name, err))
        return false;
    if (rename(writer->unfinished, path) != 0)
        return error_os(err, ERROR_IO, "rename the new segment to", path, errno);
    close(writer->fd);
    writer->fd = -1;
    memcpy(ret_identity, identity, SHA256_BYTES);
    return true;
}

void segment_writer_free(struct segment_writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->fd >= 0) {
        close(writer->fd);
        unlink(writer->unfinished);
    }
    free(writer->head);
    free(writer);
}
