/* Domain objects (STIX 2.1, 4). Words are of the vocabularies and enumerations of section 10. */
#include "intel/pattern.h"
#include "intel/shape.h"

static const struct property kill_chain_phase[] = {
    ROW("kill_chain_name", KIND_STRING, NEED),
    ROW("phase_name", KIND_STRING, NEED),
};
const struct shape kill_chain_phase_shape = {
    .name = "kill-chain-phase",
    .properties = kill_chain_phase,
    .count = COUNT(kill_chain_phase),
};

#define KILL_CHAIN  PART("kill_chain_phases", LIST, &kill_chain_phase_shape)
#define OBJECT_REFS WORDS("object_refs", KIND_REFERENCE, LIST | NEED, "@any")
#define NAME        ROW("name", KIND_STRING, NEED)
#define DESCRIPTION ROW("description", KIND_STRING, 0)
#define ALIASES     ROW("aliases", KIND_STRING, LIST)
#define SEEN        ROW("first_seen", KIND_TIMESTAMP, 0), ROW("last_seen", KIND_TIMESTAMP, 0)

static const struct rule seen_in_order[] = {
    {RULE_NOT_EARLIER, "last_seen", "first_seen"},
    {RULE_NONE, NULL, NULL},
};

static const char motivations[] =
    "accidental coercion dominance ideology notoriety organizational-gain personal-gain "
    "personal-satisfaction revenge unpredictable";
static const char resource_levels[] = "individual club contest team organization government";

static const struct property attack_pattern[] = {NAME, DESCRIPTION, ALIASES, KILL_CHAIN};

static const struct property campaign[] = {NAME, DESCRIPTION, ALIASES, SEEN,
                                           ROW("objective", KIND_STRING, 0)};

static const struct property course_of_action[] = {NAME, DESCRIPTION};

static const struct property grouping[] = {
    ROW("name", KIND_STRING, 0),
    DESCRIPTION,
    WORDS("context", KIND_OPEN, NEED, "suspicious-activity malware-analysis unspecified"),
    OBJECT_REFS,
};

static const struct property identity[] = {
    NAME,
    DESCRIPTION,
    ROW("roles", KIND_STRING, LIST),
    WORDS("identity_class", KIND_OPEN, 0, "individual group system organization class unknown"),
    WORDS("sectors", KIND_OPEN, LIST,
          "agriculture aerospace automotive chemical commercial communications construction "
          "defense education energy entertainment financial-services government "
          "emergency-services government-local government-national government-public-services "
          "government-regional healthcare hospitality-leisure infrastructure dams nuclear water "
          "insurance manufacturing mining non-profit pharmaceuticals retail technology "
          "telecommunications transportation utilities"),
    ROW("contact_information", KIND_STRING, 0),
};

static const struct property incident[] = {NAME, DESCRIPTION, KILL_CHAIN};

static const struct property indicator[] = {
    ROW("name", KIND_STRING, 0),
    DESCRIPTION,
    WORDS("indicator_types", KIND_OPEN, LIST,
          "anomalous-activity anonymization benign compromised malicious-activity attribution "
          "unknown"),
    ROW("pattern", KIND_STRING, NEED),
    WORDS("pattern_type", KIND_OPEN, NEED, "stix pcre sigma snort suricata yara"),
    ROW("pattern_version", KIND_STRING, 0),
    ROW("valid_from", KIND_TIMESTAMP, NEED),
    ROW("valid_until", KIND_TIMESTAMP, 0),
    KILL_CHAIN,
};
static const struct rule indicator_rules[] = {
    {RULE_LATER, "valid_until", "valid_from"},
    {RULE_NONE, NULL, NULL},
};

/* A pattern of another language, or of another version of this one, is its readers' business. */
static void check_pattern(struct check *check, const struct json_value *object)
{
    const struct json_value *pattern = json_member(object, "pattern");
    const struct json_value *version = json_member(object, "pattern_version");
    struct pattern read;
    struct error err;
    if (!span_is(json_member_text(object, "pattern_type"), "stix") || pattern == NULL ||
        pattern->type != JSON_TYPE_STRING ||
        (version != NULL && !span_is(json_member_text(object, "pattern_version"), "2.1")))
        return;
    if (pattern_read(pattern->text, check->arena, &read, &err))
        return;
    if (error_is_environment(err.code))
        check->failure = err;
    else
        check_error(check, pattern, "%s", err.text);
}

static const struct property infrastructure[] = {
    NAME,
    DESCRIPTION,
    WORDS("infrastructure_types", KIND_OPEN, LIST,
          "amplification anonymization botnet command-and-control control-system exfiltration "
          "firewall hosting-malware hosting-target-lists phishing reconnaissance "
          "routers-switches staging workstation unknown"),
    ALIASES,
    KILL_CHAIN,
    SEEN,
};

