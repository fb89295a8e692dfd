/* Indicators as lists for machines that block: a response policy zone (BIND 9; draft-vixie-dnsop-
 * dns-rpz), and addresses of cryptocurrencies. */
#include "intel/address_text.h"
#include "intel/export.h"
#include "text/dns_name.h"

/* A name leaves room for the zone's and `*.`. */
enum { NAME_BYTES_MAX = 200, LABEL_BYTES_MAX = 63, DENY_BYTES_MAX = 128, NETWORK_BITS_MIN = 8 };

void export_rpz_head(struct exporter *exporter, const char *origin, uint32_t serial)
{
    dynbuf_format(
        exporter->buffer,
        "$ORIGIN %s.\n$TTL 300\n@ IN SOA localhost. root.localhost. %lu 300 60 86400 300\n"
        "@ IN NS localhost.\n",
        origin, (unsigned long)serial);
}

/* Two labels or more of lower-case letters, digits, hyphens and underscores: nothing that a zone
 * file or a policy zone gives a meaning. Those have their own meanings for names that end in
 * rpz-ip, rpz-client-ip and the like. */
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

static bool put_name(struct dynbuf *buffer, struct span text)
{
    char name[DNS_NAME_BYTES_MAX + 1];
    size_t size;
    if (!dns_name(text, name, &size) || size > NAME_BYTES_MAX || !is_blockable(span_of(name, size)))
        return false;
    dynbuf_format(buffer, "%s CNAME .\n*.%s CNAME .\n", name, name);
    return true;
}

/* LENGTH.d.c.b.a.rpz-ip, bits beyond the length cleared: BIND refuses others. */
static bool put_network(struct dynbuf *buffer, struct span text)
{
    uint32_t address = 0, byte = 0, bits = 0;
    size_t i = 0;
    if (!is_ipv4_text(text))
        return false;
    for (; i < text.size && text.data[i] != '/'; i++) {
        if (text.data[i] == '.') {
            address = address << 8 | byte;
            byte = 0;
        } else {
            byte = byte * 10 + text.data[i] - '0';
        }
    }
    address = address << 8 | byte;
    if (i == text.size)
        bits = 32;
    for (i++; i < text.size; i++)
        bits = bits * 10 + text.data[i] - '0';
    if (bits < NETWORK_BITS_MIN)
        return false;
    address &= UINT32_MAX << (32 - bits);
    dynbuf_format(buffer, "%u.%u.%u.%u.%u.rpz-ip CNAME .\n", bits, address & 0xff,
                  address >> 8 & 0xff, address >> 16 & 0xff, address >> 24);
    return true;
}

static void count(struct exporter *exporter, bool written)
{
    *(written ? &exporter->written : &exporter->left_out) += 1;
}

bool export_rpz(struct exporter *exporter, const struct object *object, struct arena *arena,
                struct error *err)
{
    struct indicators indicators;
    struct indicator one;
    if (!span_is(object->type, "indicator") || !indicator_in_force(object, &exporter->now))
        return true;
    if (!indicators_of(object, arena, &indicators, err))
        return false;
    while (indicators_next(&indicators, &one)) {
        if (indicator_is(&one, "domain-name"))
            count(exporter, put_name(exporter->buffer, one.value));
        else if (indicator_is(&one, "ipv4-addr"))
            count(exporter, put_network(exporter->buffer, one.value));
        else if (indicator_is(&one, "ipv6-addr"))
            count(exporter, false);
    }
    return true;
}

static bool put_address(struct dynbuf *buffer, struct span text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = text.data[i], letter = byte | 0x20;
        bool alphanumeric = (letter >= 'a' && letter <= 'z') || (byte >= '0' && byte <= '9');
        if (!alphanumeric && (i == 0 || memchr(":._-", byte, 4) == NULL))
            return false;
    }
    if (text.size == 0 || text.size > DENY_BYTES_MAX)
        return false;
    dynbuf_span(buffer, text);
    dynbuf_char(buffer, '\n');
    return true;
}

bool export_deny(struct exporter *exporter, const struct object *object, struct arena *arena,
                 struct error *err)
{
    struct indicators indicators;
    struct indicator one;
    if (!indicator_in_force(object, &exporter->now))
        return true;
    if (!indicators_of(object, arena, &indicators, err))
        return false;
    while (indicators_next(&indicators, &one))
        if (indicator_is(&one, "cryptocurrency-wallet"))
            count(exporter, put_address(exporter->buffer, one.value));
    return true;
}
