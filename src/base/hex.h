/* Hexadecimal digits, of either case. Load: ingest decodes three to five names a transfer, hundreds
 * of millions in all; eight digits are read at a time. Threads: pure functions.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"

/* Decodes all digits into size / 2 bytes. False, and `ret_bytes` untouched: an odd size, or a byte
 * that is no digit; `*ret_place` is the index of the first such byte (the size, when only that is
 * odd). On success `*ret_place` is untouched. */
bool hex_decode(unsigned char *ret_bytes, struct span digits, size_t *ret_place);

/* Whether there are letters of both cases among the digits. */
bool hex_mixed_case(struct span digits);

/* Lower case, with a zero behind: 2 * size + 1 bytes. */
void hex_encode(char *ret_text, const unsigned char *bytes, size_t size);
