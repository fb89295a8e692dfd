#include "share/caller.h"

struct collection_right caller_right(const struct caller *caller,
                                     const struct collection *collection)
{
    for (size_t i = 0; i < caller->right_count; i++)
        if (caller->rights[i].collection == collection->number)
            return caller->rights[i];
    return (struct collection_right){.collection = collection->number};
}
