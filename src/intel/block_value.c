#include "intel/block_value.h"

#include "intel/address_text.h"

enum { LABEL_BYTES_MAX = 63, IPV4_BITS_MIN = 8, IPV6_BITS_MIN = 16 };

static bool is_blockable(struct span name)
{
    size_t label = 0, labels = 1, last = 0;
    for (size_t i = 0; i < name.size; i++) {
        unsigned char byte = name.data[i];
        if (byte == '.') {
            if (label == 0)
                return false;
            labels++;
            label = 0;
            last = i + 1;
        } else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' ||
                   byte == '_') {
            if (++label > LABEL_BYTES_MAX)
                return false;
        } else {
            return false;
        }
    }
    return label > 0 && labels > 1 && !span_starts_with(span_part(name, last, name.size), "rpz-");
}

bool block_name(struct span text, char ret_name[DNS_NAME_BYTES_MAX + 1], size_t *ret_size)
{
    return dns_name(text, ret_name, ret_size) && is_blockable(span_of(ret_name, *ret_size));
}

/* The number behind the slash of what is known to be a network; without a slash all bits. */
static unsigned bits_of(struct span text, unsigned all, unsigned least)
{
    const unsigned char *slash = memchr(text.data, '/', text.size);
    unsigned bits = slash == NULL ? all : 0;
    for (const unsigned char *at = slash; at != NULL && ++at < text.data + text.size;)
        bits = bits * 10 + *at - '0';
    return bits < least ? 0 : bits;
}

unsigned block_ipv4_bits(struct span text)
{
    return is_ipv4_text(text) ? bits_of(text, 32, IPV4_BITS_MIN) : 0;
}

unsigned block_ipv6_bits(struct span text)
{
    return is_ipv6_text(text) ? bits_of(text, 128, IPV6_BITS_MIN) : 0;
}
