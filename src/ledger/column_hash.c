#include "ledger/column_hash.h"

#include "chain/hash256.h"

void column_hash_init(struct column_hash *hash)
{
    sha256_init(&hash->leaves);
}

/* Takes the first leaf off. */
static struct span take_leaf(struct span *bytes)
{
    size_t size = bytes->size < COLUMN_LEAF_BYTES ? bytes->size : COLUMN_LEAF_BYTES;
    struct span leaf = span_part(*bytes, 0, size);
    *bytes = span_part(*bytes, size, bytes->size);
    return leaf;
}

void column_hash_add(struct column_hash *hash, struct span bytes)
{
    unsigned char digests[2 * SHA256_DIGEST_SIZE];
    while (bytes.size > 0) {
        struct span first = take_leaf(&bytes), second = take_leaf(&bytes);
        sha256_of_two(digests, first, second);
        sha256_update(&hash->leaves, second.size > 0 ? sizeof digests : SHA256_DIGEST_SIZE,
                      digests);
    }
}

void column_hash_end(struct column_hash *hash, unsigned char *ret_hash)
{
    sha256_digest(&hash->leaves, SHA256_DIGEST_SIZE, ret_hash);
}
