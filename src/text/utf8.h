/* UTF-8 (RFC 3629): no over-long forms, no surrogates, nothing above U+10FFFF. */
#pragma once

#include "base/span.h"

/* How many bytes the character at the start has, 1 to 4; 0 when none stands there. */
size_t utf8_character(struct span text);

/* How many bytes at the start are whole characters: the size when all of them are. */
size_t utf8_valid(struct span text);

/* How many bytes at the start are characters of one printable line: neither control characters (C0,
 * DEL, C1), which could move a reader's cursor, nor bytes that are no UTF-8. */
size_t utf8_line(struct span text);

/* Writes a character up to U+10FFFF that is no surrogate; returns its bytes, 1 to 4. */
size_t utf8_encode(unsigned char ret_bytes[4], uint32_t character);

/* Whether a character with Unicode's property White_Space is among them. The text is whole
 * characters. */
bool utf8_has_space(struct span text);
