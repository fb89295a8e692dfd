#include "screen/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen/max_age.h"

void roster_close(struct roster *roster)
{
    for (size_t i = 0; i < roster->source_count; i++)
        list_index_close(&roster->sources[i].index);
    free(roster->sources);
    *roster = (struct roster){.authority_count = 0};
}

static bool is_asked(const char *asked, const char *name)
{
    size_t size = strlen(name);
    for (const char *at = asked; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, size) == 0 && (at[size] == ',' || at[size] == '\0'))
            return true;
    }
    return false;
}

static bool was_loaded(const struct list_register *lists, const char *name)
{
    for (size_t i = 0; i < lists->count; i++)
        if (lists->versions[i].refused[0] == '\0' &&
            strcmp(lists->versions[i].authority, name) == 0)
            return true;
    return false;
}

/* Which authorities: those named, each a known one, or those of the home. */
static bool take_authorities(struct roster *roster, const struct roster_asked *asked,
                             struct error *err)
{
    static const char *const known[] = {"US", "UN", "JP", "KR", "EU", "OS"};
    size_t named = 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        bool in = asked->authorities == NULL ? was_loaded(asked->lists, known[i])
                                             : is_asked(asked->authorities, known[i]);
        if (!in)
            continue;
        struct roster_authority *authority = &roster->authorities[roster->authority_count++];
        *authority = (struct roster_authority){.name = known[i], .lacking = {"", ""}};
        if (asked->day != NULL)
            snprintf(authority->day, sizeof authority->day, "%s", asked->day);
        else
            authority_day(known[i], asked->now, authority->day);
    }
    for (const char *at = asked->authorities; at != NULL; at = strchr(at, ',')) {
        at += *at == ',';
        named++;
    }
    if (roster->authority_count == 0 && named == 0)
        return error_input(err, ERROR_USAGE, "lists",
                           "this home has none; expected some (trefoil list import)");
    return named == 0 || named == roster->authority_count ||
           error_input(err, ERROR_USAGE, "--authority",
                       "'%s': expected some of US,UN,JP,KR,EU,OS, each once", asked->authorities);
}

static bool add_source(struct roster *roster, const struct roster_asked *asked, size_t authority,
                       const struct list_version *version, struct error *err)
{
    struct roster_source *source = &roster->sources[roster->source_count];
    *source = (struct roster_source){.version = version,
                                     .kind = list_kind_named(version->list),
                                     .authority = authority,
                                     .counts = {true, true}};
    if (source->kind == NULL)
        return true;
    source->counts[QUESTION_NAME] = source->kind->parties;
    if (!list_version_open(&source->index, asked->home, version, err))
        return false;
    roster->source_count++;
    return true;
}

static bool open_sources(struct roster *roster, const struct roster_asked *asked, struct error *err)
{
    const struct list_register *lists = asked->lists;
    roster->sources = calloc(lists->count + 1, sizeof *roster->sources);
    if (roster->sources == NULL)
        return error_memory(err, "opening lists");
    for (size_t a = 0; a < roster->authority_count; a++) {
        struct list_moment moment = {roster->authorities[a].day, asked->known_at};
        for (size_t i = 0; i < lists->count; i++) {
            const struct list_version *version = &lists->versions[i];
            if (strcmp(version->authority, roster->authorities[a].name) == 0 &&
                list_in_force(lists, version->list, version->scope, &moment) == version &&
                !add_source(roster, asked, a, version, err))
                return false;
        }
    }
    return true;
}

static bool is_address_list(const struct roster_source *source)
{
    return source->kind->addresses && !source->kind->parties;
}

/* The consolidated list neither supersedes nor is superseded. */
static bool stands_alone(const struct roster_source *source)
{
    return strcmp(source->kind->name, "ofac-cons") == 0;
}

/* Between the address list of an authority and its list of parties: who says the addresses. */
static void settle_addresses(struct roster *roster, size_t authority)
{
    struct roster_source *list = NULL, *parties = NULL;
    for (size_t i = 0; i < roster->source_count; i++) {
        struct roster_source *source = &roster->sources[i];
        if (source->authority != authority || stands_alone(source))
            continue;
        if (is_address_list(source))
            list = source;
        else if (source->kind->addresses)
            parties = source;
    }
    if (list == NULL || parties == NULL)
        return;
    if (strcmp(list->version->date, parties->version->date) >= 0)
        parties->counts[QUESTION_ADDRESS] = false;
    else if (parties->version->cut == 0)
        list->counts[QUESTION_ADDRESS] = false;
}

static void add_note(struct roster_authority *authority, const struct list_version *version,
                     const char *says, const char *why)
{
    if (authority->note_count < ROSTER_NOTES_MAX)
        snprintf(authority->notes[authority->note_count++], ROSTER_NOTE_BYTES, "%s of %s %s%s",
                 version->list, version->date, says, why);
}

static bool is_fresh(const struct roster *roster, const struct roster_source *source)
{
    const struct roster_authority *authority = &roster->authorities[source->authority];
    return days_between(source->version->date, authority->day) <= (int64_t)authority->max_age;
}

/* Whether the source must be fresh by itself. Of those that say addresses one that is suffices, as
 * the address list and the list of parties of an authority say the same ones. */
static bool must_be_fresh(const struct roster_source *source, enum question_kind kind)
{
    return kind == QUESTION_NAME || !source->kind->addresses;
}

