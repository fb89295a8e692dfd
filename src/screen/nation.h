/* Whether two nationalities, as lists write them in English, Japanese or Korean, are of one state
 * or of two. Only states that the table knows can contradict each other: of others nothing is said.
 * Threads: pure functions. */
#pragma once

#include "screen/entry.h"

/* Two letters for a state that the table knows, NULL for others. Static storage. */
const char *nation_code(struct span text);

/* Whether both entries have nationalities that are known, and none in common. */
bool nations_conflict(const struct list_entry *a, const struct list_entry *b);

/* Whether an entry is of North Korea: by a programme, or by its nationality. */
bool entry_is_dprk(const struct list_entry *entry);
