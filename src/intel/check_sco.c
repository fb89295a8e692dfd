/* Cyber-observable objects (STIX 2.1, 6), each with what its UUIDv5 is made of, in the order of
 * names. */
#include "intel/shape.h"

#define TIMES                                                                                      \
    ROW("ctime", KIND_TIMESTAMP, 0), ROW("mtime", KIND_TIMESTAMP, 0),                              \
        ROW("atime", KIND_TIMESTAMP, 0)

static const struct property artifact[] = {
    ROW("mime_type", KIND_MIME, 0),
    ROW("payload_bin", KIND_BINARY, 0),
    ROW("url", KIND_URI, 0),
    ROW("hashes", KIND_HASHES, 0),
    WORDS("encryption_algorithm", KIND_ENUM, 0,
          "AES-256-GCM ChaCha20-Poly1305 mime-type-indicated"),
    ROW("decryption_key", KIND_STRING, 0),
};
static const struct rule artifact_rules[] = {
    {RULE_ANY_OF, NULL, "payload_bin url"},
    {RULE_EXCLUDES, "payload_bin", "url"},
    {RULE_NEEDS, "url", "hashes"},
    {RULE_NEEDS, "decryption_key", "encryption_algorithm"},
    {RULE_NONE, NULL, NULL},
};

static const struct property autonomous_system[] = {
    ROW("number", KIND_COUNT, NEED),
    ROW("name", KIND_STRING, 0),
    ROW("rir", KIND_STRING, 0),
};

static const struct property directory[] = {
    ROW("path", KIND_STRING, NEED),
    ROW("path_enc", KIND_STRING, 0),
    TIMES,
    WORDS("contains_refs", KIND_REFERENCE, LIST, "file directory"),
};

static const struct property domain_name[] = {
    ROW("value", KIND_DOMAIN, NEED),
    WORDS("resolves_to_refs", KIND_REFERENCE, LIST, "ipv4-addr ipv6-addr domain-name"),
};

static const struct property email_addr[] = {
    ROW("value", KIND_EMAIL, NEED),
    ROW("display_name", KIND_STRING, 0),
    WORDS("belongs_to_ref", KIND_REFERENCE, 0, "user-account"),
};

static const struct property mime_part[] = {
    ROW("body", KIND_STRING, 0),
    WORDS("body_raw_ref", KIND_REFERENCE, 0, "artifact file"),
    ROW("content_type", KIND_STRING, 0),
    ROW("content_disposition", KIND_STRING, 0),
};
static const struct rule mime_part_rules[] = {
    {RULE_ANY_OF, NULL, "body body_raw_ref"},
    {RULE_EXCLUDES, "body", "body_raw_ref"},
    {RULE_NONE, NULL, NULL},
};
static const struct shape mime_part_shape = {
    .name = "mime-part-type",
    .properties = mime_part,
    .count = COUNT(mime_part),
    .rules = mime_part_rules,
};

static const struct property email_message[] = {
    ROW("is_multipart", KIND_BOOLEAN, NEED),
    ROW("date", KIND_TIMESTAMP, 0),
    ROW("content_type", KIND_STRING, 0),
    WORDS("from_ref", KIND_REFERENCE, 0, "email-addr"),
    WORDS("sender_ref", KIND_REFERENCE, 0, "email-addr"),
    WORDS("to_refs", KIND_REFERENCE, LIST, "email-addr"),
    WORDS("cc_refs", KIND_REFERENCE, LIST, "email-addr"),
    WORDS("bcc_refs", KIND_REFERENCE, LIST, "email-addr"),
    ROW("message_id", KIND_STRING, 0),
    ROW("subject", KIND_STRING, 0),
    ROW("received_lines", KIND_STRING, LIST),
    ROW("additional_header_fields", KIND_HEADERS, 0),
    ROW("body", KIND_STRING, 0),
    PART("body_multipart", LIST, &mime_part_shape),
    WORDS("raw_email_ref", KIND_REFERENCE, 0, "artifact"),
};
static const struct rule email_message_rules[] = {
    {RULE_TRUE_EXCLUDES, "is_multipart", "body"},
    {RULE_FALSE_EXCLUDES, "is_multipart", "body_multipart"},
    {RULE_NONE, NULL, NULL},
};

