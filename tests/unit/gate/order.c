/* The same objects of several posters, taken in any order, with releases in between, raised sooner
 * or later, or for a while only: every audience sees the same at the end. Forks, versions of others
 * under one id, import records, revocations, variants, definitions that mark each other. */
#include <limits.h>
#include <stdlib.h>

#include "base/limits.h"
#include "gate/raise.h"
#include "posts.h"

enum { POSTS = 16, AUDIENCES = 6, ORDERS = 4, JSON_BYTES = 1000, RAISES = 3 };

static struct post {
    const char *org;
    char id[80], version[40];
    char secret[64], json[JSON_BYTES];
} posts[POSTS];

/* Those beyond the first two are taken back. */
static struct {
    char id[80];
    const char *tlp;
    bool person;
    unsigned from, until; /* parts: before, between, behind the two halves of the posts */
    int64_t leaf;
} raises[RAISES];

#define AKIRA "person:" MADE_AKIRA

static const char *const audiences[AUDIENCES] = {"public",      "member:jpn", "member:kor",
                                                 "desk:market", "own",        AKIRA};

static unsigned any(unsigned below)
{
    return (unsigned)(random_next() % below);
}

static void make_definition(size_t at)
{
    char json[JSON_BYTES];
    static const char green[] = ",\"object_marking_refs\":[" QUOTED(GREEN) "]";
    static const char by_other[] = ",\"object_marking_refs\":[" TWO(CLEAR, MARK("02")) "]";
    static const char *const own[] = {"", green, by_other};
    unsigned number = 1 + any(2);
    unsigned marking = any(3);
    unsigned second = any(2);
    snprintf(posts[at].id, sizeof posts[at].id, MARK("%02u"), number);
    snprintf(posts[at].secret, sizeof posts[at].secret, "words %u-%u-%u.", number, second, marking);
    snprintf(json, sizeof json,
             "{\"type\":\"marking-definition\",\"spec_version\":\"2.1\",\"id\":\"%s\","
             "\"created\":\"2026-01-01T00:00:%02uZ\",\"definition_type\":\"statement\","
             "\"definition\":{\"statement\":\"%s\"}%s}",
             posts[at].id, second, posts[at].secret, own[marking]);
    memcpy(posts[at].json, json, sizeof json);
}

static void make_variant(size_t at)
{
    char json[JSON_BYTES];
    unsigned marking = any(2);
    snprintf(posts[at].id, sizeof posts[at].id, "url--00000000-0000-4000-8000-000000000001");
    snprintf(posts[at].secret, sizeof posts[at].secret, "http://x.example/%u.", marking);
    snprintf(json, sizeof json,
             "{\"type\":\"url\",\"spec_version\":\"2.1\",\"id\":\"%s\",\"value\":\"%s\","
             "\"object_marking_refs\":[%s]}",
             posts[at].id, posts[at].secret, marking == 0 ? QUOTED(CLEAR) : QUOTED(GREEN));
    memcpy(posts[at].json, json, sizeof json);
}

static void make_tool(size_t at)
{
    char json[JSON_BYTES];
    static const char marked[] = TWO(CLEAR, MARK("01"));
    static const char *const markings[] = {QUOTED(CLEAR), QUOTED(GREEN), marked, QUOTED(RED)};
    unsigned number = any(3);
    unsigned second = any(3);
    unsigned marking = any(4);
    bool revoked = any(6) == 0;
    bool of_jpn = strcmp(posts[at].org, "market") != 0 && any(3) == 0;
    snprintf(posts[at].id, sizeof posts[at].id, ID("%02u"), number);
    snprintf(posts[at].version, sizeof posts[at].version, "2026-01-01T00:00:%02u", second);
    snprintf(posts[at].secret, sizeof posts[at].secret, "secret %u-%u-%u-%d-%d.", number, second,
             marking, revoked, of_jpn);
    snprintf(json, sizeof json,
             "{\"type\":\"tool\",\"spec_version\":\"2.1\",\"id\":\"%s\",\"name\":\"%s\","
             "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"%sZ\",%s%s"
             "\"object_marking_refs\":[%s]}",
             posts[at].id, posts[at].secret, posts[at].version, revoked ? "\"revoked\":true," : "",
             of_jpn ? "\"created_by_ref\":\"" MADE_JPN "\"," : "", markings[marking]);
    memcpy(posts[at].json, json, sizeof json);
}

/* Variants are released by a rule: a release by hand names one of them. */
static void add_rule(void)
{
    int64_t number = 0;
    const struct release_rule rule = {
        .kind = span_text("url"),
        .tlp = TLP_CLEAR,
        .audience = world_audience_parse(world.world, span_text("public"))->number,
        .account = 2,
        .made = 1,
    };
    assert_true(rule_add(&world.store, &rule, &number, &err));
    made_world_commit(&world);
}

