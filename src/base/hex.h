/* Hexadecimal. Load: ingest decodes hundreds of millions of hashes. */
#pragma once

#include "base/span.h"

/* Decodes all digits, of either case, into size / 2 bytes. False: an odd size, or `*ret_place` is
 * the index of the first byte that is no digit (the size, when it is odd). */
bool hex_decode(unsigned char *ret_bytes, struct span digits, size_t *ret_place);

/* Lower case, with a zero behind: 2 * size + 1 bytes. */
void hex_encode(char *ret_text, const unsigned char *bytes, size_t size);
