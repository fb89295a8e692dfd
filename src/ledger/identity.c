#include "ledger/identity.h"

#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

void ledger_identity(const struct manifest *manifest, unsigned char *ret_hash)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, strlen(manifest->chain), (const unsigned char *)manifest->chain);
    sha256_update(&sha, 1, (const unsigned char *)"\n");
    for (size_t i = 0; i < manifest->segment_count; i++) {
        const struct manifest_segment *segment = &manifest->segments[i];
        char identity[2 * SHA256_BYTES + 1], line[2 * 20 + sizeof identity + 4];
        hex_encode(identity, segment->identity, SHA256_BYTES);
        int size =
            snprintf(line, sizeof line, "%llu %llu %s\n", (unsigned long long)segment->first_block,
                     (unsigned long long)segment->last_block, identity);
        sha256_update(&sha, (size_t)size, (const unsigned char *)line);
    }
    sha256_digest(&sha, SHA256_BYTES, ret_hash);
}
