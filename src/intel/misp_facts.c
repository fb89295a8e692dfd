/* What attributes say of an observable, as the pattern of an indicator and as observables. */
#include <strings.h>

#include "base/limits.h"
#include "intel/address_text.h"
#include "intel/byte_text.h"
#include "intel/misp.h"
#include "intel/shape.h"

#define WALLET_EXTENSION "extension-definition--be78509e-6958-51b1-8b26-d17ee0eba2d7"

/* AS174 and 174 are the number 174. */
static struct span number_of(struct span value)
{
    return span_starts_with(value, "AS") ? span_part(value, 2, value.size) : value;
}

static bool is_number(struct span path)
{
    return span_is(path, "number") || span_is(path, "size");
}

/* The hive of a registry key is never shortened (STIX 2.1, 6.17). */
static void expand_hive(struct misp_fact *fact)
{
    static const char *const hives[][2] = {
        {"HKLM", "HKEY_LOCAL_MACHINE"}, {"HKCU", "HKEY_CURRENT_USER"},
        {"HKCR", "HKEY_CLASSES_ROOT"},  {"HKCC", "HKEY_CURRENT_CONFIG"},
        {"HKU", "HKEY_USERS"},
    };
    for (size_t i = 0; i < COUNT(hives); i++) {
        size_t size = strlen(hives[i][0]);
        if (fact->value.size > size && fact->value.data[size] == '\\' &&
            strncasecmp((const char *)fact->value.data, hives[i][0], size) == 0) {
            fact->hive = hives[i][1];
            fact->value = span_part(fact->value, size, fact->value.size);
            return;
        }
    }
}

/* A decimal of JSON below 2^53. */
static bool is_decimal(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size > 0 && text.size <= 15 && (text.size == 1 || text.data[0] != '0');
}

/* Of those that the standard's vocabulary does not have; 0 where the digits are not counted. */
static size_t other_digits(struct span algorithm)
{
    static const struct {
        const char *name;
        size_t digits;
    } algorithms[] = {
        {"SHA-224", 56},     {"SHA-384", 96},  {"SHA-512-224", 56},
        {"SHA-512-256", 64}, {"SHA3-224", 56}, {"SHA3-384", 96},
    };
    for (size_t i = 0; i < COUNT(algorithms); i++)
        if (span_is(algorithm, algorithms[i].name))
            return algorithms[i].digits;
    return 0;
}

/* The door asks what an observable says, and nothing of what a pattern compares with: there a URL
 * under the type of a domain would be looked for, and found by nobody. */
static bool is_said(const struct misp_fact *fact)
{
    static const struct {
        const char *type;
        bool (*is)(struct span text);
    } texts[] = {
        {"domain-name", is_domain_text},
        {"email-addr", is_email_text},
        {"mac-addr", is_mac_text},
    };
    if (is_number(fact->path))
        return is_decimal(fact->value);
    if (span_starts_with(fact->path, "hashes.")) {
        size_t digits = other_digits(span_part(fact->path, strlen("hashes."), fact->path.size));
        return digits == 0 || has_hex_digits(fact->value, digits);
    }
    if (span_is(fact->type, "ipv6-addr")) /* what is no IPv4 was taken for it */
        return is_ipv6_text(fact->value);
    for (size_t i = 0; i < COUNT(texts); i++)
        if (fact->to_ids && span_is(fact->type, texts[i].type))
            return texts[i].is(fact->value);
    return true;
}

static bool fact_add(struct misp_thing *thing, struct span word, struct span value, bool to_ids)
{
    struct misp_fact fact = {.value = value, .to_ids = to_ids};
    if (word.data[0] == '?') {
        fact.weak = true;
        word = span_part(word, 1, word.size);
    }
    const unsigned char *colon = memchr(word.data, ':', word.size);
    size_t at = (size_t)(colon - word.data);
    fact.type = span_part(word, 0, at);
    fact.path = span_part(word, at + 1, word.size);
    if (span_is(fact.type, "ip"))
        fact.type = span_text(is_ipv4_text(value) ? "ipv4-addr" : "ipv6-addr");
    if (is_number(fact.path))
        fact.value = number_of(value);
    if (!is_said(&fact))
        return false;
    if (span_is(fact.type, "windows-registry-key") && span_is(fact.path, "key"))
        expand_hive(&fact);
    if (value.size == 0 || thing->fact_count == MISP_FACTS_MAX)
        return false;
    thing->facts[thing->fact_count++] = fact;
    return true;
}

