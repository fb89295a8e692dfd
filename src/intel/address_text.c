#include "intel/address_text.h"

/* A decimal number without leading zeros, at most `most`, from the text's start; its size, or 0. */
static size_t number_size(struct span text, unsigned most)
{
    size_t size = 0;
    unsigned number = 0;
    while (size < text.size && size < 3 && text.data[size] >= '0' && text.data[size] <= '9')
        number = number * 10 + (unsigned)(text.data[size++] - '0');
    return number > most || (size > 1 && text.data[0] == '0') ? 0 : size;
}

/* Takes `/length` off the end of the text, if there is one. False: it is none. */
static bool take_length(struct span *text, unsigned most)
{
    const unsigned char *slash = text->size == 0 ? NULL : memchr(text->data, '/', text->size);
    if (slash == NULL)
        return true;
    size_t at = (size_t)(slash - text->data);
    struct span length = span_part(*text, at + 1, text->size);
    text->size = at;
    return length.size > 0 && number_size(length, most) == length.size;
}

static bool is_ipv4(struct span text)
{
    for (int part = 0; part < 4; part++) {
        size_t size = number_size(text, 255);
        if (size == 0)
            return false;
        text = span_part(text, size, text.size);
        if (part < 3) {
            if (text.size == 0 || text.data[0] != '.')
                return false;
            text = span_part(text, 1, text.size);
        }
    }
    return text.size == 0;
}

static bool hex_digit(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

/* Groups with single colons between; an IPv4 address in place of the last two. Returns how many
 * groups they are, or 9. */
static unsigned group_count(struct span text, bool is_end)
{
    unsigned groups = 0;
    while (text.size > 0) {
        size_t size = 0;
        while (size < text.size && text.data[size] != ':')
            size++;
        struct span group = span_part(text, 0, size);
        bool last = size == text.size;
        if (last && is_end && is_ipv4(group))
            return groups + 2;
        for (size_t i = 0; i < size; i++)
            if (!hex_digit(group.data[i]))
                return 9;
        if (size == 0 || size > 4 || ++groups > 8 || (!last && size + 1 == text.size))
            return 9;
        text = span_part(text, last ? size : size + 1, text.size);
    }
    return groups;
}

bool is_ipv4_text(struct span text)
{
    return take_length(&text, 32) && is_ipv4(text);
}

bool is_ipv6_text(struct span text)
{
    if (!take_length(&text, 128))
        return false;
    for (size_t i = 0; i + 1 < text.size; i++) {
        if (text.data[i] != ':' || text.data[i + 1] != ':')
            continue;
        unsigned before = group_count(span_part(text, 0, i), false);
        unsigned behind = group_count(span_part(text, i + 2, text.size), true);
        return before + behind <= 7;
    }
    return group_count(text, true) == 8;
}

bool is_mac_text(struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = text.data[i];
        if (i % 3 == 2 ? byte != ':' : !hex_digit(byte) || (byte >= 'A' && byte <= 'F'))
            return false;
    }
    return text.size == 17;
}

static bool is_visible(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] == 0x7f)
            return false;
    return text.size > 0;
}

bool is_domain_text(struct span text)
{
    size_t label = 0;
    if (text.size > 0 && text.data[text.size - 1] == '.')
        text.size--;
    for (size_t i = 0; i < text.size; i++) {
        label = text.data[i] == '.' ? 0 : label + 1;
        if (label > 63 || (label == 0 && (i == 0 || text.data[i - 1] == '.')) ||
            memchr("/:@<>\"\\", text.data[i], 7) != NULL)
            return false;
    }
    return is_visible(text) && text.size <= 253 && label > 0;
}

bool is_email_text(struct span text)
{
    size_t at = text.size;
    while (at > 0 && text.data[at - 1] != '@')
        at--;
    return at > 1 && is_visible(text) && is_domain_text(span_part(text, at, text.size));
}
