#include "text/json_lexer.h"

#include "text/utf8.h"

static bool is_digit(struct span text, size_t at)
{
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

static bool is_byte(struct span text, size_t at, char byte)
{
    return at < text.size && text.data[at] == (unsigned char)byte;
}

static bool scan_digits(struct span text, size_t *at)
{
    size_t from = *at;
    while (is_digit(text, *at))
        ++*at;
    return *at > from;
}

bool json_scan_number(struct span text, size_t *at)
{
    if (is_byte(text, *at, '-'))
        ++*at;
    if (is_byte(text, *at, '0'))
        ++*at;
    else if (!scan_digits(text, at))
        return false;
    if (is_byte(text, *at, '.')) {
        ++*at;
        if (!scan_digits(text, at))
            return false;
    }
    if (is_byte(text, *at, 'e') || is_byte(text, *at, 'E')) {
        ++*at;
        if (is_byte(text, *at, '+') || is_byte(text, *at, '-'))
            ++*at;
        return scan_digits(text, at);
    }
    return true;
}

/* Passes eight bytes at a time while they are printable ASCII with no quote and no backslash. A
 * subtraction can borrow into a higher byte only behind a lower one that stops us anyway. */
static size_t skip_plain(struct span text, size_t at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    while (text.size - at >= 8) {
        uint64_t word;
        memcpy(&word, text.data + at, 8);
        uint64_t quote = (word ^ (ones * '"')) - ones, slash = (word ^ (ones * '\\')) - ones;
        if (((word | quote | slash | (word - ones * 0x20)) & highs) != 0)
            break;
        at += 8;
    }
    return at;
}

/* The value of a \u's four digits; UINT32_MAX when they are not. */
static uint32_t four_digits(struct span text, size_t at)
{
    uint32_t value = 0;
    if (at > text.size || text.size - at < 4)
        return UINT32_MAX;
    for (size_t i = 0; i < 4; i++) {
        unsigned char byte = text.data[at + i], letter = (unsigned char)(byte | 0x20);
        if (byte >= '0' && byte <= '9')
            value = value * 16 + (uint32_t)(byte - '0');
        else if (letter >= 'a' && letter <= 'f')
            value = value * 16 + (uint32_t)(letter - 'a' + 10);
        else
            return UINT32_MAX;
    }
    return value;
}

/* The character of the escape whose backslash stands at `*at`, which moves behind it. On failure
 * `*at` stays and UINT32_MAX comes back. */
static uint32_t take_escape(struct span text, size_t *at, const char **ret_wrong)
{
    static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    size_t from = *at + 1;
    const char *known =
        from < text.size && text.data[from] != 0 ? strchr(letters, text.data[from]) : NULL;
    if (known != NULL) {
        *at = from + 1;
        return (uint32_t)values[known - letters];
    }
    *ret_wrong = "a backslash; expected \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u and four digits";
    if (!is_byte(text, from, 'u'))
        return UINT32_MAX;
    uint32_t first = four_digits(text, from + 1);
    if (first == UINT32_MAX)
        return UINT32_MAX;
    *at = from + 5;
    if (first < 0xd800 || first > 0xdfff)
        return first;
    bool paired = first < 0xdc00 && is_byte(text, *at, '\\') && is_byte(text, *at + 1, 'u');
    uint32_t second = paired ? four_digits(text, *at + 2) : UINT32_MAX;
    if (second < 0xdc00 || second > 0xdfff) {
        *at = from - 1;
        *ret_wrong = "half of a surrogate pair; expected a whole character";
        return UINT32_MAX;
    }
    *at += 6;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

bool json_scan_string(struct span text, struct json_string_scan *scan)
{
    scan->has_escapes = false;
    for (;;) {
        scan->at = skip_plain(text, scan->at);
        if (scan->at >= text.size) {
            scan->wrong = "the end inside a string; expected a closing quote";
            return false;
        }
        unsigned char byte = text.data[scan->at];
        if (byte == '"') {
            scan->at++;
            return true;
        }
        if (byte == '\\') {
            scan->has_escapes = true;
            if (take_escape(text, &scan->at, &scan->wrong) == UINT32_MAX)
                return false;
            continue;
        }
        size_t size = utf8_character(span_part(text, scan->at, text.size));
        if (byte < 0x20 || size == 0) {
            scan->wrong = byte < 0x20
                              ? "a control character inside a string; expected it as \\u00XX"
                              : "bytes that are not UTF-8; expected a character";
            return false;
        }
        scan->at += size;
    }
}

size_t json_decode_string(unsigned char *ret_text, struct span raw)
{
    size_t size = 0;
    const char *wrong;
    for (size_t at = 0; at < raw.size;) {
        const unsigned char *from = raw.data + at;
        const unsigned char *slash = memchr(from, '\\', raw.size - at);
        size_t plain = slash == NULL ? raw.size - at : (size_t)(slash - from);
        memcpy(ret_text + size, from, plain);
        size += plain;
        at += plain;
        if (slash != NULL)
            size += utf8_encode(ret_text + size, take_escape(raw, &at, &wrong));
    }
    return size;
}
