#include "base/limits.h"
#include "intel/address_text.h"
#include "intel/misp.h"

static bool lose(struct misp_event *event, const struct misp_thing *thing, const char *why,
                 struct error *err)
{
    return import_lose(event->import, thing->json, thing->what, why, err);
}

/* Behind the last such byte; 0: there is none. */
static size_t behind(struct span text, char byte)
{
    size_t at = text.size;
    while (at > 0 && text.data[at - 1] != byte)
        at--;
    return at;
}

/* `host|port`, in older events `host:port`. */
static bool read_endpoint(struct span value, struct span *ret_host, size_t *ret_port)
{
    size_t at = behind(value, '|'), port = 0;
    if (at == 0)
        at = behind(value, ':');
    if (at < 2 || at == value.size || value.size - at > 5)
        return false;
    for (size_t i = at; i < value.size; i++) {
        if (value.data[i] < '0' || value.data[i] > '9')
            return false;
        port = port * 10 + (size_t)(value.data[i] - '0');
    }
    *ret_host = span_part(value, 0, at - 1);
    *ret_port = port;
    return port <= 65535;
}

/* network-traffic:dst_ref.type = 'ipv4-addr' AND … AND network-traffic:dst_port = 443. */
static bool write_endpoint(struct dynbuf *pattern, struct span value, const char *side)
{
    struct span host;
    size_t port;
    if (!read_endpoint(value, &host, &port))
        return false;
    const char *type = is_ipv4_text(host)     ? "ipv4-addr"
                       : is_ipv6_text(host)   ? "ipv6-addr"
                       : is_domain_text(host) ? "domain-name"
                                              : NULL;
    if (type == NULL)
        return false;
    dynbuf_format(pattern,
                  "[network-traffic:%s_ref.type = '%s' AND network-traffic:%s_ref.value = ", side,
                  type, side);
    misp_pattern_string(pattern, host);
    dynbuf_format(pattern, " AND network-traffic:%s_port = %zu]", side, port);
    return true;
}

static bool write_note(struct misp_event *event, const struct misp_thing *thing, bool link,
                       struct error *err)
{
    struct json_writer json;
    struct dynbuf buffer;
    if (!misp_open(event, &json, &buffer, thing, "note", err))
        return false;
    if (thing->comment.size > 0)
        json_string(&json, "abstract", thing->comment);
    json_string(&json, "content", thing->name);
    if (link) {
        json_open_array(&json, "external_references");
        json_open_object(&json, NULL);
        json_text(&json, "source_name", "link");
        json_string(&json, "url", thing->name);
        json_close(&json);
        json_close(&json);
    }
    json_open_array(&json, "object_refs");
    json_string(&json, NULL, event->id);
    json_close(&json);
    return misp_close(event, &json, &buffer, thing, NULL, err);
}

static bool write_named(struct misp_event *event, const struct misp_thing *thing, const char *type,
                        struct error *err)
{
    struct json_writer json;
    struct dynbuf buffer;
    if (!misp_open(event, &json, &buffer, thing, type, err))
        return false;
    json_string(&json, "name", thing->name);
    if (thing->comment.size > 0)
        json_string(&json, "description", thing->comment);
    if (strcmp(type, "malware") == 0)
        json_bool(&json, "is_family", true);
    if (strcmp(type, "vulnerability") == 0 && span_starts_with(thing->name, "CVE-")) {
        json_open_array(&json, "external_references");
        json_open_object(&json, NULL);
        json_text(&json, "source_name", "cve");
        json_string(&json, "external_id", thing->name);
        json_close(&json);
        json_close(&json);
    }
    return misp_close(event, &json, &buffer, thing, NULL, err);
}

