#include "trace/report/svg_text.h"

#include <stdlib.h>

#include "text/utf8.h"
#include "text/xml_text.h"

/* Hundredths of the letters' size. Digits of the widest font in use take 64. */
static int character_width(unsigned char first)
{
    if (first >= 0x80)
        return 105;
    if (strchr(" .,:;il|!'()/", first) != NULL)
        return 40;
    if (strchr("MWmw@%", first) != NULL)
        return 100;
    if (first >= 'a' && first <= 'z')
        return 62;
    return first >= 'A' && first <= 'Z' ? 76 : 65;
}

/* The bytes at the start that fit, and how wide they are. */
static size_t fitting(struct span text, unsigned size, int width, int *ret_wide)
{
    size_t at = 0;
    int wide = 0;
    while (at < text.size) {
        struct span rest = span_part(text, at, text.size);
        size_t bytes = utf8_character(rest);
        int next = character_width(rest.data[0]) * (int)size;
        if (next > width - wide)
            break;
        wide += next;
        at += bytes == 0 ? 1 : bytes;
    }
    *ret_wide = wide;
    return at;
}

int svg_text_width(struct span text, unsigned size)
{
    int wide;
    fitting(text, size, 1 << 28, &wide);
    return wide;
}

void svg_number(struct dynbuf *out, int hundredths)
{
    int whole = abs(hundredths) / 100, rest = abs(hundredths) % 100;
    dynbuf_format(out, "%s%d", hundredths < 0 ? "-" : "", whole);
    if (rest > 0)
        dynbuf_format(out, rest % 10 == 0 ? ".%d" : ".%02d", rest % 10 == 0 ? rest / 10 : rest);
}

void svg_text_line(struct dynbuf *out, int x, int y, int width, const struct svg_style *style,
                   struct span text)
{
    int wide;
    size_t whole = fitting(text, style->size, width, &wide);
    dynbuf_text(out, "<text x=\"");
    svg_number(out, x);
    dynbuf_text(out, "\" y=\"");
    svg_number(out, y);
    dynbuf_format(out, "\" font-size=\"%u\" fill=\"%s\"%s%s>", style->size, style->colour,
                  style->bold ? " font-weight=\"bold\"" : "",
                  style->anchor == SVG_END ? " text-anchor=\"end\"" : "");
    if (whole < text.size)
        whole = fitting(text, style->size, width - 105 * (int)style->size, &wide);
    xml_text(out, span_part(text, 0, whole));
    if (whole < text.size)
        dynbuf_text(out, "\xe2\x80\xa6");
    dynbuf_text(out, "</text>\n");
}
