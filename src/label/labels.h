/* All labels of a home, for look-ups.
 *
 * Load: up to LABELS_MAX labels in LABEL_PACKS_MAX packs; one million load in half a second and
 * take 350 MB: the packs' bytes, 200 bytes a label, and its place in the order. A look-up is
 * a binary search.
 * Lifetime: load to free; what a later import adds is seen by loading again. Threads: reading from
 * many is safe.
 */
#pragma once

#include "label/category.h"
#include "label/label.h"
#include "label/pack.h"

enum { LABEL_PACK_HEX = 65 };

/* A pack of the home; they stand in the order of their SHA-256. */
struct label_pack {
    char sha256[LABEL_PACK_HEX]; /* of the file that was imported, in hex */
    bool has_labels, has_actors; /* which of its files there are */
    struct span name;
    struct span date; /* the latest lastmod of its labels; empty when none has one */
    size_t label_count, actor_count;
    struct dynbuf labels_text, actors_text; /* what the labels' spans point into */
};

struct labels {
    struct label_pack *packs;
    size_t pack_count, pack_capacity;
    const struct label **sorted; /* in the order of label/label.h */
    size_t count;
    struct actor *actors; /* by id */
    size_t actor_count, actor_capacity;
    struct label *all; /* pack by pack */
    size_t capacity;
    struct arena decoded; /* fields with quotes in them */
};

/* A home without labels has none of them. Errors: io, damaged (a pack is not as it was written),
 * limit, memory. */
bool labels_load(struct labels **ret_labels, const char *home, struct error *err);
void labels_free(struct labels *labels);

/* The same of these packs alone, named by the SHA-256 of what was imported, in hex: an answer that
 * was given from them is given again, whatever came since. Errors: also not-found, of a pack that
 * the home has no more. */
bool labels_load_packs(struct labels **ret_labels, const char *home,
                       const char (*packs)[LABEL_PACK_HEX], size_t count, struct error *err);

/* The labels of an address on one chain, or on every chain when `chain` is empty: `*ret_count` of
 * them, from `*ret_first` of `sorted`; those of one chain stand together, the winner first. The
 * address is canonical (label_address). */
void labels_find(const struct labels *labels, struct span chain, struct span address,
                 size_t *ret_first, size_t *ret_count);

/* The label that counts; NULL when there is none. */
const struct label *labels_winner(const struct labels *labels, struct span chain,
                                  struct span address);

/* Winners of a chain that end a trace, one a call, in the order of their addresses: moves `*at`,
 * which starts at 0; NULL behind the last. */
const struct label *labels_next_service(const struct labels *labels, struct span chain, size_t *at);

/* The first actor of an id; NULL when no actor pack has it. */
const struct actor *labels_actor(const struct labels *labels, struct span id);
