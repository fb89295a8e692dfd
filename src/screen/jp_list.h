/* Japan's list of those whose assets are frozen (Ministry of Finance), as a workbook with a sheet a
 * programme, and as CSV: the same sheets one behind another, each with its title, then its header.
 *
 * A sheet has its own columns; which is which its header says. A row with a number and no name is
 * what is left of an entry that was deleted. A row without a number goes on with the entry above.
 *
 *     number   17-77: the sheet's number and the entry's own, which both belong to this version
 *     key      the sheet's title without its number | the day of the notification | the name folded
 */
#pragma once

#include "screen/reading.h"

bool jp_xlsx_read(struct list_reading *reading, struct error *err);
bool jp_csv_read(struct list_reading *reading, struct error *err);

/* Whether the bytes are such a workbook, or such a CSV. */
bool jp_xlsx_is(struct span bytes);
bool jp_csv_is(struct span bytes);
