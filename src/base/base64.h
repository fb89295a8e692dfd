/* Base 64 as RFC 4648 section 4 has it: the standard alphabet, padded. Only the one canonical text
 * of some bytes is taken: no line breaks, no missing padding, no stray bits before it. Decoding
 * takes the same time whatever the bytes are, so it may be used on secrets. Threads: pure
 * functions.
 */
#pragma once

#include "base/dynbuf.h"

/* How many characters `size` bytes take, without a zero behind them. */
static inline size_t base64_size(size_t size)
{
    return (size + 2) / 3 * 4;
}

/* Appends the text. False once the buffer has failed. */
bool base64_put(struct dynbuf *out, struct span bytes);

/* Decodes a text of at most `max` bytes. False, and both results as they were, for anything that
 * is not base 64 or is longer. */
bool base64_decode(struct span text, unsigned char *ret_bytes, size_t max, size_t *ret_size);
