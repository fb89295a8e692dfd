/* What changed between two versions of a list, key by key. Threads: pure functions. */
#pragma once

#include "screen/index_file.h"

enum difference_kind { DIFFERENCE_ADDED, DIFFERENCE_REMOVED, DIFFERENCE_CHANGED };

struct difference {
    size_t before, after; /* walking places; zeroed at the start */
};

/* The next entry that differs, by key: `*ret_old` is NULL for an added one, `*ret_new` for a
 * removed one. False at the end. The number an entry shows is no difference. */
bool difference_next(struct difference *difference, const struct list_index *before,
                     const struct list_index *after, const struct list_entry **ret_old,
                     const struct list_entry **ret_new);
