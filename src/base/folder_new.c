#include "base/folder_new.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { DEPTH_MAX = 8 };

/* Removes what is in a folder; closes it. */
static bool empty_folder(int fd, const char *path, unsigned depth, struct error *err)
{
    DIR *folder = depth < DEPTH_MAX ? fdopendir(fd) : NULL;
    if (folder == NULL) {
        int cause = depth < DEPTH_MAX ? errno : ELOOP;
        close(fd);
        return error_os(err, ERROR_IO, "empty the folder", path, cause);
    }
    bool ok = true;
    for (struct dirent *entry; ok && (entry = readdir(folder)) != NULL;) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
            unlinkat(dirfd(folder), name, 0) == 0)
            continue;
        int inner = openat(dirfd(folder), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        ok = (inner >= 0 && empty_folder(inner, path, depth + 1, err) &&
              unlinkat(dirfd(folder), name, AT_REMOVEDIR) == 0) ||
             error_os(err, ERROR_IO, "empty the folder", path, errno);
    }
    closedir(folder);
    return ok;
}

static bool name_paths(struct folder_new *folder, const char *path, struct error *err)
{
    char name[PATH_BYTES_MAX];
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/')
        size--;
    if (size == 0 || size >= sizeof folder->path)
        return error_input(err, ERROR_LIMIT, "folder", "expected a path of 1 to %d bytes",
                           PATH_BYTES_MAX - 1);
    snprintf(folder->path, sizeof folder->path, "%.*s", (int)size, path);
    const char *slash = strrchr(folder->path, '/');
    const char *last = slash == NULL ? folder->path : slash + 1;
    if (last[0] == '\0' || strcmp(last, ".") == 0 || strcmp(last, "..") == 0)
        return error_input(err, ERROR_VALUE, path, "expected the name of a folder");
    memcpy(folder->parent, ".", 2);
    if (slash != NULL)
        snprintf(folder->parent, sizeof folder->parent, "%.*s",
                 slash == folder->path ? 1 : (int)(slash - folder->path), folder->path);
    int length = snprintf(name, sizeof name, ".%s.new", last);
    return length > 0 && length < (int)sizeof name
               ? file_path(folder->aside, folder->parent, name, err)
               : error_input(err, ERROR_LIMIT, path, "too long");
}

/* Nothing may stand at the path; rename sees to it again in the end. */
static bool check_free(const char *path, struct error *err)
{
    struct stat there;
    size_t count = 0;
    if (lstat(path, &there) != 0)
        return errno == ENOENT || error_os(err, ERROR_IO, "look at", path, errno);
    DIR *folder = S_ISDIR(there.st_mode) ? opendir(path) : NULL;
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    bool empty = folder != NULL && count <= 2;
    if (folder != NULL)
        closedir(folder);
    return empty || error_input(err, ERROR_CONFLICT, path,
                                "is there already; expected the name of a new folder");
}

/* The lock is on what is at the path: another process may have renamed it in between. */
static bool lock_aside(struct folder_new *folder, struct error *err)
{
    struct stat opened, there;
    if (flock(folder->fd, LOCK_EX | LOCK_NB) == 0 && fstat(folder->fd, &opened) == 0 &&
        lstat(folder->aside, &there) == 0 && opened.st_ino == there.st_ino &&
        opened.st_dev == there.st_dev)
        return true;
    close(folder->fd);
    folder->fd = -1;
    return error_os(err, ERROR_BUSY, "write: another process is writing", folder->path, 0);
}

bool folder_new_begin(struct folder_new *ret_folder, const char *path, struct error *err)
{
    struct folder_new *folder = ret_folder;
    *folder = (struct folder_new){.fd = -1};
    if (!name_paths(folder, path, err) || !check_free(folder->path, err) ||
        !file_make_folder(folder->parent, err) || !file_make_folder(folder->aside, err))
        return false;
    folder->fd = open(folder->aside, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder->fd < 0)
        return error_os(err, ERROR_IO, "open the folder", folder->aside, errno);
    if (!lock_aside(folder, err))
        return false;
    int again = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (again < 0)
        return error_os(err, ERROR_IO, "open the folder", folder->aside, errno);
    return empty_folder(again, folder->aside, 0, err);
}

bool folder_new_end(struct folder_new *folder, struct error *err)
{
    if (fsync(folder->fd) != 0)
        return error_os(err, ERROR_IO, "sync the folder", folder->aside, errno);
    if (rename(folder->aside, folder->path) != 0)
        return error_os(err, ERROR_IO, "rename the new folder to", folder->path, errno);
    close(folder->fd);
    folder->fd = -1;
    return file_sync_folder(folder->parent, err);
}

void folder_new_release(struct folder_new *folder)
{
    struct error ignored;
    if (folder->fd < 0)
        return;
    if (empty_folder(folder->fd, folder->aside, 0, &ignored))
        rmdir(folder->aside);
    folder->fd = -1;
}
