/* Random worlds of marked objects that name each other, in cycles and into nothing, with new
 * versions that raise and lower, forks, releases, approvals; after each act every audience sees
 * just what the rules, written out once more here the slow way, let it see, and no byte of anything
 * else.
 *
 * Called with `hole`, the gate is replaced by one that lets everything out: then the test must
 * fail.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "gate/settle.h"
#include "intel/rel.h"
#include "made_world.h"
#include "oracle.h"
#include "store/approvals.h"

enum { MARKINGS = 13 };

#define HOUR INT64_C(3600000000)

static const struct {
    struct mark mark;
    const char *tlp; /* none: no TLP marking */
    const char *rel; /* none: no REL TO marking; "?": an unknown one */
} markings[MARKINGS] = {
    {{TLP_CLEAR, REL_ALL, 0, 0, 0}, "C", NULL},
    {{TLP_GREEN, REL_ALL, 0, 0, 0}, "G", NULL},
    {{TLP_CLEAR, REL_ALL, 0, 0, 0}, "C", NULL},
    {{TLP_AMBER, REL_JPN, 0, 0, 0}, "A", "jpn"},
    {{TLP_AMBER, REL_JPN | REL_KOR, 0, 0, 0}, "A", "jpn kor"},
    {{TLP_AMBER, REL_JPN | REL_DESK, 0, 0, 0}, "A", "DESK jpn"},
    {{TLP_AMBER_STRICT, REL_KOR | REL_DESK, 0, 0, 0}, "S", "DESK kor"},
    {{TLP_CLEAR, REL_KOR, 0, 0, 0}, "C", "kor"},
    {{TLP_GREEN, REL_JPN | REL_KOR, 1, 0, 0}, "G", "jpn kor orcon"},
    {{TLP_RED, REL_JPN, 0, 1, 0}, "R", "jpn person"},
    {{TLP_AMBER, REL_ALL, 0, 0, 1}, "A", NULL},
    {{TLP_RED, REL_ALL, 0, 0, 1}, NULL, NULL},
    {{TLP_CLEAR, REL_ALL, 0, 0, 1}, "C", "?"},
};

static struct made_world world;
static struct error err;
static size_t marked_with[ALL_VERSIONS];
static const char *const collections[COLLECTIONS] = {"members", "desks", "public"};
static const char *const audiences[AUDIENCES] = {"public", "member:jpn", "member:kor",
                                                 "desk:market"};

static const char *tlp_of_letter(char letter)
{
    static const char letters[] = "CGASR";
    return tlp_id((enum tlp)(strchr(letters, letter) - letters));
}

static void id_text(char ret_text[64], unsigned id)
{
    snprintf(ret_text, 64, "grouping--00000000-0000-4000-8000-0000000000%02x", id);
}

static void version_text(char ret_text[64], unsigned order)
{
    snprintf(ret_text, 64, "2026-01-01T00:00:%02u", order + 10);
}

/* The REL TO marking of some words; taken into the store when it is first met. */
static struct span rel_of(const char *words, struct arena *arena)
{
    static const char unknown[] = "marking-definition--00000000-0000-4000-8000-00000000ffff";
    struct span rel[3];
    struct span person = span_text(MADE_JPN);
    struct rel_marking marking = {.rel = {.names = rel}};
    struct dynbuf json;
    struct object object;
    if (words[0] == '?')
        return span_text(unknown);
    static const char *const names[] = {"DESK", "jpn", "kor"};
    for (size_t i = 0; i < 3; i++)
        if (strstr(words, names[i]) != NULL)
            rel[marking.rel.count++] = span_text(names[i]);
    if (strstr(words, "orcon") != NULL)
        marking.orcon = (struct marking_set){.names = &person, .count = 1};
    if (strstr(words, "person") != NULL)
        marking.persons = (struct marking_set){.names = &person, .count = 1};
    dynbuf_init(&json, 1 << 16);
    assert_true(rel_make(&json, &marking, &err));
    struct span kept = span_of(arena_text(arena, dynbuf_bytes(&json)), json.size);
    dynbuf_release(&json);
    made_take(&world, "members", kept);
    assert_true(object_read(kept, arena, &object, &err));
    return object.id;
}

