/* Timestamps of STIX (2.1, 2.15; RFC 3339): `YYYY-MM-DDTHH:MM:SS[.digits]Z`, nothing else.
 *
 * Any number of digits behind the point is kept, and none is lost in comparing: a version that is
 * later by a nanosecond is later. Second 60 is taken where there was one (at the end of 27 days
 * from 1972 to 2016; IERS Bulletin C) and nowhere else.
 *
 * Lifetime: a timestamp points into the text that it was read from. Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/span.h"

enum {
    TIMESTAMP_WHOLE_BYTES = 19, /* without fraction and Z */
    TIMESTAMP_MICROS_TEXT_BYTES = 28,
};

struct timestamp {
    struct span whole;    /* `2026-01-31T12:00:00` */
    struct span fraction; /* digits without zeros at the end; empty when there is none */
};

/* False when the text is no such timestamp; `ret_time` is then untouched. */
bool timestamp_parse(struct span text, struct timestamp *ret_time);

/* Which is earlier: negative, 0, positive. */
int timestamp_compare(const struct timestamp *one, const struct timestamp *other);

/* Appends it with at least three digits behind the point, and no zero at the end of more. */
void timestamp_write(struct dynbuf *buffer, const struct timestamp *time);

/* Appends it in a form whose order of bytes is that of time: no Z, no point where there is no
 * fraction, no zeros at its end. For keys of stores. */
void timestamp_write_key(struct dynbuf *buffer, const struct timestamp *time);

/* The time of which timestamp_write_key made `key`; points into it. False: too short to be one, as
 * are the words for no version; nothing else is checked. */
bool timestamp_of_key(struct span key, struct timestamp *ret_time);

/* Seconds since 1970-01-01T00:00:00Z, as clocks count them: second 60 counts as the next 0. The
 * fraction is left out. May be negative. */
int64_t timestamp_seconds(const struct timestamp *time);
/* The same in microseconds; what is finer is left out. */
int64_t timestamp_micros(const struct timestamp *time);

/* Microseconds since 1970 as a timestamp with six digits and a zero behind. Years 1 to 9999: an
 * instant outside them is a broken program. */
void timestamp_print_micros(char ret_text[TIMESTAMP_MICROS_TEXT_BYTES], int64_t micros);
