#include "gate/policy.h"

#include <stdio.h>

#include "base/hex.h"
#include "base/limits.h"
#include "gate/anew.h"
#include "gate/chain.h"
#include "gate/own.h"
#include "intel/id.h"
#include "intel/rel.h"
#include "log/record.h"
#include "store/versions.h"
#include "text/utf8.h"

enum { WORDS_BYTES = LOG_VALUE_BYTES_MAX, RULE_WORDS_BYTES = 32 };

/* Takes the new world, then logs the act, whose audience (or NULL) is one of it. */
static bool log_act(struct gate_writer *writer, enum leaf_kind kind, const struct record *act,
                    const struct stored_audience *audience, const struct gate_by *by,
                    struct error *err)
{
    struct record record = *act;
    struct dynbuf to;
    uint64_t leaf = 0;
    dynbuf_init(&to, WORDS_BYTES);
    if (audience != NULL)
        world_audience_print(audience, &to);
    record.values[RECORD_AUDIENCE] = dynbuf_bytes(&to);
    record.values[RECORD_ACTOR] = by->actor;
    record.values[RECORD_SECOND] = by->second;
    bool ok = to.failed ? dynbuf_error(&to, "an audience's name", err)
                        : gate_log(writer, kind, &record, &leaf, err);
    dynbuf_release(&to);
    return ok;
}

static bool check_rule(const struct world *world, const struct release_rule *rule,
                       struct error *err)
{
    if (!stix_type_valid(rule->kind))
        return error_input(err, ERROR_VALUE, "rule", "expected a type of STIX");
    if (rule->tlp < TLP_CLEAR || rule->tlp > TLP_RED)
        return error_input(err, ERROR_VALUE, "rule", "expected a level of TLP");
    return world_check_audience(world_audience(world, rule->audience), err);
}

static bool log_rule(struct gate_writer *writer, const struct release_rule *rule, const char *act,
                     const struct gate_by *by, struct error *err)
{
    char name[RULE_WORDS_BYTES];
    char words[WORDS_BYTES];
    char role[RULE_WORDS_BYTES] = "";
    if (rule->role != 0)
        snprintf(role, sizeof role, " by role %lld", (long long)rule->role);
    snprintf(name, sizeof name, "rule %lld", (long long)rule->number);
    snprintf(words, sizeof words, "%s: %.*s up to %s%s", act, (int)rule->kind.size,
             (const char *)rule->kind.data, tlp_name((enum tlp)rule->tlp), role);
    const struct record record = {{
        [RECORD_RULE] = span_text(name),
        [RECORD_SUBJECT] = span_text(words),
    }};
    return log_act(writer, LEAF_POLICY, &record, world_audience(writer->world, rule->audience), by,
                   err);
}

static const struct release_rule *find_equal(const struct world *world,
                                             const struct release_rule *rule)
{
    for (size_t i = 0; i < world->rule_count; i++) {
        const struct release_rule *one = &world->rules[i];
        if (span_equal(one->kind, rule->kind) && one->role == rule->role && one->tlp == rule->tlp &&
            one->audience == rule->audience && one->account == rule->account)
            return one;
    }
    return NULL;
}

bool gate_rule_add(struct gate_writer *writer, const struct release_rule *rule,
                   const struct gate_by *by, struct release_rule *ret_rule, bool *ret_new,
                   struct error *err)
{
    const struct release_rule *there = find_equal(writer->world, rule);
    struct release_rule made = *rule;
    if (there != NULL) {
        made.number = there->number;
        made.made = there->made;
        *ret_rule = made;
        *ret_new = false;
        return true;
    }
    made.made = writer->means.now(writer->means.context);
    if (!check_rule(writer->world, rule, err) ||
        !rule_add(writer->store, &made, &made.number, err) || !gate_read_world(writer, err) ||
        !log_rule(writer, &made, "set", by, err))
        return false;
    *ret_rule = made;
    *ret_new = true;
    return true;
}

