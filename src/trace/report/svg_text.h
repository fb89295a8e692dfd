/* Text in a picture: how wide it may become, cut to fit, escaped. */
#pragma once

#include "base/dynbuf.h"

enum svg_anchor { SVG_START, SVG_END };

struct svg_style {
    unsigned size; /* of the letters, in pixels */
    bool bold;
    enum svg_anchor anchor;
    const char *colour;
};

/* An upper bound of how wide a text becomes, in hundredths of a pixel, in the fonts that we name.
 */
int svg_text_width(struct span text, unsigned size);

/* One line of text at a place in hundredths of a pixel, cut with an ellipsis where it would pass
 * `width` (same unit). A full buffer is `failed`. */
void svg_text_line(struct dynbuf *out, int x, int y, int width, const struct svg_style *style,
                   struct span text);

/* "12.34": hundredths of a pixel as SVG writes them. */
void svg_number(struct dynbuf *out, int hundredths);
