#include "intel/selector.h"

#include "intel/object.h"

/* What the step, a name or `[n]`, leads to; NULL when it leads nowhere. */
static const struct json_value *follow(const struct json_value *from, struct span step)
{
    bool is_index = step.size > 2 && step.data[0] == '[' && step.data[step.size - 1] == ']';
    if (from->type != JSON_TYPE_ARRAY)
        return is_index ? NULL : json_member_span(from, step);
    if (!is_index || (step.data[1] == '0' && step.size > 3))
        return NULL;
    uint64_t index = 0;
    for (size_t i = 1; i + 1 < step.size; i++) {
        if (step.data[i] < '0' || step.data[i] > '9' || index > UINT32_MAX)
            return NULL;
        index = index * 10 + (uint64_t)(step.data[i] - '0');
    }
    const struct json_value *element = from->first;
    for (; element != NULL && index > 0; index--)
        element = element->next;
    return element;
}

bool selector_check(const struct json_value *object, const struct json_value *selector,
                    struct error *err)
{
    const struct json_value *at = object;
    struct span rest = selector->text;
    while (at != NULL) {
        size_t size = 0;
        while (size < rest.size && rest.data[size] != '.')
            size++;
        at = follow(at, span_part(rest, 0, size));
        if (size == rest.size)
            break;
        rest = span_part(rest, size + 1, rest.size);
    }
    return at != NULL || object_error(err, selector, ERROR_VALUE,
                                      "names nothing; expected a property that the object has");
}
