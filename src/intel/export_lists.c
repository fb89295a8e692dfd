/* Indicators as lists for machines that block: a response policy zone (BIND 9; draft-vixie-dnsop-
 * dns-rpz), and addresses of cryptocurrencies. */
#include "intel/block_value.h"
#include "intel/export.h"

/* A name leaves room for the zone's and `*.`. */
enum { NAME_BYTES_MAX = 200, DENY_BYTES_MAX = 128 };

void export_rpz_head(struct exporter *exporter, const char *origin, uint32_t serial)
{
    dynbuf_format(
        exporter->buffer,
        "$ORIGIN %s.\n$TTL 300\n@ IN SOA localhost. root.localhost. %lu 300 60 86400 300\n"
        "@ IN NS localhost.\n",
        origin, (unsigned long)serial);
}

static bool put_name(struct dynbuf *buffer, struct span text)
{
    char name[DNS_NAME_BYTES_MAX + 1];
    size_t size;
    if (!block_name(text, name, &size) || size > NAME_BYTES_MAX)
        return false;
    dynbuf_format(buffer, "%s CNAME .\n*.%s CNAME .\n", name, name);
    return true;
}

/* LENGTH.d.c.b.a.rpz-ip, bits beyond the length cleared: BIND refuses others. */
static bool put_network(struct dynbuf *buffer, struct span text)
{
    uint32_t address = 0, byte = 0;
    unsigned bits = block_ipv4_bits(text);
    if (bits == 0)
        return false;
    for (size_t i = 0; i < text.size && text.data[i] != '/'; i++) {
        if (text.data[i] == '.') {
            address = address << 8 | byte;
            byte = 0;
        } else {
            byte = byte * 10 + text.data[i] - '0';
        }
    }
    address = address << 8 | byte;
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
