/* A made world behind a TAXII server that is asked without a socket. */
#pragma once

#include "../gate/made_world.h"
#include "share/taxii.h"

#define ASKED_TAXII "application/taxii+json;version=2.1"

struct asked {
    struct made_world made;
    struct reading_pool readers;
    struct page_cache cache; /* of no use until the taxii is told of it */
    struct writing writing;
    struct taxii taxii;
    struct arena arena; /* of the last answer, and of what is made for the tests */
    struct http_response response;
    struct collection_right own_rights[2], member_right, desk_right;
    struct caller nobody, own, other, akira, jpn, desk, auditor;
};

/* Opens it with the objects that `fill` takes, releases, …, which is then committed. */
void asked_open(struct asked *asked, void (*fill)(struct made_world *made));
void asked_release(struct asked *asked);
/* Begins changing the made world, which is not being changed after asked_open; and commits what was
 * done, for readers to see. */
void asked_change(struct asked *asked);
void asked_commit(struct asked *asked);

/* Asks; header fields in pairs of name and value, ended by NULL. The answer is in `response`. */
unsigned asked_for(struct asked *asked, const struct caller *caller, enum http_method method,
                   const char *target, const char *const *fields, const char *body);
/* GET with a good Accept. */
unsigned asked_get(struct asked *asked, const struct caller *caller, const char *target);

/* POST of an envelope, and DELETE. */
unsigned asked_post(struct asked *asked, const struct caller *caller, const char *target,
                    const char *body);
unsigned asked_delete(struct asked *asked, const struct caller *caller, const char *target);

struct span asked_body(const struct asked *asked);
const char *asked_field(const struct asked *asked, const char *name); /* NULL: none */
bool asked_has(const struct asked *asked, const char *text);          /* in the body */
/* How often a text is in the body. */
size_t asked_count(const struct asked *asked, const char *text);
/* The value of "next" in the body; "" without one. */
const char *asked_next(struct asked *asked);

/* An object for made_take: `type` and number make its id; second of its version; TLP GREEN. */
struct span asked_object(struct arena *arena, const char *type, unsigned number, unsigned second);
void asked_id(char ret_id[64], const char *type, unsigned number);

/* The identity of the own member, which all may see. */
struct span asked_identity(void);
