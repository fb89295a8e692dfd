#include "ingest/file_hash.h"

#include <nettle/sha2.h>

static void *hash_all(void *context)
{
    struct file_hashes *hashes = context;
    for (size_t i = 0; i < hashes->count; i++) {
        struct sha256_ctx sha;
        sha256_init(&sha);
        sha256_update(&sha, hashes->files[i].bytes.size, hashes->files[i].bytes.data);
        sha256_digest(&sha, SHA256_BYTES, hashes->files[i].sha256);
    }
    return NULL;
}

void file_hashes_start(struct file_hashes *hashes, struct file_hash *files, size_t count)
{
    *hashes = (struct file_hashes){.files = files, .count = count};
    hashes->running = pthread_create(&hashes->thread, NULL, hash_all, hashes) == 0;
}

void file_hashes_wait(struct file_hashes *hashes)
{
    if (hashes->done || hashes->files == NULL)
        return;
    if (hashes->running)
        pthread_join(hashes->thread, NULL);
    else
        hash_all(hashes);
    hashes->running = false;
    hashes->done = true;
}
