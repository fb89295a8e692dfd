/* A CSV reader that is as plain as can be, a byte at a time, to hold the fast one against. */
#pragma once

#include "base/dynbuf.h"

/* Both go through the whole text and write down what they saw: `3:abc` for each field, `;` behind
 * each record, `!` for a line given up. The fast one also: where each record starts. */
void csv_naive_dump(struct dynbuf *ret_dump, struct span text);
void csv_fast_dump(struct dynbuf *ret_dump, struct span text);
