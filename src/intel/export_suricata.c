/* Rules for Suricata (its user guide, "Suricata Rules"). A value is written as letters and digits,
 * and every other byte as two digits between bars: nothing in it can end a content or a rule. */
#include <nettle/sha2.h>
#include <stdio.h>

#include "intel/block_value.h"
#include "intel/export.h"

enum { URL_BYTES_MAX = 1024, SID_FIRST = 1 << 30, SID_TRIES = 64 };

struct rule {
    struct exporter *exporter;
    const struct object *object;
    struct span value;
};

static bool is_plain(unsigned char byte)
{
    unsigned char letter = byte | 0x20;
    return (letter >= 'a' && letter <= 'z') || (byte >= '0' && byte <= '9') ||
           (byte != 0 && strchr("-_./=&%+~", byte) != NULL);
}

static void put_content(struct dynbuf *buffer, struct span text)
{
    dynbuf_text(buffer, "content:\"");
    for (size_t i = 0; i < text.size; i++) {
        if (is_plain(text.data[i]))
            dynbuf_char(buffer, (char)text.data[i]);
        else
            dynbuf_format(buffer, "|%02X|", text.data[i]);
    }
    dynbuf_text(buffer, "\";");
}

static bool is_taken(const struct hash_index *sids, uint32_t sid)
{
    uint32_t entry;
    for (size_t at = hash_index_first(sids, sid); hash_index_find(sids, sid, &at, &entry);
         at = hash_index_next(sids, at))
        if (entry == sid)
            return true;
    return false;
}

/* The first number that is free of those that the identifier, the value and what is looked at make,
 * one after the other. */
static uint32_t number(const struct rule *rule, const char *where)
{
    uint32_t sid = 0;
    for (unsigned char try = 0; try < SID_TRIES; try++) {
        unsigned char hash[SHA256_DIGEST_SIZE];
        struct sha256_ctx sha;
        sha256_init(&sha);
        sha256_update(&sha, rule->object->id.size, rule->object->id.data);
        sha256_update(&sha, strlen(where) + 1, (const uint8_t *)where);
        sha256_update(&sha, 1, &try);
        sha256_update(&sha, rule->value.size, rule->value.data);
        sha256_digest(&sha, sizeof hash, hash);
        sid = SID_FIRST | (uint32_t)(hash[0] & 0x3f) << 24 | (uint32_t)hash[1] << 16 |
              (uint32_t)hash[2] << 8 | hash[3];
        if (!is_taken(&rule->exporter->sids, sid))
            return sid;
    }
    return 0;
}

/* alert PROTOCOL any any -> TARGET (msg:…; and then what `end` closes. */
static void begin(const struct rule *rule, const char *header, const char *what)
{
    dynbuf_format(rule->exporter->buffer, "alert %s (msg:\"trefoil ", header);
    dynbuf_span(rule->exporter->buffer, rule->object->id);
    dynbuf_format(rule->exporter->buffer, " %s\"; ", what);
}

static bool end(const struct rule *rule, const char *where, struct error *err)
{
    uint32_t sid = number(rule, where);
    int64_t revision = rule->object->has_version ? timestamp_seconds(&rule->object->version) : 1;
    if (sid == 0)
        return error_input(err, ERROR_LIMIT, "rules", "no number is left for another");
    if (!hash_index_add(&rule->exporter->sids, sid, sid))
        return error_memory(err, "writing rules");
    dynbuf_format(rule->exporter->buffer, "sid:%lu; rev:%lu;)\n", (unsigned long)sid,
                  (unsigned long)(revision < 1 || revision > INT32_MAX ? 1 : revision));
    return true;
}

static bool put_name(const struct rule *rule, bool *ret_written, struct error *err)
{
    static const struct {
        const char *header, *buffer;
    } places[] = {{"dns any any -> any any", "dns.query"}, {"tls any any -> any any", "tls.sni"}};
    char name[DNS_NAME_BYTES_MAX + 2] = ".";
    size_t size;
    *ret_written = block_name(rule->value, name + 1, &size);
    for (size_t i = 0; *ret_written && i < 2; i++) {
        begin(rule, places[i].header, "domain-name");
        dynbuf_format(rule->exporter->buffer, "%s; dotprefix; ", places[i].buffer);
        put_content(rule->exporter->buffer, span_of(name, size + 1));
        dynbuf_text(rule->exporter->buffer, " nocase; endswith; ");
        if (!end(rule, places[i].buffer, err))
            return false;
    }
    return true;
}

