#include "ledger/sum_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

enum { ROW_BYTES = 3 * U256_BYTES, HELD_BYTES = 1 << 20 };

bool sum_file_open(struct sum_file *file, const char *folder, struct error *err)
{
    *file = (struct sum_file){.fd = -1};
    dynbuf_init(&file->held, HELD_BYTES + ROW_BYTES);
    if (!file_path(file->path, folder, ".sums.segment.new", err))
        return false;
    file->fd = open(file->path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return file->fd >= 0 || error_os(err, ERROR_IO, "create the file", file->path, errno);
}

void sum_file_close(struct sum_file *file)
{
    if (file->fd < 0)
        return;
    map_close(&file->map);
    close(file->fd);
    unlink(file->path);
    dynbuf_release(&file->held);
    file->fd = -1;
}

static bool write_held(struct sum_file *file, struct error *err)
{
    if (!file_write_at(file->fd, dynbuf_bytes(&file->held), file->written, file->path, err))
        return false;
    file->written += file->held.size;
    dynbuf_clear(&file->held);
    return true;
}

bool sum_file_add(struct sum_file *file, const struct sums *sums, struct error *err)
{
    unsigned char row[ROW_BYTES];
    amount_store(row, sums->in, U256_BYTES);
    amount_store(row + U256_BYTES, sums->out, U256_BYTES);
    amount_store(row + (size_t)2 * U256_BYTES, sums->unseen, U256_BYTES);
    if (!dynbuf_append(&file->held, row, sizeof row))
        return dynbuf_error(&file->held, "running sums", err);
    return file->held.size < HELD_BYTES || write_held(file, err);
}

bool sum_file_ready(struct sum_file *file, struct error *err)
{
    return write_held(file, err) && map_open(&file->map, file->path, err);
}

void sum_file_row(const struct sum_file *file, uint64_t row, struct sums *ret_sums)
{
    ensure((row + 1) * ROW_BYTES <= file->map.bytes.size);
    const unsigned char *bytes = file->map.bytes.data + row * ROW_BYTES;
    ret_sums->in = amount_load(bytes, U256_BYTES);
    ret_sums->out = amount_load(bytes + U256_BYTES, U256_BYTES);
    ret_sums->unseen = amount_load(bytes + (size_t)2 * U256_BYTES, U256_BYTES);
}

bool sum_file_damaged(const struct sum_file *file)
{
    return map_damaged(&file->map);
}
