/* White space at the ends of a text, as people leave it in tables. Threads: pure functions. */
#pragma once

#include "base/span.h"

/* Without ASCII white space, no-break and full-width spaces (U+00A0, U+3000) at both ends. An empty
 * text gives an empty span that is not NULL when the input was not. */
struct span trim_space(struct span text);

/* The part before `separator`, trimmed; `*rest` goes behind it. False at the end of `*rest`. */
bool trim_split(struct span *rest, char separator, struct span *ret_part);
