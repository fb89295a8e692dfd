/* What the types of MISP's attributes are here (core format, 2.3.2.3). Those that are not here are
 * left out, and said. */
#include "intel/misp.h"

/* A hash of a file by itself, and behind the file's name. */
#define HASH(type, key)                                                                            \
    {type, MISP_OBSERVED, "file:hashes." key},                                                     \
    {                                                                                              \
        "filename|" type, MISP_OBSERVED, "?file:name file:hashes." key                             \
    }
/* One that many files share. */
#define WEAK_HASH(type, key)                                                                       \
    {type, MISP_OBSERVED, "?file:hashes." key},                                                    \
    {                                                                                              \
        "filename|" type, MISP_OBSERVED, "?file:name ?file:hashes." key                            \
    }

static const struct misp_kind kinds[] = {
    {"domain", MISP_OBSERVED, "domain-name:value"},
    {"hostname", MISP_OBSERVED, "domain-name:value"},
    {"onion-address", MISP_OBSERVED, "domain-name:value"},
    {"domain|ip", MISP_OBSERVED, "domain-name:value ip:value"},
    {"ip-src", MISP_OBSERVED, "ip:value"},
    {"ip-dst", MISP_OBSERVED, "ip:value"},
    {"ip-src|port", MISP_ENDPOINT, "src"},
    {"ip-dst|port", MISP_ENDPOINT, "dst"},
    {"hostname|port", MISP_ENDPOINT, "dst"},
    {"url", MISP_OBSERVED, "url:value"},
    {"uri", MISP_OBSERVED, "url:value"},
    {"email", MISP_OBSERVED, "email-addr:value"},
    {"email-src", MISP_OBSERVED, "email-addr:value"},
    {"email-dst", MISP_OBSERVED, "email-addr:value"},
    {"email-reply-to", MISP_OBSERVED, "email-addr:value"},
    {"whois-registrant-email", MISP_OBSERVED, "email-addr:value"},
    {"dns-soa-email", MISP_OBSERVED, "email-addr:value"},
    {"email-subject", MISP_OBSERVED, "email-message:subject"},
    {"email-body", MISP_OBSERVED, "email-message:body"},
    {"email-message-id", MISP_OBSERVED, "email-message:message_id"},
    {"email-attachment", MISP_OBSERVED, "?file:name"},
    {"mac-address", MISP_OBSERVED, "mac-addr:value"},
    {"AS", MISP_OBSERVED, "autonomous-system:number"},
    {"mutex", MISP_OBSERVED, "mutex:name"},
    {"regkey", MISP_OBSERVED, "?windows-registry-key:key"},
    {"regkey|value", MISP_OBSERVED, "?windows-registry-key:key ?windows-registry-key:values.data"},
    {"filename", MISP_OBSERVED, "?file:name"},
    {"attachment", MISP_OBSERVED, "?file:name"},
    {"malware-sample", MISP_OBSERVED, "?file:name file:hashes.MD5"},
    {"size-in-bytes", MISP_OBSERVED, "?file:size"},
    {"mime-type", MISP_OBSERVED, "?file:mime_type"},
    HASH("md5", "MD5"),
    HASH("sha1", "SHA-1"),
    HASH("sha224", "SHA-224"),
    HASH("sha256", "SHA-256"),
    HASH("sha384", "SHA-384"),
    HASH("sha512", "SHA-512"),
    HASH("sha512/224", "SHA-512-224"),
    HASH("sha512/256", "SHA-512-256"),
    HASH("sha3-224", "SHA3-224"),
    HASH("sha3-256", "SHA3-256"),
    HASH("sha3-384", "SHA3-384"),
    HASH("sha3-512", "SHA3-512"),
    WEAK_HASH("authentihash", "AUTHENTIHASH"),
    WEAK_HASH("cdhash", "CDHASH"),
    WEAK_HASH("imphash", "IMPHASH"),
    WEAK_HASH("impfuzzy", "IMPFUZZY"),
    WEAK_HASH("pehash", "PEHASH"),
    WEAK_HASH("ssdeep", "SSDEEP"),
    WEAK_HASH("telfhash", "TELFHASH"),
    WEAK_HASH("tlsh", "TLSH"),
    WEAK_HASH("vhash", "VHASH"),
    {"x509-fingerprint-md5", MISP_OBSERVED, "x509-certificate:hashes.MD5"},
    {"x509-fingerprint-sha1", MISP_OBSERVED, "x509-certificate:hashes.SHA-1"},
    {"x509-fingerprint-sha256", MISP_OBSERVED, "x509-certificate:hashes.SHA-256"},
    {"btc", MISP_OBSERVED, "cryptocurrency-wallet:value"},
    {"dash", MISP_OBSERVED, "cryptocurrency-wallet:value"},
    {"xmr", MISP_OBSERVED, "cryptocurrency-wallet:value"},
    {"user-agent", MISP_SENT,
     "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"},
    {"http-method", MISP_SENT, "network-traffic:extensions.'http-request-ext'.request_method"},
    {"yara", MISP_RULE, "yara"},
    {"sigma", MISP_RULE, "sigma"},
    {"snort", MISP_RULE, "snort"},
    {"suricata", MISP_RULE, "suricata"},
    {"stix2-pattern", MISP_RULE, "stix"},
    {"threat-actor", MISP_NAMED, "threat-actor"},
    {"campaign-name", MISP_NAMED, "campaign"},
    {"malware-type", MISP_NAMED, "malware"},
    {"vulnerability", MISP_VULNERABILITY, ""},
    {"comment", MISP_NOTE, ""},
    {"text", MISP_NOTE, ""},
    {"other", MISP_NOTE, ""},
    {"link", MISP_LINK, ""},
};

const struct misp_kind *misp_kind_of(struct span type)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (span_is(type, kinds[i].type))
            return &kinds[i];
    return NULL;
}
