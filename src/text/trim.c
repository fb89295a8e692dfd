#include "text/trim.h"

/* Whether the byte can be part of white space at all: most texts begin and end with one that
 * cannot. */
static bool may_be_space(unsigned char byte)
{
    return byte <= ' ' || byte >= 0x80;
}

/* How many bytes of white space stand at the start; 0 for none. */
static size_t space_at(struct span text)
{
    if (text.size == 0)
        return 0;
    unsigned char byte = text.data[0];
    if (byte == ' ' || (byte >= '\t' && byte <= '\r'))
        return 1;
    if (span_starts_with(text, "\xc2\xa0"))
        return 2;
    return span_starts_with(text, "\xe3\x80\x80") ? 3 : 0;
}

static size_t space_before(struct span text)
{
    for (size_t size = 1; size <= 3 && size <= text.size; size++)
        if (space_at(span_part(text, text.size - size, text.size)) == size)
            return size;
    return 0;
}

struct span trim_space(struct span text)
{
    for (size_t size; text.size > 0 && may_be_space(text.data[0]) && (size = space_at(text)) > 0;)
        text = span_part(text, size, text.size);
    for (size_t size; text.size > 0 && may_be_space(text.data[text.size - 1]) &&
                      (size = space_before(text)) > 0;)
        text.size -= size;
    return text;
}

bool trim_split(struct span *rest, char separator, struct span *ret_part)
{
    if (rest->size == 0)
        return false;
    const unsigned char *found = memchr(rest->data, separator, rest->size);
    size_t size = found == NULL ? rest->size : (size_t)(found - rest->data);
    *ret_part = trim_space(span_part(*rest, 0, size));
    *rest = span_part(*rest, found == NULL ? size : size + 1, rest->size);
    return true;
}
