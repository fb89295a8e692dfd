/* A home's labels, found by the key under which addresses are compared (screen/address_key.h): a
 * label speaks of an address in whatever form its pack writes it, on whatever chain.
 *
 * Load: up to millions of labels, a tenth of a microsecond each to make; most addresses of packs
 * are their own key. Lifetime: init to release; the labels outlive it. Threads: any number read.
 */
#pragma once

#include "base/hash_index.h"
#include "label/labels.h"

struct labelled {
    const struct labels *labels; /* NULL: none are known */
    struct hash_index index;     /* to the first of `sorted` that has an address */
    uint64_t seed;
};

/* `seed` is of chance, so that nobody can choose addresses that collide. Errors: memory. */
bool labelled_init(struct labelled *ret_labelled, const struct labels *labels, uint64_t seed,
                   struct error *err);
void labelled_release(struct labelled *labelled);

/* The labels of a key, as places in `labels->sorted`, ascending: the first `most` of them go into
 * `ret_places`. Returns how many there are. */
size_t labelled_find(const struct labelled *labelled, struct span key, size_t *ret_places,
                     size_t most);

/* Calls `take` with the key of every labelled address; it is good during the call. */
void labelled_each(const struct labelled *labelled, void (*take)(void *context, struct span key),
                   void *context);
