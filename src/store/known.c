#include "store/known.h"

#include <stdlib.h>
#include <string.h>

void known_forget(struct known *known)
{
    for (size_t i = 0; i < KNOWN_IDS; i++)
        known->ids[i].number = 0;
    for (size_t i = 0; i < KNOWN_ORGS; i++)
        known->orgs[i].number = 0;
    known->feed_count = 0;
}

void known_release(struct known *known)
{
    free(known->feeds);
    known->feeds = NULL;
    known->feed_count = known->feed_capacity = 0;
}

/* FNV-1a. Who makes texts meet here makes them be asked for, as without it. */
static size_t place_of(struct span text, size_t count)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ text.data[i]) * 16777619u;
    return hash % count;
}

int64_t known_find(const struct known_text *places, size_t count, struct span text)
{
    const struct known_text *place = &places[place_of(text, count)];
    return place->number != 0 && span_equal(span_of(place->text, place->size), text) ? place->number
                                                                                     : 0;
}

void known_keep(struct known_text *places, size_t count, struct span text, int64_t number)
{
    struct known_text *place = &places[place_of(text, count)];
    if (number == 0 || text.size > sizeof place->text)
        return;
    place->number = number;
    place->size = text.size;
    memcpy(place->text, text.data, text.size);
}
