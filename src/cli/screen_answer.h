/* One question answered, as lines and as JSON: for cmd_screen.c. As CSV: screen_csv.h. */
#pragma once

#include "cli/screen_sources.h"
#include "text/json_writer.h"

enum { HITS_MAX = 4096, ANSWER_LABELS_MAX = 64 };

struct screen_answer {
    struct span text; /* as asked */
    struct question question;
    const struct listed *hits[HITS_MAX]; /* by authority, list, entry; each entry once */
    size_t hit_count;
    bool hit[AUTHORITIES_MAX]; /* by authority */

    const struct labels *labels;            /* NULL: could not be read */
    size_t label_places[ANSWER_LABELS_MAX]; /* of an address, in labels->sorted */
    size_t label_count;                     /* may be more than are in label_places */

    const struct exposure *exposure;
    const struct exposure_rows *exposed; /* of an address; NULL: exposure was not asked */
};

/* Errors: memory, limit, damaged. */
bool screen_answer(struct screen_sources *sources, struct span text,
                   struct screen_answer *ret_answer, struct error *err);

/* "hit", "clear", "not_screened". */
const char *screen_verdict(const struct roster *roster, const struct screen_answer *answer,
                           size_t authority);

/* Whether an authority is neither a hit nor screened. */
bool screen_any_lacking(const struct roster *roster, const struct screen_answer *answer);

/* "the address's checksum fails: ..."; empty for most. Static storage. */
const char *screen_warning(const struct screen_answer *answer);

/* Errors of both: of exposure_way. A full buffer is `failed`. */
bool screen_answer_lines(struct dynbuf *out, const struct roster *roster,
                         const struct screen_answer *answer, struct error *err);

/* One object of docs/list-json.md, on one line without its end. `version` of the program; NULL: for
 * a receipt, without it and without the ledger's identity. */
bool screen_answer_json(struct dynbuf *out, const struct roster *roster,
                        const struct screen_answer *answer, const char *version, struct error *err);
