/* Which files of one command are one list: OFAC's CSV with its parts, the addresses of all assets,
 * and every other file by itself. A part goes to the main file of its folder; where there is none,
 * to the only one of the command.
 */
#pragma once

#include "base/limits.h"
#include "screen/form.h"

struct list_set {
    enum list_form form;
    const char *list; /* by content, or as told */
    char scope[LIST_SCOPE_BYTES];
    size_t files[LIST_FILES_MAX]; /* numbers of files, the main one first */
    size_t file_count;
};

struct list_sets {
    struct list_set *sets;
    size_t count, capacity;
    size_t *strangers; /* numbers of files that are no list, or parts that belong nowhere */
    size_t stranger_count, stranger_capacity;
};

/* `list` (or NULL) overrides what the content says. Errors: limit, memory. */
bool list_sets_make(struct list_sets *ret_sets, const struct list_file *files, size_t count,
                    const char *list, struct error *err);
void list_sets_release(struct list_sets *sets);
