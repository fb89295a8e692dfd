/* The European Union's regulations as CSV, one file a regulation: its annexes as they stand, one
 * row a party and measure. Cells with several values have semicolons between them and quotes around
 * a value that holds one. The scope of a version is the regulation's number: two regulations are
 * not the Union's whole list.
 *
 * Rows need not have numbers; the key is the programme, annex, number or folded name, and measure.
 */
#pragma once

#include "screen/reading.h"

/* Whether the first line is the header of such a file. */
bool eu_csv_is(struct span bytes);

/* The regulation's number in the first row, at most `size` - 1 bytes; empty when there is none. */
void eu_csv_scope(struct span bytes, char *ret_scope, size_t size);

bool eu_csv_read(struct list_reading *reading, struct error *err);
