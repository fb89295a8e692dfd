#include "screen/labelled.h"

#include <xxhash.h>

#include "screen/address_key.h"

/* Whether an address's key may be another text than the address: address_key.h has the forms. Said
 * cheaply, and rather too often. */
static bool may_be_rewritten(struct span text)
{
    bool upper = false, lower = false;
    if (text.size == 40 || text.size == 42 || text.size == 64 || text.data[0] == 'X')
        return true;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = text.data[i];
        if (byte == ':')
            return true;
        upper = upper || (byte >= 'A' && byte <= 'Z');
        lower = lower || (byte >= 'a' && byte <= 'z');
    }
    return upper && !lower;
}

/* `room` is where a key is made that is not the address. */
static struct span key_of(const struct label *label, struct address_key *room)
{
    if (span_starts_with(label->chain, "eip155:") || !may_be_rewritten(label->address))
        return label->address;
    address_key_of(label->address, room);
    return room->size == 0 ? label->address : span_of(room->text, room->size);
}

static uint64_t hash_of(const struct labelled *labelled, struct span key)
{
    return XXH3_64bits_withSeed(key.data, key.size, labelled->seed);
}

/* Whether a label is the first of its address. */
static bool is_first(const struct labels *labels, size_t at)
{
    return at == 0 || !span_equal(labels->sorted[at - 1]->address, labels->sorted[at]->address);
}

bool labelled_init(struct labelled *ret_labelled, const struct labels *labels, uint64_t seed,
                   struct error *err)
{
    struct labelled labelled = {.labels = labels, .seed = seed};
    struct address_key room;
    for (size_t i = 0; i < labels->count; i++)
        if (is_first(labels, i) &&
            !hash_index_add(&labelled.index, hash_of(&labelled, key_of(labels->sorted[i], &room)),
                            (uint32_t)i)) {
            labelled_release(&labelled);
            return error_memory(err, "indexing labels");
        }
    *ret_labelled = labelled;
    return true;
}

void labelled_release(struct labelled *labelled)
{
    hash_index_release(&labelled->index);
    labelled->labels = NULL;
}

/* Puts a place where it belongs among `count` ascending ones, of which the first `most` are kept.
 */
static void insert(size_t *places, size_t count, size_t most, size_t place)
{
    size_t at = count < most ? count : most;
    while (at > 0 && places[at - 1] > place) {
        if (at < most)
            places[at] = places[at - 1];
        at--;
    }
    if (at < most)
        places[at] = place;
}

size_t labelled_find(const struct labelled *labelled, struct span key, size_t *ret_places,
                     size_t most)
{
    const struct labels *labels = labelled->labels;
    const struct hash_index *index = &labelled->index;
    struct address_key room;
    uint64_t hash = hash_of(labelled, key);
    size_t count = 0;
    uint32_t first;
    if (labels == NULL || index->slots == NULL || key.size == 0)
        return 0;
    for (size_t at = hash_index_first(index, hash); hash_index_find(index, hash, &at, &first);
         at = hash_index_next(index, at)) {
        if (!span_equal(key_of(labels->sorted[first], &room), key))
            continue;
        for (size_t i = first; i < labels->count && (i == first || !is_first(labels, i)); i++)
            insert(ret_places, count++, most, i);
    }
    return count;
}

void labelled_each(const struct labelled *labelled, void (*take)(void *context, struct span key),
                   void *context)
{
    const struct labels *labels = labelled->labels;
    struct address_key room;
    for (size_t i = 0; labels != NULL && i < labels->count; i++)
        if (is_first(labels, i))
            take(context, key_of(labels->sorted[i], &room));
}