static void make_posts(void)
{
    static const char *const orgs[] = {"usa", "usa", "jpn", "market"};
    memset(posts, 0, sizeof posts);
    for (size_t i = 0; i < POSTS; i++) {
        unsigned what = any(8);
        posts[i].org = orgs[what < 2 ? 0 : any(4)];
        if (what < 2)
            make_definition(i);
        else if (what == 2)
            make_variant(i);
        else
            make_tool(i);
    }
}

static void make_raises(void)
{
    static const char *const levels[] = {"", GREEN, RED};
    for (size_t i = 0; i < RAISES; i++) {
        unsigned number = any(4);
        snprintf(raises[i].id, sizeof raises[i].id,
                 number == 3 ? "url--00000000-0000-4000-8000-000000000001" : ID("%02u"), number);
        raises[i].tlp = levels[any(3)];
        raises[i].person = raises[i].tlp[0] == '\0' || any(2) == 0;
    }
}

static void choose_moments(void)
{
    for (size_t i = 0; i < RAISES; i++) {
        raises[i].from = any(3);
        raises[i].until = i < 2 ? UINT_MAX : raises[i].from + any(3 - raises[i].from);
    }
}

static void raise_in(unsigned part, struct span person)
{
    bool some = false;
    for (size_t i = 0; i < RAISES; i++) {
        const struct gate_raise raise = {.id = span_text(raises[i].id),
                                         .tlp = span_text(raises[i].tlp),
                                         .rel = raises[i].person ? person : (struct span){0},
                                         .actor = span_text("olga")};
        if (raises[i].from == part && !gate_raise(&world.writer, &raise, &raises[i].leaf, &err))
            fail_msg("%s", err.text);
    }
    made_world_commit(&world);
    for (size_t i = 0; i < RAISES; i++)
        if (raises[i].until == part)
            assert_true(
                gate_raise_end(&world.writer, raises[i].leaf, span_text("olga"), &some, &err) &&
                some);
}

/* Which content of a fork is meant, no command can say. */
static void release(const struct post *post, const char *to)
{
    enum gate_reason reason = GATE_ALLOWED;
    if (!made_try_release(&world, post->id, post->version, "", to, &reason, &err))
        assert_int_equal(err.code, ERROR_CONFLICT);
}

static void take_part(size_t from, size_t stop)
{
    size_t order[POSTS];
    for (size_t i = from; i < stop; i++)
        order[i] = i;
    for (size_t i = from; i < stop; i++) {
        size_t other = from + any((unsigned)(stop - from));
        size_t kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
    for (size_t i = from; i < stop; i++)
        if (!made_try(&world, posts[order[i]].org, "members", span_text(posts[order[i]].json),
                      &err))
            fail_msg("%s", err.text);
    for (size_t i = 0; i < stop; i++)
        for (size_t to = 0; to < 4 && posts[i].version[0] != '\0'; to++)
            release(&posts[i], audiences[to]);
}

static void seen_in(bool ret_seen[POSTS][AUDIENCES])
{
    for (size_t to = 0; to < AUDIENCES; to++)
        for (size_t i = 0; i < POSTS; i++)
            ret_seen[i][to] = sees(audiences[to], posts[i].secret);
}

static void any_order_ends_the_same(void **state)
{
    const char *asked = getenv("GATE_WORLDS");
    unsigned worlds = asked != NULL ? (unsigned)atoi(asked) : 25;
    for (unsigned i = 0; i < worlds; i++) {
        bool first[POSTS][AUDIENCES];
        bool again[POSTS][AUDIENCES];
        make_posts();
        make_raises();
        for (unsigned order = 0; order < ORDERS; order++) {
            posts_begin(state);
            add_rule();
            choose_moments();
            const char *red = red_marking(MADE_AKIRA, true);
            struct span person = span_of(red + 1, strcspn(red + 1, "\""));
            raise_in(0, person);
            take_part(0, POSTS / 2);
            raise_in(1, person);
            take_part(POSTS / 2, POSTS);
            raise_in(2, person);
            seen_in(order == 0 ? first : again);
            for (size_t p = 0; order > 0 && p < POSTS; p++)
                for (size_t to = 0; to < AUDIENCES; to++)
                    if (first[p][to] != again[p][to]) {
                        for (size_t q = 0; q < POSTS; q++)
                            print_error("%zu %s: %s\n", q, posts[q].org, posts[q].json);
                        fail_msg("post %zu to %s depends on the order", p, audiences[to]);
                    }
            posts_end(state);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(any_order_ends_the_same)};
    return RUN_ALL("gate order", tests);
}
