/* A line an act, in a node of three: u, j, m and an object: somebody of the own member, of jpn, of
 * a desk posts it; >, an audience and an identifier: it is released; ^, a level and an identifier:
 * it is raised; - and an identifier: it is hidden. None of them breaks the store, and what another
 * audience then sees was posted, with no level above what goes there, raised as it is. */
#include "base/limits.h"
#include "gate/hide.h"
#include "gate/raise.h"
#include "gate/release.h"
#include "gate/released.h"
#include "gate/take.h"
#include "intel/check.h"
#include "target.h"

enum { LINES_MAX = 32, PAGE_ARENA_BYTES = 64 << 20 };

#define USA    "identity--00000000-0000-4000-8000-0000000000a1"
#define JPN    "identity--00000000-0000-4000-8000-0000000000b1"
#define MARKET "identity--00000000-0000-4000-8000-0000000000c1"

static const struct {
    enum audience_class class;
    const char *name;
    const char *words;
    const char *identity;
    enum tlp highest;
} audiences[] = {
    {AUDIENCE_OWN, "", "own", USA, TLP_RED},
    {AUDIENCE_PUBLIC, "", "public", "", TLP_CLEAR},
    {AUDIENCE_MEMBER, "jpn", "member:jpn", JPN, TLP_AMBER_STRICT},
    {AUDIENCE_DESK, "market", "desk:market", MARKET, TLP_AMBER},
};
enum { AUDIENCES = sizeof audiences / sizeof audiences[0] };

static struct store store;
static struct worlds worlds;
static struct gate_writer writer;
static int64_t moment;
static struct error err;

static struct span lines[1 + LINES_MAX]; /* that were taken, and what stands before each input */
static size_t line_count;

static int64_t now(void *context)
{
    (void)context;
    return ++moment;
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    (void)context;
    memset(ret_bytes, 7, size);
}

static void put_org(enum org_kind kind, const char *name, const char *identity)
{
    const struct org org = {.kind = kind, .name = span_text(name)};
    int64_t number = 0;
    ensure(org_put(&store, &org, &number, &err));
    ensure(identity_put(&store, span_text(identity), number, &err));
}

static const struct stored_audience *audience_of(size_t at)
{
    return world_audience_parse(writer.world, span_text(audiences[at % AUDIENCES].words));
}

/* What cannot be done is refused; nothing of what anybody sends breaks the store. */
static void refused(void)
{
    ensure(!error_is_environment(err.code) && err.code != ERROR_DAMAGED);
}

static void post(const char *org, const char *collection, struct span json)
{
    const struct taking_by by = {
        .account = 1,
        .name = span_text("bettina"),
        .org = world_org_named(writer.world, span_text(org))->number,
        .role = 1,
        .collection = world_collection(writer.world, span_text(collection)),
    };
    struct arena arena;
    struct object object;
    struct offer offer;
    struct taking taking;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    taking_begin(&taking, &writer, &by);
    if (object_read(json, &arena, &object, &err) && check_passes(&object, &arena, &err) &&
        offer_make(&offer, &object, &arena, &err)) {
        if (!take_object(&taking, &offer, &err))
            refused();
        else
            lines[line_count++] = object.bytes;
    }
    ensure(taking_end(&taking, &err));
    taking_release(&taking);
    arena_release(&arena);
}

static void release(size_t audience, struct span id)
{
    const struct gate_release release = {
        .id = id, .to = audience_of(audience), .actor = span_text("olga")};
    enum gate_reason reason = GATE_ALLOWED;
    if (!gate_release(&writer, &release, &reason, &err))
        refused();
}

/* Levels that ids were raised to. */
static struct {
    struct span id;
    enum tlp level;
} raised[LINES_MAX];
static size_t raised_count;

static void raise_to(enum tlp level, struct span id)
{
    const struct gate_raise raise = {
        .id = id, .tlp = span_text(tlp_id(level)), .actor = span_text("olga")};
    int64_t leaf = 0;
    if (!gate_raise(&writer, &raise, &leaf, &err)) {
        refused();
        return;
    }
    raised[raised_count].id = id;
    raised[raised_count++].level = level;
}

static void hide(struct span id)
{
    const struct released_query query = {.ids = &id, .id_count = 1, .versions = VERSION_ALL};
    const struct hiding hiding = {
        .collection = world_collection(writer.world, span_text("members")),
        .audience = audience_of(0),
        .org = writer.world->own,
        .actor = span_text("bettina"),
        .query = &query,
    };
    bool any = false;
    ensure(gate_hide(&writer, &hiding, &any, &err));
}

