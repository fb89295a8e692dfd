#include "intel/export_misp_attribute.h"

#include <stdio.h>

#include "intel/tlp.h"

/* What the values of observables and patterns are in MISP, with the category that is usual. */
static const struct {
    const char *type, *path, *misp, *category;
} forms[] = {
    {"domain-name", "value", "domain", "Network activity"},
    {"ipv4-addr", "value", "ip-dst", "Network activity"},
    {"ipv6-addr", "value", "ip-dst", "Network activity"},
    {"url", "value", "url", "Network activity"},
    {"email-addr", "value", "email", "Network activity"},
    {"email-message", "subject", "email-subject", "Payload delivery"},
    {"email-message", "body", "email-body", "Payload delivery"},
    {"email-message", "message_id", "email-message-id", "Payload delivery"},
    {"mac-addr", "value", "mac-address", "Network activity"},
    {"autonomous-system", "number", "AS", "Network activity"},
    {"mutex", "name", "mutex", "Artifacts dropped"},
    {"windows-registry-key", "key", "regkey", "Persistence mechanism"},
    {"file", "name", "filename", "Payload delivery"},
    {"file", "hashes.MD5", "md5", "Payload delivery"},
    {"file", "hashes.SHA-1", "sha1", "Payload delivery"},
    {"file", "hashes.SHA-224", "sha224", "Payload delivery"},
    {"file", "hashes.SHA-256", "sha256", "Payload delivery"},
    {"file", "hashes.SHA-384", "sha384", "Payload delivery"},
    {"file", "hashes.SHA-512", "sha512", "Payload delivery"},
    {"file", "hashes.SHA3-256", "sha3-256", "Payload delivery"},
    {"file", "hashes.SHA3-512", "sha3-512", "Payload delivery"},
    {"file", "hashes.SSDEEP", "ssdeep", "Payload delivery"},
    {"file", "hashes.TLSH", "tlsh", "Payload delivery"},
    {"file", "hashes.IMPHASH", "imphash", "Payload delivery"},
    {"x509-certificate", "hashes.MD5", "x509-fingerprint-md5", "Network activity"},
    {"x509-certificate", "hashes.SHA-1", "x509-fingerprint-sha1", "Network activity"},
    {"x509-certificate", "hashes.SHA-256", "x509-fingerprint-sha256", "Network activity"},
    {"cryptocurrency-wallet", "value", "", "Financial fraud"},
    {"vulnerability", "name", "vulnerability", "External analysis"},
    {"threat-actor", "name", "threat-actor", "Attribution"},
    {"intrusion-set", "name", "threat-actor", "Attribution"},
    {"campaign", "name", "campaign-name", "Attribution"},
    {"malware", "name", "malware-type", "Payload delivery"},
    {"note", "content", "comment", "Other"},
    {"", "", "link", "External analysis"},
};

/* Languages of patterns that are types of attributes. */
static const struct {
    const char *language, *misp, *category;
} languages[] = {
    {"stix", "stix2-pattern", "Payload installation"}, {"yara", "yara", "Payload installation"},
    {"sigma", "sigma", "Payload installation"},        {"snort", "snort", "Network activity"},
    {"suricata", "suricata", "Network activity"},
};

enum { FORMS = sizeof forms / sizeof forms[0], LINK_FORM = FORMS - 1, PATH_TEXT_BYTES = 64 };

/* One attribute, before it is written. */
struct attribute {
    const struct object *object;
    const char *type, *category;
    struct span value, comment;
    bool to_ids;
    size_t number; /* of those that the object has */
};

static size_t form_of(struct span type, const char *path)
{
    size_t i = 0;
    while (i < FORMS && !(span_is(type, forms[i].type) && strcmp(path, forms[i].path) == 0))
        i++;
    return i;
}

/* The object's own UUID for the first; further ones are made of it. */
static struct uuid uuid_of(const struct attribute *attribute)
{
    char text[32];
    if (attribute->number == 0)
        return attribute->object->uuid;
    snprintf(text, sizeof text, "%zu", attribute->number);
    return uuid_v5(&attribute->object->uuid, span_text(text));
}

static void put_tag(struct json_writer *json, struct span name)
{
    json_open_object(json, NULL);
    json_string(json, "name", name);
    json_close(json);
}

/* The highest level of TLP among its markings, as MISP writes it; labels, without those that say
 * what an attribute was before it was an object. */
