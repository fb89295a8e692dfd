#include "posted.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "intel/check.h"
#include "intel/envelope.h"
#include "measure.h"
#include "store/rules.h"

#define MUST(call) ((call) ? (void)0 : measure_fail(&err))

static const char creator[] = "identity--00000000-0000-4000-8000-0000000000a1";

/* SplitMix64. */
static uint64_t scatter(uint64_t number)
{
    number = (number ^ number >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    number = (number ^ number >> 27) * UINT64_C(0x94D049BB133111EB);
    return number ^ number >> 31;
}

void posted_id(char ret_id[POSTED_ID_BYTES], uint64_t number)
{
    uint64_t high = scatter((number + 1) * UINT64_C(0x9E3779B97F4A7C15));
    uint64_t low = scatter(high);
    snprintf(ret_id, POSTED_ID_BYTES, "indicator--%08x-%04x-4%03x-a%03x-%012llx",
             (unsigned)(high >> 32), (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xfff),
             (unsigned)(low >> 52), (unsigned long long)(low & UINT64_C(0xffffffffffff)));
}

void posted_envelope(struct dynbuf *out, uint64_t from)
{
    posted_objects(out, from, POSTED_ENVELOPE, 0);
}

void posted_objects(struct dynbuf *out, uint64_t from, size_t count, size_t more)
{
    char id[POSTED_ID_BYTES];
    dynbuf_text(out, "{\"objects\":[");
    for (uint64_t i = from; i < from + count; i++) {
        posted_id(id, i);
        dynbuf_format(
            out,
            "%s{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"%s\","
            "\"created_by_ref\":\"%s\","
            "\"created\":\"2026-11-28T12:00:00.000Z\",\"modified\":\"2026-11-28T12:00:00.000Z\","
            "\"name\":\"Wallet %llu that holds what was "
            "stolen\",\"indicator_types\":[\"attribution\"],"
            "\"description\":\"Received 1.0 of the stolen value under haircut, two hops away.%*s\","
            "\"pattern\":\"[cryptocurrency-wallet:address = "
            "'0x%040llx']\",\"pattern_type\":\"stix\","
            "\"valid_from\":\"2026-11-28T12:00:00Z\",\"confidence\":80,"
            "\"object_marking_refs\":[\"%s\"]}",
            i > from ? "," : "", id, creator, (unsigned long long)i, (int)more, "",
            (unsigned long long)i * 7919, tlp_id(i % 100 == 0 ? TLP_CLEAR : TLP_GREEN));
    }
    dynbuf_text(out, "]}");
}

static int64_t now(void *context)
{
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void chance(void *context, unsigned char *ret_bytes, size_t size)
{
    (void)context;
    randombytes_buf(ret_bytes, size);
}

/* All that is posted goes to one member, what is CLEAR to another; their creator to both. */
static void put_rules(struct store *store)
{
    struct error err;
    static const char *const names[] = {"jpn", "kor"};
    static const char *const kinds[] = {"indicator", "identity"};
    for (size_t i = 0; i < 4; i++) {
        struct release_rule rule = {.kind = span_text(kinds[i / 2]),
                                    .tlp = i % 2 == 0 ? TLP_GREEN : TLP_CLEAR};
        MUST(audience_find(store, AUDIENCE_MEMBER, span_text(names[i % 2]), &rule.audience, &err));
        MUST(rule_add(store, &rule, &rule.number, &err));
    }
}

/* What all of them name. */
static void post_creator(struct posted_node *node)
{
    struct dynbuf envelope;
    dynbuf_init(&envelope, 1 << 16);
    dynbuf_format(&envelope,
                  "{\"objects\":[{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"%s\","
                  "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":"
                  "\"2026-01-01T00:00:00.000Z\",\"name\":\"A member\",\"identity_class\":"
                  "\"organization\",\"object_marking_refs\":[\"%s\"]}]}",
                  creator, tlp_id(TLP_CLEAR));
    posted_take(node, dynbuf_bytes(&envelope));
    dynbuf_release(&envelope);
}

static void put_world(struct store *store, bool rules)
{
    struct error err;
    const struct org usa = {.kind = ORG_MEMBER, .name = span_text("usa")};
    int64_t number = 0;
    MUST(store_begin(store, &err));
    MUST(org_put(store, &usa, &number, &err));
    MUST(identity_put(store, span_text(creator), number, &err));
    MUST(audience_make(store, AUDIENCE_OWN, span_text(""), &number, &err));
    MUST(audience_make(store, AUDIENCE_MEMBER, span_text("jpn"), &number, &err));
    MUST(audience_make(store, AUDIENCE_MEMBER, span_text("kor"), &number, &err));
    MUST(collection_add(store, span_text("members"), span_text("id"), &number, &err));
    if (rules)
        put_rules(store);
    MUST(store_commit(store, &err));
}

void posted_open(struct posted_node *node, const char *folder, bool rules)
{
    struct error err;
    int64_t number = 0;
    const struct store_place place = {.folder = folder};
    const struct gate_means means = {.now = now, .chance = chance};
    if (sodium_init() < 0)
        exit(1);
    MUST(store_open(&node->store, &place, &err));
    MUST(audience_find(&node->store, AUDIENCE_OWN, span_text(""), &number, &err));
    bool fresh = number == 0;
    if (fresh)
        put_world(&node->store, rules);
    MUST(worlds_init(&node->worlds, &node->store, span_text("usa"), &err));
    MUST(gate_writer_init(&node->writer, &node->store, &node->worlds, means, &err));
    node->by = (struct taking_by){.account = 1,
                                  .name = span_text("bettina"),
                                  .org = node->writer.world->own,
                                  .role = 1,
                                  .collection =
                                      world_collection(node->writer.world, span_text("members"))};
    pthread_mutex_init(&node->lock, NULL);
    if (fresh)
        post_creator(node);
}

void posted_close(struct posted_node *node)
{
    pthread_mutex_destroy(&node->lock);
    gate_writer_release(&node->writer);
    worlds_release(&node->worlds);
    store_release(&node->store);
}

void posted_take(struct posted_node *node, struct span bytes)
{
    struct error err;
    struct envelope envelope;
    struct arena arena;
    struct taking taking;
    struct object objects[POSTED_ENVELOPE];
    struct offer offers[POSTED_ENVELOPE];
    arena_init(&arena, OBJECT_ARENA_BYTES);
    MUST(envelope_read(&envelope, bytes, "envelope", &err));
    for (size_t i = 0; i < envelope.count; i++) {
        MUST(object_read(envelope.objects[i], &arena, &objects[i], &err));
        MUST(check_passes(&objects[i], &arena, &err));
        MUST(offer_make(&offers[i], &objects[i], &arena, &err));
    }
    pthread_mutex_lock(&node->lock);
    MUST(gate_begin(&node->writer, &err));
    taking_begin(&taking, &node->writer, &node->by);
    for (size_t i = 0; i < envelope.count; i++)
        MUST(take_object(&taking, &offers[i], &err));
    MUST(taking_end(&taking, &err));
    MUST(gate_commit(&node->writer, &err));
    pthread_mutex_unlock(&node->lock);
    taking_release(&taking);
    envelope_release(&envelope);
    arena_release(&arena);
}

int64_t posted_number(struct store *store, const char *query, int64_t than)
{
    struct error err;
    struct sql_rows rows;
    bool some = false;
    MUST(sql_ask_one(store->db, query, SQL_VALUES(sql_number(than)), &rows, &some, &err));
    int64_t number = some ? sql_get_number(&rows, 0) : 0;
    if (some)
        sql_done(&rows);
    return number;
}

uint64_t posted_next(struct store *store)
{
    static const char count[] = "SELECT MAX(seq) FROM version WHERE seq > $1";
    return (uint64_t)posted_number(store, count, 0) - 1; /* the creator */
}

void posted_fill(const char *folder, uint64_t objects)
{
    static struct posted_node node;
    struct dynbuf envelope;
    posted_open(&node, folder, true);
    uint64_t have = posted_next(&node.store), made = have, from = measure_now();
    dynbuf_init(&envelope, 1 << 20);
    for (; made < objects; made += POSTED_ENVELOPE) {
        dynbuf_clear(&envelope);
        posted_envelope(&envelope, made);
        posted_take(&node, dynbuf_bytes(&envelope));
    }
    if (made > have)
        printf("posted %llu objects, released to one and asked for another: %.0f a second\n",
               (unsigned long long)(made - have),
               (double)(made - have) * 1e9 / (double)(measure_now() - from));
    dynbuf_release(&envelope);
    posted_close(&node);
}
