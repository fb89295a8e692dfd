/* The names of the objects that are open at one time, to refuse a name that comes twice.
 *
 *     outer {"a", "b", inner {"a", ...        names   | a | b | a |      a stack: inner goes first
 *                                             scopes  outer^   inner^
 *
 * Each scope is a crit-bit tree over its names: exact, no hash and so no seed and nothing to
 * collide; a name costs at most its length in bits, whatever the others are. Load: a few names a
 * scope, now and then a scope of a million. Memory: the names once, 20 bytes beside each.
 * Threads: one at a time.
 */
#pragma once

#include "base/span.h"

struct name_entry {
    uint32_t from, size; /* in `bytes` */
    uint32_t bit;        /* the branch that this name's arrival made; unused in a scope's first */
    uint32_t child[2];   /* 2 * entry: that branch; 2 * entry + 1: that name */
};

struct name_set {
    struct name_entry *entries;
    size_t entry_count, entry_capacity;
    unsigned char *bytes;
    size_t byte_count, byte_capacity;
};

struct name_scope {
    uint32_t root; /* as a child; NAME_SCOPE_EMPTY */
    uint32_t entries, bytes;
};

enum name_result { NAME_ADDED, NAME_PRESENT, NAME_LIMIT, NAME_MEMORY };

/* A zeroed set is an empty one. */
void name_set_release(struct name_set *set);

/* Opens a scope inside those that are open. */
struct name_scope name_scope_open(const struct name_set *set);

/* Forgets the names of the scope that was opened last. */
void name_scope_close(struct name_set *set, const struct name_scope *scope);

/* Adds a copy of the name to the scope that was opened last, unless it is there already. */
enum name_result name_scope_add(struct name_set *set, struct name_scope *scope, struct span name);
