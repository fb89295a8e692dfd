#include "text/json_number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

/* ±0.DIGITS × 10^point, the digits without zeros at either end; zero has none. */
struct decimal {
    bool minus;
    const unsigned char *digits; /* as written: a point may stand between them */
    size_t size;                 /* with that point */
    size_t count;                /* without */
    int64_t point;
};

/* What is written behind `e`, with its sign; false: beyond 2^31. */
static bool read_exponent(struct span text, int64_t *ret_exponent)
{
    size_t at = text.size > 0 && (text.data[0] == '-' || text.data[0] == '+');
    int64_t number = 0;
    for (size_t i = at; i < text.size; i++) {
        number = number * 10 + (text.data[i] - '0');
        if (number > INT32_MAX)
            return false;
    }
    *ret_exponent = at == 1 && text.data[0] == '-' ? -number : number;
    return true;
}

static bool read_decimal(struct span number, struct decimal *ret_decimal, struct error *err)
{
    struct decimal decimal = {.minus = number.data[0] == '-'};
    size_t at = decimal.minus, end = at, first = 0, last = 0, before = 0;
    bool any = false, point = false;
    for (; end < number.size && (number.data[end] | 0x20) != 'e'; end++) {
        if (number.data[end] == '.') {
            point = true;
            continue;
        }
        before += !point;
        if (number.data[end] == '0')
            continue;
        first = any ? first : end;
        last = end;
        any = true;
    }
    int64_t exponent = 0;
    if (any && end < number.size &&
        !read_exponent(span_part(number, end + 1, number.size), &exponent))
        return error_input(err, ERROR_VALUE, "a number", "an exponent beyond 2^31");
    if (any) {
        size_t dot = at + before; /* where the point stands, or would */
        decimal.digits = number.data + first;
        decimal.size = last + 1 - first;
        decimal.count = decimal.size - (first < dot && dot < last);
        decimal.point = (int64_t)(first < dot ? dot - first : 0) -
                        (int64_t)(first > dot ? first - dot - 1 : 0) + exponent;
    }
    *ret_decimal = decimal;
    return true;
}

/* Digits from one place on, so many of them, without the point. */
static void put_digits(struct dynbuf *buffer, const struct decimal *decimal, size_t from,
                       size_t count)
{
    size_t seen = 0;
    for (size_t i = 0; i < decimal->size && seen < from + count; i++) {
        if (decimal->digits[i] == '.')
            continue;
        if (seen >= from)
            dynbuf_char(buffer, (char)decimal->digits[i]);
        seen++;
    }
}

static void put_zeros(struct dynbuf *buffer, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        dynbuf_char(buffer, '0');
}

static void write_decimal(struct dynbuf *buffer, const struct decimal *decimal)
{
    int64_t count = (int64_t)decimal->count, point = decimal->point;
    if (count == 0) {
        dynbuf_char(buffer, '0');
        return;
    }
    if (decimal->minus)
        dynbuf_char(buffer, '-');
    if (count <= point && point <= 21) {
        put_digits(buffer, decimal, 0, decimal->count);
        put_zeros(buffer, point - count);
    } else if (0 < point && point <= 21) {
        put_digits(buffer, decimal, 0, (size_t)point);
        dynbuf_char(buffer, '.');
        put_digits(buffer, decimal, (size_t)point, decimal->count - (size_t)point);
    } else if (-6 < point && point <= 0) {
        dynbuf_text(buffer, "0.");
        put_zeros(buffer, -point);
        put_digits(buffer, decimal, 0, decimal->count);
    } else {
        put_digits(buffer, decimal, 0, 1);
        if (count > 1) {
            dynbuf_char(buffer, '.');
            put_digits(buffer, decimal, 1, decimal->count - 1);
        }
        dynbuf_format(buffer, "e%+lld", (long long)(point - 1));
    }
}

/* The shortest decimal that is read as the same double; `%e` of glibc is exact, and so the nearest
 * of that length. The bytes were proven to be a number, and nothing sets a locale. */
static bool shortest(char ret_text[40], const char *number, struct error *err)
{
    double value = strtod(number, NULL);
    if (!isfinite(value))
        return error_input(err, ERROR_VALUE, "a number", "beyond what a double holds");
    for (int digits = 0; digits < DBL_DECIMAL_DIG; digits++) {
        snprintf(ret_text, 40, "%.*e", digits, value);
        double back = strtod(ret_text, NULL);
        if (memcmp(&back, &value, sizeof back) == 0)
            break;
    }
    return true;
}

bool json_number_write(struct dynbuf *buffer, struct span number, bool as_double, struct error *err)
{
    struct decimal decimal;
    char text[40];
    if (!read_decimal(number, &decimal, err))
        return false;
    /* Up to 15 digits, away from the ends of the range, are the shortest that their double has. */
    if (as_double && (decimal.count > DBL_DIG || decimal.point < -290 || decimal.point > 290)) {
        struct dynbuf copy;
        dynbuf_init(&copy, JSON_STRING_BYTES_MAX);
        bool ok = dynbuf_span(&copy, number) ? shortest(text, copy.data, err)
                                             : dynbuf_error(&copy, "a number", err);
        dynbuf_release(&copy);
        if (!ok || !read_decimal(span_text(text), &decimal, err))
            return false;
    }
    write_decimal(buffer, &decimal);
    return !buffer->failed || dynbuf_error(buffer, "a number", err);
}
