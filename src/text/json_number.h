/* Numbers of JSON, as ECMAScript prints them (ECMA-262, Number::toString; RFC 8785, 3.2.2.3).
 *
 *     1.0  1e0  10e-1  ──▶  1          1e21  ──▶  1e+21          -0  ──▶  0
 *
 * Only for json_canonical.c. Threads: pure functions.
 */
#pragma once

#include "base/dynbuf.h"
#include "base/error.h"

/* Appends a number, which is one of RFC 8259. `as_double`: the nearest IEEE 754 double; else with
 * all of its digits. Errors: value (no double holds it; an exponent beyond 2^31), limit, memory. */
bool json_number_write(struct dynbuf *buffer, struct span number, bool as_double,
                       struct error *err);
