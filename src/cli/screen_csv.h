/* One question answered, as a row of CSV: docs/list-json.md has the columns. */
#pragma once

#include "cli/screen_answer.h"
#include "text/csv_writer.h"

/* `exposure` says whether the columns of exposure are wanted; the same for all rows of a table. */
void screen_csv_header(struct csv_writer *csv, const struct roster *roster, bool exposure);
void screen_answer_csv(struct csv_writer *csv, const struct roster *roster,
                       const struct screen_answer *answer, bool exposure);
