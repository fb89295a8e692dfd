#include "screen/history.h"

#include <stdlib.h>
#include <string.h>

bool version_counts(const struct list_version *version, const struct list_moment *moment)
{
    return version->refused[0] == '\0' && version->imported <= moment->known_at &&
           strcmp(version->date, moment->day) <= 0;
}

/* Whether `a` is the better of two versions of one day. */
static bool better(const struct list_version *a, const struct list_version *b)
{
    if (a->cut != b->cut)
        return a->cut < b->cut;
    if (a->entries != b->entries)
        return a->entries > b->entries;
    return strcmp(a->sha256, b->sha256) < 0;
}

/* Puts a version where its date belongs; of two of one day one stays. */
static size_t insert(const struct list_register *lists, size_t *numbers, size_t count,
                     size_t number)
{
    const struct list_version *version = &lists->versions[number];
    size_t at = count;
    while (at > 0 && strcmp(lists->versions[numbers[at - 1]].date, version->date) > 0)
        at--;
    if (at > 0 && strcmp(lists->versions[numbers[at - 1]].date, version->date) == 0) {
        if (better(version, &lists->versions[numbers[at - 1]]))
            numbers[at - 1] = number;
        return count;
    }
    memmove(numbers + at + 1, numbers + at, (count - at) * sizeof *numbers);
    numbers[at] = number;
    return count + 1;
}

size_t list_history(const struct list_register *lists, const char *list, const char *scope,
                    const struct list_moment *moment, size_t *ret_numbers)
{
    size_t count = 0;
    for (size_t i = 0; i < lists->count; i++) {
        const struct list_version *version = &lists->versions[i];
        if (strcmp(version->list, list) == 0 && strcmp(version->scope, scope) == 0 &&
            version_counts(version, moment))
            count = insert(lists, ret_numbers, count, i);
    }
    return count;
}

const struct list_version *list_in_force(const struct list_register *lists, const char *list,
                                         const char *scope, const struct list_moment *moment)
{
    const struct list_version *best = NULL;
    for (size_t i = 0; i < lists->count; i++) {
        const struct list_version *version = &lists->versions[i];
        if (strcmp(version->list, list) != 0 || strcmp(version->scope, scope) != 0 ||
            !version_counts(version, moment))
            continue;
        int order = best == NULL ? 1 : strcmp(version->date, best->date);
        if (order > 0 || (order == 0 && better(version, best)))
            best = version;
    }
    if (best == NULL || scope[0] == '\0')
        return best;
    const struct list_version *whole = list_in_force(lists, list, "", moment);
    return whole != NULL && strcmp(whole->date, best->date) >= 0 ? NULL : best;
}

bool list_version_open(struct list_index *ret_index, const char *home,
                       const struct list_version *version, struct error *err)
{
    char path[PATH_BYTES_MAX], name[LIST_INDEX_TEXT_BYTES];
    struct list_index index;
    if (!lists_path(path, home, "index", version->index, err) ||
        !list_index_open(&index, path, err))
        return false;
    list_index_name(name, version->sha256, index.sum);
    if (strcmp(name, version->index) != 0) {
        list_index_close(&index);
        return error_input(
            err, ERROR_DAMAGED, path,
            "another checksum than its name says; expected an index as it was written");
    }
    *ret_index = index;
    return true;
}

void list_past_close(struct list_past *past)
{
    for (size_t i = 0; i < past->count; i++)
        list_index_close(&past->indices[i]);
    free(past->indices);
    free(past->numbers);
    *past = (struct list_past){.count = 0};
}

bool list_past_open(struct list_past *past, const char *home, const struct list_register *lists,
                    const char *list, const char *scope, const struct list_moment *moment,
                    struct error *err)
{
    *past = (struct list_past){.count = 0};
    past->numbers = calloc(lists->count + 1, sizeof *past->numbers);
    past->indices = calloc(lists->count + 1, sizeof *past->indices);
    if (past->numbers == NULL || past->indices == NULL)
        return error_memory(err, "opening lists");
    size_t count = list_history(lists, list, scope, moment, past->numbers);
    for (; past->count < count; past->count++)
        if (!list_version_open(&past->indices[past->count], home,
                               &lists->versions[past->numbers[past->count]], err))
            return false;
    return true;
}

const char *list_first_seen(const struct list_register *lists, const struct list_past *past,
                            struct span key)
{
    for (size_t i = 0; i < past->count; i++)
        if (list_index_find(&past->indices[i], key) != NULL)
            return lists->versions[past->numbers[i]].date;
    return NULL;
}

size_t list_stretches(const struct list_register *lists, const struct list_past *past,
                      struct span key, struct list_stretch *ret_stretches, size_t max)
{
    size_t found = 0;
    bool inside = false;
    const char *before = NULL;
    for (size_t i = 0; i < past->count; i++) {
        const char *date = lists->versions[past->numbers[i]].date;
        bool has = list_index_find(&past->indices[i], key) != NULL;
        if (has && !inside && found++ < max)
            ret_stretches[found - 1] = (struct list_stretch){before, date, date, NULL};
        else if (has && inside && found <= max)
            ret_stretches[found - 1].last_seen = date;
        else if (!has && inside && found <= max)
            ret_stretches[found - 1].first_missing = date;
        inside = has;
        before = date;
    }
    return found;
}
