#include "ingest/block_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void block_bytes_init(struct block_bytes *bytes, const struct block_files *files)
{
    *bytes = (struct block_bytes){.files = files, .fd = -1};
}

void block_bytes_release(struct block_bytes *bytes)
{
    if (bytes->fd >= 0)
        close(bytes->fd);
    bytes->fd = -1;
}

static bool open_file(struct block_bytes *bytes, uint32_t file, struct error *err)
{
    const char *path = bytes->files->files[file].path;
    if (bytes->fd >= 0 && bytes->file == file)
        return true;
    block_bytes_release(bytes);
    bytes->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (bytes->fd < 0)
        return error_os(err, ERROR_IO, "open the file", path, errno);
    bytes->file = file;
    return true;
}

/* Eight bytes at a time, with the key turned so that it begins at `offset`. */
static void apply_key(const unsigned char key[BLOCK_KEY_BYTES], uint64_t offset,
                      unsigned char *bytes, size_t size)
{
    unsigned char turned[BLOCK_KEY_BYTES];
    uint64_t word, mask;
    size_t at = 0;
    for (size_t i = 0; i < BLOCK_KEY_BYTES; i++)
        turned[i] = key[(offset + i) % BLOCK_KEY_BYTES];
    memcpy(&mask, turned, sizeof mask);
    if (mask == 0)
        return;
    for (; size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        word ^= mask;
        memcpy(bytes + at, &word, sizeof word);
    }
    for (size_t i = 0; at + i < size; i++)
        bytes[at + i] ^= turned[i];
}

bool block_bytes_read(struct block_bytes *bytes, uint32_t file, uint64_t offset, size_t size,
                      unsigned char *ret_bytes, struct error *err)
{
    const struct block_file *from = &bytes->files->files[file];
    size_t done = 0;
    if (!open_file(bytes, file, err))
        return false;
    while (done < size) {
        ssize_t count =
            pread(bytes->fd, ret_bytes + done, size - done, (off_t)(offset + (uint64_t)done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_os(err, ERROR_IO, "read the file", from->path, errno);
        if (count == 0)
            return error_os(err, ERROR_IO, "read: the file became shorter", from->path, 0);
        done += (size_t)count;
    }
    apply_key(from->key, offset, ret_bytes, size);
    return true;
}
