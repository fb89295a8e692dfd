/* What can be looked for, out of an object: the values that an indicator's pattern is fulfilled by,
 * each of them alone, and the value of an observable.
 *
 *     struct indicators indicators;
 *     struct indicator one;
 *     if (indicators_of(object, arena, &indicators, err))
 *         while (indicators_next(&indicators, &one)) ...
 *
 * Nothing comes of what is revoked or defanged, of an indicator that is `benign` or whose pattern
 * is not of STIX 2.1, nor of comparisons that are only a part of what a pattern looks for
 * (pattern.h). Whether an indicator is valid at a time is not asked here.
 *
 * Lifetime: as long as the object and the arena. Threads: one at a time.
 */
#pragma once

#include "intel/object.h"
#include "intel/pattern.h"

struct indicator {
    struct span type;                    /* of what is looked for: `domain-name` */
    const struct pattern_step *property; /* at least one */
    struct span value;                   /* UTF-8, of any characters */
};

struct indicators {
    struct pattern pattern;
    struct pattern_literal literal;
    struct indicator observed; /* of an observable; its value empty where there is none to come */
};

/* Errors: memory. */
bool indicators_of(const struct object *object, struct arena *arena,
                   struct indicators *ret_indicators, struct error *err);

/* The next one; false at the end. */
bool indicators_next(struct indicators *indicators, struct indicator *ret_indicator);

/* Whether it is the property `value` of the type. */
bool indicator_is(const struct indicator *indicator, const char *type);

/* Whether an indicator is in force at the time, by `valid_from` and `valid_until`; what is no
 * indicator always is. */
bool indicator_in_force(const struct object *object, const struct timestamp *now);

/* Whether its `indicator_types` say that what it finds is harmless. */
bool indicator_is_benign(const struct object *object);
