/* A JSON text as a list of its tokens, in words that leave no doubt: strings with their decoded
 * size before them, so that no byte needs an escape.
 *
 *     {"a": [1, "\u00e9"]}        {N1:a[n1:1s2:é]}
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"

/* Clears and fills the buffer. False: the reader refused the text. */
bool json_dump(struct dynbuf *ret_dump, struct span text, struct error *err);

/* The bytes of the one value in a text, as json_raw_value gives them. */
bool json_cut(struct span text, struct span *ret_raw, struct error *err);
