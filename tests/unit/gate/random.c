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
#include "gate/raise.h"
#include "random_world.h"
#include "store/approvals.h"

#define HOUR INT64_C(3600000000)

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
    if (!gate_approve(&world.writer, &approval, &made_officer, &err))
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

/* An overlay on any id, also one that nothing has; or one is taken back. */
static void raise_one(void)
{
    static const struct {
        const char *words;
        unsigned rel;
        bool orcon, person;
    } rels[] = {
        {NULL, REL_ALL, 0, 0},
        {"jpn", REL_JPN, 0, 0},
        {"DESK kor", REL_KOR | REL_DESK, 0, 0},
        {"jpn kor orcon", REL_JPN | REL_KOR, 1, 0},
        {"jpn person", REL_JPN, 0, 1},
    };
    struct overlay_made *overlay = &overlays[overlay_count];
    unsigned level = any(8), rel = any(5);
    char id[64];
    struct arena arena;
    *overlay = (struct overlay_made){.id = any(IDS), .has_tlp = level <= TLP_RED};
    overlay->mark = (struct mark){.tlp = overlay->has_tlp ? (enum tlp)level : TLP_CLEAR,
                                  .rel = rels[rel].rel,
                                  .orcon = rels[rel].orcon,
                                  .person = rels[rel].person};
    id_text(id, overlay->id);
    arena_init(&arena, 64 << 20);
    struct gate_raise raise = {.id = span_text(id), .actor = span_text("olga")};
    if (overlay->has_tlp)
        raise.tlp = span_text(tlp_id((enum tlp)level));
    if (rels[rel].words != NULL)
        raise.rel = rel_of(rels[rel].words, &arena);
    if (gate_raise(&world.writer, &raise, &overlay->leaf, &err))
        overlay_count++;
    else
        assert_true(!overlay->has_tlp && rels[rel].words == NULL);
    arena_release(&arena);
}

static void take_back_one(void)
{
    struct overlay_made *overlay = &overlays[any((unsigned)overlay_count)];
    bool some = false;
    assert_true(gate_raise_end(&world.writer, overlay->leaf, span_text("olga"), &some, &err));
    assert_true(some);
    *overlay = overlays[--overlay_count];
}

static void raise_or_take_back(void)
{
    if (overlay_count > 0 && (overlay_count == OVERLAYS || any(3) > 0))
        take_back_one();
    else
        raise_one();
}

static void one_world(void)
{
    made_count = 0;
    overlay_count = 0;
    made_world_open(&world);
    for (unsigned step = 0; step < 80; step++) {
        unsigned act = made_count < 4 ? 0 : any(15);
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
        else if (act == 12)
            hide();
        else
            raise_or_take_back();
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
