/* The exposure of one address, as JSON (docs/list-json.md) and as lines. */
#pragma once

#include "cli/screen_answer.h"

/* "exposed", or "de_minimis", which a directly listed address never is. Static storage. */
const char *exposure_verdict(const struct screen_answer *answer, const struct exposure_row *row);

/* The member `exposure`: "not asked", or an object, perhaps with the identity of the ledger, which
 * later blocks change. Errors: of exposure_way. */
bool exposure_json(struct json_writer *json, const struct screen_answer *answer, bool identity,
                   struct error *err);

/* Nothing where it was not asked. Errors: of exposure_way. */
bool exposure_lines(struct dynbuf *out, const struct screen_answer *answer, struct error *err);
