/* Makes a node in a home: keys, and a configuration to begin with. The store and its first
 * administrator come with the first opening (node.h) and the first account (api.h).
 *
 * What is there already stays as it is, so that doing it twice changes nothing and what a kill cut
 * short is finished by doing it again. Threads: one at a time.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

/* `member`: the code of the member whose node it is; it, and those of the founding members that it
 * is not, stand in the configuration that is written. `*ret_made` false: there was one. Errors:
 * value, io, memory. */
bool setup_node(const char *home, struct span member, bool *ret_made, struct error *err);
