/* Which lists and which moment the words of a command mean: shared by `list show`, `diff`, `gaps`.
 */
#pragma once

#include "cli/words.h"
#include "screen/history.h"

struct list_asked {
    const char *home;
    struct list_register lists;
    struct list_moment moment;
    char day[11];
};

/* --home, --as-of (default: every version counts) and --known-at (default: now). Release also after
 * a failure. */
bool list_asked_open(struct list_asked *asked, const struct words *words, struct error *err);
void list_asked_release(struct list_asked *asked);

/* A version as people name it: LIST@DAY (the one in force then), LIST (the newest), or the first
 * eight or more digits of its SHA-256. A scope stands behind a slash: eu/32017R1509@2024-12-17. */
const struct list_version *list_asked_version(const struct list_asked *asked, const char *word,
                                              struct error *err);
