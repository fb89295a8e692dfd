#include "screen/lists.h"

#include <stdio.h>
#include <string.h>

#include "ingest/flow_time.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

/* Seconds of a day's start in UTC; the text is a day that there is. */
static uint64_t day_start(const char *day)
{
    char text[MOMENT_BYTES];
    uint64_t seconds = 0;
    snprintf(text, sizeof text, "%.10sT00:00:00Z", day);
    flow_time_parse(span_text(text), &seconds);
    return seconds;
}

int64_t days_between(const char *from, const char *to)
{
    return (int64_t)(day_start(to) / DAY) - (int64_t)(day_start(from) / DAY);
}

/* The start of the nth Sunday of a month (0: the last one), in UTC. */
static uint64_t sunday(unsigned year, unsigned month, unsigned nth)
{
    char text[11];
    snprintf(text, sizeof text, "%04u-%02u-01", year % 10000, month % 100);
    uint64_t first = day_start(text);
    uint64_t weekday = (first / DAY + 4) % 7; /* 1970-01-01 was a Thursday; Sunday is 0 */
    uint64_t day = first + (7 - weekday) % 7 * DAY;
    if (nth > 0)
        return day + (nth - 1) * 7 * (uint64_t)DAY;
    while (day + 7 * DAY < first + 31 * (uint64_t)DAY) /* March and October have 31 days */
        day += 7 * DAY;
    return day;
}

static int64_t offset_of(const char *authority, uint64_t seconds)
{
    char text[FLOW_TIME_BYTES];
    unsigned year = 0;
    if (strcmp(authority, "JP") == 0 || strcmp(authority, "KR") == 0)
        return 9 * HOUR;
    flow_time_print(seconds, text);
    for (size_t i = 0; i < 4; i++)
        year = year * 10 + (unsigned)(text[i] - '0');
    if (strcmp(authority, "US") == 0) { /* second Sunday of March to first Sunday of November */
        bool summer =
            seconds >= sunday(year, 3, 2) + 7 * HOUR && seconds < sunday(year, 11, 1) + 6 * HOUR;
        return summer ? -4 * HOUR : -5 * HOUR;
    }
    if (strcmp(authority, "EU") == 0) { /* last Sunday of March to last Sunday of October */
        bool summer = seconds >= sunday(year, 3, 0) + HOUR && seconds < sunday(year, 10, 0) + HOUR;
        return summer ? 2 * HOUR : HOUR;
    }
    return 0;
}

void authority_day(const char *authority, uint64_t seconds, char ret_day[11])
{
    char text[FLOW_TIME_BYTES];
    int64_t local = (int64_t)seconds + offset_of(authority, seconds);
    flow_time_print(local < 0 ? 0 : (uint64_t)local, text);
    memcpy(ret_day, text, 10);
    ret_day[10] = '\0';
}

void moment_print(uint64_t seconds, char ret_text[MOMENT_BYTES])
{
    char text[FLOW_TIME_BYTES];
    flow_time_print(seconds, text);
    memcpy(ret_text, text, 20);
    ret_text[20] = '\0';
}

bool moment_parse(struct span text, uint64_t *ret_seconds)
{
    char whole[MOMENT_BYTES];
    bool day = text.size == 10;
    if (day || text.size == 19) {
        snprintf(whole, sizeof whole, "%.*s%s", (int)text.size, (const char *)text.data,
                 day ? "T23:59:59Z" : "Z");
        whole[10] = 'T';
        text = span_text(whole);
    }
    return text.size == 20 && flow_time_parse(text, ret_seconds);
}
