/* Korea's notice of those whose financial transactions are restricted (Financial Services
 * Commission), as the text of its annex:
 *
 *     1. KIM, Jong Sik (a.k.a. Kim Cho'ng-sik; DOB 1967 to 1969; nationality DPRK)
 *
 * An entry begins on a line with its number, goes on over the lines below, and is read as far as
 * its brackets go. A heading may hold a day, which is the list's, and a count such as (245명) or
 * (12개), which the entries up to the next heading must come to; one directly before another counts
 * all.
 *
 * The number belongs to one version; the key is the name folded and the birth date. No real notice
 * was at hand when this was written: it rests on the description of the form and a hand-made
 * sample.
 */
#pragma once

#include "screen/reading.h"

bool kr_text_is(struct span bytes);
bool kr_text_read(struct list_reading *reading, struct error *err);
