#include "ingest/block_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/file.h"
#include "base/limits.h"

/* blk and at least one digit, then .dat: what the node writes. */
static bool is_block_file(const char *name)
{
    size_t digits = 0;
    if (strncmp(name, "blk", 3) != 0)
        return false;
    while (name[3 + digits] >= '0' && name[3 + digits] <= '9')
        digits++;
    return digits > 0 && strcmp(name + 3 + digits, ".dat") == 0;
}

/* The place of a file that is listed already, by whatever path; the count when it is not. */
static size_t find_listed(const struct block_files *files, const struct block_file *file)
{
    size_t at = 0;
    while (at < files->file_count &&
           (files->files[at].device != file->device || files->files[at].inode != file->inode))
        at++;
    return at;
}

/* The key in the folder of `path`, if one is there. */
static bool read_key(const char *path, unsigned char ret_key[BLOCK_KEY_BYTES], struct error *err)
{
    char folder[PATH_BYTES_MAX] = ".", name[PATH_BYTES_MAX];
    const char *slash = strrchr(path, '/');
    struct stat found;
    struct dynbuf bytes;
    if (slash != NULL)
        snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
    if (!file_path(name, folder, "xor.dat", err))
        return false;
    if (stat(name, &found) != 0)
        return errno == ENOENT || error_os(err, ERROR_IO, "look at the file", name, errno);
    if (!S_ISREG(found.st_mode) || found.st_size != BLOCK_KEY_BYTES)
        return error_input(err, ERROR_VALUE, name,
                           "expected a file of %d bytes, the key of the "
                           "folder's blocks",
                           BLOCK_KEY_BYTES);
    dynbuf_init(&bytes, 2 * BLOCK_KEY_BYTES);
    bool ok = file_read(&bytes, name, err);
    if (ok && bytes.size != BLOCK_KEY_BYTES)
        ok = error_input(err, ERROR_VALUE, name, "changed while it was read");
    if (ok)
        memcpy(ret_key, bytes.data, BLOCK_KEY_BYTES);
    dynbuf_release(&bytes);
    return ok;
}

static bool add_file(struct block_files *files, const char *path, const struct stat *found,
                     struct error *err)
{
    struct block_file file = {.size = (uint64_t)found->st_size,
                              .device = (uint64_t)found->st_dev,
                              .inode = (uint64_t)found->st_ino};
    if (!S_ISREG(found->st_mode))
        return error_input(err, ERROR_VALUE, path, "expected a regular file or a folder");
    size_t at = find_listed(files, &file);
    if (at < files->file_count && strcmp(files->files[at].path, path) <= 0)
        return true; /* of two paths to one file the first by name is told */
    struct block_file *grown = array_grow(files->files, &files->file_capacity,
                                          files->file_count + 1, sizeof *grown, BLOCK_FILES_MAX);
    if (grown == NULL)
        return array_error(files->file_count + 1, BLOCK_FILES_MAX, "files of blocks", err);
    files->files = grown;
    if (!read_key(path, file.key, err))
        return false;
    file.path = strdup(path);
    if (file.path == NULL)
        return error_memory(err, "listing the files of blocks");
    if (at < files->file_count)
        free(grown[at].path);
    else
        files->file_count++;
    grown[at] = file;
    return true;
}

static bool add_folder(struct block_files *files, const char *folder, struct error *err)
{
    DIR *open = opendir(folder);
    if (open == NULL)
        return error_os(err, ERROR_IO, "open the folder", folder, errno);
    bool ok = true;
    for (;;) {
        char path[PATH_BYTES_MAX];
        struct stat found;
        errno = 0;
        const struct dirent *entry = readdir(open);
        if (entry == NULL) {
            ok = errno == 0 || error_os(err, ERROR_IO, "list the folder", folder, errno);
            break;
        }
        if (!is_block_file(entry->d_name))
            continue;
        ok = file_path(path, folder, entry->d_name, err);
        if (ok && stat(path, &found) != 0)
            ok = error_os(err, ERROR_IO, "look at the file", path, errno);
        if (!ok || !add_file(files, path, &found, err)) {
            ok = false;
            break;
        }
    }
    closedir(open);
    return ok;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct block_file *)a)->path, ((const struct block_file *)b)->path);
}

bool block_list_make(struct block_files *files, const char *const *paths, size_t path_count,
                     struct error *err)
{
    for (size_t i = 0; i < path_count; i++) {
        struct stat found;
        if (strlen(paths[i]) >= PATH_BYTES_MAX)
            return error_input(err, ERROR_LIMIT, "path", "is longer than %d bytes",
                               PATH_BYTES_MAX - 1);
        if (stat(paths[i], &found) != 0)
            return error_os(err, ERROR_IO, "look at", paths[i], errno);
        if (!(S_ISDIR(found.st_mode) ? add_folder(files, paths[i], err)
                                     : add_file(files, paths[i], &found, err)))
            return false;
    }
    if (files->file_count == 0)
        return error_input(err, ERROR_NOT_FOUND, path_count == 1 ? paths[0] : "all paths",
                           "no files of blocks; expected blk00000.dat and the like");
    qsort(files->files, files->file_count, sizeof *files->files, by_path);
    return true;
}
