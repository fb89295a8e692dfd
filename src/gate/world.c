#include "gate/world.h"

enum { WORLD_ARENA_BYTES = 16 << 20 };

static bool load(struct world *world, struct store *store, struct span own, struct error *err)
{
    if (!orgs_read(store, &world->arena, &world->orgs, &world->org_count, err) ||
        !audiences_read(store, &world->arena, &world->audiences, &world->audience_count, err) ||
        !collections_read(store, &world->arena, &world->collections, &world->collection_count,
                          err) ||
        !rules_read(store, &world->arena, &world->rules, &world->rule_count, err))
        return false;
    const struct org *org = world_org_named(world, own);
    if (org == NULL || org->kind != ORG_MEMBER)
        return error_input(err, ERROR_NOT_FOUND, "store", "there is no member '%.*s' in it",
                           (int)own.size, (const char *)own.data);
    world->own = org->number;
    return true;
}

bool world_load(struct world *ret_world, struct store *store, struct span own, struct error *err)
{
    struct world world = {0};
    arena_init(&world.arena, WORLD_ARENA_BYTES);
    if (!load(&world, store, own, err)) {
        world_release(&world);
        return false;
    }
    *ret_world = world;
    return true;
}

void world_release(struct world *world)
{
    arena_release(&world->arena);
    *world = (struct world){0};
}

const struct org *world_org(const struct world *world, int64_t number)
{
    for (size_t i = 0; i < world->org_count; i++)
        if (world->orgs[i].number == number)
            return &world->orgs[i];
    return NULL;
}

const struct org *world_org_named(const struct world *world, struct span name)
{
    for (size_t i = 0; i < world->org_count; i++)
        if (span_equal(world->orgs[i].name, name))
            return &world->orgs[i];
    return NULL;
}

const struct stored_audience *world_audience(const struct world *world, int64_t number)
{
    for (size_t i = 0; i < world->audience_count; i++)
        if (world->audiences[i].number == number)
            return &world->audiences[i];
    return NULL;
}

const struct stored_audience *world_audience_of(const struct world *world,
                                                enum audience_class class, struct span name)
{
    for (size_t i = 0; i < world->audience_count; i++)
        if (world->audiences[i].class == class && span_equal(world->audiences[i].name, name))
            return &world->audiences[i];
    return NULL;
}

const struct collection *world_collection(const struct world *world, struct span name)
{
    for (size_t i = 0; i < world->collection_count; i++)
        if (span_equal(world->collections[i].alias, name) ||
            span_equal(world->collections[i].id, name))
            return &world->collections[i];
    return NULL;
}

const struct collection *world_collection_of(const struct world *world,
                                             const struct stored_audience *audience)
{
    switch (audience->class) {
    case AUDIENCE_MEMBER:
        return world_collection(world, span_text("members"));
    case AUDIENCE_DESK:
        return world_collection(world, span_text("desks"));
    case AUDIENCE_PUBLIC:
        return world_collection(world, span_text("public"));
    case AUDIENCE_OWN:
        break;
    }
    return NULL;
}

bool world_check_audience(const struct stored_audience *to, struct error *err)
{
    return (to != NULL && to->class != AUDIENCE_OWN) ||
           error_input(err, ERROR_VALUE, "audience", "expected a member, a desk or the public");
}

static const struct {
    enum audience_class class;
    const char *word; /* with a colon when a name follows */
} words[] = {
    {AUDIENCE_PUBLIC, "public"}, {AUDIENCE_MEMBER, "member:"}, {AUDIENCE_DESK, "desk:"},
    {AUDIENCE_OWN, "own"},       {AUDIENCE_OWN, "person:"},
};

/* Whether the word is that of an audience with such a name: own people have one when they are one
 * person. */
static bool fits(size_t word, struct span name)
{
    const char *text = words[word].word;
    return (text[strlen(text) - 1] == ':') == (name.size > 0);
}

bool world_audience_print(const struct stored_audience *audience, struct dynbuf *out)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].class == audience->class && fits(i, audience->name))
            return dynbuf_text(out, words[i].word) && dynbuf_span(out, audience->name);
    return false;
}

const struct stored_audience *world_audience_parse(const struct world *world, struct span text)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct span name = {0};
        if (!span_starts_with(text, words[i].word))
            continue;
        name = span_part(text, strlen(words[i].word), text.size);
        if (fits(i, name))
            return world_audience_of(world, words[i].class, name);
    }
    return NULL;
}