void misp_put_tags(struct json_writer *json, const struct object *object)
{
    static const char *const tags[] = {"tlp:clear", "tlp:green", "tlp:amber", "tlp:amber+strict",
                                       "tlp:red"};
    enum tlp tlp, highest = TLP_CLEAR;
    bool any = false;
    for (size_t i = 0; i < object->marking_count; i++)
        if (tlp_of(object->markings[i], &tlp)) {
            any = true;
            highest = tlp > highest ? tlp : highest;
        }
    json_open_array(json, "Tag");
    if (any)
        put_tag(json, span_text(tags[highest]));
    const struct json_value *labels = json_member(object->root, "labels");
    for (const struct json_value *one = labels == NULL ? NULL : labels->first; one != NULL;
         one = one->next)
        if (one->text.size > 0 && !span_starts_with(one->text, "misp:"))
            put_tag(json, one->text);
    json_close(json);
}

void misp_put_time(struct json_writer *json, const char *name, const struct timestamp *time)
{
    int64_t seconds = timestamp_seconds(time);
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)(seconds < 0 ? 0 : seconds));
    json_text(json, name, text);
}

void misp_put_uuid(struct json_writer *json, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES + 1];
    uuid_print(text, uuid);
    json_text(json, "uuid", text);
}

static const struct timestamp *time_of(const struct exporter *exporter, const struct object *object)
{
    return object->has_version ? &object->version : &exporter->now;
}

static void write_attribute(struct exporter *exporter, struct json_writer *json,
                            const struct attribute *attribute, const char *relation)
{
    struct uuid uuid = uuid_of(attribute);
    json_open_object(json, NULL);
    misp_put_uuid(json, &uuid);
    json_text(json, "type", attribute->type);
    json_text(json, "category", attribute->category);
    if (relation != NULL)
        json_text(json, "object_relation", relation);
    json_string(json, "value", attribute->value);
    json_string(json, "comment", attribute->comment);
    json_bool(json, "to_ids", attribute->to_ids);
    misp_put_time(json, "timestamp", time_of(exporter, attribute->object));
    json_text(json, "distribution", "5");
    misp_put_tags(json, attribute->object);
    json_close(json);
}

static bool is_of(struct span text, const char *characters)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == 0 || strchr(characters, text.data[i]) == NULL)
            return false;
    return true;
}

#define BASE_58 "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

/* By their form, as MISP tells them: Base58 from 1 or 3, or Bech32 with Bitcoin's prefix. */
static bool is_bitcoin(struct span text)
{
    if (span_starts_with(text, "bc1"))
        return text.size >= 14 && text.size <= 74 &&
               is_of(span_part(text, 3, text.size), "qpzry9x8gf2tvdw0s3jn54khce6mua7l");
    return text.size >= 26 && text.size <= 35 && (text.data[0] == '1' || text.data[0] == '3') &&
           is_of(text, BASE_58);
}

/* 95 or 106 characters; a standard address begins with a 4, a subaddress with an 8. */
static bool is_monero(struct span text)
{
    return (text.size == 95 || text.size == 106) && (text.data[0] == '4' || text.data[0] == '8') &&
           is_of(text, BASE_58);
}

/* Bitcoin and Monero have types of their own; other addresses are an object `coin-address`, of the
 * template of misp-objects. */
static void put_wallet(struct exporter *exporter, struct attribute *attribute)
{
    struct json_writer *json = &exporter->part;
    if (is_bitcoin(attribute->value))
        attribute->type = "btc";
    else if (is_monero(attribute->value))
        attribute->type = "xmr";
    if (attribute->type[0] != 0) {
        write_attribute(exporter, &exporter->json, attribute, NULL);
        return;
    }
    struct uuid uuid = uuid_of(attribute), object = uuid_v5(&uuid, span_text("coin-address"));
    attribute->type = "text";
    json_open_object(json, NULL);
    misp_put_uuid(json, &object);
    json_text(json, "name", "coin-address");
    json_text(json, "meta-category", "financial");
    json_text(json, "description", "An address of a cryptocurrency");
    json_text(json, "template_uuid", "d0e6997e-78da-4815-a6a1-cfc1c1cb8a46");
    json_text(json, "template_version", "7");
    misp_put_time(json, "timestamp", time_of(exporter, attribute->object));
    json_text(json, "distribution", "5");
    json_bool(json, "deleted", false);
    json_open_array(json, "Attribute");
    write_attribute(exporter, json, attribute, "address-crypto");
    json_close(json);
    json_close(json);
}