static const struct property file[] = {
    ROW("hashes", KIND_HASHES, 0),
    ROW("size", KIND_COUNT, 0),
    ROW("name", KIND_STRING, 0),
    ROW("name_enc", KIND_STRING, 0),
    ROW("magic_number_hex", KIND_HEX, 0),
    ROW("mime_type", KIND_STRING, 0),
    TIMES,
    WORDS("parent_directory_ref", KIND_REFERENCE, 0, "directory"),
    WORDS("contains_refs", KIND_REFERENCE, LIST, "@sco"),
    WORDS("content_ref", KIND_REFERENCE, 0, "artifact"),
};
static const struct rule file_rules[] = {
    {RULE_ANY_OF, NULL, "hashes name"},
    {RULE_NONE, NULL, NULL},
};

#define ADDRESS(kind)                                                                              \
    ROW("value", kind, NEED), WORDS("resolves_to_refs", KIND_REFERENCE, LIST, "mac-addr"),         \
        WORDS("belongs_to_refs", KIND_REFERENCE, LIST, "autonomous-system")

static const struct property ipv4_addr[] = {ADDRESS(KIND_IPV4)};
static const struct property ipv6_addr[] = {ADDRESS(KIND_IPV6)};
static const struct property mac_addr[] = {ROW("value", KIND_MAC, NEED)};
static const struct property mutex[] = {ROW("name", KIND_STRING, NEED)};

static const char ends[] = "ipv4-addr ipv6-addr mac-addr domain-name";
static const struct property network_traffic[] = {
    ROW("start", KIND_TIMESTAMP, 0),
    ROW("end", KIND_TIMESTAMP, 0),
    ROW("is_active", KIND_BOOLEAN, 0),
    WORDS("src_ref", KIND_REFERENCE, 0, ends),
    WORDS("dst_ref", KIND_REFERENCE, 0, ends),
    ROW("src_port", KIND_PORT, 0),
    ROW("dst_port", KIND_PORT, 0),
    ROW("protocols", KIND_STRING, LIST | NEED),
    ROW("src_byte_count", KIND_COUNT, 0),
    ROW("dst_byte_count", KIND_COUNT, 0),
    ROW("src_packets", KIND_COUNT, 0),
    ROW("dst_packets", KIND_COUNT, 0),
    ROW("ipfix", KIND_TAGS, 0),
    WORDS("src_payload_ref", KIND_REFERENCE, 0, "artifact"),
    WORDS("dst_payload_ref", KIND_REFERENCE, 0, "artifact"),
    WORDS("encapsulates_refs", KIND_REFERENCE, LIST, "network-traffic"),
    WORDS("encapsulated_by_ref", KIND_REFERENCE, 0, "network-traffic"),
};
static const struct rule network_traffic_rules[] = {
    {RULE_ANY_OF, NULL, "src_ref dst_ref"},
    {RULE_NOT_EARLIER, "end", "start"},
    {RULE_TRUE_EXCLUDES, "is_active", "end"},
    {RULE_NONE, NULL, NULL},
};

static const struct property process[] = {
    ROW("is_hidden", KIND_BOOLEAN, 0),
    ROW("pid", KIND_INTEGER, 0),
    ROW("created_time", KIND_TIMESTAMP, 0),
    ROW("cwd", KIND_STRING, 0),
    ROW("command_line", KIND_STRING, 0),
    ROW("environment_variables", KIND_TEXTS, 0),
    WORDS("opened_connection_refs", KIND_REFERENCE, LIST, "network-traffic"),
    WORDS("creator_user_ref", KIND_REFERENCE, 0, "user-account"),
    WORDS("image_ref", KIND_REFERENCE, 0, "file"),
    WORDS("parent_ref", KIND_REFERENCE, 0, "process"),
    WORDS("child_refs", KIND_REFERENCE, LIST, "process"),
};
static const struct rule process_rules[] = {
    {RULE_ANY_OF, NULL,
     "extensions is_hidden pid created_time cwd command_line environment_variables "
     "opened_connection_refs creator_user_ref image_ref parent_ref child_refs"},
    {RULE_NONE, NULL, NULL},
};

