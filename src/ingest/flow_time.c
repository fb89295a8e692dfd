#include "ingest/flow_time.h"

#include <stdio.h>

static bool digits(struct span text, size_t from, size_t count, uint64_t *ret)
{
    uint64_t value = 0;
    for (size_t i = from; i < from + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(text.data[i] - '0');
    }
    *ret = value;
    return true;
}

static bool leap(uint64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint64_t days_in(uint64_t year, uint64_t month)
{
    static const uint64_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && leap(year));
}

/* Days from 1970-01-01 to the first of January of a year. */
static uint64_t days_before_year(uint64_t year)
{
    uint64_t past = year - 1;
    return past * 365 + past / 4 - past / 100 + past / 400 - 719162;
}

bool flow_time_parse(struct span text, uint64_t *ret_seconds)
{
    uint64_t year, month, day, hour, minute, second;
    if (text.size >= 1 && text.size <= 11 && digits(text, 0, text.size, ret_seconds))
        return true;
    bool iso = text.size == 20 && text.data[10] == 'T' && text.data[19] == 'Z';
    bool plain = text.size == 19 && text.data[10] == ' ';
    if ((!iso && !plain) || text.data[4] != '-' || text.data[7] != '-' || text.data[13] != ':' ||
        text.data[16] != ':')
        return false;
    if (!digits(text, 0, 4, &year) || !digits(text, 5, 2, &month) || !digits(text, 8, 2, &day) ||
        !digits(text, 11, 2, &hour) || !digits(text, 14, 2, &minute) ||
        !digits(text, 17, 2, &second))
        return false;
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > days_in(year, month) ||
        hour > 23 || minute > 59 || second > 59)
        return false;
    uint64_t days = days_before_year(year) + day - 1;
    for (uint64_t m = 1; m < month; m++)
        days += days_in(year, m);
    *ret_seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    return true;
}

void flow_time_print(uint64_t seconds, char *ret_text)
{
    uint64_t days = seconds / 86400, rest = seconds % 86400, year = 1970, month = 1;
    if (days > days_before_year(10000))
        days = days_before_year(10000) - 1;
    while (days_before_year(year + 1) <= days)
        year++;
    days -= days_before_year(year);
    while (days >= days_in(year, month))
        days -= days_in(year, month++);
    snprintf(ret_text, FLOW_TIME_BYTES, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)year,
             (unsigned)month, (unsigned)days + 1, (unsigned)(rest / 3600),
             (unsigned)(rest / 60 % 60), (unsigned)(rest % 60));
}
