/* Makes a node in a home: keys, a configuration to begin with, and in its store the first account.
 *
 * What is there already stays as it is, so that doing it twice changes nothing and what a kill cut
 * short is finished by doing it again. Threads: one at a time.
 */
#pragma once

#include "node/node.h"
#include "node/sign_in.h"

#define SETUP_ADMINISTRATOR "admin"

/* Keys and configuration. `member`: the code of the member whose node it is; it, and those of the
 * founding members that it is not, stand in the configuration that is written. `*ret_made` false:
 * there was one. Errors: value, io, memory. */
bool setup_node(const char *home, struct span member, bool *ret_made, struct error *err);

/* Makes the account SETUP_ADMINISTRATOR where there is no account at all, with a password that is
 * shown once: wipe it. `*ret_made` false: there was one, and no password is given. Errors: io,
 * memory. */
bool setup_administrator(struct node *node, bool *ret_made,
                         char ret_password[SECRET_TEXT_BYTES + 1], struct error *err);
