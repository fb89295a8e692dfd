/* Files that are written together and become durable together: one wait for the disk, not one a
 * file.
 *
 *     if (!file_batch_put(&batch, folder, name, bytes, err)) ...      as often as needed
 *     if (!file_batch_sync(&batch, err)) ...
 *
 * Each file is written aside and renamed, so that a reader of a name sees whole bytes. Until the
 * sync a machine that loses power may have lost any of them, or keep a name with other bytes behind
 * it: nothing may point at them before. The names are those of contents: a file that is there with
 * the same bytes stays, one with other bytes was never whole, and is replaced.
 *
 * Lifetime: zeroed to release. Holds at most FILE_BATCH_OPEN_MAX files open; where there
 * are more, the first ones are synced on the way. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"

enum { FILE_BATCH_OPEN_MAX = 64, FILE_BATCH_FOLDERS_MAX = 4 };

struct file_batch {
    int files[FILE_BATCH_OPEN_MAX];
    size_t count;
    char folders[FILE_BATCH_FOLDERS_MAX][PATH_BYTES_MAX]; /* that files were put into */
    size_t folder_count;
};

/* Puts a file into a folder that is there; at most FILE_BATCH_FOLDERS_MAX different ones. Errors:
 * io, limit. */
bool file_batch_put(struct file_batch *batch, const char *folder, const char *name,
                    struct span bytes, struct error *err);

/* Makes all that was put durable, with its names. Errors: io. */
bool file_batch_sync(struct file_batch *batch, struct error *err);

/* Closes what is open, synced or not. */
void file_batch_release(struct file_batch *batch);
