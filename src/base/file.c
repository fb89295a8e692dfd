#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

bool file_path(char *ret_path, const char *folder, const char *name, struct error *err)
{
    int length = snprintf(ret_path, PATH_BYTES_MAX, "%s/%s", folder, name);
    if (length < 0 || length >= PATH_BYTES_MAX)
        return error_input(err, ERROR_LIMIT, name, "the path is longer than %d bytes",
                           PATH_BYTES_MAX);
    return true;
}

static bool read_all(struct dynbuf *ret_bytes, int fd, const char *path, struct error *err)
{
    char piece[64 * 1024];
    for (;;) {
        ssize_t count = read(fd, piece, sizeof piece);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return error_os(err, ERROR_IO, "read the file", path, errno);
        if (count == 0)
            return true;
        if (!dynbuf_append(ret_bytes, piece, (size_t)count))
            return dynbuf_error(ret_bytes, path, err);
    }
}

bool file_read(struct dynbuf *ret_bytes, const char *path, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_os(err, ERROR_IO, "open the file", path, errno);
    bool ok = read_all(ret_bytes, fd, path, err);
    close(fd);
    return ok;
}

bool file_write_at(int fd, struct span bytes, uint64_t offset, const char *path, struct error *err)
{
    size_t done = 0;
    while (done < bytes.size) {
        ssize_t count =
            pwrite(fd, bytes.data + done, bytes.size - done, (off_t)(offset + (uint64_t)done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return error_os(err, ERROR_IO, "write the file", path, count < 0 ? errno : ENOSPC);
        done += (size_t)count;
    }
    return true;
}

static bool sync_path(const char *path, int flags, const char *doing, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return error_os(err, ERROR_IO, "open", path, errno);
    int failed = fsync(fd);
    int cause = errno;
    close(fd);
    return failed == 0 || error_os(err, ERROR_IO, doing, path, cause);
}

bool file_sync(const char *path, struct error *err)
{
    return sync_path(path, 0, "sync the file", err);
}

bool file_sync_folder(const char *folder, struct error *err)
{
    return sync_path(folder, O_DIRECTORY, "sync the folder", err);
}

static bool write_synced(const char *path, struct span bytes, mode_t mode, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0)
        return error_os(err, ERROR_IO, "create the file", path, errno);
    bool ok = file_write_at(fd, bytes, 0, path, err);
    if (ok && fsync(fd) != 0)
        ok = error_os(err, ERROR_IO, "sync the file", path, errno);
    if (close(fd) != 0 && ok)
        ok = error_os(err, ERROR_IO, "close the file", path, errno);
    return ok;
}

static bool replace(const char *folder, const char *name, struct span bytes, mode_t mode,
                    struct error *err)
{
    char path[PATH_BYTES_MAX], aside[PATH_BYTES_MAX], aside_name[256];
    snprintf(aside_name, sizeof aside_name, ".%s.new", name);
    if (!file_path(path, folder, name, err) || !file_path(aside, folder, aside_name, err))
        return false;
    if (!write_synced(aside, bytes, mode, err)) {
        unlink(aside);
        return false;
    }
    if (rename(aside, path) != 0) {
        int cause = errno;
        unlink(aside);
        return error_os(err, ERROR_IO, "rename the new file to", path, cause);
    }
    return file_sync_folder(folder, err);
}

bool file_replace(const char *folder, const char *name, struct span bytes, struct error *err)
{
    return replace(folder, name, bytes, 0644, err);
}

bool file_replace_private(const char *folder, const char *name, struct span bytes,
                          struct error *err)
{
    return replace(folder, name, bytes, 0600, err);
}

bool file_replace_path(const char *path, struct span bytes, struct error *err)
{
    char folder[PATH_BYTES_MAX] = ".";
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    if (name[0] == '\0' || strlen(path) >= sizeof folder)
        return error_input(err, ERROR_VALUE, path, "expected the name of a file");
    struct stat there;
    if (lstat(path, &there) == 0 && !S_ISREG(there.st_mode))
        return error_input(err, ERROR_VALUE, path, "is there and no plain file; expected another");
    if (slash != NULL)
        snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    return file_replace(folder, name, bytes, err);
}

bool file_make_folder(const char *path, struct error *err)
{
    char part[PATH_BYTES_MAX];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof part)
        return error_input(err, ERROR_LIMIT, "folder", "expected a path of 1 to %d bytes",
                           PATH_BYTES_MAX - 1);
    for (size_t i = 1; i <= length; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST)
            return error_os(err, ERROR_IO, "make the folder", part, errno);
    }
    struct stat found;
    if (stat(path, &found) != 0)
        return error_os(err, ERROR_IO, "look at the folder", path, errno);
    return S_ISDIR(found.st_mode) || error_os(err, ERROR_IO, "make the folder", path, ENOTDIR);
}

bool file_lock(int *ret_fd, const char *folder, struct error *err)
{
    char path[PATH_BYTES_MAX];
    if (!file_path(path, folder, "lock", err))
        return false;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_os(err, ERROR_IO, "open the lock", path, errno);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int cause = errno;
        close(fd);
        if (cause == EWOULDBLOCK)
            return error_os(err, ERROR_BUSY, "write: another process is writing here", folder, 0);
        return error_os(err, ERROR_IO, "lock", path, cause);
    }
    *ret_fd = fd;
    return true;
}
