/* Files as a whole: durable writing, reading of small ones, the writer's lock. */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"
#include "base/span.h"

/* Appends the whole file to `ret_bytes`, whose maximum bounds it. Errors: io, limit. */
bool file_read(struct dynbuf *ret_bytes, const char *path, struct error *err);

/* Writes all bytes at an offset, however often the system takes only a part. */
bool file_write_at(int fd, struct span bytes, uint64_t offset, const char *path, struct error *err);

/* Replaces `folder`/`name` by the bytes so that a reader, or a machine that lost power at any
 * moment, sees the old bytes or the new ones: written aside, synced, renamed, folder synced. */
bool file_replace(const char *folder, const char *name, struct span bytes, struct error *err);

/* The same for a file that its owner alone may read. */
bool file_replace_private(const char *folder, const char *name, struct span bytes,
                          struct error *err);

/* As file_replace for a path as people write it: `name`, or `folder/name`. What is no plain file
 * there (a device, a link, a folder) is left alone: an error. */
bool file_replace_path(const char *path, struct span bytes, struct error *err);

/* Waits until what was written to a file, by whatever hand, is on the disk. Errors: io. */
bool file_sync(const char *path, struct error *err);

/* Makes a rename or an unlink in the folder last. */
bool file_sync_folder(const char *folder, struct error *err);

/* Makes the folder, and those above it, unless it is there; what it makes is for its owner alone.
 * Errors: limit, io. */
bool file_make_folder(const char *path, struct error *err);

/* Joins with a slash into a buffer of PATH_BYTES_MAX; an over-long path is an error. */
bool file_path(char *ret_path, const char *folder, const char *name, struct error *err);

/* Takes the one writer's lock of a folder; busy when another process has it. The lock goes with
 * `*ret_fd`: close it, or die. */
bool file_lock(int *ret_fd, const char *folder, struct error *err);
