#include "node/signed_in.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { RIGHTS = 3 };

struct kept {
    struct signed_in who; /* first: it is found again by its address */
    atomic_uint holders;
    struct collection_right rights[RIGHTS];
    char text[]; /* the names and the person */
};

static struct kept *kept_of(struct signed_in *who)
{
    return (struct kept *)who;
}

struct signed_in *signed_in_hold(struct signed_in *who)
{
    atomic_fetch_add(&kept_of(who)->holders, 1);
    return who;
}

void signed_in_release(struct signed_in *who)
{
    if (who != NULL && atomic_fetch_sub(&kept_of(who)->holders, 1) == 1)
        free(kept_of(who));
}

static const struct right_row {
    const char *collection;
    unsigned read, write;
} right_rows[RIGHTS] = {
    {"members", MAY_READ_MEMBERS, MAY_WRITE_MEMBERS},
    {"desks", MAY_READ_DESKS, MAY_WRITE_DESKS},
    {"public", MAY_READ_PUBLIC, 0},
};

static void give_rights(struct kept *kept, const struct world *world)
{
    struct caller *caller = &kept->who.caller;
    unsigned may = kept->who.may;
    for (size_t i = 0; i < RIGHTS; i++) {
        const struct right_row *row = &right_rows[i];
        const struct collection *collection = world_collection(world, span_text(row->collection));
        if (collection == NULL || (may & (row->read | row->write)) == 0)
            continue;
        kept->rights[caller->right_count++] = (struct collection_right){
            .collection = collection->number,
            .can_read = (may & row->read) != 0,
            .can_write = (may & row->write) != 0,
        };
    }
    caller->rights = kept->rights;
}

/* Own people without a right to content are of the public there. */
static const struct stored_audience *audience_for(const struct world *world, const struct org *org,
                                                  enum role_of of, unsigned may)
{
    if (of == ROLE_OF_MEMBER)
        return world_audience_of(world, AUDIENCE_MEMBER, org->name);
    if (of == ROLE_OF_DESK)
        return world_audience_of(world, AUDIENCE_DESK, org->name);
    return world_audience_of(
        world, (may & (MAY_READ_MEMBERS | MAY_READ_DESKS)) != 0 ? AUDIENCE_OWN : AUDIENCE_PUBLIC,
        (struct span){0});
}

/* Copies behind the last one. */
static struct span keep(char **text, struct span bytes)
{
    struct span copy = span_of(*text, bytes.size);
    if (bytes.size > 0)
        memcpy(*text, bytes.data, bytes.size);
    *text += bytes.size;
    return copy;
}

static struct signed_in *make(const struct world *world, const struct signed_in *who,
                              const struct stored_audience *audience)
{
    struct kept *kept =
        calloc(1, sizeof *kept + who->name.size + audience->name.size + who->caller.person.size);
    if (kept == NULL)
        return NULL;
    char *text = kept->text;
    kept->who = *who;
    kept->who.name = kept->who.caller.name = keep(&text, who->name);
    kept->who.caller.person = keep(&text, who->caller.person);
    kept->who.caller.audience = *audience;
    kept->who.caller.audience.name = keep(&text, audience->name);
    atomic_init(&kept->holders, 1);
    give_rights(kept, world);
    return &kept->who;
}

static bool make_nobody(struct signed_in **ret_who, const struct world *world, struct error *err)
{
    const struct signed_in nobody = {.may = MAY_READ_PUBLIC};
    const struct stored_audience *audience =
        world_audience_of(world, AUDIENCE_PUBLIC, (struct span){0});
    if (audience == NULL)
        return error_input(err, ERROR_DAMAGED, "store", "it has no public audience");
    struct signed_in *who = make(world, &nobody, audience);
    if (who == NULL)
        return error_memory(err, "signing in");
    *ret_who = who;
    return true;
}

bool signed_in_make(struct signed_in **ret_who, const struct world *world,
                    const struct account *account, struct error *err)
{
    if (account == NULL)
        return make_nobody(ret_who, world, err);
    const struct org *org = world_org(world, account->org);
    struct signed_in who = {.account = account->number, .name = account->name};
    const struct stored_audience *audience = NULL;
    if (org != NULL) {
        who.role = (int)account->role;
        who.of = org->number == world->own ? ROLE_OF_OWN
                 : org->kind == ORG_MEMBER ? ROLE_OF_MEMBER
                                           : ROLE_OF_DESK;
        who.may = role_may(who.role, who.of);
        if (who.role == account->role && role_fits(who.role, who.of))
            audience = audience_for(world, org, who.of, who.may);
    }
    if (audience == NULL) {
        *ret_who = NULL;
        return true;
    }
    who.caller = (struct caller){.account = who.account, .org = org->number, .role = who.role};
    if (who.of == ROLE_OF_OWN && who.role != ROLE_MACHINE) /* a machine is no person */
        who.caller.person = account->person;
    struct signed_in *made = make(world, &who, audience);
    if (made == NULL)
        return error_memory(err, "signing in");
    *ret_who = made;
    return true;
}
