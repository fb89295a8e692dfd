#include "gate/two_persons.h"

bool two_persons_must(struct span type, const struct json_value *root)
{
    if (object_class_of(type) == OBJECT_UNKNOWN)
        return true;
    return span_is(type, "relationship") &&
           span_is(json_member_text(root, "relationship_type"), "attributed-to");
}
