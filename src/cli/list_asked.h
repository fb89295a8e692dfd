/* Which lists and which moment the words of a command mean: shared by `list show`, `diff`, `gaps`.
 */
#pragma once

#include "base/dynbuf.h"
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

/* What a command has to show of the home's lists, into `out`. `ret_found`: whether there was any of
 * it, true unless it says otherwise. */
typedef bool list_asked_show(const struct words *words, struct list_asked *asked,
                             struct dynbuf *out, bool *ret_found, struct error *err);

/* The whole of such a command: opens, shows, prints; the exit code. `what` names it in errors. */
int list_asked_run(const struct words *words, const char *what, list_asked_show *show);
