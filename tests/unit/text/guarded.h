/* A copy of some bytes that ends exactly at a page that cannot be read, so that a reader that looks
 * one byte too far dies in every build. One copy at a time: a new one takes the place of the old.
 */
#pragma once

#include "base/span.h"

struct span guarded(struct span bytes);

static inline struct span guarded_text(const char *text)
{
    return guarded(span_text(text));
}
