/* Envelopes of 100 objects taken in: read, checked, stored, logged, shown, each envelope durable
 * when it is answered; beside a bare SQLite insert of the same bytes with the same commits.
 *
 *     bench-take [OBJECTS]        default 20,000
 *
 * What a node adds to this is HTTP; what the baseline lacks is everything but the bytes.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "gate/take.h"
#include "intel/check.h"
#include "intel/envelope.h"
#include "measure.h"

enum { ENVELOPE = 100 };

static struct error err;

#define MUST(call) ((call) ? (void)0 : measure_fail(&err))

/* A flag as a member posts it: an indicator of one address, marked GREEN. */
static void make_envelope(struct dynbuf *out, size_t from)
{
    dynbuf_text(out, "{\"objects\":[");
    for (size_t i = from; i < from + ENVELOPE; i++)
        dynbuf_format(
            out,
            "%s{\"type\":\"indicator\",\"spec_version\":\"2.1\","
            "\"id\":\"indicator--%08zx-0000-4000-8000-0123456789ab\","
            "\"created_by_ref\":\"identity--00000000-0000-4000-8000-0000000000a1\","
            "\"created\":\"2026-11-28T12:00:00.000Z\",\"modified\":\"2026-11-28T12:00:00.000Z\","
            "\"name\":\"Wallet %zu that holds what was "
            "stolen\",\"indicator_types\":[\"attribution\"],"
            "\"description\":\"Received 1.0 of the stolen value under haircut, two hops away.\","
            "\"pattern\":\"[cryptocurrency-wallet:address = "
            "'0x%040zx']\",\"pattern_type\":\"stix\","
            "\"valid_from\":\"2026-11-28T12:00:00Z\",\"confidence\":80,"
            "\"object_marking_refs\":[\"%s\"]}",
            i > from ? "," : "", i, i, i * 7919, tlp_id(TLP_GREEN));
    dynbuf_text(out, "]}");
}

static int64_t now(void *context)
{
    (void)context;
    return (int64_t)(measure_now() / 1000);
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    (void)context;
    randombytes_buf(ret_bytes, size);
}

static void put_world(struct store *store)
{
    const struct org usa = {.kind = ORG_MEMBER, .name = span_text("usa")};
    int64_t number = 0;
    MUST(store_begin(store, &err));
    MUST(org_put(store, &usa, &number, &err));
    MUST(identity_put(store, span_text("identity--00000000-0000-4000-8000-0000000000a1"), number,
                      &err));
    MUST(audience_make(store, AUDIENCE_OWN, span_text(""), &number, &err));
    MUST(audience_make(store, AUDIENCE_MEMBER, span_text("jpn"), &number, &err));
    MUST(audience_make(store, AUDIENCE_MEMBER, span_text("kor"), &number, &err));
    MUST(collection_add(store, span_text("members"), span_text("id"), &number, &err));
    MUST(store_commit(store, &err));
}

static void take_envelope(struct gate_writer *writer, const struct taking_by *by, struct span bytes)
{
    static struct object objects[ENVELOPE];
    struct envelope envelope;
    struct arena arena;
    struct taking taking;
    arena_init(&arena, OBJECT_ARENA_BYTES);
    MUST(envelope_read(&envelope, bytes, "envelope", &err));
    for (size_t i = 0; i < envelope.count; i++) {
        MUST(object_read(envelope.objects[i], &arena, &objects[i], &err));
        MUST(check_passes(&objects[i], &arena, &err));
    }
    MUST(gate_begin(writer, &err));
    taking_begin(&taking, writer, by);
    for (size_t i = 0; i < envelope.count; i++)
        MUST(take_object(&taking, &objects[i], &err));
    MUST(taking_end(&taking, &err));
    MUST(gate_commit(writer, &err));
    taking_release(&taking);
    envelope_release(&envelope);
    arena_release(&arena);
}

static uint64_t run_take(const char *folder, struct dynbuf *envelopes, size_t count)
{
    static struct gate_writer writer;
    struct store store;
    struct worlds worlds;
    const struct store_place place = {.folder = folder};
    const struct gate_means means = {.now = now, .chance = chance};
    MUST(store_open(&store, &place, &err));
    put_world(&store);
    MUST(worlds_init(&worlds, &store, span_text("usa"), &err));
    MUST(gate_writer_init(&writer, &store, &worlds, means, &err));
    const struct taking_by by = {.account = 1,
                                 .name = span_text("bettina"),
                                 .org = writer.world->own,
                                 .role = 1,
                                 .collection =
                                     world_collection(writer.world, span_text("members"))};
    uint64_t from = measure_now();
    for (size_t i = 0; i < count; i++)
        take_envelope(&writer, &by, dynbuf_bytes(&envelopes[i]));
    uint64_t spent = measure_now() - from;
    worlds_release(&worlds);
    store_release(&store);
    return spent;
}

static uint64_t run_bare(const char *folder, struct dynbuf *envelopes, size_t count)
{
    static const char insert[] = "INSERT INTO object (number, bytes) VALUES ($1, $2)";
    char path[PATH_BYTES_MAX];
    struct sql *db = NULL;
    int64_t number = 0;
    MUST(file_make_folder(folder, &err) && file_path(path, folder, "bare.sqlite", &err));
    MUST(sql_open_sqlite(&db, path, false, &err));
    MUST(sql_script(db, "CREATE TABLE object (number INTEGER PRIMARY KEY, bytes BYTEA)", &err));
    uint64_t spent = 0;
    for (size_t i = 0; i < count; i++) {
        struct envelope envelope; /* cut outside the time: the baseline reads no JSON */
        MUST(envelope_read(&envelope, dynbuf_bytes(&envelopes[i]), "envelope", &err));
        uint64_t from = measure_now();
        MUST(sql_begin(db, &err));
        for (size_t o = 0; o < envelope.count; o++)
            MUST(sql_run(db, insert,
                         SQL_VALUES(sql_number(++number), sql_bytes(envelope.objects[o])), &err));
        MUST(sql_commit(db, &err));
        spent += measure_now() - from;
        envelope_release(&envelope);
    }
    sql_free(db);
    return spent;
}

int main(int argc, char **argv)
{
    size_t objects = argc > 1 ? measure_transfers(argc, argv) : 20000;
    size_t count = objects / ENVELOPE;
    struct dynbuf *envelopes = calloc(count, sizeof *envelopes);
    uint64_t takes[MEASURE_RUNS];
    uint64_t bares[MEASURE_RUNS];
    char folder[PATH_BYTES_MAX];
    if (envelopes == NULL || sodium_init() < 0)
        return 1;
    for (size_t i = 0; i < count; i++) {
        dynbuf_init(&envelopes[i], 1 << 20);
        make_envelope(&envelopes[i], i * ENVELOPE);
    }
    mkdir(measure_folder(), 0777);
    for (int run = 0; run < MEASURE_RUNS; run++) {
        snprintf(folder, sizeof folder, "%s/take", measure_folder());
        takes[run] = run_take(folder, envelopes, count);
        bares[run] = run_bare(folder, envelopes, count);
        measure_clear(folder);
    }
    double take = (double)measure_median(takes) / 1e9;
    double bare = (double)measure_median(bares) / 1e9;
    printf("taking in %zu objects in envelopes of %d: %.2f s, %.0f objects a second\n",
           count * ENVELOPE, ENVELOPE, take, (double)(count * ENVELOPE) / take);
    printf("bare SQLite insert: %.2f s\nratio %.2f, bar 4\n", bare, take / bare);
    for (size_t i = 0; i < count; i++)
        dynbuf_release(&envelopes[i]);
    free(envelopes);
    return 0;
}
