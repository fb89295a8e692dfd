#include "screen/gaps.h"

#include <stdlib.h>
#include <string.h>

#include "screen/birth.h"
#include "screen/nation.h"

void gaps_release(struct gaps *gaps)
{
    for (size_t i = 0; i < gaps->source_count; i++) {
        list_index_close(&gaps->sources[i].index);
        list_past_close(&gaps->sources[i].past);
    }
    free(gaps->sources);
    free(gaps->order);
    free(gaps->items);
    joining_release(&gaps->joining);
    verdicts_release(&gaps->verdicts);
    *gaps = (struct gaps){.count = 0};
}

struct span party_name(const struct list_entry *entry)
{
    const struct fact *name = entry_fact(entry, FACT_NAME, 0);
    return name != NULL ? name->text : entry->key;
}

const struct joined_party *gap_party(const struct gaps *gaps, const struct gap *gap, size_t at)
{
    return &gaps->joining.parties[gaps->order[gap->first + at]];
}

static size_t authority_number(struct gaps *gaps, const char *authority)
{
    for (size_t i = 0; i < gaps->authority_count; i++)
        if (strcmp(gaps->authorities[i], authority) == 0)
            return i;
    ensure(gaps->authority_count < GAP_AUTHORITIES_MAX);
    gaps->authorities[gaps->authority_count] = authority;
    return gaps->authority_count++;
}

/* The version in force of every list and scope, each once, with its past. */
static bool open_sources(struct gaps *gaps, const char *home, const struct list_register *lists,
                         const struct list_moment *moment, struct error *err)
{
    gaps->sources = calloc(lists->count + 1, sizeof *gaps->sources);
    if (gaps->sources == NULL)
        return error_memory(err, "opening lists");
    for (size_t i = 0; i < lists->count; i++) {
        const struct list_version *version = &lists->versions[i];
        const struct list_kind *kind = list_kind_named(version->list);
        if (list_in_force(lists, version->list, version->scope, moment) != version ||
            kind == NULL || !kind->parties)
            continue;
        struct gap_source *source = &gaps->sources[gaps->source_count++];
        source->version = version;
        authority_number(gaps, kind->authority);
        if (!list_version_open(&source->index, home, version, err) ||
            !list_past_open(&source->past, home, lists, version->list, version->scope, moment,
                            err) ||
            !joining_add(&gaps->joining, version, &source->index, err))
            return false;
    }
    return true;
}

/* A party beside the set it is in: for sorting, as qsort has no context. */
struct place {
    size_t set, party;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->set != y->set)
        return x->set < y->set ? -1 : 1;
    return (x->party > y->party) - (x->party < y->party);
}

static bool order_parties(struct gaps *gaps, struct error *err)
{
    size_t count = gaps->joining.count;
    struct place *places = calloc(count + 1, sizeof *places);
    gaps->order = calloc(count + 1, sizeof *gaps->order);
    gaps->items = calloc(count + 1, sizeof *gaps->items);
    if (places == NULL || gaps->order == NULL || gaps->items == NULL) {
        free(places);
        return error_memory(err, "joining parties");
    }
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){gaps->joining.parties[i].set, i};
    qsort(places, count, sizeof *places, compare_places);
    for (size_t i = 0; i < count; i++)
        gaps->order[i] = places[i].party;
    free(places);
    return true;
}

/* When a party was listed: the list's own date, else the first version that has it. */
static const char *listed_since(const struct gaps *gaps, const struct list_register *lists,
                                const struct joined_party *party, bool *ret_at_least,
                                char ret_day[11])
{
    const struct fact *day = entry_fact(party->entry, FACT_LISTED_ON, 0);
    *ret_at_least = day == NULL || !day_is(day->text);
    if (!*ret_at_least) {
        memcpy(ret_day, day->text.data, 10);
        ret_day[10] = '\0';
        return ret_day;
    }
    for (size_t i = 0; i < gaps->source_count; i++)
        if (gaps->sources[i].version == party->version)
            return list_first_seen(lists, &gaps->sources[i].past, party->entry->key);
    return NULL;
}

static void add_party(struct gaps *gaps, const struct list_register *lists, struct gap *gap,
                      const struct joined_party *party)
{
    bool at_least;
    char day[11];
    const char *since = listed_since(gaps, lists, party, &at_least, day);
    gap->listed |= 1U << authority_number(gaps, party->kind->authority);
    gap->dprk = gap->dprk || entry_is_dprk(party->entry);
    if (since == NULL)
        return;
    if (gap->since[0] == '\0' || strcmp(since, gap->since) < 0) {
        memcpy(gap->since, since, sizeof gap->since);
        gap->at_least = at_least;
    }
}

static void find_gaps(struct gaps *gaps, const struct list_register *lists,
                      const struct list_moment *moment)
{
    const struct joined_party *parties = gaps->joining.parties;
    unsigned all = (1U << gaps->authority_count) - 1;
    for (size_t from = 0, to; from < gaps->joining.count; from = to) {
        struct gap gap = {.first = from};
        for (to = from; to < gaps->joining.count &&
                        parties[gaps->order[to]].set == parties[gaps->order[from]].set;
             to++)
            add_party(gaps, lists, &gap, &parties[gaps->order[to]]);
        gap.count = to - from;
        gap.missing = all & ~gap.listed;
        if (gap.missing == 0)
            continue;
        gap.days = gap.since[0] == '\0' ? 0 : days_between(gap.since, moment->day);
        gaps->items[gaps->count++] = gap;
    }
}

static int compare_gaps(const void *a, const void *b)
{
    const struct gap *x = a, *y = b;
    if (x->dprk != y->dprk)
        return x->dprk ? -1 : 1;
    if (x->days != y->days)
        return x->days > y->days ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

bool gaps_find(struct gaps *gaps, const char *home, const struct list_register *lists,
               const struct list_moment *moment, struct error *err)
{
    *gaps = (struct gaps){.count = 0};
    joining_init(&gaps->joining);
    if (!verdicts_read(&gaps->verdicts, home, err) ||
        !open_sources(gaps, home, lists, moment, err) ||
        !joining_run(&gaps->joining, &gaps->verdicts, err) || !order_parties(gaps, err))
        return false;
    find_gaps(gaps, lists, moment);
    qsort(gaps->items, gaps->count, sizeof *gaps->items, compare_gaps);
    return true;
}
