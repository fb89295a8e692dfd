#include "text/xml_text.h"

#include "text/utf8.h"

/* U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069 turn text; U+2028 and U+2029 end lines. */
static bool is_strange(const unsigned char *bytes, size_t size)
{
    if (size != 3)
        return false;
    unsigned code = (bytes[0] & 0x0fu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
    return code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xfffe || code == 0xffff;
}

bool xml_is_plain(struct span text, size_t size)
{
    if (size == 0 || is_strange(text.data, size))
        return false;
    if (size == 2 && text.data[0] == 0xc2 && text.data[1] < 0xa0)
        return false; /* U+0080 to U+009F: control characters */
    return size > 1 || (text.data[0] >= 0x20 && text.data[0] != 0x7f);
}

static const char *escape_of(unsigned char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void xml_text(struct dynbuf *buffer, struct span text)
{
    while (text.size > 0) {
        size_t size = utf8_character(text);
        const char *escape = escape_of(text.data[0]);
        if (escape != NULL)
            dynbuf_text(buffer, escape);
        else if (xml_is_plain(text, size))
            dynbuf_append(buffer, text.data, size);
        else
            dynbuf_text(buffer, "\xef\xbf\xbd");
        text = span_part(text, size == 0 ? 1 : size, text.size);
    }
}