static const struct property intrusion_set[] = {
    NAME,
    DESCRIPTION,
    ALIASES,
    SEEN,
    ROW("goals", KIND_STRING, LIST),
    WORDS("resource_level", KIND_OPEN, 0, resource_levels),
    WORDS("primary_motivation", KIND_OPEN, 0, motivations),
    WORDS("secondary_motivations", KIND_OPEN, LIST, motivations),
};

static const struct property location[] = {
    ROW("name", KIND_STRING, 0),
    DESCRIPTION,
    ROW("latitude", KIND_LATITUDE, 0),
    ROW("longitude", KIND_LONGITUDE, 0),
    ROW("precision", KIND_POSITIVE, 0),
    WORDS("region", KIND_OPEN, 0,
          "africa eastern-africa middle-africa northern-africa southern-africa western-africa "
          "americas caribbean central-america latin-america-caribbean northern-america "
          "south-america asia central-asia eastern-asia southern-asia south-eastern-asia "
          "western-asia europe eastern-europe northern-europe southern-europe western-europe "
          "oceania antarctica australia-new-zealand melanesia micronesia polynesia"),
    ROW("country", KIND_STRING, 0),
    ROW("administrative_area", KIND_STRING, 0),
    ROW("city", KIND_STRING, 0),
    ROW("street_address", KIND_STRING, 0),
    ROW("postal_code", KIND_STRING, 0),
};
static const struct rule location_rules[] = {
    {RULE_ANY_OF, NULL, "region country latitude"},
    {RULE_NEEDS, "latitude", "longitude"},
    {RULE_NEEDS, "longitude", "latitude"},
    {RULE_NEEDS, "precision", "latitude longitude"},
    {RULE_NONE, NULL, NULL},
};

static const struct property malware[] = {
    ROW("name", KIND_STRING, 0),
    DESCRIPTION,
    WORDS("malware_types", KIND_OPEN, LIST,
          "adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware "
          "remote-access-trojan resource-exploitation rogue-security-software rootkit "
          "screen-capture spyware trojan unknown virus webshell wiper worm"),
    ROW("is_family", KIND_BOOLEAN, NEED),
    ALIASES,
    KILL_CHAIN,
    SEEN,
    WORDS("operating_system_refs", KIND_REFERENCE, LIST, "software"),
    WORDS("architecture_execution_envs", KIND_OPEN, LIST,
          "alpha arm ia-64 mips powerpc sparc x86 x86-64"),
    WORDS("implementation_languages", KIND_OPEN, LIST,
          "applescript bash c c++ c# go java javascript lua objective-c perl php powershell "
          "python ruby scala swift typescript visual-basic x86-32 x86-64"),
    WORDS("capabilities", KIND_OPEN, LIST,
          "accesses-remote-machines anti-debugging anti-disassembly anti-emulation "
          "anti-memory-forensics anti-sandbox anti-vm captures-input-peripherals "
          "captures-output-peripherals captures-system-state-data cleans-traces-of-infection "
          "commits-fraud communicates-with-c2 compromises-data-availability "
          "compromises-data-integrity compromises-system-availability controls-local-machine "
          "degrades-security-software degrades-system-updates determines-c2-server emails-spam "
          "escalates-privileges evades-av exfiltrates-data fingerprints-host hides-artifacts "
          "hides-executing-code infects-files infects-remote-machines "
          "installs-other-components persists-after-system-reboot prevents-artifact-access "
          "prevents-artifact-deletion probes-network-environment self-modifies "
          "steals-authentication-credentials violates-system-operational-integrity"),
    WORDS("sample_refs", KIND_REFERENCE, LIST, "artifact file"),
};
static const struct rule malware_rules[] = {
    {RULE_NOT_EARLIER, "last_seen", "first_seen"},
    {RULE_TRUE_NEEDS, "is_family", "name"},
    {RULE_NONE, NULL, NULL},
};

static const struct property malware_analysis[] = {
    ROW("product", KIND_STRING, NEED),
    ROW("version", KIND_STRING, 0),
    WORDS("host_vm_ref", KIND_REFERENCE, 0, "software"),
    WORDS("operating_system_ref", KIND_REFERENCE, 0, "software"),
    WORDS("installed_software_refs", KIND_REFERENCE, LIST, "software"),
    ROW("configuration_version", KIND_STRING, 0),
    ROW("modules", KIND_STRING, LIST),
    ROW("analysis_engine_version", KIND_STRING, 0),
    ROW("analysis_definition_version", KIND_STRING, 0),
    ROW("submitted", KIND_TIMESTAMP, 0),
    ROW("analysis_started", KIND_TIMESTAMP, 0),
    ROW("analysis_ended", KIND_TIMESTAMP, 0),
    ROW("result_name", KIND_STRING, 0),
    WORDS("result", KIND_OPEN, 0, "malicious suspicious benign unknown"),
    WORDS("analysis_sco_refs", KIND_REFERENCE, LIST, "@sco"),
    WORDS("sample_ref", KIND_REFERENCE, 0, "file network-traffic artifact"),
};
static const struct rule malware_analysis_rules[] = {
    {RULE_ANY_OF, NULL, "result analysis_sco_refs"},
    {RULE_NONE, NULL, NULL},
};

