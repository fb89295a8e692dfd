/* The rows of a backup, as its records have them, behind what proves who made them: a home that is
 * restored from a backup is as good as its proof. A store whose rows are all taken and proven is
 * then asked, and written to, as a node does: each gives what there is, or an ordinary error.
 *
 * Corpus: `unit-node-forged FOLDER` writes the records of a backup. */
#include "base/limits.h"
#include "gate/approve.h"
#include "gate/raise.h"
#include "gate/release.h"
#include "gate/released.h"
#include "gate/take.h"
#include "node/backup_form.h"
#include "node/backup_proof.h"
#include "node/roles.h"
#include "node/signed_in.h"
#include "store/overlays.h"
#include "store/people.h"
#include "store/recalls.h"
#include "target.h"

enum { ARENA_BYTES = 256 << 20 };

static struct store store;
static struct worlds worlds;
static struct gate_writer writer;
static struct arena arena;
static struct error err;

static int64_t now(void *context)
{
    (void)context;
    return 1764331300000000;
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    (void)context;
    memset(ret_bytes, 7, size);
}

static const struct dump_table *table_of(struct span record)
{
    for (size_t i = 0; dump_table(i) != NULL; i++) {
        struct span name = span_text(dump_table(i)->name);
        if (record.size > name.size && span_equal(span_part(record, 0, name.size), name) &&
            record.data[name.size] == '(')
            return dump_table(i);
    }
    return NULL;
}

static bool add_row(struct backup_proof *proof, const struct dump_table *table, struct span row)
{
    struct sql_value values[DUMP_COLUMNS_MAX];
    return table != NULL && dump_parse(table, row, values, &err) &&
           dump_add(&store, table, values, &err) && backup_proof_row(proof, table, values, &err);
}

/* The records of tables and rows; all others are of no matter here. */
static bool restore_rows(struct span rest)
{
    const struct dump_table *table = NULL;
    struct backup_proof proof;
    bool ok = true;
    backup_proof_init(&proof, &store);
    while (ok && rest.size > 0) {
        size_t size = 0;
        if (rest.size < BACKUP_RECORD_HEAD)
            break;
        for (size_t i = BACKUP_RECORD_HEAD - 1; i > 0; i--)
            size = size << 8 | rest.data[i];
        if (size > rest.size - BACKUP_RECORD_HEAD)
            break;
        struct span body = span_part(rest, BACKUP_RECORD_HEAD, BACKUP_RECORD_HEAD + size);
        if (rest.data[0] == BACKUP_TABLE)
            table = table_of(body);
        else if (rest.data[0] == BACKUP_ROW)
            ok = add_row(&proof, table, body);
        rest = span_part(rest, BACKUP_RECORD_HEAD + size, rest.size);
    }
    ok = ok && backup_proof_tables(&proof, &err);
    backup_proof_release(&proof);
    return ok;
}

/* As node.c does, before it opens the world. */
static bool prepare(void)
{
    static const char *const aliases[] = {"members", "desks", "public"};
    struct collection *there = NULL;
    size_t count = 0;
    int64_t number = 0;
    bool ok = collections_read(&store, &arena, &there, &count, &err) &&
              audience_make(&store, AUDIENCE_OWN, (struct span){0}, &number, &err) &&
              audience_make(&store, AUDIENCE_PUBLIC, (struct span){0}, &number, &err);
    for (size_t i = 0; ok && i < sizeof aliases / sizeof aliases[0]; i++) {
        bool has = false;
        for (size_t k = 0; k < count; k++)
            has |= span_is(there[k].alias, aliases[i]);
        ok = has ||
             collection_add(&store, span_text(aliases[i]), span_text(aliases[i]), &number, &err);
    }
    return ok;
}

static void look_at_pages(void)
{
    const struct world *world = writer.world;
    const struct released_query query = {
        .versions = VERSION_ALL, .limit = PAGE_ROWS_MAX, .with_bytes = true};
    for (size_t i = 0; i < world->audience_count; i++)
        for (size_t k = 0; k < world->collection_count; k++) {
            struct released_page page;
            struct view view;
            if (view_of(&store, world, &world->collections[k], &world->audiences[i],
                        (struct span){0}, &view, &err))
                (void)released_page(&store, &view, &query, &arena, &page, &err);
        }
}