static void put(struct exporter *exporter, struct attribute *attribute, size_t form)
{
    attribute->type = forms[form].misp;
    attribute->category = forms[form].category;
    if (span_is(attribute->object->type, "cryptocurrency-wallet") ||
        strcmp(forms[form].type, "cryptocurrency-wallet") == 0)
        put_wallet(exporter, attribute);
    else
        write_attribute(exporter, &exporter->json, attribute, NULL);
    attribute->number++;
    exporter->written++;
}

/* hashes.SHA-256; longer paths are in no table. */
static void path_text(const struct pattern_step *step, char ret_path[PATH_TEXT_BYTES])
{
    size_t used = 0;
    ret_path[0] = 0;
    for (; step != NULL; step = step->next) {
        int more = snprintf(ret_path + used, PATH_TEXT_BYTES - used, "%s%.*s", used > 0 ? "." : "",
                            (int)step->text.size, (const char *)step->text.data);
        used += (size_t)more;
        if (used >= PATH_TEXT_BYTES) {
            ret_path[0] = 0;
            return;
        }
    }
}

/* A pattern none of whose values has a type of its own, whole. */
static void put_pattern(struct exporter *exporter, struct attribute *attribute)
{
    const struct json_value *root = attribute->object->root;
    struct span language = json_member_text(root, "pattern_type");
    attribute->value = json_member_text(root, "pattern");
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        if (!span_is(language, languages[i].language))
            continue;
        attribute->type = languages[i].misp;
        attribute->category = languages[i].category;
        write_attribute(exporter, &exporter->json, attribute, NULL);
        exporter->written++;
        return;
    }
    exporter->left_out++;
}

static bool put_indicator(struct exporter *exporter, struct attribute *attribute,
                          struct arena *arena, struct error *err)
{
    const struct object *object = attribute->object;
    size_t left_out = exporter->left_out;
    struct indicators indicators;
    struct indicator one;
    char path[PATH_TEXT_BYTES];
    if (object->revoked || object->defanged || indicator_is_benign(object)) {
        exporter->left_out++;
        return true;
    }
    attribute->to_ids = indicator_in_force(object, &exporter->now);
    attribute->comment = json_member_text(object->root, "description");
    if (!indicators_of(object, arena, &indicators, err))
        return false;
    while (indicators_next(&indicators, &one)) {
        path_text(one.property, path);
        attribute->value = one.value;
        size_t form = form_of(one.type, path);
        if (form < FORMS && one.value.size > 0)
            put(exporter, attribute, form);
        else
            exporter->left_out++;
    }
    if (attribute->number == 0) {
        exporter->left_out = left_out;
        put_pattern(exporter, attribute);
    }
    return true;
}

static const struct json_value *follow(const struct json_value *value, const char *path)
{
    for (const char *dot; (dot = strchr(path, '.')) != NULL; path = dot + 1)
        value = json_member_span(value, span_of(path, (size_t)(dot - path)));
    return json_member(value, path);
}

/* What is only an address of the web was a link. */
static bool is_link(const struct object *object, struct span content)
{
    const struct json_value *references = json_member(object->root, "external_references");
    const struct json_value *first = references == NULL ? NULL : references->first;
    return first != NULL && span_equal(json_member_text(first, "url"), content);
}

/* The properties of an observable, or the name of something, that MISP has a type for. */
static void put_properties(struct exporter *exporter, struct attribute *attribute)
{
    for (size_t i = 0; i < FORMS; i++) {
        if (!span_is(attribute->object->type, forms[i].type))
            continue;
        const struct json_value *value = follow(attribute->object->root, forms[i].path);
        if (value == NULL || value->text.size == 0)
            continue;
        attribute->value = value->text;
        attribute->comment = json_member_text(attribute->object->root, "description");
        put(exporter, attribute, is_link(attribute->object, value->text) ? LINK_FORM : i);
    }
}

bool misp_put(struct exporter *exporter, const struct object *object, struct arena *arena,
              struct error *err)
{
    struct attribute attribute = {.object = object};
    if (span_is(object->type, "indicator"))
        return put_indicator(exporter, &attribute, arena, err);
    if (!object->revoked && !object->defanged)
        put_properties(exporter, &attribute);
    return true;
}
