#include "oracle.h"

struct version_made made[ALL_VERSIONS];
size_t made_count;
struct overlay_made overlays[OVERLAYS];
size_t overlay_count;

bool is_fork(const struct version_made *version)
{
    for (size_t i = 0; i < made_count; i++)
        if (&made[i] != version && made[i].id == version->id && made[i].order == version->order)
            return true;
    return false;
}

static struct mark join(struct mark a, struct mark b)
{
    struct mark joined = {
        .tlp = a.tlp > b.tlp ? a.tlp : b.tlp,
        .orcon = a.orcon || b.orcon,
        .broken = a.broken || b.broken,
        .person = a.tlp < TLP_RED   ? b.person
                  : b.tlp < TLP_RED ? a.person
                                    : a.person && b.person,
    };
    joined.rel = a.rel == REL_ALL ? b.rel : b.rel == REL_ALL ? a.rel : a.rel & b.rel;
    return joined;
}

/* The whole version of an id that is the next below an order, or NULL. */
static const struct version_made *below(unsigned id, unsigned order)
{
    const struct version_made *found = NULL;
    for (size_t i = 0; i < made_count; i++)
        if (made[i].id == id && made[i].order < order && !is_fork(&made[i]) &&
            (found == NULL || made[i].order > found->order))
            found = &made[i];
    return found;
}

static struct mark with_what_was(const struct version_made *version)
{
    const struct version_made *before = below(version->id, version->order);
    if (before == NULL || version->lowered)
        return version->own;
    return join(with_what_was(before), version->own);
}

/* The two together as if one object had both: who is meant must then be said by either. */
static struct mark raised(struct mark mark, const struct overlay_made *by)
{
    struct mark both = join(mark, by->mark);
    both.broken = mark.broken || (both.tlp >= TLP_AMBER && both.rel == REL_ALL);
    if (both.tlp == TLP_RED)
        both.person = mark.tlp == TLP_RED ? mark.person : by->mark.person;
    return both;
}

struct mark effective(const struct version_made *version)
{
    struct mark mark = with_what_was(version);
    struct mark all = mark;
    for (size_t i = 0; i < overlay_count; i++)
        if (overlays[i].id == version->id)
            all = join(all, raised(mark, &overlays[i]));
    return all;
}

static bool reaches(struct mark mark, unsigned audience)
{
    static const unsigned names[AUDIENCES] = {0, REL_JPN, REL_KOR, REL_DESK};
    static const enum tlp highest[AUDIENCES] = {TLP_CLEAR, TLP_RED, TLP_RED, TLP_AMBER};
    if (mark.broken || mark.tlp > highest[audience] || (mark.tlp == TLP_RED && !mark.person))
        return false;
    return mark.rel == REL_ALL ? mark.tlp < TLP_AMBER : (mark.rel & names[audience]) != 0;
}

static bool alone(const struct version_made *version, unsigned audience)
{
    struct mark own = effective(version);
    struct mark newest = effective(below(version->id, 1000));
    return version->released[audience] && !is_fork(version) && reaches(own, audience) &&
           reaches(newest, audience) &&
           (!(own.orcon || newest.orcon) || version->approved[audience]);
}

bool any_goes(unsigned id, unsigned audience)
{
    for (size_t i = 0; i < made_count; i++)
        if (made[i].id == id && made[i].goes[audience])
            return true;
    return false;
}

static bool names_one_that_stays(const struct version_made *version, unsigned audience)
{
    for (unsigned id = 0; id < IDS; id++)
        if (version->refs[id] && id != version->id && !any_goes(id, audience))
            return true;
    return false;
}

void decide(unsigned audience)
{
    bool changed = true;
    for (size_t i = 0; i < made_count; i++)
        made[i].goes[audience] = !is_fork(&made[i]) && alone(&made[i], audience);
    while (changed) {
        changed = false;
        for (size_t i = 0; i < made_count; i++)
            if (made[i].goes[audience] && names_one_that_stays(&made[i], audience)) {
                made[i].goes[audience] = false;
                changed = true;
            }
    }
}

void end_words(int64_t now)
{
    for (size_t i = 0; i < made_count; i++) {
        made[i].lowered = made[i].lowered && made[i].lowered_until > now;
        for (unsigned audience = 0; audience < AUDIENCES; audience++)
            made[i].approved[audience] =
                made[i].approved[audience] && made[i].approved_until[audience] > now;
    }
}

unsigned audience_collection(unsigned audience)
{
    static const unsigned collections[AUDIENCES] = {PUBLIC, MEMBERS, MEMBERS, DESKS};
    return collections[audience];
}

bool is_shown(const struct version_made *version, unsigned audience)
{
    return version->goes[audience] && !version->hidden[audience_collection(audience)];
}
