/* Whether an answer of today says what a receipt says: for cmd_screen_replay.c. */
#pragma once

#include "base/error.h"
#include "base/span.h"

/* Both are JSON. The same when all that `was` says, `now` says too, in the same order: values,
 * members of objects, every element of arrays. Members that only `now` has do not count, so that a
 * program that says more than the one that gave the receipt is no other answer. Errors: syntax,
 * memory, limit. */
bool screen_same(struct span was, struct span now, bool *ret_same, struct error *err);
