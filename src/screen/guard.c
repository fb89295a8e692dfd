#include "screen/guard.h"

#include <string.h>

#include "screen/history.h"

const struct list_version *next_older(const struct list_register *lists,
                                      const struct list_version *version)
{
    const struct list_version *best = NULL;
    for (size_t i = 0; i < lists->count; i++) {
        const struct list_version *other = &lists->versions[i];
        if (other->refused[0] != '\0' || strcmp(other->list, version->list) != 0 ||
            strcmp(other->scope, version->scope) != 0 || strcmp(other->date, version->date) >= 0)
            continue;
        if (best == NULL || strcmp(other->date, best->date) > 0)
            best = other;
    }
    return best;
}

/* The first canary that the older version has and this one has not; NULL when all are there. */
static const char *lost_canary(const struct list_kind *kind, const struct list_index *older,
                               const struct list_index *newer)
{
    for (size_t i = 0; i < LIST_CANARIES_MAX && kind->canaries[i] != NULL; i++) {
        struct span key = span_text(kind->canaries[i]);
        if (list_index_find(older, key) != NULL && list_index_find(newer, key) == NULL)
            return kind->canaries[i];
    }
    return NULL;
}

static bool shrinks(const struct list_version *older, const struct list_version *newer)
{
    return newer->entries < older->entries &&
           (older->entries - newer->entries) * 100 > older->entries * LIST_SHRINK_PER_CENT;
}

/* Against the version before it. */
static bool guard_step(const char *home, const struct list_kind *kind,
                       const struct list_version *older, struct list_version *version,
                       struct span index, bool accept_shrink, struct error *ret_why)
{
    struct list_index before, now;
    if (!list_version_open(&before, home, older, ret_why))
        return false;
    if (!list_index_from(&now, index, "the new index", ret_why)) {
        list_index_close(&before);
        return false;
    }
    const char *lost = lost_canary(kind, &before, &now);
    bool shrunk = shrinks(older, version);
    list_index_close(&before);
    list_index_close(&now);
    version->accepted_shrink = accept_shrink && (lost != NULL || shrunk);
    if (accept_shrink || (lost == NULL && !shrunk))
        return true;
    if (shrunk)
        return error_input(ret_why, ERROR_VALUE, NULL,
                           "%llu entries, after %llu on %s: more than %d in a hundred fewer; "
                           "--accept-shrink lets it in",
                           (unsigned long long)version->entries, (unsigned long long)older->entries,
                           older->date, LIST_SHRINK_PER_CENT);
    return error_input(ret_why, ERROR_VALUE, NULL,
                       "entry %s is gone, which stood there on %s and does not leave in an "
                       "ordinary way; --accept-shrink lets it in",
                       lost, older->date);
}

bool guard_version(const char *home, const struct list_register *lists,
                   const struct list_kind *kind, struct list_version *version, uint64_t said,
                   struct span index, bool accept_shrink, struct error *ret_why)
{
    const struct list_version *older = next_older(lists, version);
    if (version->entries == 0)
        return error_input(ret_why, ERROR_VALUE, NULL, "no entry in it; expected some");
    if (said > 0 && said != version->entries)
        return error_input(ret_why, ERROR_VALUE, NULL, "%llu entries; the list says it has %llu",
                           (unsigned long long)version->entries, (unsigned long long)said);
    return older == NULL || guard_step(home, kind, older, version, index, accept_shrink, ret_why);
}