static void take_version(const struct version_made *version, size_t number, unsigned collection)
{
    struct arena arena;
    struct dynbuf json;
    char id[64];
    char time[64];
    unsigned refs = 0;
    size_t marking = marked_with[number];
    arena_init(&arena, 64 << 20);
    dynbuf_init(&json, 1 << 16);
    id_text(id, version->id);
    version_text(time, version->order);
    dynbuf_format(&json,
                  "{\"type\":\"grouping\",\"spec_version\":\"2.1\",\"id\":\"%s\","
                  "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"%s.000Z\","
                  "\"context\":\"unspecified\",\"name\":\"secret %zu.\",\"object_refs\":[",
                  id, time, number);
    for (unsigned i = 0; i < IDS; i++)
        if (version->refs[i]) {
            id_text(id, i);
            dynbuf_format(&json, "%s\"%s\"", refs++ > 0 ? "," : "", id);
        }
    dynbuf_text(&json, "]");
    if (markings[marking].tlp != NULL || markings[marking].rel != NULL) {
        dynbuf_text(&json, ",\"object_marking_refs\":[");
        if (markings[marking].rel != NULL) {
            dynbuf_char(&json, '"');
            dynbuf_span(&json, rel_of(markings[marking].rel, &arena));
            dynbuf_text(&json, markings[marking].tlp != NULL ? "\"," : "\"");
        }
        if (markings[marking].tlp != NULL)
            dynbuf_format(&json, "\"%s\"", tlp_of_letter(markings[marking].tlp[0]));
        dynbuf_text(&json, "]");
    }
    dynbuf_text(&json, "}");
    made_take(&world, collections[collection], dynbuf_bytes(&json));
    dynbuf_release(&json);
    arena_release(&arena);
}

/* What the gate itself says why. */
static const char *gate_words(const struct version_made *version, unsigned audience)
{
    struct arena arena;
    struct gate_verdict *verdicts = NULL;
    const char *words = "?";
    char id[64];
    char time[64];
    id_text(id, version->id);
    version_text(time, version->order);
    arena_init(&arena, 1 << 20);
    if (!gate_who(&world.writer, span_text(id), span_text(time), span_text(""), &arena, &verdicts,
                  &err))
        words = "?";
    else
        for (size_t i = 0; i < world.world->audience_count; i++)
            if (verdicts[i].audience ==
                world_audience_parse(world.world, span_text(audiences[audience])))
                words = gate_reason_name(verdicts[i].reason);
    arena_release(&arena);
    return words;
}

/* The world, for whoever has to understand a difference. */
static void dump(unsigned audience)
{
    for (size_t i = 0; i < made_count; i++) {
        const struct version_made *version = &made[i];
        struct mark mark = effective(version);
        fprintf(
            stderr, "%zu: id %u order %u%s TLP %d REL %u%s%s%s%s%s%s%s names", i, version->id,
            version->order, is_fork(version) ? " fork" : "", (int)mark.tlp, mark.rel,
            mark.orcon ? " ORCON" : "", mark.person ? " person" : "", mark.broken ? " broken" : "",
            version->lowered ? " lowered" : "", version->released[audience] ? " released" : "",
            version->approved[audience] ? " approved" : "", version->goes[audience] ? " GOES" : "");
        for (unsigned id = 0; id < IDS; id++)
            if (version->refs[id])
                fprintf(stderr, " %u", id);
        fprintf(stderr, "; the gate: %s\n", gate_words(version, audience));
    }
}

static bool holds(struct span bytes, const char *text)
{
    return bytes.size > 0 && memmem(bytes.data, bytes.size, text, strlen(text)) != NULL;
}

/* What an audience sees, byte by byte: all that goes, and no id and no word of anything else. */
static void compare(unsigned audience)
{
    struct arena arena;
    struct dynbuf all;
    char id[64];
    char secret[32];
    decide(audience);
    arena_init(&arena, 64 << 20);
    dynbuf_init(&all, 1 << 20);
    struct released_page page = made_page(&world, audiences[audience], &arena);
    for (size_t i = 0; i < page.count; i++)
        dynbuf_span(&all, released_bytes(page.objects[i]));
    for (size_t i = 0; i < made_count; i++) {
        snprintf(secret, sizeof secret, "\"secret %zu.\"", i);
        bool seen = holds(dynbuf_bytes(&all), secret);
        if (seen != is_shown(&made[i], audience))
            dump(audience);
        if (seen != is_shown(&made[i], audience))
            fail_msg("version %zu of %u %s %s", i, made[i].id,
                     is_shown(&made[i], audience) ? "does not go to" : "goes to",
                     audiences[audience]);
    }
    for (unsigned i = 0; i < IDS; i++) {
        id_text(id, i);
        if (!any_goes(i, audience) && holds(dynbuf_bytes(&all), id))
            fail_msg("the id of %u goes to %s", i, audiences[audience]);
    }
    dynbuf_release(&all);
    arena_release(&arena);
}

static unsigned any(unsigned below_this)
{
    return (unsigned)(random_next() % below_this);
}

static void post(void)
{
    struct version_made *version = &made[made_count];
    size_t marking = any(MARKINGS);
    if (made_count == ALL_VERSIONS)
        return;
    *version =
        (struct version_made){.id = any(IDS), .order = any(8), .own = markings[marking].mark};
    for (unsigned i = any(3); i > 0; i--)
        version->refs[any(IDS)] = true;
    version->refs[version->id] = version->refs[version->id] && any(2);
    marked_with[made_count] = marking;
    version->posted[any(2)] = true;
    take_version(version, made_count, version->posted[DESKS] ? DESKS : MEMBERS);
    made_count++;
}

/* The same once more, perhaps elsewhere; or away with all versions of an object, in one place. */
static void post_again(void)
{
    unsigned number = any((unsigned)made_count);
    unsigned collection = any(2);
    made[number].posted[collection] = true;
    made[number].hidden[collection] = false;
    take_version(&made[number], number, collection);
}

