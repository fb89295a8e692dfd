/* The manifest of a ledger: which segments, covering what, from which files. One small text file,
 * replaced whole; its last line is the SHA-256 of those above it.
 *
 *     trefoil-ledger 1
 *     chain eip155:1
 *     generation 3
 *     covers 16400290 16646573
 *     headers unproven                 only where some came in without proof of work
 *     segment 16400290... one line each: first block, last block, identity
 *     file SHA-256 NAME                one line each, once all of it is in
 *     sum SHA-256
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"
#include "ledger/format.h"

enum { MANIFEST_SEGMENTS_MAX = 64, MANIFEST_CHAIN_BYTES = 48, MANIFEST_NAME_BYTES = 256 };

struct manifest_file {
    unsigned char sha256[SHA256_BYTES];
    char name[MANIFEST_NAME_BYTES]; /* its last part, control characters replaced */
};

struct manifest_segment {
    uint64_t first_block, last_block;
    unsigned char identity[SHA256_BYTES];
};

struct manifest {
    char chain[MANIFEST_CHAIN_BYTES]; /* CAIP-2 */
    uint64_t generation;
    uint64_t first_block, last_block; /* what the ledger covers */
    bool unproven;                    /* headers of a coin chain were taken without their work */
    struct manifest_segment segments[MANIFEST_SEGMENTS_MAX];
    size_t segment_count;
    struct manifest_file *files;
    size_t file_count, file_capacity;
};

void manifest_release(struct manifest *manifest);

/* Errors: not-found (no manifest there), unsupported (another format), damaged, io, memory. Release
 * the result. */
bool manifest_read(struct manifest *ret_manifest, const char *folder, struct error *err);

/* Replaces the manifest durably. */
bool manifest_write(const struct manifest *manifest, const char *folder, struct error *err);

/* Errors: memory, limit. */
bool manifest_add_file(struct manifest *manifest, const unsigned char *sha256, const char *name,
                       struct error *err);
