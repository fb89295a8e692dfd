/* Who there is: members and desks, identities registered under them, audiences, collections.
 *
 * All small tables, read whole when a node starts. Threads: as store.h says.
 */
#pragma once

#include "base/arena.h"
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

enum audience_kind {
    AUDIENCE_OWN = 1,
    AUDIENCE_PUBLIC = 2,
    AUDIENCE_MEMBER = 3,
    AUDIENCE_DESK = 4,
    AUDIENCE_PERSON = 5, /* of the own member: RED of others, by the identity that it names */
};

struct audience {
    int64_t number;
    enum audience_kind kind;
    struct span name; /* of the member or desk; the identity of the person; else empty */
};

/* The number of an audience, made when there is none. Writes. */
bool audience_make(struct store *store, enum audience_kind kind, struct span name,
                   int64_t *ret_number, struct error *err);
/* 0 when there is none. Reads. */
bool audience_find(struct store *store, enum audience_kind kind, struct span name,
                   int64_t *ret_number, struct error *err);
/* All, by number. Reads. */
bool audiences_read(struct store *store, struct arena *arena, struct audience **ret_audiences,
                    size_t *ret_count, struct error *err);

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
