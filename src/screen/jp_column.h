/* The columns of Japan's list, by what a sheet's header says. Threads: pure functions. */
#pragma once

#include "text/xlsx_reader.h"

enum jp_column {
    COLUMN_OTHER, /* a remark, with the header as its label */
    COLUMN_DAY,
    COLUMN_NUMBER,
    COLUMN_JAPANESE,
    COLUMN_ENGLISH,
    COLUMN_WEAK, /* aliases that do not suffice */
    COLUMN_ALIAS,
    COLUMN_FORMER,
    COLUMN_BIRTH,
    COLUMN_NATION,
    COLUMN_PASSPORT,
    COLUMN_ID,
    COLUMN_REFERENCE,
    COLUMN_PLACE,
    COLUMN_REMARKS,
};

enum jp_column jp_column_of(struct span header);

/* Whether a row is a sheet's header: it names the day and the number of the notification. */
bool jp_is_header(const struct xlsx_cell *cells, size_t count);

/* Whether the bytes name both: for a look at a CSV. */
bool jp_names_columns(struct span bytes);

/* Whether the word stands anywhere in the text. */
bool jp_contains(struct span text, const char *word);
