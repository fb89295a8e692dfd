/* What a list has said over time: which version is in force on a day, and from when to when an
 * entry stood there. Nothing of it is stored: it is computed from the dates of the versions alone,
 * so that it does not depend on the order in which they came.
 *
 * Of several versions of one day the one with fewer cut remarks counts, then the one with more
 * entries, then the smaller hash. A version without a scope supersedes older ones with one.
 */
#pragma once

#include "screen/index_file.h"
#include "screen/register.h"

/* When it is asked about, and what was known then. */
struct list_moment {
    const char *day;   /* YYYY-MM-DD; versions after it do not count */
    uint64_t known_at; /* seconds; what came later was not known */
};

/* Whether a version counts at all at the moment: let in, dated and known by then. */
bool version_counts(const struct list_version *version, const struct list_moment *moment);

/* The versions of a list and scope that count, one a day, by date: numbers into the register.
 * `ret_numbers` has room for `lists->count`; returns how many. */
size_t list_history(const struct list_register *lists, const char *list, const char *scope,
                    const struct list_moment *moment, size_t *ret_numbers);

/* The version in force, or NULL. */
const struct list_version *list_in_force(const struct list_register *lists, const char *list,
                                         const char *scope, const struct list_moment *moment);

/* Opens the index of a version. */
bool list_version_open(struct list_index *ret_index, const char *home,
                       const struct list_version *version, struct error *err);

/* All versions of a list and scope that count, by date, with their indices. */
struct list_past {
    size_t *numbers; /* into the register */
    struct list_index *indices;
    size_t count;
};

/* Release also after a failure. */
bool list_past_open(struct list_past *past, const char *home, const struct list_register *lists,
                    const char *list, const char *scope, const struct list_moment *moment,
                    struct error *err);
void list_past_close(struct list_past *past);

/* The date of the first version that has the key; NULL when none has. */
const char *list_first_seen(const struct list_register *lists, const struct list_past *past,
                            struct span key);

/* One stretch of versions that have an entry. Texts are those of the register; NULL: there is no
 * such version, so that nothing more is known on that side. */
struct list_stretch {
    const char *last_missing, *first_seen; /* it began after the one and by the other */
    const char *last_seen, *first_missing; /* it ended after the one and by the other */
};

/* The stretches of a key. Writes at most `max`, returns how many there are. */
size_t list_stretches(const struct list_register *lists, const struct list_past *past,
                      struct span key, struct list_stretch *ret_stretches, size_t max);
