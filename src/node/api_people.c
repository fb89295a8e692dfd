/* Accounts. The log names them for ever, so none is removed. */
#include <stdio.h>

#include <sodium.h>

#include "base/hex.h"
#include "base/limits.h"
#include "gate/policy.h"
#include "intel/id.h"
#include "node/api_inside.h"
#include "store/people.h"

bool api_me(struct api_request *request, struct error *err)
{
    static const struct {
        unsigned may;
        const char *word;
    } words[] = {
        {MAY_READ_MEMBERS, "read-members"},
        {MAY_WRITE_MEMBERS, "write-members"},
        {MAY_READ_DESKS, "read-desks"},
        {MAY_WRITE_DESKS, "write-desks"},
        {MAY_READ_PUBLIC, "read-public"},
        {MAY_RELEASE, "release"},
        {MAY_APPROVE, "approve"},
        {MAY_ASK_WHO, "ask-who"},
        {MAY_READ_LOG, "read-log"},
        {MAY_PEOPLE, "people"},
        {MAY_BACKUP, "backup"},
        {MAY_READ_TREE, "read-tree"},
    };
    const struct signed_in *who = request->call->who;
    const struct org *org = world_org(request->world, who->caller.org);
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    json_string(json, "name", who->name);
    json_text(json, "role", role_name(who->role));
    if (org != NULL)
        json_string(json, "of", org->name);
    if (who->caller.person.size > 0)
        json_string(json, "person", who->caller.person);
    json_open_array(json, "may");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if ((who->may & words[i].may) != 0)
            json_text(json, NULL, words[i].word);
    json_close(json);
    json_close(json);
    return api_end(request, err);
}

static void write_account(struct api_request *request, const struct account *account)
{
    struct json_writer *json = &request->json;
    const struct org *org = world_org(request->world, account->org);
    json_string(json, "name", account->name);
    json_text(json, "role", role_name((int)account->role));
    if (org != NULL)
        json_string(json, "of", org->name);
    if (account->person.size > 0)
        json_string(json, "person", account->person);
}

/* Those of all accounts. */
struct certificates {
    struct account_certificate *all;
    size_t count;
};

static void write_certificates(struct api_request *request, const struct certificates *certificates,
                               int64_t account)
{
    struct json_writer *json = &request->json;
    char hex[2 * PEOPLE_HASH_BYTES + 1];
    json_open_array(json, "certificates");
    for (size_t i = 0; i < certificates->count; i++) {
        const struct account_certificate *certificate = &certificates->all[i];
        if (certificate->account != account)
            continue;
        hex_encode(hex, certificate->hash.data, certificate->hash.size);
        json_open_object(json, NULL);
        json_text(json, "sha256", hex);
        api_write_moment(json, "made", certificate->made);
        json_close(json);
    }
    json_close(json);
}

static bool write_user(struct api_request *request, struct store *store,
                       const struct account *account, const struct certificates *certificates,
                       struct error *err)
{
    struct json_writer *json = &request->json;
    struct account_token *tokens = NULL;
    size_t count = 0;
    if (!tokens_read(store, account->number, request->call->arena, &tokens, &count, err))
        return false;
    json_open_object(json, NULL);
    write_account(request, account);
    json_bool(json, "disabled", account->disabled);
    api_write_moment(json, "made", account->made);
    json_open_array(json, "tokens");
    for (size_t i = 0; i < count; i++) {
        json_open_object(json, NULL);
        json_string(json, "name", tokens[i].name);
        api_write_moment(json, "made", tokens[i].made);
        if (tokens[i].until != INT64_MAX)
            api_write_moment(json, "until", tokens[i].until);
        json_close(json);
    }
    json_close(json);
    write_certificates(request, certificates, account->number);
    json_close(json);
    return true;
}

