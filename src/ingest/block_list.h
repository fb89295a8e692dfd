/* Which files are meant by the paths of a command, each once, with its folder's key; for
 * block_files.c. Threads: one at a time.
 */
#pragma once

#include "ingest/block_files.h"

/* Fills `files->files`, by path. Errors as block_files_open. */
bool block_list_make(struct block_files *files, const char *const *paths, size_t path_count,
                     struct error *err);
