/* The words of JSON: strings and numbers. Only for json_reader.c and json_writer.c. */
#pragma once

#include "base/span.h"

/* Moves `*at` from a number's first byte behind its last; false: to the byte that is wrong. */
bool json_scan_number(struct span text, size_t *at);

struct json_string_scan {
    size_t at;        /* behind the closing quote, or at the byte that is wrong */
    bool has_escapes; /* the bytes between the quotes are not yet the text */
    const char *wrong;
};

/* Looks over a string from the byte behind its opening quote. False: `wrong` says why. */
bool json_scan_string(struct span text, struct json_string_scan *scan);

/* Undoes the escapes of a string that was looked over; the text is never longer than `raw`.
 * Returns its size. */
size_t json_decode_string(unsigned char *ret_text, struct span raw);
