/* SHA-256 of whole files, beside the work that reads them: a thread of its own. */
#pragma once

#include <pthread.h>

#include "base/span.h"
#include "ledger/format.h"

struct file_hash {
    struct span bytes;
    unsigned char sha256[SHA256_BYTES];
};

struct file_hashes {
    struct file_hash *files;
    size_t count;
    pthread_t thread;
    bool running, done;
};

/* Begins to hash `files`, which stay where they are; the bytes are not touched. Where the system
 * has no thread to give, the work is done by file_hashes_wait. */
void file_hashes_start(struct file_hashes *hashes, struct file_hash *files, size_t count);

/* Comes back when all are hashed; may be called again, and on a zeroed one. */
void file_hashes_wait(struct file_hashes *hashes);
