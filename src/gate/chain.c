#include "gate/chain.h"

#include <stdlib.h>

#include "base/limits.h"
#include "gate/facts_make.h"
#include "store/approvals.h"
#include "store/shown.h"

struct link {
    struct version version;
    struct facts facts;
    enum standing standing; /* as it should be */
};

static int by_version(const void *a, const void *b)
{
    const struct link *one = a;
    const struct link *other = b;
    int order = span_compare(one->version.version, other->version.version);
    if (order != 0)
        return order;
    return (one->version.seq > other->version.seq) - (one->version.seq < other->version.seq);
}

/* Own marking of a version, without what it had before: from its bytes. */
static bool read_link(struct gate_writer *writer, int64_t seq, struct arena *arena,
                      struct link *ret_link, struct error *err)
{
    struct object object;
    return version_read(writer->store, seq, true, arena, &ret_link->version, err) &&
           object_read(ret_link->version.bytes, arena, &object, err) &&
           facts_make(writer, &object, ret_link->version.id, ret_link->version.asserter, arena,
                      &ret_link->facts, err);
}

static bool read_links(struct gate_writer *writer, int64_t id, struct arena *arena,
                       struct link **ret_links, size_t *ret_count, struct error *err)
{
    int64_t seqs[SEQS_MAX];
    struct link *links = arena_array(arena, OBJECT_VERSIONS_MAX, sizeof *links);
    size_t total = 0;
    int64_t after = 0;
    size_t count = SEQS_MAX;
    if (links == NULL)
        return error_memory(err, "ordering the versions of an object");
    while (count == SEQS_MAX) {
        if (!versions_of(writer->store, id, after, seqs, &count, err))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (total == OBJECT_VERSIONS_MAX)
                return error_input(err, ERROR_LIMIT, "object", "it has more than %d versions",
                                   OBJECT_VERSIONS_MAX);
            if (!read_link(writer, seqs[i], arena, &links[total++], err))
                return false;
        }
        if (count > 0)
            after = seqs[count - 1];
    }
    qsort(links, total, sizeof *links, by_version);
    *ret_links = links;
    *ret_count = total;
    return true;
}

/* Forks: another content under the same version. Late: behind a revocation, or of another creator
 * than the first. */
static void find_standings(struct link *links, size_t count)
{
    bool revoked = false;
    for (size_t i = 0; i < count; i++) {
        bool fork =
            (i > 0 && span_equal(links[i - 1].version.version, links[i].version.version)) ||
            (i + 1 < count && span_equal(links[i + 1].version.version, links[i].version.version));
        bool late = revoked || links[i].facts.creator_org != links[0].facts.creator_org;
        links[i].standing = late ? STANDING_LATE : fork ? STANDING_FORK : STANDING_WHOLE;
        revoked = revoked || (links[i].standing == STANDING_WHOLE && links[i].facts.revoked);
    }
}

static bool lowering_signed(struct gate_writer *writer, const struct version *version,
                            bool *ret_signed, struct error *err)
{
    struct approval like = {.id = version->id,
                            .version = version->version,
                            .content = version->content,
                            .by = span_text("lowering")};
    return approval_stands(writer->store, &like, writer->means.now(writer->means.context),
                           ret_signed, err);
}

/* Joins to each version what the one before had, unless its lowering is signed. */
static bool keep_markings(struct gate_writer *writer, struct link *links, size_t count,
                          struct arena *arena, struct error *err)
{
    const struct marking *before = NULL;
    for (size_t i = 0; i < count; i++) {
        struct link *link = &links[i];
        bool is_signed = false;
        if (link->standing != STANDING_WHOLE)
            continue;
        if (before != NULL && (!lowering_signed(writer, &link->version, &is_signed, err) ||
                               (!is_signed && !marking_join(before, &link->facts.marking, arena,
                                                            &link->facts.marking, err))))
            return false;
        before = &link->facts.marking;
    }
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

static bool write_link(struct gate_writer *writer, const struct link *link, struct error *err)
{
    struct dynbuf facts;
    dynbuf_init(&facts, OBJECT_FACTS_BYTES_MAX);
    bool ok = facts_encode(&link->facts, &facts) || dynbuf_error(&facts, "an object's facts", err);
    ok = ok && (span_equal(dynbuf_bytes(&facts), link->version.facts) ||
                version_set_facts(writer->store, link->version.seq, dynbuf_bytes(&facts), err));
    dynbuf_release(&facts);
    return ok && (link->standing == link->version.standing ||
                  (version_set_standing(writer->store, link->version.seq, link->standing, err) &&
                   restand_shown(writer, link, err)));
}

bool chain_refresh(struct gate_writer *writer, int64_t id, struct arena *arena, struct error *err)
{
    struct link *links = NULL;
    size_t count = 0;
    int64_t newest = 0;
    if (!read_links(writer, id, arena, &links, &count, err))
        return false;
    find_standings(links, count);
    if (!keep_markings(writer, links, count, arena, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!write_link(writer, &links[i], err))
            return false;
        if (links[i].standing == STANDING_WHOLE)
            newest = links[i].version.seq;
    }
    return identifier_set_newest(writer->store, id, newest, err);
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
                   facts_same_marking(&joined, &facts->marking);
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
    int64_t fork = 0;
    bool plain = false;
    if (facts->variant)
        return true;
    if (!identifier_newest(writer->store, version->id, &newest_seq, err) ||
        !version_find_fork(writer->store, version, &fork, err))
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
    return plain && fork == 0 ? identifier_set_newest(writer->store, version->id, version->seq, err)
                              : chain_refresh(writer, version->id, arena, err);
}