/* What is deleted is told to others as revoked, where they may look for it. */
static bool write_observed(struct misp_event *event, struct misp_thing *thing,
                           const struct misp_kind *kind, struct error *err)
{
    bool is_wallet = span_starts_with(span_text(kind->words), "cryptocurrency-wallet");
    if (!misp_facts_add(thing, kind, thing->name, thing->to_ids))
        return lose(event, thing, "not the value of such an attribute", err);
    if (thing->to_ids && !misp_indicate(event, thing, err))
        return false;
    if (thing->deleted)
        return thing->to_ids || lose(event, thing, "deleted", err);
    return (thing->to_ids && !is_wallet) || misp_observe(event, thing, err);
}

static bool write_searched(struct misp_event *event, struct misp_thing *thing,
                           const struct misp_kind *kind, struct error *err)
{
    struct dynbuf pattern;
    dynbuf_init(&pattern, PATTERN_BYTES_MAX);
    bool good = true;
    if (kind->make == MISP_ENDPOINT) {
        good = write_endpoint(&pattern, thing->name, kind->words);
    } else {
        dynbuf_format(&pattern, "[%s = ", kind->words);
        misp_pattern_string(&pattern, thing->name);
        dynbuf_char(&pattern, ']');
    }
    bool ok = good ? misp_write_pattern(event, thing, &pattern, err)
                   : lose(event, thing, "not the value of such an attribute", err);
    dynbuf_release(&pattern);
    return ok;
}

/* Traffic by itself would need a protocol, which MISP does not tell: its host is what is left. The
 * whole value stays in a label. */
static bool observe_host(struct misp_event *event, struct misp_thing *thing, struct error *err)
{
    struct span host;
    size_t port;
    if (!read_endpoint(thing->name, &host, &port))
        return lose(event, thing, "not the value of such an attribute", err);
    bool is_address = is_ipv4_text(host) || is_ipv6_text(host);
    const struct misp_kind *kind = misp_kind_of(span_text(is_address ? "ip-dst" : "hostname"));
    return misp_facts_add(thing, kind, host, false) && misp_observe(event, thing, err);
}

static bool write_kind(struct misp_event *event, struct misp_thing *thing,
                       const struct misp_kind *kind, struct error *err)
{
    if (kind->make == MISP_OBSERVED)
        return write_observed(event, thing, kind, err);
    if (thing->to_ids && (kind->make == MISP_ENDPOINT || kind->make == MISP_SENT))
        return write_searched(event, thing, kind, err);
    if (kind->make == MISP_RULE && thing->to_ids)
        return misp_write_indicator(event, thing, thing->name, kind->words, err);
    if (thing->deleted)
        return lose(event, thing, "deleted", err);
    if (kind->make == MISP_ENDPOINT)
        return observe_host(event, thing, err);
    if (kind->make == MISP_NAMED)
        return write_named(event, thing, kind->words, err);
    if (kind->make == MISP_VULNERABILITY)
        return write_named(event, thing, "vulnerability", err);
    return write_note(event, thing, kind->make == MISP_LINK, err);
}

bool misp_attribute(struct misp_event *event, const struct json_value *json,
                    const struct misp_thing *object, struct error *err)
{
    struct misp_thing thing;
    if (json->type != JSON_TYPE_OBJECT)
        return import_lose(event->import, json, span_of(NULL, 0), "no attribute", err);
    if (!misp_thing_read(event, json, &thing, err))
        return false;
    if (object != NULL) {
        thing.object = object->object;
        thing.relation = json_member_text(json, "object_relation");
        thing.marks = misp_marks_join(thing.marks, object->marks);
        thing.deleted = thing.deleted || object->deleted;
    }
    thing.name = json_member_text(json, "value");
    const struct misp_kind *kind = misp_kind_of(thing.what);
    if (thing.name.size == 0)
        return lose(event, &thing, "no value", err);
    return (kind == NULL ? lose(event, &thing, "nothing here says this type", err)
                         : write_kind(event, &thing, kind, err)) &&
           misp_lose_members(event, json, "data " MISP_BESIDE,
                             "what an attribute has beside its value", err);
}
