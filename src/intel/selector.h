/* Selectors of granular markings (STIX 2.1, 7.2.3): `external_references.[0].url`.
 *
 * Names of properties and, in brackets, places in lists, from 0; points between them. Threads:
 * pure.
 */
#pragma once

#include "text/json_tree.h"

/* Whether the selector, a string, names something that the object has. Errors: value, at it. */
bool selector_check(const struct json_value *object, const struct json_value *selector,
                    struct error *err);
