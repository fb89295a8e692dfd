/* One question answered, as lines, as JSON, as CSV: for cmd_screen.c. */
#pragma once

#include "screen/exposure.h"
#include "screen/look_up.h"
#include "text/csv_writer.h"
#include "text/json_writer.h"

enum { HITS_MAX = 4096 };

struct screen_answer {
    struct span text; /* as asked */
    struct question question;
    const struct listed *hits[HITS_MAX]; /* by authority, list, entry; each entry once */
    size_t hit_count;
    bool hit[AUTHORITIES_MAX];           /* by authority */
    const struct exposure_rows *exposed; /* of an address; NULL: exposure was not asked */
};

/* Errors: memory, limit. */
bool screen_answer(struct look_up *look_up, struct span text, struct screen_answer *ret_answer,
                   struct error *err);

/* "hit", "clear", "not_screened". */
const char *screen_verdict(const struct roster *roster, const struct screen_answer *answer,
                           size_t authority);

/* Whether an authority is neither a hit nor screened. */
bool screen_any_lacking(const struct roster *roster, const struct screen_answer *answer);

void screen_answer_lines(struct dynbuf *out, const struct roster *roster,
                         const struct screen_answer *answer);

/* One object of docs/list-json.md, on one line without its end. `version` of the program, or NULL.
 */
void screen_answer_json(struct dynbuf *out, const struct roster *roster,
                        const struct screen_answer *answer, const char *version);

void screen_csv_header(struct csv_writer *csv, const struct roster *roster);
void screen_answer_csv(struct csv_writer *csv, const struct roster *roster,
                       const struct screen_answer *answer);