bool api_users(struct api_request *request, struct error *err)
{
    struct reading_pool *readers = &request->call->node->readers;
    struct store *store = NULL;
    struct account *accounts = NULL;
    struct certificates certificates = {0};
    struct arena *arena = request->call->arena;
    size_t count = 0;
    if (!reading_take(readers, &store, err))
        return false;
    bool ok = accounts_read(store, arena, &accounts, &count, err) &&
              certificates_read(store, arena, &certificates.all, &certificates.count, err);
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    json_open_array(json, "users");
    for (size_t i = 0; ok && i < count; i++)
        ok = write_user(request, store, &accounts[i], &certificates, err);
    reading_give(readers, store);
    if (!ok)
        return false;
    json_close(json);
    json_close(json);
    return api_end(request, err);
}

/* Whose an account will be. */
static const struct org *org_of(struct api_request *request, struct span name, enum role_of *ret_of)
{
    const struct world *world = request->world;
    const struct org *org =
        name.size == 0 ? world_org(world, world->own) : world_org_named(world, name);
    if (org != NULL)
        *ret_of = org->kind == ORG_DESK       ? ROLE_OF_DESK
                  : org->number == world->own ? ROLE_OF_OWN
                                              : ROLE_OF_MEMBER;
    return org;
}

static bool refuse_role(int role, struct span org, enum role_of of, struct error *err)
{
    struct dynbuf fit;
    dynbuf_init(&fit, ERROR_TEXT_BYTES);
    for (int other = ROLE_ANALYST; other < ROLE_OPERATOR; other++)
        if (role_fits(other, of))
            dynbuf_format(&fit, "%s%s", fit.size == 0 ? "" : ", ", role_name(other));
    error_input(err, ERROR_VALUE, "role", "%s of %.*s: there is no such account; expected %.*s",
                role_name(role), (int)org.size, (const char *)org.data, (int)fit.size,
                (const char *)dynbuf_bytes(&fit).data);
    dynbuf_release(&fit);
    return false;
}

static bool check_person(struct span person, enum role_of of, struct error *err)
{
    struct uuid uuid;
    struct span type;
    if (person.size == 0)
        return true;
    if (of != ROLE_OF_OWN)
        return error_input(err, ERROR_VALUE, "person", "expected none but of own people");
    return (stix_id_parse(person, &type, &uuid) && span_is(type, "identity")) ||
           error_input(err, ERROR_VALUE, "person", "expected an identity's identifier");
}

enum { ADD_NAME, ADD_ROLE, ADD_OF, ADD_PERSON, ADD_FIELDS };

static bool read_account(struct api_request *request, struct account *ret_account,
                         struct error *err)
{
    struct api_field fields[ADD_FIELDS] = {
        {"name", true, {0}}, {"role", true, {0}}, {"of", false, {0}}, {"person", false, {0}}};
    enum role_of of = ROLE_OF_OWN;
    if (!api_fields(request, fields, ADD_FIELDS, err))
        return false;
    const struct org *org = org_of(request, fields[ADD_OF].text, &of);
    int role = role_parse(fields[ADD_ROLE].text);
    if (!account_name_valid(fields[ADD_NAME].text))
        return error_input(err, ERROR_VALUE, "name",
                           "expected lower-case letters, digits, '.', '_', '-', '@'; 64 at most");
    if (role == 0)
        return error_input(err, ERROR_VALUE, "role",
                           "expected analyst, officer, liaison, secretary, auditor, administrator "
                           "or machine");
    if (org == NULL)
        return error_input(err, ERROR_VALUE, "of", "no such member or desk in node.yaml");
    if (!role_fits(role, of))
        return refuse_role(role, org->name, of, err);
    *ret_account = (struct account){.name = fields[ADD_NAME].text,
                                    .role = role,
                                    .org = org->number,
                                    .person = fields[ADD_PERSON].text,
                                    .made = api_now(request)};
    return check_person(ret_account->person, of, err);
}

static bool know_person(struct api_request *request, struct span person, struct error *err)
{
    const struct gate_by by = {.actor = request->call->who->name};
    return person.size == 0 ||
           gate_person_put(request->call->node->writing.writer, person, &by, err);
}

