#include "screen/max_age.h"

#include <string.h>

#include "base/span.h"
#include "screen/lists.h"
#include "text/trim.h"

enum { DIGITS_MAX = 5 };

static bool read_days(struct span digits, unsigned *ret_days)
{
    unsigned days = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        days = days * 10 + (unsigned)(digits.data[i] - '0');
        if (i == DIGITS_MAX)
            return false;
    }
    *ret_days = days;
    return digits.size > 0;
}

static bool is_authority(struct span name)
{
    static const char *const known[] = {"US", "UN", "JP", "KR", "EU", "OS"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (span_is(name, known[i]))
            return true;
    return false;
}

bool max_age_of(const char *text, const char *authority, unsigned *ret_days, struct error *err)
{
    unsigned all = LIST_MAX_AGE_DAYS, own = 0, days;
    bool named = false;
    struct span rest = span_text(text == NULL ? "" : text), part;
    if (text != NULL && (rest.size == 0 || rest.size >= MAX_AGE_BYTES))
        return error_input(err, ERROR_USAGE, "--max-age",
                           "expected days, or AUTHORITY=DAYS with commas between");
    while (trim_split(&rest, ',', &part)) {
        const unsigned char *sign = part.size == 0 ? NULL : memchr(part.data, '=', part.size);
        size_t at = sign == NULL ? 0 : (size_t)(sign - part.data);
        struct span name = span_part(part, 0, at);
        if (!read_days(span_part(part, sign == NULL ? 0 : at + 1, part.size), &days) ||
            (sign != NULL && !is_authority(name)))
            return error_input(err, ERROR_USAGE, "--max-age",
                               "'%s': expected days, or AUTHORITY=DAYS with commas between", text);
        if (sign == NULL)
            all = days;
        else if (span_is(name, authority)) {
            own = days;
            named = true;
        }
    }
    *ret_days = named ? own : all;
    return true;
}
