#include "screen/difference.h"

bool difference_next(struct difference *difference, const struct list_index *before,
                     const struct list_index *after, const struct list_entry **ret_old,
                     const struct list_entry **ret_new)
{
    while (difference->before < before->count || difference->after < after->count) {
        const struct list_entry *old =
            difference->before < before->count ? &before->entries[difference->before] : NULL;
        const struct list_entry *new =
            difference->after < after->count ? &after->entries[difference->after] : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : span_compare(old->key, new->key);
        difference->before += order <= 0;
        difference->after += order >= 0;
        if (order == 0 && entry_same(old, new))
            continue;
        *ret_old = order <= 0 ? old : NULL;
        *ret_new = order >= 0 ? new : NULL;
        return true;
    }
    return false;
}