bool gate_rule_end(struct gate_writer *writer, int64_t number, const struct gate_by *by,
                   struct error *err)
{
    const struct world *world = writer->world;
    const struct release_rule *rule = NULL;
    bool ended = false;
    for (size_t i = 0; i < world->rule_count; i++)
        if (world->rules[i].number == number)
            rule = &world->rules[i];
    if (rule == NULL)
        return error_input(err, ERROR_NOT_FOUND, "rule", "none with the number %lld is in force",
                           (long long)number);
    return log_rule(writer, rule, "ended", by, err) &&
           rule_end(writer->store, number, writer->means.now(writer->means.context), &ended, err) &&
           gate_read_world(writer, err);
}

static bool check_org(const struct world *world, const struct org *org, struct error *err)
{
    const struct org *there = world_org_named(world, org->name);
    bool named = org->kind == ORG_MEMBER
                     ? rel_member_valid(org->name)
                     : org->name.size > 0 && org->name.size <= ORG_NAME_BYTES_MAX &&
                           utf8_line(org->name) == org->name.size;
    if (!named || (org->kind != ORG_MEMBER && org->kind != ORG_DESK))
        return error_input(err, ERROR_VALUE, "organisation",
                           "expected a member's code, or the name of a desk in one line");
    if (org->public_key.size != 0 && org->public_key.size != ORG_KEY_BYTES)
        return error_input(err, ERROR_VALUE, "organisation", "expected a key of %d bytes",
                           ORG_KEY_BYTES);
    return there == NULL || there->kind == org->kind ||
           error_input(err, ERROR_CONFLICT, "organisation",
                       "'%.*s' is the name of a %s here, and stays that", (int)org->name.size,
                       (const char *)org->name.data, there->kind == ORG_MEMBER ? "member" : "desk");
}

static enum audience_class class_of(const struct org *org)
{
    return org->kind == ORG_MEMBER ? AUDIENCE_MEMBER : AUDIENCE_DESK;
}

/* "member:jpn", also of the own one. */
static bool print_org(const struct org *org, struct dynbuf *out)
{
    const struct stored_audience like = {.class = class_of(org), .name = org->name};
    return world_audience_print(&like, out);
}

static bool log_org(struct gate_writer *writer, const struct org *org, bool keyed,
                    const struct gate_by *by, struct error *err)
{
    struct log_hash hash;
    char hex[2 * LOG_HASH_BYTES + 1] = "";
    struct dynbuf words;
    dynbuf_init(&words, WORDS_BYTES);
    print_org(org, &words);
    if (org->public_key.size > 0) {
        log_hash_of(&hash, org->public_key);
        hex_encode(hex, hash.bytes, sizeof hash.bytes);
    }
    const struct record record = {{
        [RECORD_HASH] = span_text(hex),
        [RECORD_RULE] = span_text("organisation"),
        [RECORD_SUBJECT] = dynbuf_bytes(&words),
    }};
    bool ok = words.failed
                  ? dynbuf_error(&words, "an organisation's name", err)
                  : log_act(writer, keyed ? LEAF_KEY : LEAF_POLICY, &record, NULL, by, err);
    dynbuf_release(&words);
    return ok;
}

bool gate_org_put(struct gate_writer *writer, const struct org *org, const struct gate_by *by,
                  int64_t *ret_number, struct error *err)
{
    const struct org *there = world_org_named(writer->world, org->name);
    bool own = there != NULL && there->number == writer->world->own;
    bool heard = own || world_audience_of(writer->world, class_of(org), org->name) != NULL;
    int64_t number = 0;
    int64_t audience = 0;
    if (!check_org(writer->world, org, err))
        return false;
    if (there != NULL && heard && span_equal(there->public_key, org->public_key)) {
        *ret_number = there->number;
        return true;
    }
    bool keyed = org->public_key.size > 0 || (there != NULL && there->public_key.size > 0);
    if (!log_org(writer, org, keyed, by, err) || !org_put(writer->store, org, &number, err) ||
        (!heard && !audience_make(writer->store, class_of(org), org->name, &audience, err)) ||
        !gate_read_world(writer, err))
        return false;
    *ret_number = number;
    return true;
}

