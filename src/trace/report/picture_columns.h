/* Columns of a picture: spans of time, so that value moves from left to right. */
#pragma once

#include "trace/report/picture_choice.h"

/* Puts `count` passes from node `first` on into columns by when coloured value first came to them:
 * a new column begins where a large flow would otherwise stay inside one. What counts as large
 * rises until there are at most PICTURE_COLUMNS_MAX. */
void columns_assign(const struct choice *choice, struct picture *picture, unsigned first,
                    unsigned count);

/* The column, from 0, in which a transfer stands. */
unsigned columns_at(const struct picture *picture, uint64_t transfer);
