#include "made_home.h"

#include "base/base64.h"
#include "base/file.h"
#include "base/scratch.h"
#include "gate/release.h"
#include "gate/take.h"
#include "node/setup.h"
#include "store/dump.h"
#include "store/people.h"

unsigned char made_public[SEAL_KEY_BYTES], made_secret[SEAL_KEY_BYTES];

static struct error err;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        if (!(call))                                                                               \
            fail_msg("%s", err.text);                                                              \
    } while (0)

static int64_t now(void *context)
{
    static int64_t moment = 1764331200000000;
    (void)context;
    return ++moment;
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    (void)context;
    randombytes_buf(ret_bytes, size);
}

static const struct gate_means means = {.now = now, .chance = chance};

void made_start(void)
{
    static const unsigned char seed[crypto_box_SEEDBYTES] = {7};
    ensure(sodium_init() >= 0);
    ensure(crypto_box_seed_keypair(made_public, made_secret, seed) == 0);
}

static void add_backup_key(const char *home)
{
    struct dynbuf text;
    char path[PATH_BYTES_MAX];
    dynbuf_init(&text, CONFIG_BYTES_MAX);
    MUST(file_path(path, home, CONFIG_NAME, &err) && file_read(&text, path, &err));
    dynbuf_text(&text, "backup_key: ");
    base64_put(&text, span_of(made_public, sizeof made_public));
    dynbuf_char(&text, '\n');
    MUST(file_replace_private(home, CONFIG_NAME, dynbuf_bytes(&text), &err));
    dynbuf_release(&text);
}

const char *made_home(const char *name)
{
    const char *home = scratch_path(name);
    bool made = false;
    MUST(setup_node(home, span_text("usa"), &made, &err));
    assert_true(made);
    add_backup_key(home);
    return home;
}

void made_open(struct node *node, const char *home)
{
    const struct account account = {
        .number = 0, .name = span_text("bettina"), .role = ROLE_ANALYST, .made = 1};
    struct account put = account;
    struct arena arena;
    bool some = false;
    int64_t number = 0;
    MUST(node_open(node, home, 1, &means, &err));
    arena_init(&arena, 1 << 20);
    MUST(account_read(&node->store, MADE_ACCOUNT, &arena, &put, &some, &err));
    arena_release(&arena);
    if (some)
        return;
    put.org = node->writer.world->own;
    MUST(writing_begin(&node->writing, &err));
    MUST(account_add(&node->store, &put, &number, &err));
    assert_int_equal(number, MADE_ACCOUNT);
    MUST(writing_end(&node->writing, true, &err));
}

static void take(struct node *node, unsigned number)
{
    static const char form[] =
        "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"tool--00000000-0000-4000-8000-%"
        "012x\","
        "\"name\":\"n%u\",\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":"
        "\"2026-01-01T00:00:00.000Z\",\"object_marking_refs\":"
        "[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"]}";
    const struct world *world = node->writer.world;
    struct taking taking;
    struct object object;
    struct offer offer;
    struct arena arena;
    char json[512];
    enum gate_reason reason = GATE_ALLOWED;
    const struct taking_by by = {
        .account = MADE_ACCOUNT,
        .name = span_text("bettina"),
        .org = world->own,
        .role = ROLE_ANALYST,
        .collection = world_collection(world, span_text("members")),
    };
    arena_init(&arena, OBJECT_ARENA_BYTES);
    snprintf(json, sizeof json, form, number, number);
    MUST(object_read(span_text(json), &arena, &object, &err) &&
         offer_make(&offer, &object, &arena, &err));
    taking_begin(&taking, &node->writer, &by);
    MUST(take_object(&taking, &offer, &err) && taking_end(&taking, &err));
    taking_release(&taking);
    const struct gate_release asked = {.id = object.id,
                                       .to = world_audience_parse(world, span_text("public")),
                                       .actor = span_text("olga")};
    if (number % 5 == 0)
        MUST(gate_release(&node->writer, &asked, &reason, &err));
    arena_release(&arena);
}

void made_take_open(struct node *node, unsigned from, unsigned to)
{
    MUST(writing_begin(&node->writing, &err));
    for (unsigned number = from; number < to; number++)
        take(node, number);
}

void made_take(struct node *node, unsigned from, unsigned to)
{
    made_take_open(node, from, to);
    MUST(writing_end(&node->writing, true, &err));
}

static bool keep_row(void *context, struct span row, struct error *ret_err)
{
    return dynbuf_span(context, row) || dynbuf_error(context, "rows", ret_err);
}

void made_dump(const char *home, struct dynbuf *ret_bytes)
{
    const struct store_place place = {.folder = home};
    const struct dump_sink sink = {keep_row, ret_bytes};
    struct store store;
    uint64_t count = 0;
    MUST(store_open_reading(&store, &place, &err));
    MUST(store_begin_reading(&store, &err));
    for (size_t i = 0; dump_table(i) != NULL; i++) {
        dynbuf_text(ret_bytes, dump_table(i)->name);
        MUST(dump_read(&store, dump_table(i), sink, &count, &err));
    }
    store_end_reading(&store);
    store_release(&store);
}
