/* Who there is: members and desks, identities registered under them, audiences, collections.
 *
 * All small tables, read whole when a node starts. Threads: as store.h says.
 */
#pragma once

#include "base/arena.h"
#include "intel/marking.h"
#include "store/store.h"

enum org_kind { ORG_MEMBER = 1, ORG_DESK = 2 };

enum { ORG_KEY_BYTES = 32 };

struct org {
    int64_t number;
    enum org_kind kind;
    struct span name;       /* a member's code ("usa"), or a desk's name */
    struct span public_key; /* Ed25519, of its object key; empty when none is known */
};

/* Adds it, or changes the key of the one that has the name. Writes. Errors: conflict, when that one
 * is of another kind. */
bool org_put(struct store *store, const struct org *org, int64_t *ret_number, struct error *err);
/* All, by number. Reads. */
bool orgs_read(struct store *store, struct arena *arena, struct org **ret_orgs, size_t *ret_count,
               struct error *err);

/* Registers an identity under an org. Writes. Errors: conflict, when it is registered under
 * another. */
bool identity_put(struct store *store, struct span id, int64_t org, struct error *err);
/* The org of an identity; 0 when it is not registered. Reads. */
bool identity_org(struct store *store, struct span id, int64_t *ret_org, struct error *err);

/* An audience that the store knows: of a class, with the member's code, the desk's name, or, of
 * AUDIENCE_OWN, the identity of one person of the own member; else without a name. The numbers of
 * the classes are stored: never change them. */
struct stored_audience {
    int64_t number;
    enum audience_class class;
    struct span name;
};

/* The number of an audience, made when there is none. Writes. */
bool audience_make(struct store *store, enum audience_class class, struct span name,
                   int64_t *ret_number, struct error *err);
/* 0 when there is none. Reads. */
bool audience_find(struct store *store, enum audience_class class, struct span name,
                   int64_t *ret_number, struct error *err);
/* All, by number. Reads. */
bool audiences_read(struct store *store, struct arena *arena,
                    struct stored_audience **ret_audiences, size_t *ret_count, struct error *err);

struct collection {
    int64_t number;
    struct span alias; /* "members" */
    struct span id;    /* a UUID */
};

/* Makes a collection. Writes. Errors: conflict. */
bool collection_add(struct store *store, struct span alias, struct span id, int64_t *ret_number,
                    struct error *err);
/* All, by number. Reads. */
bool collections_read(struct store *store, struct arena *arena, struct collection **ret_collections,
                      size_t *ret_count, struct error *err);
