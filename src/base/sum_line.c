#include "base/sum_line.h"

#include <nettle/sha2.h>

#include "base/hex.h"

static const char head[] = "sum ";
enum { HEAD_BYTES = sizeof head - 1, LINE_BYTES = HEAD_BYTES + 2 * SHA256_DIGEST_SIZE + 1 };

static void hash_text(struct span text, unsigned char *ret_hash)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, text.size, text.data);
    sha256_digest(&sha, SHA256_DIGEST_SIZE, ret_hash);
}

void sum_hex(struct span bytes, char ret_hex[SUM_HEX_BYTES])
{
    unsigned char hash[SHA256_DIGEST_SIZE];
    hash_text(bytes, hash);
    hex_encode(ret_hex, hash, sizeof hash);
}

void sum_line_put(struct dynbuf *text)
{
    char hex[SUM_HEX_BYTES];
    sum_hex(dynbuf_bytes(text), hex);
    dynbuf_format(text, "%s%s\n", head, hex);
}

/* Cuts the line off and decodes what it tells; false when it is no such line. */
static bool cut(struct span text, struct span *ret_above, unsigned char *ret_told)
{
    size_t wrong;
    if (text.size < LINE_BYTES)
        return false;
    size_t at = text.size - LINE_BYTES;
    struct span line = span_part(text, at, text.size);
    *ret_above = span_part(text, 0, at);
    return (at == 0 || text.data[at - 1] == '\n') && span_starts_with(line, head) &&
           line.data[LINE_BYTES - 1] == '\n' &&
           hex_decode(ret_told, span_part(line, HEAD_BYTES, LINE_BYTES - 1), &wrong);
}

bool sum_line_is_there(struct span text)
{
    struct span above;
    unsigned char told[SHA256_DIGEST_SIZE];
    return cut(text, &above, told);
}

bool sum_line_take(struct span text, struct span *ret_above)
{
    struct span above;
    unsigned char told[SHA256_DIGEST_SIZE], hash[SHA256_DIGEST_SIZE];
    if (!cut(text, &above, told))
        return false;
    hash_text(above, hash);
    if (memcmp(told, hash, sizeof hash) != 0)
        return false;
    *ret_above = above;
    return true;
}
