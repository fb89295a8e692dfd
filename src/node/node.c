#include "node/node.h"

#include <sodium.h>

#include "base/clock.h"
#include "gate/policy.h"
#include "intel/id.h"
#include "node/agreement.h"
#include "node/own_word.h"
#include "node/restored.h"
#include "node/sign_in.h"

static const char title[] = "Trefoil";

struct store_place node_place(const struct node *node)
{
    return (struct store_place){.folder = node->home, .postgres = node->config.postgres};
}

/* The first organisation of a store is its own member, for good: as another one's, all that it
 * holds of its own would be shown to that member's people as theirs. */
static bool check_own(const struct org *first, struct span member, struct error *err)
{
    return span_equal(first->name, member) ||
           error_input(err, ERROR_VALUE, CONFIG_NAME, "member '%.*s', but this store is of '%.*s'",
                       (int)member.size, (const char *)member.data, (int)first->name.size,
                       (const char *)first->name.data);
}

/* Of a new store: what the world cannot be without. The own member's key comes with the others. */
static bool put_base(struct node *node, struct error *err)
{
    const struct org own = {.kind = ORG_MEMBER, .name = node->config.member};
    struct store *store = &node->store;
    struct org *orgs = NULL;
    struct arena arena;
    size_t count = 0;
    int64_t number = 0;
    arena_init(&arena, CONFIG_BYTES_MAX);
    bool ok =
        orgs_read(store, &arena, &orgs, &count, err) &&
        (count > 0 ? check_own(&orgs[0], own.name, err) : org_put(store, &own, &number, err)) &&
        audience_make(store, AUDIENCE_OWN, (struct span){0}, &number, err) &&
        audience_make(store, AUDIENCE_PUBLIC, (struct span){0}, &number, err);
    arena_release(&arena);
    return ok;
}

static bool put_collections(struct node *node, struct error *err)
{
    static const char *const aliases[] = {"members", "desks", "public"};
    struct collection *collections = NULL;
    struct arena arena;
    size_t count = 0;
    arena_init(&arena, CONFIG_BYTES_MAX);
    bool ok = collections_read(&node->store, &arena, &collections, &count, err);
    for (size_t i = 0; ok && i < sizeof aliases / sizeof aliases[0]; i++) {
        unsigned char chance[UUID_BYTES];
        char id[UUID_TEXT_BYTES + 1];
        int64_t number = 0;
        bool there = false;
        for (size_t k = 0; k < count; k++)
            there |= span_is(collections[k].alias, aliases[i]);
        if (there)
            continue;
        node->means.chance(node->means.context, chance, sizeof chance);
        struct uuid uuid = uuid_v4(chance);
        uuid_print(id, &uuid);
        ok = collection_add(&node->store, span_text(aliases[i]), span_text(id), &number, err);
    }
    arena_release(&arena);
    return ok;
}

/* What is there already is only read. */
static bool prepare(struct node *node, struct error *err)
{
    if (!store_begin(&node->store, err))
        return false;
    if (put_base(node, err) && put_collections(node, err))
        return store_commit(&node->store, err);
    store_roll_back(&node->store);
    return false;
}

/* No account's name has a colon. */
static const struct gate_by by_configuration = {
    .actor = {(const unsigned char *)"node:configuration", sizeof "node:configuration" - 1}};

static bool put_org(struct gate_writer *writer, const struct config_org *org, struct error *err)
{
    const struct org put = {
        .kind = org->kind,
        .name = org->name,
        .public_key = span_of(org->key, org->has_key ? sizeof org->key : 0),
    };
    int64_t number = 0;
    if (!gate_org_put(writer, &put, &by_configuration, &number, err))
        return false;
    for (size_t i = 0; i < org->identity_count; i++)
        if (!gate_identity_put(writer, org->identities[i], number, &by_configuration, err))
            return false;
    return true;
}

/* Nobody vouches any more for the key of one whom the configuration does not name. */
static bool take_keys(struct node *node, struct error *err)
{
    struct gate_writer *writer = &node->writer;
    for (size_t i = 0; i < writer->world->org_count; i++) {
        struct org org = writer->world->orgs[i];
        int64_t number = 0;
        if (org.public_key.size == 0 || config_org_named(&node->config, org.name) != NULL)
            continue;
        org.public_key = (struct span){0};
        if (!gate_org_put(writer, &org, &by_configuration, &number, err))
            return false;
    }
    return true;
}

static bool put_orgs(struct node *node, struct error *err)
{
    bool ok = true;
    if (!writing_begin(&node->writing, err))
        return false;
    for (size_t i = 0; ok && i < node->config.org_count; i++)
        ok = put_org(&node->writer, &node->config.orgs[i], err);
    return writing_end(&node->writing, ok && take_keys(node, err), err);
}

static bool open_store(struct node *node, struct error *err)
{
    const struct store_place place = node_place(node);
    return store_open(&node->store, &place, err) && prepare(node, err) &&
           worlds_init(&node->worlds, &node->store, node->config.member, err) &&
           gate_writer_init(&node->writer, &node->store, &node->worlds, node->means, err) &&
           page_cache_init(&node->cache, err);
}

/* Before anything is logged: a leaf more would be the second history that members can prove. */
static bool look_at_log(struct node *node, struct error *err)
{
    struct error why;
    if (agreement_check(node->home, &node->keys.log.key, &node->store, &node->published, &why))
        return true;
    if (error_is_environment(why.code)) {
        *err = why;
        return false;
    }
    node->disagreement = why;
    writing_close(&node->writing);
    return true;
}

/* Apart from what is above, as from here on the lock of `writing` must be released. */
static bool open_rest(struct node *node, size_t threads, struct error *err)
{
    const struct store_place place = node_place(node);
    writing_init(&node->writing, &node->writer, &node->cache);
    if (!look_at_log(node, err) ||
        (node->disagreement.code == ERROR_NONE && !put_orgs(node, err)) ||
        !reading_pool_open(&node->readers, &place, threads, err))
        return false;
    node->taxii = (struct taxii){.worlds = &node->worlds,
                                 .readers = &node->readers,
                                 .cache = &node->cache,
                                 .writing = &node->writing,
                                 .means = node->means,
                                 .title = title};
    memcpy(node->taxii.next_key, node->keys.next, sizeof node->taxii.next_key);
    return true;
}

bool node_open(struct node *ret_node, const char *home, size_t threads,
               const struct gate_means *means, struct error *err)
{
    struct node *node = ret_node;
    *node = (struct node){.home = home, .means = *means};
    if (clock_check(means->now(means->context), err) && config_read(&node->config, home, err) &&
        restored_refuse(home, err) && keys_read(&node->keys, home, err) &&
        own_word_check_key(&node->config, &node->keys, err) && open_store(node, err) &&
        open_rest(node, threads, err))
        return true;
    node_close(node);
    return false;
}

void node_close(struct node *node)
{
    reading_pool_release(&node->readers);
    if (node->writing.writer != NULL)
        writing_release(&node->writing);
    page_cache_release(&node->cache);
    worlds_release(&node->worlds);
    store_release(&node->store);
    keys_clear(&node->keys);
    config_release(&node->config);
    sodium_memzero(node->taxii.next_key, sizeof node->taxii.next_key);
    *node = (struct node){0};
}
