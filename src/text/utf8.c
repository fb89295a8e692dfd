#include "text/utf8.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/error.h"

static bool follows(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The ranges of the second byte are those of RFC 3629, section 4. */
size_t utf8_character(struct span text)
{
    if (text.size == 0)
        return 0;
    const unsigned char *b = text.data;
    if (b[0] < 0x80)
        return 1;
    if (b[0] < 0xc2 || b[0] > 0xf4 || text.size < 2 || !follows(b[1]))
        return 0;
    if (b[0] < 0xe0)
        return 2;
    if (text.size < 3 || !follows(b[2]))
        return 0;
    if (b[0] < 0xf0)
        return (b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] > 0x9f) ? 0 : 3;
    if (text.size < 4 || !follows(b[3]))
        return 0;
    return (b[0] == 0xf0 && b[1] < 0x90) || (b[0] == 0xf4 && b[1] > 0x8f) ? 0 : 4;
}

/* The bytes below 0x80 at the start, in steps of eight. */
static size_t plain_eights(struct span text)
{
    size_t at = 0;
    for (uint64_t eight; text.size - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, text.data + at, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    return at;
}

size_t utf8_valid(struct span text)
{
    for (size_t at = 0; at < text.size;) {
        at += plain_eights(span_part(text, at, text.size));
        if (at == text.size)
            break;
        size_t size = utf8_character(span_part(text, at, text.size));
        if (size == 0)
            return at;
        at += size;
    }
    return text.size;
}

size_t utf8_encode(unsigned char ret_bytes[4], uint32_t character)
{
    ensure(character <= 0x10ffff && (character < 0xd800 || character > 0xdfff));
    if (character < 0x80) {
        ret_bytes[0] = (unsigned char)character;
        return 1;
    }
    size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, character >>= 6)
        ret_bytes[i] = (unsigned char)(0x80 | (character & 0x3f));
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    ret_bytes[0] = (unsigned char)(lead[size] | character);
    return size;
}

size_t utf8_line(struct span text)
{
    size_t at = 0;
    for (size_t size; at < text.size; at += size) {
        unsigned char first = text.data[at];
        size = utf8_character(span_part(text, at, text.size));
        if (size == 0 || first < 0x20 || first == 0x7f ||
            (first == 0xc2 && text.data[at + 1] < 0xa0))
            break;
    }
    return at;
}

bool utf8_has_space(struct span text)
{
    for (size_t at = 0; at < text.size;) {
        UChar32 character;
        U8_NEXT_UNSAFE(text.data, at, character);
        if (u_isUWhiteSpace(character))
            return true;
    }
    return false;
}
