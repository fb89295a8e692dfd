/* A pack that is being read: labels, and actors, gathered in one arena, then written in the
 * canonical form: sorted, each once.
 *
 * Load: up to LABELS_MAX labels of 200 to 400 bytes. Lifetime: init to release. Threads: one at a
 * time.
 */
#pragma once

#include "base/arena.h"
#include "base/dynbuf.h"
#include "label/label.h"

/* An entry of an actor pack. */
struct actor {
    struct span id, name, category, uri, jurisdictions;
    struct span pack; /* the name of the file that brought it */
};

struct pack {
    struct arena texts;
    struct label *labels;
    size_t label_count, label_capacity;
    struct actor *actors;
    size_t actor_count, actor_capacity;
    struct span last[12]; /* the fields of the label before: most packs repeat them */
};

void pack_init(struct pack *pack);
void pack_release(struct pack *pack);

/* Copies a checked label, or an actor. Errors: memory, limit. */
bool pack_add(struct pack *pack, const struct label *label, struct error *err);
bool pack_add_actor(struct pack *pack, const struct actor *actor, struct error *err);

/* Sorts, and drops labels and actors equal to another. */
void pack_sort(struct pack *pack);

/* Append the canonical CSV. A full buffer is `failed`. */
void pack_write(const struct pack *pack, struct dynbuf *buffer);
void pack_write_actors(const struct pack *pack, struct dynbuf *buffer);
