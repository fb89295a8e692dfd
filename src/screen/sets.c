#include "screen/sets.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/limits.h"

void list_sets_release(struct list_sets *sets)
{
    free(sets->sets);
    free(sets->strangers);
    *sets = (struct list_sets){.count = 0};
}

static struct list_set *add_set(struct list_sets *sets, struct error *err)
{
    enum { SETS_MAX = 4096 };
    struct list_set *grown =
        array_grow(sets->sets, &sets->capacity, sets->count + 1, sizeof *grown, SETS_MAX);
    if (grown == NULL) {
        array_error(sets->count + 1, SETS_MAX, "lists", err);
        return NULL;
    }
    sets->sets = grown;
    grown[sets->count] = (struct list_set){.form = FORM_NONE};
    return &grown[sets->count++];
}

static bool add_stranger(struct list_sets *sets, size_t file, struct error *err)
{
    enum { STRANGERS_MAX = 1 << 16 };
    size_t *grown = array_grow(sets->strangers, &sets->stranger_capacity, sets->stranger_count + 1,
                               sizeof *grown, STRANGERS_MAX);
    if (grown == NULL)
        return array_error(sets->stranger_count + 1, STRANGERS_MAX, "files", err);
    sets->strangers = grown;
    grown[sets->stranger_count++] = file;
    return true;
}

static bool add_file(struct list_set *set, size_t file, const char *name, struct error *err)
{
    if (set->file_count == LIST_FILES_MAX)
        return error_input(err, ERROR_LIMIT, name, "more than %d files of one list",
                           LIST_FILES_MAX);
    set->files[set->file_count++] = file;
    return true;
}

static size_t folder_size(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path);
}

static bool same_folder(const char *a, const char *b)
{
    size_t size = folder_size(a);
    return size == folder_size(b) && memcmp(a, b, size) == 0;
}

/* The only set of the form and list in the folder of `path` (or anywhere); NULL for none or two. */
static struct list_set *only_set(struct list_sets *sets, const struct list_file *files,
                                 enum list_form form, const char *list, const char *path,
                                 bool anywhere)
{
    struct list_set *found = NULL;
    for (size_t i = 0; i < sets->count; i++) {
        struct list_set *set = &sets->sets[i];
        if (set->form != form || strcmp(set->list, list) != 0 ||
            !(anywhere || same_folder(files[set->files[0]].name, path)))
            continue;
        if (found != NULL)
            return NULL;
        found = set;
    }
    return found;
}

/* Everything that stands by itself, and addresses to those of their folder. */
static bool place_file(struct list_sets *sets, const struct list_file *files, size_t file,
                       enum list_form form, const char *list, struct error *err)
{
    const char *name = files[file].name;
    struct list_set *set = NULL;
    if (form == FORM_NONE)
        return add_stranger(sets, file, err);
    if (list == NULL && !list_of_form(form, &files[file], &list, err))
        return false;
    if (form == FORM_ADDRESSES)
        set = only_set(sets, files, form, list, name, false);
    if (set == NULL) {
        set = add_set(sets, err);
        if (set == NULL)
            return false;
        set->form = form;
        set->list = list;
        list_scope_of(form, files[file].bytes, set->scope);
    }
    return add_file(set, file, name, err);
}

static bool place_part(struct list_sets *sets, const struct list_file *files, size_t file,
                       const char *list, struct error *err)
{
    const char *name = files[file].name;
    if (list == NULL && !list_of_form(FORM_OFAC_CSV_PART, &files[file], &list, err))
        return false;
    struct list_set *set = only_set(sets, files, FORM_OFAC_CSV, list, name, false);
    if (set == NULL)
        set = only_set(sets, files, FORM_OFAC_CSV, list, name, true);
    return set == NULL ? add_stranger(sets, file, err) : add_file(set, file, name, err);
}

bool list_sets_make(struct list_sets *ret_sets, const struct list_file *files, size_t count,
                    const char *list, struct error *err)
{
    struct list_sets sets = {.count = 0};
    enum list_form *forms = calloc(count + 1, sizeof *forms);
    bool ok = forms != NULL || error_memory(err, "sorting the files of a command");
    for (size_t i = 0; ok && i < count; i++) {
        ok = list_form_of(files[i].bytes, &forms[i], err);
        if (ok && forms[i] != FORM_OFAC_CSV_PART)
            ok = place_file(&sets, files, i, forms[i], list, err);
    }
    for (size_t i = 0; ok && i < count; i++)
        if (forms[i] == FORM_OFAC_CSV_PART)
            ok = place_part(&sets, files, i, list, err);
    free(forms);
    if (ok)
        *ret_sets = sets;
    else
        list_sets_release(&sets);
    return ok;
}