/* Posted there, or shown there to somebody. */
static bool is_there(const struct version_made *version, unsigned collection)
{
    bool there = version->posted[collection];
    for (unsigned audience = 0; audience < AUDIENCES; audience++)
        there =
            there || (audience_collection(audience) == collection && is_shown(version, audience));
    return there;
}

static void hide(void)
{
    char id[64];
    unsigned number = any(IDS);
    unsigned collection = any(2);
    bool some = false;
    for (size_t i = 0; i < made_count; i++)
        if (made[i].id == number && is_there(&made[i], collection)) {
            some = some || !made[i].hidden[collection];
            made[i].hidden[collection] = true;
        }
    id_text(id, number);
    assert_true(made_hide(&world, collections[collection], id) == some);
}

/* An hour goes by. */
static void let_time_pass(void)
{
    world.now += HOUR;
    while (made_beat(&world) == 0)
        ;
    end_words(world.now);
}

static void release(void)
{
    struct version_made *version = &made[any((unsigned)made_count)];
    unsigned audience = any(AUDIENCES);
    char id[64];
    char time[64];
    enum gate_reason reason = GATE_ALLOWED;
    id_text(id, version->id);
    version_text(time, version->order);
    if (is_fork(version)) { /* which of the two is meant, no command can say */
        assert_false(made_try_release(&world, id, time, "", audiences[audience], &reason, &err));
        assert_int_equal(err.code, ERROR_CONFLICT);
        return;
    }
    version->released[audience] = true;
    reason = made_release(&world, id, time, audiences[audience]);
    decide(audience);
    assert_true((reason == GATE_ALLOWED) == version->goes[audience]);
}

/* Who must have signed that a content may be marked lower. */
static struct span lowering_of(const struct approval *approval, struct arena *arena)
{
    int64_t seqs[SEQS_MAX];
    struct version stored;
    struct facts facts;
    size_t count = 0;
    assert_true(versions_alike(&world.store, approval->id, approval->version, approval->content, 0,
                               seqs, &count, &err));
    assert_true(version_read(&world.store, seqs[0], false, arena, &stored, &err));
    assert_true(facts_decode(stored.facts, arena, &facts, &err));
    const struct org *org = world_org(world.world, facts.creator_org);
    assert_non_null(org);
    char *words = arena_alloc(arena, 64);
    snprintf(words, 64, "lowering %.*s", (int)org->name.size, (const char *)org->name.data);
    return span_text(words);
}

/* An originator's approval for an audience, or the creator's word that it may be lower. */
static void approve(bool lowering)
{
    size_t number = any((unsigned)made_count);
    struct version_made *version = &made[number];
    unsigned audience = any(AUDIENCES);
    struct arena arena;
    char id[64];
    char time[64];
    struct content_range all = {.from = {0}};
    struct span contents[CONTENTS_MAX];
    size_t count = 0;
    memset(all.to, 0xff, sizeof all.to);
    int64_t until = any(2) ? INT64_MAX : world.now + (1 + any(3)) * HOUR;
    struct approval approval = {.until = until, .signature = span_text("signature")};
    if (is_fork(version))
        return;
    id_text(id, version->id);
    version_text(time, version->order);
    arena_init(&arena, 1 << 20);
    assert_true(identifier_find(&world.store, span_text(id), &approval.id, &err));
    assert_true(version_contents(&world.store, approval.id, span_text(time), &all, &arena, contents,
                                 &count, &err));
    approval.version = span_text(time);
    approval.content = contents[0];
    approval.by = lowering ? lowering_of(&approval, &arena) : span_text(MADE_JPN);
    if (!lowering)
        approval.audience =
            world_audience_parse(world.world, span_text(audiences[audience]))->number;
    if (!gate_approve(&world.writer, &approval, NULL, &err))
        fail_msg("%s", err.text);
    if (lowering) {
        version->lowered = true;
        version->lowered_until = until;
    } else {
        version->approved[audience] = true;
        version->approved_until[audience] = until;
    }
    arena_release(&arena);
}

static void one_world(void)
{
    made_count = 0;
    made_world_open(&world);
    for (unsigned step = 0; step < 80; step++) {
        unsigned act = made_count < 4 ? 0 : any(13);
        if (act < 4)
            post();
        else if (act < 8)
            release();
        else if (act < 10)
            approve(act == 9);
        else if (act == 10)
            let_time_pass();
        else if (act == 11)
            post_again();
        else
            hide();
        made_world_commit(&world);
        for (unsigned audience = 0; audience < AUDIENCES; audience++)
            compare(audience);
    }
    made_world_release(&world);
}

static void random_worlds(void **state)
{
    (void)state;
    const char *asked = getenv("GATE_WORLDS");
    unsigned worlds = asked != NULL ? (unsigned)atoi(asked) : 60;
    for (unsigned i = 0; i < worlds; i++)
        one_world();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_worlds)};
    return RUN_ALL("gate random", tests);
}
