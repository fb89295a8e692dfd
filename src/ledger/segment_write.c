#include "ledger/segment_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"
#include "base/limits.h"
#include "ledger/segment_layout.h"

enum { PIECE_BYTES = 1 << SEGMENT_CHECK_SHIFT };

static const char aside_name[] = ".segment.new";

struct segment_writer {
    struct segment_shape shape;
    struct segment_layout layout;
    char folder[PATH_BYTES_MAX];
    char aside[PATH_BYTES_MAX];
    int fd;
    int column;    /* being filled */
    uint64_t rows; /* put into it */
    uint64_t done; /* bytes of it written */
    size_t held;   /* bytes of it waiting in `piece` */
    uint64_t checks;
    struct sha256_ctx sha;
    bool failed;
    struct error failure;
    unsigned char hashes[SEGMENT_COLUMNS][SHA256_BYTES];
    unsigned char *head;
    unsigned char piece[PIECE_BYTES + 32]; /* a value may reach over the end of a piece */
};

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
    sha256_init(&writer->sha);
    snprintf(writer->folder, sizeof writer->folder, "%s", folder);
    bool ok = file_path(writer->aside, folder, aside_name, err);
    if (ok && !segment_layout(shape, &writer->layout))
        ok =
            error_input(err, ERROR_LIMIT, folder, "a segment of this many rows cannot be laid out");
    if (ok && (writer->head = calloc(1, writer->layout.head_bytes)) == NULL)
        ok = error_memory(err, "writing a segment");
    if (ok)
        writer->fd = open(writer->aside, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (ok && writer->fd < 0)
        ok = error_os(err, ERROR_IO, "create the file", writer->aside, errno);
    if (!ok) {
        segment_writer_free(writer);
        return false;
    }
    *ret_writer = writer;
    return true;
}

static void write_piece(struct segment_writer *writer, size_t size)
{
    uint64_t check = XXH3_64bits(writer->piece, size);
    unsigned char *checks =
        writer->head + SEGMENT_HEAD_BYTES + SEGMENT_COLUMNS * SEGMENT_ENTRY_BYTES;
    le_store(checks + 8 * writer->checks++, check, 8);
    sha256_update(&writer->sha, size, writer->piece);
    if (!writer->failed)
        writer->failed = !file_write_at(writer->fd, span_of(writer->piece, size),
                                        writer->layout.offset[writer->column] + writer->done,
                                        writer->aside, &writer->failure);
    writer->done += size;
    writer->held -= size;
    memmove(writer->piece, writer->piece + size, writer->held);
}

static void end_column(struct segment_writer *writer)
{
    ensure(writer->rows == writer->shape.columns[writer->column].rows);
    if (writer->held > 0)
        write_piece(writer, writer->held);
    sha256_digest(&writer->sha, SHA256_BYTES, writer->hashes[writer->column]);
    writer->column++;
    writer->rows = 0;
    writer->done = 0;
}

static unsigned char *place_value(struct segment_writer *writer, enum segment_column column)
{
    while (writer->column < (int)column)
        end_column(writer);
    ensure(writer->column == (int)column);
    if (writer->held >= PIECE_BYTES)
        write_piece(writer, PIECE_BYTES);
    unsigned char *place = writer->piece + writer->held;
    writer->held += writer->shape.columns[column].width;
    writer->rows++;
    return place;
}

void segment_writer_put(struct segment_writer *writer, enum segment_column column, uint64_t value)
{
    unsigned width = writer->shape.columns[column].width;
    ensure(width <= 8 && (width == 8 || value >> (8 * width) == 0));
    le_store(place_value(writer, column), value, width);
}

void segment_writer_put_bytes(struct segment_writer *writer, enum segment_column column,
                              const unsigned char *bytes)
{
    unsigned width = writer->shape.columns[column].width;
    if (width > 0)
        memcpy(place_value(writer, column), bytes, width);
    else
        place_value(writer, column);
}

static bool write_head(struct segment_writer *writer, unsigned char *ret_identity,
                       struct error *err)
{
    segment_head_encode(&writer->shape, &writer->layout, writer->hashes, writer->head);
    ensure(writer->checks == writer->layout.checks);
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, writer->layout.head_bytes, writer->head);
    sha256_digest(&sha, SHA256_BYTES, ret_identity);
    if (!file_write_at(writer->fd, span_of(writer->head, writer->layout.head_bytes), 0,
                       writer->aside, err))
        return false;
    if (ftruncate(writer->fd, (off_t)writer->layout.file_bytes) != 0)
        return error_os(err, ERROR_IO, "lengthen the file", writer->aside, errno);
    if (fsync(writer->fd) != 0)
        return error_os(err, ERROR_IO, "sync the file", writer->aside, errno);
    return true;
}

bool segment_writer_finish(struct segment_writer *writer, unsigned char *ret_identity,
                           struct error *err)
{
    unsigned char identity[SHA256_BYTES];
    char name[SEGMENT_NAME_BYTES], path[PATH_BYTES_MAX];
    while (writer->column < SEGMENT_COLUMNS)
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
    if (rename(writer->aside, path) != 0)
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
        unlink(writer->aside);
    }
    free(writer->head);
    free(writer);
}