static bool log_added(struct api_request *request, const struct account *account, struct error *err)
{
    char words[LOG_VALUE_BYTES_MAX]; /* names of desks are shorter by far */
    const struct org *org = world_org(request->world, account->org);
    int size = snprintf(words, sizeof words, "added: %s of %.*s", role_name((int)account->role),
                        (int)org->name.size, (const char *)org->name.data);
    ensure(size > 0 && size < LOG_VALUE_BYTES_MAX);
    return api_log(request, LEAF_ACCOUNT, span_of(words, (size_t)size), account->name, err);
}

/* A password that is answered once, and its hash. Wipe both. */
struct fresh_password {
    char text[SECRET_TEXT_BYTES + 1];
    char hash[PASSWORD_HASH_BYTES];
};

static bool make_password(struct fresh_password *ret_fresh, struct error *err)
{
    secret_make(ret_fresh->text);
    return password_hash(span_text(ret_fresh->text), ret_fresh->hash, err);
}

static bool answer_password(struct api_request *request, unsigned status,
                            const struct account *account, const char *password, struct error *err)
{
    struct json_writer *json = api_begin(request, status);
    json_open_object(json, NULL);
    write_account(request, account);
    json_text(json, "password", password);
    json_close(json);
    return api_end(request, err);
}

bool api_user_add(struct api_request *request, struct error *err)
{
    struct node *node = request->call->node;
    struct account account;
    struct fresh_password fresh;
    int64_t number = 0;
    if (!read_account(request, &account, err))
        return false;
    bool ok = make_password(&fresh, err) && writing_begin(&node->writing, err);
    if (ok) {
        account.password = span_text(fresh.hash);
        ok = account_add(&node->store, &account, &number, err) &&
             know_person(request, account.person, err) && log_added(request, &account, err);
        ok = writing_end(&node->writing, ok, err);
    }
    ok = ok && answer_password(request, 201, &account, fresh.text, err);
    sodium_memzero(&fresh, sizeof fresh);
    return ok;
}

bool api_on_account(struct api_request *request, const char *words, api_account_act *act,
                    const void *word, struct account *ret_account, struct error *err)
{
    struct node *node = request->call->node;
    struct span name = request->names[0];
    bool some = false;
    if (!writing_begin(&node->writing, err))
        return false;
    bool ok =
        account_named(&node->store, name, request->call->arena, ret_account, &some, err) &&
        (some || error_input(err, ERROR_NOT_FOUND, "account", "there is none of this name")) &&
        act(&node->store, ret_account, word, err) &&
        api_log(request, LEAF_ACCOUNT, span_text(words), ret_account->name, err);
    ok = writing_end(&node->writing, ok, err);
    if (ok && node->sign_in != NULL) /* there is one only while it serves */
        sign_in_forget(node->sign_in);
    return ok;
}

static bool set_disabled(struct store *store, const struct account *account, const void *word,
                         struct error *err)
{
    const bool *disabled = word;
    bool some = false;
    return account_disable(store, account->number, *disabled, &some, err);
}

static bool disable(struct api_request *request, bool disabled, struct error *err)
{
    struct account account;
    if (!api_on_account(request, disabled ? "disabled" : "enabled", set_disabled, &disabled,
                        &account, err))
        return false;
    account.disabled = disabled;
    struct json_writer *json = api_begin(request, 200);
    json_open_object(json, NULL);
    write_account(request, &account);
    json_bool(json, "disabled", disabled);
    json_close(json);
    return api_end(request, err);
}

bool api_user_disable(struct api_request *request, struct error *err)
{
    return disable(request, true, err);
}

bool api_user_enable(struct api_request *request, struct error *err)
{
    return disable(request, false, err);
}

static bool set_password(struct store *store, const struct account *account, const void *word,
                         struct error *err)
{
    const struct fresh_password *fresh = word;
    bool some = false;
    return account_set_password(store, account->number, span_text(fresh->hash), &some, err);
}

bool api_user_password(struct api_request *request, struct error *err)
{
    struct account account;
    struct fresh_password fresh;
    bool ok = make_password(&fresh, err) &&
              api_on_account(request, "new password", set_password, &fresh, &account, err) &&
              answer_password(request, 200, &account, fresh.text, err);
    sodium_memzero(&fresh, sizeof fresh);
    return ok;
}
