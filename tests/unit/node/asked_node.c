#include "asked_node.h"

#include <sodium.h>

#include "../base/scratch.h"
#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/limits.h"
#include "gate/hide.h"
#include "gate/policy.h"
#include "log/note.h"
#include "net/http_target.h"
#include "node/control_inside.h"
#include "node/signed_in.h"
#include "store/people.h"
#include "text/json_writer.h"

static struct error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s", err.text);                                                              \
    } while (0)

static int64_t now(void *context)
{
    struct asked_node *asked = context;
    return ++asked->now;
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    struct asked_node *asked = context;
    for (size_t i = 0; i < size; i++)
        ret_bytes[i] = (unsigned char)random_from(&asked->chance);
}

static void make_signer(struct note_signer *signer, const char *name, unsigned char byte)
{
    unsigned char seed[NOTE_SEED_BYTES];
    memset(seed, byte, sizeof seed);
    MUST(note_signer_make(signer, span_text(name), NOTE_ED25519, seed, &err));
}

/* The own member's: its key is in the home. */
static void make_own_signer(struct asked_node *asked)
{
    struct keys keys;
    MUST(file_make_folder(asked->home, &err));
    MUST(keys_make(asked->home, span_text("trefoil.example/usa"), &err));
    MUST(keys_read(&keys, asked->home, &err));
    MUST(note_signer_make(&asked->usa, span_text("usa"), NOTE_ED25519, keys.object_seed, &err));
    keys_clear(&keys);
}

static void put_member(struct dynbuf *yaml, const char *code, const char *identity,
                       const struct note_signer *signer)
{
    dynbuf_format(yaml, "  - code: %s\n    identities:\n      - %s\n", code, identity);
    if (signer == NULL)
        return;
    dynbuf_text(yaml, "    key: ");
    base64_put(yaml, span_of(signer->key.public_key, NOTE_PUBLIC_BYTES));
    dynbuf_text(yaml, "\n");
}

static void write_home(struct asked_node *asked)
{
    struct dynbuf yaml;
    make_own_signer(asked);
    make_signer(&asked->jpn, "jpn", 2);
    make_signer(&asked->other, "jpn", 3);
    dynbuf_init(&yaml, 1 << 16);
    dynbuf_text(&yaml, "member: usa\nlisten: 127.0.0.1:0\nmembers:\n");
    put_member(&yaml, "usa", MADE_USA, &asked->usa);
    put_member(&yaml, "jpn", MADE_JPN, &asked->jpn);
    put_member(&yaml, "kor", ASKED_KOR, NULL);
    dynbuf_text(&yaml, "desks:\n  - name: market\n    home: usa\n");
    MUST(file_replace(asked->home, CONFIG_NAME, dynbuf_bytes(&yaml), &err));
    dynbuf_release(&yaml);
}

static void put_accounts(struct asked_node *asked)
{
    static const struct {
        const char *name;
        int role;
        const char *org, *person;
    } accounts[] = {
        {"admin", ROLE_ADMINISTRATOR, "usa", ""}, {"aldo", ROLE_AUDITOR, "usa", ""},
        {"ana", ROLE_ANALYST, "usa", ""},         {"olga", ROLE_OFFICER, "usa", ""},
        {"oscar", ROLE_OFFICER, "usa", ""},       {"akira", ROLE_ANALYST, "usa", MADE_AKIRA},
        {"bot", ROLE_MACHINE, "usa", ""},         {"jpn-bot", ROLE_MACHINE, "jpn", ""},
        {"kor-bot", ROLE_MACHINE, "kor", ""},     {"market-bot", ROLE_MACHINE, "market", ""},
    };
    struct writing *writing = &asked->node.writing;
    const struct gate_by by = {.actor = span_text("test")};
    MUST(writing_begin(writing, &err));
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++) {
        struct account account = {
            .name = span_text(accounts[i].name),
            .role = accounts[i].role,
            .org = world_org_named(writing->writer->world, span_text(accounts[i].org))->number,
            .person = span_text(accounts[i].person),
            .made = asked->now,
        };
        int64_t number = 0;
        MUST(account_add(&asked->node.store, &account, &number, &err));
        if (account.person.size > 0)
            MUST(gate_person_put(writing->writer, account.person, &by, &err));
    }
    MUST(writing_end(writing, true, &err));
}

void asked_node_open(struct asked_node *asked)
{
    static unsigned next;
    *asked = (struct asked_node){.now = 1764331200000000, .chance = 7};
    asked->means = (struct gate_means){.now = now, .chance = chance, .context = asked};
    assert_true(sodium_init() >= 0);
    snprintf(asked->home, sizeof asked->home, "%s/home-%u", scratch(), next++);
    write_home(asked);
    MUST(node_open(&asked->node, asked->home, 2, &asked->means, &err));
    put_accounts(asked);
    arena_init(&asked->arena, 256 << 20);
}

void asked_node_close(struct asked_node *asked)
{
    dynbuf_release(&asked->answer.body);
    arena_release(&asked->arena);
    node_close(&asked->node);
}

static struct signed_in *sign(struct asked_node *asked, const char *name)
{
    const struct world *world = worlds_hold(&asked->node.worlds);
    struct signed_in *who = NULL;
    struct account account;
    bool some = false;
    MUST(account_named(&asked->node.store, span_text(name), &asked->arena, &account, &some, &err));
    assert_true(some || name[0] == '\0');
    MUST(signed_in_make(&who, world, some ? &account : NULL, &err));
    worlds_let_go(&asked->node.worlds, world);
    assert_non_null(who);
    return who;
}

