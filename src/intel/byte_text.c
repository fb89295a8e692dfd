#include "intel/byte_text.h"

static bool alphanumeric(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9');
}

bool has_hex_digits(struct span text, size_t digits)
{
    for (size_t i = 0; i < text.size; i++)
        if (!alphanumeric(text.data[i]) || (text.data[i] | 0x20) > 'f')
            return false;
    return text.size == digits;
}

bool is_hex_text(struct span text)
{
    return text.size > 0 && text.size % 2 == 0 && has_hex_digits(text, text.size);
}

bool is_base64_text(struct span text)
{
    size_t end = text.size;
    while (end > 0 && text.size - end < 2 && text.data[end - 1] == '=')
        end--;
    for (size_t i = 0; i < end; i++)
        if (!alphanumeric(text.data[i]) && text.data[i] != '+' && text.data[i] != '/')
            return false;
    return text.size % 4 == 0 && text.size > 0;
}

int hash_digits(struct span algorithm)
{
    static const struct {
        const char *name;
        int digits;
    } algorithms[] = {
        {"MD5", 32},      {"SHA-1", 40},     {"SHA-256", 64}, {"SHA-512", 128},
        {"SHA3-256", 64}, {"SHA3-512", 128}, {"SSDEEP", 0},   {"TLSH", 0},
    };
    for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
        if (span_is(algorithm, algorithms[i].name))
            return algorithms[i].digits;
    return -1;
}