static bool put_address(const struct rule *rule, bool *ret_written, struct error *err)
{
    char header[128];
    *ret_written = block_ipv4_bits(rule->value) > 0 || block_ipv6_bits(rule->value) > 0;
    if (!*ret_written)
        return true;
    snprintf(header, sizeof header, "ip any any <> [%.*s] any", (int)rule->value.size,
             (const char *)rule->value.data);
    begin(rule, header, "address");
    return end(rule, "ip", err);
}

struct url {
    char host[DNS_NAME_BYTES_MAX + 1];
    size_t host_size;
    unsigned port; /* 0: not given */
    struct span path;
};

static bool read_port(struct span text, unsigned *ret_port)
{
    unsigned port = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        port = port * 10 + text.data[i] - '0';
    }
    *ret_port = port;
    return text.size > 0 && text.size <= 5 && port > 0 && port <= 65535;
}

/* http://HOST[:PORT][/PATH], the path with its query and without a fragment. */
static bool read_url(struct span text, struct url *url)
{
    const size_t scheme = strlen("http://");
    if (!span_starts_with(text, "http://") || text.size > URL_BYTES_MAX)
        return false;
    size_t slash = scheme, size = 0;
    while (slash < text.size && memchr("/?#", text.data[slash], 3) == NULL)
        slash++;
    while (size < text.size && text.data[size] != '#')
        size++;
    struct span host = span_part(text, scheme, slash);
    const unsigned char *colon = host.size == 0 ? NULL : memchr(host.data, ':', host.size);
    url->port = 0;
    if (colon != NULL) {
        size_t at = (size_t)(colon - host.data);
        if (!read_port(span_part(host, at + 1, host.size), &url->port))
            return false;
        host.size = at;
    }
    url->path =
        slash < size && text.data[slash] == '/' ? span_part(text, slash, size) : span_text("/");
    if (slash < size && text.data[slash] == '?')
        return false;
    return block_name(host, url->host, &url->host_size);
}

static bool put_url(const struct rule *rule, bool *ret_written, struct error *err)
{
    struct dynbuf *buffer = rule->exporter->buffer;
    char header[64];
    struct url url;
    *ret_written = read_url(rule->value, &url);
    if (!*ret_written)
        return true;
    if (url.port == 0)
        snprintf(header, sizeof header, "http any any -> any any");
    else
        snprintf(header, sizeof header, "http any any -> any %u", url.port);
    begin(rule, header, "url");
    dynbuf_text(buffer, "http.host; ");
    put_content(buffer, span_of(url.host, url.host_size));
    dynbuf_format(buffer, " bsize:%zu; http.uri.raw; ", url.host_size);
    put_content(buffer, url.path);
    dynbuf_format(buffer, " bsize:%zu; ", url.path.size);
    return end(rule, "http", err);
}

bool export_suricata(struct exporter *exporter, const struct object *object, struct arena *arena,
                     struct error *err)
{
    struct indicators indicators;
    struct indicator one;
    if (!span_is(object->type, "indicator") || !indicator_in_force(object, &exporter->now))
        return true;
    if (!indicators_of(object, arena, &indicators, err))
        return false;
    while (indicators_next(&indicators, &one)) {
        struct rule rule = {.exporter = exporter, .object = object, .value = one.value};
        bool written = false, ok = true;
        if (indicator_is(&one, "domain-name"))
            ok = put_name(&rule, &written, err);
        else if (indicator_is(&one, "ipv4-addr") || indicator_is(&one, "ipv6-addr"))
            ok = put_address(&rule, &written, err);
        else if (indicator_is(&one, "url"))
            ok = put_url(&rule, &written, err);
        if (!ok)
            return false;
        *(written ? &exporter->written : &exporter->left_out) += 1;
    }
    return true;
}
