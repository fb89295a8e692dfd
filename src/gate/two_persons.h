/* What two persons must let go, and no standing rule may: requests and attributions (DESIGN,
 * sections 8 and 9). An attribution is a relationship `attributed-to`. A request has no form yet;
 * until it has, every object of a type that the program does not know counts as one. Threads: a
 * pure function.
 */
#pragma once

#include "intel/object.h"

bool two_persons_must(struct span type, const struct json_value *root);
