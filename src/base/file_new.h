/* A file that is written bit by bit and is there once it is whole: what does not fit into memory.
 *
 *     .NAME.new, locked ── file_new_put … ── file_new_end: synced, renamed to NAME, folder synced
 *
 * For its owner alone (mode 0600). Until the end what stood at the path stays; a kill leaves the
 * file aside, which the next one of the same name takes over. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/limits.h"
#include "base/span.h"

struct file_new {
    int fd; /* -1: none */
    uint64_t size;
    char path[PATH_BYTES_MAX], folder[PATH_BYTES_MAX], aside[PATH_BYTES_MAX];
};

/* What is no plain file at the path is left alone: an error. Errors: value, busy (another process
 * writes it), io. */
bool file_new_begin(struct file_new *ret_file, const char *path, struct error *err);
bool file_new_put(struct file_new *file, struct span bytes, struct error *err);
bool file_new_end(struct file_new *file, struct error *err);
/* Takes away what is not whole. Also after the end, and where the beginning failed. */
void file_new_release(struct file_new *file);
