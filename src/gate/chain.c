#include "gate/chain.h"

#include "base/limits.h"
#include "gate/facts_make.h"
#include "gate/links.h"
#include "gate/overlaid.h"
#include "gate/own.h"
#include "gate/refer.h"
#include "store/approvals.h"
#include "store/shown.h"

enum { CHAIN_ARENA_BYTES = OBJECT_ARENA_BYTES };

static int rank_of(const struct world *world, int64_t asserter)
{
    const struct org *org = world_org(world, asserter);
    if (asserter == world->own)
        return 0;
    return org != NULL && org->kind == ORG_MEMBER ? 1 : 2;
}

/* What is kept takes little, whatever it was made of. */
static bool keep_facts(const struct facts *facts, struct arena *arena, struct facts *ret_facts,
                       struct error *err)
{
    struct dynbuf bytes;
    dynbuf_init(&bytes, OBJECT_FACTS_BYTES_MAX);
    bool ok = facts_encode(facts, &bytes) || dynbuf_error(&bytes, "an object's facts", err);
    const char *kept = ok ? arena_text(arena, dynbuf_bytes(&bytes)) : NULL;
    ok = ok && (kept != NULL || error_memory(err, "ordering the versions of an object"));
    ok = ok && facts_decode(span_of(kept, bytes.size), arena, ret_facts, err);
    dynbuf_release(&bytes);
    return ok;
}

/* What is known of a version, made anew from its bytes, which the scratch arena holds. */
static bool remake(struct gate_writer *writer, int64_t seq, struct arena *scratch,
                   struct arena *arena, struct facts *ret_facts, struct error *err)
{
    struct version version;
    struct object object;
    struct facts facts;
    return version_read(writer->store, seq, true, scratch, &version, err) &&
           object_read(version.bytes, scratch, &object, err) &&
           facts_make(writer, &object, version.id, version.asserter, scratch, &facts, err) &&
           keep_facts(&facts, arena, ret_facts, err);
}

/* With the version's own marking, without what it had before. */
static bool read_link(struct gate_writer *writer, const struct version *version, bool anew,
                      struct arena *arena, struct link *ret_link, struct error *err)
{
    struct arena scratch;
    *ret_link =
        (struct link){.version = *version, .rank = rank_of(writer->world, version->asserter)};
    if (!anew) {
        if (!facts_decode(version->facts, arena, &ret_link->facts, err))
            return false;
        ret_link->facts.marking = ret_link->facts.own;
        return true;
    }
    arena_init(&scratch, OBJECT_ARENA_BYTES);
    bool ok = remake(writer, version->seq, &scratch, arena, &ret_link->facts, err);
    arena_release(&scratch);
    return ok;
}

/* As many as there are: OBJECT_VERSIONS_MAX of each org. */
static bool read_links(struct gate_writer *writer, int64_t id, bool anew, struct arena *arena,
                       struct link **ret_links, size_t *ret_count, struct error *err)
{
    struct version *versions = NULL;
    size_t count = 0;
    if (!versions_read(writer->store, id, arena, &versions, &count, err))
        return false;
    struct link *links = arena_array(arena, count, sizeof *links);
    if (links == NULL)
        return error_memory(err, "ordering the versions of an object");
    for (size_t i = 0; i < count; i++)
        if (!read_link(writer, &versions[i], anew, arena, &links[i], err))
            return false;
    *ret_links = links;
    *ret_count = count;
    return true;
}

/* By its creator's org: anybody's may hand in a lowering of anything. */
static bool lowering_signed(struct gate_writer *writer, const struct link *link, bool *ret_signed,
                            struct error *err)
{
    const struct org *org = world_org(writer->world, link->facts.creator_org);
    struct dynbuf by;
    dynbuf_init(&by, LOG_VALUE_BYTES_MAX);
    if (org != NULL)
        lowering_by(org->name, &by);
    struct approval like = {.id = link->version.id,
                            .version = link->version.version,
                            .content = link->version.content,
                            .by = dynbuf_bytes(&by)};
    bool ok = by.failed ? dynbuf_error(&by, "an organisation's name", err)
                        : approval_stands(writer->store, &like, ret_signed, err);
    dynbuf_release(&by);
    return ok;
}

