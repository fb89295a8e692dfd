/* Names folded so that spellings of one name compare equal byte for byte, over ICU.
 *
 * NFKC and case folding (so width and compatibility forms go), then words of letters, marks and
 * digits; everything else parts words, except apostrophes and the marks that stand for one, which
 * vanish. The words are sorted by their bytes and joined by one space: "KIM, Jong Sik" and "Kim
 * Jong Sik" are both "jong kim sik". Nothing is transliterated: a name in Hangul and one in Latin
 * letters stay different. A text without any letter or digit folds to nothing.
 *
 * Load: a hundred thousand names a second and more. Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"

/* Replaces `ret_folded` by the folded name. Bytes that are no UTF-8 fold to U+FFFD, which parts
 * words. Errors: limit (FOLD_BYTES_MAX), memory. */
bool fold_name(struct dynbuf *ret_folded, struct span name, struct error *err);

/* The same with the words left in their order: for texts, and for keys that hold numbers. */
bool fold_text(struct dynbuf *ret_folded, struct span text, struct error *err);

/* The script of a folded name, as a short code: that of its first letter that belongs to one script
 * ("Latn", "Hang", "Kana", "Hani", "Arab", "Cyrl"); "Zyyy" when no letter does. Static storage. */
const char *fold_script(struct span folded);
