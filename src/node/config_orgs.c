#include "base/limits.h"
#include "node/config_reading.h"
#include "node/config_values.h"

static bool read_code(struct config_reading *reading, void *target, struct error *err)
{
    return config_formed(reading, config_code_valid, config_code_form,
                         &((struct config_org *)target)->name, err);
}

static bool read_desk_name(struct config_reading *reading, void *target, struct error *err)
{
    return config_formed(reading, config_desk_valid,
                         "2 to 32 lower-case letters, digits and hyphens, a letter first",
                         &((struct config_org *)target)->name, err);
}

static bool read_title(struct config_reading *reading, void *target, struct error *err)
{
    return config_text(reading, &((struct config_org *)target)->title, err);
}

static bool read_home_member(struct config_reading *reading, void *target, struct error *err)
{
    return config_formed(reading, config_code_valid, config_code_form,
                         &((struct config_org *)target)->home, err);
}

static bool read_object_key(struct config_reading *reading, void *target, struct error *err)
{
    struct config_org *org = target;
    struct span text;
    if (!config_text(reading, &text, err))
        return false;
    org->has_key = config_signing_key_parse(text, org->key);
    return org->has_key || yaml_error(err, &reading->yaml, ERROR_VALUE,
                                      "expected an Ed25519 public key, 32 bytes in base 64");
}

static bool read_identities(struct config_reading *reading, void *target, struct error *err)
{
    struct config_org *org = target;
    struct span ids[CONFIG_IDENTITIES_MAX];
    struct yaml_reader *yaml = &reading->yaml;
    size_t count = 0;
    bool more = false;
    if (!yaml_expect(yaml, YAML_BEGIN_SEQUENCE, err))
        return false;
    for (;; count++) {
        if (!yaml_next_element(yaml, &more, err))
            return false;
        if (!more)
            break;
        if (yaml->token.kind != YAML_SCALAR || !config_identity_valid(yaml->token.text))
            return yaml_error(err, yaml, ERROR_VALUE, "expected the id of a STIX identity");
        if (count == CONFIG_IDENTITIES_MAX)
            return yaml_error(err, yaml, ERROR_LIMIT, "more than %d identities",
                              CONFIG_IDENTITIES_MAX);
        const char *copy = arena_text(&reading->config->arena, yaml->token.text);
        if (copy == NULL)
            return error_memory(err, "reading the configuration");
        ids[count] = span_of(copy, yaml->token.text.size);
    }
    struct span *kept = arena_array(&reading->config->arena, count, sizeof *kept);
    if (kept == NULL && count > 0)
        return error_memory(err, "reading the configuration");
    if (count > 0)
        memcpy(kept, ids, count * sizeof *kept);
    org->identities = kept;
    org->identity_count = count;
    return true;
}

static bool read_orgs(struct config_reading *reading, enum org_kind kind,
                      const struct config_field *fields, struct org_rows *rows, struct error *err)
{
    struct yaml_reader *yaml = &reading->yaml;
    bool more = false;
    if (!yaml_expect(yaml, YAML_BEGIN_SEQUENCE, err))
        return false;
    rows->end = &rows->first;
    for (;; rows->count++) {
        if (!yaml_next_element(yaml, &more, err))
            return false;
        if (!more)
            return true;
        if (yaml->token.kind != YAML_BEGIN_MAPPING)
            return yaml_error(err, yaml, ERROR_VALUE, "expected a mapping");
        if (rows->count == ORGS_MAX)
            return yaml_error(err, yaml, ERROR_LIMIT, "more than %d of them", ORGS_MAX);
        struct org_row *row = arena_alloc(&reading->config->arena, sizeof *row);
        if (row == NULL)
            return error_memory(err, "reading the configuration");
        row->org.kind = kind;
        row->at = yaml->token;
        if (!config_mapping_rest(reading, fields, &row->org, err))
            return false;
        *rows->end = row;
        rows->end = &row->next;
    }
}

bool config_members(struct config_reading *reading, void *target, struct error *err)
{
    static const struct config_field fields[] = {{"code", read_code, true},
                                                 {"name", read_title, false},
                                                 {"identities", read_identities, false},
                                                 {"key", read_object_key, false},
                                                 {0}};
    (void)target;
    return read_orgs(reading, ORG_MEMBER, fields, &reading->members, err);
}

bool config_desks(struct config_reading *reading, void *target, struct error *err)
{
    static const struct config_field fields[] = {
        {"name", read_desk_name, true},   {"title", read_title, false},
        {"home", read_home_member, true}, {"identities", read_identities, false},
        {"key", read_object_key, false},  {0}};
    (void)target;
    return read_orgs(reading, ORG_DESK, fields, &reading->desks, err);
}

static bool org_error(struct config_reading *reading, const struct yaml_token *at,
                      struct error *err, const char *what, struct span name)
{
    reading->yaml.token = *at;
    return yaml_error(err, &reading->yaml, ERROR_VALUE, "'%.*s' %s",
                      name.size > 64 ? 64 : (int)name.size, (const char *)name.data, what);
}

/* Each name once and each identity once, over members and desks: a list against itself is right for
 * the few that there are. */
static bool check_once(struct config_reading *reading, const struct org_row *row, size_t before,
                       struct error *err)
{
    const struct config *config = reading->config;
    for (size_t i = 0; i < before; i++) {
        const struct config_org *other = &config->orgs[i];
        if (span_equal(other->name, row->org.name))
            return org_error(reading, &row->at, err, "stands here twice", row->org.name);
        for (size_t a = 0; a < row->org.identity_count; a++)
            for (size_t b = 0; b < other->identity_count; b++)
                if (span_equal(row->org.identities[a], other->identities[b]))
                    return org_error(reading, &row->at, err, "is another's identity already",
                                     row->org.identities[a]);
    }
    return true;
}

static bool check_home(struct config_reading *reading, const struct org_row *desk,
                       struct error *err)
{
    const struct config_org *home = config_org_named(reading->config, desk->org.home);
    return (home != NULL && home->kind == ORG_MEMBER) ||
           org_error(reading, &desk->at, err, "is no member that stands here", desk->org.home);
}

bool config_orgs_finish(struct config_reading *reading, struct error *err)
{
    struct config *config = reading->config;
    size_t count = reading->members.count + reading->desks.count;
    struct config_org *orgs = arena_array(&config->arena, count, sizeof *orgs);
    size_t at = 0;
    if (orgs == NULL)
        return error_memory(err, "reading the configuration");
    config->orgs = orgs;
    for (size_t kind = 0; kind < 2; kind++)
        for (const struct org_row *row = kind == 0 ? reading->members.first : reading->desks.first;
             row != NULL; row = row->next) {
            orgs[at] = row->org;
            if (!check_once(reading, row, at, err))
                return false;
            config->org_count = ++at;
        }
    for (const struct org_row *row = reading->desks.first; row != NULL; row = row->next)
        if (!check_home(reading, row, err))
            return false;
    const struct config_org *own = config_org_named(config, config->member);
    return (own != NULL && own->kind == ORG_MEMBER) ||
           org_error(reading, &reading->member_at, err, "is none of the members that stand here",
                     config->member);
}
