#include "chain/hash256.h"

#include <nettle/sha2.h>

#include "base/hex.h"

/* The second hash, of the first one's digest. */
static void hash_again(struct sha256_ctx *sha, unsigned char *ret_hash)
{
    unsigned char once[SHA256_DIGEST_SIZE];
    sha256_digest(sha, sizeof once, once); /* and begins anew */
    sha256_update(sha, sizeof once, once);
    sha256_digest(sha, SHA256_DIGEST_SIZE, ret_hash);
}

void hash256(unsigned char *ret_hash, struct span bytes)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, bytes.size, bytes.data);
    hash_again(&sha, ret_hash);
}

void hash256_of_three(unsigned char *ret_hash, struct span a, struct span b, struct span c)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, a.size, a.data);
    sha256_update(&sha, b.size, b.data);
    sha256_update(&sha, c.size, c.data);
    hash_again(&sha, ret_hash);
}

static void reverse(unsigned char *ret_bytes, const unsigned char *bytes)
{
    for (size_t i = 0; i < HASH256_BYTES; i++)
        ret_bytes[i] = bytes[HASH256_BYTES - 1 - i];
}

void hash256_print(const unsigned char *hash, char *ret_text)
{
    unsigned char shown[HASH256_BYTES];
    reverse(shown, hash);
    hex_encode(ret_text, shown, HASH256_BYTES);
}

bool hash256_parse(struct span text, unsigned char *ret_hash)
{
    unsigned char shown[HASH256_BYTES];
    size_t wrong;
    if (text.size != HASH256_TEXT_BYTES - 1 || !hex_decode(shown, text, &wrong))
        return false;
    reverse(ret_hash, shown);
    return true;
}
