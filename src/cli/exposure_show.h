/* The exposure of one address, as JSON (docs/list-json.md) and as lines. */
#pragma once

#include "cli/screen_answer.h"

/* The member `exposure`: "not asked", or an object. */
void exposure_json(struct json_writer *json, const struct screen_answer *answer);

/* Nothing where it was not asked. */
void exposure_lines(struct dynbuf *out, const struct screen_answer *answer);
