/* Birth dates as lists write them, in one form that can be compared:
 *
 *     "04 Mar 1972", "1972年3月4日", "4.3.1972", "1972-03-04"    1972-03-04
 *     "Mar 1972", "1972年3月"                                     1972-03
 *     "1972"                                                      1972
 *     "circa 1972", "1972年頃", "Approximately 1972"              ~1972
 *     "1967 to 1969", "1967年-1969年", "between 1967 and 1969"     1967/1969
 *
 * In a text with more behind the date (a place, "or" another) the first date counts. Threads: pure
 * functions.
 */
#pragma once

#include <stdbool.h>

#include "base/span.h"

enum { BIRTH_TEXT_BYTES = 24 };

/* False, and `ret_text` untouched, when no date stands in the text. */
bool birth_parse(struct span written, char ret_text[BIRTH_TEXT_BYTES]);

/* A whole date, such as `1972-03-04`: with a day, not about, no range. */
bool birth_is_full(struct span text);

/* The first whole date in a text, in any of the forms above, as YYYY-MM-DD. */
bool day_parse(struct span written, char ret_day[11]);

/* Whether the text is YYYY-MM-DD, and a day that there is. */
bool day_is(struct span text);