/* Two parts are split at the last bar, as a file's name may have others; those of a registry key at
 * the first, as its value may. */
static bool split(struct span value, bool at_first, struct span *ret_first, struct span *ret_second)
{
    size_t at = 0;
    for (size_t i = 0; i < value.size && (at == 0 || !at_first); i++)
        if (value.data[i] == '|')
            at = i + 1;
    if (at == 0)
        return false;
    *ret_first = span_part(value, 0, at - 1);
    *ret_second = span_part(value, at, value.size);
    return true;
}

bool misp_facts_add(struct misp_thing *thing, const struct misp_kind *kind, struct span value,
                    bool to_ids)
{
    const char *words = kind->words;
    size_t before = thing->fact_count;
    struct span word = words_next(&words), other = words_next(&words), first = value, second;
    if (other.size == 0)
        return fact_add(thing, word, value, to_ids);
    if (!split(value, span_is(other, "?windows-registry-key:values.data"), &first, &second) ||
        !fact_add(thing, word, first, to_ids) || !fact_add(thing, other, second, to_ids)) {
        thing->fact_count = before;
        return false;
    }
    return true;
}

static void put_escaped(struct dynbuf *pattern, struct span value)
{
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '\'' || value.data[i] == '\\')
            dynbuf_char(pattern, '\\');
        dynbuf_char(pattern, (char)value.data[i]);
    }
}

void misp_pattern_string(struct dynbuf *pattern, struct span value)
{
    dynbuf_char(pattern, '\'');
    put_escaped(pattern, value);
    dynbuf_char(pattern, '\'');
}

/* file:hashes.'SHA-256' = '…' */
static void write_comparison(struct dynbuf *pattern, const struct misp_fact *fact)
{
    dynbuf_span(pattern, fact->type);
    dynbuf_char(pattern, ':');
    if (span_starts_with(fact->path, "hashes.")) {
        dynbuf_text(pattern, "hashes.");
        misp_pattern_string(pattern, span_part(fact->path, strlen("hashes."), fact->path.size));
    } else {
        dynbuf_span(pattern,
                    span_is(fact->path, "values.data") ? span_text("values[*].data") : fact->path);
    }
    dynbuf_text(pattern, " = ");
    if (is_number(fact->path)) {
        dynbuf_span(pattern, fact->value);
        return;
    }
    dynbuf_format(pattern, "'%s", fact->hive == NULL ? "" : fact->hive);
    put_escaped(pattern, fact->value);
    dynbuf_char(pattern, '\'');
}

static bool any_strong(const struct misp_thing *thing)
{
    for (size_t i = 0; i < thing->fact_count; i++)
        if (thing->facts[i].to_ids && !thing->facts[i].weak)
            return true;
    return false;
}

/* Each strong fact is enough; weak ones count where there is no strong one, and then all of them
 * together. Facts of two types that must both hold are two observations. */
static void write_pattern(struct dynbuf *pattern, const struct misp_thing *thing)
{
    bool strong = any_strong(thing);
    const struct misp_fact *before = NULL;
    for (size_t i = 0; i < thing->fact_count; i++) {
        const struct misp_fact *fact = &thing->facts[i];
        if (!fact->to_ids || (strong && fact->weak))
            continue;
        if (before == NULL)
            dynbuf_char(pattern, '[');
        else if (strong)
            dynbuf_text(pattern, " OR ");
        else
            dynbuf_text(pattern, span_equal(before->type, fact->type) ? " AND " : "] AND [");
        write_comparison(pattern, fact);
        before = fact;
    }
    if (before != NULL)
        dynbuf_char(pattern, ']');
}

bool misp_indicate(struct misp_event *event, struct misp_thing *thing, struct error *err)
{
    struct dynbuf pattern;
    dynbuf_init(&pattern, PATTERN_BYTES_MAX);
    write_pattern(&pattern, thing);
    bool ok = pattern.size == 0 && !pattern.failed;
    ok = ok || misp_write_pattern(event, thing, &pattern, err);
    dynbuf_release(&pattern);
    return ok;
}

/* The first of the type's facts that are not used and have different paths make one observable. */
static bool takes(const struct misp_thing *thing, size_t first, size_t at)
{
    const struct misp_fact *fact = &thing->facts[at];
    if (fact->used || !span_equal(fact->type, thing->facts[first].type))
        return false;
    for (size_t i = first; i < at; i++)
        if (!thing->facts[i].used && span_equal(thing->facts[i].type, fact->type) &&
            span_equal(thing->facts[i].path, fact->path))
            return false;
    return true;
}