static const struct property note[] = {
    ROW("abstract", KIND_STRING, 0),
    ROW("content", KIND_STRING, NEED),
    ROW("authors", KIND_STRING, LIST),
    OBJECT_REFS,
};

static const struct property observed_data[] = {
    ROW("first_observed", KIND_TIMESTAMP, NEED),
    ROW("last_observed", KIND_TIMESTAMP, NEED),
    ROW("number_observed", KIND_OBSERVED, NEED),
    ROW("objects", KIND_DICTIONARY, 0),
    WORDS("object_refs", KIND_REFERENCE, LIST, "@sco @sro"),
};
static const struct rule observed_data_rules[] = {
    {RULE_NOT_EARLIER, "last_observed", "first_observed"},
    {RULE_ANY_OF, NULL, "objects object_refs"},
    {RULE_EXCLUDES, "objects", "object_refs"},
    {RULE_NONE, NULL, NULL},
};

static const struct property opinion[] = {
    ROW("explanation", KIND_STRING, 0),
    ROW("authors", KIND_STRING, LIST),
    WORDS("opinion", KIND_ENUM, NEED, "strongly-disagree disagree neutral agree strongly-agree"),
    OBJECT_REFS,
};

static const struct property report[] = {
    NAME,
    DESCRIPTION,
    WORDS("report_types", KIND_OPEN, LIST,
          "attack-pattern campaign identity indicator intrusion-set malware observed-data "
          "threat-actor threat-report tool vulnerability"),
    ROW("published", KIND_TIMESTAMP, NEED),
    OBJECT_REFS,
};

static const struct property threat_actor[] = {
    NAME,
    DESCRIPTION,
    WORDS("threat_actor_types", KIND_OPEN, LIST,
          "activist competitor crime-syndicate criminal hacker insider-accidental "
          "insider-disgruntled nation-state sensationalist spy terrorist unknown"),
    ALIASES,
    SEEN,
    WORDS("roles", KIND_OPEN, LIST,
          "agent director independent infrastructure-architect infrastructure-operator "
          "malware-author sponsor"),
    ROW("goals", KIND_STRING, LIST),
    WORDS("sophistication", KIND_OPEN, 0,
          "none minimal intermediate advanced expert innovator strategic"),
    WORDS("resource_level", KIND_OPEN, 0, resource_levels),
    WORDS("primary_motivation", KIND_OPEN, 0, motivations),
    WORDS("secondary_motivations", KIND_OPEN, LIST, motivations),
    WORDS("personal_motivations", KIND_OPEN, LIST, motivations),
};

static const struct property tool[] = {
    NAME,
    DESCRIPTION,
    WORDS("tool_types", KIND_OPEN, LIST,
          "denial-of-service exploitation information-gathering network-capture "
          "credential-exploitation remote-access vulnerability-scanning unknown"),
    ALIASES,
    KILL_CHAIN,
    ROW("tool_version", KIND_STRING, 0),
};

static const struct property vulnerability[] = {NAME, DESCRIPTION};

#define SHAPE(name, table, rules) {name, table, COUNT(table), rules, NULL, NULL, NULL, NULL}

static const struct shape shapes[] = {
    SHAPE("attack-pattern", attack_pattern, NULL),
    SHAPE("campaign", campaign, seen_in_order),
    SHAPE("course-of-action", course_of_action, NULL),
    SHAPE("grouping", grouping, NULL),
    SHAPE("identity", identity, NULL),
    SHAPE("incident", incident, NULL),
    {"indicator", indicator, COUNT(indicator), indicator_rules, NULL, NULL, check_pattern, NULL},
    SHAPE("infrastructure", infrastructure, seen_in_order),
    SHAPE("intrusion-set", intrusion_set, seen_in_order),
    SHAPE("location", location, location_rules),
    SHAPE("malware", malware, malware_rules),
    SHAPE("malware-analysis", malware_analysis, malware_analysis_rules),
    SHAPE("note", note, NULL),
    SHAPE("observed-data", observed_data, observed_data_rules),
    SHAPE("opinion", opinion, NULL),
    SHAPE("report", report, NULL),
    SHAPE("threat-actor", threat_actor, seen_in_order),
    SHAPE("tool", tool, NULL),
    SHAPE("vulnerability", vulnerability, NULL),
};

const struct shape *shape_of_sdo(struct span type)
{
    return shape_find(shapes, COUNT(shapes), type);
}
