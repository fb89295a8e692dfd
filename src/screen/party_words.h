/* What several lists write alike: ship numbers in free text, identifiers, parts of a cell. Threads:
 * pure functions over the caller's draft. */
#pragma once

#include "screen/draft.h"

/* Seven digits behind "IMO" (and whatever stands between within 24 bytes) become an id "IMO". */
void imo_numbers(struct draft *draft, struct span text);

/* Joins the texts that are not empty, with `between` between them: names, and places. */
enum { JOINED_PARTS = 4 };
void draft_joined(struct draft *draft, enum fact_kind kind, const char *label, const char *between,
                  const struct span parts[JOINED_PARTS]);
