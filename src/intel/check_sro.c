/* Relationship objects (STIX 2.1, 5), and which relationships the standard lists (4, 6 and its
 * appendix B): others may be made, and are a warning. */
#include "intel/shape.h"

static const struct property relationship[] = {
    ROW("relationship_type", KIND_STRING, NEED),
    ROW("description", KIND_STRING, 0),
    WORDS("source_ref", KIND_REFERENCE, NEED, "@sdo @sco"),
    WORDS("target_ref", KIND_REFERENCE, NEED, "@sdo @sco"),
    ROW("start_time", KIND_TIMESTAMP, 0),
    ROW("stop_time", KIND_TIMESTAMP, 0),
};
static const struct rule relationship_rules[] = {
    {RULE_LATER, "stop_time", "start_time"},
    {RULE_NONE, NULL, NULL},
};

static const struct property sighting[] = {
    ROW("description", KIND_STRING, 0),
    ROW("first_seen", KIND_TIMESTAMP, 0),
    ROW("last_seen", KIND_TIMESTAMP, 0),
    ROW("count", KIND_SIGHTED, 0),
    WORDS("sighting_of_ref", KIND_REFERENCE, NEED, "@sdo"),
    WORDS("observed_data_refs", KIND_REFERENCE, LIST, "observed-data"),
    WORDS("where_sighted_refs", KIND_REFERENCE, LIST, "identity location"),
    ROW("summary", KIND_BOOLEAN, 0),
};
static const struct rule sighting_rules[] = {
    {RULE_NOT_EARLIER, "last_seen", "first_seen"},
    {RULE_NONE, NULL, NULL},
};

static const char aimed[] = "identity location vulnerability";
static const char means[] = "attack-pattern infrastructure malware tool";

static const struct {
    const char *source, *type, *targets;
} listed[] = {
    {"attack-pattern", "delivers", "malware"},
    {"attack-pattern", "targets", aimed},
    {"attack-pattern", "uses", "malware tool"},
    {"campaign", "attributed-to", "intrusion-set threat-actor"},
    {"campaign", "compromises", "infrastructure"},
    {"campaign", "originates-from", "location"},
    {"campaign", "targets", aimed},
    {"campaign", "uses", means},
    {"course-of-action", "investigates", "indicator"},
    {"course-of-action", "mitigates", "attack-pattern indicator malware tool vulnerability"},
    {"course-of-action", "remediates", "malware vulnerability"},
    {"domain-name", "resolves-to", "domain-name ipv4-addr ipv6-addr"},
    {"identity", "located-at", "location"},
    {"indicator", "indicates",
     "attack-pattern campaign infrastructure intrusion-set malware threat-actor tool"},
    {"indicator", "based-on", "observed-data"},
    {"infrastructure", "communicates-with", "infrastructure ipv4-addr ipv6-addr domain-name url"},
    {"infrastructure", "consists-of", "infrastructure observed-data @sco"},
    {"infrastructure", "controls", "infrastructure malware"},
    {"infrastructure", "delivers", "malware"},
    {"infrastructure", "has", "vulnerability"},
    {"infrastructure", "hosts", "tool malware"},
    {"infrastructure", "located-at", "location"},
    {"infrastructure", "uses", "infrastructure"},
    {"intrusion-set", "attributed-to", "threat-actor"},
    {"intrusion-set", "compromises", "infrastructure"},
    {"intrusion-set", "hosts", "infrastructure"},
    {"intrusion-set", "owns", "infrastructure"},
    {"intrusion-set", "originates-from", "location"},
    {"intrusion-set", "targets", aimed},
    {"intrusion-set", "uses", means},
    {"ipv4-addr", "resolves-to", "mac-addr"},
    {"ipv4-addr", "belongs-to", "autonomous-system"},
    {"ipv6-addr", "resolves-to", "mac-addr"},
    {"ipv6-addr", "belongs-to", "autonomous-system"},
    {"malware", "authored-by", "threat-actor intrusion-set"},
    {"malware", "beacons-to", "infrastructure"},
    {"malware", "exfiltrates-to", "infrastructure"},
    {"malware", "communicates-with", "ipv4-addr ipv6-addr domain-name url"},
    {"malware", "controls", "malware"},
    {"malware", "downloads", "malware tool file"},
    {"malware", "drops", "malware tool file"},
    {"malware", "exploits", "vulnerability"},
    {"malware", "originates-from", "location"},
    {"malware", "targets", "identity infrastructure location vulnerability"},
    {"malware", "uses", means},
    {"malware", "variant-of", "malware"},
    {"malware-analysis", "characterizes", "malware"},
    {"malware-analysis", "analysis-of", "malware"},
    {"malware-analysis", "static-analysis-of", "malware"},
    {"malware-analysis", "dynamic-analysis-of", "malware"},
    {"threat-actor", "attributed-to", "identity"},
    {"threat-actor", "compromises", "infrastructure"},
    {"threat-actor", "hosts", "infrastructure"},
    {"threat-actor", "owns", "infrastructure"},
    {"threat-actor", "impersonates", "identity"},
    {"threat-actor", "located-at", "location"},
    {"threat-actor", "targets", aimed},
    {"threat-actor", "uses", means},
    {"tool", "delivers", "malware"},
    {"tool", "drops", "malware"},
    {"tool", "has", "vulnerability"},
    {"tool", "targets", "identity infrastructure location vulnerability"},
    {"tool", "uses", "infrastructure"},
};

static bool is_listed(struct span source, struct span type, struct span target)
{
    if (words_have("related-to derived-from duplicate-of", type))
        return span_is(type, "related-to") || span_equal(source, target);
    for (size_t i = 0; i < COUNT(listed); i++)
        if (span_is(source, listed[i].source) && span_is(type, listed[i].type) &&
            (words_have(listed[i].targets, target) ||
             (words_have(listed[i].targets, span_text("@sco")) &&
              object_class_of(target) == OBJECT_SCO)))
            return true;
    return false;
}

static void check_relationship(struct check *check, const struct json_value *object)
{
    const struct json_value *kind = json_member(object, "relationship_type");
    struct span source = json_member_text(object, "source_ref"), source_type;
    struct span target = json_member_text(object, "target_ref"), target_type;
    struct uuid uuid;
    if (kind == NULL || kind->type != JSON_TYPE_STRING)
        return;
    if (kind->text.size == 0)
        check_error(check, kind, "expected the name of a relationship");
    for (size_t i = 0; i < kind->text.size; i++) {
        unsigned char byte = kind->text.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') && byte != '-') {
            check_error(check, kind, "expected lower-case letters, digits and hyphens");
            break;
        }
    }
    if (stix_id_parse(source, &source_type, &uuid) && stix_id_parse(target, &target_type, &uuid) &&
        !is_listed(source_type, kind->text, target_type))
        check_warning(check, kind, "not a relationship that the standard lists from %.*s to %.*s",
                      (int)source_type.size, (const char *)source_type.data, (int)target_type.size,
                      (const char *)target_type.data);
}

static const struct shape shapes[] = {
    {"relationship", relationship, COUNT(relationship), relationship_rules, NULL, NULL,
     check_relationship, NULL},
    {"sighting", sighting, COUNT(sighting), sighting_rules, NULL, NULL, NULL, NULL},
};

const struct shape *shape_of_sro(struct span type)
{
    return shape_find(shapes, COUNT(shapes), type);
}