/* Joins to each version what the one before had, unless its lowering is signed. */
static bool keep_markings(struct gate_writer *writer, struct link *links, size_t count,
                          struct arena *arena, struct error *err)
{
    const struct marking *before = NULL;
    for (size_t i = 0; i < count; i++) {
        struct link *link = &links[i];
        struct marking joined;
        bool is_signed = false;
        if (link->standing != STANDING_WHOLE || link->facts.variant)
            continue;
        if (before != NULL && !marking_join(before, &link->facts.marking, arena, &joined, err))
            return false;
        if (before != NULL && !marking_same(&joined, &link->facts.marking)) {
            if (!lowering_signed(writer, link, &is_signed, err))
                return false;
            if (!is_signed)
                link->facts.marking = joined;
        }
        before = &link->facts.marking;
    }
    return true;
}

static bool raise_marking(struct gate_writer *writer, const struct overlay *overlays, size_t count,
                          struct link *link, struct arena *arena, struct error *err)
{
    struct facts facts = link->facts;
    struct arena scratch;
    arena_init(&scratch, OBJECT_ARENA_BYTES);
    bool ok = overlaid(writer, overlays, count, &scratch, &facts.marking, err) &&
              keep_facts(&facts, arena, &link->facts, err);
    arena_release(&scratch);
    return ok;
}

/* On top of all that its creator says: an overlay is no lowering's business, nor an older
 * version's.
 */
static bool raise_markings(struct gate_writer *writer, int64_t id, struct link *links, size_t count,
                           struct arena *arena, struct error *err)
{
    struct overlay *overlays = NULL;
    size_t overlay_count = 0;
    if (!overlays_read(writer->store, id, arena, &overlays, &overlay_count, err))
        return false;
    for (size_t i = 0; i < count && overlay_count > 0; i++)
        if (!raise_marking(writer, overlays, overlay_count, &links[i], arena, err))
            return false;
    return true;
}

static bool restand_shown(struct gate_writer *writer, const struct link *link, struct error *err)
{
    const struct world *world = writer->world;
    for (size_t i = 0; i < world->collection_count; i++)
        for (size_t a = 0; a < world->audience_count; a++) {
            int64_t feed = 0;
            if (world->audiences[a].class != AUDIENCE_OWN)
                continue;
            if (!feed_find(writer->store, world->collections[i].number, world->audiences[a].number,
                           &feed, err) ||
                (feed != 0 && !shown_restand(writer->store, feed, link->version.id,
                                             link->version.seq, link->standing, err)))
                return false;
        }
    return true;
}

/* What it names, and who of the own people may see another's RED, changes with its facts. */
static bool follow_facts(struct gate_writer *writer, struct link *link, const struct facts *governs,
                         struct arena *arena, struct error *err)
{
    struct facts before;
    if (!facts_decode(link->version.facts, arena, &before, err) ||
        !refer_change(writer, &link->version, &before, &link->facts, err))
        return false;
    link->version.standing = link->standing;
    return (before.marking.tlp < TLP_RED && link->facts.marking.tlp < TLP_RED) ||
           own_refresh(writer, &link->version, &link->facts,
                       governs == NULL ? &link->facts : governs, err);
}

static bool write_link(struct gate_writer *writer, struct link *link, const struct facts *governs,
                       struct arena *arena, struct error *err)
{
    struct dynbuf facts;
    dynbuf_init(&facts, OBJECT_FACTS_BYTES_MAX);
    bool ok = facts_encode(&link->facts, &facts) || dynbuf_error(&facts, "an object's facts", err);
    bool changed = ok && !span_equal(dynbuf_bytes(&facts), link->version.facts);
    ok = ok && (!changed ||
                version_set_facts(writer->store, link->version.seq, dynbuf_bytes(&facts), err));
    dynbuf_release(&facts);
    ok = ok && (link->standing == link->version.standing ||
                (version_set_standing(writer->store, link->version.seq, link->standing, err) &&
                 restand_shown(writer, link, err)));
    return ok && (!changed || follow_facts(writer, link, governs, arena, err));
}

static const struct link *find_link(const struct link *links, size_t count, int64_t seq)
{
    for (size_t i = 0; i < count; i++)
        if (links[i].version.seq == seq)
            return &links[i];
    return NULL;
}

