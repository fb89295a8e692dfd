#include "node/setup.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "intel/id.h"
#include "log/record.h"
#include "node/agreement.h"
#include "node/config_reading.h"
#include "node/config_values.h"
#include "store/people.h"

enum { ORIGIN_BYTES = 64, ORIGIN_CHANCE_BYTES = 4, ACCOUNTS_BYTES_MAX = 64 << 20 };

/* The members that stand in a new configuration; what counts is what stands in it later. */
static const struct founder {
    const char *code, *name;
} founders[] = {
    {"usa", "United States of America"},
    {"jpn", "Japan"},
    {"kor", "Republic of Korea"},
};
enum { FOUNDERS = sizeof founders / sizeof founders[0] };

static void put_own(struct dynbuf *text, struct span member, const struct keys *keys)
{
    unsigned char chance[UUID_BYTES];
    char id[STIX_ID_BYTES_MAX + 1];
    randombytes_buf(chance, sizeof chance);
    struct uuid uuid = uuid_v4(chance);
    stix_id_print(id, span_text("identity"), &uuid);
    dynbuf_text(text, "  - code: ");
    dynbuf_span(text, member);
    for (size_t i = 0; i < FOUNDERS; i++)
        if (span_is(member, founders[i].code))
            dynbuf_format(text, "\n    name: %s", founders[i].name);
    dynbuf_format(text, "\n    identities:\n      - %s\n    key: ", id);
    base64_put(text, span_of(keys->object_public, sizeof keys->object_public));
    dynbuf_char(text, '\n');
}

static bool write_config(const char *home, struct span member, const struct keys *keys,
                         struct error *err)
{
    struct dynbuf text;
    dynbuf_init(&text, CONFIG_BYTES_MAX);
    dynbuf_text(&text, "# The node of this home; examples/node/node.yaml has every line with its "
                       "meaning.\nmember: ");
    dynbuf_span(&text, member);
    dynbuf_text(&text, "\nlisten: 127.0.0.1:8443\nmembers:\n");
    put_own(&text, member, keys);
    for (size_t i = 0; i < FOUNDERS; i++)
        if (!span_is(member, founders[i].code))
            dynbuf_format(&text, "  - code: %s\n    name: %s\n", founders[i].code,
                          founders[i].name);
    bool ok = (!text.failed || dynbuf_error(&text, "the configuration", err)) &&
              file_replace_private(home, CONFIG_NAME, dynbuf_bytes(&text), err);
    dynbuf_release(&text);
    return ok;
}

/* A log's name is its own, also beside another home of the same member. */
static bool make_keys(const char *home, struct span member, struct keys *ret_keys,
                      struct error *err)
{
    char origin[ORIGIN_BYTES], digits[2 * ORIGIN_CHANCE_BYTES + 1];
    unsigned char chance[ORIGIN_CHANCE_BYTES];
    randombytes_buf(chance, sizeof chance);
    hex_encode(digits, chance, sizeof chance);
    snprintf(origin, sizeof origin, "trefoil/%.*s/%s", (int)member.size, (const char *)member.data,
             digits);
    return keys_make(home, span_text(origin), err) && keys_read(ret_keys, home, err);
}

bool setup_node(const char *home, struct span member, bool *ret_made, struct error *err)
{
    char path[PATH_BYTES_MAX];
    struct stat found;
    struct keys keys = {0};
    if (!config_code_valid(member))
        return error_input(err, ERROR_VALUE, "member", "expected a code of %s", config_code_form);
    if (!file_make_folder(home, err) || !file_path(path, home, CONFIG_NAME, err))
        return false;
    bool there = stat(path, &found) == 0;
    if (!there && errno != ENOENT)
        return error_os(err, ERROR_IO, "look at the file", path, errno);
    bool ok = there ? keys_make_next(home, err)
                    : make_keys(home, member, &keys, err) && write_config(home, member, &keys, err);
    keys_clear(&keys);
    if (ok)
        *ret_made = !there;
    return ok;
}

static bool count_accounts(struct node *node, size_t *ret_count, struct error *err)
{
    struct account *accounts = NULL;
    struct arena arena;
    arena_init(&arena, ACCOUNTS_BYTES_MAX);
    bool ok = accounts_read(&node->store, &arena, &accounts, ret_count, err);
    arena_release(&arena);
    return ok;
}

static bool add_administrator(struct node *node, struct span hash, struct error *err)
{
    const struct account account = {
        .name = span_text(SETUP_ADMINISTRATOR),
        .role = ROLE_ADMINISTRATOR,
        .org = node->writer.world->own,
        .password = hash,
        .made = node->means.now(node->means.context),
    };
    const struct record record = {{
        [RECORD_RULE] = span_text("made"),
        [RECORD_ACTOR] = span_text("node:setup"),
        [RECORD_SUBJECT] = account.name,
    }};
    uint64_t leaf = 0;
    int64_t number = 0;
    if (!writing_begin(&node->writing, err))
        return false;
    bool ok = account_add(&node->store, &account, &number, err) &&
              gate_log(&node->writer, LEAF_ACCOUNT, &record, &leaf, err);
    return writing_end(&node->writing, ok, err);
}

bool setup_administrator(struct node *node, bool *ret_made,
                         char ret_password[SECRET_TEXT_BYTES + 1], struct error *err)
{
    char password[SECRET_TEXT_BYTES + 1];
    char hash[PASSWORD_HASH_BYTES];
    size_t count = 0;
    if (!agreement_holds(node, err) || !count_accounts(node, &count, err))
        return false;
    if (count > 0) {
        *ret_made = false;
        return true;
    }
    secret_make(password);
    bool ok = password_hash(span_text(password), hash, err) &&
              add_administrator(node, span_text(hash), err);
    if (ok) {
        memcpy(ret_password, password, sizeof password);
        *ret_made = true;
    }
    sodium_memzero(password, sizeof password);
    return ok;
}
