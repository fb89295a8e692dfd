#include "intel/timestamp.h"

#include <stdio.h>
#include <stdlib.h>

/* The days that ended with second 60 (IERS Bulletin C): month and day in one number. */
static const unsigned leap_days[] = {
    19720630, 19721231, 19731231, 19741231, 19751231, 19761231, 19771231, 19781231, 19791231,
    19810630, 19820630, 19830630, 19850630, 19871231, 19891231, 19901231, 19920630, 19930630,
    19940630, 19951231, 19970630, 19981231, 20051231, 20081231, 20120630, 20150630, 20161231,
};

enum field { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, FIELDS };

static const char form[] = "0000-00-00T00:00:00";

/* Reads the fields of a text whose form was looked over. */
static void read_fields(const unsigned char *text, unsigned ret_fields[FIELDS])
{
    size_t field = 0;
    memset(ret_fields, 0, FIELDS * sizeof ret_fields[0]);
    for (size_t i = 0; i < TIMESTAMP_WHOLE_BYTES; i++)
        if (form[i] == '0')
            ret_fields[field] = ret_fields[field] * 10 + (unsigned)(text[i] - '0');
        else
            field++;
}

static bool digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool has_form(struct span text)
{
    if (text.size < TIMESTAMP_WHOLE_BYTES)
        return false;
    for (size_t i = 0; i < TIMESTAMP_WHOLE_BYTES; i++)
        if (form[i] == '0' ? !digit(text.data[i]) : text.data[i] != (unsigned char)form[i])
            return false;
    return true;
}

static unsigned days_of(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool had_leap_second(const unsigned *fields)
{
    unsigned day = fields[YEAR] * 10000 + fields[MONTH] * 100 + fields[DAY];
    bool last_minute = fields[HOUR] == 23 && fields[MINUTE] == 59;
    for (size_t i = 0; last_minute && i < sizeof leap_days / sizeof leap_days[0]; i++)
        if (leap_days[i] == day)
            return true;
    return false;
}

static bool exists(const unsigned *fields)
{
    return fields[MONTH] >= 1 && fields[MONTH] <= 12 && fields[DAY] >= 1 &&
           fields[DAY] <= days_of(fields[YEAR], fields[MONTH]) && fields[HOUR] < 24 &&
           fields[MINUTE] < 60 &&
           (fields[SECOND] < 60 || (fields[SECOND] == 60 && had_leap_second(fields)));
}

bool timestamp_parse(struct span text, struct timestamp *ret_time)
{
    unsigned fields[FIELDS];
    if (!has_form(text) || text.data[text.size - 1] != 'Z')
        return false;
    read_fields(text.data, fields);
    if (!exists(fields))
        return false;
    struct span fraction = span_part(text, TIMESTAMP_WHOLE_BYTES, text.size - 1);
    if (fraction.size > 0) {
        if (fraction.size == 1 || fraction.data[0] != '.')
            return false;
        fraction = span_part(fraction, 1, fraction.size);
    }
    for (size_t i = 0; i < fraction.size; i++)
        if (!digit(fraction.data[i]))
            return false;
    while (fraction.size > 0 && fraction.data[fraction.size - 1] == '0')
        fraction.size--;
    *ret_time = (struct timestamp){span_part(text, 0, TIMESTAMP_WHOLE_BYTES), fraction};
    return true;
}

int timestamp_compare(const struct timestamp *one, const struct timestamp *other)
{
    int order = span_compare(one->whole, other->whole);
    return order != 0 ? order : span_compare(one->fraction, other->fraction);
}

void timestamp_write(struct dynbuf *buffer, const struct timestamp *time)
{
    dynbuf_span(buffer, time->whole);
    dynbuf_char(buffer, '.');
    dynbuf_span(buffer, time->fraction);
    for (size_t i = time->fraction.size; i < 3; i++)
        dynbuf_char(buffer, '0');
    dynbuf_char(buffer, 'Z');
}

void timestamp_write_key(struct dynbuf *buffer, const struct timestamp *time)
{
    dynbuf_span(buffer, time->whole);
    if (time->fraction.size > 0)
        dynbuf_char(buffer, '.');
    dynbuf_span(buffer, time->fraction);
}

bool timestamp_of_key(struct span key, struct timestamp *ret_time)
{
    if (key.size < TIMESTAMP_WHOLE_BYTES)
        return false;
    *ret_time = (struct timestamp){
        .whole = span_part(key, 0, TIMESTAMP_WHOLE_BYTES),
        .fraction = span_part(key,
                              key.size > TIMESTAMP_WHOLE_BYTES ? TIMESTAMP_WHOLE_BYTES + 1
                                                               : TIMESTAMP_WHOLE_BYTES,
                              key.size),
    };
    return true;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar: years begin in March, so that the day
 * that some years have more is their last, and 400 of them have 146,097 days. */
static int64_t days_from_1970(unsigned year, unsigned month, unsigned day)
{
    int64_t y = (int64_t)year - (month <= 2) + 400; /* positive for year 0 too */
    int64_t era = y / 400, of_era = y % 400;
    int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return (era - 1) * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t timestamp_seconds(const struct timestamp *time)
{
    unsigned fields[FIELDS];
    read_fields(time->whole.data, fields);
    return days_from_1970(fields[YEAR], fields[MONTH], fields[DAY]) * 86400 + fields[HOUR] * 3600 +
           fields[MINUTE] * 60 + fields[SECOND];
}

int64_t timestamp_micros(const struct timestamp *time)
{
    enum { MICROS_DIGITS = 6 };
    int64_t micros = timestamp_seconds(time);
    for (size_t i = 0; i < MICROS_DIGITS; i++)
        micros = micros * 10 + (i < time->fraction.size ? time->fraction.data[i] - '0' : 0);
    return micros;
}

void timestamp_print_micros(char ret_text[TIMESTAMP_MICROS_TEXT_BYTES], int64_t micros)
{
    const int64_t second = 1000000, day = 86400 * second;
    int64_t days = micros / day - (micros % day < 0), rest = micros - days * day;
    /* 146,097 days in 400 years: a first guess that is never late by more than a year. */
    int64_t year = 1970 + days * 400 / 146097 + 1;
    ensure(year >= 2 && year <= 10001);
    while (days_from_1970((unsigned)year, 1, 1) > days)
        year--;
    ensure(year >= 1 && year <= 9999);
    unsigned month = 12;
    while (days_from_1970((unsigned)year, month, 1) > days)
        month--;
    unsigned of_month = (unsigned)(days - days_from_1970((unsigned)year, month, 1)) + 1;
    unsigned seconds = (unsigned)(rest / second);
    snprintf(ret_text, TIMESTAMP_MICROS_TEXT_BYTES, "%04u-%02u-%02uT%02u:%02u:%02u.%06uZ",
             (unsigned)year % 10000, month % 100, of_month % 100, seconds / 3600 % 100,
             seconds / 60 % 60, seconds % 60, (unsigned)(rest % second));
}
