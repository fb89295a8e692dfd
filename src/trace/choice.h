/* Which of several ledgers a trace means: the one that has its seeds (DESIGN section 5). */
#pragma once

#include "trace/request.h"

/* The number of the only ledger that has any of the seeds; `count` is at least 1. A seed that none
 * has does not matter; where none has any, the first ledger that can read the first one is
 * chosen, so that resolving says what is missing. Errors: usage, when two have one seed, or when
 * two seeds lie apart: both ledgers are named; value, a seed that cannot be read. */
bool trace_choose_ledger(struct ledger *const *ledgers, size_t count,
                         const struct trace_words *asked, size_t *ret_chosen, struct error *err);
