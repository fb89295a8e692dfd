#include "intel/indicators.h"

bool indicator_is_benign(const struct object *object)
{
    const struct json_value *types = json_member(object->root, "indicator_types");
    for (const struct json_value *one = types == NULL ? NULL : types->first; one != NULL;
         one = one->next)
        if (one->type == JSON_TYPE_STRING && span_is(one->text, "benign"))
            return true;
    return false;
}

static bool of_pattern(const struct object *object, struct arena *arena,
                       struct indicators *indicators, struct error *err)
{
    const struct json_value *pattern = json_member(object->root, "pattern");
    const struct json_value *version = json_member(object->root, "pattern_version");
    struct error why;
    if (pattern == NULL || pattern->type != JSON_TYPE_STRING || indicator_is_benign(object) ||
        !span_is(json_member_text(object->root, "pattern_type"), "stix") ||
        (version != NULL && !span_is(json_member_text(object->root, "pattern_version"), "2.1")) ||
        pattern_read(pattern->text, arena, &indicators->pattern, &why))
        return true;
    if (error_is_environment(why.code))
        *err = why;
    return !error_is_environment(why.code);
}

static void of_observable(const struct object *object, struct indicators *indicators)
{
    static const char *const types[] = {
        "domain-name",           "ipv4-addr", "ipv6-addr", "url", "email-addr", "mac-addr",
        "cryptocurrency-wallet",
    };
    static const struct pattern_step value = {.kind = PATTERN_KEY,
                                              .text = {(const unsigned char *)"value", 5}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (span_is(object->type, types[i]))
            indicators->observed = (struct indicator){
                .type = object->type,
                .property = &value,
                .value = json_member_text(object->root, "value"),
            };
}

bool indicators_of(const struct object *object, struct arena *arena,
                   struct indicators *ret_indicators, struct error *err)
{
    struct indicators indicators = {0};
    if (!object->revoked && !object->defanged) {
        if (span_is(object->type, "indicator") && !of_pattern(object, arena, &indicators, err))
            return false;
        of_observable(object, &indicators);
    }
    *ret_indicators = indicators;
    return true;
}

bool indicators_next(struct indicators *indicators, struct indicator *ret_indicator)
{
    if (indicators->observed.value.size > 0) {
        *ret_indicator = indicators->observed;
        indicators->observed.value.size = 0;
        return true;
    }
    while (pattern_next_literal(&indicators->pattern, &indicators->literal)) {
        const struct pattern_comparison *comparison = indicators->literal.comparison;
        if (!comparison->enough)
            continue;
        *ret_indicator = (struct indicator){
            .type = comparison->type,
            .property = comparison->path,
            .value = indicators->literal.value->text,
        };
        return true;
    }
    return false;
}

bool indicator_is(const struct indicator *indicator, const char *type)
{
    return span_is(indicator->type, type) && indicator->property->kind == PATTERN_KEY &&
           indicator->property->next == NULL && span_is(indicator->property->text, "value");
}

bool indicator_in_force(const struct object *object, const struct timestamp *now)
{
    struct timestamp time;
    if (!span_is(object->type, "indicator"))
        return true;
    if (timestamp_parse(json_member_text(object->root, "valid_from"), &time) &&
        timestamp_compare(now, &time) < 0)
        return false;
    return !timestamp_parse(json_member_text(object->root, "valid_until"), &time) ||
           timestamp_compare(now, &time) < 0;
}
