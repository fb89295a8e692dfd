/* Columns of a picture: spans of time, so that value moves from left to right. */
#pragma once

#include "trace/report/picture_choice.h"

/* Puts `count` passes from node `first` on into columns by when coloured value first came to them:
 * a new column begins where a large flow would otherwise stay inside one. What counts as large
 * rises until there are few enough; columns_split makes the rest. */
void columns_assign(const struct choice *choice, struct picture *picture, unsigned first,
                    unsigned count);

/* Splits the column whose folded places took in most, at half of that, until there are
 * PICTURE_COLUMNS_MAX or nothing is left to split. `folded` are `count` places. Errors: memory. */
bool columns_split(const struct choice *choice, struct picture *picture, const uint32_t *folded,
                   size_t count, struct error *err);

/* Where columns are left, splits the one in which passes send most to each other, so that what a
 * chain of equal payments moves is drawn as links rather than as arcs. */
void columns_split_passes(const struct choice *choice, struct picture *picture);

/* The column, from 0, in which a transfer stands. */
unsigned columns_at(const struct picture *picture, uint64_t transfer);
