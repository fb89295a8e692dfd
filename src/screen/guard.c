#include "screen/guard.h"

#include <string.h>

enum { SHRINK_PER_CENT = 10 };

/* Entries that have stood in a list since a day and do not leave it in an ordinary way: parties
 * that are long dead, states' own companies, and what the lists are best known for. A version of
 * that day or later without one of them is not that list, or not all of it.
 *
 * Sources: OFAC, its list of 2019-06-01 (Cuba's bank, which is far older), press release sm774
 * (Lazarus Group), notice of 2022-04-14 (its address), directives of 2014-09-12 (Sberbank); UN, the
 * list's own LISTED_ON; Japan, day of notification in the workbook; EU, Regulation (EC) 1210/2003
 * for EU.27.28, start dates in the annexes of 2017/1509 and 2019/796. */
static const struct canary {
    const char *list, *scope, *since;
    const char *key, *name; /* one of them; the other is NULL */
} canaries[] = {
    {"ofac-sdn", "", "2019-06-01", "306", NULL},    /* Banco Nacional de Cuba */
    {"ofac-sdn", "", "2019-09-13", "27307", NULL},  /* Lazarus Group */
    {"ofac-cons", "", "2014-09-12", "17018", NULL}, /* Sberbank */
    {"ofac-addr", "", "2022-04-14", "0x098b716b8aaf21512996dc57eb0615e2383e2f96", NULL},
    {"un", "", "2009-04-24", "690735", NULL}, /* KPe.001 */
    {"un", "", "2001-10-06", "113458", NULL}, /* QDe.004, Al-Qaida */
    {"jp", "", "2009-05-22", NULL, "Korea Mining Development Trading Corporation"},
    {"eu", "", "2003-07-08", "13", NULL}, /* EU.27.28, Saddam Hussein */
    {"eu", "32017R1509", "2017-08-31", NULL, "Korea Mining Development Trading Corporation"},
    {"eu", "32019R0796", "2020-07-30", NULL, "Chosun Expo"},
};

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

/* The first canary that should be there and is not; NULL when all are. */
static const struct canary *missing_canary(const struct list_version *version,
                                           const struct index_build *build)
{
    for (size_t i = 0; i < sizeof canaries / sizeof *canaries; i++) {
        const struct canary *canary = &canaries[i];
        if (strcmp(canary->list, version->list) != 0 ||
            strcmp(canary->scope, version->scope) != 0 || strcmp(canary->since, version->date) > 0)
            continue;
        if (!(canary->key != NULL ? index_build_has_key(build, span_text(canary->key))
                                  : index_build_has_name(build, span_text(canary->name))))
            return canary;
    }
    return NULL;
}

static bool shrinks(const struct list_version *older, const struct list_version *newer)
{
    return newer->entries < older->entries &&
           (older->entries - newer->entries) * 100 > older->entries * SHRINK_PER_CENT;
}

/* What a person may accept. */
static bool guard_change(const struct list_register *lists, const struct index_build *build,
                         const struct list_version *version, struct error *ret_why)
{
    const struct list_version *older = next_older(lists, version);
    if (older != NULL && shrinks(older, version))
        return error_input(ret_why, ERROR_VALUE, NULL,
                           "%llu entries, after %llu on %s: more than %d in a hundred fewer; "
                           "--accept-shrink lets it in",
                           (unsigned long long)version->entries, (unsigned long long)older->entries,
                           older->date, SHRINK_PER_CENT);
    const struct canary *missing = missing_canary(version, build);
    return missing == NULL ||
           error_input(
               ret_why, ERROR_VALUE, NULL,
               "entry %s is not in it, which has stood there since %s and does not leave in "
               "an ordinary way; --accept-shrink lets it in",
               missing->key != NULL ? missing->key : missing->name, missing->since);
}

bool guard_version(const struct list_register *lists, const struct index_build *build,
                   struct list_version *version, uint64_t said, bool accept_shrink,
                   struct error *ret_why)
{
    struct error why;
    if (version->entries == 0)
        return error_input(ret_why, ERROR_VALUE, NULL, "no entry in it; expected some");
    if (said > 0 && said != version->entries)
        return error_input(ret_why, ERROR_VALUE, NULL, "%llu entries; the list says it has %llu",
                           (unsigned long long)version->entries, (unsigned long long)said);
    if (guard_change(lists, build, version, &why))
        return true;
    version->accepted_shrink = accept_shrink;
    if (!accept_shrink)
        *ret_why = why;
    return accept_shrink;
}
