/* The world changes while readers are at work: each request has one whole world, a page of the one
 * before is nobody's any more when the change is answered for, and `next` goes on. */
#include <pthread.h>
#include <stdatomic.h>

#include "asked.h"
#include "base/limits.h"
#include "gate/policy.h"
#include "intel/rel.h"
#include "net/http_reply.h"

enum { PERSONS = 24, READERS = 3 };

#define OBJECTS "/taxii2/trefoil/collections/members/objects/"

static struct asked asked;
static struct arena made_arena;
static struct error err;
static const struct gate_by by = {.actor = {(const unsigned char *)"olga", 4}};

/* Of each person, whether the node knows it: set when that was answered for. */
static atomic_bool known[PERSONS];
static atomic_int wrong, done;

static void person_id(char ret_id[64], unsigned person)
{
    asked_id(ret_id, "identity", 0x100 + person);
}

/* RED of jpn for one person, called by its number. */
static void take_red(struct made_world *made, unsigned person)
{
    char id[64];
    char json[1000];
    person_id(id, person);
    struct span name = span_text(id);
    struct span usa = span_text("usa");
    const struct rel_marking rel = {.rel = {.names = &usa, .count = 1},
                                    .persons = {.names = &name, .count = 1}};
    struct dynbuf marking;
    struct object object;
    dynbuf_init(&marking, 1 << 16);
    assert_true(rel_make(&marking, &rel, &err));
    made_take(made, "members", dynbuf_bytes(&marking));
    assert_true(object_read(dynbuf_bytes(&marking), &made_arena, &object, &err));
    asked_id(id, "tool", person + 1);
    snprintf(json, sizeof json,
             "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"%s\",\"name\":\"for %u.\","
             "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\","
             "\"created_by_ref\":\"" MADE_JPN "\",\"object_marking_refs\":[\"%.*s\","
             "\"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1\"]}",
             id, person, (int)object.id.size, (const char *)object.id.data);
    made_take(made, "members", span_text(json));
    dynbuf_release(&marking);
}

static void fill(struct made_world *made)
{
    arena_init(&made_arena, 16 << 20);
    made_take(made, "members", asked_identity());
    for (unsigned i = 0; i < PERSONS; i++)
        take_red(made, i);
}

static int begin(void **state)
{
    (void)state;
    asked_open(&asked, fill);
    asked.taxii.cache = &asked.cache;
    return 0;
}

static int end(void **state)
{
    (void)state;
    asked_release(&asked);
    arena_release(&made_arena);
    return 0;
}

/* A mouth of its own for a thread: the same server. */
static void asked_aside(struct asked *ret_aside)
{
    *ret_aside = (struct asked){0};
    arena_init(&ret_aside->arena, 64 << 20);
    http_response_init(&ret_aside->response, &ret_aside->arena);
}

static void aside_release(struct asked *aside)
{
    http_response_release(&aside->response);
    arena_release(&aside->arena);
}

static bool sees_its_own(struct asked *aside, unsigned person)
{
    char id[64];
    char words[32];
    struct caller caller = asked.own;
    person_id(id, person);
    caller.person = span_text(id);
    snprintf(words, sizeof words, "\"for %u.\"", person);
    arena_release(&aside->arena);
    arena_init(&aside->arena, 64 << 20);
    aside->taxii = asked.taxii;
    return asked_get(aside, &caller, OBJECTS "?match[type]=tool") == 200 &&
           asked_count(aside, "\"for ") == asked_count(aside, words) && asked_has(aside, words);
}

static void *read_on(void *context)
{
    unsigned person = *(const unsigned *)context;
    struct asked aside;
    asked_aside(&aside);
    while (atomic_load(&done) == 0) {
        bool must = atomic_load(&known[person]);
        if (!sees_its_own(&aside, person) && must)
            atomic_fetch_add(&wrong, 1);
        person = (person + 1) % PERSONS;
    }
    aside_release(&aside);
    return NULL;
}

static void know(unsigned person)
{
    char id[64];
    person_id(id, person);
    bool ok = writing_begin(&asked.writing, &err) &&
              gate_person_put(&asked.made.writer, span_text(id), &by, &err);
    if (!writing_end(&asked.writing, ok, &err))
        fail_msg("%s", err.text);
    atomic_store(&known[person], true);
}

static void change_while_they_read(void **state)
{
    (void)state;
    pthread_t threads[READERS];
    unsigned starts[READERS];
    struct asked aside;
    asked_aside(&aside);
    for (unsigned i = 0; i < READERS; i++) {
        starts[i] = i * PERSONS / READERS;
        assert_int_equal(pthread_create(&threads[i], NULL, read_on, &starts[i]), 0);
    }
    for (unsigned i = 0; i < PERSONS; i++) {
        assert_false(sees_its_own(&aside, i)); /* a page of it is ready now */
        know(i);
        if (!sees_its_own(&aside, i))
            atomic_fetch_add(&wrong, 1);
    }
    atomic_store(&done, 1);
    for (unsigned i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    aside_release(&aside);
    assert_int_equal(atomic_load(&wrong), 0);
    const struct world *world = worlds_hold(&asked.made.worlds);
    assert_true(world->generation >= PERSONS && world->holders == 2);
    worlds_let_go(&asked.made.worlds, world);
}

static void next_goes_on(void **state)
{
    (void)state;
    char target[256];
    const struct org org = {.kind = ORG_MEMBER, .name = span_text("aus")};
    int64_t number = 0;
    asked_change(&asked);
    assert_true(gate_org_put(&asked.made.writer, &org, &by, &number, &err));
    asked_commit(&asked);
    assert_int_equal(asked_get(&asked, &asked.own, OBJECTS "?limit=1"), 200);
    snprintf(target, sizeof target, OBJECTS "?limit=1&next=%s", asked_next(&asked));
    size_t size = asked_body(&asked).size;
    asked_change(&asked);
    assert_true(gate_person_put(&asked.made.writer, span_text(MADE_JPN), &by, &err));
    asked_commit(&asked);
    assert_int_equal(asked_get(&asked, &asked.own, target), 200);
    assert_true(size > 2 && asked_has(&asked, "\"objects\""));
}

/* A reader that was asked in the world before may still put the page that it read into the cache:
 * under a key that nobody asks for any more. A token means the same in every world. */
static void keys_of_pages_are_of_one_world(void **state)
{
    (void)state;
    const unsigned char key[NEXT_KEY_BYTES] = {1};
    const struct taxii_query query = {.released = {.limit = 1}};
    const struct next_scope scope = {.key = key, .query = &query};
    const struct position at = {.added = 7};
    struct position read = {0};
    unsigned char one[NEXT_SCOPE_BYTES];
    unsigned char other[NEXT_SCOPE_BYTES];
    char token[NEXT_TOKEN_BYTES + 1];
    next_scope_hash(one, &scope, 1);
    next_scope_hash(other, &scope, 2);
    assert_memory_not_equal(one, other, sizeof one);
    next_scope_hash(other, &scope, 1);
    assert_memory_equal(one, other, sizeof one);
    next_token_write(token, &scope, &at);
    assert_true(next_token_read(&read, &scope, span_text(token)));
    assert_int_equal(read.added, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(change_while_they_read, begin, end),
        cmocka_unit_test_setup_teardown(next_goes_on, begin, end),
        cmocka_unit_test(keys_of_pages_are_of_one_world),
    };
    return RUN_ALL("share worlds", tests);
}