static void let_in(const struct account *account)
{
    struct signed_in *who = NULL;
    if (signed_in_make(&who, writer.world, account, &err) && who != NULL)
        signed_in_release(who);
}

static void look_at_people(void)
{
    struct account *accounts = NULL;
    struct recall *recalls = NULL;
    size_t count = 0;
    if (accounts_read(&store, &arena, &accounts, &count, &err))
        for (size_t i = 0; i < count; i++)
            let_in(&accounts[i]);
    (void)recalls_read(&store, 0, &arena, &recalls, &count, &err);
}

static void look_at_ids(void)
{
    static const struct {
        const char *id;
    } ids[] = {{"tool--00000000-0000-4000-8000-000000000000"},
               {"tool--00000000-0000-4000-8000-000000000001"},
               {"tool--00000000-0000-4000-8000-000000000004"}};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        struct gate_verdict *verdicts = NULL;
        (void)gate_who(&writer, span_text(ids[i].id), (struct span){0}, (struct span){0}, &arena,
                       &verdicts, &err);
    }
}

/* False: the transaction must be rolled back. */
static bool post_again(void)
{
    static const char json[] =
        "{\"type\":\"tool\",\"spec_version\":\"2.1\","
        "\"id\":\"tool--00000000-0000-4000-8000-000000000001\",\"name\":\"again\","
        "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-02T00:00:00.000Z\","
        "\"object_marking_refs\":[\"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487\"]}";
    struct object object;
    struct offer offer;
    struct taking taking;
    const struct taking_by by = {.account = 1,
                                 .name = span_text("bettina"),
                                 .org = writer.world->own,
                                 .role = 1,
                                 .collection = &writer.world->collections[0]};
    ensure(object_read(span_text(json), &arena, &object, &err) &&
           offer_make(&offer, &object, &arena, &err));
    taking_begin(&taking, &writer, &by);
    bool ok = take_object(&taking, &offer, &err) && taking_end(&taking, &err);
    taking_release(&taking);
    return ok;
}

static bool change_all(void)
{
    const struct gate_raise raise = {.id = span_text("tool--00000000-0000-4000-8000-000000000001"),
                                     .tlp = span_text(tlp_id(TLP_RED)),
                                     .actor = span_text("olga")};
    int64_t next = 0;
    int64_t leaf = 0;
    if (writer.world->collection_count > 0 && !post_again())
        return false;
    for (size_t i = 0; i < writer.world->audience_count; i++) {
        const struct gate_release release = {
            .id = raise.id, .to = &writer.world->audiences[i], .actor = span_text("olga")};
        enum gate_reason reason = GATE_ALLOWED;
        if (release.to->class != AUDIENCE_OWN && !gate_release(&writer, &release, &reason, &err))
            return false;
    }
    return gate_raise(&writer, &raise, &leaf, &err) && gate_expire(&writer, &next, &err);
}

/* As a node does that opens the home. */
static void use(void)
{
    const struct gate_means means = {.now = now, .chance = chance};
    if (!worlds_init(&worlds, &store, span_text("usa"), &err))
        return;
    if (gate_writer_init(&writer, &store, &worlds, means, &err)) {
        look_at_pages();
        look_at_people();
        look_at_ids();
        if (gate_begin(&writer, &err)) {
            if (change_all())
                look_at_pages();
            (void)gate_roll_back(&writer, &err);
        }
        gate_writer_release(&writer);
    }
    worlds_release(&worlds);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena_init(&arena, ARENA_BYTES);
    ensure(store_open_scratch(&store, &err) && store_begin(&store, &err));
    if (restore_rows(span_of(data, size)) && prepare() && store_commit(&store, &err))
        use();
    store_release(&store);
    arena_release(&arena);
    return 0;
}
