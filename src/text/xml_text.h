/* Text for XML and SVG, escaped, whatever bytes strangers wrote into it. Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"

/* Appends character data, good also between double quotes: & < > " ' are escaped. What XML 1.0
 * cannot hold (control bytes, bytes that are no UTF-8, U+FFFE, U+FFFF), line ends, and characters
 * that turn the direction of text around become U+FFFD. A full buffer is `failed`. */
void xml_text(struct dynbuf *buffer, struct span text);

/* Whether the character at the start (of utf8_character bytes, 0 for none) may stand as it is. */
bool xml_is_plain(struct span text, size_t size);