static bool check_identity(struct span id, struct error *err)
{
    struct span type;
    struct uuid uuid;
    return (stix_id_parse(id, &type, &uuid) && span_is(type, "identity")) ||
           error_input(err, ERROR_VALUE, "identity", "expected an identifier identity--UUID");
}

/* Calls `act` for each version that names an identity. */
static bool each_naming(struct gate_writer *writer, struct span id,
                        bool (*act)(void *context, int64_t seq, struct error *err), void *context,
                        struct error *err)
{
    int64_t number = 0;
    return identifier_find(writer->store, id, &number, err) &&
           (number == 0 || references_each(writer->store, number, act, context, err));
}

/* A walk over what names an identity, object by object. */
struct naming {
    struct anew anew;
    struct id_set seen;
};

static bool refresh_named(void *context, int64_t seq, struct error *err)
{
    struct naming *naming = context;
    struct gate_writer *writer = naming->anew.writer;
    int64_t id = 0;
    bool is_new = false;
    return version_id(writer->store, seq, &id, err) &&
           id_set_add(&naming->seen, id, &is_new, err) &&
           (!is_new || (chain_remake(writer, id, err) && anew_touch(&naming->anew, id, err)));
}

bool gate_identity_put(struct gate_writer *writer, struct span id, int64_t org,
                       const struct gate_by *by, struct error *err)
{
    const struct org *of = world_org(writer->world, org);
    struct naming naming = {.anew = {.writer = writer}};
    struct dynbuf words;
    int64_t has = 0;
    if (!check_identity(id, err) || !identity_org(writer->store, id, &has, err))
        return false;
    if (of == NULL)
        return error_input(err, ERROR_NOT_FOUND, "identity", "there is no such organisation");
    if (has == org)
        return true;
    dynbuf_init(&words, WORDS_BYTES);
    print_org(of, &words);
    const struct record record = {{
        [RECORD_OBJECT] = id,
        [RECORD_RULE] = span_text("identity"),
        [RECORD_SUBJECT] = dynbuf_bytes(&words),
    }};
    bool ok = identity_put(writer->store, id, org, err) &&
              log_act(writer, LEAF_POLICY, &record, NULL, by, err) &&
              each_naming(writer, id, refresh_named, &naming, err) &&
              anew_settle(&naming.anew, err);
    anew_release(&naming.anew);
    id_set_release(&naming.seen);
    dynbuf_release(&words);
    return ok;
}

static bool show_named(void *context, int64_t seq, struct error *err)
{
    struct naming *naming = context;
    struct gate_writer *writer = naming->anew.writer;
    int64_t id = 0;
    bool is_new = false;
    return version_id(writer->store, seq, &id, err) &&
           id_set_add(&naming->seen, id, &is_new, err) &&
           (!is_new || own_refresh_all(writer, id, err));
}

bool gate_person_put(struct gate_writer *writer, struct span id, const struct gate_by *by,
                     struct error *err)
{
    const struct record record = {{[RECORD_OBJECT] = id, [RECORD_RULE] = span_text("person")}};
    struct naming naming = {.anew = {.writer = writer}};
    int64_t number = 0;
    if (!check_identity(id, err))
        return false;
    if (world_audience_of(writer->world, AUDIENCE_OWN, id) != NULL)
        return true;
    bool ok =
        audience_make(writer->store, AUDIENCE_OWN, id, &number, err) &&
        gate_read_world(writer, err) &&
        log_act(writer, LEAF_POLICY, &record, world_audience(writer->world, number), by, err) &&
        each_naming(writer, id, show_named, &naming, err);
    id_set_release(&naming.seen);
    return ok;
}