/* Whether what is in force suffices for a kind of question; else why not. */
static const char *lacking(const struct roster *roster, size_t authority, enum question_kind kind)
{
    bool any = false, fresh = false, whole = false, old = false, left_out = false;
    for (size_t i = 0; i < roster->source_count; i++) {
        const struct roster_source *source = &roster->sources[i];
        if (source->authority != authority || !source->counts[kind] ||
            (kind == QUESTION_ADDRESS && stands_alone(source)))
            continue;
        bool one = is_fresh(roster, source);
        any = any || !stands_alone(source);
        old = old || (!one && must_be_fresh(source, kind));
        fresh = fresh || one;
        whole = whole || (one && (kind == QUESTION_NAME || source->version->cut == 0));
        left_out = left_out || list_parts_have(source->version->left_out, "aliases");
    }
    if (!any)
        return "list missing";
    if (old || !fresh)
        return "list older than its limit";
    if (kind == QUESTION_NAME && left_out)
        return "aliases left out";
    return whole ? "" : "remarks cut";
}

/* Refused updates that would count: of each list and scope the newest, where nothing as new of it
 * is in force. */
struct refusals {
    const struct list_version *newest[ROSTER_NOTES_MAX];
    size_t count;
};

static bool same_list(const struct list_version *a, const struct list_version *b)
{
    return strcmp(a->list, b->list) == 0 && strcmp(a->scope, b->scope) == 0;
}

/* A whole list stands for all its parts. */
static bool in_force_since(const struct roster *roster, const struct list_version *refused)
{
    for (size_t i = 0; i < roster->source_count; i++) {
        const struct list_version *version = roster->sources[i].version;
        if (strcmp(version->list, refused->list) == 0 &&
            (version->scope[0] == '\0' || strcmp(version->scope, refused->scope) == 0) &&
            strcmp(version->date, refused->date) >= 0)
            return true;
    }
    return false;
}

static void take_refusal(struct refusals *refusals, const struct list_version *refused)
{
    for (size_t i = 0; i < refusals->count; i++)
        if (same_list(refusals->newest[i], refused)) {
            if (strcmp(refused->date, refusals->newest[i]->date) > 0)
                refusals->newest[i] = refused;
            return;
        }
    if (refusals->count < ROSTER_NOTES_MAX)
        refusals->newest[refusals->count++] = refused;
}

static int by_list(const void *a, const void *b)
{
    const struct list_version *x = *(const struct list_version *const *)a,
                              *y = *(const struct list_version *const *)b;
    int order = strcmp(x->list, y->list);
    return order != 0 ? order : strcmp(x->scope, y->scope);
}

static void note_refusals(struct roster *roster, const struct roster_asked *asked, size_t at)
{
    struct roster_authority *authority = &roster->authorities[at];
    struct refusals refusals = {.count = 0};
    for (size_t i = 0; i < asked->lists->count; i++) {
        const struct list_version *version = &asked->lists->versions[i];
        if (version->refused[0] != '\0' && strcmp(version->authority, authority->name) == 0 &&
            version->imported <= asked->known_at && strcmp(version->date, authority->day) <= 0 &&
            !in_force_since(roster, version))
            take_refusal(&refusals, version);
    }
    if (refusals.count > 0)
        qsort(refusals.newest, refusals.count, sizeof *refusals.newest, by_list);
    for (size_t i = 0; i < refusals.count; i++)
        add_note(authority, refusals.newest[i], "was refused: ", refusals.newest[i]->refused);
}

/* Updates that were refused, what a partial version lacks, and a list of its own that is too old,
 * are said beside every answer. */
static void take_notes(struct roster *roster, const struct roster_asked *asked, size_t at)
{
    struct roster_authority *authority = &roster->authorities[at];
    for (size_t i = 0; i < roster->source_count; i++) {
        const struct roster_source *source = &roster->sources[i];
        if (source->authority != at)
            continue;
        if (source->version->left_out[0] != '\0')
            add_note(authority, source->version,
                     "is partial: left out, as of another day: ", source->version->left_out);
        if (list_parts_have(source->version->absent, "aliases"))
            add_note(authority, source->version, "came without its file of aliases", "");
        if (stands_alone(source) && !is_fresh(roster, source))
            add_note(authority, source->version, "is older than its limit", "");
    }
    note_refusals(roster, asked, at);
}

bool roster_open(struct roster *roster, const struct roster_asked *asked, struct error *err)
{
    *roster = (struct roster){.authority_count = 0};
    if (!take_authorities(roster, asked, err) || !open_sources(roster, asked, err))
        return false;
    for (size_t a = 0; a < roster->authority_count; a++) {
        struct roster_authority *authority = &roster->authorities[a];
        authority->max_age = LIST_MAX_AGE_DAYS;
        const char *own = asked->home_max_age;
        if ((own != NULL && own[0] != '\0' &&
             !max_age_set(own, authority->name, &authority->max_age, err)) ||
            !max_age_set(asked->max_age, authority->name, &authority->max_age, err))
            return false;
        settle_addresses(roster, a);
        for (enum question_kind kind = 0; kind < QUESTION_KINDS; kind++)
            authority->lacking[kind] = lacking(roster, a, kind);
        take_notes(roster, asked, a);
    }
    return true;
}