void (*ask_before)(void), (*ask_after)(void);

unsigned ask(struct asked_node *asked, const char *name, enum http_method method,
             const char *target, const char *body)
{
    char words[OPERATOR_NAME_BYTES];
    char whole[1024];
    struct http_target parts;
    struct signed_in operator;
    struct signed_in *account = NULL;
    snprintf(whole, sizeof whole, "/api/v1%s", target);
    MUST(http_target_parse(&parts, span_text(whole), &asked->arena, &err));
    control_operator(&operator, words, &asked->node, 1000);
    if (strcmp(name, "operator") != 0)
        account = sign(asked, name);
    const struct api_call call = {.node = &asked->node,
                                  .who = account == NULL ? &operator: account,
                                  .method = method,
                                  .path = span_part(parts.path, strlen("/api/v1"), parts.path.size),
                                  .query = parts.query,
                                  .query_count = parts.query_count,
                                  .body = body == NULL ? (struct span){0} : span_text(body),
                                  .arena = &asked->arena, };
    dynbuf_release(&asked->answer.body);
    if (ask_before != NULL)
        ask_before();
    api_answer(&call, &asked->answer);
    if (ask_before != NULL)
        ask_after();
    signed_in_release(account);
    return asked->answer.status;
}

struct span ask_text(const struct asked_node *asked)
{
    return dynbuf_bytes(&asked->answer.body);
}

bool ask_has(const struct asked_node *asked, const char *text)
{
    return asked->answer.body.data != NULL && strstr(asked->answer.body.data, text) != NULL;
}

static const struct json_value *find(struct asked_node *asked, const char *path)
{
    const struct json_value *at = NULL;
    if (asked->answer.body.size == 0 ||
        !json_tree_read(ask_text(asked), "answer", &asked->arena, &at, &err))
        return NULL;
    while (at != NULL && *path != '\0') {
        size_t size = strcspn(path, ".");
        at = json_member_span(at, span_of(path, size));
        path += size + (path[size] == '.');
    }
    return at;
}

const char *ask_member(struct asked_node *asked, const char *path)
{
    const struct json_value *value = find(asked, path);
    return value == NULL || value->type != JSON_TYPE_STRING
               ? ""
               : arena_text(&asked->arena, value->text);
}

int64_t ask_number(struct asked_node *asked, const char *path)
{
    const struct json_value *value = find(asked, path);
    int64_t number = -1;
    if (value != NULL)
        (void)json_value_integer(value, &number);
    return number;
}

void ask_post(struct asked_node *asked, const char *name, const char *json)
{
    struct gate_writer *writer = asked->node.writing.writer;
    struct signed_in *who = sign(asked, name);
    struct object object;
    struct offer offer;
    struct taking taking;
    MUST(writing_begin(&asked->node.writing, &err));
    const struct taking_by by = {
        .account = who->account,
        .name = who->name,
        .org = who->caller.org,
        .role = who->role,
        .collection = world_collection(writer->world, span_text("members")),
    };
    MUST(object_read(span_text(json), &asked->arena, &object, &err));
    MUST(offer_make(&offer, &object, &asked->arena, &err));
    taking_begin(&taking, writer, &by);
    MUST(take_object(&taking, &offer, &err));
    MUST(taking_end(&taking, &err));
    taking_release(&taking);
    MUST(writing_end(&asked->node.writing, true, &err));
    signed_in_release(who);
}

const char *ask_note(struct asked_node *asked, const struct note_signer *signer, const char *text)
{
    struct dynbuf note;
    struct dynbuf body;
    struct json_writer json;
    dynbuf_init(&note, 1 << 16);
    dynbuf_init(&body, 1 << 17);
    MUST(note_sign(signer, span_text(text), &note, &err));
    json_writer_init_compact(&json, &body);
    json_open_object(&json, NULL);
    json_string(&json, "note", dynbuf_bytes(&note));
    json_close(&json);
    const char *copy = arena_text(&asked->arena, dynbuf_bytes(&body));
    dynbuf_release(&note);
    dynbuf_release(&body);
    return copy;
}

const char *ask_content(struct asked_node *asked, const char *json)
{
    unsigned char hash[OBJECT_HASH_BYTES];
    struct object object;
    char *hex = arena_alloc(&asked->arena, 2 * OBJECT_HASH_BYTES + 1);
    MUST(object_read(span_text(json), &asked->arena, &object, &err));
    MUST(object_content_hash(&object, hash, &err));
    hex_encode(hex, hash, sizeof hash);
    return hex;
}

void ask_hide(struct asked_node *asked, const char *id)
{
    struct span one = span_text(id);
    const struct released_query query = {.ids = &one, .id_count = 1, .versions = VERSION_ALL};
    struct gate_writer *writer = &asked->node.writer;
    bool any = false;
    assert_true(writing_begin(&asked->node.writing, &err));
    const struct hiding hiding = {
        .collection = world_collection(writer->world, span_text("members")),
        .audience = world_audience_of(writer->world, AUDIENCE_OWN, (struct span){0}),
        .org = writer->world->own,
        .actor = span_text("ana"),
        .query = &query,
    };
    assert_true(gate_hide(writer, &hiding, &any, &err) && any);
    assert_true(writing_end(&asked->node.writing, true, &err));
}

struct sql_counts ask_counts(const struct asked_node *asked)
{
    struct sql_counts sum = {0};
    for (size_t i = 0; i < asked->node.readers.count; i++) {
        struct sql_counts counts = sql_counts(asked->node.readers.stores[i].db);
        sum.questions += counts.questions;
        sum.rows += counts.rows;
    }
    return sum;
}
