/* What a version must pass before it is let in; import.h says what. */
#pragma once

#include "screen/index_build.h"
#include "screen/register.h"

/* The version that stands next before `date` in the list and scope of `version`: by date, not by
 * when it came. NULL when there is none. */
const struct list_version *next_older(const struct list_register *lists,
                                      const struct list_version *version);

/* False with the reason in `ret_why`, of code value. `said`: the count that the list states, or 0.
 * Sets `version->accepted_shrink` when that was needed. */
bool guard_version(const struct list_register *lists, const struct index_build *build,
                   struct list_version *version, uint64_t said, bool accept_shrink,
                   struct error *ret_why);
