/* OFAC's CSV sets: sdn.csv with alt.csv, add.csv and sdn_comments.csv, and the same four of the
 * consolidated (non-SDN) list. No header, 12, 5, 6 and 2 columns, `-0- ` for nothing, and a last
 * line that is one byte 0x1A.
 *
 *     36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-
 *
 * Remarks are cut at 1,000 bytes and continue in the comments. Where those are missing the remark
 * is flagged as cut, and its last part, which may be half a word, says nothing.
 *
 * A set is of one day. A part of which more than one in twenty ids has no row in the main file is
 * of another day: it is left out, and the version is partial and says so.
 *
 * A copy whose first row is a header is taken with a warning. The key is OFAC's uid.
 */
#pragma once

#include "screen/reading.h"

enum ofac_part { OFAC_MAIN, OFAC_ALT, OFAC_ADD, OFAC_COMMENTS, OFAC_PARTS, OFAC_NO_PART };

/* Which part of a set the file is, by its first record; OFAC_NO_PART: none. Errors: memory. */
bool ofac_part_of(struct span bytes, enum ofac_part *ret_part, struct error *err);

/* Whether the main file is the consolidated list's: at least half of its first hundred rows have a
 * programme of that list alone. Errors: memory. */
bool ofac_csv_is_consolidated(struct span bytes, bool *ret_is, struct error *err);

/* The files of one set, each part at most once; `consolidated` decides on the effects. */
bool ofac_csv_read(struct list_reading *reading, bool consolidated, struct error *err);