static void write_fact(struct json_writer *json, const struct misp_fact *fact)
{
    if (span_is(fact->path, "values.data")) {
        json_open_array(json, "values");
        json_open_object(json, NULL);
        json_string(json, "data", fact->value);
        json_close(json);
        json_close(json);
        return;
    }
    json_name(json, fact->path);
    if (is_number(fact->path)) {
        json_number(json, NULL, fact->value);
        return;
    }
    struct dynbuf text;
    dynbuf_init(&text, JSON_STRING_BYTES_MAX);
    dynbuf_text(&text, fact->hive == NULL ? "" : fact->hive);
    dynbuf_span(&text, fact->value);
    json_string(json, NULL, dynbuf_bytes(&text));
    if (text.failed)
        dynbuf_fail(json->buffer, &text);
    dynbuf_release(&text);
}

static void write_hashes(struct json_writer *json, const struct misp_thing *thing,
                         const bool *taken)
{
    bool open = false;
    for (size_t i = 0; i < thing->fact_count; i++) {
        struct span path = thing->facts[i].path;
        if (!taken[i] || !span_starts_with(path, "hashes."))
            continue;
        if (!open)
            json_open_object(json, "hashes");
        open = true;
        json_name(json, span_part(path, strlen("hashes."), path.size));
        json_string(json, NULL, thing->facts[i].value);
    }
    if (open)
        json_close(json);
}

static bool write_observable(struct misp_event *event, struct json_writer *json,
                             const struct misp_thing *thing, struct span type, const bool *taken,
                             struct error *err)
{
    json_open_object(json, NULL);
    json_string(json, "type", type);
    json_text(json, "spec_version", "2.1");
    if (!misp_write_marks(event, json, &thing->marks, err))
        return false;
    if (span_is(type, "email-message"))
        json_bool(json, "is_multipart", false);
    if (span_is(type, "cryptocurrency-wallet")) {
        json_open_object(json, "extensions");
        json_open_object(json, WALLET_EXTENSION);
        json_text(json, "extension_type", "new-sco");
        json_close(json);
        json_close(json);
    }
    write_hashes(json, thing, taken);
    for (size_t i = 0; i < thing->fact_count; i++)
        if (taken[i] && !span_starts_with(thing->facts[i].path, "hashes."))
            write_fact(json, &thing->facts[i]);
    json_close(json);
    return true;
}

/* Makes the observable that begins with this fact, and marks those that it takes. */
static bool observe_one(struct misp_event *event, struct misp_thing *thing, size_t first,
                        struct span *ret_id, struct error *err)
{
    bool taken[MISP_FACTS_MAX] = {false};
    struct json_writer json;
    struct dynbuf buffer;
    for (size_t i = first; i < thing->fact_count; i++)
        taken[i] = takes(thing, first, i);
    dynbuf_init(&buffer, OBJECT_BYTES_MAX);
    json_writer_init_compact(&json, &buffer);
    bool ok = write_observable(event, &json, thing, thing->facts[first].type, taken, err) &&
              import_add_written(event->import, &json, thing->json, thing->what, ret_id, err);
    for (size_t i = first; i < thing->fact_count; i++)
        thing->facts[i].used = thing->facts[i].used || taken[i];
    dynbuf_release(&buffer);
    return ok && misp_refer(event, *ret_id, err);
}

static bool write_observed(struct misp_event *event, struct misp_thing *thing,
                           const struct span *ids, size_t count, struct error *err)
{
    struct json_writer json;
    struct dynbuf buffer;
    struct span first = thing->first_seen.size > 0 ? thing->first_seen : thing->modified;
    struct span last = thing->last_seen.size > 0 ? thing->last_seen : first;
    if (!misp_open(event, &json, &buffer, thing, "observed-data", err))
        return false;
    json_string(&json, "first_observed", first);
    json_string(&json, "last_observed", last);
    json_u64(&json, "number_observed", 1);
    json_open_array(&json, "object_refs");
    for (size_t i = 0; i < count; i++)
        json_string(&json, NULL, ids[i]);
    json_close(&json);
    return misp_close(event, &json, &buffer, thing, &thing->observed, err);
}

bool misp_observe(struct misp_event *event, struct misp_thing *thing, struct error *err)
{
    struct span ids[MISP_FACTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < thing->fact_count; i++) {
        if (thing->facts[i].used)
            continue;
        if (!observe_one(event, thing, i, &ids[count], err))
            return false;
        count += ids[count].size > 0;
    }
    return count == 0 || write_observed(event, thing, ids, count, err);
}
