/* A folder that is filled aside and is there once it is whole.
 *
 *     .NAME.new/, locked ── the caller fills it ── folder_new_end: renamed to NAME, parent synced
 *
 * For its owner alone (mode 0700). The caller syncs what it puts in. A kill leaves the folder
 * aside, which the next one of the same name empties and takes over. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/limits.h"

struct folder_new {
    int fd; /* -1: none */
    char path[PATH_BYTES_MAX], parent[PATH_BYTES_MAX], aside[PATH_BYTES_MAX];
};

/* `path` names no folder yet, or an empty one; those above it are made. Errors: conflict (there is
 * something), busy (another process fills it), value, limit, io. */
bool folder_new_begin(struct folder_new *ret_folder, const char *path, struct error *err);
bool folder_new_end(struct folder_new *folder, struct error *err);
/* Takes away what is not whole. Also after the end, and where the beginning failed. */
void folder_new_release(struct folder_new *folder);
