/* How sure a label's creator is: the ids and levels of GraphSense's confidence taxonomy. */
#pragma once

#include <stdbool.h>

#include "base/span.h"

/* The level of an id, 5 ("unknown") to 100; false when there is no such id. */
bool confidence_level(struct span id, unsigned *ret_level);

/* All ids with a comma between them, for errors. */
const char *confidence_ids(void);
