/* What most questions of the store ask: one number, some numbers, a copy of a column. Only store/
 * includes this. */
#pragma once

#include "base/arena.h"
#include "store/sql.h"

/* A copy of a column in the arena; a null has a NULL start. Errors: memory. */
bool sql_keep(const struct sql_rows *rows, int column, struct arena *arena, struct span *ret_bytes,
              struct error *err);

/* The first column of the first row; 0 without a row. */
bool sql_ask_number(struct sql *db, const char *query, const struct sql_value *values, size_t count,
                    int64_t *ret_number, struct error *err);

/* The first columns of at most `max` rows. */
bool sql_ask_numbers(struct sql *db, const char *query, const struct sql_value *values,
                     size_t count, int64_t *ret_numbers, size_t max, size_t *ret_count,
                     struct error *err);