static bool refresh(struct gate_writer *writer, int64_t id, bool anew, struct arena *arena,
                    struct error *err)
{
    struct link *links = NULL;
    size_t count = 0;
    if (!read_links(writer, id, anew, arena, &links, &count, err))
        return false;
    int64_t newest = order_links(links, count);
    int64_t before_seq = 0;
    struct facts before;
    if (count > 0 && links[0].facts.definition)
        definitions_forget(&writer->definitions);
    if (!keep_markings(writer, links, count, arena, err) ||
        !raise_markings(writer, id, links, count, arena, err) ||
        !identifier_newest(writer->store, id, &before_seq, err))
        return false;
    const struct link *governed = find_link(links, count, before_seq);
    const struct link *link = find_link(links, count, newest);
    const struct facts *governs = link == NULL ? NULL : &link->facts;
    if (governed != NULL && !facts_decode(governed->version.facts, arena, &before, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!write_link(writer, &links[i], governs, arena, err))
            return false;
    return identifier_set_newest(writer->store, id, newest, err) &&
           (own_same(writer->world, governed == NULL ? NULL : &before, governs) ||
            own_refresh_all(writer, id, err));
}

static bool refresh_all(struct gate_writer *writer, int64_t id, bool anew, struct error *err)
{
    struct arena arena;
    arena_init(&arena, CHAIN_ARENA_BYTES);
    bool ok = refresh(writer, id, anew, &arena, err);
    arena_release(&arena);
    return ok;
}

bool chain_refresh(struct gate_writer *writer, int64_t id, struct error *err)
{
    return refresh_all(writer, id, false, err);
}

bool chain_remake(struct gate_writer *writer, int64_t id, struct error *err)
{
    return refresh_all(writer, id, true, err);
}

bool chain_is_lower(struct gate_writer *asking, const struct version *version, bool *ret_lower,
                    struct error *err)
{
    struct arena arena;
    struct link *links = NULL;
    size_t count = 0;
    arena_init(&arena, CHAIN_ARENA_BYTES);
    bool ok = read_links(asking, version->id, false, &arena, &links, &count, err);
    if (ok) {
        order_links(links, count);
        ok = keep_markings(asking, links, count, &arena, err);
    }
    const struct link *link = ok ? find_link(links, count, version->seq) : NULL;
    if (ok)
        *ret_lower = link != NULL && !marking_same(&link->facts.marking, &link->facts.own);
    arena_release(&arena);
    return ok;
}

/* The ordinary case: a newer version of the same creator, marked no lower. */
static bool follows(const struct version *newest, const struct facts *newest_facts,
                    const struct version *version, const struct facts *facts, struct arena *arena,
                    bool *ret_follows, struct error *err)
{
    struct marking joined;
    if (!marking_join(&newest_facts->marking, &facts->marking, arena, &joined, err))
        return false;
    *ret_follows = span_compare(newest->version, version->version) < 0 && !newest_facts->revoked &&
                   newest_facts->creator_org == facts->creator_org &&
                   newest_facts->relayed == facts->relayed && newest_facts->rel == facts->rel &&
                   marking_same(&joined, &facts->marking);
    return true;
}

bool chain_put(struct gate_writer *writer, const struct version *version, const struct facts *facts,
               struct arena *arena, struct error *err)
{
    struct version newest;
    struct facts newest_facts;
    int64_t seqs[SEQS_MAX];
    size_t count = 0;
    int64_t newest_seq = 0;
    int64_t other = 0;
    bool plain = false;
    bool raised = false;
    if (!overlay_any(writer->store, version->id, &raised, err))
        return false;
    if (raised)
        return chain_refresh(writer, version->id, err);
    if (facts->variant)
        return true;
    if (!identifier_newest(writer->store, version->id, &newest_seq, err) ||
        !version_find_other(writer->store, version, &other, err))
        return false;
    if (newest_seq == 0) {
        if (!versions_of(writer->store, version->id, 0, seqs, &count, err))
            return false;
        plain = count == 1; /* itself */
    } else if (!version_read(writer->store, newest_seq, false, arena, &newest, err) ||
               !facts_decode(newest.facts, arena, &newest_facts, err) ||
               !follows(&newest, &newest_facts, version, facts, arena, &plain, err)) {
        return false;
    }
    if (!plain || other != 0)
        return chain_refresh(writer, version->id, err);
    return identifier_set_newest(writer->store, version->id, version->seq, err) &&
           (own_same(writer->world, newest_seq == 0 ? NULL : &newest_facts, facts) ||
            own_refresh_all(writer, version->id, err));
}