static const struct property software[] = {
    ROW("name", KIND_STRING, NEED), ROW("cpe", KIND_CPE, 0),
    ROW("swid", KIND_STRING, 0),    ROW("languages", KIND_LANGUAGE, LIST),
    ROW("vendor", KIND_STRING, 0),  ROW("version", KIND_STRING, 0),
};

static const struct property url[] = {ROW("value", KIND_URI, NEED)};

static const struct property user_account[] = {
    ROW("user_id", KIND_STRING, 0),
    ROW("credential", KIND_STRING, 0),
    ROW("account_login", KIND_STRING, 0),
    WORDS("account_type", KIND_OPEN, 0,
          "facebook ldap nis openid radius skype tacacs twitter unix windows-local "
          "windows-domain"),
    ROW("display_name", KIND_STRING, 0),
    ROW("is_service_account", KIND_BOOLEAN, 0),
    ROW("is_privileged", KIND_BOOLEAN, 0),
    ROW("can_escalate_privs", KIND_BOOLEAN, 0),
    ROW("is_disabled", KIND_BOOLEAN, 0),
    ROW("account_created", KIND_TIMESTAMP, 0),
    ROW("account_expires", KIND_TIMESTAMP, 0),
    ROW("credential_last_changed", KIND_TIMESTAMP, 0),
    ROW("account_first_login", KIND_TIMESTAMP, 0),
    ROW("account_last_login", KIND_TIMESTAMP, 0),
};
static const struct rule user_account_rules[] = {
    {RULE_ANY_OF, NULL,
     "user_id credential account_login account_type display_name is_service_account "
     "is_privileged can_escalate_privs is_disabled account_created account_expires "
     "credential_last_changed account_first_login account_last_login extensions"},
    {RULE_NONE, NULL, NULL},
};

static const struct property registry_value[] = {
    ROW("name", KIND_STRING, 0),
    ROW("data", KIND_STRING, 0),
    WORDS("data_type", KIND_ENUM, 0,
          "REG_NONE REG_SZ REG_EXPAND_SZ REG_BINARY REG_DWORD REG_DWORD_BIG_ENDIAN "
          "REG_DWORD_LITTLE_ENDIAN REG_LINK REG_MULTI_SZ REG_RESOURCE_LIST "
          "REG_FULL_RESOURCE_DESCRIPTION REG_RESOURCE_REQUIREMENTS_LIST REG_QWORD "
          "REG_INVALID_TYPE"),
};
static const struct rule registry_value_rules[] = {
    {RULE_ANY_OF, NULL, "name data data_type"},
    {RULE_NONE, NULL, NULL},
};
static const struct shape registry_value_shape = {
    .name = "windows-registry-value-type",
    .properties = registry_value,
    .count = COUNT(registry_value),
    .rules = registry_value_rules,
};

static const struct property windows_registry_key[] = {
    ROW("key", KIND_REGISTRY, 0),
    PART("values", LIST, &registry_value_shape),
    ROW("modified_time", KIND_TIMESTAMP, 0),
    WORDS("creator_user_ref", KIND_REFERENCE, 0, "user-account"),
    ROW("number_of_subkeys", KIND_COUNT, 0),
};
static const struct rule windows_registry_key_rules[] = {
    {RULE_ANY_OF, NULL, "key values modified_time creator_user_ref number_of_subkeys"},
    {RULE_NONE, NULL, NULL},
};

