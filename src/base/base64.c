#include "base/base64.h"

#include <sodium.h>

/* A chunk is a whole number of groups of three, so that only the last one can be padded. */
enum { CHUNK = 48, CHUNK_TEXT = 64 };

bool base64_put(struct dynbuf *out, struct span bytes)
{
    char text[CHUNK_TEXT + 1];
    for (size_t at = 0; at < bytes.size; at += CHUNK) {
        size_t size = bytes.size - at < CHUNK ? bytes.size - at : CHUNK;
        sodium_bin2base64(text, sizeof text, bytes.data + at, size, sodium_base64_VARIANT_ORIGINAL);
        dynbuf_append(out, text, base64_size(size));
    }
    sodium_memzero(text, sizeof text);
    return !out->failed;
}

/* libsodium 1.0.18 takes bytes above 0x7f for digits where char is signed. */
static bool is_ascii(struct span text)
{
    unsigned char all = 0;
    for (size_t i = 0; i < text.size; i++)
        all |= text.data[i];
    return all < 0x80;
}

/* Decodes to nowhere when `ret_bytes` is NULL. libsodium refuses other characters, stray bits and
 * wrong padding. */
static bool decode(struct span text, unsigned char *ret_bytes, size_t max, size_t *ret_size)
{
    unsigned char chunk[CHUNK];
    size_t total = 0;
    bool ok = true;
    for (size_t at = 0; ok && at < text.size; at += CHUNK_TEXT) {
        size_t size = text.size - at < CHUNK_TEXT ? text.size - at : CHUNK_TEXT, got = 0;
        ok = sodium_base642bin(chunk, sizeof chunk, (const char *)text.data + at, size, NULL, &got,
                               NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
             (at + size == text.size || got == CHUNK) && got <= max - total;
        if (ok && ret_bytes != NULL)
            memcpy(ret_bytes + total, chunk, got);
        total += got;
    }
    sodium_memzero(chunk, sizeof chunk);
    if (ok)
        *ret_size = total;
    return ok;
}

bool base64_decode(struct span text, unsigned char *ret_bytes, size_t max, size_t *ret_size)
{
    size_t size;
    return is_ascii(text) && decode(text, NULL, max, &size) &&
           decode(text, ret_bytes, max, ret_size);
}
