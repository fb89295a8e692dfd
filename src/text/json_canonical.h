/* JSON in one form, whatever its source looked like: RFC 8785 (JCS), and the exact form, which is
 * what sameness means here.
 *
 *     {"b": 1.0, "a": [1e2, "\u20ac"]}   ──▶   {"a":[100,"€"],"b":1}
 *
 * Members stand in the order of their names' UTF-16 units, no spaces, strings with the fewest
 * escapes (RFC 8785, 3.2.2.2), numbers as ECMAScript prints them (ECMA-262, Number::toString).
 *
 *   JSON_CANONICAL_RFC_8785  a number is the nearest IEEE 754 double, so that numbers that differ
 *                            beyond its 53 bits become one; a number that no double holds is an
 *                            error. Identifiers that others compute too are made from this form.
 *   JSON_CANONICAL_EXACT     a number keeps all of its digits: 2^64 and 2^64 + 1 differ, and 1, 1.0
 *                            and 1e0 do not. The bytes are those of RFC 8785 for every number of up
 *                            to 15 digits that a double holds.
 *
 * Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"
#include "text/json_tree.h"

enum json_canonical_form { JSON_CANONICAL_RFC_8785, JSON_CANONICAL_EXACT };

/* Appends the value to the buffer. A full buffer shows in it. Errors: value (RFC 8785: a number
 * beyond a double; an exponent beyond 2^31), memory. */
bool json_canonical(struct dynbuf *buffer, const struct json_value *value,
                    enum json_canonical_form form, struct error *err);

/* Two values are the same: the order of members and the way a number or string is written do not
 * matter. `*ret_same` is set. Errors: as json_canonical. */
bool json_same(const struct json_value *one, const struct json_value *other, bool *ret_same,
               struct error *err);

/* The order of two names: by UTF-16 units (RFC 8785, 3.2.3), which differs from the order of bytes
 * above U+FFFF. Both are UTF-8. Negative, 0, positive. */
int json_name_order(struct span one, struct span other);
