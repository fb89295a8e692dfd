#include "made_world.h"

#include "base/limits.h"
#include "base/scratch.h"
#include "gate/hide.h"
#include "gate/settle.h"

static struct error err;

const struct gate_by made_officer = {.actor = {(const unsigned char *)"olga", 4}};

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s", err.text);                                                              \
    } while (0)

static int64_t now(void *context)
{
    struct made_world *made = context;
    return ++made->now;
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    struct made_world *made = context;
    for (size_t i = 0; i < size; i++)
        ret_bytes[i] = (unsigned char)random_from(&made->chance);
}

static void put_org(struct store *store, enum org_kind kind, const char *name, const char *identity)
{
    const struct org org = {.kind = kind, .name = span_text(name)};
    int64_t number = 0;
    MUST(org_put(store, &org, &number, &err));
    if (identity != NULL)
        MUST(identity_put(store, span_text(identity), number, &err));
}

static void put_all(struct store *store)
{
    static const struct {
        enum audience_class class;
        const char *name;
    } audiences[] = {
        {AUDIENCE_OWN, ""},       {AUDIENCE_PUBLIC, ""},     {AUDIENCE_MEMBER, "jpn"},
        {AUDIENCE_MEMBER, "kor"}, {AUDIENCE_DESK, "market"}, {AUDIENCE_OWN, MADE_AKIRA},
    };
    int64_t number = 0;
    put_org(store, ORG_MEMBER, "usa", MADE_USA);
    put_org(store, ORG_MEMBER, "jpn", MADE_JPN);
    put_org(store, ORG_MEMBER, "kor", NULL);
    put_org(store, ORG_DESK, "market", NULL);
    for (size_t i = 0; i < sizeof audiences / sizeof audiences[0]; i++)
        MUST(audience_make(store, audiences[i].class, span_text(audiences[i].name), &number, &err));
    MUST(collection_add(store, span_text("members"), span_text("m"), &number, &err));
    MUST(collection_add(store, span_text("desks"), span_text("d"), &number, &err));
    MUST(collection_add(store, span_text("public"), span_text("p"), &number, &err));
}

void made_world_open(struct made_world *made)
{
    static unsigned next;
    *made = (struct made_world){.now = 1764331200000000, .chance = 7};
    snprintf(made->folder, sizeof made->folder, "%s/world-%u", scratch(), next++);
    const struct store_place place = {.folder = made->folder};
    MUST(store_open(&made->store, &place, &err));
    MUST(sql_script(made->store.db, "PRAGMA synchronous = OFF", &err));
    MUST(store_begin(&made->store, &err));
    put_all(&made->store);
    MUST(store_commit(&made->store, &err));
    MUST(worlds_init(&made->worlds, &made->store, span_text("usa"), &err));
    const struct gate_means means = {.now = now, .chance = chance, .context = made};
    MUST(gate_writer_init(&made->writer, &made->store, &made->worlds, means, &err));
    made->world = made->writer.world;
    MUST(gate_begin(&made->writer, &err));
}

void made_world_release(struct made_world *made)
{
    gate_writer_release(&made->writer);
    worlds_release(&made->worlds);
    store_release(&made->store);
}

void made_world_commit(struct made_world *made)
{
    MUST(gate_read_world(&made->writer, &err));
    MUST(gate_commit(&made->writer, &err));
    made->world = made->writer.world;
    MUST(gate_begin(&made->writer, &err));
}

bool made_try(struct made_world *made, const char *org, const char *collection, struct span json,
              struct error *ret_err)
{
    struct arena arena;
    struct object object;
    struct offer offer;
    struct taking taking;
    const struct taking_by by = {
        .account = 1,
        .name = span_text("bettina"),
        .org = world_org_named(made->world, span_text(org))->number,
        .role = 1,
        .collection = world_collection(made->world, span_text(collection)),
    };
    arena_init(&arena, OBJECT_ARENA_BYTES);
    MUST(object_read(json, &arena, &object, &err));
    taking_begin(&taking, &made->writer, &by);
    bool taken =
        offer_make(&offer, &object, &arena, ret_err) && take_object(&taking, &offer, ret_err);
    MUST(taking_end(&taking, &err));
    taking_release(&taking);
    arena_release(&arena);
    return taken;
}

void made_take(struct made_world *made, const char *collection, struct span json)
{
    MUST(made_try(made, "usa", collection, json, &err));
}

bool made_try_release(struct made_world *made, const char *id, const char *version,
                      const char *content, const char *to, enum gate_reason *ret_reason,
                      struct error *ret_err)
{
    const struct gate_release release = {
        .id = span_text(id),
        .version = span_text(version),
        .content = span_text(content),
        .to = world_audience_parse(made->world, span_text(to)),
        .actor = span_text("olga"),
    };
    assert_non_null(release.to);
    return gate_release(&made->writer, &release, ret_reason, ret_err);
}

enum gate_reason made_release(struct made_world *made, const char *id, const char *version,
                              const char *to)
{
    enum gate_reason reason = GATE_ALLOWED;
    MUST(made_try_release(made, id, version, "", to, &reason, &err));
    return reason;
}

bool made_hide(struct made_world *made, const char *collection, const char *id)
{
    const struct span one = span_text(id);
    const struct released_query query = {.ids = &one, .id_count = 1, .versions = VERSION_ALL};
    const struct hiding hiding = {
        .collection = world_collection(made->world, span_text(collection)),
        .audience = world_audience_parse(made->world, span_text("own")),
        .org = made->world->own,
        .actor = span_text("bettina"),
        .query = &query,
    };
    bool any = false;
    MUST(gate_hide(&made->writer, &hiding, &any, &err));
    return any;
}

int64_t made_beat(struct made_world *made)
{
    int64_t next = -1;
    made_world_commit(made);
    MUST(gate_expire(&made->writer, &next, &err));
    return next;
}

struct released_page made_page(struct made_world *made, const char *name, struct arena *arena)
{
    struct released_page page;
    struct view view;
    const struct stored_audience *audience = world_audience_parse(made->world, span_text(name));
    const struct collection *collection = world_collection_of(made->world, audience);
    const struct released_query query = {
        .versions = VERSION_ALL, .limit = PAGE_ROWS_MAX, .with_bytes = true};
    if (collection == NULL)
        collection = world_collection(made->world, span_text("members"));
    MUST(view_of(&made->store, made->world, collection, audience, (struct span){0}, &view, &err));
    MUST(released_page(&made->store, &view, &query, arena, &page, &err));
    return page;
}
