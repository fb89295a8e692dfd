#include "base/file_new.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static bool name_paths(struct file_new *file, const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    char aside[PATH_BYTES_MAX];
    if (name[0] == '\0' || strlen(path) >= sizeof file->path)
        return error_input(err, ERROR_VALUE, path, "expected the name of a file");
    memcpy(file->path, path, strlen(path) + 1);
    memcpy(file->folder, ".", 2);
    if (slash != NULL)
        snprintf(file->folder, sizeof file->folder, "%.*s", slash == path ? 1 : (int)(slash - path),
                 path);
    int size = snprintf(aside, sizeof aside, ".%s.new", name);
    return (size > 0 && size < (int)sizeof aside) ? file_path(file->aside, file->folder, aside, err)
                                                  : error_input(err, ERROR_LIMIT, path, "too long");
}

/* The lock is on what is at the path: another process may have renamed it in between. */
static bool lock_aside(struct file_new *file, struct error *err)
{
    struct stat opened, there;
    if (flock(file->fd, LOCK_EX | LOCK_NB) == 0 && fstat(file->fd, &opened) == 0 &&
        lstat(file->aside, &there) == 0 && opened.st_ino == there.st_ino &&
        opened.st_dev == there.st_dev)
        return true;
    close(file->fd);
    file->fd = -1;
    return error_os(err, ERROR_BUSY, "write: another process is writing", file->path, 0);
}

bool file_new_begin(struct file_new *ret_file, const char *path, struct error *err)
{
    struct stat there;
    struct file_new *file = ret_file;
    *file = (struct file_new){.fd = -1};
    if (!name_paths(file, path, err))
        return false;
    if (lstat(path, &there) == 0 && !S_ISREG(there.st_mode))
        return error_input(err, ERROR_VALUE, path, "is there and no plain file; expected another");
    file->fd = open(file->aside, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file->fd < 0)
        return error_os(err, ERROR_IO, "create the file", file->aside, errno);
    if (!lock_aside(file, err))
        return false;
    if (fchmod(file->fd, 0600) != 0 || ftruncate(file->fd, 0) != 0)
        return error_os(err, ERROR_IO, "empty the file", file->aside, errno);
    return true;
}

bool file_new_put(struct file_new *file, struct span bytes, struct error *err)
{
    if (!file_write_at(file->fd, bytes, file->size, file->path, err))
        return false;
    file->size += bytes.size;
    return true;
}

bool file_new_end(struct file_new *file, struct error *err)
{
    if (fsync(file->fd) != 0)
        return error_os(err, ERROR_IO, "sync the file", file->path, errno);
    if (rename(file->aside, file->path) != 0)
        return error_os(err, ERROR_IO, "rename the new file to", file->path, errno);
    close(file->fd);
    file->fd = -1;
    return file_sync_folder(file->folder, err);
}

void file_new_release(struct file_new *file)
{
    if (file->fd < 0)
        return;
    unlink(file->aside);
    close(file->fd);
    file->fd = -1;
}
