/* Base58, and Base58Check: Base58 whose last four bytes are a checksum, the start of the double
 * SHA-256 of those before. The oldest form of addresses.
 *
 * Load: one an address that somebody writes, or that is shown. What hurts: time grows with the
 * square of the length, so lengths are bounded.
 *
 * Errors: value, whose text quotes the text, says which character is wrong, from 1, and what was
 * expected; `place` stands before it. limit, when the bytes are more than BASE58_BYTES_MAX.
 * Threads: pure functions.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

enum {
    BASE58_BYTES_MAX = 256,
    BASE58_TEXT_BYTES = 352, /* room for the digits of BASE58_BYTES_MAX bytes and a zero */
    BASE58CHECK_SUM_BYTES = 4,
};

/* At most BASE58_BYTES_MAX bytes; an empty text has none. */
bool base58_decode(struct span text, const char *place, unsigned char *ret_bytes, size_t *ret_size,
                   struct error *err);

/* At most BASE58_BYTES_MAX bytes; BASE58_TEXT_BYTES of text with a zero behind. Returns how many
 * digits. */
size_t base58_encode(struct span bytes, char *ret_text);

/* The bytes without their checksum, which must hold. */
bool base58check_decode(struct span text, const char *place, unsigned char *ret_bytes,
                        size_t *ret_size, struct error *err);

/* The bytes are at most BASE58_BYTES_MAX - BASE58CHECK_SUM_BYTES. */
size_t base58check_encode(struct span bytes, char *ret_text);
