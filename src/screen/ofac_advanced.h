/* OFAC's advanced XML (Sanctions of the published schema): reference values, documents, parties and
 * entries, which refer to each other by numbers. It is read twice: first what parties refer to,
 * then the parties. The key is the party's FixedRef, which is OFAC's uid; the date that of
 * DateOfIssue.
 *
 * No real file was at hand when this was written: it rests on the published schema and a hand-made
 * sample. Relations between profiles are not read.
 */
#pragma once

#include "screen/reading.h"

bool ofac_advanced_read(struct list_reading *reading, bool consolidated, struct error *err);
