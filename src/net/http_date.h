/* The date of HTTP (RFC 9110, section 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT". */
#pragma once

#include <stdint.h>

enum { HTTP_DATE_BYTES = 30 };

/* Seconds since 1970, 0 to the end of the year 9999; others are taken as the nearest of these. */
void http_date(char ret_text[HTTP_DATE_BYTES], int64_t seconds);
