#include "gate/links.h"

#include <stdlib.h>

/* By version, then equal contents together, those of the creator itself behind what was imported.
 */
static int by_version(const void *a, const void *b)
{
    const struct link *one = a;
    const struct link *other = b;
    int order = span_compare(one->version.version, other->version.version);
    if (order == 0)
        order = span_compare(one->version.content, other->version.content);
    if (order == 0)
        order = other->facts.relayed - one->facts.relayed;
    if (order == 0)
        order = (one->version.asserter > other->version.asserter) -
                (one->version.asserter < other->version.asserter);
    return order;
}

/* Whose versions count: of what own people brought, else members, else desks, the first in time.
 * Nobody can take over another's id by an older version; and what was imported in a creator's name
 * counts only until that one speaks itself. Under an identifier that follows from a REL TO marking
 * only that marking counts, whoever brings what else. */
struct owner {
    int64_t org;
    bool speaks; /* not only by import records */
    bool rel;
};

static struct owner find_owner(const struct link *links, size_t count)
{
    const struct link *best = NULL;
    struct owner owner = {0};
    for (size_t i = 0; i < count; i++)
        owner.rel = owner.rel || links[i].facts.rel;
    for (size_t i = 0; i < count; i++) {
        const struct link *link = &links[i];
        if (link->facts.rel != owner.rel)
            continue;
        int order = best == NULL ? -1 : link->rank - best->rank;
        if (order == 0)
            order = span_compare(link->version.version, best->version.version);
        if (order < 0 || (order == 0 && link->facts.creator_org < best->facts.creator_org))
            best = link;
    }
    if (best != NULL)
        owner.org = best->facts.creator_org;
    for (size_t i = 0; i < count; i++)
        owner.speaks = owner.speaks || (links[i].facts.creator_org == owner.org &&
                                        links[i].facts.rel == owner.rel && !links[i].facts.relayed);
    return owner;
}

static bool is_owners(const struct owner *owner, const struct link *link)
{
    return link->facts.creator_org == owner->org && link->facts.rel == owner->rel &&
           !(owner->speaks && link->facts.relayed);
}

/* The end of the links that are like the one at `from`. */
static size_t run_end(const struct link *links, size_t from, size_t stop, bool content)
{
    size_t end = from + 1;
    while (end < stop && span_equal(links[end].version.version, links[from].version.version) &&
           (!content || span_equal(links[end].version.content, links[from].version.content)))
        end++;
    return end;
}

/* Whether a run of equal contents is the owner's, whoever else brought the same. */
static bool run_counts(const struct owner *owner, const struct link *links, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        if (is_owners(owner, &links[i]))
            return true;
    return false;
}

/* All contents under one version: late, whole, or a fork when the owner has more than one. */
static void stand_group(const struct owner *owner, struct link *links, size_t from, size_t stop,
                        bool *revoked)
{
    size_t contents = 0;
    bool ends = false;
    for (size_t at = from, end = from; at < stop; at = end) {
        end = run_end(links, at, stop, true);
        contents += run_counts(owner, links, at, end);
    }
    for (size_t at = from, end = from; at < stop; at = end) {
        end = run_end(links, at, stop, true);
        bool late = *revoked || !run_counts(owner, links, at, end);
        for (size_t i = at; i < end; i++)
            links[i].standing = late           ? STANDING_LATE
                                : contents > 1 ? STANDING_FORK
                                               : STANDING_WHOLE;
        ends = ends || (links[at].standing == STANDING_WHOLE && links[at].facts.revoked);
    }
    *revoked = *revoked || ends;
}

int64_t order_links(struct link *links, size_t count)
{
    bool revoked = false;
    int64_t newest = 0;
    if (count > 0)
        qsort(links, count, sizeof *links, by_version);
    if (count > 0 && links[0].facts.variant) {
        for (size_t i = 0; i < count; i++)
            links[i].standing = STANDING_WHOLE;
        return 0;
    }
    const struct owner owner = find_owner(links, count);
    for (size_t at = 0, end = 0; at < count; at = end) {
        end = run_end(links, at, count, false);
        stand_group(&owner, links, at, end, &revoked);
    }
    for (size_t i = 0; i < count; i++)
        if (links[i].standing == STANDING_WHOLE && is_owners(&owner, &links[i]))
            newest = links[i].version.seq;
    return newest;
}
