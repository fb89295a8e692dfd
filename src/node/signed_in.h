/* Makes what sign_in.h gives out, of an account and the world. Only sign_in.c includes this. */
#pragma once

#include "gate/world.h"
#include "node/sign_in.h"
#include "store/people.h"

/* Of an account, or, of NULL, nobody. `*ret_who` is NULL when the account's org or audience is not
 * in the world, or its role does not fit there. Takes nothing over. Errors: memory; damaged, when
 * there is no public audience. */
bool signed_in_make(struct signed_in **ret_who, const struct world *world,
                    const struct account *account, struct error *err);
