#include "net/http_date.h"

#include <stdio.h>

static const char days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
static const char months[12][4] = {"Mar", "Apr", "May", "Jun", "Jul", "Aug",
                                   "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"};

void http_date(char ret_text[HTTP_DATE_BYTES], int64_t seconds)
{
    const int64_t last = INT64_C(253402300799);
    seconds = seconds < 0 ? 0 : seconds > last ? last : seconds;
    unsigned day = (unsigned)(seconds / 86400), second = (unsigned)(seconds % 86400);
    /* Years that begin in March, so that the day that comes and goes is their last. */
    unsigned since = day + 719468, era = since / 146097, of_era = since % 146097;
    unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * of_year + 2) / 153;
    snprintf(ret_text, HTTP_DATE_BYTES, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[day % 7],
             of_year - (153 * month + 2) / 5 + 1, months[month % 12],
             (year + era * 400 + (month >= 10)) % 10000, second / 3600, second / 60 % 60,
             second % 60);
}
