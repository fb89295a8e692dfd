/* Times of flow tables: forms that are taken, and what is no time. */
#include <stdio.h>
#include <string.h>

#include "ingest/flow_time.h"

static unsigned passed, failed;

static void check(bool ok, const char *what)
{
    passed += ok;
    failed += !ok;
    if (!ok && failed <= 10)
        printf("failed: %s\n", what);
}

static void check_times(void)
{
    uint64_t seconds = 0;
    char text[FLOW_TIME_BYTES];
    check(flow_time_parse(span_text("2023-01-13T20:34:11Z"), &seconds) && seconds == 1673642051,
          "ISO 8601");
    flow_time_print(seconds, text);
    check(strcmp(text, "2023-01-13T20:34:11Z") == 0, "printed back");
    check(flow_time_parse(span_text("2000-02-29 23:59:59"), &seconds) && seconds == 951868799,
          "a leap day");
    check(!flow_time_parse(span_text("2100-02-29 00:00:00"), &seconds), "no leap day in 2100");
    check(!flow_time_parse(span_text("2023-13-01T00:00:00Z"), &seconds), "no 13th month");
    check(flow_time_parse(span_text("1673642051"), &seconds) && seconds == 1673642051, "seconds");
}

int main(void)
{
    check_times();
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