static const struct property x509_v3_extensions[] = {
    ROW("basic_constraints", KIND_STRING, 0),
    ROW("name_constraints", KIND_STRING, 0),
    ROW("policy_constraints", KIND_STRING, 0),
    ROW("key_usage", KIND_STRING, 0),
    ROW("extended_key_usage", KIND_STRING, 0),
    ROW("subject_key_identifier", KIND_STRING, 0),
    ROW("authority_key_identifier", KIND_STRING, 0),
    ROW("subject_alternative_name", KIND_STRING, 0),
    ROW("issuer_alternative_name", KIND_STRING, 0),
    ROW("subject_directory_attributes", KIND_STRING, 0),
    ROW("crl_distribution_points", KIND_STRING, 0),
    ROW("inhibit_any_policy", KIND_STRING, 0),
    ROW("private_key_usage_period_not_before", KIND_TIMESTAMP, 0),
    ROW("private_key_usage_period_not_after", KIND_TIMESTAMP, 0),
    ROW("certificate_policies", KIND_STRING, 0),
    ROW("policy_mappings", KIND_STRING, 0),
};
static const struct shape x509_v3_extensions_shape = {
    .name = "x509-v3-extensions-type",
    .properties = x509_v3_extensions,
    .count = COUNT(x509_v3_extensions),
};

static const struct property x509_certificate[] = {
    ROW("is_self_signed", KIND_BOOLEAN, 0),
    ROW("hashes", KIND_HASHES, 0),
    ROW("version", KIND_STRING, 0),
    ROW("serial_number", KIND_STRING, 0),
    ROW("signature_algorithm", KIND_STRING, 0),
    ROW("issuer", KIND_STRING, 0),
    ROW("validity_not_before", KIND_TIMESTAMP, 0),
    ROW("validity_not_after", KIND_TIMESTAMP, 0),
    ROW("subject", KIND_STRING, 0),
    ROW("subject_public_key_algorithm", KIND_STRING, 0),
    ROW("subject_public_key_modulus", KIND_STRING, 0),
    ROW("subject_public_key_exponent", KIND_INTEGER, 0),
    PART("x509_v3_extensions", 0, &x509_v3_extensions_shape),
};
static const struct rule x509_certificate_rules[] = {
    {RULE_ANY_OF, NULL,
     "is_self_signed hashes version serial_number signature_algorithm issuer "
     "validity_not_before validity_not_after subject subject_public_key_algorithm "
     "subject_public_key_modulus subject_public_key_exponent x509_v3_extensions"},
    {RULE_NONE, NULL, NULL},
};

#define SHAPE(name, table, rules, contributing, extensions)                                        \
    {name, table, COUNT(table), rules, contributing, extensions, NULL, NULL}

static const struct shape shapes[] = {
    SHAPE("artifact", artifact, artifact_rules, "hashes payload_bin", NULL),
    SHAPE("autonomous-system", autonomous_system, NULL, "number", NULL),
    SHAPE("directory", directory, NULL, "path", NULL),
    SHAPE("domain-name", domain_name, NULL, "value", NULL),
    SHAPE("email-addr", email_addr, NULL, "value", NULL),
    SHAPE("email-message", email_message, email_message_rules, "body from_ref subject", NULL),
    SHAPE("file", file, file_rules, "extensions hashes name parent_directory_ref", file_extensions),
    SHAPE("ipv4-addr", ipv4_addr, NULL, "value", NULL),
    SHAPE("ipv6-addr", ipv6_addr, NULL, "value", NULL),
    SHAPE("mac-addr", mac_addr, NULL, "value", NULL),
    SHAPE("mutex", mutex, NULL, "name", NULL),
    SHAPE("network-traffic", network_traffic, network_traffic_rules,
          "dst_port dst_ref end extensions protocols src_port src_ref start", network_extensions),
    SHAPE("process", process, process_rules, "", process_extensions),
    SHAPE("software", software, NULL, "cpe name swid vendor version", NULL),
    SHAPE("url", url, NULL, "value", NULL),
    SHAPE("user-account", user_account, user_account_rules, "account_login account_type user_id",
          account_extensions),
    SHAPE("windows-registry-key", windows_registry_key, windows_registry_key_rules, "key values",
          NULL),
    SHAPE("x509-certificate", x509_certificate, x509_certificate_rules, "hashes serial_number",
          NULL),
};

const struct shape *shape_of_sco(struct span type)
{
    return shape_find(shapes, COUNT(shapes), type);
}
