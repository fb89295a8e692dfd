#include "intel/type.h"

static const struct {
    const char *type;
    enum object_class class;
} types[] = {
    /* STIX 2.1, 4 */
    {"attack-pattern", OBJECT_SDO},
    {"campaign", OBJECT_SDO},
    {"course-of-action", OBJECT_SDO},
    {"grouping", OBJECT_SDO},
    {"identity", OBJECT_SDO},
    {"incident", OBJECT_SDO},
    {"indicator", OBJECT_SDO},
    {"infrastructure", OBJECT_SDO},
    {"intrusion-set", OBJECT_SDO},
    {"location", OBJECT_SDO},
    {"malware", OBJECT_SDO},
    {"malware-analysis", OBJECT_SDO},
    {"note", OBJECT_SDO},
    {"observed-data", OBJECT_SDO},
    {"opinion", OBJECT_SDO},
    {"report", OBJECT_SDO},
    {"threat-actor", OBJECT_SDO},
    {"tool", OBJECT_SDO},
    {"vulnerability", OBJECT_SDO},
    /* 5 */
    {"relationship", OBJECT_SRO},
    {"sighting", OBJECT_SRO},
    /* 6 */
    {"artifact", OBJECT_SCO},
    {"autonomous-system", OBJECT_SCO},
    {"directory", OBJECT_SCO},
    {"domain-name", OBJECT_SCO},
    {"email-addr", OBJECT_SCO},
    {"email-message", OBJECT_SCO},
    {"file", OBJECT_SCO},
    {"ipv4-addr", OBJECT_SCO},
    {"ipv6-addr", OBJECT_SCO},
    {"mac-addr", OBJECT_SCO},
    {"mutex", OBJECT_SCO},
    {"network-traffic", OBJECT_SCO},
    {"process", OBJECT_SCO},
    {"software", OBJECT_SCO},
    {"url", OBJECT_SCO},
    {"user-account", OBJECT_SCO},
    {"windows-registry-key", OBJECT_SCO},
    {"x509-certificate", OBJECT_SCO},
    /* the community's */
    {"cryptocurrency-transaction", OBJECT_SCO},
    {"cryptocurrency-wallet", OBJECT_SCO},
    /* 7 */
    {"extension-definition", OBJECT_EXTENSION},
    {"language-content", OBJECT_LANGUAGE},
    {"marking-definition", OBJECT_MARKING},
};

enum object_class object_class_of(struct span type)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (span_is(type, types[i].type))
            return types[i].class;
    return OBJECT_UNKNOWN;
}

enum object_class object_class_of_extension(struct span extension_type)
{
    if (span_is(extension_type, "new-sdo"))
        return OBJECT_SDO;
    if (span_is(extension_type, "new-sro"))
        return OBJECT_SRO;
    return span_is(extension_type, "new-sco") ? OBJECT_SCO : OBJECT_UNKNOWN;
}

const char *object_class_name(enum object_class class)
{
    static const char *const names[] = {
        [OBJECT_SDO] = "domain object",
        [OBJECT_SRO] = "relationship object",
        [OBJECT_SCO] = "cyber-observable object",
        [OBJECT_MARKING] = "marking definition",
        [OBJECT_EXTENSION] = "extension definition",
        [OBJECT_LANGUAGE] = "language content",
        [OBJECT_UNKNOWN] = "object of an unknown type",
    };
    return names[class];
}
