/* sync_file_range, which only starts the disk, is Linux's own. */
#define _GNU_SOURCE
#include "base/file_batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"

void file_batch_release(struct file_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        close(batch->files[i]);
    batch->count = batch->folder_count = 0;
}

static bool sync_files(struct file_batch *batch, struct error *err)
{
    bool ok = true;
    for (size_t i = 0; i < batch->count; i++) {
        if (ok && fsync(batch->files[i]) != 0)
            ok = error_os(err, ERROR_IO, "sync", "a file of the batch", errno);
        close(batch->files[i]);
    }
    batch->count = 0;
    return ok;
}

bool file_batch_sync(struct file_batch *batch, struct error *err)
{
    bool ok = sync_files(batch, err);
    for (size_t i = 0; ok && i < batch->folder_count; i++)
        ok = file_sync_folder(batch->folders[i], err);
    batch->folder_count = 0;
    return ok;
}

static void note_folder(struct file_batch *batch, const char *folder)
{
    for (size_t i = 0; i < batch->folder_count; i++)
        if (strcmp(batch->folders[i], folder) == 0)
            return;
    ensure(batch->folder_count < FILE_BATCH_FOLDERS_MAX && strlen(folder) < PATH_BYTES_MAX);
    snprintf(batch->folders[batch->folder_count++], PATH_BYTES_MAX, "%s", folder);
}

/* Whether the file is there with these bytes. */
static bool has_bytes(const char *path, struct span bytes)
{
    struct map map;
    struct error ignored;
    if (access(path, R_OK) != 0 || !map_open(&map, path, &ignored))
        return false;
    bool same = span_equal(map.bytes, bytes) && !map_damaged(&map);
    map_close(&map);
    return same;
}

static bool write_aside(const char *aside, const char *path, struct span bytes, int *ret_fd,
                        struct error *err)
{
    int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return error_os(err, ERROR_IO, "create the file", aside, errno);
    bool ok = file_write_at(fd, bytes, 0, aside, err);
    if (ok && rename(aside, path) != 0)
        ok = error_os(err, ERROR_IO, "rename the new file to", path, errno);
    if (!ok) {
        unlink(aside);
        close(fd);
        return false;
    }
    (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* the sync comes, whatever it says */
    *ret_fd = fd;
    return true;
}

bool file_batch_put(struct file_batch *batch, const char *folder, const char *name,
                    struct span bytes, struct error *err)
{
    char path[PATH_BYTES_MAX], aside[PATH_BYTES_MAX], aside_name[256];
    int fd;
    snprintf(aside_name, sizeof aside_name, ".%s.new", name);
    if (!file_path(path, folder, name, err) || !file_path(aside, folder, aside_name, err) ||
        (batch->count == FILE_BATCH_OPEN_MAX && !sync_files(batch, err)))
        return false;
    if (has_bytes(path, bytes)) { /* perhaps put by one that was killed before its sync */
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return error_os(err, ERROR_IO, "open the file", path, errno);
    } else if (!write_aside(aside, path, bytes, &fd, err)) {
        return false;
    }
    batch->files[batch->count++] = fd;
    note_folder(batch, folder);
    return true;
}