/* Once, with the own identity let out: each input begins a transaction and rolls it back. */
static void open_node(void)
{
    static const char usa[] =
        "{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"" USA "\",\"name\":\"usa\","
        "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\","
        "\"object_marking_refs\":[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"]}";
    const struct gate_means means = {.now = now, .chance = chance};
    int64_t number = 0;
    ensure(store_open_scratch(&store, &err) && store_begin(&store, &err));
    put_org(ORG_MEMBER, "usa", USA);
    put_org(ORG_MEMBER, "jpn", JPN);
    put_org(ORG_DESK, "market", MARKET);
    for (size_t i = 0; i < AUDIENCES; i++)
        ensure(
            audience_make(&store, audiences[i].class, span_text(audiences[i].name), &number, &err));
    ensure(collection_add(&store, span_text("members"), span_text("m"), &number, &err));
    ensure(collection_add(&store, span_text("desks"), span_text("d"), &number, &err));
    ensure(collection_add(&store, span_text("public"), span_text("p"), &number, &err));
    ensure(store_commit(&store, &err));
    ensure(worlds_init(&worlds, &store, span_text("usa"), &err));
    ensure(gate_writer_init(&writer, &store, &worlds, means, &err));
    ensure(gate_begin(&writer, &err));
    post("usa", "members", span_text(usa));
    for (size_t i = 1; i < AUDIENCES; i++)
        release(i, span_text(USA));
    ensure(gate_commit(&writer, &err));
    ensure(line_count == 1);
}

static void act(struct span line)
{
    size_t which = line.size < 2 ? 0 : line.data[1];
    if (line.size == 0)
        return;
    struct span rest = span_part(line, 1, line.size), id = span_part(line, 2, line.size);
    switch (line.data[0]) {
    case 'u':
        post("usa", "members", rest);
        break;
    case 'j':
        post("jpn", "members", rest);
        break;
    case 'm':
        post("market", "desks", rest);
        break;
    case '>':
        release(1 + which % (AUDIENCES - 1), id);
        break;
    case '^':
        raise_to((enum tlp)(which % (TLP_RED + 1)), id);
        break;
    case '-':
        hide(rest);
        break;
    default:
        break;
    }
}

static bool was_posted(struct span bytes)
{
    for (size_t i = 0; i < line_count; i++)
        if (span_equal(lines[i], bytes))
            return true;
    return false;
}

/* Marking definitions go with what they mark; who made an object has it anyway. */
static void look(const struct released *released, size_t audience, struct arena *arena)
{
    enum tlp highest = audiences[audience].highest;
    struct object object;
    enum tlp level;
    ensure(was_posted(released_bytes(released)));
    ensure(object_read(released_bytes(released), arena, &object, &err));
    ensure(span_equal(object.id, released_id(released)));
    if (object.class == OBJECT_MARKING || span_is(object.created_by, audiences[audience].identity))
        return;
    for (size_t i = 0; i < object.marking_count; i++)
        if (tlp_of(object.markings[i], &level) && level > highest)
            target_fails("it went further than its level");
    for (size_t i = 0; i < raised_count; i++)
        if (span_equal(raised[i].id, object.id) && raised[i].level > highest)
            target_fails("it went further than it was raised");
}

static void look_at_page(size_t audience)
{
    const struct stored_audience *to = audience_of(audience);
    const struct collection *collection = world_collection_of(writer.world, to);
    const struct released_query query = {
        .versions = VERSION_ALL, .limit = PAGE_ROWS_MAX, .with_bytes = true};
    struct released_page page;
    struct arena arena;
    struct view view;
    if (collection == NULL)
        collection = world_collection(writer.world, span_text("members"));
    arena_init(&arena, PAGE_ARENA_BYTES);
    ensure(view_of(&store, writer.world, collection, to, (struct span){0}, &view, &err));
    ensure(released_page(&store, &view, &query, &arena, &page, &err));
    for (size_t i = 0; i < page.count; i++)
        look(page.objects[i], audience, &arena);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = span_of(data, size);
    if (store.db == NULL)
        open_node();
    line_count = 1;
    raised_count = 0;
    ensure(gate_begin(&writer, &err));
    for (size_t acts = 0; rest.size > 0 && acts < LINES_MAX; acts++) {
        const uint8_t *line = memchr(rest.data, '\n', rest.size);
        size_t end = line == NULL ? rest.size : (size_t)(line - rest.data);
        act(span_part(rest, 0, end));
        rest = span_part(rest, line == NULL ? end : end + 1, rest.size);
    }
    for (size_t i = 0; i < AUDIENCES; i++)
        look_at_page(i);
    ensure(gate_roll_back(&writer, &err));
    return 0;
}
